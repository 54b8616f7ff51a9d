"""The bits in a real browser: what they show is the library's, and hand, keys and ears can work them."""

import re

import numpy as np
import pytest

from course.widgets.number_formats_bits import FORMATS, NumberBits

CASES = {
    "first": {},
    "overflow": {"number": "65520", "format": "FP16"},
    "saturated": {"number": "-100", "format": "FP4_E2M1"},
    "tiny": {"code": 1, "format": "FP32"},
    "third": {"number": "1/3", "format": "FP32"},
    "largest": {"code": 0x7F7FFFFF, "format": "FP32"},
    "minus zero": {"number": "-0", "format": "BF16"},
    "nan": {"number": "nan", "format": "FP8_E4M3"},
    "infinity": {"number": "-inf", "format": "FP8_E5M2"},
    "lost": {"number": "-1e-8", "format": "FP16"},
    "near zero": {"number": "-1e-8", "format": "TF32"},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens the page of one case and waits for its rows."""

    def show_one(case="first", **settings):
        page = open_page(NumberBits(**CASES[case]), **settings)
        page.wait_for_selector(".number-bits .row[role=radio] >> nth=8")
        return page

    return show_one


def bits_of(page):
    return "".join(page.locator(".bit").all_inner_texts())


def field(page):
    return page.get_by_label("type a number")


# ---- What it shows


@every_case
def test_the_bits_are_the_code_in_every_format(show, case):
    page, python = show(case), NumberBits(**CASES[case])
    assert bits_of(page) == f"{python.code:0{FORMATS[python.format].bits}b}"
    drawn = page.locator(".row[role=radio]").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('rect')].map(bit => +bit.matches('.on')).join(''))"
    )
    assert drawn == [f"{code:0{FORMATS[name].bits}b}" for name, code in python.codes.items()]


@every_case
def test_the_printed_value_is_the_librarys_exactly(show, case):
    text = re.sub("[,\u2009\u200b]", "", show(case).inner_text("dd.value")).replace("−", "-")
    value = NumberBits(**CASES[case]).value
    np.testing.assert_equal(float(text.replace("∞", "inf")), value)


def test_the_same_value_is_written_in_two_more_ways(show):
    page = show("first")
    assert page.inner_text("dd.formula").replace("\u2009", "") == "+ 2⁻⁴ × 1.599609375"
    assert page.inner_text("dd.integer") == "+ 1,638 × 2⁻¹⁴"
    assert page.locator(".caption").all_inner_texts() == [
        "sign\n+", "exponent\n11 − 15 = −4", "fraction\n614 / 1,024",
    ]  # fmt: skip
    assert "one part in 4,096" in page.inner_text(".miss")


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("first", "Normal:"),
        ("overflow", "Overflow: the largest number is 65,504; beyond lies infinity"),
        ("saturated", "Overflow: the largest number is 6, and this format has no infinity."),
        ("tiny", "Subnormal:"),
        ("minus zero", "Zero with a minus:"),
        ("nan", "Not a number:"),
        ("infinity", "Infinity:"),
    ],
)
def test_what_kind_of_code_it_is_stands_in_words_and_is_said(show, case, words):
    page = show(case)
    assert page.inner_text(".kind").startswith(words)
    assert words in page.locator("[role=status].unseen").text_content()


def test_the_first_picture_lies_beside_it_for_pages_without_scripts(open_page):
    picture = open_page(NumberBits(), scripts=False).locator("img")
    assert picture.get_attribute("alt") == NumberBits().describe()
    assert picture.evaluate("image => image.naturalWidth") > 700


# ---- Keys, hand and ears


def test_bits_are_flipped_by_keys_and_the_number_follows(show):
    page = show("first")
    bit = page.locator(".bit")
    bit.first.focus()
    page.keyboard.press(" ")
    assert bits_of(page)[0] == "1" and field(page).input_value() == "-0.0999755859375"
    for key, place in [("ArrowRight", 1), ("End", 15), ("ArrowRight", 0), ("ArrowLeft", 15), ("Home", 0)]:
        page.keyboard.press(key)
        assert bit.nth(place).evaluate("cell => cell === document.activeElement"), key
    page.keyboard.press("0")
    assert field(page).input_value() == "0.0999755859375"
    page.keyboard.press("0")
    assert field(page).input_value() == "0.0999755859375"
    page.keyboard.press("ArrowUp")
    assert field(page).input_value() == "0.10003662109375"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    assert bits_of(page) == f"{0xAE66:016b}"


def test_bits_are_flipped_by_hand_and_say_their_place(show):
    page = show("first")
    page.locator(".bit").nth(1).click()
    python = NumberBits(code=0x2E66 ^ 0x4000)
    assert field(page).input_value() == python.number
    button = page.get_by_role("button", name="exponent bit 1 of 5: 1", exact=True)
    assert button.get_attribute("aria-pressed") == "true"
    assert page.inner_text("h3").startswith("FP16 holds")


def test_a_typed_number_goes_to_every_format_and_a_wrong_one_is_told(show):
    page = show("first")
    page.locator(".bit").first.focus()
    page.keyboard.press("n")
    page.keyboard.type("2049")
    assert page.inner_text("h3") == "FP16 cannot hold 2,049: it becomes 2,048"
    page.keyboard.type("x")
    assert field(page).get_attribute("aria-invalid") == "true"
    assert "Not read as a number" in page.inner_text(".wrong")
    assert page.inner_text("h3") == "FP16 cannot hold 2,049: it becomes 2,048"
    page.keyboard.press("Escape")
    assert field(page).input_value() == "2049" and page.locator(".wrong").text_content() == ""
    page.get_by_role("button", name="1/3").click()
    assert field(page).input_value() == "1/3" and page.inner_text("h3").startswith("No format holds 1/3")


def test_arrows_choose_among_the_formats(show):
    page = show("first")
    page.get_by_role("radio", checked=True).focus()
    page.keyboard.press("ArrowDown")
    assert (
        page.get_by_role("radio", checked=True).get_attribute("aria-label").startswith("BF16: 0.1000976563")
    )
    assert bits_of(page) == f"{NumberBits(format='BF16').code:016b}"
    page.get_by_role("radio", name="FP4 E2M1").click()
    assert len(bits_of(page)) == 4 and field(page).input_value() == "0.1"


def test_at_the_end_of_the_numbers_the_next_one_is_not_made_up(show):
    page = show("largest")
    page.locator(".bit").first.focus()
    before = bits_of(page)
    page.keyboard.press("ArrowUp")
    assert bits_of(page) == before
    page.keyboard.press("ArrowDown")
    assert int(bits_of(page), 2) == 0x7F7FFFFE


def test_tab_reaches_each_part_once(show):
    page, stops = show("first"), []
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                "(document.activeElement.ariaLabel ?? document.activeElement.className).slice(0, 8)"
            )
        )
    assert stops == ["", "sign bit", "FP16: 0.", ""]


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["first", "overflow", "third"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".number-bits")


@pytest.mark.parametrize(
    ("case", "width"), [*((case, 480) for case in CASES), ("overflow", 720), ("third", 872)]
)
def test_nothing_is_cut_off_or_made_up(show, looks, case, width):
    page = show(case, width=width)
    looks.fits(page)
    text = page.locator(".number-bits").inner_html()
    assert not [word for word in ("undefined", "null", '"NaN', "[object") if word in text]
    looks.words_apart(page.locator(".number-bits svg"))


@every_case
def test_the_title_stands_on_one_line_at_a_cells_usual_width(show, case):
    assert show(case).locator("h3").bounding_box()["height"] == pytest.approx(28)
