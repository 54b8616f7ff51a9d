"""The shared parts: numbers as people write them, the scales of the look, controls that have keys."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course.plots import colour
from course.plots.colour import DARK, LIGHT
from course.widgets.visualizer import SHARED_MODULES, resource


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0.317, 2, "0.32"),
        (-0.317, 2, "−0.32"),
        (1066440, 0, "1,066,440"),
        (1234.5, 1, "1,234.5"),
        (6.0e-5, 2, "6.0 × 10⁻⁵"),
        (-1.25e9, 2, "−1.3 × 10⁹"),
        (0, 2, "0"),
        (-0.0, 2, "0"),
        (999.999, 2, "1,000.00"),
    ],
)
def test_a_number_is_written_as_people_write_it(parts, value, decimals, written):
    assert parts("number", value, decimals) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0.5, "+0.50"), (-0.5, "−0.50"), (0, "0"), (0.001, "+1.0 × 10⁻³")]
)
def test_a_weight_always_shows_its_sign(parts, value, written):
    assert parts("signed", value, 2) == written


def test_an_index_stands_below_the_line(parts):
    assert parts("indexed", "h", 12) == "h₁₂"


@pytest.mark.parametrize(
    ("words", "written"), [([], ""), (["x"], "x"), ([2, 3], "2 and 3"), (["x", "w", "b"], "x, w and b")]
)
def test_a_list_is_written_as_people_say_it(parts, words, written):
    assert parts("listed", words) == written


def test_what_is_counted_is_one_or_many(parts):
    assert parts("counted", 1, "kernel") == "1 kernel" and parts("counted", 0, "kernel") == "0 kernels"
    assert parts("counted", 2, "pass", "passes") == "2 passes"


def test_a_sentence_starts_with_a_capital(parts):
    assert parts("capitalized", "your slope raises TypeError") == "Your slope raises TypeError"


@pytest.mark.parametrize(("value", "kept"), [(-3, -1), (0.5, 0.5), (3, 2)])
def test_a_value_is_kept_between_its_ends(parts, value, kept):
    assert parts("clamp", value, -1, 2) == kept


def test_a_power_is_raised(parts):
    assert parts("powerOf", 2, -14) == "2⁻¹⁴" and parts("powerOf", 10, 308) == "10³⁰⁸"


def test_the_scales_are_those_of_the_figures(parts):
    for theme in (LIGHT, DARK):
        tokens = {"neg-mark": theme.neg.mark, "pos-mark": theme.pos.mark, "zero": theme.zero}
        tokens |= {"act-low": theme.act_low, "act-high": theme.act_high}
        for value in np.linspace(-1.2, 1.2, 25):
            in_python = colour.weight_colour(value, 1.0, theme), colour.activation_colour(value, theme)
            in_browser = parts("weightColour", value, 1.0, tokens), parts("activationColour", value, tokens)
            for ours, theirs in zip(in_browser, in_python, strict=True):
                distance = np.abs(channels(ours) - channels(theirs)).max()
                assert distance <= 1  # of 255: the two inverses of OKLab are rounded differently


def channels(hex_colour):
    return np.array([int(hex_colour[i : i + 2], 16) for i in (1, 3, 5)])


def test_text_on_a_fill_can_be_read(parts):
    for value in np.linspace(-1, 1, 21):
        for theme in (LIGHT, DARK):
            fill = colour.weight_colour(value, 1.0, theme)
            assert contrast(fill, parts("textOn", fill)) >= 4.58


def contrast(one, other):
    bright, dark = sorted(
        (colour.linear_rgb(c) @ (0.2126, 0.7152, 0.0722) for c in (one, other)), reverse=True
    )
    return (bright + 0.05) / (dark + 0.05)


def test_printed_sums_add_up_as_printed(functions):
    rng = np.random.default_rng(4)
    adding = "(terms) => terms.reduce((a, b) => a + b)"
    source = "".join(resource(name) for name in SHARED_MODULES)
    source += f"export const decimals = (rows) => rows.map((row) => decimalsThatAddUp(row, {adding}));"
    rows = rng.normal(size=(300, 2))
    needed = functions(source, "decimals", rows.tolist())
    for row, decimals in zip(rows, needed, strict=True):
        half_a_unit = 0.5000001 * 10.0**-decimals
        assert abs(np.round(row, decimals).sum() - np.round(row.sum(), decimals)) <= half_a_unit
    assert set(needed) >= {2, 3, 4}, "some sums need a digit more"


def test_the_player_plays_to_the_end_and_stops(bench_page):
    bench_page.page.clock.install()
    bench_page.build("""() => {
        window.at = 0;
        const go = (next) => { window.at = Math.min(Math.max(next, 0), 4); controls.show(); };
        const controls = player({ position: () => window.at, go, last: () => 4 });
        document.querySelector("main").append(controls.element);
        onKeys(document.querySelector("main"), controls.keys);
    }""")
    page = bench_page.page
    page.get_by_role("button", name="play").click()
    assert page.evaluate("at") == 1 and page.get_by_role("button", name="pause").count() == 1
    page.clock.run_for(600)
    assert page.evaluate("at") == 2
    page.clock.run_for(5000)
    assert page.evaluate("at") == 4 and page.get_by_role("button", name="play").count() == 1
    page.keyboard.press("Home")
    assert page.evaluate("at") == 0
    assert page.get_by_role("button", name="back").get_attribute("aria-disabled") == "true"
    for key, place in (("ArrowRight", 1), ("End", 4), ("ArrowLeft", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        assert page.evaluate("at") == place


def test_a_slider_moves_by_keys_and_by_mouse_and_prints_its_value(bench_page):
    page = bench_page.page
    bench_page.build("""() => {
        const rates = ["0.1", "0.5", "0.9", "1"];
        const go = (index) => rate.show(index, rates[index], "of the edge");
        const rate = slider({ label: "learning rate", detail: "in units of 2/L", stops: rates, go });
        document.querySelector("main").append(rate.element);
        go(1);
    }""")
    handle = page.get_by_role("slider", name="learning rate")
    for key, value in (
        ("ArrowRight", "0.9"),
        ("End", "1"),
        ("ArrowRight", "1"),
        ("Home", "0.1"),
        ("ArrowUp", "0.5"),
    ):
        handle.press(key)
        assert handle.get_attribute("aria-valuetext") == f"{value} of the edge"
        assert page.locator(".stop.chosen").inner_text() == value == page.locator(".value").inner_text()
    box = handle.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 16, box["y"] + 12)
    assert page.locator(".value").inner_text() == "1"
    assert box["height"] >= 24


def test_segments_and_toggles_answer_to_keys_and_clicks(bench_page):
    page = bench_page.page
    bench_page.build("""() => {
        const go = (index) => format.show((window.chosen = index));
        const format = segments({ label: "format", choices: ["FP32", "FP16", "BF16"], go });
        const turn = (on) => momentum.show((window.on = on), on ? "moves the edge" : "");
        const momentum = toggle({ label: "momentum 0.9", effect: "off", go: turn });
        document.querySelector("main").append(format.element, momentum.element);
        go(0);
    }""")
    page.get_by_role("radio", name="FP16").click()
    assert page.evaluate("chosen") == 1
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="BF16").get_attribute("aria-checked") == "true"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("chosen") == 0
    page.get_by_role("switch").press("Space")
    assert page.evaluate("on") is True and "moves the edge" in page.get_by_role("switch").inner_text()
    page.emulate_media(reduced_motion="reduce")  # the toggle has arrived
    assert not Axe().run(page, context=".course-visualizer").response["violations"]


def test_choices_that_are_not_right_are_marked_for_eyes_and_ears(bench_page):
    bench_page.build("""() => {
        const format = segments({ label: "format", choices: ["FP32", "FP16", "BF16"], go: () => {} });
        const words = { right: "all right", wrong: "wrong", failed: "fails" };
        document.querySelector("main").append(format.element);
        markRadios(format.element, [1, 1, 1], words);
        markRadios(format.element, [0, 2, null], words);
    }""")
    marks = [
        (radio.get_attribute("data-off"), radio.get_attribute("title"))
        for radio in bench_page.page.get_by_role("radio").all()
    ]
    assert marks == [(None, "all right"), ("yes", "2 wrong"), ("yes", "fails")]


def test_a_model_without_a_kernel_tells_who_listens(bench_page):
    told = bench_page.build("""() => {
        const told = [];
        const model = modelOf({ step: 1, rate: 2 });
        const stop = follow(model, ["step"], () => told.push(model.get("step")));
        model.set("step", 2);
        model.set("step", 2);
        model.set("rate", 3);
        stop();
        model.set("step", 4);
        return told;
    }""")
    assert told == [2]
