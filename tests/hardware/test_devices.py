"""A budget is what the device has, divided by what the work takes."""

import pytest

from course.hardware import devices, energy
from course.hardware.devices import DEVICES, Device
from course.hardware.energy import Work

TINY = Device("tiny", 1000, 200.0, 50.0, 0.001, "made up")


def work(multiply_adds=1000, num_bytes=400, fmt="FP32"):
    return Work(fmt, multiply_adds, num_bytes, 0, num_bytes)


def test_the_longer_of_computing_and_fetching_decides():
    assert devices.seconds_of(work(), TINY) == (10, 8)
    assert devices.budget(work(), TINY).bound == "compute" and devices.budget(work(), TINY).seconds == 10
    slow = devices.budget(work(num_bytes=600), TINY)
    assert slow.bound == "memory" and slow.seconds == 12


def test_what_lives_on_the_chip_is_not_waited_for():
    assert devices.seconds_of(work(num_bytes=10_000), TINY, "1 MiB cache") == (10, 0)


def test_shorter_formats_are_computed_faster_by_as_much_as_they_are_shorter():
    assert devices.seconds_of(work(fmt="INT8"), TINY)[0] == 2.5


def test_the_ridge_is_where_both_take_equally_long():
    computing, fetching = devices.seconds_of(work(TINY.ridge * 400 / 2), TINY)
    assert computing == fetching == 8


def test_weights_fit_up_to_the_last_byte():
    assert devices.budget(work(num_bytes=1000), TINY).fits
    assert not devices.budget(work(num_bytes=1001), TINY).fits


def test_a_charge_lasts_for_its_joules_over_those_of_a_pass():
    joules = energy.of_work(work()).joules
    assert devices.budget(work(), TINY).passes_per_charge == pytest.approx(3.6 / joules)
    assert devices.budget(work(), devices.SERVER).passes_per_charge is None


def test_every_device_says_where_its_figures_are_from():
    assert [DEVICES[name].basis for name in ("phone", "laptop")] == [devices.ASSUMED] * 2
    assert "H100" in devices.SERVER.basis
