"""A meter is read before and after, and where there is none nothing is made up."""

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
    assert (reading.joules, reading.source) == (pytest.approx(0.06), "RAPL")


def test_a_counter_that_began_again_at_zero_is_counted_on(powercap):
    with meters.read(powercap) as reading:
        advance(powercap, "intel-rapl:0", 300_000)
    assert reading.joules == pytest.approx(0.4)


def test_without_a_meter_the_reading_says_modelled(tmp_path):
    with meters.read(tmp_path / "nothing") as reading:
        pass
    assert (reading.joules, reading.source) == (None, "modelled")


def test_a_counter_that_vanishes_meanwhile_leaves_nothing_measured(powercap):
    with meters.read(powercap) as reading:
        (powercap / "intel-rapl:1" / "energy_uj").unlink()
    assert reading.joules is None


def test_this_machine_answers_one_way_or_the_other():
    with meters.read() as reading:
        sum(range(100_000))
    assert (reading.joules is None) == (reading.source == "modelled")
    assert reading.joules is None or reading.joules >= 0
