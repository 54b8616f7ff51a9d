"""The tangent in a real browser: its title true, nothing cut off, and hand, keys and ears can work it."""

import numpy as np
import pytest

from course.widgets.backprop_tangent import Tangent


def relu(x):
    return np.maximum(x, 0)


def right_of_tanh(x):
    return 1 - np.tanh(x) ** 2


def spiteful(x):
    raise ValueError(
        "<img src=x onerror=alert(1)></script><b>bold</b> could not be broadcast " + 9 * "together "
    )


def not_written(x):
    raise NotImplementedError


CASES = {
    "example": {},
    "right": {"function": np.tanh, "slope": right_of_tanh, "at": 0.6},
    "sign": {"function": np.tanh, "slope": lambda x: -right_of_tanh(x)},
    "kink": {"function": relu, "slope": lambda x: (x > 0) * 1.0, "at": 0.0},
    "jump": {"function": lambda x: np.where(x > 0, 1.0, 0.0), "slope": np.zeros_like, "at": 0.0},
    "half": {"function": relu, "slope": np.ones_like, "at": -1.0},
    "stub": {"function": np.tanh, "slope": not_written},
    "nothing": {"function": not_written, "slope": not_written},
    "spite": {"function": np.tanh, "slope": spiteful},
    "gap": {"function": np.tanh, "slope": lambda x: np.where(x < 0, np.nan, right_of_tanh(x)), "at": -1.0},
    "steep": {"function": lambda x: np.exp(3 * x), "slope": lambda x: np.exp(3 * x), "at": 2.5},
    "huge": {"function": lambda x: 1e300 * np.tanh(x), "slope": lambda x: -1e300 * right_of_tanh(x)},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens a tangent's page and waits until its pictures have their size."""

    def show_one(case="example", *, at=None, **settings):
        chosen = CASES[case] | ({} if at is None else {"at": at})
        page = open_page(Tangent(**chosen), **settings)
        page.wait_for_selector(".tangent .plot >> nth=1")
        return page

    return show_one


def place(page):
    values = {float(plot.get_attribute("aria-valuenow")) for plot in page.get_by_role("slider").all()}
    assert len(values) == 1, "both pictures show the same place"
    return round(values.pop(), 9)


# ---- What it says

TITLES = {
    "example": "Your slope misses the curve’s at 120 of 121 places, most at x = −1.55",
    "right": "Your slope is the curve’s at all 121 places",
    "sign": "Your slope misses the curve’s at all 121 places, most at x = 0.00",
    "kink": "Your slope is the curve’s at 120 places, and a usual one at the kink",
    "jump": "Your slope is the curve’s at 120 places, and a usual one at the jump",
    "stub": "Your slope raises NotImplementedError: write it and run this cell again",
    "gap": "Your slope is no finite number at 60 of 121 places, first at x = −3.00",
}


@pytest.mark.parametrize(("case", "title"), TITLES.items())
def test_the_title_is_the_finding(show, case, title):
    assert show(case).get_by_role("heading", level=3).inner_text() == title


def test_the_sum_at_the_chosen_place_is_printed(show):
    page = show()
    assert page.locator("[role=status]").text_content() == (
        "slope at x = 1.00: yours +0.7311, nudged +0.9277, apart 0.1966"
    )
    assert page.locator(".term b").all_inner_texts() == ["+0.7311", "+0.9277", "0.1966"]
    assert "a miss" in page.locator(".term.err").inner_text()
    page = show("right")
    assert page.locator(".term b").all_inner_texts() == ["+0.7116", "+0.7116", "0.0000"]
    assert page.locator(".term.err").count() == 0
    assert "at a kink: either answer is usual" in show("kink").locator(".term.apart").inner_text()
    assert show("stub").locator(".term b").all_inner_texts() == ["·", "+0.4200", "·"]


def test_what_an_exception_says_is_text_and_nothing_else(show):
    page = show("spite")
    title = page.get_by_role("heading", level=3)
    assert title.inner_text().startswith(
        "Your slope raises ValueError: <img src=x onerror=alert(1)></script><b>"
    )
    assert title.inner_text().endswith("…") and title.locator("*").count() == 0
    assert page.locator(".tangent img, .tangent b:not(.term b)").count() == 0


# ---- What it draws


@pytest.mark.parametrize(("at", "case"), [(1.0, "example"), (-0.5, "right")])
def test_the_line_is_drawn_where_python_says(show, at, case):
    page, tangent = show(case, at=at), Tangent(**(CASES[case] | {"at": at}))
    box = {name: float(page.locator(".hit").first.get_attribute(name)) for name in ("width", "height")}
    values = np.array(tangent.values)
    air = 0.1 * np.ptp(values)
    low, high = values.min() - air, values.max() + air
    numbers = page.locator(".line.yours").get_attribute("d")[1:].replace("L", " ").split()
    drawn = np.array([float(number) for number in numbers]).reshape(2, 2)
    places = drawn[:, 0] / box["width"] * 6 - 3
    heights = high - drawn[:, 1] / box["height"] * (high - low)
    (x0, y0), (x1, y1) = tangent.tangent
    slope = (y1 - y0) / (x1 - x0)
    index = tangent.places.index(tangent.at)
    np.testing.assert_allclose(heights, tangent.values[index] + slope * (places - at), rtol=1e-9)
    assert x0 - 1e-9 <= places[0] < at < places[1] <= x1 + 1e-9


def test_the_dashed_line_is_there_only_where_yours_cuts(show):
    assert show().locator(".line.nudged").get_attribute("d")
    assert show(at=0.0).locator(".line.nudged").get_attribute("d") is None
    assert show("right").locator(".line.nudged").get_attribute("d") is None
    stub = show("stub")
    assert stub.locator(".line.nudged").get_attribute("d") and not stub.locator(".line.yours").get_attribute(
        "d"
    )


def test_misses_are_barred_and_kinks_are_ringed(show):
    assert show().locator(".misses").get_attribute("d").count("M") == 120
    assert show("right").locator(".misses").get_attribute("d") == ""
    page = show("kink")
    assert page.locator("circle.kink").count() == 1 and page.locator(".worst-mark").count() == 0


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    drawn = show(case).locator(".tangent").evaluate("element => element.outerHTML")
    assert not [
        word for word in ("NaN", "Infinity", "undefined", "null", "∞", "not a number") if word in drawn
    ]


# ---- Keys, hand and ears


def test_keys_move_the_point(show):
    page = show()
    page.locator(".plot").first.focus()
    for key, expected in [
        ("ArrowRight", 1.05), ("ArrowLeft", 1.0), ("ArrowUp", 1.05), ("ArrowDown", 1.0), ("PageUp", 1.5),
        ("PageDown", 1.0), ("Home", -3.0), ("ArrowLeft", -3.0), ("PageDown", -3.0), ("End", 3.0),
        ("ArrowRight", 3.0), ("w", -1.55),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert place(page) == expected
    assert page.locator("[role=status]").text_content().startswith("slope at x = −1.55: yours")
    assert page.get_by_role("slider").first.get_attribute("aria-valuetext") == "x = −1.55"


def test_the_worst_miss_has_a_button_and_without_misses_it_does_nothing(show):
    page = show()
    page.get_by_role("button", name="worst miss x = −1.55").click()
    assert place(page) == -1.55
    page = show("right")
    page.get_by_role("button", name="worst miss none").click(force=True)
    page.keyboard.press("W")
    assert place(page) == 0.6


@pytest.mark.parametrize("picture", [0, 1])
def test_the_point_is_clicked_and_dragged_in_both_pictures(show, picture):
    page = show()
    box = page.locator(".hit").nth(picture).bounding_box()
    middle, height = box["x"] + box["width"] / 2, box["y"] + 30
    page.mouse.click(middle, height)
    assert place(page) == 0.0
    page.mouse.move(middle, height)
    page.mouse.down()
    page.mouse.move(middle + box["width"] / 6, height + 40)
    assert place(page) == 1.0
    page.mouse.move(middle + 2 * box["width"], height)
    page.mouse.up()
    assert place(page) == 3.0
    page.mouse.move(middle, height)
    assert place(page) == 3.0
    page.keyboard.press("ArrowLeft")
    assert place(page) == 2.95, "the arrows go on where the hand was"


def test_the_player_goes_by_tens_and_plays_to_the_end(show):
    page = show(at=2.0)
    for name, expected in (("back", 1.5), ("step", 2.0), ("first", -3.0), ("last", 3.0)):
        page.get_by_role("button", name=name, exact=True).click()
        assert place(page) == expected
    page.keyboard.press("PageDown")
    page.locator(".plot").first.focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="play").wait_for()
    assert place(page) == 3.0
    page = show(at=-3.0)
    page.locator(".plot").first.focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="pause").wait_for()
    page.keyboard.press("Home")
    assert page.get_by_role("button", name="play").count() == 1, "a move by hand stops it"


def test_tab_reaches_every_part_and_nothing_twice(show):
    page = show()
    stops = []
    page.keyboard.press("Tab")
    while len(stops) < 20:
        name = page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.className")
        if not name or name in stops:
            break
        stops.append(name)
        page.keyboard.press("Tab")
    pictures = ["x, on a picture of your function", "x, on a picture of the slopes"]
    assert stops[:8] == [*pictures, "first", "back", "play", "step", "last", "worst"]


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["example", "kink", "spite", "right"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".tangent")


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (560, 1), (640, 2), (872, 2), (1180, 2)])
def test_the_pictures_stand_side_by_side_where_there_is_room(show, looks, width, columns):
    assert looks.columns(*show(width=width).locator(".plot").all()) == columns


@pytest.mark.parametrize(
    ("case", "width"),
    [*((case, 480) for case in CASES if case != "huge"), ("kink", 640), ("example", 872), ("right", 872)],
)
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case, width):
    page = show(case, width=width)
    for key in ("Home", "w", "PageUp", "End"):
        looks.words_apart(page.locator(".plot"))
        page.keyboard.press(key)
