"""The experiment of claim 3."""

import numpy as np
import pytest

from course.claims import activations
from course.data import digits
from course.nn.deep_stack import ACTIVATIONS, deep_stack


def figures_of(finding):
    return {figure.name: figure for figure in finding.figures}


def test_sigmoid_does_not_learn_at_this_depth_and_what_replaced_relu_does(findings):
    assert findings[3].verdict == "outdated"
    figures = figures_of(findings[3])
    guessing = 90.0
    assert figures[activations.ERROR.format("sigmoid")].low > guessing / 2
    assert all(figures[activations.ERROR.format(name)].high < guessing / 2 for name in ("GELU", "SiLU"))


def test_relu_is_not_the_best_of_those_that_learn(findings):
    errors = {name: figures_of(findings[3])[activations.ERROR.format(name)].value for name in ACTIVATIONS}
    assert min(errors, key=errors.get) != "ReLU"


def test_each_of_the_six_has_its_error(findings):
    assert {activations.ERROR.format(name) for name in ACTIVATIONS} < set(figures_of(findings[3]))


def test_next_to_nothing_of_a_gradient_gets_through_the_sigmoids(findings):
    hidden_layers_passed = activations.DEPTH - 1
    least_possible_loss = 0.5**hidden_layers_passed  # a quarter, times weights of gain below 2
    assert figures_of(findings[3])[activations.ARRIVES].high < 100 * least_possible_loss


def test_the_gradients_of_the_claim_are_the_same_each_time_and_differ_by_seed():
    data = digits.load()
    one, again, other = (
        activations.share_that_arrives(ACTIVATIONS["sigmoid"], data, seed) for seed in (0, 0, 1)
    )
    assert one == again != other


def test_a_network_with_every_bias_far_below_zero_is_all_dead():
    network = deep_stack([64, 5, 10], ACTIVATIONS["ReLU"], rng=np.random.default_rng(0))
    images = digits.load().train_images
    assert activations.share_of_dead_units(network, images) < 1
    network[1].bias.data[:] = -1000
    assert activations.share_of_dead_units(network, images) == 1


@pytest.mark.parametrize("values", [[3.0, 1.0, 2.0], [5.0]])
def test_a_figure_is_the_median_of_its_networks_with_the_worst_and_the_best(values):
    figure = activations.spread("x", values)
    assert (figure.low, figure.value, figure.high) == (min(values), np.median(values), max(values))
