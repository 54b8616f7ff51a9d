"""A tensor core, emulated: D = A × B + C on 4×4 matrices, narrow products, one sum.

Each number of D is one addition of five: four products of FP16 numbers, which are exact, and C's.  All five
are shifted to the largest exponent, what then hangs over FP32's fraction is cut, and only the whole sum is
normalized: it is cut to FP32, or rounded to FP16 where that is the accumulator.  Subnormal numbers count.

It is a model of the V100, made of what others found by experiment, and not checked on a chip here; an A100
keeps one more digit, an H100 two.
Sources: Fasi, Higham, Mikaitis and Pranesh, "Numerical behavior of NVIDIA tensor cores", PeerJ Computer
Science 7:e330, 2021, https://peerj.com/articles/cs-330, whose questions to the chip are among the tests; and,
for the exponent of a product, which is the sum of its factors', Xie, Wang, Yang and Yang, "MMA-Sim:
bit-accurate reference model of tensor cores and matrix cores", 2025, https://arxiv.org/abs/2511.10909.
"""

import numpy as np

from course.numerics.floats import FP16, FP32, rounded

SIZE = 4  # rows, columns, and the products that are added at once
LEAST = FP32.smallest_exponent  # that of a zero: it shifts nothing
ROUNDING = {FP32: "toward zero", FP16: "nearest"}


def multiply_accumulate(a, b, c, accumulator=FP32):
    """A × B + C in one step of a tensor core: float64 (4, 4), numbers of the accumulator's format.

    a, b: (4, 4) of FP16 numbers.  c: (4, 4) of the accumulator's numbers.  accumulator: FP32 or FP16.
    Raises ValueError for others.
    """
    a, b, c = (_numbers(matrix, fmt) for matrix, fmt in ((a, FP16), (b, FP16), (c, accumulator)))
    if not a.shape == b.shape == c.shape == (SIZE, SIZE):
        raise ValueError(f"the instruction takes three 4×4 matrices, got {a.shape}, {b.shape}, {c.shape}")
    return add_at_once(*multiply(a[:, None, :], b.T[None, :, :]), c, accumulator)


def dot(a, b, accumulator=FP32):
    """Σ a × b along the last axis, four products a step, as a long row of steps: float64.

    a, b: (..., K) of FP16 numbers, K a multiple of 4.  What each step gives is the next one's C.
    """
    a, b = np.broadcast_arrays(_numbers(a, FP16), _numbers(b, FP16))
    if a.shape[-1] % SIZE:
        raise ValueError(f"four products at a time: K must be a multiple of 4, got {a.shape[-1]}")
    fours = (*a.shape[:-1], -1, SIZE)
    products, exponents = (each.reshape(fours) for each in multiply(a, b))
    total = np.zeros(a.shape[:-1])
    for step in range(products.shape[-2]):
        total = add_at_once(products[..., step, :], exponents[..., step, :], total, accumulator)
    return total


def multiply(a, b):
    """(products, exponents) of FP16 numbers: exact, float64, and as the unit has them, not normalized."""
    return a * b, np.where(a * b == 0, LEAST, exponent_of(a, FP16) + exponent_of(b, FP16))


def add_at_once(products, exponents, c, accumulator=FP32):
    """Four products and C in one addition: float64 (...).  products, exponents: (..., 4).  c: (...)."""
    c = np.asarray(c)[..., None]
    addends = np.concatenate([products, c], axis=-1)
    largest = np.maximum(exponents.max(axis=-1, keepdims=True), exponent_of(c, accumulator))
    last_digit = largest - FP32.fraction_bits
    aligned = np.trunc(np.ldexp(addends, -last_digit))  # whole numbers: their sum is exact
    total = np.ldexp(aligned.sum(axis=-1), last_digit[..., 0])
    return rounded(total, accumulator, ROUNDING[accumulator])


def exponent_of(values, fmt):
    """The exponent with which a format writes its numbers: integers of the values' shape."""
    _, power = np.frexp(values)
    return np.where(values == 0, LEAST, np.maximum(power - 1, fmt.smallest_exponent))


def _numbers(values, fmt):
    if fmt not in ROUNDING:
        raise ValueError(f"a tensor core adds in FP32 or FP16, not in {fmt}")
    values = np.asarray(values, dtype=np.float64)
    if not np.array_equal(rounded(values, fmt), values, equal_nan=True):
        raise ValueError(f"these are no numbers of {fmt}: round them first, with rounded(values, {fmt})")
    return values
