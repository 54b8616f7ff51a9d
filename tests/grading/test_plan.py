"""What of a notebook runs: our setup, the marked cells, the student's own; not our checks and shows."""

from pathlib import Path

import pytest

from course.grading import labs_here, plan
from course.grading.notebook import Cell

KNOWN = labs_here.read(Path(__file__).parents[2] / "labs")["backprop"]
MARKED = [cell for cell in KNOWN.sheet.cells if cell.role == "solution"]


def planned(cells):
    """(sources that run, notes)."""
    steps, notes = plan.steps(cells, KNOWN.sheet, KNOWN.lab)
    return [step.source for step in steps], notes


def test_of_the_empty_sheet_the_setup_and_the_marked_cells_run():
    sources, notes = planned(KNOWN.sheet.cells)
    assert sources == [cell.source for cell in (*KNOWN.sheet.setup, *MARKED)] and not notes


def test_a_cell_of_the_students_own_runs_in_its_place():
    sources, _ = planned([MARKED[0], Cell("mine = 1"), *MARKED[1:]])
    assert sources[len(KNOWN.sheet.setup) :][:3] == [MARKED[0].source, "mine = 1", MARKED[1].source]


def test_a_demonstration_that_the_student_changed_counts_as_their_own():
    shown = next(cell for cell in KNOWN.sheet.cells if cell.role == "")
    assert shown.source not in planned([shown])[0]
    assert "changed = 1" in planned([Cell("changed = 1", id=shown.id)])[0]


def test_a_check_never_runs_whatever_was_written_into_it():
    check = next(cell for cell in KNOWN.sheet.cells if cell.role == "check")
    assert "print('mine')" not in planned([Cell("print('mine')", grade_id=check.grade_id, role="check")])[0]


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (MARKED[1:], "squared_relu_backward is missing or renamed"),
        ([MARKED[0], *MARKED], "squared_relu_backward occurs 2 times"),
        ([Cell(MARKED[0].source, grade_id="other", role="solution"), *MARKED[1:]], "missing or renamed"),
    ],
)
def test_a_missing_doubled_or_renamed_cell_is_noted(cells, note):
    sources, notes = planned(cells)
    assert len(notes) == 1 and note in notes[0]
    assert len(sources) == len(KNOWN.sheet.setup) + len(cells)


def test_a_notebook_is_known_by_its_marks_else_its_functions_and_a_damaged_one_by_its_name():
    known = {"backprop": KNOWN}
    assert labs_here.lab_of(MARKED, "anything.ipynb", known) == "backprop"
    assert labs_here.lab_of([], "Ada_04_Backprop_late.ipynb", known) == "backprop"
    assert labs_here.lab_of([Cell("def walk_back(program, values): ...")], "x.ipynb", known) == "backprop"
    assert labs_here.lab_of([Cell("print(1)")], "x.ipynb", known) == ""
