"""The lesson's pictures draw the numbers they were given, and say of them only what is so."""

import numpy as np
import pytest

from course.plots import activations as plots


def words(axes):
    return " | ".join([axes.description, *(text.get_text() for text in axes.texts)])


def lines_of(axes, length):
    """Every line of so many points: (x, y) arrays."""
    return [line.get_data() for line in axes.lines if len(line.get_xdata()) == length]


def the_inner_ring(points):
    return 0.75 - np.linalg.norm(points, axis=1)


def the_left_half(points):
    return -points[:, 0]


@pytest.fixture
def rings():
    angles = np.linspace(0.1, 0.1 + 2 * np.pi, 40, endpoint=False)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.concatenate([0.5 * points, points]), np.repeat([0, 1], 40)


def test_a_region_is_tinted_where_its_margin_is_above_zero(rings):
    points, labels = rings
    margins = {"disc": (the_inner_ring(points), the_inner_ring(plots.PLANE))}
    axes = plots.regions(points, labels, margins)
    (border,) = (each for each in axes.collections if not each.get_facecolor().size and each.get_paths())
    vertices = np.concatenate([path.vertices for path in border.get_paths()])
    middle = (vertices.max(axis=0) + vertices.min(axis=0)) / 2
    pixels_a_unit, of_the_grid = 160 / (2 * plots.SIDE), 0.02
    radii = np.linalg.norm(vertices - middle, axis=1) / pixels_a_unit
    np.testing.assert_allclose(radii, 0.75, atol=of_the_grid)
    assert "disc part the rings" in words(axes) and "0 % misread" in words(axes)


def test_the_misread_points_are_triangles_and_are_counted(rings):
    points, labels = rings
    margins = {
        name: (margin(points), margin(plots.PLANE))
        for name, margin in (("a line", the_left_half), ("a disc", the_inner_ring))
    }
    axes = plots.regions(points, labels, margins)
    triangles = [len(line.get_xdata()) for line in axes.lines if line.get_marker() == "^"]
    assert triangles == [np.sum((points[:, 0] < 0) != (labels == 0)), 0]
    assert "a disc part the rings; a line misread 50 %" in words(axes)


def test_where_nobody_parts_the_rings_the_title_says_so(rings):
    points, labels = rings
    axes = plots.regions(points, labels, {"a line": (the_left_half(points), the_left_half(plots.PLANE))})
    assert "None of these networks parts the rings; a line misread 50 %" in words(axes)


def test_a_network_that_says_inner_nowhere_has_no_region(rings):
    points, labels = rings
    axes = plots.regions(points, labels, {"no": (-np.ones(80), -np.ones(len(plots.PLANE)))})
    assert not axes.collections and "50 % misread" in words(axes)


def test_bends_are_drawn_to_scale_and_those_of_small_slope_named():
    x = np.linspace(-4, 4, 81)
    axes = plots.six_bends(x, {"half": x / 2, "whole": x}, {"half": np.full(81, 0.5), "whole": np.ones(81)})
    assert "Only the slope of half stays below 1: at most 0.50" in words(axes)
    (across, up), _ = lines_of(axes, 81)[:2]
    shown = np.isfinite(up)
    np.testing.assert_allclose(np.diff(up[shown]) / np.diff(across[shown]), 0.5)
    steep = lines_of(axes, 81)[2][1]
    assert np.isnan(steep[x > 2.1]).all() and np.isfinite(steep[abs(x) < 1.1]).all()


def test_where_every_slope_reaches_one_nothing_is_named():
    x = np.linspace(-1, 1, 5)
    assert (
        "Every slope reaches 1 somewhere. " in plots.six_bends(x, {"id": x}, {"id": np.ones(5)}).description
    )


def test_a_gradient_is_a_share_of_where_it_began_and_the_worst_is_in_the_title():
    norms = {"steep": [[4.0, 2.0, 1.0]], "flat": [[0.001, 0.02, 2.0], [0.001, 0.02, 2.0]]}
    axes = plots.gradient_by_depth(norms, subtitle="Made up.")
    (passed, steep), (_, flat) = lines_of(axes, 3)
    np.testing.assert_array_equal(passed, [0, 1, 2])
    np.testing.assert_allclose(steep, [1, 2, 4])
    np.testing.assert_allclose(flat, [1, 0.01, 0.0005])
    said = words(axes)
    assert "Through 2 layers of flat 5.0 × 10⁻⁴ of a gradient arrives" in said
    assert "flat: 5.0 × 10⁻⁴" in said and "steep: 4.0" in said and axes.get_yscale() == "log"


def test_the_spread_that_stays_is_named():
    axes = plots.spread_by_layer(
        {"gain 1": [[2.0, 1.0, 0.5]], "gain √2": [[2.0, 2.0, 2.2]]}, subtitle="Made up."
    )
    assert "Of these, gain √2 keeps the spread" in words(axes)
    assert "gain 1: 0.25" in words(axes) and "gain √2: 1.1" in words(axes)


def test_dead_units_stand_over_their_learning_rates():
    axes = plots.dying_units(
        [0.1, 0.4],
        [[1, 2, 3], [30, 36, 40]],
        {"ReLU": [[4, 5, 6], [20, 50, 90]], "leaky ReLU": [[4, 4, 4], [7, 8, 9]]},
        num_units=64,
        subtitle="Made up.",
    )
    assert "At learning rate 0.4, 36 of 64 ReLU units are dead" in words(axes)
    assert {"2", "36"} <= {text.get_text() for text in axes.texts}
    assert "ReLU, 50 %" in words(axes) and "leaky ReLU, 8 %" in words(axes)
    medians = [y for _, y in lines_of(axes, 2) if len(y) == 2]
    assert [5, 50] in [list(y) for y in medians] and [4, 8] in [list(y) for y in medians]


def test_a_rival_falls_behind_only_when_all_its_networks_do():
    two = {"a": [3.0, 4.0], "b": [3.5, 5.0]}
    axes = plots.rivals({"2 layers": two, "10 layers": two | {"c": [90.0, 90.0]}}, subtitle="Made up.")
    assert "With 10 layers c falls behind a; the others overlap with it" in words(axes)
    assert "90 %" in words(axes) and "3.5 %" in words(axes)
    bars = [tuple(x) for x, y in lines_of(axes, 2) if y[0] == y[1]]
    assert bars == [(3, 4), (3.5, 5), (3, 4), (3.5, 5), (90, 90)]


def test_rivals_that_overlap_are_not_told_apart():
    axes = plots.rivals({"2 layers": {"a": [3.0, 4.0], "b": [3.5, 5.0]}}, subtitle="Made up.")
    assert "With 2 layers no activation stands apart from the best, a" in words(axes)


def test_every_picture_has_a_dark_twin_without_a_light_colour_left(rings):
    from course.plots.colour import LIGHT

    points, labels = rings
    axes = plots.regions(points, labels, {"disc": (the_inner_ring(points), the_inner_ring(plots.PLANE))})
    assert LIGHT.act.soft.lower() in axes.svg() and LIGHT.act.soft.lower() not in axes.dark_svg()
