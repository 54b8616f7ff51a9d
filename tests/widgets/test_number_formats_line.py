"""The line's Python side: its numbers, rounding and counts are those of a search through all numbers."""

import json
import math

import numpy as np
import pytest
import traitlets

from course.numerics.rounding import MODES
from course.widgets.number_formats_line import NAMED, NumberLine

SMALL = ["FP8_E5M2", "FP8_E4M3", "FP6_E3M2", "FP6_E2M3", "FP4_E2M1", "float", "fixed"]


def by_search(line):
    """What x becomes by looking at the two numbers beside it; only for an x between two numbers."""
    numbers = line.numbers
    below, above = numbers[numbers <= line.x].max(), numbers[numbers >= line.x].min()
    if below == above:
        return below
    near, far = (below, above) if line.x > 0 else (above, below)
    share = (line.x - near) / (far - near)
    nearest = min(below, above, key=lambda number: (abs(number - line.x), number / line.spacing % 2))
    choices = {"nearest": nearest, "toward zero": near, "up": above, "down": below}
    return choices.get(line.rounding, far if line.draw < share else near)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", SMALL)
def test_x_becomes_what_a_search_says(name, mode):
    rng = np.random.default_rng(0)
    line = NumberLine(format=name, rounding=mode)
    ends = line.numbers[[0, -1]]
    middles = (line.numbers[1:] + line.numbers[:-1]) / 2
    for x in [*rng.uniform(*ends, 10), *rng.uniform(-2, 2, 10), *rng.choice(middles, 10), *line.numbers[:3]]:
        line.x, line.draw = np.clip(x, -(2**17), 2**17), rng.random()
        assert line.rounded == by_search(line)


def test_beyond_the_largest_number_each_format_does_as_it_must():
    beyond = {
        name: NumberLine(format=name, x=131072).rounded for name in ("FP16", "FP8_E4M3", "FP4_E2M1", "fixed")
    }
    assert beyond["FP16"] == math.inf and math.isnan(beyond["FP8_E4M3"])
    assert beyond["FP4_E2M1"] == 6 and beyond["fixed"] == 8 - 0.125
    assert NumberLine(format="FP16", x=131072, rounding="toward zero").rounded == 65504


@pytest.mark.parametrize("name", [*NAMED, "float", "fixed"])
def test_the_numbers_are_all_there_are_in_order(name):
    line = NumberLine(format=name)
    numbers, bits = line.numbers, line.numerics.bits
    assert (np.diff(numbers) > 0).all() and np.isfinite(numbers).all() and 0 in numbers
    assert len(numbers) == (2**bits if name == "fixed" else line.numerics.num_numbers)
    assert line.share == np.count_nonzero((numbers >= -1) & (numbers <= 1)) / len(numbers)


def test_half_of_fp16_lies_from_minus_1_to_1():
    assert NumberLine(format="FP16").share == pytest.approx((2 * 15 * 1024 + 1) / 63_487)


def test_the_spacing_grows_with_x_in_a_float_and_not_in_a_fixed_point():
    assert [NumberLine(format="FP8_E4M3", x=x).spacing for x in (0, 1.5, 300)] == [2**-9, 0.125, 32]
    assert {NumberLine(format="fixed", x=x).spacing for x in (0, 1.5, 300)} == {0.125}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"x": float("nan")}, "x lies between -2\\^17 and 2\\^17, got nan"),
        ({"x": 2**17 + 1}, "x lies between"),
        ({"draw": 1.0}, "draw lies between 0 and 1, 1 excluded; got 1.0"),
        ({"exponent_bits": 7}, "should not be greater than 6"),
        ({"fraction_bits": 0}, "should not be less than 1"),
        ({"format": "FP32"}, "FP4_E2M1"),
        ({"rounding": "even"}, "toward zero"),
    ],
)
def test_a_wrong_trait_is_a_clear_error_and_changes_nothing(wrong, message):
    line = NumberLine()
    before = line.state()
    with pytest.raises(traitlets.TraitError, match=message):
        for name, value in wrong.items():
            setattr(line, name, value)
    assert line.state() == before
    with pytest.raises(traitlets.TraitError, match=message):
        NumberLine(**wrong)


def test_it_says_its_numbers_to_readers_without_a_picture():
    assert NumberLine(x=5.2).describe() == (
        "FP8_E4M3: 253 numbers, 44.7 % of them from -1 to 1. At 5.2 they are 0.5 apart; "
        "rounded (nearest) it becomes 5."
    )
    assert NumberLine(x=1000).describe().endswith("it becomes nan, for it is too large.")


def test_its_state_is_json_and_makes_an_equal_one():
    line = NumberLine(format="float", exponent_bits=5, x=-0.3, rounding="up", view="logarithmic", reach=-3)
    assert NumberLine(**json.loads(json.dumps(line.state()))).state() == line.state()
