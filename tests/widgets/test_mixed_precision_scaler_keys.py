"""The controller worked by keys, by hand and by ear."""

import runpy
from pathlib import Path

from course.widgets.mixed_precision_scaler import ScalerTrace

READY = ".scaler .trace"

right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["next_scale"]


def state(page):
    """The chosen step and the three settings, as the page says them."""
    step = page.locator(".card > .label").inner_text().removeprefix("Step ").removesuffix(" of 240")
    return step, *page.locator(".segments [aria-checked=true]").all_inner_texts()


def test_keys_choose_the_step_and_the_settings(show):
    page = show(ScalerTrace())
    page.locator(".scaler").focus()
    steps = [
        ("ArrowRight", "22", "a spike", "20", "2¹⁶"), ("ArrowLeft", "21", "a spike", "20", "2¹⁶"),
        ("ArrowUp", "31", "a spike", "20", "2¹⁶"), ("PageDown", "21", "a spike", "20", "2¹⁶"),
        ("m", "41", "a spike", "20", "2¹⁶"), ("O", "61", "a spike", "20", "2¹⁶"),
        ("End", "240", "a spike", "20", "2¹⁶"), ("ArrowRight", "240", "a spike", "20", "2¹⁶"),
        ("M", "1", "a spike", "20", "2¹⁶"), ("ArrowDown", "1", "a spike", "20", "2¹⁶"),
        ("r", "1", "steady", "20", "2¹⁶"), ("I", "1", "steady", "40", "2¹⁶"),
        ("f", "1", "steady", "40", "2²⁴"), ("F", "1", "steady", "40", "2⁴"), ("i", "1", "steady", "10", "2⁴"),
    ]  # fmt: skip
    for key, *expected in steps:
        page.keyboard.press(key)
        assert state(page) == tuple(expected), key


def test_choices_have_one_tab_stop_each_and_their_own_arrows(show):
    page, stops = show(ScalerTrace()), []
    for _ in range(10):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
    player = ["first", "back", "play", "step", "last"]
    assert stops == ["a spike", "20", "2¹⁶", "step of the run", *player, "next broken law 16 here"]
    page.get_by_role("radio", name="a spike").focus()
    page.keyboard.press("ArrowRight")
    assert state(page) == ("21", "steady", "20", "2¹⁶")
    assert page.evaluate("document.activeElement.textContent") == "steady"
    page.get_by_role("radio", name="40").click()
    assert state(page) == ("21", "steady", "40", "2¹⁶")


def test_the_picture_is_a_slider_of_steps(show):
    page = show(ScalerTrace())
    slider = page.get_by_role("slider", name="step of the run")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    seen = {name: slider.get_attribute(f"aria-{name}") for name in ("valuemin", "valuemax", "valuenow")}
    assert seen == {"valuemin": "1", "valuemax": "240", "valuenow": "20"}
    assert slider.get_attribute("aria-valuetext") == "step 20, scale 4096, count 19"
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "step 21, scale 8192, count 0, overflow, law broken"


def test_the_button_goes_from_one_broken_law_to_the_next_and_rests_where_there_is_none(show):
    page = show(ScalerTrace())
    button = page.get_by_role("button", name="next broken law")
    for step in ("41", "61", "81", "99"):
        button.click()
        assert state(page)[0] == step
    page = show(ScalerTrace(right))
    button = page.get_by_role("button", name="next broken law none here")
    assert button.get_attribute("aria-disabled") == "true"
    button.click(force=True)
    assert state(page)[0] == "25"


def test_choices_under_which_a_law_is_broken_are_marked(open_page):
    def only_when_small(scale, quiet, is_finite, interval):
        return (scale / 4, 0) if scale == 32 and not is_finite else right(scale, quiet, is_finite, interval)

    page = open_page(ScalerTrace(only_when_small, profile="a spike"))
    page.wait_for_selector(".scaler .trace")
    marks = {radio.inner_text(): radio.get_attribute("title") for radio in page.get_by_role("radio").all()}
    assert marks == {
        "gradients shrink": "all laws kept", "a spike": "all laws kept", "steady": "all laws kept",
        "gradients grow": "1 broken", "10": "all laws kept", "20": "all laws kept", "40": "all laws kept",
        "2⁴": "all laws kept", "2¹⁶": "all laws kept", "2²⁴": "all laws kept",
    }  # fmt: skip
    assert "under a red dot one is broken" in page.locator("h3 + p").inner_text()
    assert page.locator(".legend").inner_text() == "a law is broken there"


def test_the_red_dots_are_told_with_their_reason_and_only_where_there_are_any(open_page):
    def fails_late(scale, quiet, is_finite, interval):
        return right(scale, quiet, is_finite, interval) if scale > 64 else None

    def never_grows_and_fails_late(scale, quiet, is_finite, interval):
        return fails_late(scale, 0, is_finite, interval)

    legends = [
        open_page(ScalerTrace(function)).locator(".legend").all_inner_texts()
        for function in (right, fails_late, never_grows_and_fails_late)
    ]
    reasons = "your function fails there", "a law is broken or your function fails there"
    assert legends == [[], *([reason] for reason in reasons)]


def test_play_goes_through_the_steps(show):
    page = show(ScalerTrace())
    page.locator(".scaler").focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="pause").wait_for()
    page.wait_for_function("document.querySelector('.card > .label').textContent === 'Step 23 of 240'")
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("button", name="play", exact=True).count() == 1


def test_the_pointer_chooses_a_step(show):
    page = show(ScalerTrace())
    box = page.locator(".trace .hit").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 4 - 1, box["y"] + 60)
    assert state(page)[0] == "60"
    page.mouse.click(box["x"] + box["width"] - 1, box["y"] + 60)
    assert state(page)[0] == "240"


def test_ears_get_the_state(show):
    assert show(ScalerTrace()).locator("[role=status]").text_content() == (
        "An overflow does not restart the count: 16 of 240 steps break a law; step 21 of 240: the scale is "
        "0.6 powers of two above the ceiling: overflow, the step is skipped; next_scale(8192, 0, False, "
        "interval=20) gives (4096, 1); ✗ an overflow does not restart the count"
    )


def test_without_scripts_a_picture_and_words_stand_in(open_page):
    trace = ScalerTrace()
    alt = open_page(trace, scripts=False).locator("img").get_attribute("alt")
    assert alt == trace.describe()
