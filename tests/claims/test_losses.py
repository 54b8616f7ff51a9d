"""The experiments of claims 4 and 5: what they compare is what they say they compare."""

import numpy as np
import pytest
import torch

from course.claims import losses
from course.nn import functional
from course.nn.autograd import Tensor


def figures_of(finding):
    return {figure.name: figure for figure in finding.figures}


def a_small_network(seed=0):
    """(inputs, labels, weights) in float64: 5 examples, 4 inputs, 3 hidden units, 10 classes."""
    rng = np.random.default_rng(seed)
    return (
        rng.normal(size=(5, 4)),
        np.array([3, 1, 4, 1, 5]),
        [rng.normal(size=(3, 4)), rng.normal(size=(10, 3))],
    )


def test_a_loss_changes_gradients_and_not_one_bit_of_an_activation(findings):
    assert findings[4].verdict == "wrong"
    figures = figures_of(findings[4])
    by_loss, by_activation = figures[losses.BY_LOSS], figures[losses.BY_ACTIVATION]
    assert (by_loss.low, by_loss.high) == (0, 0)
    assert by_activation.low == 100


def test_the_same_penalty_helps_with_wrong_labels_and_hurts_with_right_ones(findings):
    assert findings[5].verdict == "holds if" and findings[5].because.startswith("… ")
    figures = figures_of(findings[5])
    assert figures[losses.SIZE].high < figures[losses.FLIPPED].low


def test_an_experiment_gives_the_same_figures_each_time(findings):
    assert tuple(losses.what_a_loss_changes()) == findings[4].figures


@pytest.mark.parametrize("loss", ["cross_entropy", "hinge", "squared_error"])
def test_activations_and_gradients_are_torchs(loss):
    inputs, labels, weights = a_small_network()
    activations, gradients = losses.after_a_backward_pass(
        Tensor(inputs), labels, weights, loss=getattr(losses, loss), strength=0.1, activation=functional.tanh
    )
    first, last = (torch.tensor(weight, requires_grad=True) for weight in weights)
    hidden = torch.tanh(torch.tensor(inputs) @ first.T)
    scores = hidden @ last.T
    by_torch = {
        "cross_entropy": lambda: torch.nn.functional.cross_entropy(scores, torch.tensor(labels)),
        "hinge": lambda: torch.nn.functional.multi_margin_loss(scores, torch.tensor(labels)),
        "squared_error": lambda: torch.nn.functional.mse_loss(scores, torch.eye(10)[labels].double()),
    }
    (by_torch[loss]() + 0.1 * (first.square().sum() + last.square().sum())).backward()
    expected = torch.cat([hidden.ravel(), scores.ravel()]).detach().numpy()
    np.testing.assert_allclose(activations, expected, rtol=1e-12)
    np.testing.assert_allclose(gradients, torch.cat([first.grad.ravel(), last.grad.ravel()]), rtol=1e-12)


def test_a_share_counts_numbers_of_which_a_single_bit_differs():
    before = np.array([1.0, 2.0, 3.0, 4.0])
    after = np.array([1.0, np.nextafter(2.0, 3.0), 3.0, -4.0])
    assert losses.share_changed(before, after) == 0.5


def test_flipped_labels_are_wrong_and_the_others_as_they_were():
    images, flipped = losses.few_digits(losses.NUM_FLIPPED, np.random.default_rng(0))
    same_images, right = losses.few_digits(0, np.random.default_rng(0))
    np.testing.assert_array_equal(images, same_images)
    np.testing.assert_array_equal(flipped != right, np.arange(100) < losses.NUM_FLIPPED)
    assert flipped.min() >= 0 and flipped.max() <= 9


def test_without_a_penalty_thirty_wrong_labels_are_learned_by_heart():
    network = losses.trained(0, losses.NUM_FLIPPED, weight_decay=0.0)
    assert losses.error_on_new_digits(network) > 0.25
    assert losses.error_on_new_digits(losses.trained(0, 0, weight_decay=0.0)) < 0.15
