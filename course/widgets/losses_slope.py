"""A student's own loss and gradient: a line that touches the loss along a score where its slope is right.

The loss is nudged along every score, to both sides: where the two sides differ it has a corner, at which any
slope between them will do.
"""

import math
from numbers import Real

import numpy as np
import traitlets

from course.widgets.student_function import (
    ALLOWED,
    NUDGE,
    as_text,
    in_one_line,
    kind_and_length,
    no_numbers,
    with_gaps,
)
from course.widgets.visualizer import Visualizer

REACH, NUM_PLACES = 3.0, 61  # a score goes from −REACH to REACH in tenths
FEWEST, MOST = 2, 6  # classes that the picture has room for
SCORES = (1.2, 0.8, -0.5)


class LossesSlope(Visualizer):
    """The loss along one score with the line of your slope, and your whole gradient beside the nudged one.

    loss_and_gradient: takes the scores of one example, float64 (classes,), and returns (loss, gradient), a
    number and an array (classes,).  What it raises or returns wrongly becomes the sentence `problem`.
    scores: two to six numbers from −3 to 3, each rounded to a tenth.  label: the right class, it is marked.
    chosen: the score that moves; at first one whose slope is wrong, if there is one.
    curves: for each score what was found along it at `places`, the others as in `around`: the losses, your
    gradients, the slopes to the left and to the right along every score, and both along all together.

    It is called when the visualizer is made, and again when another score is chosen after one has moved.
    Without a function it shows a mistake: cross-entropy whose author forgot to take the answer away.
    """

    borrowed = ("curves.js",)
    derived = ("loss_and_gradient",)

    scores = traitlets.List().tag(sync=True)
    label = traitlets.Int(0).tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    places = traitlets.List(read_only=True).tag(sync=True)
    around = traitlets.List(read_only=True).tag(sync=True)
    curves = traitlets.List(read_only=True).tag(sync=True)
    problem = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, loss_and_gradient=None, scores=SCORES, label=0, **traits):
        """Sample the function along every score.  Raises TraitError if scores, label or chosen is none."""
        self._function = loss_and_gradient or example(label)
        if not FEWEST <= len(scores) <= MOST:
            raise traitlets.TraitError(f"scores has {FEWEST} to {MOST} numbers, got {len(scores)}")
        self._num_classes = len(scores)
        super().__init__(scores=list(scores), label=label, **traits)
        if "chosen" not in traits:
            self.chosen = next(iter(self.off), 0)

    @traitlets.default("places")
    def _all_places(self):
        return np.linspace(-REACH, REACH, NUM_PLACES).round(1).tolist()

    @traitlets.validate("scores")
    def _at_places(self, proposal):
        scores = proposal["value"]
        if len(scores) != self._num_classes:
            raise traitlets.TraitError(f"scores has {self._num_classes} numbers, got {len(scores)}")
        if not all(isinstance(score, Real) and abs(score) <= REACH for score in scores):
            raise traitlets.TraitError(f"scores lie between {-REACH:g} and {REACH:g}, got {scores}")
        return [round(float(score), 1) + 0.0 for score in scores]

    @traitlets.validate("label", "chosen")
    def _one_of_the_classes(self, proposal):
        if not 0 <= proposal["value"] < self._num_classes:
            raise traitlets.TraitError(
                f"{proposal['trait'].name} is 0 to {self._num_classes - 1}, got {proposal['value']}"
            )
        return proposal["value"]

    @traitlets.observe("scores", "chosen")
    def _sample_again(self, _):
        """Sample the function, unless only the score has moved along which it is known."""
        is_known = [score == old for score, old in zip(self.scores, self.around, strict=False)]
        if self.around and all(known or i == self.chosen for i, known in enumerate(is_known)):
            return
        curves, problem = sample(self._function, np.array(self.scores), np.array(self.places))
        with self.hold_sync():
            self.set_trait("around", list(self.scores))
            self.set_trait("curves", curves)
            self.set_trait("problem", problem)

    @property
    def gradient(self):
        """Your gradient at the scores: a list of floats, None where there is no finite number."""
        return self._here("gradients")

    @property
    def sides(self):
        """For each score the slopes of the loss to its left and to its right: [(left, right), ...]."""
        return list(zip(self._here("left"), self._here("right"), strict=True))

    @property
    def slope(self):
        """Your slope along the chosen score, or None."""
        return self.gradient[self.chosen]

    @property
    def nudged(self):
        """The slope that nudging the chosen score finds, at a corner the mean of its sides; or None."""
        return mean(self.sides[self.chosen])

    @property
    def agrees(self):
        """Whether your slope is the curve's along the chosen score, at a corner one in between; or None."""
        return agree(self.slope, *self.sides[self.chosen])

    @property
    def off(self):
        """The scores along which your slope is not the curve's: a list of ints."""
        pairs = zip(self.gradient, self.sides, strict=True)
        return [i for i, (slope, sides) in enumerate(pairs) if agree(slope, *sides) is False]

    @property
    def total(self):
        """The sum of your gradient, or None: how fast the loss should rise when all scores rise together."""
        return None if None in self.gradient else math.fsum(self.gradient)

    @property
    def together(self):
        """How fast the loss does rise when all scores rise together, by nudges to both sides; or None."""
        return mean(self._here("together"))

    def describe(self):
        """The finding along the chosen score, the whole gradient and its sum, in words and numbers."""
        scores = ", ".join(as_text(score, 1) for score in self.scores)
        found = as_text(self.nudged, 4, sign="+")
        if is_corner(*self.sides[self.chosen]):
            low, high = (as_text(side, 4, sign="+") for side in sorted(self.sides[self.chosen]))
            found = f"anything from {low} to {high}, for it has a corner"
        verdict = {True: "it touches", False: "it cuts", None: "nothing to compare"}[self.agrees]
        gradient = ", ".join(as_text(slope, 4, sign="+") for slope in self.gradient)
        return (
            (f"{self.problem[:1].upper()}{self.problem[1:]}. " if self.problem else "")
            + f"At the scores {scores}, score {self.label} right: your slope along score {self.chosen} is "
            f"{as_text(self.slope, 4, sign='+')}, the curve's is {found}: {verdict}. "
            f"Your gradient is {gradient}; its sum {as_text(self.total, 4, sign='+')}, "
            f"all scores moved together {as_text(self.together, 4, sign='+')}."
        )

    def _here(self, name):
        return self.curves[self.chosen][name][self.places.index(self.scores[self.chosen])]


def mean(sides):
    """The mean of the slopes to both sides, or None if one is missing."""
    return None if None in sides else sum(sides) / 2


def is_corner(left, right):
    """Whether the slopes to both sides of a place differ by more than nudges err."""
    return None not in (left, right) and abs(right - left) > 2 * allowed(left, right)


def agree(slope, left, right):
    """Whether a slope lies between those to both sides, but for what a nudge errs; None if one is missing."""
    if None in (slope, left, right):
        return None
    low, high = sorted((left, right))
    return low - allowed(left, right) <= slope <= high + allowed(left, right)


def allowed(left, right):
    """How far a slope may be from the nudged ones, which have their own small error."""
    return ALLOWED * max(1.0, abs(left), abs(right))


def sample(function, scores, places):
    """What the function says along every score from `scores` (classes,): curves, ready for JSON, and problem.

    The problem is the one at the scores themselves, else the first that is met; "" if there is none.
    """
    *_, problem = answer(function, scores)
    curves = []
    for along in range(len(scores)):
        points = np.tile(scores, (len(places), 1))
        points[:, along] = places
        curve, first_problem = nudge(function, points)
        curves.append(curve)
        problem = problem or first_problem
    return curves, problem


def nudge(function, points):
    """The function at points (places, classes) and beside them: one of the curves, and the first problem."""
    num_classes = points.shape[1]
    each, all_at_once = np.eye(num_classes), np.ones((1, num_classes))
    steps = NUDGE * np.concatenate([each, -each, all_at_once, -all_at_once])
    answers = [answer(function, point) for point in points]
    losses = np.array([loss for loss, *_ in answers])
    moved = np.array([[answer(function, point + step)[0] for step in steps] for point in points])
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is a gap
        slopes = (moved - losses[:, None]) / NUDGE
        right, left = slopes[:, :num_classes], -slopes[:, num_classes : 2 * num_classes]
        together = slopes[:, [-1, -2]] * [-1, 1]
    found = {"losses": losses, "gradients": np.array([gradient for _, gradient, _ in answers])}
    found |= {"left": left, "right": right, "together": together}
    wrong = (
        f"{problem}, at scores {', '.join(as_text(score, 1) for score in point)}"
        for point, (_, _, problem) in zip(points, answers, strict=True)
        if problem
    )
    return {name: with_gaps(numbers) for name, numbers in found.items()}, next(wrong, "")


def answer(function, scores):
    """A student's function at scores (classes,): loss, gradient (nan if there is none), and the problem."""
    nothing = np.full(len(scores), np.nan)
    try:
        returned = function(scores.copy())  # a function that writes into its input spoils a copy
    except Exception as error:  # whatever the student's code raises is shown to the student
        return math.nan, nothing, f"your function raises {in_one_line(error)}"
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        kind = kind_and_length(returned)
        return math.nan, nothing, f"your function returns {kind}, it needs two: the loss and the gradient"
    loss, loss_problem = numbers_of(returned[0], (), "your loss")
    if not loss_problem and loss.dtype.itemsize < 8 and loss.dtype.kind == "f":
        loss_problem = f"your loss is {loss.dtype}, too coarse to be nudged: keep the float64"
        loss = np.array(math.nan)
    gradient, gradient_problem = numbers_of(returned[1], scores.shape, "your gradient")
    return float(loss), gradient.astype(np.float64), loss_problem or gradient_problem


def numbers_of(returned, shape, whose):
    """What was returned as an array of a shape, nan if it is none, and what is wrong with it."""
    nothing = np.full(shape, np.nan)
    wanted = "it needs one number" if shape == () else f"it needs a slope for each score: {shape}"
    try:
        numbers = np.asarray(returned)
    except Exception as error:  # NumPy asks the student's own object
        return nothing, f"{whose} raises {in_one_line(error)}"
    if returned is None or numbers.dtype.kind not in "biuf":
        return nothing, f"{whose} is {no_numbers(returned)}, {wanted}"
    if numbers.shape != shape:
        return nothing, f"{whose} has shape {numbers.shape}, {wanted}"
    return numbers, "" if np.isfinite(numbers).all() else f"{whose} is no finite number"


def example(label):
    """Cross-entropy of one example with a mistake: the gradient is the probabilities, the answer still in."""

    def cross_entropy(scores):
        shifted = scores - scores.max()
        exponentials = np.exp(shifted)
        probabilities = exponentials / exponentials.sum()
        return np.log(exponentials.sum()) - shifted[label], probabilities

    return cross_entropy
