"""Fixed-point numbers against exact fractions and against NumPy's own integers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.numerics import fixed_point
from course.numerics.fixed_point import INT8, INT16, INT32, UINT8, UINT16, FixedPoint

FORMATS = [
    INT8,
    UINT8,
    INT16,
    UINT16,
    INT32,
    FixedPoint(3, 4),
    FixedPoint(0, 7),
    FixedPoint(4, 4, signed=False),
]


def rounded(value, rounding):
    """A fraction as a whole number."""
    below = value // 1
    return {
        "nearest": round(value),
        "toward zero": int(value),
        "up": below + (value != below),
        "down": below,
    }[rounding]


@pytest.mark.parametrize(
    ("fmt", "least", "largest"),
    [(UINT8, 0, 255), (INT8, -128, 127), (UINT16, 0, 65_535), (INT16, -32_768, 32_767)],
    ids=str,
)
def test_integers_reach_as_far_as_everybody_knows(fmt, least, largest):
    assert (fmt.least, fmt.largest) == (least, largest)


@pytest.mark.parametrize("rounding", ["nearest", "toward zero", "up", "down"])
@pytest.mark.parametrize("fmt", FORMATS, ids=str)
@settings(max_examples=40, deadline=None)
@given(st.floats(-(2.0**29), 2.0**29) | st.floats(-20, 20) | st.integers(-999, 999).map(lambda n: n / 32))
def test_numbers_are_rounded_once_and_stop_at_the_end_or_keep_their_lowest_bits(fmt, rounding, value):
    code = rounded(Fraction(value) * 2**fmt.fraction_bits, rounding)
    saturated = min(max(code, fmt.least_code), fmt.largest_code)
    assert fixed_point.encode(value, fmt, rounding) == saturated
    wrapped = fixed_point.encode(value, fmt, rounding, "wrap")
    assert (wrapped - code) % 2**fmt.bits == 0 and fmt.least_code <= wrapped <= fmt.largest_code
    assert fixed_point.decode(saturated, fmt) == float(Fraction(saturated) / 2**fmt.fraction_bits)


@pytest.mark.parametrize(
    ("fmt", "dtype"), [(INT8, np.int8), (UINT8, np.uint8), (INT16, np.int16), (UINT16, np.uint16)], ids=str
)
def test_integers_wrap_as_numpys_do(fmt, dtype):
    codes = np.arange(fmt.least_code, fmt.largest_code + 1, max(1, 2**fmt.bits // 256))
    a, b = codes[:, None], codes
    with np.errstate(over="ignore"):
        sums, products = a.astype(dtype) + b.astype(dtype), a.astype(dtype) * b.astype(dtype)
    assert np.array_equal(fixed_point.add(a, b, fmt, "wrap"), sums)
    assert np.array_equal(fixed_point.multiply(a, b, fmt, overflow="wrap"), products)
    assert np.array_equal(fixed_point.add(a, b, fmt), np.clip(a + b, fmt.least_code, fmt.largest_code))


def test_a_product_drops_its_digits_once():
    fmt, rng = FixedPoint(3, 4), np.random.default_rng(2)
    a, b = rng.integers(fmt.least_code, fmt.largest_code, size=(2, 500))
    exact = [round(Fraction(int(x)) * int(y) / 16) for x, y in zip(a, b, strict=True)]
    expected = np.clip(exact, fmt.least_code, fmt.largest_code)
    assert np.array_equal(fixed_point.multiply(a, b, fmt), expected)


def test_a_dot_product_overflows_in_its_accumulator_and_nowhere_before():
    fmt = FixedPoint(0, 7)
    a = np.full(40, fmt.largest_code)
    wide, narrow = (fixed_point.dot(a, a, FixedPoint(8, 7), acc) for acc in (INT32, INT16))
    assert wide == round(Fraction(40 * 127 * 127, 128))
    assert narrow == round(Fraction(INT16.largest_code, 128))
    wrapped = fixed_point.dot(a, a, FixedPoint(8, 7), INT16, overflow="wrap")
    total = (40 * 127 * 127 + 2**15) % 2**16 - 2**15
    assert wrapped == round(Fraction(total, 128))


def test_stochastic_rounding_is_right_on_average():
    drawn = fixed_point.encode(np.full(100_000, -1.3), INT8, "stochastic", rng=np.random.default_rng(1))
    assert set(drawn) == {-1, -2}
    assert abs(drawn.mean() + 1.3) < 5 * np.sqrt(0.21 / drawn.size)


@pytest.mark.parametrize(
    ("mistake", "advice"),
    [
        (lambda: FixedPoint(20, 20), "1 to 32 bits"),
        (lambda: FixedPoint(-1, 4), "1 to 32 bits"),
        (lambda: fixed_point.encode(np.nan, INT8), "finite numbers"),
        (lambda: fixed_point.encode(1.0, INT8, overflow="explode"), "saturate, wrap"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(mistake, advice):
    with pytest.raises(ValueError, match=advice):
        mistake()
