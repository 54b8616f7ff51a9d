"""What comes out of a run: grades.csv, and for each submission results.json (Gradescope's) and a page."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

from course.grading import feedback

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs what begins so: a student could be called =HYPERLINK(...)."""


def write_one(out, verdict):
    """The two files of one submission, in DIR/students/<student>/<lab>/."""
    folder = folder_of(out, verdict)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "results.json", json.dumps(gradescope(verdict), indent=2))
    write(folder / "feedback.html", feedback.page(verdict))


def write_all(out, verdicts):
    """The files of submissions that a killed run left without them, and the table of all."""
    ordered = sorted(verdicts, key=lambda verdict: (verdict["student"], verdict["lab"]))
    for verdict in ordered:
        if not (folder_of(out, verdict) / "feedback.html").exists():
            write_one(out, verdict)
    write(Path(out) / "grades.csv", as_csv(ordered))


def folder_of(out, verdict):
    """Where the files of one submission lie."""
    return Path(out) / "students" / folder_name(verdict["student"]) / folder_name(verdict["lab"])


def as_csv(verdicts):
    """One line for each student and lab: marks, what they are made of, notes."""
    names = list(dict.fromkeys(mark["name"] for verdict in verdicts for mark in verdict["exercises"]))
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(["student", "lab", "score", "max_score", *names, "file", "notes"])
    for verdict in verdicts:
        marks = {mark["name"]: mark["score"] for mark in verdict["exercises"]}
        row = [verdict["student"], verdict["lab"], verdict["score"], verdict["max_score"]]
        row += [marks.get(name, "") for name in names]
        rows.writerow(map(harmless, [*row, verdict["file"], " ".join(verdict["notes"])]))
    return stream.getvalue()


def harmless(value):
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def gradescope(verdict):
    """The verdict in the form of Gradescope's results.json."""
    return {
        "score": verdict["score"],
        "execution_time": verdict["seconds"],
        "visibility": "visible",
        "output": "\n".join(verdict["notes"]),
        "tests": [
            {
                "name": f"{mark['title']}: {mark['name']}",
                "score": mark["score"],
                "max_score": mark["points"],
                "status": "passed" if mark["status"] == "right" else "failed",
                "visibility": "visible",
                "output": mark["message"],
            }
            for mark in verdict["exercises"]
        ],
    }


def folder_name(name):
    """A name as a folder's: letters, digits and .-_ alone, and still one folder for each name."""
    plain = re.sub(r"[^\w.-]", "_", name, flags=re.ASCII).strip(".")[:80]
    if plain and plain == name and not re.search("-[0-9a-f]{8}$", name):  # which is how the others end
        return plain
    return f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def write(path, text):
    """Write a whole file or nothing: a reader, or a run that goes on, never sees half of one."""
    partial = path.with_name(f".{path.name}.part")  # one name, so that a killed run leaves at most one
    partial.write_text(text, encoding="utf-8", errors="replace")
    partial.replace(path)
