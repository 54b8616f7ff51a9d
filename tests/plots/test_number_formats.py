"""The lesson's pictures draw the numbers they were given, and say of them only what is so."""

import numpy as np
import pytest

from course.plots import number_formats as plots
from course.plots.colour import LIGHT


def words(axes):
    return " | ".join([axes.description, *(text.get_text() for text in axes.texts)])


def line(axes, k):
    return tuple(np.asarray(values) for values in axes.lines[k].get_data())


@pytest.fixture
def counted():
    exponents = np.arange(-3, 4)
    return {"narrow": (exponents, np.array([1, 2, 8, 8, 8, 8, 5])), "wide": (exponents, np.full(7, 2))}


def test_a_step_reaches_from_a_power_of_two_to_the_next(counted):
    axes = plots.numbers_in_each_doubling(counted, {"INT4": (np.arange(3), np.array([1, 2, 4]))})
    edges, counts = line(axes, 0)
    assert edges.tolist() == (2.0 ** np.arange(-3, 5)).tolist() and counts.tolist() == [
        1,
        2,
        8,
        8,
        8,
        8,
        5,
        5,
    ]
    assert axes.lines[0].get_drawstyle() == "steps-post"
    assert line(axes, 2)[0].tolist() == [1, 2, 4, 8] and axes.lines[2].is_dashed()
    assert not axes.lines[0].is_dashed()
    low, high = axes.get_xlim()
    assert (
        low <= edges[0] and edges[-1] <= high and {"narrow", "wide", "INT4"} <= set(words(axes).split(" | "))
    )


def test_the_title_counts_numbers_in_a_doubling_and_doublings(counted):
    both = plots.numbers_in_each_doubling(counted, {})
    assert "narrow: 4 doublings of 8 numbers, wide: 7 of 2. " in both.description
    colours = [each.get_color() for each in both.lines]
    assert colours == [LIGHT.frac.mark, LIGHT.frac.mark], "both are in the title"
    alone = plots.numbers_in_each_doubling({"narrow": counted["narrow"]}, {})
    assert "narrow: 4 doublings of 8 numbers. " in alone.description
    short = plots.numbers_in_each_doubling(counted | {"short": (np.arange(3), np.full(3, 4))}, {})
    assert short.lines[2].get_color() == LIGHT.muted


def test_sums_pass_through_their_corners_and_those_that_stop_are_named():
    sums = {
        "stops": (np.array([0, 40, 1000]), np.array([0.0, 4.0, 4.0])),
        "grows": (np.array([0, 1000]), np.array([0.0, 100.0])),
    }
    axes = plots.running_sums(sums, 0.1)
    assert "The sum stops: stops at 4." in axes.description and "1,000 times" in axes.description
    additions, totals = line(axes, 0)
    assert additions[0] == 1 and additions[-1] == 1000
    np.testing.assert_allclose(totals, np.minimum(0.1 * additions, 4))
    np.testing.assert_allclose(line(axes, 1)[1], 0.1 * additions)
    named = {text.get_text(): text.get_color() for text in axes.texts if ": " in text.get_text()}
    assert named == {"stops: 4": LIGHT.err.text, "grows: 100": LIGHT.act.text}


def test_where_no_sum_stops_the_title_says_so():
    axes = plots.running_sums({"a": (np.array([0, 100]), np.array([0.0, 10.0]))}, 0.1)
    assert "After 100 additions every sum is still growing" in axes.description


def test_the_title_tells_the_worst_miss_of_its_range_and_the_lines_all_of_them():
    magnitudes = np.logspace(-4, 4, 9)
    errors = {"even": np.full(9, 0.0005), "cliff": np.append(0.01 / magnitudes[:6], [1, 1, 1]).clip(0, 1)}
    axes = plots.worst_errors(magnitudes, errors, (0.01, 10))
    assert "even misses by 0.050 %, cliff by 100 %. " in axes.description
    assert "between 0.01 and 10" in axes.description
    for k, name in enumerate(errors):
        np.testing.assert_allclose(line(axes, k)[1], 100 * errors[name])
    narrow = plots.worst_errors(magnitudes, errors, (1, 10))
    assert "cliff by 1.0 %" in narrow.description


def test_the_fewest_bits_that_still_read_are_in_the_title_and_the_rest_are_triangles():
    rows = [("whole", 16, 0.001, 2.0), ("blocks", 4.25, 0.12, 2.5), ("bare", 4, 0.9, 55.0)]
    axes = plots.weights_in_few_bits(rows, 1.9, 1000)
    assert axes.description.startswith("blocks: 25 of 1,000 misread, not 19. ")
    assert "One of 1,000 test examples is 0.10 %" in axes.description
    assert [each.get_marker() for each in axes.lines] == ["o", "o", "^"]
    np.testing.assert_allclose([each.get_xdata()[0] for each in axes.lines], [0.1, 12, 90])
    assert [each.get_ydata()[0] for each in axes.lines] == [0, 1, 2]
    assert {"whole", "16 bits", "4.25 bits", "550 misread, 55 %"} <= set(words(axes).split(" | "))


def test_no_word_of_a_row_lies_on_its_dot():
    rows = [("FP4, one scale a matrix", 4.25, 0.001, 2.0), ("b", 4, 0.9, 55.0)]
    axes = plots.weights_in_few_bits(rows, 1.9, 360)
    axes.figure.canvas.draw()
    dots = [axes.transData.transform(each.get_xydata()[0])[0] for each in axes.lines]
    boxes = {text.get_text(): text.get_window_extent() for text in axes.texts}
    names, bits = [boxes[row[0]] for row in rows], [boxes["4.25 bits"], boxes["4 bits"]]
    assert max(box.x1 for box in names) < min(box.x0 for box in bits)
    assert max(box.x1 for box in bits) < min(dots)
    assert max(box.x1 for box in boxes.values()) < axes.figure.bbox.x1


def test_every_picture_has_a_dark_twin_without_a_light_colour_left(counted):
    axes = plots.numbers_in_each_doubling(counted, {})
    assert LIGHT.frac.mark.lower() in axes.svg() and LIGHT.frac.mark.lower() not in axes.dark_svg()
