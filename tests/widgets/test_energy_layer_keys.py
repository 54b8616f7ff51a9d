"""The layer worked by keys, by hand and by ear."""

import re
import runpy
from pathlib import Path

from course.widgets.energy_layer import EnergyLayer

READY = ".energy-layer .stack"

right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["layer_energy"]


def place(page):
    """The chosen batch and format, as the page says them."""
    text = page.locator(".card > .label").inner_text()
    return re.fullmatch(r"A batch of ([\d,]+) in (\w+)", text).groups()


def test_keys_choose_the_batch_and_the_format(show):
    page = show(EnergyLayer(right))
    page.locator(".energy-layer").focus()
    steps = [
        ("ArrowRight", "16", "FP32"), ("ArrowLeft", "8", "FP32"), ("ArrowDown", "8", "FP16"),
        ("ArrowDown", "8", "INT8"), ("ArrowDown", "8", "INT8"), ("End", "1,024", "INT8"),
        ("ArrowRight", "1,024", "INT8"), ("ArrowUp", "1,024", "FP16"), ("ArrowUp", "1,024", "FP32"),
        ("ArrowUp", "1,024", "FP32"), ("Home", "1", "FP32"), ("ArrowLeft", "1", "FP32"),
    ]  # fmt: skip
    for key, *expected in steps:
        page.keyboard.press(key)
        assert place(page) == tuple(expected), key


def test_controls_have_one_tab_stop_each_and_their_own_arrows(show):
    page, stops = show(EnergyLayer(right)), []
    for _ in range(7):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
    assert stops == ["first", "back", "play", "step", "last", "batch", "FP32"]
    page.keyboard.press("ArrowRight")
    assert place(page) == ("8", "FP16")
    slider = page.get_by_role("slider", name="batch")
    slider.focus()
    page.keyboard.press("ArrowUp")
    assert place(page) == ("16", "FP16")
    assert slider.get_attribute("aria-valuetext") == "16 examples"
    page.get_by_role("radio", name="INT8").click()
    assert place(page) == ("16", "INT8")


def test_play_goes_through_the_batches(show):
    page = show(EnergyLayer(right))
    page.locator(".energy-layer").focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="pause").wait_for()
    page.wait_for_function("document.querySelector('.card > .label').textContent.includes('32')")
    page.keyboard.press(" ")
    assert page.get_by_role("button", name="play", exact=True).count() == 1


def test_the_pointer_chooses_a_batch_where_it_presses(show):
    page = show(EnergyLayer(right))
    box = page.locator(".lines .hit").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    assert place(page)[0] == "8"
    page.mouse.down()
    assert place(page)[0] == "32"
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 60)
    page.mouse.up()
    assert place(page)[0] == "1,024"


def test_ears_get_the_state(show):
    assert show(EnergyLayer()).locator("[role=status]").text_content() == (
        "For one example, your “weights” take as much in a batch of 2 as alone: they should take half as "
        "much, since a batch fetches them once; batch 8, FP32: 154 µJ for one example, as much as alone; "
        "multiply 870 nJ, 0.6 %; add 212 nJ, 0.1 %; weights 153 µJ, 99.3 %, should be 19.1 µJ; activations "
        "54.2 nJ, < 0.1 %; broken: twice the batch"
    )
    assert show(EnergyLayer(right)).locator("[role=status]").text_content().endswith("0.3 %; all laws hold")


def test_without_scripts_a_picture_and_words_stand_in(open_page):
    alt = open_page(EnergyLayer(), scripts=False).locator("img").get_attribute("alt")
    assert alt == (
        "A layer of 784 inputs and 300 outputs in FP32, by your function for one example of a batch of 8: "
        "multiply 8.702e+05 pJ (0.6%), add 2.12e+05 pJ (0.1%), weights 1.531e+08 pJ (99.3%), activations "
        "5.42e+04 pJ (0.0%). For one example, your “weights” take as much in a batch of 2 as alone: they "
        "should take half as much, since a batch fetches them once."
    )
