"""The gradients' JavaScript rounds and adds as the library does, number by number, and its title is true."""

import json

import numpy as np
import pytest

from course.numerics import arithmetic, floats
from course.widgets.mixed_precision_gradients import FORMATS, GradientRange

MORE = """
const plain = (value) => (Object.is(value, -0) ? "-0" : String(value));
export const heldAll = (name, values) => values.map((value) => plain(heldIn(value, rangeFormat(name))));
export const lostAll = (name, pairs) => pairs.map(([weight, update]) => isLost(weight, update, rangeFormat(name)));
export const findingOf = (run, state) => {
  const { gradients, updates, ...found } = findingOfRange({ run: runOf(run), ...state });
  return {
    ...found, title: titleOfRange(found), heading: headingOfUpdates(found), fates: gradients.map(([, fate]) => fate),
    least: String(updates.reduce((least, [power]) => (power > -Infinity ? Math.min(least, power) : least), Infinity)),
    zeros: updates.filter(([power]) => power === -Infinity).length, felt: updates.filter(([, fate]) => fate === "felt").length,
  };
};
export const titleFor = (found) => titleOfRange({ format: { label: "FP16" }, ...found });
export const countsFor = (entries, settings) => countsOf(entries, settings);
"""  # noqa: E501
EVERY = {**FORMATS, "FP32": floats.FP32}
FIRST_SECOND_BIN = -49  # powers of two: from here on the axis of updates holds no zeros


@pytest.fixture(scope="module")
def call(functions):
    return lambda name, *arguments: functions(GradientRange._esm + MORE, name, *arguments)


def finding(call, range_):
    state = {"name": range_.format, "scale": range_.scale_log2, "moment": range_.moment}
    return call("findingOf", range_.run, state | {"layer": range_.layer, "master": range_.master})


@pytest.mark.parametrize("name", EVERY)
def test_every_number_is_rounded_as_the_library_rounds_it(call, name):
    fmt, rng = EVERY[name], np.random.default_rng(0)
    some = floats.rounded(rng.normal(size=100) * 2.0 ** rng.integers(-30, 12, 100), fmt)
    some = some[np.isfinite(some)]
    ties = (some + floats.next_up(some, fmt)) / 2
    edges = np.array([fmt.smallest, fmt.smallest_normal, fmt.largest])
    edges = np.concatenate([edges * by for by in (0.25, 0.5, 0.75, 1, 1.0001, 1.02, 1.0714, 1.5)])
    numbers = np.concatenate([some, ties[np.isfinite(ties)], edges, -edges, [0.0]])
    numbers = np.concatenate([numbers, np.nextafter(numbers, np.inf)])
    found = np.array([float(text) for text in call("heldAll", name, numbers.tolist())])
    expected = np.nan_to_num(floats.rounded(numbers, fmt), nan=np.inf, posinf=np.inf, neginf=-np.inf)
    np.testing.assert_array_equal(np.abs(found), np.abs(expected))  # E4M3 has NaN for what is too large
    np.testing.assert_array_equal(np.sign(found), np.sign(np.where(np.isinf(found), numbers, expected)))


@pytest.mark.parametrize("name", EVERY)
def test_an_update_is_lost_where_the_librarys_sum_is_the_weight_again(call, name):
    fmt, rng = EVERY[name], np.random.default_rng(1)
    powers = 2.0 ** rng.integers(-6, 3, 40)
    weights = floats.rounded(np.concatenate([rng.normal(size=200), powers, -powers, np.zeros(10)]), fmt)
    gaps = floats.spacing(weights, fmt)
    shares = rng.choice([0, 0.2, 0.25, 0.3, 0.5, 0.5 + 2**-20, 0.49, 1, 3], len(weights))
    updates = gaps * shares * rng.choice([-1, 1], len(weights))
    lost = arithmetic.add(weights, -updates, fmt) == weights
    assert call("lostAll", name, np.stack([weights, updates], 1).tolist()) == lost.tolist()
    assert 0 < lost.mean() < 1


@pytest.mark.parametrize("master", [False, True])
@pytest.mark.parametrize("name", FORMATS)
def test_every_share_is_pythons_exactly(call, name, master):
    for scale, moment, layer in ((0, 4, "all"), (10, 4, "1"), (17, 0, "2"), (24, 2, "3"), (21, 3, "all")):
        range_ = GradientRange(format=name, scale_log2=scale, moment=moment, layer=layer, master=master)
        found, held = finding(call, range_), range_.held
        assert [found[key] for key in ("vanished", "overflowed", "lost")] == [
            range_.vanished, range_.overflowed, range_.lost,
        ]  # fmt: skip
        fates = np.where(held == 0, "vanished", np.where(np.isfinite(held), "held", "overflowed"))
        assert found["fates"] == fates.tolist()
        assert found["count"] == len(held) and found["zeros"] == np.sum(held == 0)
        assert float(found["least"]) >= FIRST_SECOND_BIN
        normal = (np.abs(held) < FORMATS[name].smallest_normal) & (held != 0)
        assert found["subnormal"] == np.mean(normal)
        assert found["felt"] == np.sum(np.isfinite(held)) - round(range_.lost * len(held))


@pytest.mark.parametrize("name", FORMATS)
def test_the_scale_that_saves_is_the_first_that_does(call, name):
    range_ = GradientRange(format=name)
    before, saving = range_.vanished, None
    for scale in range(1, 25):
        range_.scale_log2 = scale
        if range_.overflowed:
            break
        if before and range_.vanished <= before / 10:
            saving = scale
            break
    range_.scale_log2 = 0
    assert finding(call, range_)["saving"] == saving


def test_the_first_title_states_pythons_numbers(call):
    range_ = GradientRange()
    found = finding(call, range_)
    power = str(found["saving"]).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    assert found["title"].replace("\u00a0", " ") == (
        f"At scale 1, {100 * range_.vanished:.1f} % of the gradients vanish in FP16; "
        f"2{power} saves nine in ten"
    )
    lost = f"{100 * range_.lost:.0f} % of the updates are lost in weights kept in FP16"
    assert found["heading"].replace("\u00a0", " ").startswith(lost)


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({}, "At scale 1, 8.0 % of the gradients vanish in FP16; 2¹⁰ saves nine in ten"),
        ({"saving": None}, "At scale 1, 8.0 % of the gradients vanish in FP16; no scale saves nine in ten"),
        (
            {"scale": 3, "vanished": 0.02},
            "A loss scale of 2³: 2.0 % of the gradients vanish in FP16, not 8.0 %",
        ),
        ({"scale": 1}, "A loss scale of 2¹ saves nothing: 8.0 % of the gradients vanish in FP16"),
        (
            {"scale": 20, "overflowed": 0.003},
            "A loss scale of 2²⁰ is too much: 0.30 % of the gradients overflow in FP16",
        ),
        ({"before": 0, "vanished": 0}, "No gradient vanishes in FP16, yet 90 % of the updates are lost"),
        (
            {"before": 0, "vanished": 0, "master": True, "lost": 0.001},
            "No gradient vanishes in FP16; FP32 weights lose 0.10 % of the updates",
        ),
    ],
)
def test_the_title_turns_with_the_numbers(call, change, title):
    found = {"scale": 0, "vanished": 0.08, "overflowed": 0, "before": 0.08, "saving": 10, "lost": 0.9}
    found |= {"master": False} | change
    assert call("titleFor", found).replace("\u00a0", " ") == title


def test_a_column_holds_one_power_of_two_and_the_outermost_what_lies_beyond(call):
    entries = [[-9, "a"], [-2, "a"], [-2, "b"], [0, "b"], [7, "a"]]
    found = call("countsFor", entries, {"low": -3, "high": 2, "fates": ["a", "b"]})
    assert found == [[1, 0], [1, 1], [0, 0], [0, 1], [1, 0]]


def test_its_state_alone_makes_it(call):
    state = json.loads(json.dumps(GradientRange(layer="2").state()))
    settings = {"name": "FP16", "scale": 0, "moment": 0, "layer": "2", "master": False}
    assert call("findingOf", state["run"], settings)["count"] == len(
        GradientRange(layer="2", moment=0).gradients
    )
