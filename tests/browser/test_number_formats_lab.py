"""The number formats lab as a student works it: fail a check, read its hint, see it drawn, hand in."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
LAB = "labs/06_number_formats.ipynb"
ROUNDING = ".jp-OutputArea-output .course-visualizer.rounding"
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
        nbformat.read(ROOT / folder / "06_number_formats.ipynb", as_version=4)
        for folder in ("labs", "solutions")
    )
    answers = {cell.id: cell.source for cell in solution.cells}
    return [cell for cell in lab.cells if cell.cell_type == "code"], answers


CELLS, ANSWERS = code_cells()


def named(text):
    """The id of the first code cell that holds a text."""
    return next(cell.id for cell in CELLS if text in cell.source)


EXERCISE, CHECK = named("def round_to_even("), named("yours = round_to_even(")
DRAWN = named("NumberRounding(round_to_even)")


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
    shown = lab_notebook.page.locator(ROUNDING)
    shown.scroll_into_view_if_needed()
    assert "NotImplementedError" in shown.locator("h3").inner_text()


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    right = "codes + just_below_half + is_odd"
    assert right in ANSWERS[EXERCISE]
    run(lab_notebook, EXERCISE, ANSWERS[EXERCISE].replace(right, "codes + just_below_half"))
    assert "1½ lies between 1 and 2, and 2 is even; not [1]" in said(run(lab_notebook, CHECK))
    run(lab_notebook, DRAWN)
    shown = lab_notebook.page.locator(ROUNDING)
    shown.locator("h3", has_text="sends 8 of 65 codes elsewhere: it sends ties down").wait_for()
    lab_notebook.screenshot("lab-number-formats-rounding-wrong", ROUNDING)
    wrong = [-26, -18, -10, -2, 6, 14, 22, 30]
    assert lab_notebook.ask_kernel("[rounding.wrong, rounding.agrees]") == [wrong, False]


def test_other_digits_and_another_code_reach_the_kernel(lab_notebook):
    shown = lab_notebook.page.locator(ROUNDING)
    shown.focus()
    lab_notebook.page.keyboard.press("ArrowUp")
    lab_notebook.page.keyboard.press("m")
    shown.locator("h3", has_text="sends 4 of 65 codes elsewhere: it sends ties down").wait_for()
    seen = lab_notebook.ask_kernel_until(
        "[rounding.dropped, rounding.offset, rounding.wrong]", lambda seen: seen[:2] == [3, 12]
    )
    assert seen == [3, 12, [-20, -4, 12, 28]]


def test_the_right_rounding_passes_its_check_makes_bf16_and_agrees_everywhere(lab_notebook):
    run(lab_notebook, EXERCISE, ANSWERS[EXERCISE])
    assert "Right for two bits" in said(run(lab_notebook, CHECK))
    outputs = run(lab_notebook, named("numbers.view(np.int32)"))
    assert "1.00097656e-01 2.00000000e+00" in said(outputs)
    run(lab_notebook, DRAWN)
    shown = lab_notebook.page.locator(ROUNDING)
    shown.locator("h3", has_text="sends all 65 codes where they belong, 16 ties to even").wait_for()
    assert lab_notebook.ask_kernel("[rounding.wrong, rounding.agrees]") == [[], True]
    lab_notebook.screenshot("lab-number-formats-rounding-right", ROUNDING)


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
    lab_notebook.screenshot_whole("06_number_formats-lab")

    folder = Path(lab_notebook.ask_kernel("__import__('os').getcwd()"))
    (tmp_path / "submissions").mkdir()
    with zipfile.ZipFile(folder / "submission.zip") as archive:
        assert archive.namelist() == ["06_number_formats.ipynb"]
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
