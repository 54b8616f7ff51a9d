"""Every sum, product and dot product against exact fractions, rounded once."""

import runpy
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.numerics import arithmetic, floats
from course.numerics.floats import BF16, FORMATS, FP8_E4M3, FP16, FP32, FP64

exactly = runpy.run_path(str(Path(__file__).parent / "exact.py"))["exactly"]
ROUNDINGS = ["nearest", "toward zero", "up", "down"]


def numbers(fmt):
    """Finite numbers of a format, as floats."""
    codes = st.integers(0, 2**fmt.bits - 1).map(lambda code: float(floats.decode(code, fmt)))
    return codes.filter(np.isfinite)


def agrees(found, value, fmt, rounding):
    """Whether a result is the fraction `value` rounded once; the sign of zero is left to the next test."""
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


def test_all_sums_and_products_of_fp8_numbers():
    values = np.unique(floats.decode(np.arange(256), FP8_E4M3))
    values = values[np.isfinite(values)]
    sums, products = (
        operation(values[:, None], values, FP8_E4M3) for operation in (arithmetic.add, arithmetic.multiply)
    )
    for (i, j), found in np.ndenumerate(sums):
        assert agrees(found, Fraction(values[i]) + Fraction(values[j]), FP8_E4M3, "nearest")
        assert agrees(products[i, j], Fraction(values[i]) * Fraction(values[j]), FP8_E4M3, "nearest")


@pytest.mark.parametrize("products", [None, FP16])
@pytest.mark.parametrize("accumulator", [FP32, FP16, BF16], ids=str)
def test_a_dot_product_rounds_at_each_addition_and_its_products_if_told_so(accumulator, products):
    rng = np.random.default_rng(5)
    a, b = floats.rounded(rng.normal(size=(2, 4, 30)), FP16)
    found = arithmetic.dot(a, b, accumulator, products)
    for row in range(4):
        total = Fraction(0)
        for left, right in zip(a[row], b[row], strict=True):
            product = Fraction(left) * Fraction(right)
            if products is not None:
                product = Fraction(exactly(product, products, "nearest"))
            total = Fraction(exactly(total + product, accumulator, "nearest"))
        assert found[row] == float(total)


def test_to_round_by_way_of_float64_without_its_odd_digit_would_be_to_round_twice():
    a, c = 1 + 2.0**-12, 2.0**-90  # a × a lies half way between two FP32 numbers, and c a hair above that
    assert arithmetic.fma(a, a, c, FP32) == 1 + 2.0**-11 + 2.0**-23
    assert floats.rounded(a * a + c, FP32) == 1 + 2.0**-11


def test_infinities_and_nans_go_through():
    assert arithmetic.add(np.inf, 1.0, FP16) == np.inf and arithmetic.add(-65504.0, -65504.0, FP16) == -np.inf
    assert np.isnan(arithmetic.add(np.inf, -np.inf, FP16))


def test_what_float64_cannot_hold_exactly_is_refused():
    with pytest.raises(ValueError, match="NumPy's own float64"):
        arithmetic.add(1.0, 1.0, FP64)
