"""The lesson's pictures draw the numbers they were given, and say of them only what is so."""

import numpy as np

from course.plots import mixed_precision as plots
from course.plots.colour import LIGHT


def words(axes):
    return " | ".join([axes.description, *(text.get_text() for text in axes.texts)])


def test_a_recipe_that_is_worse_is_named_and_its_dots_are_triangles():
    axes = plots.recipes([("wide", [4.0, 6.0]), ("narrow", [30.0, 40.0]), ("mixed", [5.0, 5.0])])
    assert "narrow misreads 35 %, wide 5.0 %; as good: 1 of the others" in axes.description
    dots = axes.lines[::2]
    assert [each.get_marker() for each in dots] == ["o", "^", "o"]
    assert [each.get_xdata().tolist() for each in dots] == [[4, 6], [30, 40], [5, 5]]
    assert [each.get_xdata()[0] for each in axes.lines[1::2]] == [5, 35, 5]
    assert {"narrow", "35 %", "5.0 %"} <= set(words(axes).split(" | "))


def test_where_no_recipe_is_worse_the_title_says_so():
    axes = plots.recipes([("wide", [4.0, 6.0]), ("mixed", [7.0, 8.0])])
    assert "No recipe is 3 points worse than wide" in axes.description


def test_of_one_seed_there_is_a_dot_and_no_mean():
    axes = plots.recipes([("wide", 5.0), ("narrow", 20.0)])
    assert "narrow misreads 20 %, wide 5.0 %" in axes.description
    assert [each.get_marker() for each in axes.lines] == ["o", "^"]
    assert "one seed each" in words(axes) and "mean" not in words(axes)


def test_no_name_of_a_recipe_lies_on_a_dot():
    axes = plots.recipes([("BF16, rounded at random", [0.5, 30.0]), ("b", [0.1, 1.0])])
    axes.figure.canvas.draw()
    names = [text for text in axes.texts if not text.get_text().endswith("%")]
    dots = [axes.transData.transform((each.get_xdata().min(), 0))[0] for each in axes.lines[::2]]
    assert max(text.get_window_extent().x1 for text in names) < min(dots)


def test_the_scale_is_drawn_as_a_power_of_two_and_its_falls_are_counted():
    axes = plots.scale_over_steps([2.0**20, 2.0**19, 2.0**18, 2.0**18, 2.0**19])
    assert "begins at 2^20 and ends at 2^19; 2 of 5 steps are skipped" in axes.description
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [20, 19, 18, 18, 19])
    assert axes.lines[0].get_drawstyle() == "steps-post"


def test_sums_are_drawn_in_per_cent_and_one_that_is_off_in_the_errors_colour():
    errors = {"FP32": [1e-7, 1e-5, 1e-4], "FP16": [1e-4, 1e-3, 0.5]}
    axes = plots.errors_of_sums([8, 64, 512], errors)
    assert "After 512 products FP32 is 0.010 % off, FP16 is 50 % off" in axes.description
    for line, values in zip(axes.lines, errors.values(), strict=True):
        np.testing.assert_allclose(line.get_ydata(), 100 * np.array(values))
    assert [line.is_dashed() for line in axes.lines] == [False, True]
    colours = {text.get_text(): text.get_color() for text in axes.texts}
    assert (colours["FP32"], colours["FP16"]) == (LIGHT.act.text, LIGHT.err.text)


def test_an_error_of_zero_has_no_place_on_a_logarithmic_axis():
    axes = plots.errors_of_sums([8, 64], {"FP32": [0.0, 1e-5]})
    assert np.isnan(axes.lines[0].get_ydata()[0]) and axes.get_ylim()[0] > 0


def test_every_picture_has_a_dark_twin_without_a_light_colour_left():
    axes = plots.scale_over_steps([4.0, 2.0, 2.0])
    assert LIGHT.grad.mark.lower() in axes.svg() and LIGHT.grad.mark.lower() not in axes.dark_svg()
