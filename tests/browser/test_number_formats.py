"""The number formats lesson as a student works it: bits flip, x moves, Python sees the same numbers."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

BITS, LINE = (
    ".jp-OutputArea-output .course-visualizer.number-bits",
    ".jp-OutputArea-output .course-visualizer.line-of-numbers",
)


@pytest.fixture(scope="module")
def lesson(browser, lab, open_in):
    """The lesson, opened once and run from top to bottom."""
    notebook = open_in(browser, lab, "notebooks/06_number_formats.ipynb")
    notebook.run_all()
    yield notebook
    assert not notebook.errors() and not notebook.troubles
    notebook.close()


def test_a_bit_is_flipped_by_keys_and_python_sees_the_number_that_it_makes(lesson):
    bits = lesson.page.locator(BITS)
    bits.scroll_into_view_if_needed()
    bits.locator(".bit[tabindex='0']").focus()
    lesson.page.keyboard.press("Home")
    lesson.page.keyboard.press("Space")
    found = lesson.ask_kernel_until("[bits.number, bits.code, bits.value]", lambda value: value[2] < 0)
    tenth = np.float16(0.1)
    assert found[1:] == [int((-tenth).view(np.uint16)), float(-tenth)]
    lesson.page.keyboard.press("Space")
    lesson.page.keyboard.press("ArrowUp")
    value = lesson.ask_kernel_until("bits.value", lambda value: value > float(tenth))
    assert value == float(np.nextafter(tenth, np.float16(1)))
    lesson.screenshot("number-formats-bits", BITS)


def test_one_more_than_the_last_number_that_is_rounded_down_is_infinite(lesson):
    field = lesson.page.locator(BITS).get_by_label("type a number")
    for typed, expected in (("65519", "65504.0"), ("65520", "inf")):
        field.fill(typed)
        found = lesson.ask_kernel_until(
            "[bits.number, str(bits.value)]", lambda value, typed=typed: value[0] == typed
        )
        assert found == [typed, expected]


def test_x_moves_by_keys_and_is_rounded_as_the_library_rounds(lesson):
    line = lesson.page.locator(LINE)
    line.scroll_into_view_if_needed()
    before = lesson.ask_kernel("line.x")
    line.get_by_role("slider", name="x, on the line of all numbers").focus()
    for _ in range(5):
        lesson.page.keyboard.press("ArrowRight")
    x, found, spacing = lesson.ask_kernel_until(
        "[line.x, line.rounded, line.spacing]", lambda value: value[0] > before + 0.45
    )
    assert x == pytest.approx(before + 0.5)
    assert spacing == 0.5 and found == round(x / spacing) * spacing  # three bits behind 4
    lesson.screenshot("number-formats-line", LINE)


def test_two_presses_of_up_bring_into_sight_what_comes_after_8_and_after_16(lesson):
    line = lesson.page.locator(LINE)
    line.get_by_role("slider", name="x, on the line of all numbers").focus()
    lesson.page.keyboard.press("ArrowUp")
    lesson.page.keyboard.press("ArrowUp")
    for _ in range(12):
        lesson.page.keyboard.press("ArrowRight")
    x, following = lesson.ask_kernel_until(
        "[line.x, [float(line.numbers[line.numbers > size][0]) for size in (8, 16)]]",
        lambda value: value[0] > 16,
    )
    assert following == [9, 18] and 16 < x < 2 ** lesson.ask_kernel("line.reach")
    assert not line.locator(".number-line .held").get_attribute("visibility"), "x is in sight"


def test_another_format_and_the_other_view_are_chosen_and_python_knows(lesson):
    line = lesson.page.locator(LINE)
    line.get_by_role("radio", name="fixed point").click()
    line.get_by_role("radio", name="logarithmic").click()
    name, view, numbers = lesson.ask_kernel_until(
        "[line.format, line.view, line.numbers.tolist()]", lambda value: value[:2] == ["fixed", "logarithmic"]
    )
    assert (name, view) == ("fixed", "logarithmic") and len(set(np.diff(numbers))) == 1
    lesson.screenshot("number-formats-line-fixed", LINE)


def test_a_prediction_is_clicked_and_the_card_below_reveals_the_truth(lesson):
    cell = lesson.page.locator(".jp-Cell", has_text="number_formats: a million tenths")
    cell.last.scroll_into_view_if_needed()
    assert "First your prediction" in cell.last.inner_text()
    cell.first.get_by_role("radio", name="100,000", exact=True).click()
    cell.last.get_by_text("this machine says").wait_for()
    said = " ".join(cell.last.inner_text().split())
    assert "you said 100,000 in FP16 this machine says 256 in FP16" in said and "too high" in said


def test_axe_finds_nothing_in_what_the_lesson_shows(lesson):
    for area in (
        BITS,
        LINE,
        ".jp-OutputArea-output .course-card",
        ".jp-OutputArea-output .course-ledger",
    ):
        lesson.page.locator(area).first.scroll_into_view_if_needed()
        results = Axe().run(lesson.page, context=area)
        assert results.violations_count == 0, results.generate_report()


def test_on_a_narrow_screen_nothing_is_wider_than_its_cell(lesson):
    lesson.page.set_viewport_size({"width": 640, "height": 1200})
    for area in (BITS, LINE):
        shown = lesson.page.locator(area)
        shown.scroll_into_view_if_needed()
        assert shown.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    lesson.screenshot("number-formats-bits-narrow", BITS)
    lesson.screenshot("number-formats-line-narrow", LINE)
