"""The lesson's pictures draw the numbers they were given, and say of them only what is so."""

import numpy as np

from course.plots import backprop


def words(axes):
    return " | ".join([axes.description, *(text.get_text() for text in axes.texts)])


def drawn(axes):
    """Every line with data of its own: (x, y) arrays."""
    return [(line.get_xdata(), line.get_ydata()) for line in axes.lines]


def test_the_price_of_a_gradient_is_drawn_and_named():
    axes = backprop.forward_passes_needed([10, 1000, 266610], [20, 2000, 533220], [2.5, 2.75, 3])
    (x, nudging), (_, back) = drawn(axes)
    np.testing.assert_array_equal(x, [10, 1000, 266610])
    np.testing.assert_array_equal(nudging, [20, 2000, 533220])
    np.testing.assert_array_equal(back, [2.5, 2.75, 3])
    assert "Backprop gets 266,610 gradients for 3 forward passes" in words(axes)
    assert "finite differences\n533,220" in words(axes)
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_learning_rates_that_run_away_stand_as_triangles_above_the_rest():
    rates = np.array([0.1, 1.0, 1.7, 1.8, 2.0])
    axes = backprop.loss_by_learning_rate(
        rates, [0.5, 0.2, 0.3, 9.0, np.inf], edge=1.76, start=1.0, subtitle="A bowl."
    )
    (_, stays), (gone, _) = drawn(axes)[:2]
    np.testing.assert_array_equal(stays, [0.5, 0.2, 0.3, np.nan, np.nan])
    np.testing.assert_array_equal(gone, [1.8, 2.0])
    assert "best learning rate is 1.00; from 1.80 on the loss rises" in words(axes)
    assert "edge, 1.76" in words(axes)


def test_what_was_not_seen_to_get_worse_is_not_said_to():
    axes = backprop.loss_by_learning_rate([0.1, 1.0], [0.5, 0.2], edge=1.76, start=1.0, subtitle="A bowl.")
    assert "rises" not in words(axes)


def test_the_best_nudge_is_the_bottom_of_the_v():
    steps = np.array([1e-8, 1e-5, 1e-2])
    axes = backprop.gradient_error_by_step(steps, {"float64": [1e-7, 1e-11, 1e-4], "float32": [1, 0.1, 1e-3]})
    assert "best nudge is 1 × 10⁻⁵ in float64 and 0.01 in float32" in words(axes)
    assert "float64: 1.0 × 10⁻¹¹" in words(axes)


def test_an_error_of_exactly_zero_has_no_place_on_a_logarithmic_axis():
    axes = backprop.gradient_error_by_step([1e-3, 1e-2, 1e-1], {"float64": [0.0, 1e-6, 1e-2]})
    assert "best nudge is 0.01 in float64" in words(axes)
