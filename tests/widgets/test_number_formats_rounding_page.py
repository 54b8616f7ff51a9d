"""The rounding in a real browser: points where Python says, nothing cut off, all works by key and hand."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from course.widgets.number_formats_rounding import NumberRounding

right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["round_to_even"]


def by_floats(codes, dropped):
    return np.round(codes / 2.0**dropped).astype(np.int64)


def not_written(codes, dropped):
    raise NotImplementedError


def spiteful(codes, dropped):
    raise ValueError("<img src=x onerror=alert(1)></script><b>bold</b> " + 12 * "together ")


CASES = {
    "example": {},
    "right": {"round_to_even": right},
    "odd": {"round_to_even": lambda codes, d: (codes + 2 ** (d - 1) - ((codes >> d) & 1)) >> d, "dropped": 3},
    "floats": {"round_to_even": by_floats},
    "back": {"round_to_even": lambda codes, d: right(codes, d) << d, "offset": -15},
    "shares": {"round_to_even": lambda codes, d: codes / 2**d, "dropped": 4},
    "gaps": {"round_to_even": lambda codes, d: np.where(codes == 6, np.nan, right(codes, d))},
    "far": {"round_to_even": lambda codes, d: np.full(65, -(2**62)), "long_codes": True},
    "stub": {"round_to_even": not_written},
    "spite": {"round_to_even": spiteful},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens the rounding's page and waits until its pictures have their size."""

    def show_one(case="example", **settings):
        page = open_page(NumberRounding(**CASES[case]), **settings)
        page.wait_for_selector(".rounding .between")
        return page

    return show_one


def state(page):
    """The chosen code, the digits dropped and the codes' middle, as the page says them."""
    pressed = page.locator(".segments [aria-checked=true]").all_inner_texts()
    return page.locator(".card .label").inner_text().removeprefix("Code "), *pressed


# ---- What it says and draws


def test_a_problem_is_the_title_and_nothing_but_text(show):
    page = show("stub")
    title = page.get_by_role("heading", level=3).inner_text()
    assert title == "Your rounding raises NotImplementedError: write it and run this cell again"
    assert page.locator(".stairs").get_attribute("d") and page.locator(".right[d], .wrong[d]").count() == 0
    page = show("spite")
    title = page.get_by_role("heading", level=3)
    assert title.inner_text().startswith("Your rounding raises ValueError: <img src=x onerror=alert(1)>")
    assert title.inner_text().endswith("…") and title.locator("*").count() == 0
    assert page.locator(".rounding img").count() == 0


@pytest.mark.parametrize("case", ["example", "right", "odd", "shares"])
def test_points_and_rings_stand_where_python_says(show, case):
    page, rounding = show(case), NumberRounding(**CASES[case])

    def points(name):
        path = page.locator(f".{name}").get_attribute("d") or ""
        return np.array([pair.split() for pair in re.findall(r"M([^hHaV]+)", path)], dtype=float).reshape(
            -1, 2
        )

    unit = 2**rounding.dropped
    stair = points("rings")
    codes = [code for code in range(-32, 33) if code % unit == unit // 2]
    across = np.polyfit(codes, stair[:, 0] + 5, 1)
    down = np.polyfit([round(code / unit) for code in codes], stair[:, 1], 1)
    sent = dict(zip(range(-32, 33), rounding.sent[0][rounding.dropped - 1], strict=True))
    for name, drawn in (("wrong", rounding.wrong), ("right", sorted({*sent} - {*rounding.wrong}))):
        expected = [[np.polyval(across, code), np.polyval(down, sent[code])] for code in drawn]
        np.testing.assert_allclose(points(name), np.reshape(expected, (-1, 2)), atol=0.15)


def test_the_chosen_code_is_taken_apart(show):
    page = show()
    assert page.locator(".digit.exp").all_inner_texts() == [*"000000"]
    assert page.locator(".digit.frac").all_inner_texts() == [*"10"]
    assert page.locator(".card .rest").inner_text() == (
        "the last that stays is 0: even\n10 is exactly half: a tie"
    )
    assert page.locator(".card .reason").inner_text() == "of 0 and 1, 0 is even"
    assert page.locator(".card .verdict.err").inner_text() == "yours goes to 1"
    assert page.locator(".arrow.err").count() == page.locator(".arrow.wish").count() == 1
    page.locator(".rounding").press("ArrowRight")
    assert page.locator(".card .reason").inner_text() == "of 0 and 1, 1 is nearer"
    assert page.locator(".card .verdict").inner_text() == "yours goes there: 1"
    assert page.locator(".arrow.err").count() == 0 and page.locator(".arrow.mine").count() == 1


def test_negative_codes_show_their_twos_complement(show):
    page = show("back")
    assert "".join(page.locator(".digit").all_inner_texts()) == np.binary_repr(-15, 8)
    assert "beyond: −16" in page.locator(".between").text_content()


def test_shares_of_the_wrong_ones_are_counted(show):
    shares = show().locator(".shares dl")
    assert shares.locator("dt").all_inner_texts() == ["of all codes", "of the ties", "below zero"]
    assert shares.locator("dd").all_inner_texts() == ["8 of 65", "8 of 16", "4 of 32"]
    assert show("right").locator(".shares .err").count() == 0


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    page = show(case)
    for key in ("End", "ArrowUp", "m", "ArrowDown", "t", "Home"):
        page.locator(".rounding").press(key)
        drawn = page.locator(".pictures").evaluate("element => element.outerHTML")
        assert not [word for word in ("NaN", "Infinity", "undefined", "null") if word in drawn]


# ---- Keys, hand and ears


def test_keys_choose_the_code_and_the_digits(show):
    page = show()
    page.locator(".rounding").focus()
    steps = [
        ("ArrowRight", "3", "2"), ("ArrowLeft", "2", "2"), ("ArrowUp", "2", "3"), ("t", "4", "3"),
        ("m", "20", "3"), ("T", "28", "3"), ("ArrowUp", "28", "4"), ("ArrowUp", "28", "4"),
        ("M", "−24", "4"), ("Home", "−32", "4"), ("ArrowLeft", "−32", "4"), ("End", "32", "4"),
        ("ArrowDown", "32", "3"),
    ]  # fmt: skip
    for key, *expected in steps:
        page.keyboard.press(key)
        assert state(page) == (*expected, "near 0"), key


def test_choices_have_one_tab_stop_each_and_their_own_arrows(show):
    page, stops = show(), []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
    assert stops == ["first", "back", "play", "step", "last", "2", "near 0", "next wrong one of 8"]
    page.get_by_role("radio", name="near 0").focus()
    page.keyboard.press("ArrowRight")
    assert state(page) == ("2⁶⁰ + 2", "2", "near 2⁶⁰")
    assert page.evaluate("document.activeElement.textContent") == "near 2⁶⁰"
    page.get_by_role("radio", name="4", exact=True).click()
    assert state(page) == ("2⁶⁰ + 2", "4", "near 2⁶⁰")
    assert page.locator(".more").inner_text() == "…"


def test_the_button_goes_from_one_wrong_code_to_the_next_and_rests_where_there_is_none(show):
    page = show()
    button = page.get_by_role("button", name="next wrong one")
    for code in ("10", "18", "26", "−30"):
        button.click()
        assert state(page)[0] == code
    page = show("right")
    button = page.get_by_role("button", name="next wrong one none here")
    assert button.get_attribute("aria-disabled") == "true"
    button.click(force=True)
    assert state(page)[0] == "6"


def test_choices_with_wrong_codes_are_marked(show):
    page = show("floats")
    marks = {radio.inner_text(): radio.get_attribute("title") for radio in page.get_by_role("radio").all()}
    assert marks == {
        "1": "62 wrong", "2": "60 wrong", "3": "56 wrong", "4": "48 wrong",
        "near 0": "all right", "near 2⁶⁰": "60 wrong",
    }  # fmt: skip


def test_play_goes_through_the_codes(show):
    page = show()
    page.locator(".rounding").focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="pause").wait_for()
    page.wait_for_function("document.querySelector('.card .label').textContent === 'Code 4'")
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    assert page.get_by_role("button", name="play", exact=True).count() == 1


def test_the_pointer_chooses_a_code(show):
    page = show()
    box = page.locator(".stair .hit").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 60)
    assert state(page)[0] == "−16"
    page.mouse.click(box["x"] + box["width"] - 1, box["y"] + 60)
    assert state(page)[0] == "32"


def test_ears_get_the_state(show):
    assert show().locator("[role=status]").text_content() == (
        "Your rounding sends 8 of 65 codes elsewhere: it sends ties up; two digits dropped; code 2, digits "
        "000000 and 10; 10 is exactly half: a tie; of 0 and 1, 0 is even; yours goes to 1"
    )


def test_without_scripts_a_picture_and_words_stand_in(open_page):
    alt = open_page(NumberRounding(), scripts=False).locator("img").get_attribute("alt")
    assert alt == (
        "With 2 binary digits dropped, 8 of the 65 codes from −32 to 32 go elsewhere: your rounding sends "
        "ties up. Code 2 belongs to 0 and goes to 1."
    )


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["example", "floats", "spite"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".rounding")


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (700, 1), (760, 2), (872, 2), (1180, 2)])
def test_the_code_stands_beside_the_staircase_where_there_is_room(show, width, columns):
    page = show(width=width)
    stair, card = (page.locator(part).bounding_box() for part in (".stair", ".card"))
    if columns == 2:
        assert stair["x"] + stair["width"] <= card["x"] and stair["y"] <= card["y"] + 8
    else:
        assert stair["x"] == card["x"] and stair["y"] + stair["height"] < card["y"]


@pytest.mark.parametrize(
    ("case", "width"),
    [*((case, 480) for case in ("example", "floats", "back", "far")), ("far", 760), ("floats", 872)],
)
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case, width):
    page = show(case, width=width)
    for key in ("Home", "ArrowUp", "m", "ArrowUp", "End", "t"):
        looks.words_apart(page.locator(".pictures"))
        page.locator(".rounding").press(key)
