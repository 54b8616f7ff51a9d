"""The stepper as it looks: nothing overlaps, every word can be read, nothing moves that should not."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course.widgets.backprop_stepper import BackpropStepper

WIDTHS = (480, 600, 700, 840, 872, 1180)
# Of every text in the picture, without the halo round its letters.
BOXES = """() => [...document.querySelectorAll('.picture text:not(:empty)')].map((text) => {
    const { x, y, width, height } = text.getBBox();
    const { e, f } = text.getScreenCTM();
    return { text: text.textContent, x: x + e, y: y + f, width, height };
})"""


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps_and_nothing_is_cut_off(open_page, width):
    for step in (25, 29):
        page = open_page(BackpropStepper(step=step), width=width)
        page.wait_for_timeout(50)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = page.evaluate(BOXES)
        assert not list(overlapping(boxes))
        assert min(box["x"] for box in boxes) >= 0 and max(box["x"] + box["width"] for box in boxes) <= width


def overlapping(boxes, forgiven=1):
    """Pairs of boxes that share more than the few pixels of air that a line of text has around it."""
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
            down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
            if across > forgiven and down > forgiven:
                yield a["text"], b["text"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("step", [9, 25, 29])
def test_axe_finds_nothing_wrong(open_page, theme, step):
    page = open_page(BackpropStepper(step=step), theme=theme, motion="reduce")  # no colour is caught half-way
    violations = Axe().run(page, context=".course-visualizer").response["violations"]
    assert not [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read(open_page, theme):
    """axe does not look into SVG: the contrast of its text on what lies beneath, computed here."""
    page = open_page(BackpropStepper(), theme=theme, motion="reduce")
    paper = "rgb(255, 255, 255)" if theme == "light" else "rgb(17, 17, 17)"
    words = page.evaluate("""() => [...document.querySelectorAll('.picture text:not(:empty)')].map((text) => {
        const shape = text.parentElement.querySelector(':scope > circle, :scope > rect');
        const inside = text.classList.contains('value') && shape;
        return [text.textContent, getComputedStyle(text).fill, inside ? getComputedStyle(shape).fill : null];
    })""")
    assert len(words) > 40
    for text, colour, ground in words:
        assert contrast(colour, ground or paper) >= 4.5, text


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour):
    encoded = np.array([float(channel) for channel in re.findall(r"[\d.]+", colour)[:3]]) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def test_targets_can_be_hit(open_page):
    page = open_page(BackpropStepper())
    for target in page.locator("button, .weight-label").all():
        box = target.bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24


def test_reduced_motion_moves_nothing(open_page):
    page = open_page(BackpropStepper(), motion="reduce")
    page.locator(".course-visualizer").press("ArrowLeft")
    assert page.evaluate("document.getAnimations().length") == 0
    moving = open_page(BackpropStepper())
    moving.locator(".course-visualizer").press("ArrowLeft")
    assert moving.evaluate("document.getAnimations().length") > 0
