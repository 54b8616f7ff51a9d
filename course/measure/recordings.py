"""Figures measured on another machine, with their label: when, on what, by which versions and command.

A recording is never shown without its label, and the command in it measures the same again.
"""

import datetime
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from course.measure import machine

FOLDER = Path(__file__).parents[1] / "recordings"


@dataclass(frozen=True)
class Recording:
    """Figures and where they come from.

    name: the recording's file without ".json".  figures: whatever JSON can hold.  date: as 2026-11-25.
    machine: {"cpu": name, "cores": number}.  versions: package -> version.  command: what measured them.
    is_fresh: whether they were measured now, on this machine, and not read from a file.
    """

    name: str
    figures: dict
    date: str
    machine: dict
    versions: dict
    command: str
    is_fresh: bool = False

    @property
    def label(self):
        """Where the figures come from, in one line to show beside them."""
        versions = ", ".join(f"{package} {version}" for package, version in self.versions.items())
        if self.is_fresh:
            return f"measured here, {versions}"
        return f"recorded {self.date} on {self.machine['cpu']} ({self.machine['cores']} cores), {versions}"


def measured(name, figures, *, versions, command):
    """A fresh Recording of `figures`, measured today on this machine."""
    here = {"cpu": machine.cpu_name(), "cores": machine.usable_cores()}
    return Recording(name, figures, str(datetime.date.today()), here, versions, command, is_fresh=True)


def record(recording, folder=FOLDER):
    """Write a Recording into its file, over an older one; returns the path."""
    path = Path(folder) / f"{recording.name}.json"
    written = {key: value for key, value in asdict(recording).items() if key not in ("name", "is_fresh")}
    path.write_text(_with_rows_on_one_line(json.dumps(written, indent=1)) + "\n", encoding="utf-8")
    return path


def _with_rows_on_one_line(text):
    return re.sub(r"\[\s+([^][{}]+?)\s+\]", lambda row: f"[{' '.join(row[1].split())}]", text)


def load(name, folder=FOLDER):
    """The Recording in the file `name`.json; FileNotFoundError that lists what there is, if there is none."""
    path = Path(folder) / f"{name}.json"
    if not path.exists():
        there = ", ".join(sorted(other.stem for other in Path(folder).glob("*.json"))) or "none"
        raise FileNotFoundError(f"there is no recording called {name!r}; there are: {there}")
    return Recording(name, **json.loads(path.read_text(encoding="utf-8")))
