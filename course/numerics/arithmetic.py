"""Arithmetic in a format: every result is the exact one, rounded once.

A sum of two numbers of a narrow format need not be exact in float64, and to round it there and then once
more is to round twice.  So it is rounded to *odd* first: where something was dropped, the last digit becomes
1, which tells the second rounding that the number lies off every half-way point.  That is right whenever the
first rounding keeps at least two digits more than the second: float64 keeps 53, FP32 24.
Source: Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to
odd", IEEE Transactions on Computers 57, 2008.
"""

import numpy as np

from course.numerics.floats import rounded
from course.numerics.formats import FP32, FP64
from course.numerics.rounding import check
from course.numerics.values import as_float64

LARGEST = FP64.largest  # its last digit is 1


def add(a, b, fmt, rounding="nearest", *, rng=None):
    """a + b, rounded once to `fmt`: float64.

    a, b: any float64 numbers.  fmt: FP32 or a narrower format, ValueError for others.  rounding, rng: as in
    `rounding`.  A sum of exactly 0 is +0, and −0 when rounding down, unless both are +0 (IEEE 754-2019, 6.3).
    """
    total = odd_sum(a, b)
    if rounding == "down":
        total = np.where((total == 0) & (np.signbit(a) | np.signbit(b)), -0.0, total)
    return rounded(total, _narrow(fmt), rounding, rng=rng)


def multiply(a, b, fmt, rounding="nearest", *, rng=None):
    """a × b, rounded once to `fmt`: float64.

    a, b: numbers of FP32 or a narrower format, ValueError for others.  fmt, rounding, rng: as in `add`.
    """
    return rounded(_product(_factor(a), _factor(b)), _narrow(fmt), rounding, rng=rng)


def fma(a, b, c, fmt, rounding="nearest", *, rng=None):
    """a × b + c, rounded once to `fmt` (fused multiply-add): float64.

    a, b: as in `multiply`.  c: any float64 numbers.
    """
    return add(_product(_factor(a), _factor(b)), c, fmt, rounding, rng=rng)


def dot(a, b, accumulator=FP32, products=None, rounding="nearest", *, rng=None):
    """Σ a × b along the last axis, from left to right, beginning with +0: float64.

    a, b: as in `multiply`, (..., N).  accumulator: the format to which each partial sum is rounded: FP64, to
    nearest only, or as in `add`.  products: the format to which each product is rounded before, None for
    exact products, as tensor cores have them.
    """
    check(rounding, rng)
    if accumulator == FP64 and rounding != "nearest":
        raise ValueError(f"an accumulator of FP64 rounds to nearest, as float64 does, not {rounding!r}")
    a, b = np.broadcast_arrays(_factor(a), _factor(b))
    total = np.zeros(a.shape[:-1])
    for place in range(a.shape[-1]):
        product = _product(a[..., place], b[..., place])
        if products is not None:
            product = rounded(product, products, rounding, rng=rng)
        if accumulator == FP64:
            with np.errstate(invalid="ignore"):
                total = total + product
        else:
            total = add(total, product, accumulator, rounding, rng=rng)
    return total


def odd_sum(a, b):
    """a + b in float64, rounded to odd: exact, or between two floats the one whose last digit is 1.

    The error of the usual sum is found exactly: Knuth, The Art of Computer Programming 2, section 4.2.2.
    """
    a, b = as_float64(a), as_float64(b)
    with np.errstate(invalid="ignore", over="ignore"):  # infinities have no error
        total = a + b
        back = total - a
        error = (a - (total - back)) + (b - back)
        neighbour = np.nextafter(total, np.where(error > 0, np.inf, -np.inf))
    is_even = total.view(np.int64) & 1 == 0
    odd = np.where(is_even & np.isfinite(total) & (error != 0), neighbour, total)
    return np.where(np.isfinite(a) & np.isfinite(b), np.clip(odd, -LARGEST, LARGEST), odd)


def _product(a, b):
    """The exact product: two significands of 24 digits fit into the 53 of a float64."""
    with np.errstate(invalid="ignore"):  # 0 × infinity
        return a * b


def _factor(values):
    values = as_float64(values)
    with np.errstate(over="ignore", invalid="ignore"):
        narrow = values.astype(np.float32)
    if not np.array_equal(narrow, values, equal_nan=True):
        raise ValueError(
            "factors are numbers of FP32 or a narrower format: round them first, with rounded(…)"
        )
    return values


def _narrow(fmt):
    if fmt.fraction_bits > FP32.fraction_bits or fmt.exponent_bits > FP32.exponent_bits:
        raise ValueError(
            f"{fmt} is wider than FP32, to which this arithmetic goes: FP64's is NumPy's own float64"
        )
    return fmt
