"""Hand in a lab: say what is missing or unsolved, and make one zip."""

import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from course.grading import labs_here, notebook


@dataclass(frozen=True)
class HandedIn:
    """What went into a zip.  lines: each lab, when it was saved, and the state of each exercise."""

    path: Path
    lines: tuple

    def __repr__(self):
        return "\n".join([*self.lines, f"Written: {self.path}"])


def hand_in(*notebooks, out="submission.zip"):
    """Put these notebooks, as they are saved, into the zip `out`; returns a HandedIn, which prints itself.

    ValueError for a file that is no lab of the course, FileNotFoundError for one that is not there; then no
    zip is written, and one from before stays as it is.
    """
    known, taken, lines = labs_here.read(labs_here.folder()), {}, []
    for path in map(Path, notebooks):
        if not path.is_file():
            raise FileNotFoundError(
                f"there is no notebook {path}: run this in its folder, or name it with its folder"
            )
        data = path.read_bytes()
        lab = known_lab(path, data, known)
        if lab.file in taken:
            raise ValueError(f"{path} is a second notebook of the lab {lab.file}: name one of them")
        taken[lab.file] = data
        saved = time.strftime("%H:%M:%S", time.localtime(path.stat().st_mtime))
        lines += [f"{path}, as saved at {saved}", *(f"  {line}" for line in states(notebook.read(data), lab))]
    write_zip(Path(out), taken)
    return HandedIn(Path(out), tuple(lines))


def known_lab(path, data, known):
    """The lab that a notebook is; ValueError if it cannot be read, or is none."""
    try:
        stem = labs_here.lab_of(notebook.read(data), path.name, known)
    except notebook.Unreadable as error:
        raise ValueError(f"{path} is no notebook that can be read: {error}") from None
    if stem not in known:
        labs = ", ".join(each.file for each in known.values())
        raise ValueError(f"{path} is no lab of this course; the labs are {labs}, in the folder labs")
    return known[stem]


def states(cells, known):
    """One line for each exercise: written, not solved yet, or missing."""
    marked, told, untouched = known.sheet.exercises(known.lab), [], known.sheet.untouched
    for exercise in known.lab.exercises:
        theirs = [
            cell for cell in cells if marked.get(cell.grade_id) == exercise.name and cell.role == "solution"
        ]
        defined = any(f"def {exercise.name}(" in cell.source for cell in cells)
        if not defined:
            state = "missing: no cell defines it"
        elif any(cell.source.strip() in untouched for cell in theirs):
            state = "not solved yet"
        elif broken := next(filter(None, map(syntax_error, theirs)), ""):
            state = f"no Python yet: {broken}"
        else:
            state = "written" if theirs else "written, but not in its own cell"
        told.append(
            f"{exercise.points} points  {exercise.name:24s} {state}".replace("1 points ", "1 point  ")
        )
    return told


def syntax_error(cell):
    """What is no Python in a cell, and in which line; "" if all of it is."""
    try:
        compile(cell.source, "cell", "exec")
    except (SyntaxError, ValueError) as error:
        return f"{getattr(error, 'msg', error)} (line {getattr(error, 'lineno', '?')})"
    return ""


def write_zip(path, files):
    """Write the zip beside its place and then move it there, so that it is whole or not there."""
    if path.is_dir() or not path.parent.is_dir():
        raise ValueError(f"cannot write {path}: name a file, in a folder that exists, with --out")
    partial = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    partial.replace(path)
