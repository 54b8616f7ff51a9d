"""A meter is read before and after, and where there is none nothing is made up."""

import os
import subprocess
import sys

import pytest

from course.hardware import meters


@pytest.fixture
def powercap(tmp_path):
    """A folder as Linux shows it: two packages and, in the first, its cores."""
    for zone, name in (
        ("intel-rapl:0", "package-0"),
        ("intel-rapl:0:0", "core"),
        ("intel-rapl:1", "package-1"),
    ):
        folder = tmp_path / zone
        folder.mkdir()
        (folder / "name").write_text(name + "\n")
        (folder / "energy_uj").write_text("900000\n")
        (folder / "max_energy_range_uj").write_text("1000000\n")
    return tmp_path


def advance(powercap, zone, microjoules):
    (powercap / zone / "energy_uj").write_text(f"{microjoules}\n")


def test_the_packages_are_added_up_and_their_cores_not_counted_twice(powercap):
    with meters.read(powercap) as reading:
        for zone, value in (
            ("intel-rapl:0", 950_000),
            ("intel-rapl:0:0", 940_000),
            ("intel-rapl:1", 910_000),
        ):
            advance(powercap, zone, value)
    assert reading.by_meter["RAPL"] == pytest.approx(0.06)


def test_a_counter_that_began_again_at_zero_is_counted_on(powercap):
    with meters.read(powercap) as reading:
        advance(powercap, "intel-rapl:0", 300_000)
    assert reading.by_meter["RAPL"] == pytest.approx(0.4)


def test_a_reading_names_its_meters_and_without_one_it_says_modelled(tmp_path):
    with meters.read(tmp_path / "nothing") as reading:
        pass
    assert "RAPL" not in reading.by_meter
    assert (meters.Reading().joules, meters.Reading().source) == (None, "modelled")
    both = meters.Reading({"RAPL": 1.5, "NVML": 2.0})
    assert (both.joules, both.source) == (3.5, "RAPL + NVML")


def test_a_counter_that_vanishes_meanwhile_leaves_nothing_measured(powercap):
    with meters.read(powercap) as reading:
        (powercap / "intel-rapl:1" / "energy_uj").unlink()
    assert "RAPL" not in reading.by_meter


def test_this_machine_answers_one_way_or_the_other():
    """NVIDIA's package is there for the tests, and is asked in earnest: without a driver it says so."""
    with meters.read() as reading:
        sum(range(100_000))
    assert (reading.joules is None) == (reading.source == "modelled")
    assert reading.joules is None or reading.joules >= 0
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError_LibraryNotFound:
        assert meters.gpus() == {}


STAND_IN = r"""
// A driver for two GPUs, of which the second is too old for a counter; each look at the first costs 250 mJ.
typedef int Device;
static unsigned long long millijoules = 1000;
extern "C" {
int nvmlInitWithFlags(unsigned int) { return 0; }
int nvmlShutdown() { return 0; }
int nvmlDeviceGetCount_v2(unsigned int *count) { *count = 2; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned int i, Device **gpu) { *gpu = new Device(i); return 0; }
int nvmlDeviceGetTotalEnergyConsumption(Device *gpu, unsigned long long *joules) {
    if (*gpu == 1) return 3; // NVML_ERROR_NOT_SUPPORTED
    *joules = millijoules += 250;
    return 0;
}
}
"""
READ_THE_GPUS = """
import sys
from course.hardware import meters

with meters.read(sys.argv[1]) as reading:
    pass
print(reading.source, reading.joules, list(meters.gpus()))
"""


def test_a_gpus_millijoules_are_added_up_and_an_old_gpu_is_left_out(tmp_path, powercap):
    """NVIDIA's own package asks here, but no driver answers: a library of the same name and functions."""
    source = tmp_path / "driver.cpp"
    source.write_text(STAND_IN)
    library = tmp_path / "libnvidia-ml.so.1"
    subprocess.run(["g++", "-shared", "-fPIC", "-o", library, source], check=True)
    environment = os.environ | {"LD_LIBRARY_PATH": str(tmp_path)}
    command = [sys.executable, "-c", READ_THE_GPUS, powercap]
    printed = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    assert printed.split() == ["RAPL", "+", "NVML", "0.25", "[0]"]
