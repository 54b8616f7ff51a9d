"""Read a notebook that anybody may have written: limits on bytes and depth, plain cells, no surprises."""

import hashlib
import json
import re
from dataclasses import dataclass

import numpy as np

MOST_BYTES = 20 * 2**20
MOST_CELLS = 2_000
DEEPEST = 100
HANDED_OUT = "handed_out"  # in the metadata of a cell without marks: the digest of its source
TEXTS = re.compile(
    rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL
)  # \Z: an open text ends here, and is not tried again


class Unreadable(ValueError):
    """This is no notebook; says why."""


@dataclass(frozen=True)
class Cell:
    """A code cell.

    id: as stored, or "".  grade_id: nbgrader's name for it, or "".  role: "solution" (the student writes it),
    "check" (a visible check), "setup" (imports), or "" for any other.  is_untouched: it says what its sheet
    said when that was made, by the digest that its metadata hold.
    """

    source: str
    id: str = ""
    grade_id: str = ""
    role: str = ""
    is_untouched: bool = False


def read(data):
    """The code cells of a notebook, from its bytes; Unreadable if it is none."""
    content = checked_json(data)
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("it is no notebook of format 4: it has no list of cells")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"it has {len(cells):,} cells, where {MOST_CELLS:,} are the most")
    return [cell for each in cells if (cell := code_cell(each))]


def checked_json(data):
    """What a file says, or Unreadable: longer or deeper than any notebook is not even tried."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"it has {len(data):,} bytes, where {MOST_BYTES:,} are the most: clear its outputs")
    if depth(data) > DEEPEST:
        raise Unreadable(f"it is nested more than {DEEPEST} deep")
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not JSON: {str(error)[:200]}") from None


def depth(data):
    """How deep the brackets of a JSON text go, without parsing it."""
    bare = np.frombuffer(TEXTS.sub(b"", data), dtype=np.uint8)
    steps = np.isin(bare, list(b"[{")).astype(np.int32) - np.isin(bare, list(b"]}"))
    return int(steps.cumsum(dtype=np.int32).max(initial=0))


def code_cell(cell):
    """A Cell of what stands in the file, or None if it is no code cell."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return None
    source = text(cell.get("source"))
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    marks = metadata.get("nbgrader") if isinstance(metadata.get("nbgrader"), dict) else {}
    grade_id, kind = text(marks.get("grade_id")), role(metadata, marks)
    facts = (source, "code", False, True, False, grade_id) if kind == "solution" else (source,)
    noted = marks.get("checksum") if kind == "solution" else metadata.get(HANDED_OUT)
    return Cell(source, text(cell.get("id")), grade_id, kind, noted == digest(*facts))


def digest(*facts):
    """By which a cell is known again: the checksum that nbgrader makes of a cell's source and its marks."""
    return hashlib.md5("".join(map(str, facts)).encode(), usedforsecurity=False).hexdigest()


def role(metadata, marks):
    """What a cell is for, by its metadata."""
    if marks.get("solution") is True:
        return "solution"
    if marks.get("grade") is True or marks.get("locked") is True:
        return "check"
    tags = metadata.get("tags")
    return "setup" if isinstance(tags, list) and "setup" in tags else ""


def text(value):
    """A text, which a notebook may store as a list of lines; "" if it is neither.  No lone surrogates."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""
