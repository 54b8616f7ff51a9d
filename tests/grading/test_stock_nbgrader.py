"""A site that runs stock nbgrader can use the labs as they are."""

import nbformat

from course.grading import labs, stock_nbgrader

POINTS = {"made-double-test": 2, "made-half-test": 1, "made-two-test": 1.5}
BY_HAND = {"made-why", "made-task"}


def solved(solution):
    """The sheet with each cell written as the solution has it."""
    sheet = labs.sheet(solution)
    for cell, model in zip(sheet.cells, solution.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = model.source
    return sheet


def test_stock_nbgrader_gives_full_marks_to_a_solution_and_none_to_a_sheet_or_a_copied_answer(
    handmade, nbgrader, tmp_path
):
    notebooks = {"solution": solved(handmade), "sheet": labs.sheet(handmade), "copied": solved(handmade)}
    double = next(cell for cell in notebooks["copied"].cells if "def double" in cell.source)
    double.source = "def double(x):\n    return 4"  # enough for the test that students see
    for name, notebook in {"01_made": handmade, **notebooks}.items():
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    submissions = {name: tmp_path / f"{name}.ipynb" for name in notebooks}
    scores = stock_nbgrader.autograde(tmp_path / "01_made.ipynb", submissions, tmp_path / "site")
    assert {points["made-why"] for points in scores.values()} == {None, 0}  # an answer waits for a person
    automatic = {
        student: {grade_id: score for grade_id, score in points.items() if grade_id not in BY_HAND}
        for student, points in scores.items()
    }
    assert automatic == {
        "solution": POINTS,
        "sheet": dict.fromkeys(POINTS, 0),
        "copied": POINTS | {"made-double-test": 0},
    }
