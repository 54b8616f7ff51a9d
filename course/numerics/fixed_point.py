"""Fixed-point numbers: integers with a point at a place that everybody has agreed on.

Qm.n has m binary digits before the point and n behind it, and a sign bit besides if it is signed: a code k
means k / 2^n.  An integer is a Qm.0.
"""

import operator
from dataclasses import dataclass

import numpy as np

from course.numerics.rounding import rounds_away
from course.numerics.values import as_float64

OVERFLOWS = ("saturate", "wrap")
MOST_BITS = 32  # so that the product of two codes fits into 64
FAR = 2**62  # a code that lies beyond every range, and to which another can be added in an int64


@dataclass(frozen=True)
class FixedPoint:
    """Qm.n.  whole_bits: m.  fraction_bits: n.

    Raises ValueError for more than 32 bits in all or none, TypeError for what is no integer.
    """

    whole_bits: int
    fraction_bits: int
    signed: bool = True

    def __post_init__(self):
        for bits in (self.whole_bits, self.fraction_bits):
            operator.index(bits)  # its TypeError
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

    values: as in `as_float64`.  rounding: as in `rounding`.  overflow: "saturate" stops at the end of
    the range, "wrap" keeps the lowest bits, as an adder does.
    Raises ValueError for NaN, and for infinity and numbers of 2^62 codes or more where they are to wrap.
    """
    values = as_float64(values)
    if np.isnan(values).any():
        raise ValueError(f"{fmt} has no code for NaN: replace it first")
    with np.errstate(over="ignore"):
        scaled = np.ldexp(values, fmt.fraction_bits)
    if overflow == "wrap" and (np.abs(scaled) >= FAR).any():
        raise ValueError("infinity and numbers of 2^62 codes or more do not wrap around: saturate them")
    magnitude = np.minimum(np.abs(scaled), FAR)
    kept = np.floor(magnitude)
    rest, digits = np.frexp(magnitude - kept)
    rest = np.ldexp(rest, 53).astype(np.int64)
    kept = kept.astype(np.int64)
    kept += rounds_away(rest, 53 - digits, kept, scaled < 0, rounding=rounding, rng=rng)
    return overflowed(np.where(scaled < 0, -kept, kept), fmt, overflow)


def decode(codes, fmt):
    """The numbers that codes of the format stand for, float64 of their shape, exactly."""
    return _codes(codes, fmt) * fmt.spacing


def overflowed(codes, fmt, overflow="saturate"):
    """Whole numbers brought into the range of a format's codes, int64: its end, or the lowest bits."""
    codes = _whole(codes)
    if overflow == "saturate":
        return np.clip(_signed(codes), fmt.least_code, fmt.largest_code)
    if overflow != "wrap":
        raise ValueError(f"overflow is one of {', '.join(OVERFLOWS)}, not {overflow!r}")
    lowest = codes.astype(np.int64) & (2**fmt.bits - 1)
    return np.where(lowest > fmt.largest_code, lowest - 2**fmt.bits, lowest)


def add(a, b, fmt, overflow="saturate"):
    """The codes of the sums of numbers of one format, int64.  a, b: codes of `fmt`."""
    return overflowed(_codes(a, fmt) + _codes(b, fmt), fmt, overflow)


def multiply(a, b, fmt, rounding="nearest", overflow="saturate", *, rng=None):
    """The codes of the products of numbers of one format: of 2n digits behind the point n are dropped."""
    products = _codes(a, fmt) * _codes(b, fmt)
    return overflowed(shifted(products, fmt.fraction_bits, rounding, rng=rng), fmt, overflow)


def shifted(codes, dropped, rounding="nearest", *, rng=None):
    """Whole numbers without their last `dropped` binary digits, rounded: int64, or uint64 of uint64."""
    codes = _whole(codes)
    magnitude = np.abs(codes)
    kept = magnitude >> dropped
    rest = (magnitude - (kept << dropped)).astype(np.int64)
    kept = kept + rounds_away(rest, dropped, kept, codes < 0, rounding=rounding, rng=rng)
    return np.sign(codes) * kept


def dot(a, b, fmt, accumulator=INT32, *, rounding="nearest", overflow="saturate", rng=None):
    """The code of Σ a × b along the last axis, as a chip has it.

    a, b: codes of `fmt`.  The products have 2n digits behind the point; they are added in an accumulator
    of integers, which overflows at each addition as `overflow` says; at the end n digits are dropped.
    """
    products = _codes(a, fmt) * _codes(b, fmt)
    total = np.zeros(products.shape[:-1], dtype=np.int64)
    for place in range(products.shape[-1]):
        product = products[..., place]
        product = _signed(product) if overflow == "saturate" else product.astype(np.int64)
        total = overflowed(total + product, accumulator, overflow)
    return overflowed(shifted(total, fmt.fraction_bits, rounding, rng=rng), fmt, overflow)


def _codes(codes, fmt):
    """Codes of a format, checked: int64, or uint64 without a sign, so that products fit."""
    codes = _whole(codes)
    if codes.size and not fmt.least_code <= codes.min() <= codes.max() <= fmt.largest_code:
        raise ValueError(
            f"the codes of {fmt} go from {fmt.least_code} to {fmt.largest_code}: encode makes them"
        )
    return codes.astype(np.int64 if fmt.signed else np.uint64)


def _whole(codes):
    """Codes as int64, or uint64 if they are that already."""
    codes = np.asarray(codes)
    if codes.size and codes.dtype.kind not in "iu":
        raise TypeError(f"codes are integers, got {codes.dtype}: encode makes them")
    return codes if codes.dtype == np.uint64 else codes.astype(np.int64)


def _signed(codes):
    """int64 of int64 or uint64, which stops at FAR."""
    return np.minimum(codes, FAR).astype(np.int64)
