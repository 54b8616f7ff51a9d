"""Sums of many numbers in a format: one after the other, in pairs, and with what was lost brought back.

All round each number to the format first and then every addition, and give float64.
"""

import operator
from functools import partial

import numpy as np

from course.numerics import arithmetic
from course.numerics.floats import rounded
from course.numerics.formats import FP16, FP32, FP64
from course.numerics.rounding import check

NATIVE = {FP64: np.float64, FP32: np.float32, FP16: np.float16}  # NumPy adds these itself, rounded once


def running(values, fmt, rounding="nearest", *, rng=None):
    """Every partial sum from left to right along the last axis: float64 of the values' shape.

    values: floats (..., N).  rounding, rng: as in `rounding`, for the additions; FP64 rounds to nearest only.
    Raises ValueError for another rounding.
    """
    check(rounding, rng)
    if fmt == FP64 and rounding != "nearest":
        raise ValueError(f"sums in FP64 round to nearest, as float64 does, not {rounding!r}")
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = _numbers(values, fmt)
        if rounding == "nearest" and fmt in NATIVE:
            return np.add.accumulate(numbers, axis=-1).astype(np.float64)
    sums = np.array(numbers, dtype=np.float64)
    for place in range(1, sums.shape[-1]):
        total, number = sums[..., place - 1], sums[..., place]
        sums[..., place] = arithmetic.add(total, number, fmt, rounding, rng=rng)
    return sums


def of_equal(addend, count, fmt):
    """The running sum of `count` equal numbers, as the corners of a broken line: (additions, totals).

    addend: a float.  count: an integer from 0 on.  additions: integers from 0 to `count`; totals: float64 of
    as many.  Between two corners each addition moves the sum by the same amount, so np.interp gives every
    partial sum exactly.  Raises TypeError or ValueError for another count.
    """
    if operator.index(count) < 0:
        raise ValueError(f"count is a number of additions, 0 or more: not {count}")
    addend = _numbers(addend, fmt)
    additions, totals = [0], [0.0]
    last_step = last_edge = None
    while additions[-1] < count:
        total = totals[-1]
        with np.errstate(over="ignore", invalid="ignore"):
            following = float(_adder(fmt)(addend.dtype.type(total), addend))
            step, edge = following - total, min(next_power_of_two(total), fmt.largest)
        if step == 0 or not np.isfinite(following):
            additions, totals = _to_the_end(additions, totals, following, count)
            break
        # Two equal steps at one spacing: all others are equal too, up to where it doubles or the format ends.
        settled = step == last_step and edge == last_edge
        times = max(1, int((edge - abs(total)) // abs(step)) - 1) if settled else 1
        times = min(times, count - additions[-1])
        additions.append(additions[-1] + times)
        totals.append(total + times * step)
        last_step, last_edge = step, edge
    return np.array(additions), np.array(totals)


def next_power_of_two(total):
    """The first power of two above a magnitude, where the spacing doubles; 0 for 0."""
    return float(np.ldexp(1.0, np.frexp(total)[1])) if total else 0.0


def _to_the_end(additions, totals, following, count):
    """The corners with the last stretch, on which the sum stays what it is: stuck, infinite or NaN."""
    after = sorted({min(additions[-1] + 1, count), count})
    return [*additions, *after], [*totals, *[following] * len(after)]


def pairwise(values, fmt):
    """The sums along the last axis, neighbours first, then neighbouring pairs, and so on: float64 (...).

    Each number passes through about log2 N roundings instead of N.  values: floats (..., N); no numbers have
    the sum 0.
    """
    add = _adder(fmt)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = _numbers(values, fmt)
        if not sums.shape[-1]:
            return np.zeros(sums.shape[:-1])[()]
        while sums.shape[-1] > 1:
            paired = sums.shape[-1] // 2 * 2
            pairs = add(sums[..., 0:paired:2], sums[..., 1:paired:2])
            sums = np.concatenate([pairs, sums[..., paired:]], axis=-1)
    return sums[..., 0].astype(np.float64)


def kahan(values, fmt):
    """The sums along the last axis, where each addition brings back what the one before lost: float64 (...).

    values: floats (..., N).  The error is at most (2u + O(N u²)) Σ |value|, u = epsilon / 2: relative to
    Σ |value| it stays near 2u while N is well below 1 / u, and may grow with N from there on, where what is
    brought back begins to get lost itself.
    Sources: W. Kahan, "Further remarks on reducing truncation errors", Communications of the ACM 8, 1965;
    N. Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.3.
    """
    add = _adder(fmt)
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = _numbers(values, fmt)
        total = lost = np.zeros(numbers.shape[:-1], numbers.dtype)[()]
        for number in np.moveaxis(numbers, -1, 0):
            total, lost = kahan_step(total, lost, number, add)
    return np.float64(total)


def kahan_step(total, lost, number, add):
    """One number more in Kahan's sum: (the new total, by how much it is too large).

    lost: by how much `total` is too large.  add: adds two numbers and rounds the sum once.
    """
    addend = add(number, -lost)
    following = add(total, addend)
    arrived = add(following, -total)
    lost = add(arrived, -addend)
    return following, lost


def _numbers(values, fmt):
    """Values as numbers of the format, in NumPy's own dtype where it has one."""
    return rounded(values, fmt).astype(NATIVE.get(fmt, np.float64))


def _adder(fmt):
    """The function that adds two numbers of a format and rounds once."""
    return operator.add if fmt in NATIVE else partial(arithmetic.add, fmt=fmt)
