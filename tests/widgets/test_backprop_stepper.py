"""The stepper's Python side: its gradients are the engine's, its traits say what is wrong with them."""

import numpy as np
import pytest
import torch
import traitlets

from course.widgets.backprop_stepper import BackpropStepper

SMALL_NUDGE = 1e-6


def test_the_first_state_is_the_interesting_step():
    stepper = BackpropStepper()
    assert stepper.step == 25 and stepper.round == 1
    assert stepper.loss == pytest.approx(1.5773, abs=5e-5)
    assert stepper.gradients[0][1][0] == pytest.approx(0.8 * 0.5 * 0.793476, abs=1e-6)


def test_gradients_equal_torchs():
    rng = np.random.default_rng(7)
    for _ in range(20):
        stepper = random_stepper(rng)
        hidden, output = (torch.tensor(m, dtype=torch.float64, requires_grad=True) for m in stepper.weights)
        inputs = torch.tensor([stepper.inputs], dtype=torch.float64)
        scores = torch.relu(inputs @ hidden.T) @ output.T
        loss = torch.nn.functional.cross_entropy(scores, torch.tensor([stepper.target]))
        loss.backward()
        assert stepper.loss == pytest.approx(loss.item(), rel=1e-12)
        for ours, theirs in zip(stepper.gradients, (hidden.grad, output.grad), strict=True):
            np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-10, atol=1e-12)


def random_stepper(rng):
    return BackpropStepper(
        weights=[rng.normal(size=(3, 2)), rng.normal(size=(2, 3))],
        inputs=rng.normal(size=2).tolist(),
        target=int(rng.integers(2)),
        learning_rate=float(rng.uniform(0.01, 2)),
    )


def test_updated_weights_are_the_weights_minus_rate_times_gradient():
    stepper = BackpropStepper(learning_rate=0.25)
    for weights, gradients, updated in zip(
        stepper.weights, stepper.gradients, stepper.updated_weights, strict=True
    ):
        np.testing.assert_allclose(updated, np.array(weights) - 0.25 * gradients)
    assert BackpropStepper(weights=stepper.updated_weights).loss < stepper.loss


def test_arrays_become_plain_lists_that_travel_to_the_browser():
    stepper = BackpropStepper(weights=[np.ones((3, 2)), np.zeros((2, 3))], inputs=(1, 2))
    assert stepper.weights[0] == [[1.0, 1.0]] * 3 and stepper.inputs == [1.0, 2.0]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"weights": [np.ones((2, 3)), np.ones((3, 2))]}, r"shapes \(3, 2\) and \(2, 3\), got"),
        ({"weights": [np.ones((3, 2))]}, "two matrices"),
        ({"weights": [[[1, 2], [3]], [[1]]]}, "rows of equal length"),
        ({"weights": [np.full((3, 2), np.nan), np.ones((2, 3))]}, "finite"),
        ({"inputs": [1.0, 2.0, 3.0]}, "two numbers"),
        ({"inputs": ["a", "b"]}, "plain numbers"),
        ({"target": 2}, "target lies between 0 and 1"),
        ({"step": 0}, "step lies between 1 and 29"),
        ({"learning_rate": -1.0}, "above zero"),
        ({"learning_rate": 1e9}, "at most at 100"),
        ({"weights": [np.full((3, 2), -100.1), np.ones((2, 3))]}, "weights lie between -100 and 100"),
        ({"inputs": [1e308, 0.0]}, "inputs lie between -100 and 100"),
    ],
)
def test_a_wrong_trait_is_a_clear_error(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        BackpropStepper(**wrong)


def test_the_words_hold_the_numbers_of_the_state():
    words = BackpropStepper(step=29, learning_rate=0.125).describe()
    for number in ("29", "class 2", "1.5773", "0.125", "-0.8", "0.762"):
        assert number in words
