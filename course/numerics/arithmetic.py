"""Arithmetic in a format: every result is the exact one, rounded once.

A sum of two numbers of a narrow format need not be exact in float64, and to round it there and then once
more is to round twice.  So it is rounded to *odd* first: where something was dropped, the last digit becomes
1, which tells the second rounding that the number lies off every half-way point.
Source: Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to
odd", IEEE Transactions on Computers 57, 2008.
"""

import numpy as np

from course.numerics.floats import rounded
from course.numerics.formats import FP32

WIDEST = 24  # digits: the product of two significands then fits into the 53 of a float64


def add(a, b, fmt, rounding="nearest", *, rng=None):
    """a + b, rounded once to `fmt`: float64.  a, b: numbers of a format of at most 24 digits, as float64."""
    return rounded(odd_sum(a, b), _narrow(fmt), rounding, rng=rng)


def multiply(a, b, fmt, rounding="nearest", *, rng=None):
    """a × b, rounded once to `fmt`: float64.  In float64 the product itself is exact."""
    return rounded(np.multiply(a, b, dtype=np.float64), _narrow(fmt), rounding, rng=rng)


def fma(a, b, c, fmt, rounding="nearest", *, rng=None):
    """a × b + c, rounded once to `fmt` (fused multiply-add): float64."""
    return rounded(odd_sum(np.multiply(a, b, dtype=np.float64), c), _narrow(fmt), rounding, rng=rng)


def dot(a, b, accumulator=FP32, products=None, rounding="nearest", *, rng=None):
    """Σ a × b along the last axis, from left to right: float64.

    accumulator: the format to which each partial sum is rounded.  products: the format to which each product
    is rounded before, None for exact products, as tensor cores have them.
    """
    a, b = np.broadcast_arrays(np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64))
    total = np.zeros(a.shape[:-1])
    for place in range(a.shape[-1]):
        product = a[..., place] * b[..., place]
        if products is not None:
            product = rounded(product, products, rounding, rng=rng)
        total = rounded(odd_sum(total, product), _narrow(accumulator), rounding, rng=rng)
    return total


def odd_sum(a, b):
    """a + b in float64, rounded to odd: exact, or between two floats the one whose last digit is 1.

    The error of the usual sum is found exactly: Knuth, The Art of Computer Programming 2, section 4.2.2.
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    with np.errstate(invalid="ignore"):  # infinities have no error
        total = a + b
        back = total - a
        error = (a - (total - back)) + (b - back)
    is_even = total.view(np.int64) & 1 == 0
    toward = np.where(error > 0, np.inf, -np.inf)
    return np.where(is_even & np.isfinite(total) & (error != 0), np.nextafter(total, toward), total)


def _narrow(fmt):
    if fmt.fraction_bits + 1 > WIDEST:
        raise ValueError(f"{fmt} has more than {WIDEST} digits: its arithmetic is NumPy's own float64")
    return fmt
