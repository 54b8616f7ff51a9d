"""A lab as a test needs it: its solution, its visible checks, and a solution with one function replaced."""

import re
import runpy
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)


def wrong_answers(stem):
    """exercise -> {what is wrong: (source or edit, whether the visible check accepts it)}."""
    return runpy.run_path(str(Path(__file__).parent / "wrong_answers" / f"{stem}.py"))["WRONG"]


def solution(stem):
    """The notebook of a lab's solution."""
    (path,) = (ROOT / "solutions").glob(f"[0-9][0-9]_{stem}.ipynb")
    return nbformat.read(path, as_version=4)


def marks(cell):
    """What nbgrader's metadata says of a cell."""
    return cell.metadata.get("nbgrader", {})


def solution_cell(notebook, exercise):
    """The marked cell that defines an exercise's function."""
    return next(c for c in notebook.cells if marks(c).get("solution") and f"def {exercise}(" in c.source)


def answered(stem, exercise, answer):
    """The solution with one exercise answered otherwise: a whole source, or (old, new) in its own."""
    notebook = solution(stem)
    cell = solution_cell(notebook, exercise)
    if isinstance(answer, tuple):
        assert answer[0] in cell.source, f"the solution of {exercise} does not hold {answer[0]!r}"
        cell.source = cell.source.replace(*answer)
    else:
        cell.source = answer
    return notebook


def accepts(notebook, exercise):
    """Whether the visible check of an exercise passes in a notebook, run as far as the check."""
    namespace, is_next = {}, False
    for cell in notebook.cells:
        is_check = marks(cell).get("grade", False)
        if is_check and is_next:
            return passes(HIDDEN.sub("", cell.source), namespace)
        is_next = is_next or cell is solution_cell(notebook, exercise)
        if cell.cell_type == "code" and (
            marks(cell).get("solution") or "setup" in cell.metadata.get("tags", ())
        ):
            exec(cell.source, namespace)
    raise AssertionError(f"{exercise} has no visible check")


def passes(source, namespace):
    """Whether a check runs to its end."""
    try:
        exec(source, namespace)
    except Exception:
        return False
    return True
