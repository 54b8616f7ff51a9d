"""The frameworks lesson as a student works it: the graph is compiled and typed anew, Python sees the same."""

import pytest
from axe_playwright_python.sync_playwright import Axe

GRAPH = ".jp-OutputArea-output .course-visualizer.graph"
FITS = (
    "area => (({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth + 1)(document.querySelector(area))"
)
SECONDS = 300  # a first run compiles with a C++ compiler


@pytest.fixture(scope="module")
def lesson(browser, lab, open_in):
    """The lesson, opened once and run from top to bottom."""
    notebook = open_in(browser, lab, "notebooks/05_frameworks.ipynb")
    notebook.run_all(SECONDS)
    yield notebook
    assert not notebook.errors() and not notebook.troubles
    notebook.close()


def test_the_lessons_chain_is_compiled_by_a_key_and_python_sees_it(lesson):
    graph = lesson.page.locator(GRAPH)
    graph.scroll_into_view_if_needed()
    assert graph.locator(".kernel").count() == 7
    label, number = (graph.locator(f".counters {part}").first.bounding_box() for part in ("dt", "dd"))
    assert label["y"] + label["height"] <= number["y"] + 1, "JupyterLab's lists stand side by side"
    graph.focus()
    lesson.page.keyboard.press("c")
    assert graph.locator("h3").inner_text() == "14 passes become 2: what lies between stays in registers"
    facts = "[graph.mode, graph.kernels, graph.passes, graph.bytes]"
    compiled = lesson.ask_kernel_until(facts, lambda facts: facts[0] == "compiled")
    assert compiled == ["compiled", 1, 2, 2 * 4 * 10_000_000]
    assert lesson.ask_kernel("[len(eager), len(compiled)]") == [7, 1], "the compiler agrees with the picture"
    lesson.screenshot("graph", GRAPH)


def test_softmax_is_chosen_and_python_sees_why_it_is_not_one_kernel(lesson):
    graph = lesson.page.locator(GRAPH)
    graph.get_by_role("button", name="softmax").click()
    groups = lesson.ask_kernel_until("graph.groups", lambda groups: len(groups) == 2)
    assert groups == [["exp", "sum"], ["exp", "div"]]
    assert "must end before it is used" in graph.locator("h3").inner_text()


def test_an_expression_is_typed_and_stepped_through_by_keys(lesson):
    graph = lesson.page.locator(GRAPH)
    graph.focus()
    lesson.page.keyboard.press("Enter")
    field = graph.get_by_role("textbox")
    field.fill("relu(x @ W) * 2")
    field.press("Enter")
    assert lesson.ask_kernel_until("graph.expression", lambda text: "@" in text) == "relu(x @ W) * 2"
    graph.focus()
    for key, step in (("Home", 1), ("End", 2), ("ArrowLeft", 1)):
        lesson.page.keyboard.press(key)
        assert lesson.ask_kernel_until("graph.step", lambda seen, step=step: seen == step) == step


def test_a_prediction_is_clicked_and_the_card_below_reveals_the_truth(lesson):
    cell = lesson.page.locator(".jp-Cell", has_text="frameworks: passes of the compiled chain")
    assert "First your prediction" in cell.last.inner_text()
    cell.first.get_by_role("radio", name="7", exact=True).click()
    cell.last.get_by_text("this machine says").wait_for()
    said = " ".join(cell.last.inner_text().split())
    assert "you said 7 passes this machine says 1 pass" in said and "7.0 times too high" in said


def test_axe_finds_nothing_in_what_the_lesson_shows(lesson):
    for area in (GRAPH, ".jp-OutputArea-output .course-card", ".jp-OutputArea-output .course-ledger"):
        lesson.page.locator(area).first.scroll_into_view_if_needed()
        results = Axe().run(lesson.page, context=area)
        assert results.violations_count == 0, results.generate_report()


def test_on_a_narrow_screen_nothing_is_wider_than_its_cell(lesson):
    lesson.page.set_viewport_size({"width": 640, "height": 1200})
    shown = lesson.page.locator(GRAPH)
    shown.scroll_into_view_if_needed()
    lesson.page.wait_for_function(FITS, arg=GRAPH, timeout=10_000)  # the picture is drawn anew
    lesson.screenshot("graph-narrow", GRAPH)
