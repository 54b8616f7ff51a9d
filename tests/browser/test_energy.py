"""The energy lesson as a student works it: the budget moves by keys, Python sees the same joules."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from course.hardware import energy, networks

BUDGET = ".jp-OutputArea-output .course-visualizer.energy-budget"


@pytest.fixture(scope="module")
def lesson(browser, lab, open_in):
    """The lesson, opened once and run from top to bottom."""
    notebook = open_in(browser, lab, "notebooks/07_energy.ipynb")
    notebook.run_all()
    yield notebook
    assert not notebook.errors() and not notebook.troubles
    notebook.close()


def test_a_prediction_is_clicked_and_the_card_below_reveals_the_truth(lesson):
    cell = lesson.page.locator(".jp-CodeCell", has_text="energy: int8 pass")
    cell.last.scroll_into_view_if_needed()
    cell.first.scroll_into_view_if_needed()
    assert "First your prediction" in cell.last.inner_text()
    cell.first.get_by_role("radio", name="15×", exact=True).click()
    cell.last.get_by_text("the model says").wait_for()
    said = " ".join(cell.last.inner_text().split())
    assert "you said 15×" in said and "the model says 4×" in said and "too high" in said, said


def test_another_network_and_format_are_chosen_and_python_has_their_joules(lesson):
    budget = lesson.page.locator(BUDGET)
    budget.scroll_into_view_if_needed()
    lesson.screenshot("energy-budget", BUDGET)
    budget.get_by_role("radio", name="LeNet-300-100").click()
    budget.get_by_role("radio", name="FP32").click()
    found = lesson.ask_kernel_until(
        "[budget.network, budget.format, budget.joules, budget.bytes]",
        lambda value: value[:2] == ["LeNet-300-100", "FP32"],
    )
    counted = networks.costs_of("LeNet-300-100")
    assert found[2] == pytest.approx(energy.of_network(counted).joules)
    assert found[3] == 4 * counted.num_parameters


def test_axe_finds_nothing_in_what_the_lesson_shows(lesson):
    for area in (BUDGET, ".jp-OutputArea-output .course-card", ".jp-OutputArea-output .course-ledger"):
        lesson.page.locator(area).first.scroll_into_view_if_needed()
        results = Axe().run(lesson.page, context=area)
        assert results.violations_count == 0, results.generate_report()


def test_on_a_narrow_screen_nothing_is_wider_than_its_cell(lesson):
    lesson.page.set_viewport_size({"width": 640, "height": 1200})
    shown = lesson.page.locator(BUDGET)
    shown.scroll_into_view_if_needed()
    assert shown.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    lesson.screenshot("energy-budget-narrow", BUDGET)
