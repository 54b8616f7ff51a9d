"""The layer in a real browser: lines where Python says, its words true, nothing cut off."""

import math
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from course.widgets.energy_layer import EnergyLayer
from course.widgets.energy_layer_laws import BATCHES, PARTS

right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["layer_energy"]


def without_bits(num_in, num_out, batch, bits, prices):
    return right(num_in, num_out, batch, 32, prices)


def swapped(num_in, num_out, batch, bits, prices):
    return right(num_in, num_out, batch, bits, prices | {"DRAM": prices["cache"], "cache": prices["DRAM"]})


def not_written(*_):
    raise NotImplementedError


def spiteful(*_):
    raise ValueError("<img src=x onerror=alert(1)></script><b>bold</b> " + 12 * "together ")


def with_gaps(*arguments):
    return right(*arguments) | ({"weights": math.nan} if arguments[2] in (4, 64) else {})


CASES = {
    "example": {},
    "right": {"layer_energy": right},
    "int8": {"layer_energy": right, "format": "INT8", "batch": 512},
    "bits": {"layer_energy": without_bits},
    "swapped": {"layer_energy": swapped},
    "nothing": {"layer_energy": lambda *_: dict.fromkeys(PARTS, 0)},
    "far": {"layer_energy": lambda *a: right(*a) | {"add": 1e-200, "weights": 1e29}},
    "gaps": {"layer_energy": with_gaps},
    "stub": {"layer_energy": not_written},
    "key": {"layer_energy": lambda *a: right(*a) | {"<b>" + 500 * "x": 1}},
    "spite": {"layer_energy": spiteful},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens the layer's page and waits until its pictures have their size."""

    def show_one(case="example", **settings):
        page = open_page(EnergyLayer(**CASES[case]), **settings)
        page.wait_for_selector(".energy-layer .stack")
        return page

    return show_one


def place(page):
    """The chosen batch and format, as the page says them."""
    text = page.locator(".card > .label").inner_text()
    return re.fullmatch(r"A batch of ([\d,]+) in (\w+)", text).groups()


def rows(page):
    """Of each part its name, joules, share and what it should take."""
    return [row.locator("span, b, small").all_inner_texts() for row in page.locator(".row").all()]


# ---- What it says and draws


def test_a_problem_is_the_title_and_nothing_but_text(show):
    page = show("stub")
    title = page.get_by_role("heading", level=3).inner_text()
    assert title == "Your layer_energy raises NotImplementedError: write it and run this cell again"
    assert page.locator(".line[d]").count() == page.locator(".dot").count() == 0
    assert page.locator(".lines .rug").get_attribute("d").count("M") == 11
    page = show("spite")
    title = page.get_by_role("heading", level=3)
    assert title.inner_text().startswith("Your layer_energy raises ValueError: <img src=x onerror=alert(1)>")
    assert title.inner_text().endswith("…") and title.locator("*").count() == 0
    assert page.locator(".energy-layer :is(img, h3 b)").count() == 0
    assert show("key").locator(".energy-layer h3 b").count() == 0


@pytest.mark.parametrize("case", ["example", "right", "bits", "int8"])
def test_dots_stand_where_python_says_and_red_ones_where_a_law_is_broken(show, case):
    page, layer = show(case), EnergyLayer(**CASES[case])
    drawn = page.locator(".dot").evaluate_all(
        "dots => dots.map(d => [+d.getAttribute('cx'), +d.getAttribute('cy'), d.classList.contains('err')])"
    )
    dots = np.array(drawn, dtype=float).reshape(5, len(BATCHES), 3)  # all four first, then part by part
    own = [
        [value / b for value, b in zip(layer.energies[layer.format][part], BATCHES, strict=True)]
        for part in PARTS
    ]
    levels = np.log10([np.sum(own, axis=0), *own])
    down = np.polyfit(levels.ravel(), dots[..., 1].ravel(), 1)
    np.testing.assert_allclose(np.polyval(down, levels), dots[..., 1], atol=0.01)
    across = np.polyfit(np.arange(11), dots[0, :, 0], 1)
    np.testing.assert_allclose(
        dots[..., 0], np.broadcast_to(np.polyval(across, np.arange(11)), (5, 11)), atol=0.01
    )
    asked = [[wanted is not None for wanted in layer.lawful[layer.format][part]] for part in PARTS]
    assert dots[0, :, 2].sum() == 0 and dots[1:, :, 2].astype(bool).tolist() == asked
    assert page.locator(".line.asked[d]").count() == sum(any(row) for row in asked)


def test_a_broken_law_is_red_in_the_row_the_lines_and_the_list_and_says_what_should_be(show):
    page = show()
    assert rows(page)[2] == ["weights ✗", "153 µJ", "99.3 %", "should be 19.1 µJ"]
    assert page.locator(".row.err").count() == page.locator(".goal").count() == 1
    assert page.locator(".names .err").all_text_contents() == ["weights ✗"]
    broken = page.locator(".law.err").inner_text()
    assert broken.split() == f"✗ twice the batch {EnergyLayer().broken[0]}".split()
    page.locator(".energy-layer").press("Home")
    assert rows(page)[2] == ["weights ✗", "153 µJ", "99.3 %", ""]
    assert page.locator(".goal").count() == 0


def test_formats_in_which_a_law_is_broken_are_marked(show):
    def marks(case):
        radios = show(case).get_by_role("radio")
        return [radio.get_attribute("title") for radio in radios.all()]

    assert marks("right") == [None, None, None]
    assert marks("bits") == [None, "2 broken", "2 broken"]
    assert marks("swapped") == ["4 broken", "4 broken", "4 broken"]


def test_a_right_function_shows_the_batch_that_pays_for_the_weights(show):
    page = show("right")
    assert rows(page) == [
        ["multiply", "870 nJ", "4.3 %", ""],
        ["add", "212 nJ", "1.0 %", ""],
        ["weights", "19.1 µJ", "94.4 %", ""],
        ["activations", "54.2 nJ", "0.3 %", ""],
    ]
    assert page.locator(".card .answer").inner_text() == "20.3 µJ"
    assert page.locator(".law.holds").count() == 4 and page.locator(".pictures .err").count() == 0
    box = [rect.bounding_box()["width"] for rect in page.locator(".stack rect").all()]
    np.testing.assert_allclose(np.array(box[:3]) + 1, 328 * np.array([0.0429, 0.0105, 0.9439]), atol=1)


def test_a_missing_number_is_a_gap_red_on_the_axis_and_in_words(show):
    page = show("gaps")
    assert place(page) == ("4", "FP32")
    assert rows(page)[2][:2] == ["weights", "no number"]
    assert page.locator(".card .answer").inner_text() == "no total"
    assert page.locator(".rug").get_attribute("d").count("M") == 2
    assert page.locator(".line.comm").get_attribute("d").count("M") == 3
    assert page.locator(".law.open").count() == 4


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    page = show(case)
    for key in ("End", "ArrowDown", "ArrowLeft", "ArrowDown", "Home"):
        page.locator(".energy-layer").press(key)
        drawn = page.locator(".energy-layer").evaluate("element => element.outerHTML")
        assert not [word for word in ("NaN", "Infinity", "undefined", "null") if word in drawn]


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["example", "right", "swapped", "spite"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".energy-layer")


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (700, 1), (760, 2), (872, 2), (1180, 2)])
def test_the_batch_stands_beside_the_lines_where_there_is_room(show, width, columns):
    page = show(width=width)
    lines, card = (page.locator(part).bounding_box() for part in (".lines", ".card"))
    if columns == 2:
        assert lines["x"] + lines["width"] <= card["x"] and abs(lines["y"] - card["y"]) <= 8
    else:
        assert lines["x"] == card["x"] and lines["y"] + lines["height"] < card["y"]


@pytest.mark.parametrize(("width", "is_between"), [(480, True), (700, True), (760, False)])
def test_the_slider_stands_under_the_lines_where_the_batch_does(show, width, is_between):
    page = show(width=width)
    lines, slider, card, laws = (
        page.locator(f".energy-layer {part}").bounding_box()["y"]
        for part in (".lines", ".slider", ".card", ".laws")
    )
    assert lines < slider < card < laws if is_between else max(lines, card) < laws < slider


def test_the_slider_keeps_its_focus_when_it_moves(show):
    page = show(width=872)
    slider = page.get_by_role("slider", name="batch")
    slider.focus()
    page.set_viewport_size({"width": 480, "height": 900})
    page.wait_for_function("document.querySelector('.pictures .slider')")
    page.keyboard.press("ArrowRight")
    assert place(page) == ("16", "FP32") and page.evaluate("document.activeElement.role") == "slider"


def test_a_batch_is_written_on_the_slider_as_on_the_axis(show):
    page = show()
    stops, ticks = (page.locator(part).all_text_contents() for part in (".slider .stop", ".ticks text"))
    assert stops[-1] == "1,024" and set(stops) < set(ticks)


@pytest.mark.parametrize(
    ("case", "width"),
    [
        *((case, 480) for case in ("example", "right", "swapped", "far", "nothing", "key")),
        ("swapped", 760), ("far", 872),
    ],
)  # fmt: skip
def test_no_word_is_cut_off_or_covers_another(show, looks, case, width):
    page = show(case, width=width)
    for key in ("Home", "ArrowDown", "End", "ArrowDown"):
        looks.words_apart(page.locator(".pictures, .laws"))
        page.locator(".energy-layer").press(key)
