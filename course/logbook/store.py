"""The logbook's file: one JSON object a line, only ever added to, so that two notebooks can write at once."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Lines:
    """What the file holds: its entries in order, and the numbers of the lines that could not be read."""

    entries: list[dict]
    damaged: list[int]


def path():
    """The logbook's file: COURSE_LOGBOOK, else in this user's data folder."""
    import platformdirs

    given = os.environ.get("COURSE_LOGBOOK")
    folder = platformdirs.user_data_dir("scalable-ml-course", appauthor=False)
    return Path(given).expanduser() if given else Path(folder) / "logbook.jsonl"


def append(kind, **content):
    """Add one entry, with its kind and the time; an OSError says what to do if the file cannot be written."""
    entry = {"kind": kind, "at": datetime.now(UTC).isoformat(timespec="microseconds"), **content}
    line = json.dumps(entry, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    file = path()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _add(file, line)
    except OSError as error:
        raise OSError(
            f"the logbook {file} cannot be written ({error.strerror}): "
            "set COURSE_LOGBOOK to a file in a folder that exists and is yours"
        ) from error


def read():
    """All Lines of the file, or none if there is no file yet; damaged lines are skipped and counted."""
    file = path()
    if not file.exists():
        return Lines([], [])
    entries, damaged = [], []
    for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
        try:
            entry = json.loads(line) if line.strip() else None
        except ValueError:  # not JSON, or not even text
            entry = "damaged"
        if isinstance(entry, dict) and isinstance(entry.get("kind"), str):
            entries.append(entry)
        elif entry is not None:
            damaged.append(number)
    return Lines(entries, damaged)


def _add(file, line):
    # One write with O_APPEND lands in one piece behind whatever another process wrote meanwhile.
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    try:
        if not _ends_a_line(descriptor):
            line = b"\n" + line
        os.write(descriptor, line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _ends_a_line(descriptor):
    """Whether the file is empty or its last line is whole: a full disk or lost power leaves half a line."""
    if os.fstat(descriptor).st_size == 0:
        return True
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) == b"\n"
