"""Honest submissions earn the same marks from stock nbgrader and from us, but for nbgrader's own rules."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course.grading import labs, labs_here, stock_nbgrader

ROOT = Path(__file__).parents[2]
given = runpy.run_path(str(ROOT / "tests/labs/conftest.py"))
SOLUTION = ROOT / "solutions/04_backprop.ipynb"
EXERCISES = [exercise.name for exercise in labs_here.read(ROOT / "labs")["backprop"].lab.exercises]


def replaced(notebook, exercise, answer):
    """The notebook with one function answered otherwise."""
    cell = given["solution_cell"](notebook, exercise)
    cell.source = cell.source.replace(*answer) if isinstance(answer, tuple) else answer
    return notebook


def honest():
    """Student -> notebook: solved, untouched, half-way, with mistakes, with cells of their own."""
    solution, wrong = given["solution"]("backprop"), given["wrong_answers"]("backprop")
    half = given["solution"]("backprop")
    for exercise in EXERCISES[::2]:
        sheet = given["solution_cell"](labs.sheet(solution), exercise)
        given["solution_cell"](half, exercise).source = sheet.source
    handed_in = {"solved": given["solution"]("backprop"), "untouched": labs.sheet(solution), "half": half}
    for number in range(2):
        notebook = given["solution"]("backprop")
        for exercise in EXERCISES[number::2]:
            unseen = [answer for answer, is_unseen in wrong[exercise].values() if is_unseen]
            replaced(notebook, exercise, unseen[number])
        handed_in[f"mistaken{number}"] = notebook
    own = given["solution"]("backprop")
    own.cells.insert(3, nbformat.v4.new_code_cell("helper = 3\nprint('hello')"))
    replaced(own, "walk_back", given["solution_cell"](own, "walk_back").source + "\nprint('done')")
    return handed_in | {"own": own}


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    """The notebooks as files: student -> path."""
    folder = tmp_path_factory.mktemp("honest")
    warned = replaced(
        given["solution"]("backprop"),
        "walk_back",
        ("    slopes =", "    import warnings\n\n    warnings.warn('careful')\n    slopes ="),
    )
    paths = {}
    for student, notebook in (honest() | {"warned": warned}).items():
        paths[student] = folder / f"{student}.ipynb"
        nbformat.write(notebook, paths[student])
    return paths


@pytest.fixture(scope="module")
def ours(notebooks, tmp_path_factory):
    """student -> {exercise: points} by `course grade`."""
    out = tmp_path_factory.mktemp("grades")
    folder = next(iter(notebooks.values())).parent
    command = [sys.executable, "-m", "course.cli", "grade", str(folder), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    verdicts = map(json.loads, (out / "verdicts.jsonl").read_text(encoding="utf-8").splitlines())
    return {v["student"]: {mark["name"]: mark["score"] for mark in v["exercises"]} for v in verdicts}


@pytest.fixture(scope="module")
def theirs(nbgrader, notebooks, tmp_path_factory):
    """The same by nbgrader."""
    scores = stock_nbgrader.autograde(SOLUTION, notebooks, tmp_path_factory.mktemp("site"))
    grade_ids = [f"backprop-{number}-check" for number in range(1, len(EXERCISES) + 1)]
    return {
        student: {name: points[grade_id] for name, grade_id in zip(EXERCISES, grade_ids, strict=True)}
        for student, points in scores.items()
    }


@pytest.mark.parametrize("student", ["solved", "untouched", "half", "mistaken0", "mistaken1", "own"])
def test_an_honest_submission_earns_the_same_from_both(student, ours, theirs):
    assert ours[student] == theirs[student]


def test_a_warning_costs_the_marks_there_and_nothing_here(ours, theirs):
    assert theirs["warned"]["walk_back"] == 0 < ours["warned"]["walk_back"]
    assert sum(ours["warned"].values()) == 15
