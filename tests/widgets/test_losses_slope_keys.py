"""The slope along a score, worked by keys and by hand, with Python behind it and without."""

import runpy
from pathlib import Path

import pytest

from course.widgets.losses_slope import LossesSlope

SCORES = [1.2, 0.8, -0.5]
PLAYER = ["first", "back", "play", "step", "last"]
rival = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["rival_hinge"]


@pytest.fixture
def show(open_page):
    """A function that opens the page of the right gradient, or of one whose rival is pushed half as much."""

    def show_one(case):
        push = {"right": 1.0, "half": 0.5}[case]
        page = open_page(LossesSlope(lambda scores: rival(scores, push=push), SCORES, chosen=1))
        page.wait_for_selector(".losses-slope .plot")
        return page

    return show_one


def chosen(page):
    """The chosen score and its value, in which the rows and the curve agree."""
    name = page.locator(".scores .row.chosen").get_attribute("aria-label").partition(",")[0]
    value = float(page.locator(".scores .row.chosen").get_attribute("aria-valuenow"))
    curve = page.locator(".plot")
    assert curve.get_attribute("aria-label") == f"{name}, on a picture of your loss"
    assert float(curve.get_attribute("aria-valuenow")) == value
    return int(name.removeprefix("score ")), value


def title(page):
    return page.get_by_role("heading", level=3).inner_text()


def test_keys_choose_a_score_and_move_it(show):
    page = show("half")
    page.locator(".scores .row.chosen").focus()
    for key, expected in [
        ("ArrowRight", 0.9), ("ArrowLeft", 0.8), ("PageUp", 1.8), ("PageDown", 0.8), ("Home", -3.0),
        ("ArrowLeft", -3.0), ("m", 0.3), ("End", 3.0), ("ArrowRight", 3.0), ("M", 0.3), ("m", 0.4),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert chosen(page) == (1, expected)
    assert title(page) == "Your slope along score 1 is +0.50, the curve’s is +1.00: it cuts"


def test_the_arrows_choose_from_the_rows_and_from_the_curve_and_keep_the_focus(show):
    page = show("right")
    page.locator(".scores .row.chosen").focus()
    for key, expected in (("ArrowDown", (2, -0.5)), ("ArrowDown", (0, 1.2)), ("ArrowUp", (2, -0.5))):
        page.keyboard.press(key)
        assert chosen(page) == expected
        assert page.evaluate("document.activeElement.matches('.row.chosen')")
    page.locator(".plot").focus()
    page.keyboard.press("ArrowUp")
    assert chosen(page) == (1, 0.8) and page.evaluate("document.activeElement.matches('.plot')")
    page.keyboard.press("ArrowRight")
    assert chosen(page) == (1, 0.9)


def test_where_no_python_runs_one_score_moves_at_a_time_and_it_is_said(show):
    page = show("right")
    page.locator(".scores .row.chosen").focus()
    page.keyboard.press("ArrowDown")
    assert "No Python" not in page.locator("h3 + p").inner_text(), "nothing has moved"
    for key in ("ArrowUp", "End", "ArrowDown"):
        page.keyboard.press(key)
    assert chosen(page) == (2, -0.5)
    assert (
        page.locator("h3 + p")
        .inner_text()
        .endswith("No Python runs here, so one score moves at a time: score 1 is back at 0.8.")
    )
    assert page.locator(".scores .row >> nth=1").get_attribute("aria-valuenow") == "0.8"
    page.keyboard.press("ArrowRight")
    assert "No Python" not in page.locator("h3 + p").inner_text()


def test_where_python_runs_the_picture_waits_for_its_answer(live):
    """The page tells the model; what Python then finds comes back through it."""
    slope = LossesSlope(rival, SCORES, chosen=1)
    page = live(slope, before="model.send = () => {};")
    page.locator(".scores .row.chosen").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("[model.get('scores'), model.get('chosen')]") == [[1.2, 3, -0.5], 2]
    assert title(page) == "Your function is asked about score 2 …"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("model.get('scores')") == [1.2, 3, -0.5], "it moves once it is known"
    slope.scores, slope.chosen = [1.2, 3.0, -0.5], 2
    page.evaluate(
        "([around, curves]) => { model.set('around', around); model.set('curves', curves); }",
        [slope.around, slope.curves],
    )
    assert title(page) == "Your slope along score 2 is 0.00, and so is the curve’s: it touches"
    assert chosen(page) == (2, -0.5)
    page.evaluate("end(); model.set('scores', [0, 0, 0])")
    assert chosen(page) == (2, -0.5)


def test_a_score_is_chosen_and_dragged_by_hand(show):
    page = show("right")
    box = page.locator(".scores .track").nth(2).bounding_box()
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, height)
    page.mouse.down()
    assert chosen(page) == (2, 0.0) and "score 1 = " not in page.get_by_role("status").text_content()
    page.mouse.move(box["x"] + box["width"] / 3, height + 40)
    assert chosen(page) == (2, -1.0)
    page.mouse.move(box["x"] + 9 * box["width"], height)
    page.mouse.up()
    assert chosen(page) == (2, 3.0)
    page.mouse.move(box["x"], height)
    assert chosen(page) == (2, 3.0)
    page.keyboard.press("ArrowLeft")
    assert chosen(page) == (2, 2.9), "the arrows go on where the hand was"


def test_the_point_is_dragged_along_the_curve(show):
    page = show("half")
    box = page.locator(".hit").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + 60)
    page.mouse.up()
    assert chosen(page) == (1, -1.0)
    page.get_by_role("button", name="next miss 28 along score 1").click()
    assert chosen(page) == (1, 0.3)
    page = show("right")
    page.get_by_role("button", name="next miss none along score 1").click(force=True)
    assert chosen(page) == (1, 0.8)


def test_the_player_moves_the_chosen_score_by_ones_and_stops_at_the_end(show):
    page = show("right")
    for name, expected in (("back", -0.2), ("step", 0.8), ("first", -3.0), ("last", 3.0), ("back", 2.0)):
        page.get_by_role("button", name=name, exact=True).click()
        assert chosen(page) == (1, expected)
    page.locator(".plot").focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="play", exact=True).wait_for()
    assert chosen(page) == (1, 3.0)
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    page.get_by_role("button", name="pause").wait_for()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("button", name="play", exact=True).count() == 1, "another score stops it"
    assert chosen(page) == (2, -0.5)


def test_tab_reaches_every_part_once(show):
    page, stops = show("half"), []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.className"))
    assert stops == ["score 1", "score 1, on a picture of your loss", *PLAYER, "miss"]
