"""The gains in a real browser: the lines where Python says, nothing cut off, all works by key and hand."""

import math

import numpy as np
import pytest

from course.widgets.activations_gain import CHOICES, FACTORS, ActivationsGain


def right(activation):
    z = np.linspace(-10, 10, 20_001)
    bell = np.exp(-(z**2) / 2)
    return np.sqrt(bell.sum() / (bell * activation(z) ** 2).sum())


def not_written(activation):
    raise NotImplementedError


def spiteful(activation):
    raise ValueError("<img src=x onerror=alert(1)></script><b>bold</b> " + 12 * "together ")


def only_at_zero(activation):
    return math.nan if activation(0.0) else right(activation)


CASES = {
    "example": {},
    "right": {"gain": right, "function": "silu"},
    "tanh": {"gain": right, "function": "tanh", "factor": 1.25},
    "upside down": {"gain": lambda activation: 1 / right(activation), "function": "gelu"},
    "half": {"gain": right, "function": "leaky_relu", "factor": 0.5},
    "stub": {"gain": not_written},
    "spite": {"gain": spiteful},
    "gap": {"gain": only_at_zero, "function": "sigmoid"},
    "huge": {"gain": lambda activation: 1e300},
    "tiny": {"gain": lambda activation: 1e-300},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens the gains' page and waits until its pictures have their size."""

    def show_one(case="example", **settings):
        page = open_page(ActivationsGain(**CASES[case]), **settings)
        page.wait_for_selector(".gain .passed")
        return page

    return show_one


def state(page):
    """The pressed activation and the factor that the slider says."""
    chosen = page.locator(".segments [aria-checked=true]").inner_text()
    return chosen, page.get_by_role("slider", name="your gain ×").get_attribute("aria-valuetext")


# ---- What it says and draws


def test_a_problem_is_the_title_and_nothing_but_text(show):
    title = show("stub").get_by_role("heading", level=3).inner_text()
    assert title == "Your gain for ReLU raises NotImplementedError: write it and run this cell again"
    page = show("spite")
    title = page.get_by_role("heading", level=3)
    assert title.inner_text().startswith("Your gain for ReLU raises ValueError: <img src=x onerror=alert(1)>")
    assert title.inner_text().endswith("…") and title.locator("*").count() == 0
    assert page.locator(".gain img").count() == 0


def test_a_problem_of_one_activation_leaves_the_other_lines(show):
    page = show("gap")
    title = page.get_by_role("heading", level=3)
    assert title.inner_text() == "Your gain for sigmoid is nan, it needs one number above 0"
    assert page.locator(".layers .size[d]").count() == 6 and page.locator(".size.chosen[d]").count() == 0
    page.locator(".gain").press("ArrowRight")
    assert page.locator(".size.chosen[d]").count() == 1 and "ReLU" in title.inner_text()


@pytest.mark.parametrize("case", ["example", "tanh", "right"])
def test_the_chosen_line_is_drawn_where_python_says(show, case):
    page, stack = show(case), ActivationsGain(**CASES[case])
    drawn = page.locator(".size.chosen").get_attribute("d")[1:].replace("L", " ").split()
    heights = np.array(drawn, dtype=float).reshape(20, 2)[:, 1]
    top, height = (float(page.locator(".layers .band").get_attribute(name)) for name in ("y", "height"))
    decade, one = height / math.log10(4), top + height / 2  # the band lies between ½ and 2
    np.testing.assert_allclose(heights, one - decade * np.log10(stack.sizes[stack.function]), atol=0.06)


def test_the_grey_lines_have_their_own_gains_and_the_words_say_so(show):
    page, stack = show("right"), ActivationsGain(**CASES["right"])
    top, height = (float(page.locator(".layers .band").get_attribute(name)) for name in ("y", "height"))
    decade, one = height / math.log10(4), top + height / 2  # the band lies between ½ and 2
    lines = page.locator(".size:not(.chosen)").all()
    ends = sorted(float(line.get_attribute("d").split(" ")[-1]) for line in lines)
    others = [by_layer[-1] for name, by_layer in stack.sizes.items() if name != stack.function]
    np.testing.assert_allclose(ends, sorted(one - decade * np.log10(others)), atol=0.06)
    said = "Grey lines: the other activations, each with your own gain for it."
    assert said in page.locator(".gain").inner_text()


def test_a_wrong_gain_is_red_and_a_right_one_is_not(show):
    page = show("upside down")
    assert page.locator(".span").get_attribute("d")
    assert page.locator(".passed .name.err").text_content() == "size 1: ×\xa00.43"
    assert page.locator(".numbers .err dt").all_inner_texts()[0] == "too small"
    page = show("example")
    assert page.locator(".span").get_attribute("d") is None and page.locator(".numbers .err").count() == 0


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    page = show(case)
    for key in ("End", "ArrowLeft", "ArrowLeft", "Home"):
        page.locator(".gain").press(key)
        drawn = page.locator(".pictures").evaluate("element => element.outerHTML")
        assert not [word for word in ("NaN", "Infinity", "undefined", "null") if word in drawn]


# ---- Keys, hand and ears


def test_keys_choose_the_activation_and_the_factor(show):
    page = show()
    page.locator(".gain").focus()
    steps = [
        ("ArrowRight", "leaky ReLU", "× 1"), ("ArrowLeft", "ReLU", "× 1"), ("ArrowUp", "ReLU", "× 1.1"),
        ("ArrowDown", "ReLU", "× 1"), ("ArrowDown", "ReLU", "× 0.9"), ("Home", "ReLU", "× 0.5"),
        ("ArrowDown", "ReLU", "× 0.5"), ("End", "ReLU", "× 2"), ("1", "ReLU", "× 1"),
    ]  # fmt: skip
    for key, *expected in steps:
        page.keyboard.press(key)
        assert state(page) == tuple(expected), key


def test_the_choice_has_one_tab_stop_and_its_own_arrows(show):
    page = show()
    radios = page.get_by_role("radio")
    assert [radio.get_attribute("tabindex") for radio in radios.all()].count("0") == 1
    page.get_by_role("radio", name="ReLU", exact=True).focus()
    for key, name in (
        ("ArrowRight", "leaky ReLU"),
        ("ArrowDown", "GELU"),
        ("ArrowRight", "SiLU"),
        ("ArrowRight", "none"),
    ):
        page.keyboard.press(key)
        assert state(page) == (name, "× 1")
        assert page.evaluate("document.activeElement.textContent") == name


def test_play_goes_through_the_factors(show):
    page = show("half")
    page.locator(".gain").focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="pause").wait_for()
    page.wait_for_function("document.querySelector('.slider .value').textContent === '× 0.8'")
    page.keyboard.press("1")
    assert state(page) == ("leaky ReLU", "× 1") and page.get_by_role("button", name="play").count() == 1


def test_a_press_on_the_picture_chooses_the_nearest_line(show):
    page = show()
    box = page.locator(".layers .hit").bounding_box()
    right_end = box["x"] + box["width"] - 95
    page.mouse.click(right_end, box["y"] + 5)
    assert state(page)[0] == "none"
    page.mouse.click(right_end, box["y"] + box["height"] - 5)
    assert state(page)[0] == "SiLU"


def test_ears_get_the_state(show):
    status = show().locator("[role=status]").text_content().replace("\xa0", " ")
    assert status.startswith(
        "Your gain for ReLU, 1.41, roughly keeps the size: × 0.65 by layer 20; five draws end"
    )
    assert status.endswith(
        "gain 1.41, right 1.414: right; one layer’s curve is level: all sizes are multiplied alike"
    )


def test_without_scripts_a_picture_and_words_stand_in(show, open_page):
    page = open_page(ActivationsGain(), scripts=False)
    alt = page.locator("img").get_attribute("alt")
    assert alt == ActivationsGain().describe() and alt.startswith(
        "Your gain for ReLU is 1.414, the right one 1.414."
    )


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["example", "upside down", "spite", "gap"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".gain")


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (640, 1), (760, 2), (872, 2), (1180, 2)])
def test_the_pictures_stand_side_by_side_where_there_is_room(show, looks, width, columns):
    assert looks.columns(*show(width=width).locator(".panel > svg").all()) == columns


@pytest.mark.parametrize(
    ("case", "width"),
    [
        *((case, 480) for case in ("example", "right", "tanh", "upside down", "huge")),
        ("tanh", 760),
        ("huge", 872),
    ],
)
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case, width):
    page = show(case, width=width)
    for key in ("Home", "ArrowRight", "End", "1"):
        page.locator(".gain").press(key)
        looks.words_apart(page.locator(".panel > svg"))


def test_every_activation_and_factor_can_be_reached_by_hand(show):
    page = show()
    assert page.get_by_role("radio").count() == len(CHOICES)
    assert page.get_by_role("slider", name="your gain ×").get_attribute("aria-valuemax") == str(
        len(FACTORS) - 1
    )
