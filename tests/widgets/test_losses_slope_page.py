"""The slope along a score in a real browser: its title true, nothing cut off, worked by hand and keys."""

import json

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course.widgets.losses_slope import LossesSlope

SCORES = [1.2, 0.8, -0.5]


def rival(scores, push=1.0):
    """The hinge of the strongest rival, of one example whose right class is 0."""
    strongest = 1 + int(np.argmax(scores[1:]))
    short = 1 + scores[strongest] - scores[0]
    gradient = np.zeros(len(scores))
    if short > 0:
        gradient[0], gradient[strongest] = -1, push
    return max(short, 0.0), gradient


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


# ---- Keys and hand


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


def test_where_python_runs_the_picture_waits_for_its_answer(bench_page):
    """The page tells the model; what Python then finds comes back through it."""
    slope, page = LossesSlope(rival, SCORES, chosen=1), bench_page.page
    page.set_content(f"<style>{LossesSlope._css}</style><main></main>")
    page.add_script_tag(
        type="module",
        content=f"""{LossesSlope._esm}
        window.model = Object.assign(modelOf({json.dumps(slope.state())}), {{ send() {{}} }});
        window.end = render({{ model, el: document.querySelector("main") }});""",
    )
    page.wait_for_selector(".plot")
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


PLAYER = ["first", "back", "play", "step", "last"]


def test_tab_reaches_every_part_once(show):
    page, stops = show("half"), []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.className"))
    assert stops == ["score 1", "score 1, on a picture of your loss", *PLAYER, "miss"]


# ---- How it looks


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["example", "corner", "spite", "six"])
def test_axe_finds_nothing_and_all_fits(show, case, theme, width):
    page = show(case, width=width, theme=theme, motion="reduce")
    results = Axe().run(page, context=".losses-slope")
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate(
        "[...document.querySelectorAll('.losses-slope *')].filter(e => !e.children.length && e.textContent)"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12
    for target in page.locator(".losses-slope :is(button, .scores .row)").all():
        box = target.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (700, 1), (760, 2), (872, 2), (1180, 2)])
def test_the_curve_stands_beside_the_scores_where_there_is_room(show, width, columns):
    page = show(width=width)
    rows, curve = (page.locator(part).bounding_box() for part in (".rows.slopes", ".plot"))
    if columns == 2:
        assert rows["x"] + rows["width"] <= curve["x"] and curve["y"] < rows["y"]
    else:
        assert rows["x"] == curve["x"] and rows["y"] + rows["height"] < curve["y"]


# Of every word of the rows and the picture, the box of its letters.
BOXES = """root => {
    const boxes = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const { x, y, width, height } = range.getBoundingClientRect();
        if (width) boxes.push({ text: walker.currentNode.data, x, y, width, height });
    }
    return boxes;
}"""


@pytest.mark.parametrize("case", sorted(set(CASES) - {"huge"}))
@pytest.mark.parametrize("width", [480, 760, 872])
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, case, width):
    page = show(case, width=width)
    page.locator(".scores .row.chosen").focus()
    for key in ("Home", "m", "PageUp", "End", "ArrowDown"):
        boxes = page.locator(".pictures").evaluate(BOXES)
        for i, box in enumerate(boxes):
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, box
            assert not [other["text"] for other in boxes[i + 1 :] if overlap(box, other)], box
        page.keyboard.press(key)


def overlap(one, other, forgiven=3):
    across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return across > forgiven and down > forgiven
