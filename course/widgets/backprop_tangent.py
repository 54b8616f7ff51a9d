"""A student's own function and slope: a straight line that touches the curve where the slope is right.

The check is the one of every textbook: nudge x a little to both sides, and see how much the function moves.
"""

import math
from numbers import Real

import numpy as np
import traitlets

from course.widgets.student_function import ALLOWED, NUDGE, as_text, in_one_line, no_numbers, with_gaps
from course.widgets.visualizer import Visualizer

NUM_PLACES = 121
REACH = 0.3  # of the picture's width: how far the line goes to each side of its point
SHARPER = 4.0  # times as strained as the curve beside it: a kink
WIDEST = 1000.0  # a place: further out, rounding grows past what a nudge may err


class Tangent(Visualizer):
    """The line with your slope through a point of your function: it touches the curve, or it cuts it.

    function, slope: take a float64 array of places (n,), return an array (n,).  They are called when the
    visualizer is made; what they raise or return wrongly becomes the sentence `problem`, never an error.
    low, high: the first and the last of 121 places.  at: the chosen one, always the nearest of them.
    values, slopes, nudged: what was found at `places`, None where there is no finite number.

    Without arguments it shows an example of a mistake: x times sigmoid(x) with the slope sigmoid(x) only,
    whose author forgot that both factors move.
    """

    borrowed = ("curves.js",)
    derived = ("function", "slope", "low", "high")

    at = traitlets.Float(1.0).tag(sync=True)
    places = traitlets.List(read_only=True).tag(sync=True)
    values = traitlets.List(read_only=True).tag(sync=True)
    slopes = traitlets.List(read_only=True).tag(sync=True)
    nudged = traitlets.List(read_only=True).tag(sync=True)
    problem = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, function=None, slope=None, *, low=-3.0, high=3.0, at=1.0, **traits):
        """Call both functions at every place.  Raises ValueError if low and high are no range to draw."""
        if not (isinstance(low, Real) and isinstance(high, Real) and -WIDEST <= low < high <= WIDEST):
            raise ValueError(
                f"low and high lie between {-WIDEST:g} and {WIDEST:g}, low below high, got {low!r}, {high!r}"
            )
        if function is None and slope is None:
            function, slope = swish, sigmoid
        self._found = trace(function, slope, np.linspace(low, high, NUM_PLACES))
        super().__init__(at=at, **traits)

    @traitlets.default("places")
    def _places_found(self):
        return self._found["places"]

    @traitlets.default("values")
    def _values_found(self):
        return self._found["values"]

    @traitlets.default("slopes")
    def _slopes_found(self):
        return self._found["slopes"]

    @traitlets.default("nudged")
    def _nudged_found(self):
        return self._found["nudged"]

    @traitlets.default("problem")
    def _problem_found(self):
        return self._found["problem"]

    @traitlets.validate("at")
    def _nearest_place(self, proposal):
        if not math.isfinite(proposal["value"]):
            raise traitlets.TraitError(f"at needs a finite number, got {proposal['value']}")
        return min(self.places, key=lambda place: abs(place - proposal["value"]))

    @property
    def misses(self):
        """The places where the slope is further from the nudged one than a nudge errs: a list of floats."""
        return [self.places[index] for index in self._differing if not self._is_kink(index)]

    @property
    def kinks(self):
        """The places of a bend without a slope, where the student's is as usual as any: a list of floats."""
        return [self.places[index] for index in self._differing if self._is_kink(index)]

    @property
    def worst(self):
        """The miss at which the two slopes are furthest apart, or None."""
        misses = [self.places.index(place) for place in self.misses]
        furthest = max(misses, key=lambda i: abs(self.slopes[i] - self.nudged[i]), default=None)
        return None if furthest is None else self.places[furthest]

    @property
    def tangent(self):
        """The ends of the line with your slope through the chosen point, [[x, y], [x, y]], or None."""
        index = self.places.index(self.at)
        value, slope = self.values[index], self.slopes[index]
        if value is None or slope is None:
            return None
        reach = REACH * (self.places[-1] - self.places[0])
        return [[self.at - reach, value - reach * slope], [self.at + reach, value + reach * slope]]

    def describe(self):
        """The finding and the chosen place in words and numbers."""
        low, high, at = (as_text(place, 2) for place in (self.places[0], self.places[-1], self.at))
        finding = f"Held against a nudged slope from x = {low} to {high}, {self._finding()}."
        if self.problem:
            finding = f"{self.problem[:1].upper()}{self.problem[1:]}. {finding}"
        index = self.places.index(self.at)
        yours, nudged = self.slopes[index], self.nudged[index]
        apart = None if None in (yours, nudged) else abs(yours - nudged)
        return (
            f"{finding} Slope at x = {at}: yours {as_text(yours, 4, sign='+')}, "
            f"nudged {as_text(nudged, 4, sign='+')}, apart {as_text(apart, 4)}."
        )

    def _finding(self):
        compared = sum(None not in pair for pair in zip(self.slopes, self.nudged, strict=True))
        if not compared:
            return "your slope can be compared at no place"
        if misses := len(self.misses):
            worst = as_text(self.worst, 2)
            found = f"misses the curve's at {misses} of {compared} places, most at x = {worst}"
        else:
            found = f"is the curve's at {compared - len(self.kinks)} of {compared} places"
        kinks = ", ".join(as_text(place, 2) for place in self.kinks)
        return f"your slope {found}" + (
            f"; x = {kinks} is a kink or a jump, either answer is usual" if kinks else ""
        )

    @property
    def _differing(self):
        pairs = zip(self.slopes, self.nudged, strict=True)
        return [index for index, (slope, nudged) in enumerate(pairs) if differ(slope, nudged)]

    def _is_kink(self, index):
        """Whether the curve bends or jumps just here, and the slope is about one side's or between both.

        At a kink the nudged slope is the mean of both sides; nothing is right there, so nothing is wrong.
        """
        inner = [self._strain(index - 1), self._strain(index)]
        outer = [self._strain(index - 2), self._strain(index + 1)]
        if None in inner:
            return False
        left, right = self.nudged[index - 1], self.nudged[index + 1]
        middle = (left + right) / 2
        usual = SHARPER * max((strain for strain in outer if strain is not None), default=0.0)
        is_usual_slope = abs(self.slopes[index] - middle) <= abs(left - right) + allowed(middle)
        return min(inner) > usual + allowed(middle) and is_usual_slope

    def _strain(self, index):
        """How far the mean slope from a place to the next is from the mean of both nudged slopes, or None.

        Hardly at all where a curve is smooth, wherever the student's slope lies.
        """
        values, slopes = self.values[index : index + 2], self.nudged[index : index + 2]
        if index < 0 or len(values) < 2 or None in values + slopes:
            return None
        width = (self.places[-1] - self.places[0]) / (NUM_PLACES - 1)
        return abs((values[1] - values[0]) / width - (slopes[0] + slopes[1]) / 2)


def allowed(nudged):
    """How far a slope may be from the nudged one, which has its own small error."""
    return ALLOWED * max(1.0, abs(nudged))


def differ(slope, nudged):
    """Whether two slopes are further apart than that; not if one of them is None."""
    return None not in (slope, nudged) and abs(slope - nudged) > allowed(nudged)


def trace(function, slope, places):
    """What both functions say at the places (n,), and the nudged slope: the five traits, ready for JSON."""
    values, problem = answers(function, places, "your function")
    slopes, slopes_problem = answers(slope, places, "your slope")
    ahead, behind = (answers(function, places + step, "")[0] for step in (NUDGE, -NUDGE))
    if values.dtype.itemsize < 8:
        problem = (
            problem or f"your function returns {values.dtype}, too coarse to be nudged: keep the float64"
        )
        ahead = np.full(len(places), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is a gap
        nudged = (ahead - behind) / (2 * NUDGE)
    problem = problem or slopes_problem
    if not (problem or np.isfinite(nudged + slopes).any()):
        problem = "your function has no number beside its places, so it cannot be nudged"
    found = {"places": places, "values": values, "slopes": slopes, "nudged": nudged}
    return {name: with_gaps(numbers) for name, numbers in found.items()} | {"problem": problem}


def answers(function, places, whose):
    """A student's function at the places (n,): its numbers (n,), nan if there are none, and what is wrong."""
    nothing = np.full(len(places), np.nan)
    wanted = f"it needs one number for each place: {places.shape}"
    try:
        returned = function(places.copy())  # a function that writes into its input spoils a copy
        numbers = np.asarray(returned)
    except Exception as error:  # whatever the student's code raises is shown to the student
        return nothing, f"{whose} raises {in_one_line(error)}"
    if returned is None or numbers.dtype.kind not in "biuf":
        return nothing, f"{whose} returns {no_numbers(returned)}, {wanted}"
    if numbers.shape != places.shape:
        return nothing, f"{whose} returns shape {numbers.shape}, {wanted}"
    lacking = places[~np.isfinite(numbers)]
    problem = (
        f"{whose} is no finite number at {len(lacking)} of {len(places)} places, " if len(lacking) else ""
    )
    problem += f"first at x = {as_text(lacking[0], 2)}" if len(lacking) else ""
    return numbers if numbers.dtype.kind == "f" else numbers.astype(np.float64), problem


def sigmoid(x):
    """The example's slope: one factor of the function's, and so a mistake."""
    return 1 / (1 + np.exp(-x))


def swish(x):
    """The example's function: x times its own sigmoid."""
    return x * sigmoid(x)
