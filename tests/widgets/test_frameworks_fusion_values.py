"""The fusion's findings: a fault where the grader finds one and nowhere else, and the grader's passes."""

import numpy as np
import pytest

from course.grading.exercises.frameworks import kernels_complaint, passes, random_program, runs
from course.widgets.frameworks_fusion import PROGRAMS, FrameworksFusion
from course.widgets.frameworks_fusion_kernels import count, faults_of, plan

PROGRAM = PROGRAMS["one matmul"]  # its kernels are [1, 2], [4], [5, 6]; 0 and 3 are inputs


def test_the_program_of_these_tests_is_the_one_meant():
    assert runs(PROGRAM) == [[1, 2], [4], [5, 6]]


@pytest.mark.parametrize(
    ("kernels", "says"),
    [
        ([[1], [4], [5, 6]], ["Line 2 is in no kernel"]),
        ([], [f"Line {line} is in no kernel" for line in (1, 2, 4, 5, 6)]),
        ([[1, 2], [4], [4], [5, 6]], ["Line 4 is in kernels 2 and 3"]),
        ([[1, 2], [4], [4], [4], [5, 6]], ["Line 4 is in kernels 2, 3 and 4"]),
        ([[1, 2, 2], [4], [5, 6]], ["Line 2 is 2 times in kernel 1"]),
        ([[0, 1, 2], [4], [5, 6]], ["Kernel 1 holds line 0, an input"]),
        ([[1, 2], [3], [4], [3, 5, 6]], ["Kernels 2 and 4 hold line 3, an input"]),
        ([[1, 2], [4], [5, 6], [7]], ["Kernel 4 holds line 7, which the program does not have"]),
        ([[-1, 1, 2], [4], [5, 6]], ["Kernel 1 holds line −1, which the program does not have"]),
        ([[1, 2], [], [4], [5, 6]], ["Kernel 2 is empty"]),
        ([[1, 2, 4], [5, 6]], ["Kernel 1 fuses line 4, a matmul, with others"]),
        ([[1, 2], [4, 5, 6]], ["Kernel 2 fuses line 4, a matmul, with others"]),
        ([[1], [2], [4], [5, 6]], ["Kernels 1 and 2 belong in one: no matmul stands between them"]),
        ([[1, 2], [4], [5], [6]], ["Kernels 3 and 4 belong in one: no matmul stands between them"]),
        ([[1, 2], [5, 6], [4]], ["Line 4 comes after line 6"]),
        ([[2, 1], [4], [5, 6]], ["Line 1 comes after line 2"]),
    ],
)  # fmt: skip
def test_each_fault_is_said(kernels, says):
    assert [fault["says"] for fault in faults_of(PROGRAM, kernels)] == says


def mutated(rng, kernels, num_lines):
    """The kernels with one random change of a random kind, which may be none."""
    kernels = [list(kernel) for kernel in kernels]
    k = int(rng.integers(len(kernels))) if kernels else 0
    kind = rng.integers(6)
    if not kernels or kind == 0:
        kernels.insert(k, [int(rng.integers(-1, num_lines + 1))])
    elif kind == 1:
        kernels[k].pop(rng.integers(len(kernels[k])))
    elif kind == 2:
        kernels[k : k + 2] = [[line for kernel in kernels[k : k + 2] for line in kernel]]
    elif kind == 3:
        cut = int(rng.integers(len(kernels[k]) + 1))
        kernels[k : k + 1] = [kernels[k][:cut], kernels[k][cut:]]
    elif kind == 4:
        rng.shuffle(kernels[k])
    else:
        kernels.append(kernels.pop(k))
    return kernels


def test_there_is_a_fault_exactly_where_the_grader_finds_the_kernels_wrong():
    rng = np.random.default_rng(0)
    wrong = 0
    for _ in range(1500):
        program = random_program(rng, int(rng.integers(1, 4)), 6)
        for place in range(int(rng.integers(3))):  # inputs between the lines
            program.insert(len(program) - 2 * place - 1, ["input"])
        kernels = mutated(rng, runs(program), len(program))
        is_wrong = bool(kernels_complaint(kernels, runs(program)))
        assert bool(faults_of(program, kernels)) == is_wrong, (program, kernels)
        wrong += is_wrong
    assert 800 < wrong < 1450, "both kinds occurred"


def test_passes_are_the_graders_for_the_rules_kernels_and_for_finer_ones():
    rng = np.random.default_rng(1)
    for _ in range(300):
        program = random_program(rng, 3, 9)
        alone = [[line] for line in range(3, 12)]
        for kernels in (runs(program), alone):
            assert count(plan(program, kernels)) == passes(program, kernels)


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_program_saves_but_the_one_that_has_nothing_to_fuse(name):
    fusion = FrameworksFusion(runs, program=name)
    eager = [[line] for line, (operation, *_) in enumerate(PROGRAMS[name]) if operation != "input"]
    before = passes(PROGRAMS[name], eager)
    assert fusion.passes == passes(PROGRAMS[name], fusion.kernels)
    assert (fusion.passes < before) == (name != "two matmuls")
    assert f"Eager: {len(eager)} kernels, {before} passes." in fusion.describe()


def test_passes_are_not_counted_where_the_kernels_do_not_compute_the_program():
    def answer(kernels):
        return FrameworksFusion(lambda program: kernels, program="one matmul").passes

    assert answer([[1, 2], [4]]) is None and answer([[2, 1], [4], [5, 6]]) is None
    assert answer([[1, 2], [4], [4], [5, 6]]) is None and answer([[1, 2], [4], [5, 6], [9]]) is None
    assert answer([[1], [2], [4], [5], [6]]) == 11 and answer([[1, 2, 4, 5, 6]]) == 3
    assert answer([[0, 1, 2], [4], [5, 6], []]) == 7, "an input is read from memory wherever it is listed"


@pytest.mark.parametrize("name", PROGRAMS)
def test_an_array_is_in_memory_from_its_kernel_to_its_last_reader(name):
    lines, kernels = PROGRAMS[name], runs(PROGRAMS[name])
    for k, kernel in enumerate(plan(lines, kernels)):
        assert {*kernel["reads"], *kernel["writes"]} <= set(kernel["live"])
        for array in kernel["live"]:
            if lines[array][0] == "input" or array in kernel["writes"]:
                continue
            written = next(j for j, other in enumerate(kernels) if array in other)
            readers = [
                j for j, other in enumerate(kernels) if any(array in lines[line][1:] for line in other)
            ]
            assert written < k <= max(readers)


def test_both_plans_show_the_same_lines_at_every_step(functions):
    fusion = FrameworksFusion(runs)
    for answer in fusion.answers:
        passes_seen = [0, 0]
        for step, kernel in enumerate(answer["yours"]):
            moment = functions(FrameworksFusion._esm, "momentOf", answer, step)
            shown = [answer["eager"][k]["lines"][0] for k in moment["eager"]["now"]]
            assert shown == kernel["lines"] and moment["yours"]["now"] == [step]
            assert moment["yours"]["live"] == kernel["live"]
            passes_seen = [seen + new for seen, new in zip(passes_seen, moment["passes"], strict=True)]
        assert passes_seen == [answer["passes"], answer["eager_passes"]]


def test_every_line_has_a_row_and_every_kernel_its_own(functions):
    rng = np.random.default_rng(2)
    for _ in range(40):
        program = random_program(rng, 3, 7)
        kernels = mutated(rng, runs(program), len(program))
        rows = functions(FrameworksFusion._esm, "rowsOf", program, plan(program, kernels))
        assert {row["line"] for row in rows} >= set(range(len(program)))
        for k, kernel in enumerate(kernels):
            assert [row["line"] for row in rows if row["kernel"] == k] == (kernel or [None])
