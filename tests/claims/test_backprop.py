"""The experiments of claims 6 and 7, against closed forms and SciPy."""

import numpy as np
import pytest
import torch

from course.claims import backprop


def figures_of(finding):
    return {figure.name: figure for figure in finding.figures}


def test_output_minus_answer_is_sent_back_only_by_the_losses_that_match_their_output(findings):
    assert findings[6].verdict == "holds if"
    assert findings[6].because.startswith("… ")


def test_descent_settles_up_to_two_over_the_curvature(findings):
    assert findings[7].verdict == "holds"
    figures = figures_of(findings[7])
    assert (figures[backprop.BELOW_EDGE].value, figures[backprop.ABOVE_EDGE].value) == (40, 0)


def test_an_experiment_gives_the_same_figures_each_time(findings):
    assert tuple(backprop.what_is_sent_back()) == findings[6].figures


def test_behind_a_sigmoid_at_least_three_quarters_of_the_error_are_lost(findings):
    sigmoids_steepest_slope = 1 / 4
    assert figures_of(findings[6])[backprop.SIGMOID].low >= 1 - sigmoids_steepest_slope


@pytest.mark.parametrize("loss", [backprop.softmax_and_cross_entropy, backprop.sigmoid_and_squared_error])
def test_the_distance_of_an_error_signal_from_output_minus_answer_is_torchs(loss):
    scores, answers = np.random.default_rng(0).normal(size=(4, 10)), np.eye(10)[[3, 1, 4, 1]]
    expected = torch.tensor(scores, requires_grad=True)
    if loss is backprop.softmax_and_cross_entropy:
        outputs = torch.softmax(expected, 1)
        torch.nn.functional.cross_entropy(expected, torch.tensor(answers), reduction="sum").backward()
    else:
        outputs = torch.sigmoid(expected)
        (((outputs - torch.tensor(answers)) ** 2).sum() / 2).backward()
    difference = (outputs.detach() - torch.tensor(answers)).numpy()
    relative = np.abs(expected.grad.numpy() - difference).max() / np.abs(difference).max()
    assert backprop.signal_difference(scores, answers, loss) == pytest.approx(relative, abs=1e-15)


def test_a_random_quadratic_has_the_curvature_that_it_states():
    rng = np.random.default_rng(0)
    for _ in range(20):
        matrix, start, steepest = backprop.random_quadratic(rng)
        curvatures = np.linalg.eigvalsh(matrix)
        assert curvatures[-1] == pytest.approx(steepest) and curvatures[0] > 0
        assert 2 <= len(start) <= 39


@pytest.mark.parametrize("factor, settles", [(0.5, True), (0.99, True), (1.01, False), (1.5, False)])
def test_descent_on_a_parabola_settles_below_the_edge_only(factor, settles):
    assert backprop.settles(np.array([[3.0]]), np.array([1.0]), 3.0, factor) == settles


@pytest.mark.parametrize("successes, trials", [(0, 40), (40, 40), (20, 40), (1, 3)])
def test_the_interval_of_a_share_is_wilsons(successes, trials):
    from scipy.stats import binomtest

    expected = binomtest(successes, trials).proportion_ci(method="wilson")
    rounding_of_1_96 = 1e-4
    low, high = backprop.wilson_interval(successes, trials)
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=rounding_of_1_96)
    assert low <= successes / trials <= high
