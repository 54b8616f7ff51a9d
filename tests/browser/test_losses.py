"""The losses lesson as a student works it: a card is answered, the boundary trains, Python sees the same."""

import pytest
from axe_playwright_python.sync_playwright import Axe

BOUNDARY = ".jp-OutputArea-output .course-visualizer.boundary-in-training"


@pytest.fixture(scope="module")
def lesson(browser, lab, open_in):
    """The lesson, opened once and run from top to bottom."""
    notebook = open_in(browser, lab, "notebooks/03_losses.ipynb")
    notebook.run_all()
    yield notebook
    assert not notebook.errors() and not notebook.troubles
    notebook.close()


def boundary_of(lesson):
    boundary = lesson.page.locator(BOUNDARY)
    boundary.scroll_into_view_if_needed()
    return boundary


def test_a_penalty_chosen_by_keys_zeroes_weights_and_python_counts_the_same(lesson):
    boundary = boundary_of(lesson)
    boundary.get_by_role("radio", name="L1").click()
    boundary.get_by_role("slider", name="strength").focus()
    for key in ("ArrowRight", "r"):
        lesson.page.keyboard.press(key)
    assert "0.01 × Σ|w|" in boundary.get_by_role("slider", name="strength").get_attribute("aria-valuetext")
    lesson.page.keyboard.press(" ")
    lesson.page.wait_for_function(
        f"document.querySelector('{BOUNDARY} .curves').getAttribute('aria-valuenow') >= 400"
    )
    lesson.page.keyboard.press(" ")
    steps = int(boundary.get_by_role("slider", name="step").get_attribute("aria-valuenow"))
    expression = "[boundary.steps, boundary.penalty, boundary.strength, boundary.num_zero]"
    seen = lesson.ask_kernel_until(expression, lambda seen: seen[0] == steps)
    assert seen[:3] == [steps, "L1", 0.01] and seen[3] > 200
    assert f"{seen[3]} of 320 weights exactly 0" in boundary.get_by_role("status").inner_text()
    lesson.screenshot("boundary", BOUNDARY)


def test_the_title_tells_the_errors_that_python_computes(lesson):
    boundary = boundary_of(lesson)
    boundary.get_by_role("radio", name="circles").click()
    title = boundary.locator("h3").inner_text()
    train, test = lesson.ask_kernel_until(
        "[boundary.train_error, boundary.test_error, boundary.shape]", lambda seen: seen[2] == "circles"
    )[:2]
    for error, where in ((train, "wrong in training"), (test, "in the test")):
        assert f"{100 * error:.1f}".removesuffix(".0") + f" % {where}" in title


def test_a_prediction_is_clicked_and_the_card_below_reveals_the_truth(lesson):
    cell = lesson.page.locator(".jp-Cell", has_text="losses: gradients changed")
    cell.last.scroll_into_view_if_needed()
    cell.last.get_by_text("First your prediction").wait_for()
    cell.first.get_by_role("radio", name="4,736", exact=True).click()
    cell.last.get_by_text("this machine says").wait_for()
    said = " ".join(cell.last.inner_text().split())
    measured = lesson.ask_kernel_until("changed(**hinge)[1]", lambda seen: 0 < seen < 4736)
    assert f"you said 4,736 of 4,736 this machine says {measured:,} of 4,736" in said


def test_axe_finds_nothing_in_what_the_lesson_shows(lesson):
    for area in (
        BOUNDARY,
        ".jp-OutputArea-output .course-card",
        ".jp-OutputArea-output .course-ledger",
    ):
        lesson.page.locator(area).first.scroll_into_view_if_needed()
        results = Axe().run(lesson.page, context=area)
        assert results.violations_count == 0, results.generate_report()


def test_on_a_narrow_screen_nothing_is_wider_than_its_cell(lesson):
    lesson.page.set_viewport_size({"width": 640, "height": 1200})
    boundary = boundary_of(lesson)
    assert boundary.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    lesson.screenshot("boundary-narrow", BOUNDARY)
