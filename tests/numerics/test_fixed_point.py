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
ROUNDINGS = ["nearest", "toward zero", "up", "down"]
UINT32 = FixedPoint(32, 0, signed=False)
WIDEST = [
    INT32,
    UINT32,
    FixedPoint(15, 16),
    FixedPoint(16, 16, signed=False),
    FixedPoint(0, 32, signed=False),
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


def in_range(code, fmt, overflow):
    """A whole number of any size as a code."""
    if overflow == "wrap":
        return (code - fmt.least_code) % 2**fmt.bits + fmt.least_code
    return min(max(code, fmt.least_code), fmt.largest_code)


def codes(fmt, *shape):
    """Random codes of a format, the outermost among them."""
    drawn = np.random.default_rng(2).integers(fmt.least_code, fmt.largest_code, shape, endpoint=True)
    drawn[..., :3] = [fmt.least_code, fmt.largest_code, 1]
    return drawn


@pytest.mark.parametrize(
    ("fmt", "least", "largest"),
    [(UINT8, 0, 255), (INT8, -128, 127), (UINT16, 0, 65_535), (INT16, -32_768, 32_767)],
    ids=str,
)
def test_integers_reach_as_far_as_everybody_knows(fmt, least, largest):
    assert (fmt.least, fmt.largest) == (least, largest)


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("fmt", FORMATS, ids=str)
@settings(max_examples=40, deadline=None)
@given(st.floats(-(2.0**29), 2.0**29) | st.floats(-20, 20) | st.integers(-999, 999).map(lambda n: n / 32))
def test_numbers_are_rounded_once_and_stop_at_the_end_or_keep_their_lowest_bits(fmt, rounding, value):
    code = rounded(Fraction(value) * 2**fmt.fraction_bits, rounding)
    saturated = in_range(code, fmt, "saturate")
    assert fixed_point.encode(value, fmt, rounding) == saturated
    assert fixed_point.encode(value, fmt, rounding, "wrap") == in_range(code, fmt, "wrap")
    assert fixed_point.decode(saturated, fmt) == float(Fraction(saturated) / 2**fmt.fraction_bits)


@pytest.mark.parametrize(
    ("fmt", "dtype"), [(INT8, np.int8), (UINT8, np.uint8), (INT16, np.int16), (UINT16, np.uint16)], ids=str
)
def test_integers_wrap_as_numpys_do(fmt, dtype):
    all_codes = np.arange(fmt.least_code, fmt.largest_code + 1, max(1, 2**fmt.bits // 256))
    a, b = all_codes[:, None], all_codes
    with np.errstate(over="ignore"):
        sums, products = a.astype(dtype) + b.astype(dtype), a.astype(dtype) * b.astype(dtype)
    assert np.array_equal(fixed_point.add(a, b, fmt, "wrap"), sums)
    assert np.array_equal(fixed_point.multiply(a, b, fmt, overflow="wrap"), products)
    assert np.array_equal(fixed_point.add(a, b, fmt), np.clip(a + b, fmt.least_code, fmt.largest_code))


@pytest.mark.parametrize("overflow", ["saturate", "wrap"])
@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("fmt", FORMATS + WIDEST, ids=str)
def test_a_product_drops_its_digits_once(fmt, rounding, overflow):
    factors = codes(fmt, 20)
    found = fixed_point.multiply(factors[:, None], factors, fmt, rounding, overflow)
    for (i, j), product in np.ndenumerate(found):
        exact = Fraction(int(factors[i]) * int(factors[j]), 2**fmt.fraction_bits)
        assert product == in_range(rounded(exact, rounding), fmt, overflow)


@pytest.mark.parametrize("overflow", ["saturate", "wrap"])
@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("accumulator", [INT32, INT16, UINT32], ids=str)
@pytest.mark.parametrize("fmt", [INT8, FixedPoint(3, 4), FixedPoint(8, 7), *WIDEST], ids=str)
def test_a_dot_product_overflows_at_each_addition_and_drops_its_digits_at_the_end(
    fmt, accumulator, rounding, overflow
):
    a, b = codes(fmt, 2, 3, 8)
    found = fixed_point.dot(a, b, fmt, accumulator, rounding=rounding, overflow=overflow)
    for row in range(3):
        total = 0
        for left, right in zip(a[row].tolist(), b[row].tolist(), strict=True):
            total = in_range(total + left * right, accumulator, overflow)
        exact = Fraction(total, 2**fmt.fraction_bits)
        assert found[row] == in_range(rounded(exact, rounding), fmt, overflow)


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


def test_the_largest_product_of_32_bits_ends_where_its_accumulator_does():
    largest = [UINT32.largest_code]
    for accumulator, end in ((UINT32, 2**32 - 1), (INT32, 2**31 - 1)):
        assert fixed_point.dot(largest, largest, UINT32, accumulator) == end


def test_whole_numbers_of_any_dtype_become_codes():
    far = np.array([2**63, 2**64 - 1], dtype=np.uint64)
    assert np.array_equal(fixed_point.overflowed(far, INT8), [127, 127])
    assert np.array_equal(fixed_point.overflowed(far, INT8, "wrap"), [0, -1])
    assert np.array_equal(fixed_point.overflowed([2**63 - 1, -(2**63)], INT8, "wrap"), [-1, 0])
    assert np.array_equal(fixed_point.decode(np.array([-3], dtype=np.int8), FixedPoint(6, 1)), [-1.5])


def test_what_lies_beyond_every_register_saturates_and_does_not_wrap():
    far = [np.inf, 1e308, -1e20, -np.inf]
    assert np.array_equal(fixed_point.encode(far, INT8), [127, 127, -128, -128])
    assert fixed_point.encode(1e308, FixedPoint(0, 31)) == 2**31 - 1
    for value in far:
        with pytest.raises(ValueError, match="do not wrap"):
            fixed_point.encode(value, INT8, overflow="wrap")


def test_a_dot_product_can_drop_its_digits_at_random():
    fmt, ones = FixedPoint(3, 4), np.ones((10_000, 4), dtype=int)  # the sum is 4 / 16 of the last digit
    drawn = fixed_point.dot(ones, ones, fmt, rounding="stochastic", rng=np.random.default_rng(3))
    assert set(drawn) == {0, 1} and abs(drawn.mean() - 0.25) < 5 * np.sqrt(0.1875 / drawn.size)


@pytest.mark.parametrize(
    ("mistake", "error", "advice"),
    [
        (lambda: FixedPoint(20, 20), ValueError, "1 to 32 bits"),
        (lambda: FixedPoint(-1, 4), ValueError, "1 to 32 bits"),
        (lambda: FixedPoint(7.5, 0.5), TypeError, "integer"),
        (lambda: fixed_point.encode(np.nan, INT8), ValueError, "no code for NaN"),
        (lambda: fixed_point.encode(np.array([2**53 + 1]), INT8), ValueError, "2\\^53"),
        (lambda: fixed_point.encode(1.0, INT8, overflow="explode"), ValueError, "saturate, wrap"),
        (lambda: fixed_point.decode([300], INT8), ValueError, "from -128 to 127"),
        (lambda: fixed_point.decode([0.5], INT8), TypeError, "integers"),
        (lambda: fixed_point.overflowed([1.7], INT8), TypeError, "integers"),
        (lambda: fixed_point.add(1000, 1, INT8), ValueError, "from -128 to 127"),
        (lambda: fixed_point.multiply(-1, 1, UINT8), ValueError, "from 0 to 255"),
        (lambda: fixed_point.dot([1], [1.5], INT8), TypeError, "integers"),
        (lambda: fixed_point.dot([1], [1], INT8, rounding="stochastic"), ValueError, "rng="),
        (lambda: fixed_point.encode(1.5, INT8, "stochastic", rng=0), ValueError, "rng="),
    ],
)
def test_a_mistake_is_told_with_what_to_do(mistake, error, advice):
    with pytest.raises(error, match=advice):
        mistake()
