"""The browser's points, gradients and steps are the library's, and what L1 settles at is a minimum."""

import numpy as np
import pytest
import torch

from course.nn.autograd import Tensor
from course.nn.losses import cross_entropy
from course.widgets import losses_boundary_run as runs
from course.widgets.losses_boundary import LossesBoundary
from course.widgets.visualizer import SHARED_MODULES, resource

SHAPES = [*runs.SHAPES]
SETTINGS = [("none", 0.0), ("L1", 0.001), ("L2", 0.003)]
# Where two sums, rounded differently, lie on two sides of a number between two float32, a step ends one
# float32 apart; weights are below 8, whose float32 are 2⁻²¹ apart.
SOME_FLOAT32 = 4 * 2.0**-21
ONE_ROUNDING = 1e-13  # of float64, in sums of some hundred terms of size 1


@pytest.fixture(scope="module")
def arithmetic(functions):
    modules = [*SHARED_MODULES, *(f"losses_boundary_{part}.js" for part in ("arithmetic", "words"))]
    source = "\n".join(resource(name) for name in modules)
    return lambda name, *arguments: functions(source, name, *arguments)


def setting(shape="two moons", noise=0.15, flips=8, seed=3):
    return {"shape": shape, "noise": noise, "flips": flips, "seed": seed}


def flat(arrays):
    return np.concatenate([np.ravel(array) for array in arrays])


# ---- The generator and the points


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [0, 3, 26, 2**31, 2**32 - 1])
def test_both_draw_exactly_the_same_points_labels_and_first_weights(arithmetic, shape, seed):
    for noise, flips in ((0.15, 8), (0.0, 0), (0.5, 30)):
        ours = runs.draw(shape, noise, flips, seed)
        theirs = arithmetic("drawSample", setting(shape, noise, flips, seed))
        np.testing.assert_array_equal(theirs["train"]["points"], ours.train_points.ravel())
        np.testing.assert_array_equal(theirs["test"]["points"], ours.test_points.ravel())
        np.testing.assert_array_equal(theirs["train"]["labels"], ours.train_labels)
        np.testing.assert_array_equal(theirs["test"]["labels"], ours.test_labels)
        np.testing.assert_array_equal(theirs["train"]["isFlipped"], ours.is_flipped)
        parameters = flat(parameter.data for parameter in ours.network.parameters())
        np.testing.assert_array_equal(theirs["parameters"], parameters)
        assert ours.is_flipped.sum() == flips


def test_the_generator_is_even_and_its_normal_numbers_are_normal():
    generator = runs.Mulberry32(5)
    uniform, normal = generator.random(20000), generator.normal(1.0, 2.0, (10000, 2))
    three_deviations = 3 / np.sqrt(20000)
    assert abs(uniform.mean() - 0.5) < three_deviations * np.sqrt(1 / 12)
    assert abs(normal.mean() - 1) < three_deviations * 2
    assert abs(normal.std() - 2) < three_deviations * 2
    assert sorted(generator.permutation(np.arange(100))) == [*range(100)]


# ---- The gradient


@pytest.mark.parametrize("shape", SHAPES)
def test_the_gradient_is_the_librarys_and_that_of_finite_differences(arithmetic, shape):
    sample = runs.draw(shape, 0.15, 8, 7)
    data = {"points": sample.train_points.ravel().tolist(), "labels": sample.train_labels.tolist()}
    parameters = 2 * flat(parameter.data for parameter in sample.network.parameters())
    for parameter in sample.network.parameters():
        parameter.data *= 2  # so that some units are near the ends of tanh
    found = arithmetic("slopes", parameters.tolist(), data)
    loss = cross_entropy(sample.network(Tensor(sample.train_points)), sample.train_labels)
    loss.backward()
    ours = flat(parameter.grad for parameter in sample.network.parameters())
    np.testing.assert_allclose(found, ours, rtol=0, atol=ONE_ROUNDING)
    assert arithmetic("judge", parameters.tolist(), data)["loss"] == pytest.approx(
        loss.item(), abs=ONE_ROUNDING
    )

    h = 1e-5
    error_of_differences = 1e-8  # h² times a third derivative, and a rounding over h
    for i in np.random.default_rng(0).choice(len(parameters), 20, replace=False):
        ahead, behind = parameters.copy(), parameters.copy()
        ahead[i] += h
        behind[i] -= h
        losses = [arithmetic("judge", moved.tolist(), data)["loss"] for moved in (ahead, behind)]
        assert abs((losses[0] - losses[1]) / (2 * h) - found[i]) < error_of_differences


# ---- The steps


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("penalty", "strength"), SETTINGS)
def test_the_library_makes_the_same_steps(arithmetic, shape, penalty, strength):
    boundary = LossesBoundary(shape=shape, penalty=penalty, strength=strength, steps=400)
    run = setting(shape, seed=boundary.seed)
    found = arithmetic("replay", run, boundary.schedule, 400)
    np.testing.assert_allclose(found["parameters"], flat(boundary.weights), rtol=0, atol=SOME_FLOAT32)
    assert found["training"]["error"] == pytest.approx(boundary.train_error)
    assert found["test"]["error"] == pytest.approx(boundary.test_error)
    zeros = sum(w == 0 for w in found["parameters"])
    assert zeros == boundary.num_zero and (zeros > 100) == (penalty == "L1")


def test_a_run_whose_penalty_changes_is_the_same_too(arithmetic):
    schedule = [[0, "none", 0.0], [130, "L1", 0.003], [255, "L2", 0.01]]
    boundary = LossesBoundary(schedule=schedule, steps=401)
    found = arithmetic("replay", setting(seed=boundary.seed), schedule, 401)
    np.testing.assert_allclose(found["parameters"], flat(boundary.weights), rtol=0, atol=SOME_FLOAT32)


@pytest.mark.parametrize("strength", [0.0, 0.003])
def test_torch_makes_the_same_steps_but_for_the_rounding_to_float32(strength):
    sample = runs.draw("circles", 0.15, 8, 4)
    first = [torch.tensor(parameter.data, requires_grad=True) for parameter in sample.network.parameters()]
    groups = [
        {"params": [p for p in first if p.ndim == 2], "weight_decay": 2 * strength},
        {"params": [p for p in first if p.ndim == 1]},
    ]
    optimizer = torch.optim.SGD(groups, lr=runs.LEARNING_RATE, momentum=runs.MOMENTUM)
    points, labels = torch.tensor(sample.train_points), torch.tensor(sample.train_labels)
    for _ in range(60):
        hidden = points
        for layer in range(3):
            hidden = hidden @ first[2 * layer].T + first[2 * layer + 1]
            hidden = torch.tanh(hidden) if layer < 2 else hidden
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(hidden, labels).backward()
        optimizer.step()
    runs.train(sample, [[0, "L2", strength]], 60)
    sixty_roundings = 60 * 2.0**-23
    for ours, theirs in zip(sample.network.parameters(), first, strict=True):
        np.testing.assert_allclose(ours.data, theirs.detach().numpy(), rtol=0, atol=sixty_roundings)


def test_l1_settles_where_loss_and_penalty_are_smallest():
    strength = 0.01
    boundary = LossesBoundary(penalty="L1", strength=strength, steps=1000)
    network, sample = boundary.network, boundary.sample
    cross_entropy(network(Tensor(sample.train_points)), sample.train_labels).backward()
    at_rest = 1e-6  # weights of size 1 are no finer than 10⁻⁷ in float32
    for matrix in runs.matrices(network):
        is_zero = matrix.data == 0
        # A zero stays where the loss pulls less than the penalty; elsewhere the two pulls cancel.
        assert np.abs(matrix.grad[is_zero]).max(initial=0) <= strength + at_rest
        balance = matrix.grad + strength * np.sign(matrix.data)
        np.testing.assert_allclose(balance[~is_zero], 0, atol=at_rest)
    assert 200 < boundary.num_zero < 320


# ---- The words


def read(text):
    """The number that is printed as 0.693 or as 2.31 × 10⁻¹⁰."""
    return float(text.replace(" × 10", "e").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))


def test_the_printed_loss_adds_up_as_printed(arithmetic):
    for penalty, strength in [*SETTINGS, ("L2", 0.1), ("L1", 0.0)]:
        boundary = LossesBoundary(penalty=penalty, strength=strength, steps=200)
        parameters = flat(boundary.weights).tolist()
        logits = boundary.network(Tensor(boundary.sample.train_points))
        loss = cross_entropy(logits, boundary.sample.train_labels).item()
        size = {"none": np.zeros_like, "L1": np.abs, "L2": np.square}[penalty]
        term = strength * sum(size(array).sum() for array in boundary.weights if array.ndim == 2)
        record = {"parameters": parameters, "train": {"loss": loss}}
        printed = arithmetic("lossSum", record, [penalty, strength])
        total, first, second = (read(printed[key]) for key in ("total", "crossEntropy", "penalty"))
        half_a_digit = 0.5 * 10.0 ** -len(printed["total"].partition(".")[2])
        assert abs(total - (loss + term)) <= 1.0001 * half_a_digit
        assert abs(first + second - total) <= 1.0001 * half_a_digit
        if term > 0.001 * (loss + term):
            assert f"{100 * term / (loss + term):.1f}".removesuffix(".0") in printed["share"]
