"""The losses lab as a student works it: fail a check, read its hint, see it drawn, solve all, hand in."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
LAB = "labs/03_losses.ipynb"
SLOPE = ".jp-OutputArea-output .course-visualizer.losses-slope"
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
        nbformat.read(ROOT / folder / "03_losses.ipynb", as_version=4) for folder in ("labs", "solutions")
    )
    answers = {cell.id: cell.source for cell in solution.cells}
    return [cell for cell in lab.cells if cell.cell_type == "code"], answers


CELLS, ANSWERS = code_cells()


def named(text):
    """The id of the first code cell that holds a text."""
    return next(cell.id for cell in CELLS if text in cell.source)


EXERCISE, CHECK, DRAWN = named("def rival_hinge("), named("yours = rival_hinge("), named("def your_hinge(")


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
    run(lab_notebook, EXERCISE)
    assert run(lab_notebook, CHECK)[-1]["ename"] == "NotImplementedError"
    run(lab_notebook, DRAWN)
    shown = lab_notebook.page.locator(SLOPE)
    shown.scroll_into_view_if_needed()
    assert "NotImplementedError" in shown.locator("h3").inner_text()


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    right = "gradient[rows, rivals] = short > 0"
    assert right in ANSWERS[EXERCISE]
    run(
        lab_notebook, EXERCISE, ANSWERS[EXERCISE].replace(right, "gradient[rows, rivals] = 0.5 * (short > 0)")
    )
    assert "the first pulls 0 up, pushes 1 down: −½, ½, 0" in said(run(lab_notebook, CHECK))
    run(lab_notebook, DRAWN)
    shown = lab_notebook.page.locator(SLOPE)
    shown.locator(
        "h3", has_text="Your slope along score 1 is +0.50, the curve’s is +1.00: it cuts"
    ).wait_for()
    lab_notebook.screenshot("lab-losses-slope-wrong", SLOPE)
    assert lab_notebook.ask_kernel("[slope.chosen, slope.slope, slope.agrees, slope.off]") == [
        1,
        0.5,
        False,
        [1],
    ]
    assert lab_notebook.ask_kernel("slope.nudged") == pytest.approx(1, abs=1e-9)


def test_a_moved_score_asks_the_kernel_for_the_other_curves(lab_notebook):
    """Where the rival is too weak the loss is flat; then the right score, lowered, brings it back."""
    shown = lab_notebook.page.locator(SLOPE)
    shown.locator(".scores .row.chosen").focus()
    for _ in range(8):
        lab_notebook.page.keyboard.press("ArrowLeft")
    shown.locator("h3", has_text="Your slope along score 1 is 0.00, and so is the curve’s").wait_for()
    lab_notebook.page.keyboard.press("ArrowUp")
    shown.locator("h3", has_text="Your slope along score 0 is 0.00, and so is the curve’s").wait_for()
    for _ in range(8):
        lab_notebook.page.keyboard.press("ArrowLeft")
    shown.locator("h3", has_text="Your slope along score 0 is −1.00, and so is the curve’s").wait_for()
    seen = lab_notebook.ask_kernel_until(
        "[slope.scores, slope.around, slope.gradient]", lambda seen: seen[0][0] == 0.4
    )
    assert seen == [[0.4, 0.0, -0.5], [1.2, 0.0, -0.5], [-1.0, 0.5, 0.0]]


def test_the_right_slopes_pass_their_check_and_touch_the_curve(lab_notebook):
    run(lab_notebook, EXERCISE, ANSWERS[EXERCISE])
    assert "Right for two examples" in said(run(lab_notebook, CHECK))
    run(lab_notebook, DRAWN)
    shown = lab_notebook.page.locator(SLOPE)
    shown.locator("h3", has_text="and so is the curve’s: it touches").wait_for()
    assert lab_notebook.ask_kernel("slope.off") == []
    lab_notebook.screenshot("lab-losses-slope-right", SLOPE)


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
    lab_notebook.screenshot_whole("03_losses-lab")

    folder = Path(lab_notebook.ask_kernel("__import__('os').getcwd()"))
    (tmp_path / "submissions").mkdir()
    with zipfile.ZipFile(folder / "submission.zip") as archive:
        assert archive.namelist() == ["03_losses.ipynb"]
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
