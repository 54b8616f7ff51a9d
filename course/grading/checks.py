"""Run a lab's visible checks as the notebook would, in a kernel of its own, and say how each went."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path

from course.grading import labs_here, notebook
from course.grading.submission import known_lab

MISSING = ("missing", "its check is missing from the notebook")
SECONDS = 30  # for one cell, then it is interrupted
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Checked:
    """One visible check.  status: "passed", "failed", "unsolved" or "missing"; hint: what it said."""

    name: str
    title: str
    points: int
    status: str
    hint: str = ""


def run(path):
    """{"lab", "passed", "of", "checks": [each Checked as a dict]}; ValueError if it is no lab.

    The student's own cells and the lab's checks run, in a Jupyter kernel on this machine; its demonstrations
    do not.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path} is no file: name a lab, such as labs/04_backprop.ipynb")
    known = known_lab(path, path.read_bytes(), labs_here.read(labs_here.folder()))
    outcomes = outcomes_of(path, known)
    marked, checks = known.sheet.exercises(known.lab), []
    for exercise in known.lab.exercises:
        grade_id = next((mark for mark, name in marked.items() if name == exercise.name), "")
        status, hint = outcomes.get(f"{grade_id}-check", MISSING)
        checks.append(Checked(exercise.name, exercise.title, exercise.points, status, hint))
    passed = sum(check.points for check in checks if check.status == "passed")
    return {
        "lab": known.lab.stem,
        "passed": passed,
        "of": known.lab.points,
        "checks": [asdict(c) for c in checks],
    }


def outcomes_of(path, known):
    """grade_id of a check -> (status, hint), after the notebook was run from top to bottom."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    book = nbformat.read(path, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    book.cells = [cell for cell in code if is_asked(cell) or cell.source.strip() not in known.sheet.untouched]
    client = NotebookClient(
        book, timeout=SECONDS, interrupt_on_timeout=True, allow_errors=True, kernel_name="python3",
        extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    try:
        client.execute()
    except (CellTimeoutError, DeadKernelError) as error:
        raise ValueError(f"{path} did not run to its end: {str(error).splitlines()[0]}") from None
    return {grade_id: told for grade_id, told in told_by(book.cells) if grade_id}


def is_asked(cell):
    """Whether a cell runs even as it was handed out: it is marked, or it imports."""
    return bool(notebook.role(cell.metadata, cell.metadata.get("nbgrader", {})))


def told_by(cells):
    """(grade_id of a check, (status, hint)) for each; its own cell may explain a missing function."""
    trouble = ""
    for cell in cells:
        marks = cell.metadata.get("nbgrader", {})
        kind, (status, hint) = notebook.role(cell.metadata, marks), outcome(cell.outputs)
        if kind == "solution":
            trouble = f"its cell raises {hint}" if status == "failed" else ""
        elif kind == "check":
            is_missing = trouble and hint.startswith("NameError")
            yield str(marks.get("grade_id")), (status, trouble if is_missing else hint)


def outcome(outputs):
    """(status, hint) from what a check left behind."""
    errors = [output for output in outputs if output.output_type == "error"]
    if not errors:
        printed = [output.text for output in outputs if output.output_type == "stream"]
        return "passed", "".join(printed).strip()
    if errors[0].ename == "NotImplementedError":
        return "unsolved", "not solved yet"
    said = COLOURS.sub("", errors[0].evalue)
    return "failed", said if errors[0].ename == "AssertionError" else f"{errors[0].ename}: {said}"


def table(checked):
    """What `run` gives, for the terminal."""
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    passed = sum(check["status"] == "passed" for check in checked["checks"])
    title = f"Lab {checked['lab']}: {passed} of {len(checked['checks'])} visible checks pass"
    caption = "A check is a help and gives no mark: the grader tries more cases."
    shown = Table(title=title, box=SIMPLE, title_justify="left", caption=caption)
    for name in ("", "exercise", "points", "what it says"):
        shown.add_column(name)
    for check in checked["checks"]:
        mark = {"passed": "✓", "failed": "✗"}.get(check["status"], "–")
        shown.add_row(mark, check["name"], str(check["points"]), Text(check["hint"]))
    return shown
