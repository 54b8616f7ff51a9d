"""The lesson's pictures draw the numbers they were given, and say of them only what is so."""

import numpy as np
import pytest
from scipy import sparse

from course.plots import forward
from course.plots.colour import DARK, LIGHT, weight_colour


def words(axes):
    return " | ".join([axes.description, *(text.get_text() for text in axes.texts)])


def marks(axes, marker):
    """(x, y) of every mark of this form, in the order of x."""
    lines = [line for line in axes.lines if line.get_marker() == marker]
    return sorted(tuple(point) for line in lines for point in zip(*line.get_data(), strict=True))


def test_scores_lie_on_their_lines_and_misread_digits_are_triangles():
    axes = forward.scores_by_ink([0.25, 0.75, 1.0], [False, True, False], 2.0, (4.0, -2.0))
    assert marks(axes, "o") == [(0.25, -1.0), (0.75, 1.0), (0.75, 1.5)]
    assert marks(axes, "^") == [(0.25, 0.5), (1.0, 2.0), (1.0, 2.0)]
    assert "2 of 3 digits misread without a bias, 1 with a bias" in words(axes)


def test_ones_are_filled_and_zeros_are_rings():
    axes = forward.scores_by_ink([0.25, 0.75], [False, True], 2.0, (4.0, -2.0))
    faces = {
        line.get_xdata()[0]: line.get_markerfacecolor()
        for line in axes.lines
        if line.get_marker() == "o" and len(line.get_xdata())
    }
    assert faces == {0.25: LIGHT.paper, 0.75: LIGHT.act.mark}


def test_a_matrix_is_drawn_cell_by_cell_in_the_colours_of_its_weights_in_both_themes():
    matrix = sparse.csr_array(np.array([[0, 0.5, -1.0, 0], [0, 0, 0.5, -1.0]]))
    axes = forward.matrix_corner(matrix, width=2)
    ground, negative, positive = axes.patches[:3]
    for patch, corners in ((negative, [(2, 0), (3, 1)]), (positive, [(1, 0), (2, 1)])):
        vertices = patch.get_path().vertices.reshape(-1, 5, 2)[:, :4]
        assert [tuple(cell.min(axis=0)) for cell in vertices] == corners
    assert ground.get_path().get_extents().bounds == (0, 0, 4, 2)
    assert weight_colour(0.5, 1.0).lower() in axes.svg() and weight_colour(0.5, 1.0, DARK) in axes.dark_svg()
    assert "4 connections in 8 entries, and 2 numbers" in words(axes)
    assert "−1.00" in words(axes) and "+0.50" in words(axes) and "image row 2" in words(axes)


def test_a_large_matrix_shows_its_corner_and_counts_it_whole():
    axes = forward.matrix_corner(sparse.eye_array(200).tocsr(), width=20)
    assert "200 connections in 40,000 entries, and 1 number." in words(axes)
    assert len(axes.patches[1].get_path().vertices) == 5 * forward.CORNER


def sides_of_frames(axes):
    return [float(np.ptp(line.get_xdata())) / forward.UNIT for line in axes.lines]


def test_frames_grow_to_the_first_that_holds_the_image():
    axes = forward.receptive_fields(np.eye(6), ["stride 1", "stride 2"], [[3, 5, 7, 9], [3, 7]])
    assert sides_of_frames(axes) == pytest.approx([3, 5, 7, 3, 7])
    assert "All 6 × 6 pixels: 3 layers at stride 1, 2 layers at stride 2" in words(axes)


def test_a_stack_that_never_sees_the_whole_image_is_not_said_to():
    axes = forward.receptive_fields(np.eye(9), ["stride 1"], [[3, 5]])
    assert sides_of_frames(axes) == pytest.approx([3, 5])
    assert "too few layers" in words(axes)


def test_the_title_of_the_shuffled_errors_is_the_ratio_of_their_means():
    errors = {"fully connected": [[2.0, 4.0], [3.0, 3.0]], "convolution": [[1.0, 2.0], [3.0, 6.0]]}
    axes = forward.errors_when_shuffled(errors)
    assert "fully connected by 1.0, convolution by 3.0" in words(axes)
    assert "convolution\n1.5 → 4.5 %" in words(axes)
    drawn = sorted(tuple(line.get_ydata()) for line in axes.lines)
    assert drawn == [(1.0, 3.0), (1.5, 4.5), (2.0, 3.0), (2.0, 6.0), (3.0, 3.0), (4.0, 3.0)]
