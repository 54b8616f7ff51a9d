"""A tensor core, emulated: D = A × B + C on 4×4 matrices, narrow products, one sum.

Each number of D is one addition of five: four products of FP16 numbers, which are exact, and C's.  All five
are shifted to the exponent of the largest, what falls off at the right is cut, and the sum is cut to FP32,
or rounded to FP16 where that is the accumulator.
Source: Fasi, Higham, Mikaitis and Pranesh, "Numerical behavior of NVIDIA tensor cores", PeerJ Computer
Science 7:e330, 2021, https://peerj.com/articles/cs-330: what they found on a V100, by experiment.
"""

import numpy as np

from course.numerics.floats import FP16, FP32, rounded

SIZE = 4  # rows, columns, and the products that are added at once
DIGITS = 24  # binary digits that an addend keeps, if it is the largest
ROUNDING = {FP32: "toward zero", FP16: "nearest"}


def multiply_accumulate(a, b, c, accumulator=FP32):
    """A × B + C by one instruction: float64 (4, 4), numbers of the accumulator's format.

    a, b: (4, 4) of FP16 numbers.  c: (4, 4) of the accumulator's numbers.  accumulator: FP32 or FP16.
    Raises ValueError for others.
    """
    a, b, c = (_numbers(matrix, fmt) for matrix, fmt in ((a, FP16), (b, FP16), (c, accumulator)))
    if not a.shape == b.shape == c.shape == (SIZE, SIZE):
        raise ValueError(f"the instruction takes three 4×4 matrices, got {a.shape}, {b.shape}, {c.shape}")
    products = a[:, None, :] * b.T[None, :, :]
    return add_at_once(products, c, accumulator)


def dot(a, b, accumulator=FP32):
    """Σ a × b along the last axis, four products an instruction, as a long row of instructions: float64.

    a, b: (..., K) of FP16 numbers, K a multiple of 4.  What each instruction gives is the next one's C.
    """
    a, b = np.broadcast_arrays(_numbers(a, FP16), _numbers(b, FP16))
    if a.shape[-1] % SIZE:
        raise ValueError(f"four products at a time: K must be a multiple of 4, got {a.shape[-1]}")
    products = (a * b).reshape(*a.shape[:-1], -1, SIZE)
    total = np.zeros(a.shape[:-1])
    for step in range(products.shape[-2]):
        total = add_at_once(products[..., step, :], total, accumulator)
    return total


def add_at_once(products, c, accumulator=FP32):
    """Four products and C in one addition: float64 (...).  products: (..., 4), exact.  c: (...)."""
    addends = np.concatenate([products, np.asarray(c)[..., None]], axis=-1)
    _, exponent = np.frexp(np.abs(addends).max(axis=-1, keepdims=True))
    aligned = np.trunc(np.ldexp(addends, DIGITS - exponent))  # whole numbers: their sum is exact
    total = np.ldexp(aligned.sum(axis=-1), exponent[..., 0] - DIGITS)
    return rounded(total, accumulator, ROUNDING[accumulator])


def _numbers(values, fmt):
    if fmt not in ROUNDING:
        raise ValueError(f"a tensor core adds in FP32 or FP16, not in {fmt}")
    values = np.asarray(values, dtype=np.float64)
    if not np.array_equal(rounded(values, fmt), values, equal_nan=True):
        raise ValueError(f"these are no numbers of {fmt}: round them first, with rounded(values, {fmt})")
    return values
