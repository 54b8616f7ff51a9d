"""What an exercise is: a function to write, fresh random cases for it, and a judge for each answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from course.grading.inside import plain

ROUNDING = 1e-12
"""The most by which two right float64 answers differ, as a share of the largest number in them: sums of some
hundred terms, each rounded to 1.1e-16.  Nudging cannot do better than 4e-11, the distance from 1 to the next
float64 to the power of two thirds: a gradient found by nudges is told from one that was derived."""
SMALL, LARGE = 1e-2, 1e3  # below and above, per cent say more than digits


@dataclass(frozen=True)
class Case:
    """One call of the student's function.

    arguments: plain data, and functions that are computed on the grader's side.
    complaint: takes the answer as plain data, gives "" if it is right, else what is wrong, for the student.
    what: what is special about it: "a batch of one".
    """

    arguments: tuple
    complaint: Callable[[object], str]
    what: str = "a random case"


@dataclass(frozen=True)
class Exercise:
    """A function that the student writes, worth `points` if every case is right and nothing otherwise.

    cases: takes a numpy Generator and draws cases, never the same twice.
    """

    name: str
    title: str
    points: int
    cases: Callable[[np.random.Generator], Iterable[Case]]

    def verify(self, function, rng=None):
        """Hold a function that runs in this very process against fresh cases: AssertionError if one is wrong.

        For nbgrader's hidden tests.  The course's own grader calls functions in a sandbox instead.
        """
        for case in self.cases(np.random.default_rng() if rng is None else rng):
            arguments = [each if callable(each) else as_sent(each) for each in case.arguments]
            try:
                complaint = case.complaint(plain.unpack(plain.pack(function(*arguments))))
            except plain.NotPlain as error:
                complaint = f"it returns {error}"
            assert not complaint, f"{self.name}, {case.what}: {complaint}"


def as_sent(value):
    """A value as it comes out on the other side of the wall."""
    return plain.unpack(plain.pack(value))


@dataclass(frozen=True)
class Lab:
    """A lab: the stem of its topic, its exercises in order, and the modules that its sandbox holds."""

    stem: str
    title: str
    exercises: tuple[Exercise, ...]
    modules: tuple[str, ...] = ("numpy",)

    @property
    def points(self):
        """What all exercises are worth together."""
        return sum(exercise.points for exercise in self.exercises)

    def exercise(self, name):
        """The exercise whose function is called `name`."""
        return next(exercise for exercise in self.exercises if exercise.name == name)


def same_array(answer, expected, name="the answer", tolerance=ROUNDING, *, least=0.0):
    """ "" if `answer` is an array of numbers like `expected`, else what is wrong with it, in words.

    tolerance: as a share of the largest number expected, or of `least` if that is larger: the size of what
    was added up where it may cancel.  Where only zeros are expected, it is a share of 1.  Of a tolerance of 0
    all digits are told, and not how far off they are.
    """
    expected = np.asarray(expected, dtype=np.float64)
    if not plain.holds_numbers(answer):
        return f"{name} is {described(answer)}, where {what_belongs(expected)} belongs"
    try:
        answer = np.asarray(answer)
    except ValueError:
        return f"{name} is made of lists of different lengths, where {what_belongs(expected)} belongs"
    if answer.dtype.kind not in "fiu":
        return f"{name} holds {answer.dtype}, where numbers belong"
    if answer.shape != expected.shape:
        return f"{name} has shape {answer.shape}, where {expected.shape or 'one number'} belongs"
    if not np.isfinite(answer).all():
        return f"{name} holds infinity or NaN"
    answer = answer.astype(np.float64)
    allowed = tolerance * (np.abs(expected).max(initial=least) or 1.0)
    errors = np.abs(answer - expected)
    if (errors <= allowed).all():
        return ""
    place = np.unravel_index(errors.argmax(), errors.shape)
    where = f" at {[int(i) for i in place]}" if place else ""
    if not tolerance:
        return f"{name} is {in_full(answer[place])}{where}, where {in_full(expected[place])} belongs"
    off = off_by(answer[place], expected[place])
    return f"{name} is {answer[place]:.10g}{where}, where {expected[place]:.10g} belongs, off by {off}"


def what_belongs(expected):
    """What stands in the place of an answer that is no number: the number, or an array of this shape."""
    return f"an array of shape {expected.shape}" if expected.shape else f"{expected:.10g}"


def in_full(number):
    """A number as Python writes it, an integer without .0: 449747420928 and 0.015625."""
    return str(int(number)) if number == int(number) else repr(float(number))


def off_by(answer, expected):
    """How far a number is from the right one, in words: in per cent if it is far or the right one small."""
    error = abs(answer - expected)
    if expected == 0 or (error < LARGE and abs(expected) >= SMALL):
        return f"{error:.3g}"
    percent = 100 * abs(answer / expected - 1)
    return f"{percent:,.0f} %" if 100 <= percent < 1e6 else f"{percent:.2g} %"


def same_arrays(answer, expected, names, tolerance=ROUNDING, *, least=0.0):
    """The same for a tuple of arrays, each with its name."""
    if not isinstance(answer, list) or len(answer) != len(names):
        return f"it returns {described(answer)}, where {len(names)} arrays belong: {', '.join(names)}"
    triples = zip(answer, expected, names, strict=True)
    return next(filter(None, (same_array(*triple, tolerance, least=least) for triple in triples)), "")


def described(answer):
    """What kind of thing an answer is."""
    if answer is None:
        return "None (is there a return?)"
    if isinstance(answer, np.ndarray):
        return f"one array of shape {answer.shape}"
    if isinstance(answer, list):
        return f"{len(answer)} value{'' if len(answer) == 1 else 's'}"
    return f"{type(answer).__name__} {answer!r:.40}"
