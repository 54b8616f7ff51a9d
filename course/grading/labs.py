"""Makes a student's sheet, labs/NN_<topic>.ipynb, from its solution: exactly what nbgrader would make of it.

A solution is a notebook for nbgrader. Marks in a cell's metadata say that students write it (solution), that
it gives points (grade), that a person grades it (task) or that it stays as it is (locked); regions of a cell,
between two markers, are for teachers only.
Source: nbgrader 0.9.6, its preprocessors with their default options, and nbgraderformat/v3.json.
"""

import copy
import json
import os
import re
from pathlib import Path

import nbformat

from course.grading.notebook import digest

CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"
ATTACHMENT = r"!\[.*\]\(attachment:.+?\)"
REGIONS = {"SOLUTION": "solution", "HIDDEN TESTS": "grade", "MARK SCHEME": "task"}  # and the mark each needs

# Each mark that nbgrader knows: its form as JSON, and the same in words.
FORM = {
    "schema_version": ("3", "3"),
    **dict.fromkeys(("grade", "solution", "locked", "task"), ("true|false", "true or false")),
    "grade_id": (r'"[a-zA-Z0-9_-]*"', "letters, digits, - and _ in quotes"),
    "points": (r"[0-9].*", "a number that is not negative"),
    "checksum": (r'".{32}"', "nothing: nbgrader puts it there"),
    "cell_type": (r'"(code|markdown|raw)"', "nothing: nbgrader puts it there"),
}
REQUIRED = ("schema_version", "grade", "solution", "locked")


def generate(solutions, labs, *, check=False):
    """Write each lab that is missing or is not what its solution gives, and return the paths of those.

    solutions, labs: two folders; a lab has its solution's file name.
    check: write nothing; return those that would be written, and those whose solution is gone.
    A solution that gives no lab is a ValueError that names its cell; then nothing at all is written.
    """
    solutions, labs = Path(solutions), Path(labs)
    if not solutions.is_dir():
        raise FileNotFoundError(f"There is no folder {solutions}. Go to the repository's root, or name it.")
    wanted = {labs / path.name: _lab(path) for path in sorted(solutions.glob("*.ipynb"))}
    stale = [lab for lab, content in wanted.items() if not lab.exists() or lab.read_bytes() != content]
    if check:
        return stale + sorted(set(labs.glob("*.ipynb")) - set(wanted))
    labs.mkdir(exist_ok=True)
    for lab in stale:
        _replace(lab, wanted[lab])
    return stale


def sheet(solution):
    """The notebook that students get: without solutions, hidden tests, mark schemes and outputs.

    solution: a notebook as nbformat reads it (version 4); it stays as it is.
    What nbgrader would refuse is a ValueError that names the cell and says what to do.
    """
    language = solution.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        raise ValueError(f"its kernel speaks {language}: a lab of this course is in Python")
    notebook, grade_ids = copy.deepcopy(solution), set()
    notebook.metadata.pop("celltoolbar", None)
    for number, cell in enumerate(notebook.cells, start=1):
        try:
            _check(cell, grade_ids)
            _clear(cell)
        except ValueError as error:
            raise ValueError(f"cell {number} ({_name(solution.cells[number - 1])}): {error}") from error
        _seal(cell)
    return notebook


def _lab(path):
    """The bytes of the lab of a solution's file."""
    try:
        solution = nbformat.read(path, as_version=4)
        nbformat.validate(solution)
        return (nbformat.writes(sheet(solution)) + "\n").encode()
    except (ValueError, nbformat.ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error


def _replace(path, content):
    """Write a file so that it holds its old content or the new one, never half."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _name(cell):
    """What a teacher finds a cell by: its grade_id, else how it begins."""
    marks = cell.metadata.get("nbgrader")
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id or repr(cell.source.partition("\n")[0])


def _check(cell, grade_ids):
    """ValueError unless the marks are sound; their grade_id is added to `grade_ids` and must be new there."""
    if "nbgrader" not in cell.metadata:
        return
    marks = cell.metadata["nbgrader"]
    _check_form(marks)
    grade, solution, task = marks["grade"], marks["solution"], marks.get("task", False)
    if grade or solution or marks["locked"]:
        if not marks.get("grade_id"):
            raise ValueError("a marked cell needs a grade_id: give it one that no other cell has")
        if marks["grade_id"] in grade_ids:
            raise ValueError("an earlier cell has the same grade_id: give one of them another")
        grade_ids.add(marks["grade_id"])
    if grade and "points" not in marks:
        raise ValueError("a graded cell needs points: say how many")
    if task and cell.cell_type != "markdown":
        raise ValueError("a task is text: make it a markdown cell")
    if not task and cell.cell_type == "markdown" and grade != solution:
        raise ValueError("a text is graded if students write it, and only then: mark it grade and solution")


def _check_form(marks):
    """ValueError unless each mark is one that nbgrader knows, with a value that it takes."""
    if not isinstance(marks, dict):
        raise ValueError("its nbgrader metadata is no table: mark the cell anew")
    for key in (*REQUIRED, *marks):
        if key not in marks:
            raise ValueError(f"its nbgrader metadata has no {key}: add it")
        if key not in FORM:
            raise ValueError(f"nbgrader knows no {key}: take it out of the cell's nbgrader metadata")
        form, in_words = FORM[key]
        if not re.fullmatch(form, json.dumps(marks[key])):
            raise ValueError(f"its {key} is {marks[key]!r}: write {in_words}")


def _clear(cell):
    """Take away what a run left behind and what only teachers see; a stub stands in for each solution."""
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
        for left_behind in ("collapsed", "scrolled"):
            cell.metadata.pop(left_behind, None)
    marks = cell.metadata.get("nbgrader", {})
    for what, mark in REGIONS.items():
        stub = (CODE_STUB if cell.cell_type == "code" else TEXT_STUB) if what == "SOLUTION" else ""
        cell.source, removed = _cut(cell.source, what, stub.splitlines())
        if removed is not None and not marks.get(mark):
            raise ValueError(f"a {what} region needs the mark {mark}: mark the cell, or move the region")
        if removed is None and what == "SOLUTION" and marks.get("solution"):
            cell.source = stub
        if what == "MARK SCHEME" and any(re.search(ATTACHMENT, line) for line in removed or ()):
            raise ValueError("an image attached in a mark scheme reaches the students: take it out")


def _cut(source, what, stub):
    """`source` with the lines `stub` for each region, and what was in the regions: None if there is none."""
    kept, removed, is_inside = [], None, False
    for line in source.split("\n"):
        if f"BEGIN {what}" in line:
            if is_inside:
                raise ValueError(f"a BEGIN {what} stands inside a region: end that region first")
            removed, is_inside = removed or [], True
            kept += [re.match(r"\s*", line)[0] + each for each in stub]
        elif f"END {what}" in line:
            is_inside = False
        else:
            (removed if is_inside else kept).append(line)
    if is_inside:
        raise ValueError(f"a region has no end: add ### END {what}")
    return "\n".join(kept), removed


def _seal(cell):
    """Lock a marked cell, and note the checksum by which nbgrader sees whether it was changed."""
    marks = cell.metadata.get("nbgrader", {"solution": False, "grade": False, "locked": False})
    grade, solution = marks["grade"], marks["solution"]
    is_locked = not solution and (grade or marks["locked"])
    if solution or is_locked:
        cell.metadata["deletable"] = False
        facts = [cell.source, cell.cell_type, grade, solution, is_locked, marks["grade_id"]]
        facts += [float(marks["points"])] if grade else []
        marks["checksum"] = digest(*facts)
        marks["cell_type"] = cell.cell_type
    if is_locked:
        cell.metadata["editable"] = False
