"""The gradients in a real browser: bars are counts, and hand, keys and ears can work it."""

import re

import numpy as np
import pytest

from course.widgets.mixed_precision_gradients import GradientRange

CASES = {
    "first": {},
    "master": {"format": "FP8_E4M3", "scale_log2": 10, "moment": 2, "master": True},
    "overflow": {"scale_log2": 24},
    "wide": {"format": "BF16", "moment": 0},
    "layer": {"format": "FP8_E5M2", "layer": "3", "moment": 1, "scale_log2": 3},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens the page of one case and waits until its pictures have their size."""

    def show_one(case="first", **settings):
        page = open_page(GradientRange(**CASES[case]), **settings)
        page.wait_for_selector(".gradient-range .ticks text")
        return page

    return show_one


def scale(page):
    return int(page.locator(".gradients").get_attribute("aria-valuenow"))


def title(page):
    return page.inner_text("h3").replace("\u00a0", " ")


def total_height(page, picture, fates):
    """The heights of all bars of some fates, summed, in pixels."""
    paths = [page.locator(f".{picture} .bar.{fate}").get_attribute("d") or "" for fate in fates]
    return sum(float(height) for path in paths for height in re.findall(r"h[\d.]+v([\d.]+)h-", path))


# ---- What it draws


@every_case
def test_the_bars_of_each_fate_are_as_high_as_its_share(show, case):
    page, range_ = show(case), GradientRange(**CASES[case])
    all_bars = total_height(page, "gradients", ("held", "vanished", "overflowed"))
    for fate, share in (("vanished", range_.vanished), ("overflowed", range_.overflowed)):
        assert total_height(page, "gradients", [fate]) / all_bars == pytest.approx(share, abs=1e-3)
    updates = total_height(page, "updates", ("felt", "lost"))
    share = range_.lost / (1 - range_.overflowed)  # what overflowed is no update
    assert total_height(page, "updates", ["lost"]) / updates == pytest.approx(share, abs=1e-3)


@every_case
def test_the_printed_shares_are_pythons(show, case):
    page, range_ = show(case), GradientRange(**CASES[case])
    printed = [float(text.rstrip("\u00a0%")) for text in page.locator(".facts dd.err").all_inner_texts()]
    expected = 100 * np.array([range_.vanished, range_.overflowed, range_.lost])
    np.testing.assert_allclose(printed, expected, rtol=0.05)


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    drawn = show(case).locator(".gradient-range").evaluate("element => element.outerHTML")
    wrong = ("NaN", "Infinity", "undefined", "null", "∞", "not a number", "[object")
    assert not [word for word in wrong if word in drawn]


def test_without_scripts_there_is_a_picture_with_words(open_page):
    picture = open_page(GradientRange(), scripts=False).locator("img")
    assert picture.get_attribute("alt") == GradientRange().describe()
    assert picture.evaluate("image => image.naturalWidth") > 700


# ---- Keys, hand and ears


def test_keys_do_everything(show):
    page = show("first")
    page.locator(".gradients").focus()
    for key, expected in [
        ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 24), ("ArrowRight", 24), ("Home", 0),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert scale(page) == expected, key
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("slider", name="training step").get_attribute("aria-valuenow") == "3"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("m")
    assert page.get_by_role("switch").get_attribute("aria-checked") == "true"
    assert "in weights kept in FP32" in page.locator(".row .label").nth(1).inner_text()
    page.keyboard.press("f")
    assert title(page).startswith("No gradient vanishes in BF16; FP32 weights lose")
    page.keyboard.press("L")
    assert page.get_by_role("radio", name="1", exact=True).get_attribute("aria-checked") == "true"
    python = GradientRange(format="BF16", layer="1", master=True)
    assert f"{len(python.gradients):,} gradients" in page.inner_text("h3 + p")


def test_the_histogram_is_dragged_over_the_range(show):
    page = show("first")
    box = page.locator(".gradients .hit").bounding_box()
    column = (box["width"] - 48) / 66
    page.mouse.move(box["x"] + 300, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 300 + 7 * column, box["y"] + 80)
    assert scale(page) == 7
    page.mouse.move(box["x"] + 700, box["y"] + 80)
    page.mouse.move(box["x"] + 300 + 2 * column, box["y"] + 200)
    page.mouse.up()
    assert scale(page) == 2


def test_the_slider_steps_by_its_stops_and_shows_what_lies_between(show):
    page = show("master")
    handle = page.get_by_role("slider", name="loss scale", exact=True)
    assert handle.get_attribute("aria-valuenow") == "10" and page.locator(".stop.chosen").count() == 1
    handle.press("ArrowRight")
    assert scale(page) == 13
    handle.press("End")
    assert scale(page) == 24 and handle.get_attribute("aria-valuetext") == "2²⁴ × 16,777,216"


def test_the_player_goes_through_the_training(show):
    page = show("wide")
    for name, expected in (("step", "20"), ("last", "1,600"), ("back", "400"), ("first", "1")):
        page.get_by_role("button", name=name, exact=True).click()
        assert f"Of step {expected}," in page.inner_text("h3 + p")
    page.locator(".gradients").press(" ")
    page.get_by_text("Of step 1,600,").wait_for()
    page.get_by_role("button", name="play").wait_for()


def test_tab_reaches_every_part_and_nothing_twice(show):
    page, stops = show("first"), []
    page.keyboard.press("Tab")
    name_of_focus = "document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()"
    while (name := page.evaluate(name_of_focus)) and name not in stops and len(stops) < 20:
        stops.append(name)
        page.keyboard.press("Tab")
    assert stops[:3] == ["FP16", "all", "loss scale, on the gradients over the format's range"]
    assert stops[3:8] == ["first", "back", "play", "step", "last"]
    assert stops[8] == "training step" and stops[9].startswith("master weights in FP32")
    assert stops[10] == "loss scale"


def test_ears_hear_the_shares(show):
    page = show("overflow")
    words = page.locator(".gradients").get_attribute("aria-valuetext").replace("\u00a0", " ")
    share = 100 * GradientRange(**CASES["overflow"]).overflowed
    assert words == f"2 to the 24: 0 % vanish in FP16, {share:.1f} % overflow"
    assert "the whole step is skipped" in page.locator("[role=status]").text_content()
    assert "the whole step is skipped" in page.locator(".updates").get_attribute("aria-label")


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["first", "overflow"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".gradient-range")


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (720, 1), (872, 2), (1180, 2)])
def test_numbers_stand_beside_their_picture_where_there_is_room(show, width, columns):
    page = show(width=width)
    picture, facts = (page.locator(name).first.bounding_box() for name in (".gradients", ".facts"))
    if columns == 2:
        assert picture["x"] + picture["width"] <= facts["x"]
    else:
        assert picture["y"] + picture["height"] <= facts["y"]


@every_case
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case):
    looks.words_apart(show(case, width=480).locator(".gradients, .updates"))
    looks.words_apart(show(case).locator(".gradients, .updates"))


@every_case
def test_the_title_stands_on_one_line_at_a_cells_usual_width(show, case):
    assert show(case).locator("h3").bounding_box()["height"] == pytest.approx(28)
