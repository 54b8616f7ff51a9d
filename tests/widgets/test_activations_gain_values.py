"""The gains' findings: the sizes are true, and the browser says of them what Python does."""

import math

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import expit, ndtr

from course.widgets.activations_gain import (
    CHOICES,
    FACTORS,
    SIZES,
    ActivationsGain,
    draws,
    right_gain,
    sizes,
    spans_of,
)

SIX_DIGITS = 1e-6  # the average over places 0.005 apart, of curves with one kink
SENT = 1e-4  # five digits reach the page
CURVES = {
    "none": lambda z: z,
    "tanh": np.tanh,
    "sigmoid": expit,
    "relu": lambda z: max(z, 0),
    "leaky_relu": lambda z: max(z, 0.01 * z),
    "gelu": lambda z: z * ndtr(z),
    "silu": lambda z: z * expit(z),
}


def right(activation):
    z = np.linspace(-10, 10, 20_001)
    bell = np.exp(-(z**2) / 2)
    return np.sqrt(bell.sum() / (bell * activation(z) ** 2).sum())


def mean_square(function):
    below, above = (
        integrate.quad(lambda z: function(z) ** 2 * stats.norm.pdf(z), *ends, epsabs=1e-12)[0]
        for ends in ((-12, 0), (0, 12))
    )
    return below + above


# ---- What is found


@pytest.mark.parametrize("name", CHOICES)
def test_the_right_gain_is_the_integrals(name):
    assert right_gain(name) == pytest.approx(mean_square(CURVES[name]) ** -0.5, rel=SIX_DIGITS)


@pytest.mark.parametrize("name", CHOICES)
def test_one_layer_passes_what_the_integral_says(name):
    passed = ActivationsGain().passed[name]
    for index in (10, 17, 20, 25, 30):
        size = SIZES[index]
        expected = math.sqrt(mean_square(lambda z, size=size: CURVES[name](size * z))) / size
        assert passed[index] == pytest.approx(expected, rel=SENT)


@pytest.mark.parametrize("name", CHOICES)
def test_the_sizes_are_a_plain_loop_over_layers(name):
    stack = ActivationsGain(lambda activation: 1.3, factor=1.1)
    rows, matrices = draws()
    ends = []
    for scores, layers in zip(rows, matrices, strict=True):
        found = [math.sqrt(np.mean(scores**2))]
        for matrix in layers:
            activations = np.vectorize(CURVES[name], otypes=[float])(scores)
            scores = activations @ (1.3 * 1.1 / 8 * matrix).T
            found.append(math.sqrt(np.mean(scores**2)))
        ends.append(found)
    np.testing.assert_allclose(stack.sizes[name], np.median(ends, axis=0), rtol=SENT)
    low, _, high = stack.samples[name][FACTORS.index(1.1)]
    np.testing.assert_allclose([low, high], [np.min(ends, axis=0), np.max(ends, axis=0)], rtol=SENT)


def test_the_rows_have_size_one_and_the_weights_a_deviation_of_one():
    rows, matrices = draws()
    np.testing.assert_allclose((rows**2).mean(axis=2), 1, rtol=1e-12)
    six_deviations = 6 / math.sqrt(2 * matrices.size)
    assert matrices.std() == pytest.approx(1, abs=six_deviations)


@pytest.mark.parametrize("name", ["none", "relu", "leaky_relu"])
def test_a_factor_counts_in_every_layer_of_a_straight_function(name):
    span = spans_of(sizes(name, 1.0))
    for factor, of_factor in zip(FACTORS, span, strict=True):
        np.testing.assert_allclose(of_factor, span[4] * factor ** np.arange(20), rtol=1e-9)


def test_tanh_and_sigmoid_pull_the_size_back_and_gelu_and_silu_push_it_on():
    stack = ActivationsGain(right)
    for factor, side in ((0.9, -1), (1.1, 1)):
        stack.factor = factor
        ends = {name: side * math.log(by_layer[-1]) for name, by_layer in stack.sizes.items()}
        one_layer, straight = side * math.log(factor), 19 * side * math.log(factor)
        assert all(ends[name] < 4 * one_layer for name in ("tanh", "sigmoid"))
        assert all(ends[name] > straight for name in ("gelu", "silu"))


def test_the_right_gains_keep_all_sizes_but_silus():
    stack = ActivationsGain(right)
    assert stack.keeps == [name for name in CHOICES if name != "silu"]
    assert all(by_layer.shape == (20,) and by_layer[0] == 1 for by_layer in stack.sizes.values())
    stack.factor = 0.8
    assert stack.keeps == ["tanh", "sigmoid"]


def test_the_example_is_right_for_relu_alone():
    example = ActivationsGain()
    assert set(example.gains.values()) == {math.sqrt(2)}
    off = {name: abs(example.gains[name] / example.right[name] - 1) for name in CHOICES}
    assert [name for name in CHOICES if off[name] < 1e-3] == ["relu", "leaky_relu"]
    assert {"none", "gelu", "silu"}.isdisjoint(example.keeps)


# ---- The same in the browser


@pytest.mark.parametrize("name", CHOICES)
def test_javascript_finds_the_same(functions, name):
    stack = ActivationsGain(lambda activation: 1.4)
    for factor in FACTORS:
        stack.factor = factor
        found = functions(stack._esm, "findingOf", stack.state(), name, factor)
        assert found["last"] == stack.sizes[name][-1]
        assert found["isKept"] == (name in stack.keeps)
        assert found["off"] == pytest.approx(1.4 * factor / right_gain(name) - 1, rel=1e-9, abs=1e-12)
        passed = functions(stack._esm, "passedWith", stack.state(), name, factor)
        np.testing.assert_allclose(passed, 1.4 * factor * np.array(stack.passed[name]), rtol=1e-12)


def test_a_gain_is_right_to_one_part_in_a_thousand(functions):
    for error, is_right in ((0.9e-3, True), (-0.9e-3, True), (1.1e-3, False), (-1.1e-3, False)):
        stack = ActivationsGain(lambda activation, error=error: (1 + error) * right(activation))
        for name in CHOICES:
            assert functions(stack._esm, "findingOf", stack.state(), name, 1)["isRight"] == is_right


BENDS = {
    "level": ("none", "relu", "leaky_relu"),
    "falling": ("tanh", "sigmoid"),
    "rising": ("gelu", "silu"),
}


@pytest.mark.parametrize(("bend", "names"), BENDS.items())
def test_the_curve_of_one_layer_is_called_what_it_is(functions, bend, names):
    stack = ActivationsGain(right)
    for name in names:
        assert functions(stack._esm, "findingOf", stack.state(), name, 1)["bend"] == bend
        small, large = stack.passed[name][19], stack.passed[name][21]
        if bend == "level":
            assert small == pytest.approx(large, rel=SENT)
        else:
            assert (small < large) == (bend == "rising")


TITLES = [
    ("relu", 1, 0.65, "Your gain for ReLU, 1.41, roughly keeps the size: × 0.65"),
    ("tanh", 1, 1.004, "Your gain for tanh, 1.59, keeps the size: × 1.00"),
    ("silu", 1, 3.2, "Your gain for SiLU, 1.68, is right, yet the size drifts: × 3.20"),
    ("tanh", 1.25, 1.44, "1.25 × your gain for tanh, 1.99, is too large, yet the size holds: × 1.44"),
    ("relu", 0.8, 0.003, "0.8 × your gain for ReLU, 1.13, is too small: the size vanishes, × 0.0030"),
    ("tanh", 0.8, 0.3, "0.8 × your gain for tanh, 1.27, is too small: the size shrinks, × 0.30"),
    ("none", 1.1, 6, "1.1 × your gain for no activation, 1.10, is too large: the size grows, × 6.00"),
    ("none", 2, None, "2 × your gain for no activation, 2.00, is too large: the size explodes, × ∞"),
]


@pytest.mark.parametrize(("name", "factor", "last", "title"), TITLES)
def test_the_title_says_what_the_numbers_allow(functions, name, factor, last, title):
    state = ActivationsGain(right).state()
    for sizes_by_layer in state["samples"][name][FACTORS.index(factor)]:
        sizes_by_layer[-1] = last
    source = ActivationsGain._esm + "export const title = (...all) => titleOf(findingOf(...all));"
    assert functions(source, "title", state, name, factor).replace("\xa0", " ") == f"{title} by layer 20"


def test_names_stand_apart_inside_and_near_their_lines(functions):
    rng = np.random.default_rng(0)
    for _ in range(50):
        heights = rng.choice([rng.uniform(0, 222, 7), rng.uniform(90, 120, 7), np.full(7, 222.0)])
        placed = functions(ActivationsGain._esm, "apartFrom", heights.tolist(), 222, 15)
        assert np.diff(sorted(placed)).min() >= 15 - 1e-9 and min(placed) >= 10 and max(placed) <= 226
        assert list(np.argsort(placed, kind="stable")) == list(np.argsort(heights, kind="stable"))
    assert functions(ActivationsGain._esm, "apartFrom", [50, 52, 150], 222, 15) == [43.5, 58.5, 150]


@pytest.mark.parametrize(
    ("ends", "powers"), [([1, 0.5], [-2, 2]), ([0.001], [-4, 2]), ([1e-30, 1e6], [-12, 8]), ([0], [-2, 2])]
)
def test_the_axis_holds_the_sizes(functions, ends, powers):
    assert functions(ActivationsGain._esm, "powersRound", ends) == powers
