"""The labs that can be graded here: each sheet that was handed out, with its exercises."""

import hashlib
import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from pathlib import Path

from course.grading import exercises, notebook
from course.grading.exercise import Lab
from course.grading.plan import Sheet

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Known:
    """A lab that can be graded.  file: the sheet's name.  fingerprint: changes when sheet or exercises do."""

    lab: Lab
    sheet: Sheet
    file: str
    fingerprint: bytes


def stems():
    """The topics that have exercises."""
    return [module.name for module in pkgutil.iter_modules(exercises.__path__)]


def folder(name="labs"):
    """Where the sheets are: ./labs, else beside the package."""
    here = Path(name)
    return here if here.is_dir() else REPOSITORY / name


def read(labs):
    """stem -> Known, in order, for every sheet in `labs` that has exercises; ValueError if none has."""
    known = {}
    for stem in stems():
        module = importlib.import_module(f"course.grading.exercises.{stem}")
        for path in sorted(Path(labs).glob(f"[0-9][0-9]_{stem}.ipynb")):
            data = path.read_bytes()
            source = inspect.getsource(module).encode()
            sheet = Sheet(tuple(notebook.read(data)))
            known[stem] = Known(module.LAB, sheet, path.name, hashlib.sha256(data + source).digest())
    if not known:
        raise ValueError(f"{labs} holds no lab: run this in the course's folder, or name it with --labs")
    return dict(sorted(known.items(), key=lambda item: item[1].file))


def due(known, stems):
    """The stems to be graded: those named, or all that are known; ValueError for one that is none."""
    if unknown := [stem for stem in stems if stem not in known]:
        raise ValueError(f"there is no lab {', '.join(unknown)}: the labs are {', '.join(known)}")
    return [stem for stem in known if stem in stems or not stems]


def lab_of(cells, name, known):
    """The stem of the lab that a notebook is, "" if it is none: by its marked cells, else by its functions.

    name: of its file, which decides where there are no cells to look at.
    """
    marks = {cell.grade_id for cell in cells if cell.grade_id}
    defined = "\n".join(cell.source for cell in cells)
    for stem, each in known.items():
        if marks & {cell.grade_id for cell in each.sheet.cells if cell.grade_id}:
            return stem
    for stem, each in known.items():
        if any(f"def {exercise.name}(" in defined for exercise in each.lab.exercises):
            return stem
    return next((stem for stem in known if not cells and stem in name.lower()), "")
