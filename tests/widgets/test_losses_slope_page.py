"""The slope along a score in a real browser: its title true, its curve drawn, nothing cut off."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from course.widgets.losses_slope import LossesSlope

SCORES = [1.2, 0.8, -0.5]
rival = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["rival_hinge"]


def not_written(scores):
    raise NotImplementedError


def spiteful(scores):
    raise ValueError("<img src=x onerror=alert(1)></script><b>bold</b> " + 9 * "together ")


CASES = {
    "example": {},
    "right": {"loss_and_gradient": rival, "scores": SCORES, "chosen": 1},
    "half": {"loss_and_gradient": lambda s: rival(s, push=0.5), "scores": SCORES},
    "corner": {"loss_and_gradient": rival, "scores": [1.2, 0.2, -0.5], "chosen": 1},
    "off corner": {
        "loss_and_gradient": lambda s: (rival(s)[0], rival(s)[1] + [0, 2, 0]),
        "scores": [1.2, 0.2, -0.5],
        "chosen": 1,
    },
    "square": {"loss_and_gradient": lambda s: (np.sum(s**2) / 2, s), "scores": SCORES},
    "stub": {"loss_and_gradient": not_written},
    "spite": {"loss_and_gradient": spiteful},
    "shape": {"loss_and_gradient": lambda s: (rival(s)[0], 0.0)},
    "gap": {"loss_and_gradient": lambda s: (rival(s)[0] if s[2] < 1 else np.nan, rival(s)[1]), "chosen": 2},
    "jump": {"loss_and_gradient": lambda s: (1.0 * (s[0] < 1.2), 0 * s)},
    "huge": {"loss_and_gradient": lambda s: (1e300 * rival(s)[0], 1e9 * rival(s)[1])},
    "six": {"loss_and_gradient": rival, "scores": [1.2, 0.8, -0.5, 2, -1, 0.3], "label": 0},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens a page of the visualizer and waits until its pictures have their size."""

    def show_one(case="example", **settings):
        page = open_page(LossesSlope(**CASES[case]), **settings)
        page.wait_for_selector(".losses-slope .plot")
        return page

    return show_one


def title(page):
    return page.get_by_role("heading", level=3).inner_text()


# ---- What it says

TITLES = {
    "example": "Your slope along score 0 is +0.54, the curve’s is −0.46: it cuts",
    "right": "Your slope along score 1 is +1.00, and so is the curve’s: it touches",
    "half": "Your slope along score 1 is +0.50, the curve’s is +1.00: it cuts",
    "corner": (
        "Along score 1 the loss has a corner: any slope between 0.00 and +1.00 will do, yours is 0.00"
    ),
    "off corner": "Your slope along score 1 is +2.00, at a corner between 0.00 and +1.00: it cuts",
    "jump": "Along score 0 the loss jumps: nothing is its slope here, yours is 0.00",
    "stub": "Your function raises NotImplementedError: write it and run this cell again",
    "shape": "Your gradient has shape (), it needs a slope for each score: (3,)",
}


@pytest.mark.parametrize(("case", "expected"), TITLES.items())
def test_the_title_is_the_finding(show, case, expected):
    assert title(show(case)) == expected


def test_a_difference_that_two_digits_hide_is_printed(functions):
    nearly = LossesSlope(lambda s: (rival(s)[0], rival(s)[1] * 1.001), SCORES)
    found = functions(LossesSlope._esm, "foundAt", nearly.state(), nearly.places.index(1.2))
    said = functions(LossesSlope._esm, "titleOf", nearly.state(), found)
    assert said == "Your slope along score 0 is −1.001, the curve’s is −1.000: it cuts"


def test_each_slope_is_marked_right_or_off_and_the_sum_is_held_against_a_fact(show):
    page = show()
    rows = page.locator(".slopes .row")
    assert [text.split("\n") for text in rows.all_inner_texts()] == [
        ["score 0 right", "+0.5397", "✗ off, −0.4603"],
        ["score 1", "+0.3617", "✓ right"],
        ["score 2", "+0.0986", "✓ right"],
        ["sum", "+1.000", "✗ off, 0.000"],
    ]
    fact = "Move all scores together, and the loss stays as it is"
    assert page.locator(".fact").inner_text() == f"{fact}: your slopes should add up to zero."
    assert show("right").locator(".fact").inner_text() == f"{fact}: so your slopes add up to zero."
    assert show("square").locator(".fact").inner_text() == (
        "Move all scores together, and the loss changes by +1.5000 a unit: so your slopes add up to that."
    )
    assert show("stub").locator(".fact").inner_text() == ""


def test_the_numbers_of_the_chosen_score_are_said_in_one_sentence(show):
    assert show("half").get_by_role("status").text_content() == (
        "score 1 = 0.8, loss 0.6000: your slope +0.5000, the curve’s +1.0000; "
        "cuts 0.5000 apart: a nudge errs by less than 0.0001"
    )
    assert (
        "the curve’s 0.00 to +1.00; touches a corner" in show("corner").get_by_role("status").text_content()
    )


def test_what_an_exception_says_is_text_and_nothing_else(show):
    page = show("spite")
    assert title(page).startswith("Your function raises ValueError: <img src=x onerror=alert(1)></script><b>")
    assert page.locator(".losses-slope img, h3 *").count() == 0


# ---- What it draws


def points_of(path):
    return np.array([part.split(" ") for part in path[1:].replace("M", "L").split("L")], float)


@pytest.mark.parametrize("case", ["example", "half"])
def test_the_curve_and_the_line_are_drawn_where_python_says(show, case):
    page, slope = show(case), LossesSlope(**CASES[case])
    curve = points_of(page.locator(".curve").get_attribute("d"))
    losses = np.array(slope.curves[slope.chosen]["losses"])
    per_loss, offset = np.polyfit(losses, curve[:, 1], 1)
    np.testing.assert_allclose(curve[:, 1], per_loss * losses + offset, rtol=0, atol=1e-9)
    per_place = (curve[-1, 0] - curve[0, 0]) / 6
    for name, value in (("yours", slope.slope), ("nudged", slope.nudged)):
        (x0, y0), (x1, y1) = points_of(page.locator(f".line.{name}").get_attribute("d"))
        assert (y1 - y0) / (x1 - x0) * per_place / per_loss == pytest.approx(value)
        at = slope.places.index(slope.scores[slope.chosen])
        height = y0 + (y1 - y0) * (curve[at, 0] - x0) / (x1 - x0)
        assert height == pytest.approx(curve[at, 1])


def test_the_nudged_line_is_there_only_where_yours_cuts_and_the_fan_only_at_a_corner(show):
    for case, is_dashed, has_fan in (("half", 1, 0), ("right", 0, 0), ("corner", 0, 1), ("off corner", 0, 1)):
        page = show(case)
        assert bool(page.locator(".line.nudged").get_attribute("d")) == is_dashed
        assert bool(page.locator(".plot .span").get_attribute("d")) == has_fan


def test_misses_are_on_the_axis_and_corners_are_ringed(show):
    assert show("half").locator(".rug").get_attribute("d").count("M") == 28
    page = show("corner")
    assert page.locator(".rug").get_attribute("d") == "" and page.locator("circle.corner").count() == 1


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    drawn = show(case).locator(".losses-slope").evaluate("element => element.outerHTML")
    assert not [
        word
        for word in ("NaN", "Infinity", "undefined", "null", "∞", "not a number", "false")
        if word in drawn
    ]


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["example", "corner", "spite", "six"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(
        show(case, width=width, motion="reduce"), ".losses-slope", targets="button, .scores .row"
    )


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (700, 1), (760, 2), (872, 2), (1180, 2)])
def test_the_curve_stands_beside_the_scores_where_there_is_room(show, width, columns):
    page = show(width=width)
    rows, curve = (page.locator(part).bounding_box() for part in (".rows.slopes", ".plot"))
    if columns == 2:
        assert rows["x"] + rows["width"] <= curve["x"] and curve["y"] < rows["y"]
    else:
        assert rows["x"] == curve["x"] and rows["y"] + rows["height"] < curve["y"]


@pytest.mark.parametrize(
    ("case", "width"),
    [*((case, 480) for case in CASES if case != "huge"), ("six", 760), ("corner", 872), ("half", 872)],
)
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case, width):
    page = show(case, width=width)
    page.locator(".scores .row.chosen").focus()
    for key in ("Home", "m", "PageUp", "End", "ArrowDown"):
        looks.words_apart(page.locator(".pictures"))
        page.keyboard.press(key)
