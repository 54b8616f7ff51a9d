"""The lesson's pictures draw the numbers they were given, and say of them only what is so."""

import numpy as np
import pytest

from course.hardware import devices, energy
from course.hardware.energy import Energy
from course.hardware.staircase import Staircase
from course.plots import energy as plots
from course.plots.colour import LIGHT


def words(axes):
    return [axes.description, *(text.get_text() for text in axes.texts)]


@pytest.fixture
def stairs():
    sizes = 2 ** np.array([14, 20, 26])
    times = np.array([1.0, 2.0, 8.0])
    return Staircase(sizes, times * 1e-9, times * 0.9, times * 1.1, {"L1": 2**15, "L2": 2**40})


def test_the_prices_are_drawn_for_the_same_32_bits():
    axes = plots.price_list(energy.TABLE)
    drawn = [tuple(line.get_xdata()) for line in axes.lines]
    assert drawn[-1] == (650, 1300) and drawn[0] == (0.03, 0.03) and drawn == sorted(drawn)
    assert "Fetching 32 bits from DRAM costs 176 FP32 multiplications" in axes.description
    assert "650 to 1,300" in words(axes) and "3.7" in words(axes)
    assert "45 nm; M. Horowitz 2014, S. Kim et al. 2023, S. Han et al. 2015." in axes.description
    named = [text for text in words(axes) if text.startswith(("add ", "multiply ", "fetch "))]
    colours = {text: line.get_color() for text, line in zip(named, axes.lines, strict=True)}
    assert colours["fetch DRAM"] == LIGHT.mem.mark and colours["add INT8"] == LIGHT.act.mark


def test_the_staircase_is_the_measured_one_and_caches_outside_are_left_out(stairs):
    axes = plots.staircase(stairs)
    assert axes.lines[0].get_ydata().tolist() == [1, 2, 8]
    assert axes.lines[0].get_xdata().tolist() == [16, 1024, 65_536]
    assert "A number from 64 MiB takes 8.0 times as long as from 16 KiB" in axes.description
    assert "L1" in words(axes) and "L2" not in words(axes)


def test_a_table_faster_than_the_smallest_stays_in_the_picture():
    times = np.array([1.0, 0.4, 8.0])
    stairs = Staircase(2 ** np.array([14, 20, 26]), times * 1e-9, times * 0.9, times * 1.1, {})
    assert plots.staircase(stairs).get_ylim()[0] < 0.4


def test_a_row_is_divided_into_computing_and_two_ways_of_moving():
    axes = plots.spent([("dear", Energy(0.5e-3, 0.5e-3, 8e-3, 1e-3)), ("cheap", Energy(3.0, 1.0, 0.5, 0.5))])
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([10, 80, 10, 80, 10, 10])
    assert [bar.get_x() for bar in axes.patches] == pytest.approx([0, 10, 90, 0, 80, 90])
    assert "cheap spends 80 % on computing, the others at most 10 %" in axes.description
    assert {"cheap", "5.0 J", "dear", "10 mJ"} <= set(words(axes))


@pytest.mark.parametrize(("value", "text"), [(2.5, "2.5 J"), (0.16, "160 mJ"), (1.7e-4, "170 µJ")])
def test_joules_have_a_fitting_unit(value, text):
    assert plots.joules(value) == text


def test_points_below_the_ridge_lie_on_the_slope():
    axes = plots.roofline({"low": 1.0, "high": 100.0}, devices.PHONE)
    speeds = [line.get_ydata()[0] for line in axes.lines[1:]]
    assert speeds == [50, 500]
    assert "1 of 2 wait for memory: below 10 operations a byte" in axes.description
    assert [line.get_color() for line in axes.lines[1:]] == [LIGHT.mem.mark, LIGHT.act.mark]


def test_every_picture_has_a_dark_twin_without_a_light_colour_left(stairs):
    axes = plots.staircase(stairs)
    assert LIGHT.mem.mark.lower() in axes.svg() and LIGHT.mem.mark.lower() not in axes.dark_svg()
