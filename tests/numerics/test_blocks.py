"""MX blocks against exact fractions, and against cases worked by hand from the specification."""

import math
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
    MXINT8,
    BlockFormat,
)
from course.numerics.formats import FP4_E2M1, FP16

exact = runpy.run_path(str(Path(__file__).parent / "exact.py"))
WHOLE = {"nearest": round, "toward zero": math.trunc, "up": math.ceil, "down": math.floor}
DIRECTIONS = tuple(WHOLE)


def power_of_two_below(value):
    """The largest power of two that is not above a positive fraction."""
    return Fraction(2) ** exact["floor_log2"](value)


def element_exactly(value, fmt, rounding):
    """The element that a fraction is rounded to: a float's number, or of MXINT8 a whole number of 64ths."""
    if fmt is MXINT8:
        return Fraction(WHOLE[rounding](value * 64), 64)
    return Fraction(exact["exactly"](value, fmt.element, rounding))


def block_exactly(values, fmt, rounding="nearest"):
    """A block of fractions as the floats that stand for them, with nothing but fractions."""
    largest = max(abs(value) for value in values)
    element = fmt.element
    scale = power_of_two_below(largest) / power_of_two_below(Fraction(element.largest)) if largest else 0
    scale = min(max(scale, Fraction(2) ** -127), Fraction(2) ** 127)
    limit = Fraction(element.largest)
    clipped = [min(max(value / scale, -limit), limit) for value in values]
    return [float(element_exactly(value, fmt, rounding) * scale) for value in clipped]


ANY_SIZE = st.floats(-100, 100) | st.floats(-(2.0**140), 2.0**140) | st.floats(-(2.0**-120), 2.0**-120)


@pytest.mark.parametrize("fmt", BLOCK_FORMATS, ids=str)
@settings(max_examples=40, deadline=None)
@given(values=hnp.arrays(np.float64, 32, elements=ANY_SIZE), rounding=st.sampled_from(DIRECTIONS))
def test_a_block_is_scaled_by_its_largest_and_each_element_rounded_once(fmt, values, rounding):
    expected = block_exactly([Fraction(value) for value in values], fmt, rounding)
    assert np.array_equal(blocks.rounded(values, fmt, rounding), expected)


@pytest.mark.parametrize("rounding", DIRECTIONS)
@pytest.mark.parametrize("fmt", BLOCK_FORMATS, ids=str)
def test_many_blocks_are_rounded_in_every_direction_as_fractions_say(fmt, rounding):
    rng = np.random.default_rng(2)
    values = rng.normal(size=(40, fmt.size)) * 2.0 ** rng.integers(-8, 8, size=(40, fmt.size))
    for row, found in zip(values, blocks.rounded(values, fmt, rounding), strict=True):
        assert found.tolist() == block_exactly([Fraction(value) for value in row], fmt, rounding)


@pytest.mark.parametrize("fmt", BLOCK_FORMATS, ids=str)
def test_a_number_that_vanishes_beside_the_largest_is_still_rounded_up_or_down(fmt):
    values = [2.0**130, 5e-324, -5e-324]
    step = Fraction(1, 64) if fmt is MXINT8 else Fraction(fmt.element.smallest)
    scales, _ = blocks.encode(values, fmt)
    smallest = float(step) * 2.0 ** (int(scales[0]) - 127)
    assert blocks.rounded(values, fmt, "up")[1:].tolist() == [smallest, 0]
    assert blocks.rounded(values, fmt, "down")[1:].tolist() == [0, -smallest]
    assert not blocks.rounded(values, fmt)[1:].any()


@pytest.mark.parametrize(
    ("fmt", "emax", "bits"),
    [
        (MXFP8_E5M2, 15, 8.25),
        (MXFP8_E4M3, 8, 8.25),
        (MXFP6_E3M2, 4, 6.25),
        (MXFP6_E2M3, 2, 6.25),
        (MXFP4_E2M1, 2, 4.25),
        (MXINT8, 0, 8.25),
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


def test_a_block_of_int8_by_hand():
    values = [-1.999, 1.999, 0.5, -1 / 64, 1 / 128, 3 / 128]
    scales, codes = blocks.encode(values, MXINT8)
    assert scales.tolist() == [127]  # 1: the largest lies in the doubling of 1, as 127/64 does
    assert codes.dtype == np.uint8 and codes.view(np.int8).tolist() == [-127, 127, 32, -1, 0, 2]
    assert blocks.decode([128], np.arange(256), BlockFormat("X", MXINT8.element, 256)).tolist() == [
        code / 64 * 2 for code in (*range(128), *range(-128, 0))
    ]


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
    if fmt is MXINT8:
        numbers = np.arange(-127, 128) / 64
    else:
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


@pytest.mark.parametrize("fmt", BLOCK_FORMATS, ids=str)
def test_no_numbers_have_no_blocks_and_a_list_is_as_good_as_an_array(fmt):
    for shape in ((0,), (3, 0), (0, 40)):
        scales, codes = blocks.encode(np.zeros(shape), fmt)
        assert scales.shape == (*shape[:-1], -(-shape[-1] // 32)) and codes.shape == shape
        assert blocks.decode(scales, codes, fmt).shape == shape
    assert (
        blocks.shared_scales([1.0, 2.0], fmt).tolist() == blocks.shared_scales(np.array([2, 1]), fmt).tolist()
    )


NONE = np.zeros(32, dtype=np.uint8)


@pytest.mark.parametrize(
    ("mistake", "advice"),
    [
        (lambda: blocks.decode([127, 127, 127], NONE, MXFP4_E2M1), "scale for every 32"),
        (lambda: blocks.decode([[127]], NONE, MXFP4_E2M1), "scale for every 32"),
        (lambda: blocks.decode([300], NONE, MXFP4_E2M1), "from 0 to 255"),
        (lambda: blocks.decode([-1], NONE, MXFP4_E2M1), "from 0 to 255"),
        (lambda: blocks.decode([127.5], NONE, MXFP4_E2M1), "encode makes them"),
        (lambda: blocks.decode([127], NONE + 16, MXFP4_E2M1), "from 0 to 2\\^4"),
        (lambda: blocks.decode([127], [256], MXINT8), "from 0 to 255"),
        (lambda: blocks.decode([127], [-1], MXINT8), "from 0 to 255"),
        (lambda: blocks.decode(127, 0, MXFP4_E2M1), "scale for every 32"),
        (lambda: blocks.encode(3.0, MXFP4_E2M1), "last axis"),
        (lambda: blocks.encode([3.0], MXINT8, "sideways"), "toward zero"),
        (lambda: BlockFormat("X", FP4_E2M1, 0), "at least 1"),
        (lambda: BlockFormat("X", FP4_E2M1, 2.5), "not 2.5"),
        (lambda: BlockFormat("X", FP16), "at most 8 bits"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(mistake, advice):
    with pytest.raises(ValueError, match=advice):
        mistake()
