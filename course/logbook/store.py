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
    """Add one entry, with its kind and the time.

    ValueError if it is nothing that JSON can hold; an OSError says what to do if the file cannot be written.
    """
    entry = {"kind": kind, "at": datetime.now(UTC).isoformat(timespec="microseconds"), **content}
    try:
        line = _as_line(entry)
    except (TypeError, ValueError) as error:
        raise ValueError(f"the logbook keeps text that can be printed and finite numbers: {error}") from error
    file = path()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _add(file, line)
    except OSError as error:
        raise _with_advice("written", error) from error


def read():
    """All Lines of the file, or none if there is no file yet; damaged lines are skipped and counted."""
    file = path()
    try:
        lines = file.read_bytes().split(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return Lines([], [])
    except OSError as error:
        raise _with_advice("read", error) from error
    entries, damaged = [], []
    for number, line in enumerate(lines, start=1):
        try:
            entries += [_entry(line)] if line.strip() else []
        except (ValueError, OverflowError, RecursionError):
            damaged.append(number)
    return Lines(entries, damaged)


def _as_line(entry):
    return json.dumps(entry, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _entry(line):
    """The entry in one line; an error if `append` cannot have written it."""
    entry = json.loads(line, parse_int=_whole_number)
    _as_line(entry)  # json.loads lets NaN, infinity and half a surrogate pair pass
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
        raise ValueError("not an entry")
    return entry


def _whole_number(text):
    number = int(text)
    float(number)  # OverflowError where no card could compute with it
    return number


def _with_advice(done, error):
    return OSError(
        f"the logbook {path()} cannot be {done} ({error.strerror}): "
        "set COURSE_LOGBOOK to a file in a folder that exists and is yours"
    )


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
