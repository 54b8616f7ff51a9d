"""The line in a real browser: its ticks are the library's numbers, and hand, keys and ears can work it."""

import re

import numpy as np
import pytest

from course.widgets.number_formats_line import NumberLine

MARGIN = 20  # pixels beside the line, at both ends
HALF_A_PIXEL = 0.26  # ticks stand at whole halves
CASES = {
    "first": {},
    "chance": {"format": "float", "x": 0.3, "reach": 0, "rounding": "stochastic", "draw": 0.2},
    "fixed": {"format": "fixed", "exponent_bits": 3, "fraction_bits": 2, "x": -2.7},
    "logarithmic": {"format": "FP6_E3M2", "view": "logarithmic", "x": -3.3},
    "dense": {"format": "FP16", "reach": 17, "x": 70000.0},
    "wide": {"format": "BF16", "view": "logarithmic", "x": 1.0},
    "exact": {"format": "FP4_E2M1", "x": 3.0, "reach": 3},
    "zero": {"format": "FP8_E5M2", "x": 0.0, "reach": -8},
    "nan": {"format": "FP8_E4M3", "x": 1000.0, "reach": 10},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens the page of one case and waits until the line has its size."""

    def show_one(case="first", **settings):
        page = open_page(NumberLine(**CASES[case]), **settings)
        page.wait_for_selector(".line-of-numbers .ticks text")
        return page

    return show_one


def line_of(page):
    return page.get_by_role("slider", name="x, on the line of all numbers")


def x_of(page):
    return float(line_of(page).get_attribute("aria-valuenow"))


# ---- What it draws


@pytest.mark.parametrize("case", ["first", "chance", "fixed", "exact", "zero", "dense"])
def test_a_tick_stands_at_every_number_in_sight_and_nowhere_else(show, case):
    page, python = show(case), NumberLine(**CASES[case])
    width, end = float(line_of(page).get_attribute("width")), 2.0**python.reach
    drawn = page.locator(".tick").evaluate_all("paths => paths.map(path => path.getAttribute('d')).join('')")
    places = np.array([float(x) for x in re.findall(r"M([\d.]+)", drawn)])
    numbers = python.numbers[np.abs(python.numbers) <= end]
    expected = MARGIN + (numbers + end) / (2 * end) * (width - 2 * MARGIN)
    assert np.abs(expected[:, None] - places).min(axis=1).max() < HALF_A_PIXEL
    assert np.abs(expected[:, None] - places).min(axis=0).max() < HALF_A_PIXEL


def test_in_the_logarithmic_view_powers_of_two_stand_equally_far_apart(show):
    drawn = show("logarithmic").locator(".tick.power").get_attribute("d")
    places = np.array([float(x) for x in re.findall(r"M([\d.]+)", drawn)])
    assert len(places) == 7  # from 2^-2 to 2^4
    np.testing.assert_allclose(np.diff(places), np.diff(places).mean(), atol=0.51)


@every_case
def test_what_x_becomes_is_the_librarys(show, case):
    page, python = show(case), NumberLine(**CASES[case])
    text = page.locator(".row[aria-checked=true] .holds").inner_text().replace(",", "").replace("−", "-")
    np.testing.assert_equal(float(text.replace("∞", "inf")), python.rounded)
    share = page.locator(".fact b").nth(1).inner_text()
    assert float(share.rstrip(" %")) == pytest.approx(100 * python.share, abs=0.5)
    assert page.locator(".fact b").nth(2).inner_text() == f"{len(python.numbers):,}"


def test_the_chance_bar_is_as_long_as_the_chance(show):
    page, python = show("chance"), NumberLine(**CASES["chance"])
    width = float(page.locator(".chance-far").get_attribute("width"))
    below = python.numbers[python.numbers <= 0.3].max()
    assert width / (240 - 56) == pytest.approx((0.3 - below) / python.spacing)
    assert "60 % to 0.3125" in page.get_by_role("radio", name="stochastic").inner_text()


def test_the_first_picture_lies_beside_it_for_pages_without_scripts(open_page):
    picture = open_page(NumberLine(), scripts=False).locator("img")
    assert picture.get_attribute("alt") == NumberLine().describe()
    assert picture.evaluate("image => image.naturalWidth") > 700


# ---- Keys, hand and ears


def test_keys_do_everything(show):
    page = show("first")
    line_of(page).focus()
    for key, expected in [
        ("ArrowRight", 5.3), ("ArrowLeft", 5.2), ("Home", 0), ("End", 8), ("PageDown", 7), ("PageUp", 8),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert x_of(page) == expected, key
    page.keyboard.press("ArrowUp")
    assert "lie from −16 to 16" in page.inner_text(".line-of-numbers > .label")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert "lie from −4 to 4" in page.inner_text(".line-of-numbers > .label")
    page.keyboard.press("v")
    assert page.inner_text(".line-of-numbers > .label") == "All 126 positive numbers of FP8 E4M3"
    before = x_of(page)
    page.keyboard.press("ArrowRight")
    assert x_of(page) == pytest.approx(before * 2 ** (1 / 8), rel=0.005)


def test_an_x_out_of_sight_is_an_arrow_at_the_edge_and_has_no_dot(show):
    page = show("first")
    line_of(page).focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".number-line .held").get_attribute("visibility") == "hidden"
    page.keyboard.press("ArrowUp")
    assert page.locator(".number-line .held").get_attribute("visibility") is None


def test_x_is_dragged_and_stays_on_the_axis(show):
    page = show("first")
    box = page.locator(".hit").bounding_box()
    middle, height = box["x"] + box["width"] / 2, box["y"] + 50
    page.mouse.move(middle, height)
    page.mouse.down()
    assert x_of(page) == 0
    page.mouse.move(middle + (box["width"] - 2 * MARGIN) / 4, height)
    assert x_of(page) == pytest.approx(4, abs=0.02)
    page.mouse.up()
    assert page.inner_text("h3").startswith("FP8 E4M3 has 8 numbers")


def test_the_wheel_zooms_once_the_line_has_the_focus_and_not_before(show):
    page = show("first")
    box = page.locator(".hit").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 50)
    page.mouse.wheel(0, 10)
    page.wait_for_timeout(100)
    assert "−8 to 8" in page.inner_text(".line-of-numbers > .label")
    line_of(page).focus()
    page.mouse.wheel(0, 10)
    page.get_by_text("lie from −16 to 16").wait_for()


def test_a_rounding_is_chosen_by_arrows_and_a_new_number_drawn(show):
    page = show("first")
    page.get_by_role("radio", name="nearest").focus()
    for name in ("toward zero", "up"):
        page.keyboard.press("ArrowDown")
        assert page.get_by_role("radio", name=name, exact=False).get_attribute("aria-checked") == "true"
    assert line_of(page).get_attribute("aria-valuetext") == "5.2, becomes 5.5"
    before = page.inner_text(".drawn")
    page.get_by_role("button", name="draw again").click()
    assert page.get_by_role("radio", name="stochastic").get_attribute("aria-checked") == "true"
    for _ in range(5):  # two draws may print the same two digits
        page.get_by_role("button", name="draw again").click()
    assert page.inner_text(".drawn") != before


def test_own_formats_have_sliders(show):
    page = show("first")
    exponents = page.get_by_role("slider", name="exponent bits")
    assert not exponents.is_visible()
    page.get_by_role("radio", name="own float").click()
    exponents.focus()
    page.keyboard.press("ArrowRight")
    assert page.inner_text("h3").startswith("E4M3 has 8 numbers")
    page.get_by_role("radio", name="fixed point").click()
    assert page.inner_text("h3") == "Q4.3 has numbers 0.125 apart, from −16 to 15.875"


def test_the_player_zooms_out_from_zero(show):
    page = show("zero")
    page.get_by_role("button", name="step", exact=True).click()
    page.get_by_role("button", name="last", exact=True).click()
    assert "−131,072 to 131,072" in page.inner_text(".line-of-numbers > .label")
    page.get_by_role("button", name="back", exact=True).click()
    page.locator(".line-of-numbers").focus()
    page.keyboard.press(" ")
    page.get_by_text("lie from −131,072").wait_for()


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["first", "chance", "dense"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".line-of-numbers", targets="button:visible")


@pytest.mark.parametrize(
    ("case", "width"), [*((case, 480) for case in CASES), ("chance", 720), ("dense", 872)]
)
def test_nothing_is_cut_off_or_made_up(show, looks, case, width):
    page = show(case, width=width)
    looks.fits(page)
    html = page.locator(".line-of-numbers").inner_html()
    assert not [word for word in ("undefined", "null", "Infinity", "NaN ", '"NaN', "[object") if word in html]
    looks.words_apart(page.locator(".line-of-numbers svg"))


@every_case
def test_the_title_stands_on_one_line_at_a_cells_usual_width(show, case):
    assert show(case).locator("h3").bounding_box()["height"] == pytest.approx(28)
