"""The activations lab as a student works it: fail a check, read its hint, see it drawn, solve, hand in."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
LAB = "labs/02_activations.ipynb"
GAIN = ".jp-OutputArea-output .course-visualizer.gain"
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
        nbformat.read(ROOT / folder / "02_activations.ipynb", as_version=4)
        for folder in ("labs", "solutions")
    )
    answers = {cell.id: cell.source for cell in solution.cells}
    return [cell for cell in lab.cells if cell.cell_type == "code"], answers


CELLS, ANSWERS = code_cells()


def named(text):
    """The id of the first code cell that holds a text."""
    return next(cell.id for cell in CELLS if text in cell.source)


SOLVED, CHECK, DRAWN = (
    named(text) for text in ("def gain(activation)", "yours = gain(", "ActivationsGain(gain)")
)


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
    run(lab_notebook, SOLVED)
    outputs = run(lab_notebook, CHECK)
    assert outputs[-1]["ename"] == "NotImplementedError"
    run(lab_notebook, DRAWN)
    shown = lab_notebook.page.locator(GAIN)
    shown.scroll_into_view_if_needed()
    assert "NotImplementedError" in shown.locator("h3").inner_text()


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    run(lab_notebook, SOLVED, ANSWERS[SOLVED].replace("bell.sum() / (bell * ", "len(z) / ("))
    assert "without a bend nothing changes: the gain is 1, not 0.173196" in said(run(lab_notebook, CHECK))
    run(lab_notebook, DRAWN)
    shown = lab_notebook.page.locator(GAIN)
    shown.locator("h3", has_text="Your gain for ReLU, 0.24, is too small: the size vanishes").wait_for()
    lab_notebook.screenshot("lab-gain-wrong", GAIN)
    one_line = 16  # pixels
    assert {meaning.bounding_box()["height"] for meaning in shown.locator(".numbers dt").all()} == {one_line}
    assert "relu" not in lab_notebook.ask_kernel("stack.keeps")
    assert lab_notebook.ask_kernel("stack.sizes['relu'][-1]") < 1e-12


def test_the_right_gain_passes_its_check_and_keeps_the_size(lab_notebook):
    run(lab_notebook, SOLVED, ANSWERS[SOLVED])
    assert "Right for a line and for ReLU" in said(run(lab_notebook, CHECK))
    run(lab_notebook, DRAWN)
    shown = lab_notebook.page.locator(GAIN)
    shown.locator("h3", has_text="Your gain for ReLU, 1.41, roughly keeps the size").wait_for()
    shown.get_by_role("radio", name="ReLU", exact=True).press("ArrowLeft")
    shown.locator("h3", has_text="Your gain for sigmoid, 1.85, keeps the size").wait_for()
    chosen = lab_notebook.ask_kernel_until("stack.function", lambda name: name != "relu")
    assert chosen == "sigmoid" and chosen in lab_notebook.ask_kernel("stack.keeps")
    lab_notebook.screenshot("lab-gain-right", GAIN)


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
    lab_notebook.screenshot_whole("02_activations-lab")

    folder = Path(lab_notebook.ask_kernel("__import__('os').getcwd()"))
    (tmp_path / "submissions").mkdir()
    with zipfile.ZipFile(folder / "submission.zip") as archive:
        assert archive.namelist() == ["02_activations.ipynb"]
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
