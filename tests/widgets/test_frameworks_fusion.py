"""The fusion's Python side: what is wrong with a student's answer is said, and its traits are checked."""

import json

import numpy as np
import pytest
import traitlets

from course.grading.exercises.frameworks import runs
from course.widgets.frameworks_fusion import MOST, PROGRAMS, FrameworksFusion
from course.widgets.student_function import LONGEST_MESSAGE

NAN, INF = float("nan"), float("inf")


def not_written(program):
    raise NotImplementedError("Exercise 4: return the kernels")


def returns(value):
    return lambda program: value


def mistaken(error):
    def fuse(program):
        raise error

    return fuse


# ---- What is wrong is said, and nothing fails

SAYS = [
    (
        not_written,
        "Your function raises NotImplementedError (Exercise 4: return the kernels): "
        "write it and run this cell again",
    ),
    (mistaken(ValueError("two\n  lines\u202e\ud800")), "Your function raises ValueError: two lines"),
    (mistaken(KeyError()), "Your function raises KeyError"),
    (mistaken(ValueError("a" * 200)), f"Your function raises ValueError: {'a' * (LONGEST_MESSAGE - 1)}…"),
    (returns(None), "Your function returns None, it needs a list of kernels"),
    (returns("[[1]]"), "Your function returns str, it needs a list of kernels"),
    (returns(np.array([[1]])), "Your function returns ndarray, it needs a list of kernels"),
    (returns({1: [2]}), "Your function returns dict, it needs a list of kernels"),
    (returns([1, 2, 3]), "Kernel 1 is int, it needs a list of line numbers"),
    (returns([[1], "23"]), "Kernel 2 is str, it needs a list of line numbers"),
    (returns([[1], {2}]), "Kernel 2 is set, it needs a list of line numbers"),
    (returns([np.array(1)]), "Kernel 1 is ndarray, it needs a list of line numbers"),
    (returns([["exp"]]), "Kernel 1 holds what is no line number"),
    (returns([[[1]]]), "Kernel 1 holds what is no line number"),
    (returns([[1], [1.5]]), "Kernel 2 holds what is no line number"),
    (returns([[NAN]]), "Kernel 1 holds what is no line number"),
    (returns([[INF]]), "Kernel 1 holds what is no line number"),
    (returns([[10**400]]), "Kernel 1 holds what is no line number"),
    (returns([[1 + 0j]]), "Kernel 1 holds what is no line number"),
    (returns([[1]] * 10**6), "Your function returns 1,000,000 kernels for a program of a few lines"),
    (returns([range(5)]), "Kernel 1 is range, it needs a list of line numbers"),
    (returns([[1], [0] * 10**6]), "Your kernels hold 1,000,001 lines of a program of a few"),
]


@pytest.mark.parametrize(("fuse", "says"), SAYS)
def test_what_is_wrong_with_an_answer_is_one_sentence(fuse, says):
    fusion = FrameworksFusion(fuse)
    assert fusion.faults == [says] and fusion.kernels == [] and fusion.passes is None
    assert says in fusion.describe() and fusion.to_html().encode()
    json.dumps(fusion.state(), allow_nan=False)


@pytest.mark.parametrize(
    "fuse",
    [
        lambda program: tuple(map(tuple, runs(program))),
        lambda program: [np.array(kernel) for kernel in runs(program)],
        lambda program: [[float(line) for line in kernel] for kernel in runs(program)],
        lambda program: [[np.int64(line) for line in kernel] for kernel in runs(program)],
    ],
)
def test_what_the_grader_takes_is_right_here_too(fuse):
    fusion = FrameworksFusion(fuse)
    for program in PROGRAMS:
        fusion.program = program
        assert fusion.faults == [] and fusion.kernels == runs(PROGRAMS[program])
    json.dumps(fusion.state())


def test_a_function_that_empties_its_program_spoils_nothing():
    def spoiling(program):
        kernels = runs(program)
        for line in program:
            line[1:] = []
        program.clear()
        return kernels

    fusion = FrameworksFusion(spoiling, program="chain")
    assert (fusion.faults, fusion.passes) == ([], 2) and PROGRAMS["chain"][1] == ["exp", 0]


def test_a_picture_holds_the_most_that_is_let_through():
    fusion = FrameworksFusion(returns([[1]] * MOST), program="chain")
    assert len(fusion.kernels) == MOST and fusion.faults[0].startswith("Line 1 is in kernels 1, 2, 3")
    assert FrameworksFusion(returns([[1]] * (MOST + 1))).kernels == []


# ---- Traits and values


def test_it_opens_where_something_is_wrong():
    assert FrameworksFusion().program == "inputs between"
    assert FrameworksFusion(runs).program == "network"
    assert FrameworksFusion(not_written).program == "chain"
    assert FrameworksFusion(program="read later").program == "read later"


def test_the_next_cell_has_its_kernels_passes_and_faults():
    fusion = FrameworksFusion(runs, program="read later")
    assert (fusion.kernels, fusion.passes, fusion.faults) == ([[1, 2], [4], [5, 6]], 9, [])
    fusion.program = "chain"
    assert (fusion.kernels, fusion.passes, fusion.faults) == ([[1, 2, 3]], 2, [])


def test_the_words_hold_the_finding_and_both_plans():
    assert FrameworksFusion(runs, program="network").describe() == (
        "Program “network”, 10 lines. Your 4 kernels make 12 passes where eager makes 14. "
        "Your kernels: [2], [4, 5], [7], [9]. Eager: 5 kernels, 14 passes."
    )
    assert "there is nothing to fuse" in FrameworksFusion(runs, program="two matmuls").describe()
    assert "Your kernels: none." in FrameworksFusion(not_written).describe()


@pytest.mark.parametrize(("name", "value"), [("program", "none such"), ("step", 0), ("step", "two")])
def test_a_wrong_trait_is_a_clear_error(name, value):
    with pytest.raises(traitlets.TraitError, match=name):
        FrameworksFusion(runs, **{name: value})
    fusion = FrameworksFusion(runs)
    with pytest.raises(traitlets.TraitError, match=name):
        setattr(fusion, name, value)


def test_what_was_found_cannot_be_set():
    with pytest.raises(TypeError, match="knows no answers; it takes fuse, program, step"):
        FrameworksFusion(runs, answers=[])
    with pytest.raises(traitlets.TraitError, match="read-only"):
        FrameworksFusion(runs).answers = []


def test_what_the_reader_does_reaches_the_model_and_back(bench_page):
    page = bench_page.page
    page.set_content(f"<style>{FrameworksFusion._css}</style><main></main>")
    page.add_script_tag(
        type="module",
        content=f"""{FrameworksFusion._esm}
        window.model = modelOf({json.dumps(FrameworksFusion(runs).state())});
        window.end = render({{ model, el: document.querySelector("main") }});""",
    )
    page.wait_for_selector(".fusion .box")
    page.locator(".fusion").press("ArrowRight")
    assert page.evaluate("model.get('step')") == 3
    page.locator(".fusion").press("ArrowUp")
    assert page.evaluate("model.get('program')") == "read later"
    page.evaluate("model.set('program', 'chain')")
    assert "2 passes" in page.locator("h3").inner_text()
    page.evaluate("end(); model.set('program', 'network')")
    assert "2 passes" in page.locator("h3").inner_text()
