"""Which cells of a submission run, in which order, and which exercise each belongs to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One cell to run.  exercise: the function that it is marked for, or "" if it is the student's own."""

    source: str
    label: str
    exercise: str = ""


@dataclass(frozen=True)
class Sheet:
    """A lab as it was handed out: its code cells, and which exercise each marked cell is for."""

    cells: tuple

    @property
    def setup(self):
        """The cells that import."""
        return [cell for cell in self.cells if cell.role == "setup"]

    @property
    def untouched(self):
        """What its cells say but those that a student wrote in: some work in the sheet itself."""
        return {cell.source.strip() for cell in self.cells if cell.is_untouched or cell.role == "check"}

    def exercises(self, lab):
        """grade_id of a marked cell -> the name of its function: the first of the lab's that it defines."""
        found = {}
        for cell in self.cells:
            names = [each.name for each in lab.exercises if f"def {each.name}(" in cell.source]
            if cell.role == "solution" and names:
                found[cell.grade_id] = names[0]
        return found


def steps(cells, sheet, lab):
    """(steps, notes): the sheet's own setup, then the submission's marked and added cells in their order.

    The sheet's checks and demonstrations are left out, and a cell that the student changed counts as added.
    """
    marked, untouched = sheet.exercises(lab), sheet.untouched
    planned = [Step(cell.source, "code cell: setup") for cell in sheet.setup]
    for number, cell in enumerate(cells, start=1):
        exercise = marked.get(cell.grade_id, "") if cell.role == "solution" else ""
        is_ours = cell.role == "check" or (cell.role != "solution" and cell.source.strip() in untouched)
        if cell.source.strip() and (exercise or not is_ours):
            planned.append(Step(cell.source, f"code cell {number}", exercise))
    return planned, notes(planned, marked.values())


def notes(planned, exercises):
    """What is odd about the marked cells, in words for the student."""
    told = []
    for exercise in exercises:
        count = sum(step.exercise == exercise for step in planned)
        if count == 0:
            told.append(
                f"The marked cell of {exercise} is missing or renamed; its function was looked for elsewhere."
            )
        elif count > 1:
            told.append(
                f"The marked cell of {exercise} occurs {count} times; all were run, and the last one counts."
            )
    return told
