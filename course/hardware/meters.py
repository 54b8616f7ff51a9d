"""Joules read off this machine's own meters where it has any: of its processors and of its NVIDIA GPUs.

RAPL is the counter in Intel's and AMD's processors, as Linux shows it; virtual machines and most containers
do not.  NVML is the library of NVIDIA's driver, asked through NVIDIA's package nvidia-ml-py where that is
installed (`pip install 'scalable-ml-course[gpu]'`): the counter of a whole board, of Volta or later.  Without
either nothing is measured: the reading says so.
"""

import importlib.util
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

POWERCAP = Path("/sys/class/powercap")
MICROJOULE, MILLIJOULE = 1e-6, 1e-3
NVML_LIMIT = MILLIJOULE * 2**64


@dataclass
class Reading:
    """What the meters counted while a block ran, all that ran besides it included.

    by_meter: "RAPL" -> joules of all processor packages, "NVML" -> joules of all GPUs; empty without a meter.
    """

    by_meter: dict[str, float] = field(default_factory=dict)

    @property
    def joules(self):
        """Of all meters together, a float; None where there is none."""
        return sum(self.by_meter.values()) if self.by_meter else None

    @property
    def source(self):
        """Which meters were read, or "modelled", for what is left without a meter is a model."""
        return " + ".join(self.by_meter) or "modelled"


class Counter(NamedTuple):
    """Joules so far, and the joules at which the counter begins again at zero."""

    joules: float
    limit: float


@contextmanager
def read(folder=POWERCAP):
    """Give a Reading, which is filled in when the block ends.

    folder: where the operating system shows the processors' meters.
    A GPU's counter moves on a few times in a tenth of a second, and a GPU works on while Python does: let the
    block be longer than that, and wait in it for the GPU (`torch.cuda.synchronize`).
    """
    reading, before = Reading(), counters(folder)
    yield reading
    after = counters(folder)
    for meter, places in before.items():
        if places and places.keys() == after[meter].keys():
            reading.by_meter[meter] = sum(used(places[each], after[meter][each]) for each in places)


def counters(folder=POWERCAP):
    """meter -> {place: Counter}: of each processor package and of each GPU that may be read."""
    return {"RAPL": packages(folder), "NVML": gpus()}


def used(before, after):
    """Joules between two Counters, of which the second may have begun again."""
    return (after.joules - before.joules) % before.limit


def packages(folder=POWERCAP):
    """zone folder -> Counter, of each processor package; its cores are counted in it."""
    found = {}
    for zone in sorted(Path(folder).glob("*-rapl:*")):
        with suppress(OSError):  # only the administrator may read it here
            if (zone / "name").read_text().startswith("package"):
                names = ("energy_uj", "max_energy_range_uj")
                found[zone] = Counter(*(MICROJOULE * int((zone / name).read_text()) for name in names))
    return found


def gpus():
    """number -> Counter, of each NVIDIA GPU; empty without the package nvidia-ml-py, driver or GPU."""
    if importlib.util.find_spec("pynvml") is None:
        return {}
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:  # there is no driver
        return {}
    found = {}
    try:
        for number in range(pynvml.nvmlDeviceGetCount()):
            with suppress(pynvml.NVMLError):  # it is older than Volta
                gpu = pynvml.nvmlDeviceGetHandleByIndex(number)
                so_far = MILLIJOULE * pynvml.nvmlDeviceGetTotalEnergyConsumption(gpu)
                found[number] = Counter(so_far, NVML_LIMIT)
    finally:
        pynvml.nvmlShutdown()
    return found
