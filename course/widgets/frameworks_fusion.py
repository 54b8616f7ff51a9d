"""A student's own kernels: boxes round the lines of a program, and the arrays that travel between them.

A program is a list of lines [operation, lines it reads], as in the lab; its result is the last line's.
"""

import copy
from numbers import Real

import numpy as np
import traitlets

from course.widgets.frameworks_fusion_kernels import count, faults_of, plan, working
from course.widgets.student_function import in_one_line, kind_of
from course.widgets.visualizer import Visualizer

PROGRAMS = {
    "chain": [["input"], ["exp", 0], ["neg", 1], ["relu", 2]],
    "one matmul": [["input"], ["neg", 0], ["exp", 1], ["input"], ["matmul", 2, 3], ["relu", 4], ["neg", 5]],
    "two matmuls": [["input"], ["input"], ["input"], ["matmul", 0, 1], ["matmul", 3, 2], ["relu", 4]],
    "inputs between": [
        ["input"],
        ["exp", 0],
        ["input"],
        ["add", 1, 2],
        ["input"],
        ["mul", 3, 4],
        ["add", 5, 1],
    ],
    "read later": [
        *[["input"], ["exp", 0], ["relu", 1], ["input"], ["matmul", 2, 3], ["add", 4, 1], ["mul", 5, 5]],
    ],
    "network": [
        *[["input"], ["input"], ["matmul", 0, 1], ["input"], ["add", 2, 3], ["relu", 4]],
        *[["input"], ["matmul", 5, 6], ["input"], ["add", 7, 8]],
    ],
}
MOST = 24  # kernels, and lines in all of them: no picture holds more
LARGEST = 999  # of either sign: longer numbers are no lines


class FrameworksFusion(Visualizer):
    """Six programs, each cut into the kernels that your function makes of it, beside eager's kernels.

    fuse: takes a program, returns its kernels, a list of lists of line numbers.  It is called for each one
    when the visualizer is made; what it raises or returns wrongly becomes a sentence, never an error.
    program: "chain", "one matmul", "two matmuls", "inputs between", "read later" or "network"; at first one
    in which something is wrong.  step: the kernel shown, counted from 1; past the last one, the last.

    Without a function it shows an example of a mistake: one that ends a run of lines at an input.
    """

    derived = ("fuse",)

    program = traitlets.Unicode().tag(sync=True)
    step = traitlets.Int(2).tag(sync=True)
    answers = traitlets.List(read_only=True).tag(sync=True)

    def __init__(self, fuse=None, **traits):
        """Call the function for every program."""
        fuse = ends_at_an_input if fuse is None else fuse
        self._found = [answer_for(fuse, name) for name in PROGRAMS]
        super().__init__(**traits)

    @traitlets.default("answers")
    def _answers_found(self):
        return self._found

    @traitlets.default("program")
    def _first_that_is_wrong(self):
        wrong = [answer["name"] for answer in self.answers if answer["problem"] or answer["faults"]]
        return next(iter(wrong), "network")

    @traitlets.validate("program")
    def _known(self, proposal):
        if proposal["value"] not in PROGRAMS:
            raise traitlets.TraitError(f"program is one of {', '.join(PROGRAMS)}, got {proposal['value']!r}")
        return proposal["value"]

    @traitlets.validate("step")
    def _counts_from_one(self, proposal):
        if proposal["value"] < 1:
            raise traitlets.TraitError(f"step counts kernels from 1, got {proposal['value']}")
        return proposal["value"]

    @property
    def kernels(self):
        """Your kernels of the chosen program, a list of lists of line numbers; empty if there are none."""
        return [kernel["lines"] for kernel in self._chosen["yours"]]

    @property
    def passes(self):
        """How many arrays your kernels read and write; None if they do not compute the program."""
        return self._chosen["passes"]

    @property
    def faults(self):
        """What is wrong with your kernels of the chosen program: a list of sentences."""
        says = [fault["says"] for fault in self._chosen["faults"]]
        return [self._chosen["problem"], *says] if self._chosen["problem"] else says

    def describe(self):
        """The finding, your kernels and eager's in words and numbers."""
        chosen = self._chosen
        yours = ", ".join(map(str, self.kernels)) or "none"
        return (
            f"Program “{self.program}”, {len(chosen['lines'])} lines. {chosen['finding']}. "
            f"Your kernels: {yours}. Eager: {len(chosen['eager'])} kernels, {chosen['eager_passes']} passes."
        )

    @property
    def _chosen(self):
        return next(answer for answer in self.answers if answer["name"] == self.program)


def answer_for(fuse, name):
    """What a function makes of one program, and all that the picture says about it: ready for JSON."""
    lines = PROGRAMS[name]
    kernels, problem = asked(fuse, lines)
    faults = [] if problem else faults_of(lines, kernels)
    eager, yours = plan(lines, [[line] for line in working(lines)]), plan(lines, kernels)
    is_counted = not problem and not any(fault["stops"] for fault in faults)
    answer = {
        "name": name,
        "lines": lines,
        "problem": problem,
        "faults": faults,
        "eager": eager,
        "yours": yours,
    }
    answer |= {"eager_passes": count(eager), "passes": count(yours) if is_counted else None}
    return answer | {"finding": finding(answer)}


def finding(answer):
    """The answer in a sentence: what is wrong with it, or what it saves."""
    if answer["problem"]:
        return answer["problem"]
    if answer["faults"]:
        first, *others = (fault["says"] for fault in answer["faults"])
        return f"{first} (1 of {1 + len(others)} faults)" if others else first
    many, passes, before = len(answer["yours"]), answer["passes"], answer["eager_passes"]
    yours = "Your one kernel makes" if many == 1 else f"Your {many} kernels make"
    if passes == before:
        return f"{yours} {passes} passes, as many as eager: there is nothing to fuse"
    return f"{yours} {passes} passes where eager makes {before}"


# ---- What a function answers


def asked(fuse, lines):
    """(kernels, problem): a function's kernels as lists of ints, or none and what is wrong."""
    try:
        answer = fuse(copy.deepcopy(lines))  # a function that changes its program spoils a copy
        return kernels_in(answer)
    except Exception as error:  # whatever the student's code raises is shown to the student
        return [], f"Your function raises {in_one_line(error)}"


def kernels_in(answer):
    """(kernels, problem) of what a function returned."""
    if not isinstance(answer, list | tuple):
        return [], f"Your function returns {kind_of(answer)}, it needs a list of kernels"
    if len(answer) > MOST:
        return [], f"Your function returns {len(answer):,} kernels for a program of a few lines"
    for number, kernel in enumerate(answer, 1):
        if not isinstance(kernel, list | tuple) and not is_row(kernel):
            return [], f"Kernel {number} is {kind_of(kernel)}, it needs a list of line numbers"
        if not all(map(is_line_number, kernel[: MOST + 1])):
            return [], f"Kernel {number} holds what is no line number"
    if (many := sum(map(len, answer))) > MOST:
        return [], f"Your kernels hold {many:,} lines of a program of a few"
    return [[int(line) for line in kernel] for kernel in answer], ""


def is_row(kernel):
    """Whether it is a NumPy array of one axis."""
    return isinstance(kernel, np.ndarray) and kernel.ndim == 1


def is_line_number(line):
    """Whether it is a whole number of a few digits, of whatever type."""
    return isinstance(line, Real) and abs(line) <= LARGEST and float(line).is_integer()


def ends_at_an_input(program):
    """The example's function: inputs do end its runs, and so it makes too many kernels."""
    kernels, before = [], "input"
    for line, (operation, *_) in enumerate(program):
        if operation == "matmul" or (operation != "input" and before in ("input", "matmul")):
            kernels.append([])
        if operation != "input":
            kernels[-1].append(line)
        before = operation
    return kernels
