"""The curve in a real browser: what it draws is the library's, and hand, keys and ears can work it."""

import re

import numpy as np
import pytest

from course.widgets.activations_curve import FUNCTIONS, ActivationsCurve, shape, value_and_slope

CASES = {
    "first": {},
    "flat": {"function": "tanh", "input": 3.0, "layers": 20},
    "dead": {"function": "relu", "input": -2.0, "layers": 1},
    "whole": {"function": "relu", "input": 5.5, "layers": 14},
    "back": {"function": "gelu", "input": -1.5, "layers": 5},
    "more": {"function": "silu", "input": 2.4, "layers": 20},
    "leak": {"function": "leaky_relu", "input": -6.0, "layers": 3},
    "between": {"function": "sigmoid", "input": 1.2345, "layers": 8},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens a curve's page and waits until its pictures have their size."""

    def show_one(case="first", **settings):
        page = open_page(ActivationsCurve(**CASES[case]), **settings)
        page.wait_for_selector(".curves .plot >> nth=1")
        return page

    return show_one


def values(page):
    """Input and layers, as the two pictures say them."""
    return [float(plot.get_attribute("aria-valuenow")) for plot in page.locator(".plot").all()]


# ---- What it draws


@pytest.mark.parametrize("function", FUNCTIONS)
def test_both_curves_are_drawn_where_the_library_says(open_page, function):
    page = open_page(ActivationsCurve(function=function))
    page.wait_for_selector(".curves .plot")
    width = float(page.locator(".hit").first.get_attribute("width"))
    places = np.linspace(-6, 6, 241)
    for role, expected, top, bottom in zip(
        ("act", "grad"),
        value_and_slope(function, places),
        (1.35 if function in ("tanh", "sigmoid") else 6.4, 1.42),
        (-1.35 if function in ("tanh", "sigmoid") else -1.4, -0.22),
        strict=True,
    ):
        curve = page.locator(f".curve.{role}")
        drawn = np.array([pair.split() for pair in curve.get_attribute("d")[1:].split("L")], dtype=float)
        high = float(curve.locator("xpath=..").get_attribute("height"))
        x, heights = drawn[:, 0] / width * 12 - 6, top - drawn[:, 1] / high * (top - bottom)
        upright = np.flatnonzero(np.isclose(x[:-1], 0) & np.isclose(x[1:], 0))  # a jump has two points at 0
        x, heights = np.delete(x, upright + 1), np.delete(heights, upright + 1)
        np.testing.assert_allclose(x, places, atol=1e-9)
        np.testing.assert_allclose(heights, expected, atol=1e-9)


def test_the_tangent_has_the_slope_and_goes_through_the_point(show):
    page, curve = show("between"), ActivationsCurve(**CASES["between"])
    line = page.locator(".tangent-line").get_attribute("d")
    (x0, y0), (x1, y1) = np.array([pair.split() for pair in line[1:].split("L")], dtype=float)
    width = float(page.locator(".hit").first.get_attribute("width"))
    high = float(page.locator(".tangent-line").locator("xpath=..").get_attribute("height"))
    slope = (y0 - y1) / (x1 - x0) * (2.7 / high) / (12 / width)
    assert slope == pytest.approx(curve.slope, rel=1e-9)
    assert (x0 + x1) / 2 / width * 12 - 6 == pytest.approx(curve.input)
    assert 1.35 - (y0 + y1) / 2 / high * 2.7 == pytest.approx(curve.output)


def test_the_flat_parts_are_shaded_up_to_their_edge(show):
    for case, function in (("first", "sigmoid"), ("back", "gelu"), ("dead", "relu")):
        page = show(case)
        width = float(page.locator(".hit").first.get_attribute("width"))
        rects = page.locator(".flat").first.locator("rect").all()
        spans = [[float(rect.get_attribute(name)) for name in ("x", "width")] for rect in rects]
        _, left, right = shape(function)
        assert (spans[0][0] + spans[0][1]) / width * 12 - 6 == pytest.approx(left, abs=1e-6)
        assert len(spans) == (1 if np.isinf(right) else 2)


def test_a_dot_for_each_number_of_layers_as_far_as_the_axis_goes(show):
    assert show("whole").locator(".dots circle").count() == 20
    assert show("whole").locator(".dots .past").count() == 14
    assert show("dead").locator(".dots circle").count() == 0
    page = show("first")
    shown = sum(ActivationsCurve().slope ** k >= 1e-12 for k in range(1, 21))
    assert page.locator(".dots circle").count() == shown


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    drawn = show(case).locator(".curves").evaluate("element => element.outerHTML")
    assert not [
        word for word in ("NaN", "Infinity", "undefined", "null", "∞", "not a number") if word in drawn
    ]


def test_the_sum_is_large_and_for_ears(show):
    page = show("first")
    assert page.locator(".term b").all_inner_texts() == ["2", "0.8808", "0.10510", "1.6 × 10⁻¹⁰"]
    assert page.locator("[role=status]").text_content().replace("\u00a0", " ") == (
        "Sigmoid at 2: output 0.8808, slope 0.105; 10 layers leave 1.6 × 10⁻¹⁰ of a gradient"
    )
    assert "1 layer leaves nothing of a gradient" in show("dead").locator(".panel").nth(1).inner_text()


def test_without_scripts_there_is_a_picture_with_words(open_page):
    picture = open_page(ActivationsCurve(), scripts=False).locator("img")
    assert picture.get_attribute("alt") == ActivationsCurve().describe()
    assert picture.evaluate("image => image.naturalWidth") > 700


# ---- Keys, hand and ears


def test_keys_do_everything(show):
    page = show("first")
    page.locator(".plot").first.focus()
    for key, expected in [
        ("ArrowRight", [2.1, 10]), ("ArrowLeft", [2.0, 10]), ("ArrowUp", [2.0, 11]), ("ArrowDown", [2.0, 10]),
        ("PageUp", [3.0, 10]), ("PageDown", [2.0, 10]), ("End", [6.0, 10]), ("ArrowRight", [6.0, 10]),
        ("Home", [-6.0, 10]), ("ArrowLeft", [-6.0, 10]),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert values(page) == expected, key
    page.locator(".plot").nth(1).focus()
    for key, expected in [
        ("ArrowRight", [-6.0, 11]), ("ArrowLeft", [-6.0, 10]), ("End", [-6.0, 20]), ("ArrowUp", [-6.0, 20]),
        ("Home", [-6.0, 1]), ("ArrowDown", [-6.0, 1]),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert values(page) == expected, key
    page.keyboard.press("f")
    assert page.get_by_role("radio", name="ReLU", exact=True).get_attribute("aria-checked") == "true"
    assert page.inner_text("h3").startswith("ReLU")


def test_an_input_between_two_places_moves_on_to_a_place(show):
    page = show("between")
    assert values(page) == [1.2345, 8]
    page.locator(".plot").first.focus()
    page.keyboard.press("ArrowRight")
    assert values(page) == [1.3, 8]


def test_the_point_and_the_layers_are_dragged(show):
    page = show("first")
    box = page.locator(".hit").first.bounding_box()
    middle, height = box["x"] + box["width"] / 2, box["y"] + 60
    page.mouse.click(middle, height)
    assert values(page)[0] == 0
    page.mouse.move(middle, height)
    page.mouse.down()
    page.mouse.move(middle + box["width"] / 4, height + 30)
    assert values(page)[0] == 3
    page.mouse.move(middle + 3 * box["width"], height)
    page.mouse.up()
    assert values(page)[0] == 6
    box = page.locator(".hit").nth(1).bounding_box()
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + 60)
    assert values(page) == [6, 20]
    page.get_by_role("radio", name="GELU").click()
    assert page.inner_text("h3").startswith("GELU")


def test_the_player_goes_by_whole_inputs_and_plays_to_the_end(show):
    page = show("whole")
    for name, expected in (("back", 4.5), ("step", 5.5), ("first", -6.0), ("last", 6.0)):
        page.get_by_role("button", name=name, exact=True).click()
        assert values(page)[0] == expected
    page.keyboard.press("PageDown")
    page.locator(".plot").first.focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="play").wait_for()
    assert values(page)[0] == 6


def test_tab_reaches_every_part_and_nothing_twice(show):
    page, stops = show("first"), []
    page.keyboard.press("Tab")
    while (
        name := page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()")
    ) and len(stops) < 20:
        if name in stops:
            break
        stops.append(name)
        page.keyboard.press("Tab")
    pictures = [
        "input, on a picture of the curve over its slope",
        "layers, on a picture of what is left of a gradient",
    ]
    assert stops[:8] == [*pictures, "first", "back", "play", "step", "last", "sigmoid"]


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["first", "back", "dead"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".curves")


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (780, 1), (840, 2), (872, 2), (1180, 2)])
def test_the_pictures_stand_side_by_side_where_there_is_room(show, looks, width, columns):
    assert looks.columns(*show(width=width).locator(".plot").all()) == columns


@pytest.mark.parametrize(
    ("case", "width"), [*((case, 480) for case in CASES), ("back", 720), ("first", 872), ("more", 872)]
)
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case, width):
    page = show(case, width=width)
    for key in ("Home", "PageUp", "End", "f"):
        looks.words_apart(page.locator(".plot"))
        page.locator(".plot").first.press(key)


@every_case
def test_the_title_stands_on_one_line_at_a_cells_usual_width(show, case):
    height = show(case).locator("h3").bounding_box()["height"]
    assert height == pytest.approx(28), re.sub(r"\s", " ", case)
