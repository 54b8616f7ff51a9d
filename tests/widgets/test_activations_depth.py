"""The stack's Python side: PyTorch finds the same, random is random, and its traits say what is wrong."""

import json

import numpy as np
import pytest
import torch
import traitlets

from course.data import digits
from course.widgets.activations_curve import FUNCTIONS
from course.widgets.activations_depth import (
    GREYS,
    ActivationsDepth,
    first_gradient,
    scrambled,
    standardized,
    weights,
)

NAN, INF = float("nan"), float("inf")
SETTINGS = [("none", 1.0, 0), *((name, gain, 5) for name in FUNCTIONS for gain in (0.6, 3.0))]
EITHER_WAY = 1e-9  # relative: 20 layers of sums of 64 products, in another order


def by_torch(function, gain, seed):
    """Outputs of every layer and their gradients, by another library."""
    activation = (lambda scores: 1 * scores) if function == "none" else getattr(torch.nn.functional, function)
    outputs = [torch.tensor(standardized())]
    for matrix in torch.tensor(gain / 8 * weights(seed)):
        layer = torch.nn.Linear(64, 64, bias=False, dtype=torch.float64)
        layer.weight.data = matrix
        outputs.append(activation(layer(outputs[-1])))
        outputs[-1].retain_grad()
    outputs[-1].backward(torch.tensor(first_gradient(seed)))
    return [each.detach().numpy() for each in outputs[1:]], [each.grad.numpy() for each in outputs[1:]]


@pytest.mark.parametrize("setting", SETTINGS)
def test_torch_finds_the_same(setting):
    depth = ActivationsDepth(**dict(zip(("function", "gain", "seed"), setting, strict=True)))
    outputs, gradients = by_torch(*setting)
    np.testing.assert_allclose(depth.spreads, [each.std() for each in outputs], rtol=EITHER_WAY)
    np.testing.assert_allclose(
        depth.gradient_norms, [np.linalg.norm(each) for each in gradients], rtol=EITHER_WAY
    )
    between = np.array([np.sqrt(np.mean([unit.var() for unit in each.T])) for each in outputs])
    noise = [1e-15 * np.abs(each).max() for each in outputs]  # where digits look alike, rounding differs
    assert (np.abs(depth.spreads_between_digits - between) <= 1e-6 * between + noise).all()
    dead = [np.mean(np.abs(each).max(axis=0) <= 1e-9 * np.abs(each).max()) for each in outputs]
    np.testing.assert_array_equal(depth.dead, dead)


def test_of_relus_units_some_die_and_the_gain_saves_none():
    outputs, _ = by_torch("relu", 0.5, 0)
    low, high = (ActivationsDepth(function="relu", gain=gain) for gain in (0.5, 2.0))
    np.testing.assert_array_equal(low.dead, [np.mean(~each.any(axis=0)) for each in outputs])  # exact zeros
    assert low.dead[-1] > 0.1
    np.testing.assert_array_equal(low.dead, high.dead)  # without biases a gain moves no zero
    assert not ActivationsDepth(function="leaky_relu").dead.any()
    np.testing.assert_allclose(high.spreads, low.spreads * 4.0 ** np.arange(1, 21), rtol=EITHER_WAY)


def test_saturated_is_the_share_that_comes_from_a_flat_part():
    relu = ActivationsDepth(function="relu")
    outputs, _ = by_torch("relu", 1.0, 0)
    np.testing.assert_allclose(relu.saturated, [(each == 0).mean() for each in outputs], rtol=1e-12)
    outputs, _ = by_torch("tanh", 3.0, 0)
    flat = [(1 - each**2 < 0.05).mean() for each in outputs]
    np.testing.assert_allclose(ActivationsDepth(function="tanh", gain=3.0).saturated, flat, rtol=1e-12)
    assert not ActivationsDepth(function="none", gain=3.0).saturated.any()


def test_the_inputs_are_the_first_64_digits():
    depth = ActivationsDepth()
    pixels = np.array([GREYS.index(letter) for letter in depth.digits]).reshape(64, 8, 8)
    np.testing.assert_allclose(pixels / 16, digits.load().train_images[:64, 0], atol=1e-7)
    assert standardized().mean() == pytest.approx(0, abs=1e-12) and standardized().std() == pytest.approx(1)


def test_the_weights_are_even_between_their_bounds_and_unlike_each_other():
    numbers = weights(0)
    assert np.abs(numbers).max() <= np.sqrt(3)
    counts, _ = np.histogram(numbers, bins=16, range=(-np.sqrt(3), np.sqrt(3)))
    expected = numbers.size / 16
    # chi-square with 15 degrees of freedom: 37.7 is passed by one in a thousand, and the seed stands still
    assert ((counts - expected) ** 2 / expected).sum() < 37.7
    layers = numbers.reshape(20, -1)
    others = np.corrcoef(np.vstack([layers, weights(1).reshape(20, -1)])) - np.eye(40)
    assert np.abs(others).max() < 5 / np.sqrt(layers.shape[1])  # five standard errors
    assert np.linalg.norm(first_gradient(0)) == pytest.approx(1)


def test_the_scrambling_is_that_of_murmurhash3():
    """fmix32 is one to one and sends 0 to 0; 1 and 2 go to what its reference implementation gives."""
    found = scrambled(np.array([0, 1, 2], dtype=np.uint32))
    assert found.tolist() == [0, 0x514E28B7, 0x30F4C306]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"gain": NAN}, "gain lies between 0.2 and 3, got nan"),
        ({"gain": INF}, "gain lies between"),
        ({"gain": 0.1}, "gain lies between"),
        ({"layer": 0}, "layer lies between 1 and 20, got 0"),
        ({"layer": 21}, "layer lies between"),
        ({"seed": -1}, "seed lies between 0"),
        ({"function": "softmax"}, "silu"),
    ],
)
def test_a_wrong_trait_is_a_clear_error_and_changes_nothing(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        ActivationsDepth(**wrong)
    depth = ActivationsDepth()
    before = depth.state()
    with pytest.raises(traitlets.TraitError, match=message):
        for name, value in wrong.items():
            setattr(depth, name, value)
    assert depth.state() == before


def test_the_digits_cannot_be_set_and_its_state_is_json():
    with pytest.raises(TypeError, match="knows no digits; it takes function, gain, layer, seed"):
        ActivationsDepth(digits="0")
    state = json.loads(json.dumps(ActivationsDepth(gain=2.0, seed=7).state()))
    assert (state["gain"], state["seed"], len(state["digits"])) == (2.0, 7, 4096)


def test_it_says_its_numbers_to_readers_without_a_picture():
    depth = ActivationsDepth(layer=3)
    words = depth.describe()
    assert f"last layer's spread is {depth.spreads[-1] / depth.spreads[0]:.2g} of the first's" in words
    assert f"at the top {depth.gradient_norms[0]:.2g} reaches the first layer" in words
    assert f"Layer 3: spread {depth.spreads[2]:.2g}" in words
