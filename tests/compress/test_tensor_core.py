"""The emulated instruction against fractions: exact products, one cut, two accumulators."""

from fractions import Fraction

import numpy as np
import pytest

from course.compress.tensor_core import add_at_once, dot, multiply_accumulate
from course.numerics.floats import BF16, FP16, FP32, rounded, spacing


def matrices(seed):
    rng = np.random.default_rng(seed)
    return [rounded(rng.standard_normal((4, 4)) * 2.0 ** rng.integers(-8, 8, (4, 4)), FP16) for _ in range(3)]


def cut(number, digits, exponent):
    """A fraction without what lies below 2^(exponent − digits), toward zero."""
    unit = Fraction(2) ** (exponent - digits)
    return int(number / unit) * unit


def by_fractions(row, column, c):
    """One number of D before its last rounding: five addends cut at the largest one's 24th digit."""
    addends = [Fraction(a) * Fraction(b) for a, b in zip(row, column, strict=True)] + [Fraction(c)]
    largest = max(map(abs, addends))
    exponent = next(power for power in range(-100, 100) if Fraction(2) ** power > largest)
    return sum(cut(addend, 24, exponent) for addend in addends)


@pytest.mark.parametrize("seed", range(5))
def test_each_number_is_one_addition_of_five_cut_to_fp32(seed):
    a, b, c = matrices(seed)
    found = multiply_accumulate(a, b, c)
    for i, j in np.ndindex(4, 4):
        exact = by_fractions(a[i].tolist(), b[:, j].tolist(), float(c[i, j]))
        assert found[i, j] == rounded(float(exact), FP32, "toward zero")  # 26 digits: float64 has it exactly


@pytest.mark.parametrize("seed", range(5))
def test_with_the_narrow_accumulator_the_result_is_the_nearest_fp16_number(seed):
    a, b, c = matrices(seed)
    found = multiply_accumulate(a, b, c, FP16)
    for i, j in np.ndindex(4, 4):
        exact = by_fractions(a[i].tolist(), b[:, j].tolist(), float(c[i, j]))
        assert found[i, j] == rounded(float(exact), FP16)


def test_a_sum_that_fp32_holds_is_exact():
    a = b = np.eye(4)
    np.testing.assert_array_equal(multiply_accumulate(a, b, np.full((4, 4), 2.0)), np.eye(4) + 2)


def test_what_lies_below_the_largest_addends_last_digit_is_cut_even_if_five_would_carry():
    crumbs = np.full(4, 0.5 * spacing(1.0, FP32))
    assert add_at_once(crumbs, 1.0) == 1.0
    assert add_at_once(2 * crumbs, 1.0) == 1.0 + 8 * crumbs[0]


def test_a_long_dot_product_is_a_row_of_instructions():
    a, b, c = matrices(1)
    row = np.concatenate([a[0], c[0]])
    column = np.concatenate([b[:, 0], c[:, 1]])
    first = add_at_once(a[0] * b[:, 0], 0.0)
    assert dot(row, column) == add_at_once(c[0] * c[:, 1], first)
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
