"""The verdicts: an append-only file of JSON lines, so that a killed run resumes and loses nothing."""

import json
import os
from pathlib import Path


class Verdicts:
    """The verdicts in DIR/verdicts.jsonl, read at the start and appended to, by one run at a time.

    latest: (student, lab) -> its newest verdict, a dict.
    """

    def __init__(self, folder):
        self.path = Path(folder) / "verdicts.jsonl"
        self.latest, self.file = {}, None

    def __enter__(self):
        import fcntl  # not on Windows, where grading has been refused before this

        self.file = self.path.open("a+b")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.file.close()
            raise RuntimeError(
                f"another run is grading into {self.path.parent}: wait for it, or name another --out"
            ) from None
        self._read()
        return self

    def __exit__(self, *error):
        self.file.close()

    def _read(self):
        """Take in every whole line; what a killed run left half-written is cut off and graded again."""
        self.file.seek(0)
        whole = 0
        for number, line in enumerate(self.file, start=1):
            if not line.endswith(b"\n"):
                break
            try:
                verdict = json.loads(line)
                self.latest[verdict["student"], verdict["lab"]] = verdict
            except (ValueError, KeyError, TypeError):
                raise RuntimeError(
                    f"line {number} of {self.path} is no verdict: remove that line, or name another --out"
                ) from None
            whole += len(line)
        self.file.truncate(whole)

    def append(self, verdict):
        """Add one verdict: a single write, on the disk before this returns."""
        self.file.write(json.dumps(verdict).encode() + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        self.latest[verdict["student"], verdict["lab"]] = verdict
