"""Every digit is drawn as it is, and what was misread says so."""

import re

import numpy as np

from course.plots import images
from course.plots.colour import DARK, activation_colour


def words(axes):
    return " | ".join([axes.description, *(text.get_text() for text in axes.texts)])


def test_every_digit_is_drawn_pixel_by_pixel_in_both_themes():
    drawn = np.zeros((2, 1, 3, 3), dtype=np.float32)
    drawn[0, 0, 1, 1], drawn[1, 0, 0, 2] = 1.0, 0.5
    axes = images.digits(drawn, [7, 4], title="Two digits", subtitle="3 × 3 pixels.")
    # the ground and one lit pixel each
    assert [len(strip.get_paths()) for strip in axes.collections] == [2, 2]
    lit = axes.collections[1].get_paths()[1].vertices
    third = images.SIDE / 3
    np.testing.assert_allclose(lit[:4].min(axis=0), [images.TILE + 2 * third, 0])
    assert activation_colour(0.5).lower() in axes.svg()
    assert activation_colour(0.5, DARK) in axes.dark_svg()


def test_a_digit_read_as_another_is_marked_in_words():
    axes = images.digits(np.ones((2, 4, 4)), [7, 4], [1, 4], title="One wrong", subtitle="")
    assert "▲ 7 as 1" in words(axes) and not re.search("4 as", words(axes))
