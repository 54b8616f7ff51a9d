"""The stepper as it looks: nothing overlaps, every word can be read, nothing moves that should not."""

import pytest

from course.widgets.backprop_stepper import BackpropStepper


@pytest.mark.parametrize("width", [480, 600, 700, 840, 872, 1180])
def test_nothing_overlaps_and_nothing_is_cut_off(open_page, looks, width):
    for step in (25, 29):
        page = open_page(BackpropStepper(step=step), width=width)
        page.wait_for_timeout(50)
        looks.fits(page)
        looks.words_apart(page.locator(".picture"), air=1)


@pytest.mark.parametrize("step", [9, 25, 29])
def test_it_can_be_read_and_hit_in_both_themes(open_page, looks, step):
    page = open_page(BackpropStepper(step=step), motion="reduce")  # no colour is caught half-way
    looks.accessible(page, ".course-visualizer", targets="button, .weight-label")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read(open_page, looks, theme):
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
        assert looks.contrast(colour, ground or paper) >= 4.5, text


# Counted in the breath of the key that begins them: a moment later they may be over.
MOVING = """root => {
    root.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
    return document.getAnimations().length > 0;
}"""


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_reduced_motion_moves_nothing(open_page, motion, moves):
    page = open_page(BackpropStepper(), motion=motion)
    assert page.locator(".course-visualizer").evaluate(MOVING) == moves
