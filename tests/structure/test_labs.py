"""The rhythm and the hygiene of the labs and their solutions."""

import re
import runpy
import shutil
from pathlib import Path

import nbformat
import pytest

from course.grading.notebook import read as code_cells

ROOT = Path(__file__).parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
LABS = sorted((ROOT / "labs").glob("*.ipynb"))
STRIP = runpy.run_path(str(ROOT / "tests" / "strip.py"))["main"]


def read(path):
    return nbformat.read(path, as_version=4)


def marks(cell):
    return cell.metadata.get("nbgrader", {})


def topic(path):
    return path.stem.split("_", 1)[1]


def test_every_lab_has_its_solution_and_every_solution_its_lab():
    assert [path.name for path in LABS] == [path.name for path in SOLUTIONS], "run: course labs"


@pytest.mark.parametrize("path", SOLUTIONS + LABS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_lab_and_its_solution_are_valid_small_and_stripped(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert path.stat().st_size < 100_000
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in notebook.cells:
        locks = {"deletable", "editable"} if path in LABS else set()
        assert set(cell.metadata) <= {"nbgrader", "tags", "handed_out"} | locks, cell.id
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None, cell.id


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.name)
def test_what_a_student_has_written_in_a_lab_can_be_told_from_what_was_handed_out(path):
    assert all(cell.is_untouched for cell in code_cells(path.read_bytes()) if cell.role != "check")
    written = read(path)
    for cell in written.cells:
        cell.source += " "
    assert not any(cell.is_untouched for cell in code_cells(nbformat.writes(written).encode()))


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.name)
def test_to_strip_a_solution_once_more_changes_nothing(path, tmp_path):
    copy = tmp_path / "solutions" / path.name
    copy.parent.mkdir()
    shutil.copy(path, copy)
    runpy.run_path(str(ROOT / "tests" / "strip.py"))["main"]([copy])
    assert copy.read_bytes() == path.read_bytes(), (
        f"run: .venv/bin/python tests/strip.py solutions/{path.name}"
    )


@pytest.mark.parametrize(
    ("folder", "identity", "kept"),
    [("solutions", "forward-lab-01", {"tags", "nbgrader"}), ("notebooks", "forward-01", set())],
)
def test_a_stripped_solution_keeps_its_marks_and_tags_and_a_lesson_neither(tmp_path, folder, identity, kept):
    cell = nbformat.v4.new_code_cell("x", metadata={"tags": ["setup"], "nbgrader": {}, "editable": True})
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "p"}}
    path = tmp_path / folder / "01_forward.ipynb"
    path.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=metadata | {"celltoolbar": "x"}), path)
    STRIP([path])
    notebook = read(path)
    assert (notebook.cells[0].id, set(notebook.cells[0].metadata)) == (identity, kept)
    assert set(notebook.metadata) == set(metadata)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.name)
def test_the_id_of_a_marked_cell_begins_with_the_topic(path):
    for cell in read(path).cells:
        assert not marks(cell) or marks(cell)["grade_id"].startswith(f"{topic(path)}-"), cell.id


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.name)
def test_an_exercise_is_one_cell_to_write_and_then_one_that_gives_points(path):
    exercises = [cell for cell in read(path).cells if marks(cell).get("solution") or marks(cell).get("grade")]
    written, graded = exercises[::2], exercises[1::2]
    assert len(written) == len(graded) >= 4
    for cell in written:
        assert marks(cell)["solution"] and not marks(cell)["grade"], cell.id
        assert "### BEGIN SOLUTION" in cell.source, f"{cell.id}: students would see the stub and nothing else"
    for cell in graded:
        assert marks(cell)["grade"] and not marks(cell)["solution"], cell.id
        assert marks(cell)["points"] > 0, cell.id


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.name)
def test_the_first_code_cell_is_the_setup_and_has_every_import(path):
    code = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert "setup" in code[0].metadata.get("tags", [])
    hidden = re.compile("### BEGIN HIDDEN TESTS.*### END HIDDEN TESTS", re.DOTALL)  # teachers import there
    imports = [
        cell for cell in code if re.search(r"^(import|from) ", hidden.sub("", cell.source), re.MULTILINE)
    ]
    assert imports == code[:1], [cell.id for cell in imports[1:]]


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.name)
def test_a_lab_says_at_its_top_what_counts(path):
    assert "An exercise counts only if every case is right." in read(path).cells[0].source
