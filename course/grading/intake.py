"""Find what was handed in: notebooks, folders or zips named by student.  No link is followed."""

import io
import os
import re
import stat
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from course.grading import notebook

MOST_FILES = 500
MOST_ZIP_BYTES = 20 * 2**20
MOST_BYTES = 60 * 2**20  # of all notebooks of a submission together
ZIP_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack as much as they like at once
DEEPEST = 4
TOO_MUCH = f"Its notebooks have more than {MOST_BYTES:,} bytes together: the others were not read."
IGNORED = (".ipynb_checkpoints", "__MACOSX")


@dataclass
class Submission:
    """What one student handed in.  notebooks: name -> bytes; notes: what could not be read, and why."""

    student: str
    notebooks: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)


def found_in(folder):
    """The paths of the submissions in a folder, one a student, by name; ValueError if there are none."""
    folder = Path(folder)
    if folder.suffix in (".ipynb", ".zip") and folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}: name the one that holds the submissions")
    with os.scandir(folder) as entries:
        paths = [Path(entry.path) for entry in entries if is_a_submission(entry)]
    if not paths:
        raise ValueError(f"{folder} holds no submissions: notebooks, folders or zips named by student")
    students = Counter(map(student_of, paths))
    if doubled := [student for student, count in students.items() if count > 1]:
        raise ValueError(f"{folder} holds several submissions of {', '.join(doubled[:5])}: leave one of each")
    return sorted(paths)


def is_a_submission(entry):
    """A visible folder, a notebook or a zip; a link counts too, so that its student gets a note."""
    is_folder = entry.is_dir(follow_symlinks=False) or entry.is_symlink()
    return not entry.name.startswith((".", "__MACOSX")) and (
        is_folder or entry.name.lower().endswith((".ipynb", ".zip"))
    )


def student_of(path):
    """Whose submission a path is: the name without its ending; what cannot be printed is spelt out."""
    name = re.sub(r"(?i)(\.zip|\.ipynb)+$", "", path.name)
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in name)


def read(path):
    """Everything readable of one submission."""
    submission = Submission(student_of(path))
    try:
        if path.is_symlink():
            submission.notes.append("It is a link, and links are not followed.")
        elif path.is_dir():
            walk(path, submission)
        else:
            take(path, path.name, submission)
    except OSError as error:
        submission.notes.append(f"It could not be read: {error.strerror}.")
    return submission


def walk(folder, submission):
    """Take the notebooks and zips of a folder and of the folders in it, in order of their names."""
    for place, folders, files in os.walk(folder, followlinks=False):
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if name not in IGNORED) if depth < DEEPEST else []
        for name in sorted(files):
            if name.lower().endswith((".ipynb", ".zip")) and len(submission.notebooks) < MOST_FILES:
                take(here / name, str((here / name).relative_to(folder)), submission)


def take(path, name, submission):
    """Take one file, a notebook or a zip of them, or note why not."""
    most = MOST_ZIP_BYTES if name.lower().endswith(".zip") else notebook.MOST_BYTES
    try:
        data = bytes_of(path, most)
    except OSError as error:
        submission.notes.append(f"{printable(name)} was not read: {error.strerror or error}.")
        return
    if name.lower().endswith(".zip"):
        unzip(data, name, submission)
    else:
        keep(data, name, submission)


def keep(data, name, submission):
    """Keep a notebook, unless the submission has too many bytes already."""
    if len(data) + sum(map(len, submission.notebooks.values())) > MOST_BYTES:
        submission.notes[:] = dict.fromkeys([*submission.notes, TOO_MUCH])
    else:
        submission.notebooks[printable(name)] = data


def bytes_of(path, most):
    """The bytes of a plain file of at most `most`; OSError for a link, a device or a longer one."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise OSError("it is no plain file")
        if about.st_size > most:
            raise OSError(f"it has {about.st_size:,} bytes, where {most:,} are the most")
        return file.read(most)


def unzip(data, name, submission):
    """Take the notebooks of a zip, in memory: no path in it is ever used as one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist()[:MOST_FILES]:
                try:
                    take_entry(archive, entry, submission)
                except Exception as error:  # a damaged or locked entry costs itself
                    told = f"{printable(entry.filename)} cannot be unpacked: {str(error)[:100]}."
                    submission.notes.append(told)
    except Exception as error:  # whatever a broken zip makes of zipfile costs this zip and nothing else
        submission.notes.append(f"{printable(name)} is no readable zip: {str(error)[:100]}.")


def take_entry(archive, entry, submission):
    """Take one notebook of a zip; what unpacks to more than its limit is left."""
    path = PurePosixPath(entry.filename)
    if path.suffix.lower() != ".ipynb" or set(path.parts) & set(IGNORED) or path.name.startswith("._"):
        return
    if stat.S_ISLNK(entry.external_attr >> 16):
        submission.notes.append(f"{printable(entry.filename)} is a link, and links are not followed.")
        return
    if entry.compress_type not in ZIP_KINDS:
        submission.notes.append(f"{printable(entry.filename)} is packed in an unusual way: zip it again.")
        return
    with archive.open(entry) as file:
        data = file.read(notebook.MOST_BYTES + 1)
    if len(data) > notebook.MOST_BYTES:
        submission.notes.append(
            f"{printable(entry.filename)} unpacks to more than {notebook.MOST_BYTES:,} bytes."
        )
    else:
        keep(data, entry.filename, submission)


def printable(name):
    """A file's name as a text of at most 200 characters without control characters."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "�" for letter in text)[:200]
