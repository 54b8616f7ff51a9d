"""The lesson's pictures draw the numbers they were given, and say of them only what is so."""

import numpy as np

from course.plots import losses
from course.plots.colour import DARK, LIGHT

MARGINS = np.array([-1.0, 0.0, 1.0, 2.0])


def words(axes):
    ticks = [text.get_text() for text in axes.get_xticklabels()]
    return " | ".join([axes.description, *(text.get_text() for text in axes.texts), *ticks])


def drawn(axes):
    """Every line with data of its own: (x, y) arrays."""
    return [(line.get_xdata(), line.get_ydata()) for line in axes.lines]


def scaled(test_losses=(0.8, 0.1, 0.2), train_losses=(0.7, 0.02, 0.0)):
    return losses.loss_by_scale([0.5, 1, 2], test_losses, train_losses, num_misread=7, subtitle="A network.")


def swept(test_errors, train_errors=((0.0, 0.0), (0.0, 0.1), (0.2, 0.2))):
    return losses.error_by_strength([0, 0.01, 0.1], train_errors, test_errors, subtitle="100 digits.")


def test_the_same_mistakes_get_many_losses():
    axes = scaled()
    (x, test), (_, train) = drawn(axes)[:2]
    np.testing.assert_array_equal(x, [0.5, 1, 2])
    np.testing.assert_array_equal(test, [0.8, 0.1, 0.2])
    np.testing.assert_array_equal(train, [0.7, 0.02, np.nan])
    assert "The same 7 mistakes: a loss of 0.10, or 8.0 times that" in words(axes)
    assert "as trained" in words(axes)


def test_the_worst_of_the_scales_is_told_wherever_it_is():
    assert "a loss of 0.10, or 30 times that" in words(scaled(test_losses=(0.2, 0.1, 3.0)))


def test_a_loss_that_rises_again_is_named():
    lines = {"hinge": [2, 1, 0, 0], "squared error": [4, 1, 0, 1]}
    axes = losses.loss_by_margin(MARGINS, lines)
    for (x, y), values in zip(drawn(axes), lines.values(), strict=False):
        np.testing.assert_array_equal(x, MARGINS)
        np.testing.assert_array_equal(y, values)
    assert "mistakes; squared error punishes too large a lead" in words(axes)
    assert "hinge | squared error" in words(axes)


def test_what_punishes_no_lead_is_not_said_to():
    assert "too large" not in words(losses.loss_by_margin(MARGINS, {"hinge": [2, 1, 0, 0]}))


def test_what_is_silent_and_what_pulls_back_is_named():
    lines = {"cross-entropy": [-0.7, -0.5, -0.3, -0.1], "hinge": [-1, -1, 0, 0], "square": [-2, -1, 0, 1]}
    axes = losses.slope_by_margin(MARGINS, lines)
    assert "by far, hinge teaches nothing and square pulls back" in words(axes)
    assert LIGHT.grad.mark.lower() in axes.svg() and DARK.grad.mark.lower() in axes.dark_svg()


def test_a_loss_that_pulls_forward_everywhere_is_said_to():
    axes = losses.slope_by_margin(MARGINS, {"cross-entropy": [-0.7, -0.5, -0.3, -0.1]})
    assert "every loss still pulls forward" in words(axes)


def test_a_penalty_that_helps_every_seed_is_named_with_what_it_changed():
    axes = swept([[0.4, 0.3], [0.3, 0.2], [0.6, 0.7]])
    (_, test), (_, train) = drawn(axes)[:2]
    np.testing.assert_allclose(test, [35, 25, 65])
    np.testing.assert_allclose(train, [0, 5, 20])
    assert "The penalty λ = 0.01 lowers the test error from 35 to 25\u00a0%" in words(axes)
    assert "none | 0.01 | 0.1" in words(axes)


def test_a_penalty_that_helps_one_seed_and_hurts_another_is_no_finding():
    axes = swept([[0.4, 0.3], [0.1, 0.31], [0.6, 0.7]])
    assert "None of these λ helps every seed: with none, 35\u00a0% of new digits are misread" in words(axes)


def test_the_bars_are_the_whole_range_of_the_seeds():
    axes = swept([[0.4, 0.3], [0.3, 0.2], [0.6, 0.7]])
    bars = [segment[:, 1].tolist() for segment in axes.collections[0].get_segments()]
    np.testing.assert_allclose(bars, [[30, 40], [20, 30], [60, 70]])


def test_weights_of_exactly_zero_are_counted_and_leave_the_line():
    weights = {
        losses.NOTHING: np.array([[0.5, -2.0], [1.0, 0.1]]),
        "L2": np.array([[0.1, -0.4], [0.2, 0.02]]),
        "L1": np.array([[0.0, -1.0], [0.0, 0.0]]),
    }
    axes = losses.sorted_weights(weights)
    assert "L1 makes 3 of 4 weights zero, L2 none" in words(axes)
    assert "L1: 1 left" in words(axes)
    sizes = [y.tolist() for _, y in drawn(axes)]
    assert sizes == [[2.0, 1.0, 0.5, 0.1], [0.4, 0.2, 0.1, 0.02], [1.0]]


def test_where_no_weight_is_zero_none_is_claimed():
    axes = losses.sorted_weights({"L2": np.array([0.1, -0.4])})
    assert axes.description.startswith("No weight is zero")
