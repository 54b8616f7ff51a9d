"""A student's two commands: checks that say what is wrong, and a zip that says what is missing."""

import runpy
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest

from course.grading import checks, submission

ROOT = Path(__file__).parents[2]
given = runpy.run_path(str(ROOT / "tests/labs/conftest.py"))


@pytest.fixture
def sheet(tmp_path):
    """The path of an untouched sheet."""
    return Path(shutil.copy(ROOT / "labs/04_backprop.ipynb", tmp_path))


@pytest.fixture
def solved(tmp_path):
    """The path of a solved one, under a name of the student's own."""
    path = tmp_path / "my backprop.ipynb"
    nbformat.write(given["solution"]("backprop"), path)
    return path


def test_a_zip_holds_the_notebook_under_the_labs_name(solved, tmp_path):
    handed_in = submission.hand_in(solved, out=tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.read("04_backprop.ipynb") == solved.read_bytes()
    assert repr(handed_in).count("written") == 6 and str(tmp_path / "out.zip") in repr(handed_in)


def test_what_is_unsolved_or_missing_is_said_and_handed_in_all_the_same(sheet, tmp_path):
    notebook = nbformat.read(sheet, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "def walk_back(" not in cell.source]
    nbformat.write(notebook, sheet)
    said = repr(submission.hand_in(sheet, out=tmp_path / "out.zip"))
    assert said.count("not solved yet") == 5 and "walk_back" in said and "missing: no cell defines it" in said


@pytest.fixture
def worked_in_place(tmp_path, monkeypatch):
    """The path of a lab that was solved where it lay: no sheet as it was handed out is near."""
    (tmp_path / "labs").mkdir()
    path = Path(shutil.copy(ROOT / "labs/04_backprop.ipynb", tmp_path / "labs"))
    notebook, answers = nbformat.read(path, as_version=4), given["solution"]("backprop")
    for cell, answer in zip(notebook.cells, answers.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answer.source
    first = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    first.source += "\n\ntwo()"
    notebook.cells.insert(2, nbformat.v4.new_code_cell("def two():\n    return 2"))
    nbformat.write(notebook, path)
    monkeypatch.chdir(tmp_path)
    return path


def test_a_lab_may_be_solved_where_it_lies_with_cells_of_ones_own(worked_in_place, tmp_path):
    said = repr(submission.hand_in(worked_in_place, out=tmp_path / "out.zip"))
    assert said.count("written") == 6 and "not solved yet" not in said
    told = checks.run(worked_in_place)
    assert told["passed"] == told["of"]


def test_of_a_lab_that_is_half_done_where_it_lies_the_rest_is_unsolved(worked_in_place, tmp_path):
    notebook = nbformat.read(ROOT / "labs/04_backprop.ipynb", as_version=4)
    stubs = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    stubs[0].source = stubs[0].source.replace("raise NotImplementedError()", "return x")
    nbformat.write(notebook, worked_in_place)
    said = repr(submission.hand_in(worked_in_place, out=tmp_path / "out.zip"))
    assert said.count("not solved yet") == 5 and said.count("written") == 1


def test_a_file_that_is_no_lab_is_refused_and_an_earlier_zip_stays(sheet, tmp_path):
    out = tmp_path / "out.zip"
    submission.hand_in(sheet, out=out)
    before = out.read_bytes()
    other = tmp_path / "other.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), other)
    for notebooks, advice in (
        ([other], "no lab of this course; the labs are 01_forward.ipynb, "),
        ([tmp_path / "none.ipynb"], "there is no notebook"),
        ([sheet, sheet], "second notebook"),
    ):
        with pytest.raises((ValueError, FileNotFoundError), match=advice):
            submission.hand_in(*notebooks, out=out)
    assert out.read_bytes() == before and not list(tmp_path.glob(".*.part"))


def test_the_checks_of_a_notebook_say_what_passed_what_failed_and_what_is_unsolved(sheet):
    notebook = nbformat.read(sheet, as_version=4)
    for exercise, answer in (("squared_relu_backward", "np.maximum(x, 0)"), ("nudged_gradient", "None")):
        cell = given["solution_cell"](notebook, exercise)
        cell.source = cell.source.replace("raise NotImplementedError()", f"return {answer}")
    gated = given["solution_cell"](notebook, "gated_backward")
    gated.source = gated.source.replace("raise NotImplementedError()", "return (")
    solution = given["solution_cell"](given["solution"]("backprop"), "walk_back").source
    given["solution_cell"](notebook, "walk_back").source = solution
    nbformat.write(notebook, sheet)
    told = checks.run(sheet)
    status = {check["name"]: check["status"] for check in told["checks"]}
    assert (told["lab"], told["passed"], told["of"]) == ("backprop", 3, 15)
    assert list(status.values()) == ["failed", "failed", "failed", "passed", "unsolved", "unsolved"]
    hints = [check["hint"] for check in told["checks"]]
    assert "at x = 0.5 the curve's slope is 1.0, yours is 0.5" in hints[0]
    assert "shape (3,), not ()" in hints[1] and "line multiplied by itself" in hints[3]
    assert "its cell raises SyntaxError" in hints[2]
    assert "no Python yet" in repr(submission.hand_in(sheet, out=sheet.parent / "out.zip"))
    assert not (sheet.parent / "submission.zip").exists()


def test_a_path_without_a_notebook_is_an_error_that_says_what_to_name(tmp_path):
    with pytest.raises(ValueError, match="name a lab, such as"):
        checks.run(tmp_path / "none.ipynb")
