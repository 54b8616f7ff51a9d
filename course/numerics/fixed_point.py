"""Fixed-point numbers: integers with a point at a place that everybody has agreed on.

Qm.n has m binary digits before the point and n behind it, and a sign bit besides if it is signed: a code k
means k / 2^n.  An integer is a Qm.0.
"""

from dataclasses import dataclass

import numpy as np

from course.numerics.rounding import rounds_away

OVERFLOWS = ("saturate", "wrap")
MOST_BITS = 32  # so that the product of two codes fits into an int64


@dataclass(frozen=True)
class FixedPoint:
    """Qm.n.  whole_bits: m.  fraction_bits: n.  Raises ValueError for more than 32 bits in all, or none."""

    whole_bits: int
    fraction_bits: int
    signed: bool = True

    def __post_init__(self):
        if self.whole_bits < 0 or self.fraction_bits < 0 or not 1 <= self.bits <= MOST_BITS:
            raise ValueError(f"a fixed-point format has 1 to {MOST_BITS} bits, the sign included: not {self}")

    def __str__(self):
        return f"{'' if self.signed else 'U'}Q{self.whole_bits}.{self.fraction_bits}"

    @property
    def bits(self):
        """The bits of a code, the sign included."""
        return self.whole_bits + self.fraction_bits + self.signed

    @property
    def least_code(self):
        """The code of the smallest number."""
        return -(2 ** (self.bits - 1)) if self.signed else 0

    @property
    def largest_code(self):
        """The code of the largest number."""
        return 2 ** (self.bits - self.signed) - 1

    @property
    def spacing(self):
        """From any number to the next, a float."""
        return 2.0**-self.fraction_bits

    @property
    def least(self):
        """The smallest number, a float."""
        return self.least_code * self.spacing

    @property
    def largest(self):
        """The largest number, a float."""
        return self.largest_code * self.spacing


INT8 = FixedPoint(7, 0)
UINT8 = FixedPoint(8, 0, signed=False)
INT16 = FixedPoint(15, 0)
UINT16 = FixedPoint(16, 0, signed=False)
INT32 = FixedPoint(31, 0)


def encode(values, fmt, rounding="nearest", overflow="saturate", *, rng=None):
    """The codes of numbers, int64 of the values' shape.

    values: finite floats, taken as float64.  rounding: as in `rounding`.  overflow: "saturate" stops at the
    end of the range, "wrap" keeps the lowest bits, as an adder does.
    Raises ValueError for infinity, NaN, and numbers of 2^62 codes or more, which no register holds.
    """
    values = np.asarray(values, dtype=np.float64)
    scaled = np.ldexp(values, fmt.fraction_bits)
    if not (np.isfinite(values).all() and (np.abs(scaled) < 2.0**62).all()):
        raise ValueError(
            f"{fmt} holds finite numbers: take infinities, NaN and numbers from 2^62 on out first"
        )
    magnitude = np.abs(scaled)
    kept = np.floor(magnitude)
    rest, digits = np.frexp(magnitude - kept)
    rest = np.ldexp(rest, 53).astype(np.int64)
    kept = kept.astype(np.int64)
    kept += rounds_away(rest, 53 - digits, kept, scaled < 0, rounding=rounding, rng=rng)
    return overflowed(np.where(scaled < 0, -kept, kept), fmt, overflow)


def decode(codes, fmt):
    """The numbers that codes stand for, float64 of their shape, exactly."""
    return np.asarray(codes) * fmt.spacing


def overflowed(codes, fmt, overflow="saturate"):
    """Codes of any size brought into the format's range, int64: the end of the range, or the lowest bits."""
    codes = np.asarray(codes, dtype=np.int64)
    if overflow == "saturate":
        return np.clip(codes, fmt.least_code, fmt.largest_code)
    if overflow != "wrap":
        raise ValueError(f"overflow is one of {', '.join(OVERFLOWS)}, not {overflow!r}")
    return (codes - fmt.least_code) % 2**fmt.bits + fmt.least_code


def add(a, b, fmt, overflow="saturate"):
    """The codes of the sums of numbers of one format."""
    return overflowed(np.add(a, b, dtype=np.int64), fmt, overflow)


def multiply(a, b, fmt, rounding="nearest", overflow="saturate", *, rng=None):
    """The codes of the products of numbers of one format: of 2n digits behind the point n are dropped."""
    products = np.multiply(a, b, dtype=np.int64)
    return overflowed(shifted(products, fmt.fraction_bits, rounding, rng=rng), fmt, overflow)


def shifted(codes, dropped, rounding="nearest", *, rng=None):
    """Codes without their last `dropped` binary digits, rounded, int64."""
    magnitude = np.abs(codes)
    kept = magnitude >> dropped
    rest = magnitude - (kept << dropped)
    kept = kept + rounds_away(rest, dropped, kept, codes < 0, rounding=rounding, rng=rng)
    return np.where(codes < 0, -kept, kept)


def dot(a, b, fmt, accumulator=INT32, *, rounding="nearest", overflow="saturate"):
    """The code of Σ a × b along the last axis, as a chip has it.

    a, b: codes of `fmt`.  The products have 2n digits behind the point; they are added in an accumulator
    of integers, which overflows at each addition as `overflow` says; at the end n digits are dropped.
    """
    products = np.multiply(a, b, dtype=np.int64)
    total = np.zeros(products.shape[:-1], dtype=np.int64)
    for place in range(products.shape[-1]):
        total = overflowed(total + products[..., place], accumulator, overflow)
    return overflowed(shifted(total, fmt.fraction_bits, rounding), fmt, overflow)
