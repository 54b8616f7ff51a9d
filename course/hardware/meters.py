"""Joules read off this machine's own meter where it has one: Intel's and AMD's RAPL, as Linux shows it.

Virtual machines and most containers do not show it, and then nothing is measured: the reading says so.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

POWERCAP = Path("/sys/class/powercap")
MICROJOULE = 1e-6


@dataclass
class Reading:
    """What the meter counted while a block ran.

    joules: of all processor packages, everything that ran on them included; None where there is no meter.
    source: "RAPL" or "modelled", for what is left without a meter is a model.
    """

    joules: float | None = None
    source: str = "modelled"


@contextmanager
def read(folder=POWERCAP):
    """Give a Reading, which is filled in when the block ends.

    folder: where the operating system shows the meters.
    """
    reading, before = Reading(), counters(folder)
    yield reading
    after = counters(folder)
    if before and before.keys() == after.keys():
        used = [counted(before[zone], after[zone], limit_of(zone)) for zone in before]
        reading.joules, reading.source = sum(used) * MICROJOULE, "RAPL"


def counters(folder=POWERCAP):
    """zone folder -> microjoules so far, of each processor package whose counter may be read."""
    found = {}
    for zone in sorted(Path(folder).glob("*-rapl:*")):
        try:
            if (zone / "name").read_text().startswith("package"):
                found[zone] = int((zone / "energy_uj").read_text())
        except OSError:  # only the administrator may read it here
            continue
    return found


def limit_of(zone):
    """The microjoules at which a counter begins again at zero."""
    return int((zone / "max_energy_range_uj").read_text())


def counted(before, after, limit):
    """Microjoules between two readings, of which the second may have begun again."""
    return after - before if after >= before else after - before + limit
