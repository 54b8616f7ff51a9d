"""The curve's JavaScript is the library's arithmetic, and what it prints adds up and is true."""

import re

import numpy as np
import pytest
from scipy.special import ndtr

from course.widgets.activations_curve import FUNCTIONS, ActivationsCurve, shape, value_and_slope

PLACES = np.round(np.linspace(-6, 6, 241), 3)
ROUNDING = 1e-14  # absolute: both sides round numbers of size 1 some dozens of times
CANCELLED = 1e-11  # relative: down to −4 the series leaves 3e−5 of a half, which costs four digits of 16
FAR = [-37.0, -20.0, -8.5, -4.000001, -3.999999, 0.0, 3.999999, 4.000001, 8.5, 40.0]
MANY = """
export const normalsBelow = (places) => places.map(normalBelow);
export const valuesAt = (activation, places) => places.map((x) => valueAt(activation, x));
export const slopesAt = (activation, places) => places.map((x) => slopeAt(activation, x));
export const findingsOf = (states) => states.map((state) => findingOf(...state));
"""


@pytest.fixture(scope="module")
def call(functions):
    return lambda name, *arguments: functions(ActivationsCurve._esm + MANY, name, *arguments)


def numbers(found):
    return np.array(found, dtype=float)


def test_the_normal_distribution_is_scipys_far_into_its_tails(call):
    places = [*FAR, *PLACES]
    np.testing.assert_allclose(numbers(call("normalsBelow", places)), ndtr(places), rtol=CANCELLED, atol=0)
    assert call("normalsBelow", [-1e6, 1e6]) == [0, 1]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_outputs_and_slopes_are_the_librarys(call, function):
    outputs, slopes = value_and_slope(function, PLACES)
    found = numbers(call("valuesAt", function, PLACES.tolist()))
    np.testing.assert_allclose(found, outputs, rtol=ROUNDING, atol=ROUNDING)
    found = numbers(call("slopesAt", function, PLACES.tolist()))
    np.testing.assert_allclose(found, slopes, rtol=ROUNDING, atol=ROUNDING)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_flat_parts_are_pythons(call, function):
    found = call("shapeOf", function)
    largest, left, right = shape(function)
    assert found["largest"] == pytest.approx(largest, rel=ROUNDING)
    assert found["left"] == pytest.approx(left, abs=1e-9)
    if np.isinf(right):
        assert found["right"] is None  # JSON knows no infinity
    else:
        assert found["right"] == pytest.approx(right, abs=1e-9)


def test_what_is_left_is_the_values_of_python(call):
    rng = np.random.default_rng(0)
    states = [
        (str(rng.choice(FUNCTIONS)), float(rng.uniform(-6, 6)), int(rng.integers(1, 21))) for _ in range(60)
    ]
    for state, found in zip(states, call("findingsOf", states), strict=True):
        curve = ActivationsCurve(**dict(zip(("function", "input", "layers"), state, strict=True)))
        assert float(found["output"]) == pytest.approx(curve.output, rel=ROUNDING, abs=ROUNDING)
        if abs(curve.slope) > 1e-3:  # a power multiplies a relative error, so it must be small before
            assert float(found["remaining"]) == pytest.approx(curve.remaining, rel=1e-9, abs=1e-300)


def as_number(text):
    """The number that a printed text stands for."""
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    mantissa, _, power = text.replace("−", "-").replace(",", "").partition(" × 10")
    return float(mantissa) * 10.0 ** int(power.translate(raised) or 0)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_printed_power_comes_out_as_printed(call, function):
    rng = np.random.default_rng(1)
    for place in rng.uniform(-6, 6, size=12):
        layers = int(rng.integers(1, 21))
        found = call("findingOf", function, place, layers)
        printed = call("powerSum", found)
        base, result = as_number(printed["base"]), as_number(printed["printed"])
        assert base == pytest.approx(float(found["slope"]), rel=6e-3)  # three digits or more
        digits = len(re.sub(r"^[0.]+", "", printed["printed"].partition(" ")[0].strip("−")).replace(".", ""))
        assert base**layers == pytest.approx(result, rel=0.51 * 10.0 ** (1 - max(digits, 1)), abs=1e-300)


TITLES = {
    ("sigmoid", 2.0): "Sigmoid passes a quarter of a gradient at best: here 0.10",
    ("sigmoid", 0.0): "Sigmoid passes a quarter of a gradient at best: here 0.25",
    ("tanh", 1.0): "Tanh passes all of a gradient at best: here 0.42",
    ("tanh", 0.0): "Tanh passes the whole gradient back at x = 0",
    ("tanh", 0.05): "Tanh passes nearly the whole gradient back at x = 0.05",
    ("tanh", 3.0): "Tanh is flat at x = 3: it passes 0.0099 of a gradient",
    ("relu", 2.5): "ReLU passes the whole gradient back at x = 2.5",
    ("relu", 0.0): "ReLU passes nothing back at x = 0: there its slope is 0",
    ("leaky_relu", -1.0): "Leaky ReLU is flat at x = −1: it passes 0.010 of a gradient",
    ("gelu", -1.5): "GELU turns a gradient round at x = −1.5: its slope is −0.13",
    ("gelu", 1.4): "GELU makes a gradient larger at x = 1.4: 1.13 times",
    ("gelu", 5.0): "GELU passes nearly the whole gradient back at x = 5",
    ("silu", 0.0): "SiLU passes 1.10 of a gradient at best: here 0.50",
}


@pytest.mark.parametrize(("state", "title"), TITLES.items())
def test_the_title_is_the_finding_of_the_state(call, state, title):
    found = call("findingOf", *state, 10)
    assert call("titleOfCurve", found).replace("\u00a0", " ") == title
