"""A lab's sheet in JupyterLab as a student works it: fill in an answer, run its check, hand in."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[3]
RUN_CELL = """async ([id, source]) => {
    const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = content.widgets.findIndex(cell => cell.model.id === id);
    if (source !== null) content.activeCell.model.sharedModel.setSource(source);
    await window.jupyterapp.commands.execute('notebook:run-cell');
    return content.activeCell.model.sharedModel.outputs;
}"""
READY = "() => window.jupyterapp.shell.currentWidget.sessionContext.ready"
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"


class LabNotebook:
    """A lab's sheet open in JupyterLab, its setup cells run; a cell is named by a text that it holds."""

    def __init__(self, notebook, name):
        self.notebook, self.page, self.screenshot = notebook, notebook.page, notebook.screenshot
        self.ask_kernel, self.ask_kernel_until = notebook.ask_kernel, notebook.ask_kernel_until
        sheet, solution = (
            nbformat.read(ROOT / folder / f"{name}.ipynb", as_version=4) for folder in ("labs", "solutions")
        )
        self.name = name
        self.cells = [cell for cell in sheet.cells if cell.cell_type == "code"]
        self.answers = {cell.id: cell.source for cell in solution.cells}
        self.page.evaluate(READY)
        for cell in self.cells:
            if "setup" in cell.metadata.get("tags", ()):
                assert not self.run_cell(cell)

    def run_cell(self, cell, source=None):
        """Run one cell, with a new source if one is given; returns its outputs."""
        return self.page.evaluate(RUN_CELL, [cell.id, source])

    def named(self, text):
        """The first code cell that holds a text."""
        return next(cell for cell in self.cells if text in cell.source)

    def run(self, text, source=None):
        """Run the cell that holds a text, with a new source if one is given; returns all that it said."""
        return said(self.run_cell(self.named(text), source))

    def solve(self, text):
        """Put the solution into a cell and run it."""
        return self.run(text, self.answers[self.named(text).id])

    def solve_wrongly(self, text, right, wrong):
        """The same, with one piece of the solution replaced."""
        answer = self.answers[self.named(text).id]
        assert right in answer
        return self.run(text, answer.replace(right, wrong))

    def draw(self, text, selector):
        """Run the cell that shows a visualizer; returns the visualizer."""
        self.run(text)
        shown = self.page.locator(selector)
        shown.scroll_into_view_if_needed()
        return shown

    def hand_in_solved(self):
        """Solve every exercise, run every cell down to the one that hands in; returns what it reports."""
        for cell in self.cells:
            is_answer = cell.metadata.get("nbgrader", {}).get("solution")
            outputs = self.run_cell(cell, self.answers[cell.id] if is_answer else None)
            assert not any(output["output_type"] == "error" for output in outputs), said(outputs)
            if "hand_in" in cell.source:
                break
            self.page.evaluate(SAVE)
        self.notebook.screenshot_whole(f"{self.name}-lab")
        return "".join(outputs[-1]["data"]["text/plain"])


def said(outputs):
    """All that a cell printed or raised, as plain text."""
    text = "".join(
        "".join(output.get(part, "")) for output in outputs for part in ("text", "ename", "evalue")
    )
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.fixture(scope="module")
def lab_notebook(browser, lab, open_in, request):
    """The lab that the test module names, as in LAB = "04_backprop"; nothing may go wrong in its page."""
    notebook = open_in(browser, lab, f"labs/{request.module.LAB}.ipynb")
    yield LabNotebook(notebook, request.module.LAB)
    assert not notebook.troubles
    notebook.close()


@pytest.fixture
def grade(lab_notebook, tmp_path):
    """A function that grades what the lab handed in, one notebook in a zip, and returns the verdict."""

    def grade_one():
        submission = Path(lab_notebook.ask_kernel("__import__('os').getcwd()")) / "submission.zip"
        with zipfile.ZipFile(submission) as archive:
            assert archive.namelist() == [f"{lab_notebook.name}.ipynb"]
        (tmp_path / "submissions").mkdir()
        submission.rename(tmp_path / "submissions" / "ada.zip")
        command = [sys.executable, "-m", "course.cli", "grade", "submissions", "--out", "out", "--json"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads((tmp_path / "out" / "verdicts.jsonl").read_text())

    return grade_one
