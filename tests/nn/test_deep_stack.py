"""What depth does to activations and gradients: closed forms, torch, and networks made by hand."""

import numpy as np
import pytest
import torch

from course.nn import deep_stack, functional, layers
from course.nn.autograd import Tensor
from course.nn.deep_stack import ACTIVATIONS

ON_A_GRID = 1e-6  # means over the bell curve are sums over a grid of 0.001, whose error is its square
OF_5_NETWORKS = 0.35  # how far the median of five finite networks strays from one of endless width

TORCHS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "ReLU": torch.relu,
    "leaky ReLU": torch.nn.functional.leaky_relu,
    "GELU": torch.nn.functional.gelu,
    "SiLU": torch.nn.functional.silu,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_slope_is_torchs(name, equal_up_to_rounding):
    x = np.linspace(-5, 5, 100).reshape(4, 25)
    theirs = torch.tensor(x, requires_grad=True)
    TORCHS[name](theirs).sum().backward()
    equal_up_to_rounding(deep_stack.slope(ACTIVATIONS[name], x), theirs.grad.numpy())


def test_for_relu_and_its_leak_the_gain_is_he_and_others():
    for name, slope in (("ReLU", 0.0), ("leaky ReLU", 0.01)):
        gain = deep_stack.keeping_gain(ACTIVATIONS[name])
        assert gain == pytest.approx(np.sqrt(2 / (1 + slope**2)), rel=ON_A_GRID)
        assert deep_stack.gradient_factor(ACTIVATIONS[name], gain) == pytest.approx(1, rel=ON_A_GRID)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gain_and_gradient_factor_are_means_over_a_normal_number(name):
    from scipy.integrate import quad
    from scipy.stats import norm

    def mean(of):
        halves = [quad(lambda z: float(of(z)) * norm.pdf(z), *ends)[0] for ends in ((-12, 0), (0, 12))]
        return sum(halves)

    activation = ACTIVATIONS[name]
    gain = deep_stack.keeping_gain(activation)
    squares = mean(lambda z: activation(Tensor(np.array(z))).data ** 2)
    assert gain == pytest.approx(squares**-0.5, rel=ON_A_GRID)
    slopes = mean(lambda z: deep_stack.slope(activation, np.array(z)) ** 2)
    assert deep_stack.gradient_factor(activation, gain) == pytest.approx(gain * slopes**0.5, rel=ON_A_GRID)


def ratio_of_sizes_after(name, depth):
    """What a stack makes of two inputs, one twice as large as the other: the ratio of their sizes."""
    sizes = []
    for size in (np.sqrt(0.5), np.sqrt(2)):
        rng = np.random.default_rng(0)
        stack = deep_stack.deep_stack([256] * (depth + 1) + [2], ACTIVATIONS[name], rng=rng, dtype=np.float64)
        inputs = size * rng.normal(size=(16, 256))
        last = deep_stack.look_inside(stack, inputs, np.zeros(16, int)).activations[-1]
        sizes.append(np.sqrt((last**2).mean()))
    return sizes[1] / sizes[0]


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_with_its_gain_a_flattening_activation_brings_other_sizes_back_to_one(name):
    assert ratio_of_sizes_after(name, 10) < ratio_of_sizes_after(name, 1) < 2
    assert ratio_of_sizes_after(name, 10) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("name", ["ReLU", "leaky ReLU"])
def test_with_its_gain_a_relu_passes_the_ratio_of_two_sizes_on(name):
    assert ratio_of_sizes_after(name, 10) == pytest.approx(2, rel=1e-12)


@pytest.mark.parametrize("name", ["GELU", "SiLU"])
def test_with_its_gain_a_rounded_relu_drives_other_sizes_away_from_one(name):
    assert ratio_of_sizes_after(name, 10) > 1.5 * ratio_of_sizes_after(name, 1) > 3


def test_a_dead_unit_returns_when_the_layer_below_it_changes():
    stack = deep_stack.deep_stack([1, 1, 1, 2], layers.ReLU(), rng=np.random.default_rng(0))
    stack[1].weight.data[:], stack[3].weight.data[:], stack[3].bias.data[:] = 1, 1, -5
    inputs = np.array([[1.0], [2.0]], np.float32)
    assert [list(dead) for dead in deep_stack.dead_units(stack, inputs)] == [[False], [True]]
    stack[1].weight.data[:] = 3
    assert [list(dead) for dead in deep_stack.dead_units(stack, inputs)] == [[False], [False]]


@pytest.mark.parametrize("gain", [0.5, 1.0, 3.0])
def test_a_stack_has_weights_of_the_spread_that_was_asked_for(gain):
    sizes = [400, 300, 200, 10]
    stack = deep_stack.deep_stack(sizes, layers.Tanh(), gain=gain, rng=np.random.default_rng(0))
    linear = [layer for layer in stack if isinstance(layer, layers.Linear)]
    assert [layer.weight.shape for layer in linear] == [(300, 400), (200, 300), (10, 200)]
    spreads = [layer.weight.data.std() * np.sqrt(layer.in_features) for layer in linear]
    five_standard_errors = 5 / np.sqrt(2 * 2000)
    np.testing.assert_allclose(spreads, [gain, gain, 1], rtol=five_standard_errors)
    assert not any(layer.bias.data.any() for layer in linear)
    assert [type(layer) for layer in stack][2::2] == [layers.Tanh, layers.Tanh]


@pytest.mark.parametrize("name", ["ReLU", "tanh", "sigmoid"])
def test_gradients_shrink_or_grow_by_the_factor_that_endless_width_gives(name):
    activation, depth = ACTIVATIONS[name], 8
    rng = np.random.default_rng(3)
    inputs, labels = rng.normal(size=(64, 100)), rng.integers(0, 10, 64)
    measured = []
    for _ in range(5):
        stack = deep_stack.deep_stack([100, *[100] * depth, 10], activation, rng=rng, dtype=np.float64)
        norms = deep_stack.look_inside(stack, inputs, labels).gradient_norms
        measured.append((norms[0] / norms[-1]) ** (1 / (depth - 1)))
    factor = deep_stack.gradient_factor(activation, deep_stack.keeping_gain(activation))
    assert abs(np.median(measured) / factor - 1) < OF_5_NETWORKS / (depth - 1)


def test_inside_are_the_activations_and_the_losss_slopes_along_them():
    rng = np.random.default_rng(0)
    stack = deep_stack.deep_stack([4, 3, 3, 2], layers.Tanh(), rng=rng, dtype=np.float64)
    inputs, labels = rng.normal(size=(5, 4)), np.array([0, 1, 1, 0, 1])
    inside = deep_stack.look_inside(stack, inputs, labels)
    first, second, last = (torch.tensor(stack[place].weight.data) for place in (1, 3, 5))
    one = torch.tanh(torch.tensor(inputs) @ first.T).requires_grad_()
    two = torch.tanh(one @ second.T)
    two.retain_grad()
    torch.nn.functional.cross_entropy(two @ last.T, torch.tensor(labels)).backward()
    for ours, theirs in zip(inside.activations, (one, two), strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-12)
    for ours, theirs in zip(inside.gradients, (one, two), strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=1e-10)
    np.testing.assert_allclose(inside.spreads[0], one.detach().numpy().std())
    np.testing.assert_allclose(inside.gradient_norms[1], float(two.grad.norm()))


def test_looking_inside_leaves_the_gradients_as_they_were():
    stack = deep_stack.deep_stack([2, 3, 2], layers.ReLU(), rng=np.random.default_rng(0))
    kept = np.ones((3, 2), np.float32)
    stack[1].weight.grad = kept
    deep_stack.look_inside(stack, np.ones((1, 2), np.float32), np.array([0]))
    assert stack[1].weight.grad is kept and stack[1].bias.grad is None


def test_a_relu_unit_is_dead_when_its_sum_is_negative_for_every_input():
    stack = deep_stack.deep_stack([1, 3, 2], layers.ReLU(), rng=np.random.default_rng(0))
    stack[1].weight.data[:, 0], stack[1].bias.data[:] = [1, 1, -1], [0, -5, -5]
    inputs = np.array([[-1.0], [2.0]], np.float32)
    (dead,) = deep_stack.dead_units(stack, inputs)
    np.testing.assert_array_equal(dead, [False, True, True])
    scores = stack(Tensor(inputs))
    functional.cross_entropy(scores, np.array([0, 1])).backward()
    np.testing.assert_array_equal(stack[1].weight.grad[:, 0] == 0, dead)


def test_a_leaky_unit_never_dies():
    stack = deep_stack.deep_stack([1, 3, 2], layers.LeakyReLU(), rng=np.random.default_rng(0))
    stack[1].bias.data[:] = -100
    assert not deep_stack.dead_units(stack, np.ones((4, 1), np.float32))[0].any()
