"""The emulated instruction against fractions: exact products, one cut, two accumulators."""

from fractions import Fraction

import numpy as np
import pytest

from course.compress.tensor_core import add_at_once, dot, multiply, multiply_accumulate
from course.numerics import floats
from course.numerics.floats import BF16, FP16, FP32, rounded, spacing


def matrices(seed):
    rng = np.random.default_rng(seed)
    return [rounded(rng.standard_normal((4, 4)) * 2.0 ** rng.integers(-8, 8, (4, 4)), FP16) for _ in range(3)]


def exponent_in(fmt, number):
    """The exponent in the format's bits; None for a zero, which has none to shift to."""
    code = int(floats.encode(np.array(number), fmt)) & ~fmt.sign_bit
    return max(code >> fmt.fraction_bits, 1) - fmt.bias if code else None


def by_fractions(row, column, c, accumulator):
    """One number of D before its last rounding: five addends, cut 23 digits after the largest exponent."""
    factors = [(exponent_in(FP16, a), exponent_in(FP16, b)) for a, b in zip(row, column, strict=True)]
    exponents = [one + other for one, other in factors if None not in (one, other)]
    exponents += [own for own in [exponent_in(accumulator, c)] if own is not None]
    unit = Fraction(2) ** (max(exponents) - 23)
    addends = [Fraction(a) * Fraction(b) for a, b in zip(row, column, strict=True)] + [Fraction(c)]
    return sum(int(addend / unit) * unit for addend in addends)


def answer(factors, c, accumulator=FP32):
    """Ones times `factors`, up to four, and c: one number of D."""
    row = np.zeros(4)
    row[: len(factors)] = factors
    return float(add_at_once(*multiply(np.ones(4), row), c, accumulator))


@pytest.mark.parametrize("seed", range(5))
def test_each_number_is_one_addition_of_five_cut_to_fp32(seed):
    a, b, c = matrices(seed)
    found = multiply_accumulate(a, b, c)
    for i, j in np.ndindex(4, 4):
        exact = by_fractions(a[i].tolist(), b[:, j].tolist(), float(c[i, j]), FP32)
        assert found[i, j] == rounded(float(exact), FP32, "toward zero")  # 26 digits: float64 has it exactly


@pytest.mark.parametrize("seed", range(5))
def test_with_the_narrow_accumulator_the_result_is_the_nearest_fp16_number(seed):
    a, b, c = matrices(seed)
    found = multiply_accumulate(a, b, c, FP16)
    for i, j in np.ndindex(4, 4):
        exact = by_fractions(a[i].tolist(), b[:, j].tolist(), float(c[i, j]), FP16)
        assert found[i, j] == rounded(float(exact), FP16)


def test_a_sum_that_fp32_holds_is_exact():
    a = b = np.eye(4)
    np.testing.assert_array_equal(multiply_accumulate(a, b, np.full((4, 4), 2.0)), np.eye(4) + 2)


def test_what_lies_below_the_largest_addends_last_digit_is_cut_even_if_five_would_carry():
    crumb = 0.5 * spacing(1.0, FP32)
    assert answer([crumb] * 4, 1.0) == 1.0
    assert answer([2 * crumb] * 4, 1.0) == 1.0 + 8 * crumb


TINY = 2.0**-24  # FP16's smallest, and half of FP32's spacing above 1
NEARLY = 1 - TINY  # FP32's last number before 1


@pytest.mark.parametrize(
    ("factors", "c", "expected"),
    [
        ([4 * TINY], 0, 2.0**-22),
        ([], 2.0**-149, 2.0**-149),
        ([2.0**-15], 0, 2.0**-15),
        ([TINY] * 4, 1, 1),
        *(([TINY] * place + [1] + [TINY] * (3 - place), TINY, 1) for place in range(4)),
        ([2, 3 * TINY], 0, 2),
        ([-2, -3 * TINY], 0, -2),
        ([1], -NEARLY, 2 * TINY),
        ([TINY] * 4, NEARLY, 1 + 2 * TINY),
        ([1, -TINY], -NEARLY, 2 * TINY),
        *(([1] * place + [2 * TINY] + [1] * (3 - place), 1 + 6 * TINY, 4 + 8 * TINY) for place in range(4)),
        ([1, 1.5, 1.75, 1.875], 1.875, 8),
        ([1] * 4, 1 + 6 * TINY, 5),
        ([-1] * 4, -1 - 6 * TINY, -5),
    ],
)
def test_it_answers_what_a_v100_answered_fasi_and_others(factors, c, expected):
    """Subnormal numbers, the order, cutting, digits beyond FP32's, when the sum is normalized, carries."""
    assert answer(factors, c) == expected


def test_it_answers_what_a_v100_answered_with_the_narrow_accumulator():
    below_one = 1 - 2.0**-11
    row, column = np.array([below_one, below_one, 0, 0]), np.array([below_one, 2.0**-11, 0, 0])
    assert add_at_once(*multiply(row, column), 0.0, FP16) == 1 - 2.0**-10 + 2.0**-11
    assert answer([2.0**-14], -(2.0**-15), FP16) == 2.0**-15
    halves, quarters = np.array([TINY, TINY, 0, 0]), np.array([0.5, 0.25, 0, 0])
    assert add_at_once(*multiply(halves, quarters), 0.0, FP16) == TINY


def test_the_sum_is_not_monotonic():
    assert answer([TINY] * 4, 1) < answer([TINY] * 4, NEARLY)


def test_a_product_that_reached_two_is_not_normalized_before_the_sum():
    crumbs = np.array([1.5, 1, 1, 0]), np.array([1.5, 2 * TINY, 2 * TINY, 0])
    assert add_at_once(*multiply(*crumbs), 0.0) == 2.25 + 4 * TINY
    assert answer([2.25, 2 * TINY, 2 * TINY], 0) == 2.25


def test_the_error_grows_with_the_length_and_the_wide_sum_stays_within_its_cuts():
    rng = np.random.default_rng(0)
    a, b = (rounded(rng.random((64, 2**12)), FP16) for _ in range(2))
    narrow = []
    for length in (2**6, 2**9, 2**12):
        exact = np.sum(a[:, :length] * b[:, :length], axis=1)
        wide, short = (np.abs(dot(a[:, :length], b[:, :length], fmt) / exact - 1) for fmt in (FP32, FP16))
        six_cuts = 6 * 2.0**-23  # of five addends and of their sum, each below a last digit of the sum
        assert wide.max() <= length / 4 * six_cuts
        narrow.append(np.median(short))
    assert narrow[0] < narrow[1] < narrow[2]


def test_a_long_dot_product_is_a_row_of_instructions():
    a, b, c = matrices(1)
    row = np.concatenate([a[0], c[0]])
    column = np.concatenate([b[:, 0], c[:, 1]])
    first = add_at_once(*multiply(a[0], b[:, 0]), 0.0)
    assert dot(row, column) == add_at_once(*multiply(c[0], c[:, 1]), first)
    np.testing.assert_array_equal(dot(np.stack([row, row]), column), [dot(row, column)] * 2)


def test_the_narrow_sum_stops_where_four_more_are_half_its_spacing():
    ones = np.ones(2**15)
    assert dot(ones, ones) == 2**15
    assert dot(ones, ones, FP16) == 8192 and spacing(8192, FP16) / 2 == 4


def test_what_the_unit_cannot_take_is_refused():
    ones = np.ones((4, 4))
    with pytest.raises(ValueError, match="no numbers of FP16"):
        multiply_accumulate(0.1 * ones, ones, ones)
    with pytest.raises(ValueError, match="not in BF16"):
        multiply_accumulate(ones, ones, ones, BF16)
    with pytest.raises(ValueError, match="three 4×4"):
        multiply_accumulate(np.ones((4, 8)), np.ones((8, 4)), ones)
    with pytest.raises(ValueError, match="multiple of 4"):
        dot(np.ones(6), np.ones(6))
