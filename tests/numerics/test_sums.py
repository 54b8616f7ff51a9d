"""Sums of many numbers against exact fractions, rounded once at each addition."""

import runpy
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.numerics import sums
from course.numerics.floats import (
    BF16,
    FP4_E2M1,
    FP8_E4M3,
    FP8_E5M2,
    FP16,
    FP32,
    FP64,
    decode,
    next_down,
    rounded,
    spacing,
)

exactly = runpy.run_path(str(Path(__file__).parent / "exact.py"))["exactly"]
FORMATS = [FP64, FP32, FP16, BF16, FP8_E5M2, FP8_E4M3, FP4_E2M1]


def plus(a, b, fmt, rounding="nearest"):
    """a + b rounded once, with fractions; what is not finite stays what it is."""
    if not np.isfinite(a + b):
        return a + b
    return exactly(Fraction(a) + Fraction(b), fmt, rounding)


def numbers(fmt, *shape):
    """Random numbers of a format, of mixed signs and sizes."""
    rng = np.random.default_rng(3)
    return rounded(rng.normal(size=shape) * 2.0 ** rng.integers(-4, 4, shape), fmt)


@pytest.mark.parametrize("rounding", ["nearest", "toward zero", "up", "down"])
@pytest.mark.parametrize("fmt", FORMATS, ids=str)
def test_every_partial_sum_is_rounded_once(fmt, rounding):
    if fmt is FP64 and rounding != "nearest":
        with pytest.raises(ValueError, match="sums in FP64 round to nearest"):
            sums.running([1.0], fmt, rounding)
        return
    values = numbers(fmt, 3, 40)
    for row, found in zip(values, sums.running(values, fmt, rounding), strict=True):
        total, expected = 0.0, []
        for value in row:
            total = plus(total, value, fmt, rounding)
            expected.append(total)
        assert np.array_equal(found, expected, equal_nan=True)


@pytest.mark.parametrize("fmt", FORMATS, ids=str)
@pytest.mark.parametrize("count", [1, 2, 7, 64])
def test_in_pairs_means_neighbours_first_and_an_odd_one_waits(fmt, count):
    values = numbers(fmt, count)
    level = list(values)
    while len(level) > 1:
        waiting = level[len(level) // 2 * 2 :]
        level = [plus(a, b, fmt) for a, b in zip(level[::2], level[1::2], strict=False)] + waiting
    assert sums.pairwise(values, fmt) == level[0]


@pytest.mark.parametrize("fmt", FORMATS[:4], ids=str)
def test_kahan_follows_its_four_lines(fmt):
    values = numbers(fmt, 60)
    total = lost = 0.0
    for value in values:
        value = plus(value, -lost, fmt)
        following = plus(total, value, fmt)
        lost = plus(plus(following, -total, fmt), -value, fmt)
        total = following
    assert sums.kahan(values, fmt) == total
    assert np.array_equal(sums.kahan(np.stack([values, -values]), fmt), [total, -total])


@pytest.mark.parametrize("fmt", [FP32, FP16, BF16], ids=str)
def test_kahan_ends_within_two_spacings_of_the_truth_where_adding_one_by_one_does_not(fmt):
    addend, count = 0.1, 20_000 if fmt is FP32 else 400
    truth = count * rounded(addend, fmt)
    values = np.full(count, addend)
    two_spacings = 2 * spacing(truth, fmt)  # Kahan: the error does not grow with the number of addends
    assert abs(sums.kahan(values, fmt) - truth) <= two_spacings
    assert abs(sums.running(values, fmt)[-1] - truth) > two_spacings


def test_with_three_digits_what_kahan_keeps_aside_gets_stuck_too():
    values = np.full(400, 0.1)
    assert sums.running(values, FP8_E5M2)[-1] < sums.kahan(values, FP8_E5M2) < 0.5 * values.sum()


@pytest.mark.parametrize("fmt", FORMATS, ids=str)
@settings(max_examples=15, deadline=None)
@given(addend=st.floats(0.01, 3) | st.integers(-40, 40).map(lambda n: n / 16), share=st.floats(-1, 1))
def test_the_broken_line_passes_through_every_partial_sum(fmt, addend, share):
    for each in (addend, share * fmt.largest / 10):
        check_the_broken_line(each, fmt, sums.running(np.full(200, each), fmt))


@pytest.mark.parametrize("fmt", [fmt for fmt in FORMATS if fmt.bits <= 8], ids=str)
def test_the_broken_line_is_right_for_every_positive_number_of_eight_bits(fmt):
    addends = decode(np.arange(fmt.first_special), fmt)
    all_sums = sums.running(np.repeat(addends[:, None], 100, axis=1), fmt)
    for addend, one_by_one in zip(addends, all_sums, strict=True):
        check_the_broken_line(addend, fmt, one_by_one)


def check_the_broken_line(addend, fmt, one_by_one):
    """Whether `of_equal` says what adding one by one gives, at and between its corners."""
    count = len(one_by_one)
    additions, totals = sums.of_equal(addend, count, fmt)
    assert additions[0] == 0 and additions[-1] == count and (np.diff(additions) > 0).all()
    finite = np.isfinite(totals)
    reached = np.arange(1, count + 1)[np.arange(1, count + 1) <= additions[finite][-1]]
    assert np.array_equal(np.interp(reached, additions[finite], totals[finite]), one_by_one[: len(reached)])
    assert not np.isfinite(one_by_one[len(reached) :]).any()
    assert np.array_equal(totals[-1], one_by_one[-1], equal_nan=True)


@pytest.mark.parametrize("fmt", [FP64, FP32, FP16], ids=str)
@pytest.mark.parametrize("addend", [0.1, 1 / 3, 0.7, 2.0**-11 + 2.0**-20])
def test_a_million_additions_end_where_numpys_own_do(fmt, addend):
    count = 1_000_000
    one_by_one = sums.running(np.full(count, addend), fmt)
    additions, totals = sums.of_equal(addend, count, fmt)
    assert np.array_equal(one_by_one[additions[1:] - 1], totals[1:])
    assert len(additions) < 500


@pytest.mark.parametrize("fmt", [FP16, BF16, FP8_E4M3, FP8_E5M2], ids=str)
def test_the_sum_stops_where_the_addend_is_less_than_half_the_spacing(fmt):
    _, totals = sums.of_equal(0.1, 1_000_000, fmt)
    stuck, addend = totals[-1], rounded(0.1, fmt)
    assert addend < spacing(stuck, fmt) / 2 and addend > spacing(next_down(stuck, fmt), fmt) / 2
    assert stuck == {FP16: 256, BF16: 32, FP8_E4M3: 2, FP8_E5M2: 1}[fmt]


@pytest.mark.parametrize(("fmt", "end"), [(FP16, np.inf), (FP8_E4M3, np.nan), (FP4_E2M1, 6.0)], ids=str)
def test_a_sum_past_the_largest_number_ends_as_the_format_says(fmt, end):
    addend = fmt.largest / 3
    for found in (sums.of_equal(addend, 50, fmt)[1][-1], sums.running(np.full(50, addend), fmt)[-1]):
        assert np.array_equal(found, end, equal_nan=True)


def test_no_numbers_have_the_sum_zero():
    for total in (sums.pairwise, sums.kahan):
        for fmt in (FP32, BF16):
            assert total([], fmt) == 0 and np.array_equal(total(np.ones((2, 0)), fmt), [0, 0])


@pytest.mark.parametrize(
    ("mistake", "error", "advice"),
    [
        (lambda: sums.running([1.0], FP16, "sideways"), ValueError, "nearest, toward zero"),
        (lambda: sums.running([1.0, 1.0], FP16, "stochastic", rng=0), ValueError, "rng="),
        (lambda: sums.of_equal(0.1, 2.5, FP16), TypeError, "integer"),
        (lambda: sums.of_equal(0.1, -1, FP16), ValueError, "0 or more"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(mistake, error, advice):
    with pytest.raises(error, match=advice):
        mistake()


def test_stochastic_rounding_goes_on_where_nearest_stops():
    start, addend, count, runs = 256.0, 0.1, 2_000, 200
    rng = np.random.default_rng(0)
    values = np.broadcast_to(np.append(start, np.full(count, addend)), (runs, count + 1))
    ends = sums.running(values, FP16, "stochastic", rng=rng)[:, -1]
    truth = start + count * rounded(addend, FP16)
    four_standard_errors = 4 * ends.std() / runs**0.5
    assert sums.running(values[0], FP16)[-1] == start
    assert abs(ends.mean() - truth) < four_standard_errors
