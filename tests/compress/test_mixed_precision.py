"""A step by a recipe: what each part is rounded to, torch's autocast beside it, and what gets lost."""

import numpy as np
import pytest

from course.compress import mixed_precision, trials
from course.compress.casting import narrow
from course.compress.loss_scaling import Dynamic, Static
from course.compress.mixed_precision import (
    ALL_BF16,
    ALL_FP16,
    ALL_FP32,
    MIXED_BF16,
    MIXED_FP8,
    MIXED_FP16,
    STOCHASTIC_BF16,
    Recipe,
    Step,
    share_lost,
    share_vanished,
)
from course.nn import functional
from course.nn.networks import mlp
from course.nn.optim import SGD
from course.nn.training import ReadableStep
from course.numerics.floats import BF16, FP8_E4M3, FP8_E5M2, FP16

RECIPES = [ALL_FP16, MIXED_FP16, ALL_BF16, MIXED_BF16, STOCHASTIC_BF16, MIXED_FP8]


def network_and_step(recipe, scaler=None, lr=0.1, loss=functional.cross_entropy):
    network = mlp((64, 32, 10), rng=np.random.default_rng(0))
    optimizer = SGD(network.parameters(), lr, momentum=0.9)
    return network, Step(network, loss, optimizer, recipe, scaler, rng=np.random.default_rng(1))


def batch(seed=0):
    rng = np.random.default_rng(seed)
    return rng.random((16, 64), dtype=np.float32), rng.integers(0, 10, 16)


def test_all_in_fp32_is_the_readable_step_bit_for_bit():
    network, step = network_and_step(ALL_FP32)
    other = mlp((64, 32, 10), rng=np.random.default_rng(0))
    readable = ReadableStep(other, functional.cross_entropy, SGD(other.parameters(), 0.1, momentum=0.9))
    for seed in range(3):
        assert step(*batch(seed)) == readable(*batch(seed))
    for one, two in zip(network.parameters(), other.parameters(), strict=True):
        np.testing.assert_array_equal(one.data, two.data)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: f"{recipe.compute}-{recipe.weights}")
def test_after_a_step_the_weights_are_numbers_of_the_format_that_keeps_them(recipe):
    network, step = network_and_step(recipe)
    step(*batch())
    for parameter in network.parameters():
        np.testing.assert_array_equal(narrow(parameter.data, recipe.weights), parameter.data)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: f"{recipe.compute}-{recipe.weights}")
def test_gradients_are_numbers_of_their_format(recipe):
    network, step = network_and_step(recipe)
    step.gradients(*batch())
    for parameter in network.parameters():
        np.testing.assert_array_equal(narrow(parameter.grad, recipe.gradients), parameter.grad)


def test_mixed_bf16_is_what_torchs_autocast_does():
    import torch

    network, step = network_and_step(MIXED_BF16)
    first, second = torch.nn.Linear(64, 32), torch.nn.Linear(32, 10)
    ours = [parameter.data for parameter in network.parameters()]
    theirs = [first.weight, first.bias, second.weight, second.bias]
    for parameter, values in zip(theirs, ours, strict=True):
        parameter.data = torch.tensor(values)
    inputs, labels = batch()
    with torch.autocast("cpu", torch.bfloat16):
        scores = second(torch.relu(first(torch.tensor(inputs))))
        loss = torch.nn.functional.cross_entropy(scores, torch.tensor(labels))
    loss.backward()
    assert scores.dtype == torch.bfloat16 and loss.dtype == torch.float32
    a_few_roundings = 4 * BF16.epsilon
    assert step.gradients(inputs, labels) == pytest.approx(loss.item(), rel=BF16.epsilon)
    for parameter, other in zip(network.parameters(), theirs, strict=True):
        assert other.grad.dtype == torch.float32
        largest = float(other.grad.abs().max())
        np.testing.assert_allclose(parameter.grad, other.grad.numpy(), atol=a_few_roundings * largest)


def test_a_scale_that_is_a_power_of_two_changes_nothing_where_nothing_was_lost():
    plain, scaled = network_and_step(MIXED_BF16), network_and_step(MIXED_BF16, Static(2.0**20))
    for seed in range(3):
        plain[1](*batch(seed)), scaled[1](*batch(seed))
    for one, two in zip(plain[0].parameters(), scaled[0].parameters(), strict=True):
        np.testing.assert_array_equal(one.data, two.data)


def test_a_step_that_overflows_is_skipped_and_halves_the_scale():
    network, step = network_and_step(MIXED_FP16, Dynamic(2.0**30))
    before = [parameter.data.copy() for parameter in network.parameters()]
    step(*batch())
    assert step.num_skipped == 1 and step.scaler.scale == 2.0**29 and step.optimizer.num_steps == 0
    for parameter, values in zip(network.parameters(), before, strict=True):
        np.testing.assert_array_equal(parameter.data, values)
    while step.num_skipped == (skipped := step.num_skipped) and step.optimizer.num_steps == 0:
        step(*batch())
        assert step.num_skipped <= skipped + 1 <= 40
    assert all(np.isfinite(parameter.data).all() for parameter in network.parameters())


def test_a_small_loss_trains_in_fp16_only_with_a_scale():
    share = 2.0**-24

    def small(scores, labels):
        return functional.cross_entropy(scores, labels) * share

    (without, step), (scaled, scaled_step) = (
        network_and_step(MIXED_FP16, scaler, lr=0.1 / share, loss=small)
        for scaler in (None, Static(1 / share))
    )
    first = [parameter.data.copy() for parameter in without.parameters()]
    step(*batch()), scaled_step(*batch())
    moved = [
        sum(np.sum(each.data != was) for each, was in zip(network.parameters(), first, strict=True))
        for network in (without, scaled)
    ]
    assert moved[0] == 0 < moved[1]


def test_without_a_blocks_scale_fp8_loses_small_gradients_and_learns_nothing():
    share, whole = 2.0**-24, Recipe(FP8_E4M3, FP8_E5M2)

    def small(scores, labels):
        return functional.cross_entropy(scores, labels) * share

    moved, vanished = {}, {}
    for name, recipe in (("whole", whole), ("blocks", MIXED_FP8)):
        network, step = network_and_step(recipe, lr=0.1 / share, loss=small)
        first = trials.flat(parameter.data for parameter in network.parameters()).copy()
        step(*batch())
        moved[name] = np.sum(trials.flat(parameter.data for parameter in network.parameters()) != first)
        gradients = np.float32(2.0**-20) * np.random.default_rng(0).random(1024, dtype=np.float32)
        vanished[name] = share_vanished(gradients, recipe.gradients)
    assert moved["whole"] == 0 < moved["blocks"]
    assert vanished["blocks"] < 0.01 < vanished["whole"] == 1


def test_vanished_are_those_below_half_the_smallest_number_and_zeros_do_not_count():
    gradients = np.float32([0, 0, 1.0, 2.0**-25, 2.0**-24, 2.0**-26])
    assert share_vanished(gradients, FP16) == 0.5  # a tie goes to zero, which is even
    assert share_vanished(gradients, FP16, 2) == 0.25
    assert share_vanished(gradients, BF16) == 0
    assert share_vanished(np.zeros(3, np.float32), FP16) == 0


def test_lost_are_the_updates_of_less_than_half_a_spacing():
    weights = np.ones(4, np.float32)
    updates = np.float32([0, -(2.0**-12), -(2.0**-9), -(2.0**-7)])
    assert share_lost(weights, updates, FP16) == pytest.approx(1 / 3)
    assert share_lost(weights, updates, BF16) == pytest.approx(2 / 3)
    assert share_lost(weights, np.zeros(4, np.float32), FP16) == 0


def test_the_weights_decide_whether_slow_steps_in_bf16_learn():
    loss = {
        name: trials.trial(getattr(mixed_precision, name), 0, lr=0.002, epochs=6).loss
        for name in ("ALL_FP32", "MIXED_BF16", "ALL_BF16", "STOCHASTIC_BF16")
    }
    assert abs(loss["MIXED_BF16"] - loss["ALL_FP32"]) < 0.01
    assert abs(loss["STOCHASTIC_BF16"] - loss["ALL_FP32"]) < 0.05
    assert loss["ALL_BF16"] > loss["ALL_FP32"] + 0.05


def test_a_trial_is_the_same_each_time_and_one_more_step_is_told_whole():
    one, two = (trials.trial(MIXED_FP16, 3, lr=0.05, epochs=1) for _ in range(2))
    assert (one.loss, one.error) == (two.loss, two.error)
    weights, gradients, updates = trials.gradients_and_updates(one.step)
    after = trials.flat(parameter.data for parameter in one.step.optimizer.parameters)
    np.testing.assert_array_equal(weights - updates, after)
    assert gradients.shape == weights.shape == (64 * 64 + 64 + 64 * 10 + 10,)
