"""The activations lesson as a student works it: cards and visualizers move, Python sees the same numbers."""

from itertools import pairwise

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

CURVE, DEPTH = (
    ".jp-OutputArea-output .course-visualizer.curves",
    ".jp-OutputArea-output .course-visualizer.depth",
)
# A stop has no width of its own: what is seen is its text.
ENDS_OF_THE_SLIDERS_NAMES = """depth => [...depth.querySelectorAll(".slider .stop")].map(stop => {
    const text = document.createRange();
    text.selectNodeContents(stop);
    const { left, right } = text.getBoundingClientRect();
    return [left, right];
})"""


@pytest.fixture(scope="module")
def lesson(browser, lab, open_in):
    """The lesson, opened once and run from top to bottom."""
    notebook = open_in(browser, lab, "notebooks/02_activations.ipynb")
    notebook.run_all()
    yield notebook
    assert not notebook.errors() and not notebook.troubles
    notebook.close()


def test_the_curve_is_worked_by_keys_and_python_sees_the_slope_there(lesson):
    curve = lesson.page.locator(CURVE)
    curve.scroll_into_view_if_needed()
    curve.get_by_role("radio", name="tanh").click()
    curve.get_by_role("slider", name="input").focus()
    for _ in range(10):
        lesson.page.keyboard.press("ArrowLeft")
    expression = "[curve.function, curve.input, curve.output, curve.slope, curve.remaining]"
    function, place, output, slope, remaining = lesson.ask_kernel_until(
        expression, lambda value: value[:2] == ["tanh", 1.0]
    )
    assert (function, place) == ("tanh", 1.0)
    expected = np.tanh(1), 1 - np.tanh(1) ** 2, (1 - np.tanh(1) ** 2) ** 10
    np.testing.assert_allclose([output, slope, remaining], expected)
    assert f"here {slope:.2f}" in curve.locator("h3").inner_text()
    lesson.screenshot("activations-curve", CURVE)


def test_up_and_down_change_the_layers_and_what_they_leave(lesson):
    curve = lesson.page.locator(CURVE)
    curve.get_by_role("slider", name="input").focus()
    lesson.page.keyboard.press("ArrowUp")
    layers, remaining, slope = lesson.ask_kernel_until(
        "[curve.layers, curve.remaining, curve.slope]", lambda value: value[0] == 11
    )
    assert layers == 11 and np.isclose(remaining, slope**11)
    assert "11 layers leave" in curve.inner_text()


def test_the_stack_takes_hes_gain_by_keys_and_then_keeps_spread_and_gradient(lesson):
    depth = lesson.page.locator(DEPTH)
    depth.scroll_into_view_if_needed()
    depth.get_by_role("heading", name="fades both ways").wait_for()
    depth.get_by_role("slider", name="layer").focus()
    lesson.page.keyboard.press("ArrowUp")
    lesson.page.keyboard.press("ArrowUp")
    expression = "[depth.gain, depth.spreads.tolist(), depth.gradient_norms.tolist()]"
    gain, spreads, norms = lesson.ask_kernel_until(expression, lambda value: value[0] > 1.3)
    assert gain == pytest.approx(2**0.5)
    assert 0.1 < spreads[-1] / spreads[0] < 10 and 0.1 < norms[0] < 10 and norms[-1] == pytest.approx(1)
    depth.get_by_role("heading", name="holds both ways").wait_for()
    ends = depth.evaluate(ENDS_OF_THE_SLIDERS_NAMES)
    assert len(ends) == 9 and all(end < start for (_, end), (start, _) in pairwise(ends))
    lesson.screenshot("activations-depth", DEPTH)


def test_no_gain_of_the_slider_brings_a_thousandth_through_the_sigmoids(lesson):
    depth = lesson.page.locator(DEPTH)
    depth.get_by_role("radio", name="sigmoid").click()
    depth.get_by_role("slider", name="layer").focus()
    for _ in range(4):
        lesson.page.keyboard.press("ArrowUp")
    expression = "[depth.function, depth.gain, float(depth.gradient_norms[0])]"
    function, gain, first = lesson.ask_kernel_until(expression, lambda value: value[:2] == ["sigmoid", 3])
    assert (function, gain) == ("sigmoid", 3) and first < 1e-3
    lesson.screenshot("activations-depth-sigmoid", DEPTH)


def test_a_prediction_is_clicked_and_the_card_below_reveals_the_truth(lesson):
    cell = lesson.page.locator(".jp-Cell", has_text="activations: spread, gain 1")
    cell.last.scroll_into_view_if_needed()
    cell.last.get_by_text("First your prediction").wait_for()
    cell.first.get_by_role("radio", name="0.7", exact=True).click()
    cell.last.get_by_text("this machine says").wait_for()
    said = " ".join(cell.last.inner_text().split())
    assert "you said 0.7 of the first one's this machine says 0.00" in said and "too high" in said


def test_axe_finds_nothing_in_what_the_lesson_shows(lesson):
    for area in (
        CURVE,
        DEPTH,
        ".jp-OutputArea-output .course-card",
        ".jp-OutputArea-output .course-ledger",
    ):
        lesson.page.locator(area).first.scroll_into_view_if_needed()
        results = Axe().run(lesson.page, context=area)
        assert results.violations_count == 0, results.generate_report()


def test_on_a_narrow_screen_nothing_is_wider_than_its_cell(lesson):
    lesson.page.set_viewport_size({"width": 640, "height": 1200})
    for area in (CURVE, DEPTH):
        shown = lesson.page.locator(area)
        shown.scroll_into_view_if_needed()
        fits = "element => element.clientWidth && element.scrollWidth <= element.clientWidth + 1"
        lesson.page.wait_for_function(fits, arg=shown.element_handle())  # a picture follows its cell's width
    lesson.screenshot("activations-curve-narrow", CURVE)
    lesson.screenshot("activations-depth-narrow", DEPTH)
