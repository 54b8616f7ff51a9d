"""The boundary as it looks: in both themes, at every width, no label cut off, every part reached by Tab."""

import io

import pytest
from PIL import Image

from course.widgets.losses_boundary import LossesBoundary

ROOT = ".boundary-in-training"
READY = f"{ROOT} .curves"


def test_the_regions_follow_the_theme(show):
    page = show(LossesBoundary(steps=100), theme="light")

    def corner():
        picture = Image.open(io.BytesIO(page.locator(".plane").screenshot())).convert("RGB")
        return picture.getpixel((8, 8))

    assert min(corner()) > 128
    page.emulate_media(color_scheme="dark")
    page.screenshot()  # a frame is drawn, so the page knows its theme
    assert max(corner()) < 128


def test_tab_reaches_every_part_and_nothing_twice(show):
    page = show(LossesBoundary(steps=10))
    stops = []
    page.keyboard.press("Tab")
    name = "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText)"
    while page.evaluate("document.activeElement !== document.body") and len(stops) < 20:
        stops.append(page.evaluate(name))
        page.keyboard.press("Tab")
    player = ["restart", "back 10 steps", "play", "step 10 times"]
    assert stops == ["two moons", "error", "step", *player, "none", "strength", "new seed"]


@pytest.mark.parametrize("width", [480, 872])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, width):
    looks.accessible(show(LossesBoundary(penalty="L1"), width=width, motion="reduce"), ROOT)


STRONG = {"penalty": "L2", "strength": 0.1, "steps": 200}
LOSS = {"penalty": "L1", "curves": "loss", "steps": 200}
LATE = {"schedule": [[0, "none", 0.0], [180, "L1", 0.003]], "steps": 200, "curves": "loss"}


@pytest.mark.parametrize(
    ("setting", "width"),
    [({}, 480), (STRONG, 480), (LOSS, 480), (LATE, 480), ({}, 872), (LATE, 872), (STRONG, 1240)],
)
def test_no_label_of_the_charts_is_cut_off(show, looks, setting, width):
    page = show(LossesBoundary(**setting), width=width)
    looks.words_apart(page.locator(".charts svg"))
    drawn = page.locator(ROOT).evaluate("element => element.outerHTML")
    assert not [word for word in ("NaN", "Infinity", "undefined", "∞", "not a number") if word in drawn]
