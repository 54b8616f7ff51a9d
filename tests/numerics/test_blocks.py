"""MX blocks against exact fractions, and against cases worked by hand from the specification."""

import runpy
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course.numerics import blocks, floats
from course.numerics.blocks import (
    BLOCK_FORMATS,
    MXFP4_E2M1,
    MXFP6_E2M3,
    MXFP6_E3M2,
    MXFP8_E4M3,
    MXFP8_E5M2,
)

exactly = runpy.run_path(str(Path(__file__).parent / "exact.py"))["exactly"]


def power_of_two_below(value):
    """The largest power of two that is not above a positive fraction."""
    exponent = 0
    while Fraction(2) ** (exponent + 1) <= value:
        exponent += 1
    while Fraction(2) ** exponent > value:
        exponent -= 1
    return Fraction(2) ** exponent


def block_exactly(values, fmt):
    """A block of fractions as the floats that stand for them, with nothing but fractions."""
    largest = max(abs(value) for value in values)
    element = fmt.element
    scale = power_of_two_below(largest) / power_of_two_below(Fraction(element.largest)) if largest else 0
    scale = min(max(scale, Fraction(2) ** -127), Fraction(2) ** 127)
    limit = Fraction(element.largest)
    clipped = [min(max(value / scale, -limit), limit) for value in values]
    return [float(Fraction(exactly(value, element, "nearest")) * scale) for value in clipped]


ANY_SIZE = st.floats(-100, 100) | st.floats(-(2.0**140), 2.0**140) | st.floats(-(2.0**-120), 2.0**-120)


@pytest.mark.parametrize("fmt", BLOCK_FORMATS, ids=str)
@settings(max_examples=40, deadline=None)
@given(values=hnp.arrays(np.float64, 32, elements=ANY_SIZE))
def test_a_block_is_scaled_by_its_largest_and_each_element_rounded_once(fmt, values):
    expected = block_exactly([Fraction(value) for value in values], fmt)
    assert np.array_equal(blocks.rounded(values, fmt), expected)


@pytest.mark.parametrize(
    ("fmt", "emax", "bits"),
    [
        (MXFP8_E5M2, 15, 8.25),
        (MXFP8_E4M3, 8, 8.25),
        (MXFP6_E3M2, 4, 6.25),
        (MXFP6_E2M3, 2, 6.25),
        (MXFP4_E2M1, 2, 4.25),
    ],
    ids=str,
)
def test_the_scale_takes_the_largest_to_the_elements_last_power_of_two(fmt, emax, bits):
    assert fmt.size == 32 and fmt.bits_per_number == bits
    for largest in (1.0, 1.99, 2.0, 0.3, 2.0**20):
        values = np.zeros(32)
        values[7] = -largest
        scales, _ = blocks.encode(values, fmt)
        assert scales.tolist() == [int(np.floor(np.log2(largest))) - emax + 127]


def test_a_block_of_fp4_by_hand():
    values = np.zeros(32)
    values[:6] = 12, -5, 0.9, 0.4, 15, 3
    scales, codes = blocks.encode(values, MXFP4_E2M1)
    assert scales.tolist() == [128]  # 2: the largest, 15, lies in the doubling of 8, and 6 in that of 4
    assert codes[:6].tolist() == [0b0111, 0b1100, 0b0001, 0b0000, 0b0111, 0b0011]
    assert blocks.decode(scales, codes, MXFP4_E2M1)[:6].tolist() == [12, -4, 1, 0, 12, 3]


@pytest.mark.parametrize("fmt", BLOCK_FORMATS, ids=str)
def test_rows_have_their_own_blocks_and_the_last_may_be_short(fmt):
    values = np.random.default_rng(0).normal(size=(3, 2, 70)) * [[[1.0]], [[100.0]], [[1e-6]]]
    scales, codes = blocks.encode(values, fmt)
    assert scales.shape == (3, 2, 3) and codes.shape == values.shape
    assert scales.dtype == codes.dtype == np.uint8
    found = blocks.decode(scales, codes, fmt)
    for row in np.ndindex(3, 2):
        for start in (0, 32, 64):
            one = slice(start, start + 32)
            assert found[row][one].tolist() == block_exactly([Fraction(v) for v in values[row][one]], fmt)


@pytest.mark.parametrize("fmt", BLOCK_FORMATS, ids=str)
def test_what_is_not_finite_takes_its_own_block_along_and_no_other(fmt):
    values = np.ones((2, 64))
    values[0, 3], values[1, 40] = np.nan, -np.inf
    scales, codes = blocks.encode(values, fmt)
    assert scales.tolist() == [[255, scales[0, 1]], [scales[1, 0], 255]]
    is_lost = np.isnan(blocks.decode(scales, codes, fmt))
    assert is_lost[0, :32].all() and is_lost[1, 32:].all() and is_lost.sum() == 64


@pytest.mark.parametrize("fmt", BLOCK_FORMATS, ids=str)
def test_zeros_stay_zeros_and_every_element_of_a_scale_comes_back(fmt):
    assert not blocks.rounded(np.zeros(32), fmt).any()
    numbers = floats.decode(np.arange(2**fmt.element.bits), fmt.element)
    numbers = numbers[np.isfinite(numbers)]
    for scale in (1.0, 2.0**-30, 2.0**50):
        padded = np.append(numbers, np.zeros(-len(numbers) % 31)).reshape(-1, 31)
        block = np.column_stack([padded, np.full(len(padded), fmt.element.largest)]) * scale
        assert np.array_equal(blocks.rounded(block, fmt), block)


def test_random_rounding_of_blocks_is_right_on_average():
    values = np.append(np.full(31, 1.2), 6.0)
    rng, times = np.random.default_rng(1), 400
    found = blocks.rounded(np.tile(values, (times, 1)), MXFP4_E2M1, "stochastic", rng=rng)[:, :31]
    assert set(np.unique(found)) == {1.0, 1.5}
    five_standard_errors = 5 * 0.25 / found.size**0.5
    assert abs(found.mean() - 1.2) < five_standard_errors
