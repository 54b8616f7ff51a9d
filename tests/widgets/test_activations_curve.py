"""The curve's Python side: its values are the library's and PyTorch's, and its traits say what is wrong."""

import json

import numpy as np
import pytest
import torch
import traitlets
from scipy.optimize import brentq

from course.widgets.activations_curve import FLAT, FUNCTIONS, ActivationsCurve, shape, value_and_slope

NAN, INF = float("nan"), float("inf")
OF_TORCH = {name: getattr(torch.nn.functional, name) for name in FUNCTIONS}
GRID_MISS = 1e-5  # of a largest slope: half of its bend (at most 1 here) times (1/200)², doubled


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("at", [-6.0, -0.7, 0.0, 1.3, 6.0])
def test_output_and_slope_are_torchs(function, at):
    x = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    y = OF_TORCH[function](x)
    y.backward()
    curve = ActivationsCurve(function=function, input=at, layers=7)
    assert curve.output == pytest.approx(y.item(), rel=1e-12, abs=1e-15)
    assert curve.slope == pytest.approx(x.grad.item(), rel=1e-9, abs=1e-15)
    assert curve.remaining == pytest.approx(x.grad.item() ** 7, rel=1e-8, abs=1e-100)


@pytest.mark.parametrize(
    ("function", "largest"),
    [("tanh", 1), ("sigmoid", 0.25), ("relu", 1), ("leaky_relu", 1), ("gelu", 1.128904), ("silu", 1.099839)],
)
def test_the_largest_slope_is_the_known_one(function, largest):
    assert shape(function)[0] == pytest.approx(largest, abs=GRID_MISS)


@pytest.mark.parametrize("function", ["tanh", "sigmoid", "gelu", "silu"])
def test_the_flat_part_ends_where_a_root_finder_says(function):
    largest, left, right = shape(function)

    def excess(x):
        return abs(value_and_slope(function, x)[1]) - FLAT * largest

    start = {"gelu": -1.4, "silu": -2.4}.get(function, 0.0)  # where a slope is most negative, or largest
    assert left == pytest.approx(brentq(excess, -6, start), abs=1e-9)
    assert right == (pytest.approx(-left, abs=1e-9) if start == 0 else INF)


def test_what_is_off_for_relu_is_flat_zero_included():
    assert shape("relu") == (1.0, 0.0, INF)
    assert shape("leaky_relu") == (1.0, 0.0, INF)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"input": NAN}, "input lies between -6 and 6, got nan"),
        ({"input": INF}, "input lies between"),
        ({"input": -6.001}, "input lies between"),
        ({"layers": 0}, "layers lies between 1 and 20, got 0"),
        ({"layers": 21}, "layers lies between 1 and 20, got 21"),
        ({"function": "softmax"}, "silu"),
    ],
)
def test_a_wrong_trait_is_a_clear_error_and_changes_nothing(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        ActivationsCurve(**wrong)
    curve = ActivationsCurve()
    before = curve.state()
    with pytest.raises(traitlets.TraitError, match=message):
        for name, value in wrong.items():
            setattr(curve, name, value)
    assert curve.state() == before


def test_it_says_its_numbers_to_readers_without_a_picture():
    words = ActivationsCurve(function="sigmoid", input=2.0, layers=10).describe()
    assert "output 0.8808, slope 0.1050 of at most 0.2500, outside its flat part" in words
    assert words.endswith("10 such layers leave 1.6e-10.")
    assert "in its flat part" in ActivationsCurve(function="tanh", input=3.0).describe()


def test_its_state_is_json_and_makes_an_equal_one():
    curve = ActivationsCurve(function="gelu", input=-1.5, layers=3)
    assert ActivationsCurve(**json.loads(json.dumps(curve.state()))).state() == curve.state()
    assert np.isfinite([curve.output, curve.slope, curve.remaining]).all()
