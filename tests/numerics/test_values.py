"""What float64 holds exactly is taken as it is, and nothing else is taken."""

from decimal import Decimal
from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest

from course.numerics import blocks, floats
from course.numerics.blocks import MXFP8_E4M3
from course.numerics.floats import FP32
from course.numerics.values import as_float64

FLOATS = (np.float16, np.float32, np.float64, ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn, ">f4", ">f8")


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_floats_of_at_most_64_bits_are_taken_as_they_are(dtype):
    values = np.array([[1.5, -0.0, 0.0625], [np.nan, 448, -24]]).astype(dtype)
    taken = as_float64(values)
    assert taken.dtype == np.float64 and taken.shape == (2, 3)
    assert np.array_equal(taken, [[1.5, -0.0, 0.0625], [np.nan, 448, -24]], equal_nan=True)
    assert np.signbit(taken[0, 1])


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint32, np.int64, np.uint64])
def test_integers_are_taken_as_far_as_float64_holds_them_all(dtype):
    ends = np.array([max(np.iinfo(dtype).min, -(2**53)), min(np.iinfo(dtype).max, 2**53)], dtype=dtype)
    assert [int(value) for value in as_float64(ends)] == ends.tolist()
    for beyond in (int(ends[0]) - 1, int(ends[1]) + 1):
        if np.iinfo(dtype).min <= beyond <= np.iinfo(dtype).max:
            with pytest.raises(ValueError, match="astype"):
                as_float64(np.array([beyond], dtype=dtype))


def test_float64_is_not_copied_and_no_numbers_are_numbers():
    values = np.ones(3)
    assert as_float64(values) is values
    assert as_float64([]).shape == (0,) and as_float64(np.zeros((0, 2), int)).shape == (0, 2)


WIDER = [np.longdouble(1)] if np.finfo(np.longdouble).nmant > 52 else []  # on some machines it is a float64
OTHERS = (
    True,
    None,
    "1.5",
    Fraction(1, 3),
    Decimal("0.1"),
    1j,
    10**400,
    2**64,
    np.datetime64("2020"),
    *WIDER,
)


@pytest.mark.parametrize("value", OTHERS, ids=str)
def test_what_is_no_such_number_is_not_taken_silently(value):
    for values in (value, [value]):
        with pytest.raises(TypeError, match="astype"):
            as_float64(values)


WIDE = 2**60 + 2**36 + 1  # above half way from 2^60 to the next FP32, but half way itself as a float64
TAKERS = {
    "encode": lambda values: floats.encode(values, FP32),
    "rounded": lambda values: floats.rounded(values, floats.FP64, "up"),
    "spacing": lambda values: floats.spacing(values, FP32),
    "next_up": lambda values: floats.next_up(values, FP32),
    "next_down": lambda values: floats.next_down(values, FP32),
    "blocks": lambda values: blocks.encode(values, MXFP8_E4M3),
    "shared_scales": lambda values: blocks.shared_scales(values, MXFP8_E4M3),
}


@pytest.mark.parametrize("take", TAKERS.values(), ids=TAKERS)
def test_nobody_rounds_a_wide_integer_twice_or_a_boolean_at_all(take):
    with pytest.raises(ValueError, match="2\\^53"):
        take(np.array([WIDE]))
    with pytest.raises(TypeError, match="bool"):
        take(np.array([True]))
