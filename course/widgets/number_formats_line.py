"""All numbers of a format on a line: where they lie dense, and where a number beside them is rounded to."""

import math
from types import SimpleNamespace

import numpy as np
import traitlets

from course.numerics import fixed_point, floats
from course.numerics.fixed_point import FixedPoint
from course.numerics.rounding import MODES
from course.widgets.visualizer import Visualizer

NAMED = {fmt.name: fmt for fmt in floats.FORMATS if fmt.bits <= 16}
OWN = ("float", "fixed")
VIEWS = ("linear", "logarithmic")
FARTHEST = 17  # a power of two: the end of the axis, and of x
NEAREST = -8


def _int(low, high, value):
    return traitlets.Int(value, min=low, max=high).tag(sync=True)


class NumberLine(Visualizer):
    """The numbers of a format as ticks, and a movable x that is rounded to one of two of them.

    format: the name of one of NAMED; "float" for a floating-point format of `exponent_bits` (2 to 6) and
    `fraction_bits` (1 to 5) with infinity and NaN; "fixed" for the fixed-point Qm.n with m = exponent_bits
    and n = fraction_bits.  x: −2^17 to 2^17.  rounding: one of `course.numerics.rounding.MODES`.
    draw: the random number from 0 to 1, 1 excluded, that decides for "stochastic".  view: "linear", from
    −2^reach to 2^reach, or "logarithmic", all positive numbers.
    `numbers`, `rounded`, `spacing` and `share` follow from them.
    """

    format = traitlets.Enum((*NAMED, *OWN), "FP8_E4M3").tag(sync=True)
    exponent_bits = _int(2, 6, 3)
    fraction_bits = _int(1, 5, 3)
    x = traitlets.Float(5.2).tag(sync=True)
    rounding = traitlets.Enum(MODES, "nearest").tag(sync=True)
    draw = traitlets.Float(0.5).tag(sync=True)
    view = traitlets.Enum(VIEWS, "linear").tag(sync=True)
    reach = _int(NEAREST, FARTHEST, 3)

    @traitlets.validate("x")
    def _on_the_axis(self, proposal):
        if not abs(proposal["value"]) <= 2**FARTHEST:  # nan never is
            raise traitlets.TraitError(
                f"x lies between -2^{FARTHEST} and 2^{FARTHEST}, got {proposal['value']}"
            )
        return proposal["value"]

    @traitlets.validate("draw")
    def _from_0_to_1(self, proposal):
        if not 0 <= proposal["value"] < 1:
            raise traitlets.TraitError(f"draw lies between 0 and 1, 1 excluded; got {proposal['value']}")
        return proposal["value"]

    @property
    def numerics(self):
        """The format as `course.numerics` has it: a Format or a FixedPoint."""
        if self.format == "fixed":
            return FixedPoint(self.exponent_bits, self.fraction_bits)
        name = f"E{self.exponent_bits}M{self.fraction_bits}"
        return NAMED.get(self.format) or floats.Format(name, self.exponent_bits, self.fraction_bits)

    @property
    def numbers(self):
        """All finite numbers of the format in order, float64; 0 and −0 are one."""
        fmt = self.numerics
        if isinstance(fmt, FixedPoint):
            return fixed_point.decode(np.arange(fmt.least_code, fmt.largest_code + 1), fmt)
        positive = floats.decode(np.arange(1, fmt.first_special), fmt)
        return np.concatenate([-positive[::-1], [0.0], positive])

    @property
    def rounded(self):
        """What x is rounded to, a float: beyond the largest number infinity, NaN or the largest number."""
        fmt, rng = self.numerics, SimpleNamespace(random=lambda shape: np.full(shape, self.draw))
        if isinstance(fmt, FixedPoint):
            return float(fixed_point.decode(fixed_point.encode(self.x, fmt, self.rounding, rng=rng), fmt))
        return float(floats.rounded(self.x, fmt, self.rounding, rng=rng))

    @property
    def spacing(self):
        """The distance from |x| to the next number, a float."""
        fmt = self.numerics
        if isinstance(fmt, FixedPoint):
            return fmt.spacing
        return float(floats.spacing(self.x, fmt))

    @property
    def share(self):
        """The share of the finite numbers that lie from −1 to 1, a float."""
        return float(np.mean(np.abs(self.numbers) <= 1))

    def describe(self):
        """The format's numbers, the spacing at x and what x becomes, in words and numbers."""
        beyond = "" if math.isfinite(self.rounded) else ", for it is too large"
        return (
            f"{self.numerics}: {len(self.numbers):,} numbers, {100 * self.share:.1f} % of them from -1 to 1. "
            f"At {self.x:g} they are {self.spacing:g} apart; rounded ({self.rounding}) it becomes "
            f"{self.rounded:g}{beyond}."
        )
