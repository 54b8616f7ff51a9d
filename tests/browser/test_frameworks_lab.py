"""The frameworks lab as a student works it: fail a check, read its hint, see it drawn, solve all, hand in."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
LAB = "labs/05_frameworks.ipynb"
FUSION = ".jp-OutputArea-output .course-visualizer.fusion"
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
        nbformat.read(ROOT / folder / "05_frameworks.ipynb", as_version=4) for folder in ("labs", "solutions")
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


def draw(notebook):
    """Run the picture's cell; returns the picture."""
    run(notebook, named("FrameworksFusion(fuse)"))
    shown = notebook.page.locator(FUSION)
    shown.scroll_into_view_if_needed()
    return shown


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    run(lab_notebook, named("def fuse("))
    outputs = run(lab_notebook, named("yours = fuse("))
    assert outputs[-1]["ename"] == "NotImplementedError"
    shown = draw(lab_notebook)
    assert "NotImplementedError" in shown.locator("h3").inner_text()
    assert shown.locator(".plan").first.locator(".box").count() == 3, "eager's kernels are there"


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    solution = ANSWERS[named("def fuse(")]
    run(
        lab_notebook,
        named("def fuse("),
        solution.replace('is_open = operation != "matmul"', "is_open = True"),
    )
    assert "the product is one kernel, the two lines after it another: 2, not 1" in said(
        run(lab_notebook, named("yours = fuse("))
    )
    shown = draw(lab_notebook)
    shown.locator("h3", has_text="a matmul, with others").wait_for()
    lab_notebook.screenshot("lab-fusion-wrong", FUSION)
    first = lab_notebook.ask_kernel("fusion.faults[0]")
    assert first in shown.locator("h3").inner_text() and shown.locator(".box.wrong").count() > 0


def test_a_mistake_that_the_check_does_not_see_is_seen_in_the_picture(lab_notebook):
    solution = ANSWERS[named("def fuse(")]
    ends = "            is_open = False\n            continue"
    run(lab_notebook, named("def fuse("), solution.replace("            continue", ends))
    assert "Right for one product" in said(run(lab_notebook, named("yours = fuse(")))
    shown = draw(lab_notebook)
    shown.locator("h3", has_text="belong in one").wait_for()
    assert lab_notebook.ask_kernel("fusion.program") == "inputs between"
    assert shown.locator(".cut").count() == lab_notebook.ask_kernel("len(fusion.faults)") == 2
    lab_notebook.screenshot("lab-fusion-cut", FUSION)


def test_the_right_kernels_pass_their_check_and_save_passes_in_the_picture(lab_notebook):
    run(lab_notebook, named("def fuse("), ANSWERS[named("def fuse(")])
    assert "Right for one product" in said(run(lab_notebook, named("yours = fuse(")))
    shown = draw(lab_notebook)
    shown.locator("h3", has_text="where eager makes").wait_for()
    assert lab_notebook.ask_kernel("len(fusion.faults)") == 0
    name, value = (shown.locator(f".counters {part}").last.bounding_box() for part in ("dt", ".answer"))
    assert name["height"] < 20 and name["y"] + name["height"] <= value["y"], "as outside JupyterLab"
    shown.press("ArrowUp")
    shown.locator("h3", has_text="Your 3 kernels").wait_for()
    assert lab_notebook.ask_kernel_until("fusion.program", "read later".__eq__) == "read later"
    lab_notebook.screenshot("lab-fusion-right", FUSION)


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
    lab_notebook.screenshot_whole("05_frameworks-lab")

    folder = Path(lab_notebook.ask_kernel("__import__('os').getcwd()"))
    (tmp_path / "submissions").mkdir()
    with zipfile.ZipFile(folder / "submission.zip") as archive:
        assert archive.namelist() == ["05_frameworks.ipynb"]
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
