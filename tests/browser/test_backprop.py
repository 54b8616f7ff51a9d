"""The backprop lesson as a student works it: cards and visualizers move, Python sees the same numbers."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

STEPPER, DESCENT = (
    ".jp-OutputArea-output .course-visualizer.stepper",
    ".jp-OutputArea-output .course-visualizer.descent",
)


@pytest.fixture(scope="module")
def lesson(browser, lab, open_in):
    """The lesson, opened once and run from top to bottom."""
    notebook = open_in(browser, lab, "notebooks/04_backprop.ipynb")
    notebook.run_all()
    yield notebook
    assert not notebook.errors() and not notebook.troubles
    notebook.close()


def test_the_stepper_is_worked_by_keys_and_python_sees_it(lesson):
    stepper = lesson.page.locator(STEPPER)
    stepper.scroll_into_view_if_needed()
    stepper.focus()
    step = stepper.get_by_role("slider", name="step")
    for key, place in (("Home", 1), ("End", 29), ("ArrowLeft", 28)):
        lesson.page.keyboard.press(key)
        assert int(step.get_attribute("aria-valuenow")) == place
    assert lesson.ask_kernel_until("stepper.step", lambda step: step == 28) == 28


def test_a_weight_changed_by_a_click_changes_the_gradients_in_python(lesson):
    stepper = lesson.page.locator(STEPPER)
    stepper.locator('.weight-label[aria-label^="weight from x₁ to h₃"]').click()
    field = stepper.get_by_role("textbox")
    field.fill("0.8")
    field.press("Enter")
    W1 = np.array([[0.6, -0.9], [0.7, 0.2], [0.8, 0.3]])
    W2 = np.array([[0.5, 0.9, -0.6], [-0.7, 0.4, 0.8]])
    x, answer = np.array([0.8, -0.5]), np.array([0, 1])
    hidden = np.maximum(W1 @ x, 0)
    scores = np.exp(W2 @ hidden)
    loss = -np.log(scores[1] / scores.sum())
    assert f"{loss:.2f}" in stepper.locator(".loss").text_content()
    assert np.allclose(lesson.ask_kernel_until("stepper.weights[0]", lambda W: np.allclose(W, W1)), W1)
    expected = np.outer(W2.T @ (scores / scores.sum() - answer) * (hidden > 0), x)
    assert np.allclose(lesson.ask_kernel("[row.tolist() for row in stepper.gradients[0]]"), expected)
    lesson.screenshot("stepper", STEPPER)


def test_the_descent_is_worked_by_keys_and_mouse_and_python_sees_it(lesson):
    descent = lesson.page.locator(DESCENT)
    descent.scroll_into_view_if_needed()
    descent.locator("[aria-label='learning rate']").focus()
    lesson.page.keyboard.press("ArrowRight")
    assert "1.2 × 2/L" in descent.locator("h3").inner_text()
    descent.get_by_role("switch").click()
    assert "with momentum they settle" in descent.locator("h3").inner_text()
    expression = "[descent.share, descent.momentum, list(descent.losses)]"
    share, momentum, losses = lesson.ask_kernel_until(expression, lambda value: value[:2] == [1.2, 0.9])
    assert (share, momentum) == (1.2, 0.9) and losses[-1] < losses[0]
    assert f"{losses[-1]:.2f}" in descent.get_by_role("status").inner_text()
    lesson.screenshot("descent", DESCENT)


def test_a_prediction_is_clicked_and_the_card_below_reveals_the_truth(lesson):
    cell = lesson.page.locator(".jp-Cell", has_text="backprop: edge of descent")
    assert "First your prediction" in cell.last.inner_text()
    cell.first.get_by_role("radio", name="1", exact=True).click()
    cell.last.get_by_text("this machine says").wait_for()
    said = " ".join(cell.last.inner_text().split())
    assert "you said 1 divided by L this machine says 2 divided by L" in said and "2.0 times too low" in said


def test_axe_finds_nothing_in_what_the_lesson_shows(lesson):
    for area in (
        STEPPER,
        DESCENT,
        ".jp-OutputArea-output .course-card",
        ".jp-OutputArea-output .course-ledger",
    ):
        lesson.page.locator(area).first.scroll_into_view_if_needed()
        results = Axe().run(lesson.page, context=area)
        assert results.violations_count == 0, results.generate_report()


def test_on_a_narrow_screen_nothing_is_wider_than_its_cell(lesson):
    lesson.page.set_viewport_size({"width": 640, "height": 1200})
    for area in (STEPPER, DESCENT):
        shown = lesson.page.locator(area)
        shown.scroll_into_view_if_needed()
        assert shown.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    lesson.screenshot("stepper-narrow", STEPPER)
    lesson.screenshot("descent-narrow", DESCENT)
