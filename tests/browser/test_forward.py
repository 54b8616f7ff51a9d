"""The forward lesson as a student works it: cards and visualizers move, Python sees the same numbers."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from scipy.signal import correlate2d

from course.data import digits

MATRIX, CONVOLUTION = (
    ".jp-OutputArea-output .course-visualizer.fully-connected",
    ".jp-OutputArea-output .course-visualizer.convolution",
)


@pytest.fixture(scope="module")
def lesson(browser, lab, open_in):
    """The lesson, opened once and run from top to bottom."""
    notebook = open_in(browser, lab, "notebooks/01_forward.ipynb")
    notebook.run_all()
    yield notebook
    assert not notebook.errors() and not notebook.troubles
    notebook.close()


def a_digit(label):
    """The first test image of a digit: float64 (8, 8)."""
    data = digits.load()
    return data.test_images[np.argmax(data.test_labels == label), 0].astype(np.float64)


def signed(number):
    """A number as the visualizers print it: two decimals, and a sign."""
    return f"{number:+.2f}".replace("-", "−")


def test_the_matrix_is_worked_by_keys_and_python_sees_it(lesson):
    picture = lesson.page.locator(MATRIX)
    picture.scroll_into_view_if_needed()
    picture.focus()
    lesson.page.keyboard.press("ArrowDown")
    lesson.page.keyboard.press("ArrowDown")
    assert lesson.ask_kernel_until("matrix_picture.row", lambda row: row == 5) == 5
    weights, bias = lesson.ask_kernel("[matrix_picture.weights[5], matrix_picture.biases[5]]")
    score = np.dot(weights, a_digit(3).ravel()) + bias
    assert signed(score) in picture.locator(".sum").inner_text()
    assert lesson.ask_kernel("matrix_picture.scores[5]") == pytest.approx(score)
    lesson.screenshot("forward-matrix", MATRIX)


def test_another_digit_has_other_scores_in_the_page_and_in_python(lesson):
    picture = lesson.page.locator(MATRIX)
    picture.get_by_role("radio", name="8", exact=True).click()
    scores = lesson.ask_kernel_until("matrix_picture.scores.tolist()", lambda s: np.argmax(s) == 8)
    weights, biases = lesson.ask_kernel("[matrix_picture.weights, matrix_picture.biases]")
    expected = np.array(weights) @ a_digit(8).ravel() + biases
    assert np.allclose(scores, expected)
    row = lesson.ask_kernel("matrix_picture.row")
    assert signed(expected[row]) in picture.locator(".sum").inner_text()


def test_the_window_is_moved_by_keys_and_python_sees_its_score(lesson):
    picture = lesson.page.locator(CONVOLUTION)
    picture.scroll_into_view_if_needed()
    picture.focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowRight"):
        lesson.page.keyboard.press(key)
    assert lesson.ask_kernel_until("[window.row, window.column]", lambda place: place == [2, 5]) == [2, 5]
    weights, bias = lesson.ask_kernel("[window.weights, window.bias]")
    score = np.sum(a_digit(3)[2:5, 5:8] * weights) + bias
    assert lesson.ask_kernel("window.score") == pytest.approx(score)
    assert "row 3, column 6" in picture.get_by_role("status").inner_text()
    assert signed(score) in picture.get_by_role("status").inner_text()
    lesson.screenshot("forward-convolution", CONVOLUTION)


def test_another_filter_gives_another_map_in_the_page_and_in_python(lesson):
    picture = lesson.page.locator(CONVOLUTION)
    picture.get_by_role("radio", name="blur").click()
    picture.get_by_role("radio", name="7", exact=True).click()
    expression = "[window.filter, window.digit, window.scores.tolist()]"
    name, digit, scores = lesson.ask_kernel_until(expression, lambda value: value[:2] == ["blur", 7])
    blur = np.outer([1, 2, 1], [1, 2, 1]) / 16
    assert (name, digit) == ("blur", 7)
    assert np.allclose(scores, correlate2d(a_digit(7), blur, mode="valid"))
    assert signed(scores[2][5]) in picture.get_by_role("status").inner_text()


def test_a_prediction_is_clicked_and_the_card_below_reveals_the_truth(lesson):
    cell = lesson.page.locator(".jp-Cell", has_text="forward: numbers in a convolution")
    assert "First your prediction" in cell.last.inner_text()
    cell.first.get_by_role("radio", name="784", exact=True).click()
    cell.last.get_by_text("this machine says").wait_for()
    said = " ".join(cell.last.inner_text().split())
    assert "you said 784 weights this machine says 9 weights" in said


def test_axe_finds_nothing_in_what_the_lesson_shows(lesson):
    for area in (
        MATRIX,
        CONVOLUTION,
        ".jp-OutputArea-output .course-card",
        ".jp-OutputArea-output .course-ledger",
    ):
        lesson.page.locator(area).first.scroll_into_view_if_needed()
        results = Axe().run(lesson.page, context=area)
        assert results.violations_count == 0, results.generate_report()


def test_on_a_narrow_screen_nothing_is_wider_than_its_cell(lesson):
    lesson.page.set_viewport_size({"width": 640, "height": 1200})
    for area in (MATRIX, CONVOLUTION):
        shown = lesson.page.locator(area)
        shown.scroll_into_view_if_needed()
        fits = "element => element.scrollWidth <= element.clientWidth + 1"
        lesson.page.wait_for_function(fits, arg=shown.element_handle())  # a picture follows its cell's width
    lesson.screenshot("forward-matrix-narrow", MATRIX)
    lesson.screenshot("forward-convolution-narrow", CONVOLUTION)
