"""The forward lab as a student works it: fail a check, read its hint, see a wrong window, solve, hand in."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
LAB = "labs/01_forward.ipynb"
WINDOW = ".jp-OutputArea-output .course-visualizer.reader"
RUN_CELL = """async ([id, source]) => {
    const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = content.widgets.findIndex(cell => cell.model.id === id);
    if (source !== null) content.activeCell.model.sharedModel.setSource(source);
    await window.jupyterapp.commands.execute('notebook:run-cell');
    return content.activeCell.model.sharedModel.outputs;
}"""
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"


def code_cells():
    """The code cells of the lab and, by id, those of its solution."""
    lab, solution = (
        nbformat.read(ROOT / folder / "01_forward.ipynb", as_version=4) for folder in ("labs", "solutions")
    )
    answers = {cell.id: cell.source for cell in solution.cells}
    return [cell for cell in lab.cells if cell.cell_type == "code"], answers


CELLS, ANSWERS = code_cells()


def named(text):
    """The id of the first code cell that holds a text."""
    return next(cell.id for cell in CELLS if text in cell.source)


@pytest.fixture(scope="module")
def lab_notebook(browser, lab, open_in):
    """The lab, open, with its setup cells run."""
    notebook = open_in(browser, lab, LAB)
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.ready")
    for cell in CELLS:
        if "setup" in cell.metadata.get("tags", ()):
            assert not run(notebook, cell.id)
    yield notebook
    assert not notebook.troubles
    notebook.close()


def run(notebook, cell, source=None):
    """Run one cell, with a new source if one is given; returns its outputs."""
    return notebook.page.evaluate(RUN_CELL, [cell, source])


def said(outputs):
    """All that a cell printed or raised, as plain text."""
    texts = [output.get("text", output.get("evalue", "")) for output in outputs]
    return re.sub(r"\x1b\[[0-9;]*m", "", "".join("".join(text) for text in texts))


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    run(lab_notebook, named("def convolve("))
    outputs = run(lab_notebook, named("yours = convolve(image"))
    assert outputs[-1]["ename"] == "NotImplementedError"
    run(lab_notebook, named("ForwardWindow(convolve"))
    shown = lab_notebook.page.locator(WINDOW)
    shown.scroll_into_view_if_needed()
    assert "NotImplementedError" in shown.locator("h3").inner_text()
    assert shown.locator(".digit >> nth=1 >> .cell text", has_text="+5").count() == 1


def test_a_mistake_is_met_by_a_hint_and_the_wrong_window_is_seen(lab_notebook):
    run(lab_notebook, named("def output_size("), ANSWERS[named("def output_size(")])
    solution = ANSWERS[named("def convolve(")]
    turned = solution.replace("window, weight)", "window, weight[:, :, ::-1, ::-1])")
    run(lab_notebook, named("def convolve("), turned)
    assert "0·1 + 1·2 + 3·3 + 4·4 + 0.5 = 27.5, not 13.5" in said(
        run(lab_notebook, named("yours = convolve(image"))
    )
    run(lab_notebook, named("ForwardWindow(convolve"))
    shown = lab_notebook.page.locator(WINDOW)
    shown.locator("h3", has_text="turns the filter round: upside down and mirrored").wait_for()
    lab_notebook.screenshot("lab-window-turned", WINDOW)
    assert lab_notebook.ask_kernel("int(window.reads[1, 2])") == -4
    assert not lab_notebook.ask_kernel("window.agrees")


def test_a_mistake_that_its_check_does_not_see_is_seen_in_the_picture(lab_notebook):
    solution = ANSWERS[named("def convolve(")]
    steps = solution.replace("row * stride, column * stride", "row, column")
    run(lab_notebook, named("def convolve("), steps)
    assert "Right for one image" in said(run(lab_notebook, named("yours = convolve(image")))
    run(lab_notebook, named("ForwardWindow(convolve"))
    shown = lab_notebook.page.locator(WINDOW)
    shown.locator("h3", has_text="takes steps of 1, where the stride is 2").wait_for()
    lab_notebook.screenshot("lab-window-steps", WINDOW)
    shown.locator("[role=gridcell][tabindex='0']").focus()
    lab_notebook.page.keyboard.press("Home")
    shown.locator("h3", has_text="row 1, column 1 reads 9 pixels").wait_for()
    chosen = "[window.row, window.column, window.stride]"
    assert lab_notebook.ask_kernel_until(chosen, lambda value: value[0] == 0) == [0, 0, 2]


def test_the_right_function_passes_its_check_and_reads_its_window(lab_notebook):
    run(lab_notebook, named("def convolve("), ANSWERS[named("def convolve(")])
    assert "Right for one image" in said(run(lab_notebook, named("yours = convolve(image")))
    run(lab_notebook, named("ForwardWindow(convolve"))
    shown = lab_notebook.page.locator(WINDOW)
    shown.locator("h3", has_text="reads 9 pixels, with the filter").wait_for()
    assert lab_notebook.ask_kernel("window.agrees")
    lab_notebook.screenshot("lab-window-right", WINDOW)


def test_the_solved_lab_passes_every_check_and_its_zip_earns_full_marks(lab_notebook, tmp_path):
    for cell in CELLS:
        is_answer = cell.metadata.get("nbgrader", {}).get("solution")
        outputs = run(lab_notebook, cell.id, ANSWERS[cell.id] if is_answer else None)
        assert not any(output["output_type"] == "error" for output in outputs), said(outputs)
        if "hand_in" in cell.source:
            break
        lab_notebook.page.evaluate(SAVE)
    handed_in = "".join(outputs[-1]["data"]["text/plain"])
    assert handed_in.count("written") == 6 and "not solved" not in handed_in
    lab_notebook.screenshot_whole("01_forward-lab")

    folder = Path(lab_notebook.ask_kernel("__import__('os').getcwd()"))
    (tmp_path / "submissions").mkdir()
    with zipfile.ZipFile(folder / "submission.zip") as archive:
        assert archive.namelist() == ["01_forward.ipynb"]
    (folder / "submission.zip").rename(tmp_path / "submissions" / "ada.zip")
    command = [
        sys.executable,
        "-m",
        "course.cli",
        "grade",
        tmp_path / "submissions",
        "--out",
        tmp_path / "out",
    ]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    verdict = json.loads((tmp_path / "out" / "verdicts.jsonl").read_text())
    assert verdict["score"] == verdict["max_score"] == 15, verdict
