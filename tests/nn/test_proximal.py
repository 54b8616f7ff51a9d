"""The proximal step solves what it stands for, and ends where the penalty in the loss never does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from course.nn import layers, losses, optim, proximal, training, tuned
from course.nn.autograd import Tensor

some = settings(max_examples=40, deadline=None)
NUMBERS = st.floats(-3, 3, allow_subnormal=False)


def regression(seed=0):
    """(inputs, targets, network): a straight line through noise, of which two inputs of six are the cause."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(40, 6))
    targets = inputs[:, :2] @ [[2.0], [-1.0]] + 0.1 * rng.normal(size=(40, 1))
    return inputs, targets, layers.Linear(6, 1, bias=False, rng=rng, dtype=np.float64)


@some
@given(value=NUMBERS, distance=st.floats(0, 2, allow_subnormal=False))
def test_soft_threshold_is_the_nearest_point_that_pays_for_its_size(value, distance):
    best = minimize_scalar(
        lambda w: (w - value) ** 2 / 2 + distance * abs(w), bounds=(-4, 4), method="bounded"
    )
    tolerance_of_the_search = 1e-4
    assert proximal.soft_threshold(np.array(value), distance) == pytest.approx(
        best.x, abs=tolerance_of_the_search
    )


def test_a_number_within_the_distance_becomes_exactly_zero_and_no_other_does():
    values = np.array([-1.5, -0.5, -0.2, 0.0, 0.2, 0.5, 1.5], dtype=np.float32)
    moved = proximal.soft_threshold(values, 0.5)
    np.testing.assert_array_equal(moved, [-1, 0, 0, 0, 0, 0, 1])
    assert moved.dtype == np.float32 and values[0] == -1.5


@pytest.mark.parametrize("kind", [training.ReadableStep, tuned.TunedStep])
def test_training_ends_where_no_small_change_lowers_loss_plus_penalty(kind):
    inputs, targets, network = regression()
    strength = 0.5
    step = proximal.ProximalStep(
        kind(network, losses.mse_loss, optim.SGD(network.parameters(), lr=0.1)),
        network.parameters(),
        strength,
    )
    for _ in range(2000):
        step(inputs, targets)
    weights = network.weight.data[0]
    slopes = 2 * inputs.T @ (inputs @ weights - targets[:, 0]) / len(inputs)
    settled = 1e-9  # what 2000 steps leave of a start of size 1
    is_zero = weights == 0
    np.testing.assert_array_equal(is_zero, [False, False, True, True, True, True])
    np.testing.assert_allclose(slopes[~is_zero], -strength * np.sign(weights[~is_zero]), atol=settled)
    assert (np.abs(slopes[is_zero]) < strength).all()


def test_the_same_penalty_in_the_loss_leaves_no_weight_at_zero():
    inputs, targets, network = regression()

    def penalized(scores, targets):
        return losses.mse_loss(scores, targets) + 0.5 * losses.l1_penalty(network.parameters())

    step = training.ReadableStep(network, penalized, optim.SGD(network.parameters(), lr=0.1))
    for _ in range(2000):
        step(inputs, targets)
    assert np.count_nonzero(network.weight.data) == 6


def test_only_the_parameters_that_were_named_are_shrunk():
    network = layers.Linear(2, 1, rng=np.random.default_rng(0))
    bias = network.bias.data.copy()
    step = training.ReadableStep(network, losses.mse_loss, optim.SGD(network.parameters(), lr=0.0))
    step.optimizer.lr = 1.0
    shrinking = proximal.ProximalStep(step, [network.weight], 100.0)
    own_outputs = network(Tensor(np.ones((3, 2), np.float32))).numpy()
    loss = shrinking(np.ones((3, 2), np.float32), own_outputs)
    assert loss == 0
    np.testing.assert_array_equal(network.weight.data, 0)
    np.testing.assert_array_equal(network.bias.data, bias)


def test_training_goes_on_with_it_as_with_any_step():
    inputs, targets, network = regression()
    step = training.ReadableStep(network, losses.mse_loss, optim.SGD(network.parameters(), lr=0.05))
    step = proximal.ProximalStep(step, network.parameters(), 0.1)
    seen = training.train(step, inputs, targets, epochs=5, batch_size=8, rng=np.random.default_rng(0)).losses
    assert seen[-1] < seen[0] / 10


def test_what_is_no_plain_descent_is_refused():
    _, _, network = regression()
    with_momentum = optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for optimizer in (with_momentum, optim.Adam(network.parameters(), lr=0.1)):
        with pytest.raises(ValueError, match="plain SGD"):
            proximal.ProximalStep(training.ReadableStep(network, losses.mse_loss, optimizer), [], 0.1)


@pytest.mark.parametrize("strength", [-0.1, float("nan")])
def test_a_strength_is_not_negative(strength):
    _, _, network = regression()
    step = training.ReadableStep(network, losses.mse_loss, optim.SGD(network.parameters(), lr=0.1))
    with pytest.raises(ValueError, match="must not be negative"):
        proximal.ProximalStep(step, network.parameters(), strength)
