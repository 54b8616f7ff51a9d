"""Every exercise tells right from wrong: the solution earns all, the sheet none, a mistake loses points."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from course.grading import labs, labs_here, notebook
from course.grading.judge import Judge
from course.grading.sandbox import Zygote

ROOT = Path(__file__).parents[2]
KNOWN = labs_here.read(ROOT / "labs")
"""stem -> the lab that can be graded."""


def load_tests():
    """The functions of this folder's conftest, which pytest imports under a name of its own."""
    import runpy

    return runpy.run_path(str(Path(__file__).parent / "conftest.py"))


given = load_tests()
MISTAKES = [
    pytest.param(stem, exercise, answer, is_unseen, id=f"{stem}, {exercise}: {what}")
    for stem in KNOWN
    for exercise, mistakes in given["wrong_answers"](stem).items()
    for what, (answer, is_unseen) in mistakes.items()
]


@pytest.fixture(scope="module")
def judge():
    """A function that grades a notebook in a real sandbox and gives name -> Mark."""
    with Zygote() as zygote:

        def one(stem, book, seed=None):
            cells = notebook.read(nbformat.writes(book).encode())
            judgement = Judge(zygote, KNOWN[stem].lab, KNOWN[stem].sheet)(cells, seed=seed)
            return {mark.name: mark for mark in judgement.marks}

        yield one


@pytest.mark.parametrize("stem", KNOWN)
@pytest.mark.parametrize("seed", range(5))
def test_the_solution_earns_every_point_whatever_is_drawn(stem, seed, judge):
    marks = judge(stem, given["solution"](stem), seed)
    assert {name: mark.message for name, mark in marks.items() if mark.score < mark.points} == {}


@pytest.mark.parametrize("stem", KNOWN)
def test_the_empty_sheet_earns_nothing(stem, judge):
    marks = judge(stem, labs.sheet(given["solution"](stem)))
    assert {mark.status for mark in marks.values()} == {"unsolved"}
    assert sum(mark.score for mark in marks.values()) == 0


@pytest.mark.parametrize(("stem", "exercise", "answer", "is_unseen"), MISTAKES)
def test_a_mistake_earns_nothing_for_its_exercise(stem, exercise, answer, is_unseen, judge):
    mark = judge(stem, given["answered"](stem, exercise, answer))[exercise]
    assert mark.score == 0 and mark.message, mark


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a wrong answer may divide by zero
@pytest.mark.parametrize(("stem", "exercise", "answer", "is_unseen"), MISTAKES)
def test_the_visible_check_sees_the_mistakes_it_is_said_to_see(stem, exercise, answer, is_unseen):
    assert given["accepts"](given["answered"](stem, exercise, answer), exercise) == is_unseen


@pytest.mark.parametrize("stem", KNOWN)
def test_the_visible_checks_accept_the_solution(stem):
    for exercise in KNOWN[stem].lab.exercises:
        assert given["accepts"](given["solution"](stem), exercise.name)


@pytest.mark.parametrize("stem", KNOWN)
def test_every_exercise_has_five_mistakes_of_which_two_pass_the_visible_check(stem):
    wrong = given["wrong_answers"](stem)
    assert list(wrong) == [exercise.name for exercise in KNOWN[stem].lab.exercises]
    for mistakes in wrong.values():
        assert len(mistakes) >= 5
        assert sum(is_unseen for _, is_unseen in mistakes.values()) >= 2


@pytest.mark.parametrize("stem", KNOWN)
def test_no_exercise_draws_the_same_cases_twice(stem):
    for exercise in KNOWN[stem].lab.exercises:
        first, second = (
            [
                case.complaint(0.0)
                if callable(each)
                else str(each)  # what belongs there tells functions apart
                for case in exercise.cases(np.random.default_rng(seed))
                for each in case.arguments
            ]
            for seed in (1, 2)
        )
        assert first and first != second
