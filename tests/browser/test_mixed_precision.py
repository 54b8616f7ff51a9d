"""The mixed precision lesson as a student works it: a scale and a sum move by keys, and Python sees them."""

import pytest
from axe_playwright_python.sync_playwright import Axe


@pytest.fixture(scope="module")
def lesson(browser, lab, open_in):
    """The lesson, opened once and run from top to bottom."""
    notebook = open_in(browser, lab, "notebooks/11_mixed_precision.ipynb")
    notebook.run_all()
    yield notebook
    assert not notebook.errors() and not notebook.troubles
    notebook.close()


def shown(lesson, k):
    """The visualizer at place `k` of the lesson."""
    found = lesson.page.locator(".jp-OutputArea-output .course-visualizer").nth(k)
    found.scroll_into_view_if_needed()
    return found


def test_the_lesson_shows_both_of_its_visualizers(lesson):
    assert lesson.page.locator(".jp-OutputArea-output .course-visualizer").count() == 2


def test_the_loss_scale_moves_by_keys_and_python_sees_it(lesson):
    slider = shown(lesson, 0).get_by_role("slider").first
    slider.focus()
    for _ in range(3):
        lesson.page.keyboard.press("ArrowRight")
    found = lesson.ask_kernel_until("[window.scale_log2, window.overflowed]", lambda value: value[0] == 3)
    assert found == [3, 0.0]


def test_an_accumulator_is_chosen_and_python_has_its_sum(lesson):
    before = lesson.ask_kernel_until("abs(tree.error)", lambda value: value is not None)
    shown(lesson, 1).get_by_role("radio", name="FP32").first.click()
    name, error = lesson.ask_kernel_until(
        "[tree.accumulator, abs(tree.error)]", lambda value: value[0] == "FP32"
    )
    assert name == "FP32" and error < before


def test_axe_finds_nothing_in_what_the_lesson_shows(lesson):
    for area in (".course-visualizer", ".course-card", ".course-ledger"):
        lesson.page.locator(f".jp-OutputArea-output {area}").first.scroll_into_view_if_needed()
        results = Axe().run(lesson.page, context=f".jp-OutputArea-output {area}")
        assert results.violations_count == 0, results.generate_report()


def test_on_a_narrow_screen_nothing_is_wider_than_its_cell(lesson):
    lesson.page.set_viewport_size({"width": 640, "height": 1200})
    for area, name in ((".gradient-range", "gradients"), (".sum-tree", "sum")):
        area = f".jp-OutputArea-output {area}"
        shown = lesson.page.locator(area)
        shown.scroll_into_view_if_needed()
        assert shown.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
        lesson.screenshot(f"mixed-precision-{name}-narrow", area)
