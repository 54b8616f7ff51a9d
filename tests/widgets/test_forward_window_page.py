"""The window in a real browser: what Python found is drawn and said, and hand, keys and ears can work it."""

import numpy as np
import pytest

from course.widgets.forward_window import ForwardWindow, turned_round
from course.widgets.forward_window_reads import FILTER, SETTINGS, places

READY = ".reader .map [role=gridcell][tabindex='0']"

IMAGE = np.round(16 * np.random.default_rng(3).random((8, 8))) / 16


def convolve(images, weight, bias, stride, padding):
    """A right function, whatever the filter: the example's mistake, made twice."""
    return turned_round(images, weight[:, :, ::-1, ::-1], bias, stride, padding)


def with_zeros(images, weight, bias, stride, padding):
    framed = np.pad(images, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    return convolve(framed, weight, bias, stride, 0)


def of_one_stride(images, weight, bias, stride, padding):
    rows, columns = places(stride, padding)
    return convolve(images, weight, bias, 1, padding)[:, :, :rows, :columns]


def forgets_the_stride(images, weight, bias, stride, padding):
    return convolve(images, weight, bias, 1, padding)


def with_a_gap(*arguments):
    scores = convolve(*arguments)
    scores[0, 0, 1, 2] = np.nan
    return scores


def huge(*arguments):
    return 1e300 * convolve(*arguments)


def spiteful(*arguments):
    raise ValueError(
        "<img src=x onerror=alert(1)></script><b>bold</b> could not be broadcast " + 9 * "together "
    )


FUNCTIONS = {
    "example": turned_round,
    "right": convolve,
    "zeros": with_zeros,
    "steps": of_one_stride,
    "size": forgets_the_stride,
    "gap": with_a_gap,
    "huge": huge,
    "spite": spiteful,
}
every_case = pytest.mark.parametrize("case", FUNCTIONS)


def make(case="example", **chosen):
    return ForwardWindow(FUNCTIONS[case], IMAGE, **chosen)


def title(page):
    return page.get_by_role("heading", level=3).inner_text()


def marked(page):
    return page.locator("[role=gridcell][aria-selected=true]").get_attribute("aria-label")


# ---- What was found in Python is what is drawn and said


@every_case
def test_javascript_looks_up_what_python_found(functions, case):
    source = (
        ForwardWindow._esm
        + """
        export const look = (settings, stride, padding, place) => {
            const setting = settingOf(settings, stride, padding);
            const at = placeOn(setting, place);
            const right = rightIndex(setting, at);
            const own = setting.isDrawn ? readsOf(setting.reads[at.index]) : null;
            const wanted = right === null ? null : readsOf(setting.right.reads[right]);
            const marked = own && wanted && differing(own, wanted);
            return { at, own, wanted, marked, right: isRight(setting) };
        };"""
    )
    for stride, padding in SETTINGS:
        seen = make(case, stride=stride, padding=padding, row=1, column=7)
        looked = functions(source, "look", seen.settings, stride, padding, {"row": 1, "column": 7})
        columns = seen._setting["places"][1]
        assert looked["at"] == {"row": 1, "column": columns - 1, "index": 2 * columns - 1}
        reads = np.full(64, np.nan) if looked["own"] is None else np.array(looked["own"], np.float64)
        np.testing.assert_array_equal(reads, seen.reads.ravel())
        if looked["own"] is not None and looked["wanted"] is not None:
            wanted = np.array(looked["wanted"])
            apart = ~(np.abs(reads - wanted) <= 1e-4)
            assert looked["marked"] == np.flatnonzero(apart).tolist()
        assert looked["right"] == (case == "right" or (case == "zeros" and not padding)
                                     or (case in ("steps", "size") and stride == 1))  # fmt: skip


TITLES = {
    "example": "Your score at row 2, column 3 turns the filter round: upside down and mirrored",
    "right": "Your score at row 2, column 3 reads 9 pixels, with the filter’s weights",
    "zeros": "Your score at row 1, column 1 takes the border for zeros, where it repeats the edge",
    "steps": "Your score at row 2, column 3 takes steps of 1, where the stride is 2",
    "size": "Your map is 6 × 6, where 3 × 3 places belong",
    "gap": "Your score at row 2, column 3 is no finite number",
    "spite": "Your function raises ValueError: <img src=x onerror=alert(1)></script><b>",
}


@pytest.mark.parametrize(("case", "words"), TITLES.items())
def test_the_title_is_the_finding(show, case, words):
    page = show(make(case))
    assert title(page) == words if case != "spite" else title(page).startswith(words)
    assert page.locator(".reader img, .reader h3 *").count() == 0
    drawn = page.locator(".reader").evaluate("element => element.outerHTML")
    assert not [word for word in ("NaN", "Infinity", "undefined", "null", "∞") if word in drawn]


def test_the_sentence_counts_the_wrong_scores_and_names_the_wrong_settings(show):
    def sentence(case, **chosen):
        return show(make(case, **chosen)).locator("h3 + p").inner_text()

    assert sentence("right").endswith(
        " All 36 scores here are right. So are those of the other three settings."
    )
    assert sentence("example").endswith(
        " All 36 scores here are wrong. The other three settings are wrong too."
    )
    assert sentence("zeros").endswith(" Here 28 of 64 scores are wrong. Also wrong: stride 2 with padding 1.")
    assert sentence("zeros", padding=0).endswith("Wrong: stride 1 with padding 1, stride 2 with padding 1.")
    assert sentence("spite").startswith("There is nothing of yours to draw here yet")


def test_reads_window_and_map_are_drawn(show):
    page = show(make())
    own, right = (
        [text for text in digit.locator(".cell text").all_text_contents() if text]
        for digit in page.locator(".digit").all()
    )
    printed = [f"{weight:+.0f}".replace("-", "−") for weight in FILTER.ravel()]
    assert right == printed and own == printed[::-1]
    assert page.locator(".digit >> nth=0 >> .corner[visibility=visible]").count() == 8, (
        "the middle one is right"
    )
    assert page.locator(".digit >> nth=1 >> .corner[visibility=visible]").count() == 0
    scores = page.locator(".map .cell text").all_text_contents()
    shown = np.array([float(text.replace("−", "-")) for text in scores])
    np.testing.assert_allclose(shown, make().settings[0]["scores"], atol=0.0051)
    assert page.locator(".map .corner[visibility=visible]").count() == 36
    assert not page.locator(".expected").first.get_attribute("d"), "the same pixels, other weights"
    assert show(make("steps")).locator(".expected").first.get_attribute("d")


def test_both_scores_are_printed_and_a_wrong_one_is_marked(show):
    page, seen = show(make()), make()
    wanted = make("right").score
    printed = [f"{score + np.copysign(1e-9, score):+.2f}".replace("-", "−") for score in (seen.score, wanted)]
    assert page.locator(".term b").all_inner_texts() == printed
    assert page.locator(".term.err").count() == 1
    assert show(make("right")).locator(".term.err").count() == 0
    assert show(make("spite")).locator(".term b").all_inner_texts()[0] == "·"


# ---- Keys, hand and ears


def test_keys_move_the_score_from_wherever_the_focus_is(show):
    page = show(make("right"))
    page.locator("[role=gridcell][tabindex='0']").focus()
    for key, place in [
        ("ArrowRight", "row 2, column 4"), ("ArrowDown", "row 3, column 4"), ("ArrowLeft", "row 3, column 3"),
        ("ArrowUp", "row 2, column 3"), ("Home", "row 1, column 1"), ("ArrowUp", "row 1, column 1"),
        ("End", "row 6, column 6"), ("ArrowRight", "row 6, column 6"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert marked(page).startswith(f"{place}: score")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == marked(page)
    assert page.locator("[role=status]").text_content().startswith("your score at row 6, column 6 is")
    page.get_by_role("button", name="back").focus()
    page.keyboard.press("ArrowUp")
    assert marked(page).startswith("row 5, column 6")


def test_space_plays_to_the_end_and_a_click_stops_it(show):
    page = show(make("right", row=5, column=4))
    page.locator("[role=gridcell][tabindex='0']").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="play").wait_for()
    assert marked(page).startswith("row 6, column 6")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.locator(".map").click(position={"x": 90, "y": 60})
    assert page.get_by_role("button", name="play").count() == 1
    assert marked(page).startswith("row 2, column 3")


def test_pointing_shows_and_leaving_brings_back(show):
    page = show(make("right"))
    box = page.locator(".map").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    assert marked(page).startswith("row 1, column 1") and "row 1, column 1" in title(page)
    assert "row 2, column 3" in page.locator("[role=status]").text_content(), "ears are not told of it"
    page.mouse.move(box["x"] - 20, box["y"] - 60)
    assert marked(page).startswith("row 2, column 3")


def test_stride_and_padding_are_chosen(show):
    page = show(make("zeros", padding=0, row=5, column=5))
    page.get_by_role("radiogroup", name="stride").get_by_role("radio", name="2").click()
    assert page.locator("[role=gridcell]").count() == 9 and marked(page).startswith("row 3, column 3")
    page.get_by_role("radiogroup", name="padding").get_by_role("radio", name="0").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[role=gridcell]").count() == 16
    assert page.locator(".digit >> nth=0 >> .border[visibility=inherit]").count() == 36
    assert marked(page).startswith("row 4, column 4"), "a place beyond the map is its last"


def test_the_status_is_a_sentence_for_ears(show):
    assert show(make()).locator("[role=status]").text_content().startswith(
        "your score at row 2, column 3 is "
    )  # fmt: skip
    heard = show(make()).locator("[role=status]").text_content()
    assert (
        "row 2 from column 3: −4 −3 −2, row 3 from column 3: −1 +5 +3, row 4 from column 3: +4 +2 +1" in heard
    )
    assert "it reads row 2 from column 3: +1 +2 +4" in heard
    assert "it reads row 2 from column 3" in show(make("spite")).locator("[role=status]").text_content()


def test_what_the_reader_does_reaches_the_model_and_back(live):
    page = live(make("right"))
    page.locator("[role=gridcell][tabindex='0']").press("ArrowRight")
    assert page.evaluate("[model.get('row'), model.get('column')]") == [1, 3]
    page.evaluate("model.set('stride', 2)")
    assert page.locator("[role=gridcell]").count() == 9
    page.evaluate("end(); model.set('padding', 1)")
    assert page.locator("[role=gridcell]").count() == 9


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["zeros", "right", "spite"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(make(case, stride=1, padding=1), width=width, motion="reduce"), ".reader")


@pytest.mark.parametrize(("width", "columns"), [(360, 1), (480, 2), (640, 2), (700, 3), (872, 3), (1180, 3)])
def test_the_pictures_stand_side_by_side_where_there_is_room(show, width, columns):
    boxes = [picture.bounding_box() for picture in show(make(), width=width).locator(".panel > svg").all()]
    assert len({round(box["x"]) for box in boxes}) == columns
    assert len({round(box["y"]) for box in boxes}) == {1: 3, 2: 2, 3: 1}[columns]
    assert all(box["x"] + box["width"] <= width for box in boxes)


@pytest.mark.parametrize(
    ("case", "width"), [("right", 360), ("zeros", 360), ("huge", 360), ("huge", 480), ("huge", 872)]
)
def test_no_number_covers_another(show, looks, case, width):
    page = show(make(case, stride=1, padding=1, row=0, column=0), width=width)
    looks.words_apart(page.locator(".reader"))
