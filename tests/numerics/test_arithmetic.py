"""Every sum, product and dot product against exact fractions, rounded once."""

import runpy
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course.numerics import arithmetic, floats
from course.numerics.floats import BF16, FORMATS, FP8_E4M3, FP16, FP32, FP64, Format

exactly = runpy.run_path(str(Path(__file__).parent / "exact.py"))["exactly"]
ROUNDINGS = ["nearest", "toward zero", "up", "down"]
FP8_NUMBERS = floats.decode(np.arange(256), FP8_E4M3)
FP8_NUMBERS = FP8_NUMBERS[np.isfinite(FP8_NUMBERS)]  # both zeros are among them
WIDE = st.floats(allow_nan=False, allow_infinity=False) | st.floats(-70_000, 70_000)


def numbers(fmt):
    """Finite numbers of a format, as floats."""
    codes = st.integers(0, 2**fmt.bits - 1).map(lambda code: float(floats.decode(code, fmt)))
    return codes.filter(np.isfinite)


def agrees(found, value, fmt, rounding):
    """Whether a result is the fraction `value` rounded once; the sign of zero has a test of its own."""
    return np.array_equal(found, exactly(value, fmt, rounding), equal_nan=True)


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("fmt", FORMATS[1:], ids=str)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_sums_products_and_fused_ones_are_rounded_once(fmt, rounding, data):
    a, b, c = (data.draw(numbers(fmt)) for _ in range(3))
    x, y, z = Fraction(a), Fraction(b), Fraction(c)
    assert agrees(arithmetic.add(a, b, fmt, rounding), x + y, fmt, rounding)
    assert agrees(arithmetic.multiply(a, b, fmt, rounding), x * y, fmt, rounding)
    assert agrees(arithmetic.fma(a, b, c, fmt, rounding), x * y + z, fmt, rounding)


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_all_sums_and_products_of_fp8_numbers(rounding):
    a, b = FP8_NUMBERS[:, None], FP8_NUMBERS
    i, j = (np.ldexp(numbers, 9).astype(int) for numbers in (a, b))  # all are multiples of 2^-9
    for operation, exact, denominator in ((arithmetic.add, i + j, 2**9), (arithmetic.multiply, i * j, 2**18)):
        distinct, places = np.unique(exact, return_inverse=True)
        expected = [exactly(Fraction(int(value), denominator), FP8_E4M3, rounding) for value in distinct]
        found = operation(a, b, FP8_E4M3, rounding)
        assert np.array_equal(found, np.array(expected)[places.reshape(found.shape)], equal_nan=True)


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_a_sum_that_is_exactly_zero_has_the_sign_of_ieee_754(rounding):
    cancelled = -0.0 if rounding == "down" else 0.0
    sums = [(0.0, 0.0, 0.0), (-0.0, -0.0, -0.0), (0.0, -0.0, cancelled), (-0.0, 0.0, cancelled)]
    for a, b, zero in [*sums, (1.5, -1.5, cancelled), (-1.5, 1.5, cancelled)]:
        fused = arithmetic.fma([a, -a], [1.0, -1.0], b, FP16, rounding)
        for found in (arithmetic.add(a, b, FP16, rounding), *fused):
            assert found == 0 and np.signbit(found) == np.signbit(zero)
    for first, zero in ((0.0, 0.0), (-0.0, cancelled)):
        found = arithmetic.dot([first], [1.0], FP16, rounding=rounding)
        assert found == 0 and np.signbit(found) == np.signbit(zero)


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_a_product_has_the_sign_of_its_factors_though_nothing_else_be_left(rounding):
    a, b = FP8_NUMBERS[:, None], FP8_NUMBERS
    signs = np.signbit(a) ^ np.signbit(b)
    found = arithmetic.multiply(a, b, FP8_E4M3, rounding)
    assert np.array_equal(np.signbit(found), signs)
    fused = arithmetic.fma(FP16.smallest, [FP16.smallest, -FP16.smallest], 0.0, FP16, rounding)
    assert np.array_equal(np.signbit(fused), [False, True])


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("products", [None, FP16])
@pytest.mark.parametrize("accumulator", [FP32, FP16, BF16], ids=str)
def test_a_dot_product_rounds_at_each_addition_and_its_products_if_told_so(accumulator, products, rounding):
    rng = np.random.default_rng(5)
    a, b = floats.rounded(rng.normal(size=(2, 4, 30)), FP16)
    found = arithmetic.dot(a, b, accumulator, products, rounding)
    for row in range(4):
        total = Fraction(0)
        for left, right in zip(a[row], b[row], strict=True):
            product = Fraction(left) * Fraction(right)
            if products is not None:
                product = Fraction(exactly(product, products, rounding))
            total = Fraction(exactly(total + product, accumulator, rounding))
        assert found[row] == float(total)


def test_a_dot_product_in_an_accumulator_of_fp64_rounds_each_addition_to_nearest():
    rng = np.random.default_rng(6)
    a, b = floats.rounded(np.ldexp(rng.normal(size=(2, 200)), rng.integers(-30, 30, (2, 200))), FP32)
    total, fewer = 0.0, 0
    for left, right in zip(a, b, strict=True):
        exact = Fraction(total) + Fraction(left) * Fraction(right)
        total = float(exact)
        fewer += total != exact
    assert arithmetic.dot(a, b, FP64) == total and fewer > 100


@settings(deadline=None)
@example(a=FP64.largest, b=1e308, rounding="toward zero")
@given(a=WIDE, b=WIDE, rounding=st.sampled_from(ROUNDINGS))
def test_addends_may_have_all_digits_of_float64(a, b, rounding):
    exact = Fraction(a) + Fraction(b)
    assert agrees(arithmetic.add(a, b, FP16, rounding), exact, FP16, rounding)
    assert agrees(arithmetic.fma(1.5, 1.0, a, FP16, rounding), Fraction(a) + Fraction(3, 2), FP16, rounding)


def test_to_round_by_way_of_float64_without_its_odd_digit_would_be_to_round_twice():
    a, c = 1 + 2.0**-12, 2.0**-90  # a × a lies half way between two FP32 numbers, and c a hair above that
    assert arithmetic.fma(a, a, c, FP32) == 1 + 2.0**-11 + 2.0**-23
    assert floats.rounded(a * a + c, FP32) == 1 + 2.0**-11


def test_infinities_and_nans_go_through():
    inf = np.inf
    assert arithmetic.add(inf, 1.0, FP16) == inf and arithmetic.add(-65504.0, -65504.0, FP16) == -inf
    nans = [
        arithmetic.add(inf, -inf, FP16),
        arithmetic.multiply(0.0, inf, FP16),
        arithmetic.fma(0.0, inf, 1.0, FP16),
        arithmetic.fma(inf, 1.0, -inf, FP16),
        *(arithmetic.dot([0.0, 1.0], [inf, 1.0], accumulator) for accumulator in (FP16, FP64)),
        *(arithmetic.dot([inf, inf], [1.0, -1.0], accumulator) for accumulator in (FP16, FP64)),
    ]
    assert np.isnan(nans).all()


@pytest.mark.parametrize(
    "mistake",
    [
        lambda wide: arithmetic.multiply(wide, 1.0, FP16),
        lambda wide: arithmetic.fma(1.0, wide, 1.0, FP16),
        lambda wide: arithmetic.dot([1.0, wide], [1.0, 1.0], FP16),
    ],
)
@pytest.mark.parametrize("wide", [1 + 2.0**-24, 2.0**600, 2.0**-150])
def test_factors_whose_product_float64_cannot_hold_are_refused(mistake, wide):
    with pytest.raises(ValueError, match="numbers of FP32"):
        mistake(wide)


@pytest.mark.parametrize("fmt", [FP64, Format("many digits", 8, 24), Format("far", 9, 10)], ids=str)
def test_formats_wider_than_fp32_are_refused(fmt):
    for operation in (arithmetic.add, arithmetic.multiply):
        with pytest.raises(ValueError, match="wider than FP32"):
            operation(1.0, 1.0, fmt)
    with pytest.raises(ValueError, match="wider than FP32"):
        arithmetic.fma(1.0, 1.0, 1.0, fmt)
    with pytest.raises(ValueError, match=r"wider than FP32|rounds to nearest"):
        arithmetic.dot([1.0], [1.0], fmt, rounding="up")
