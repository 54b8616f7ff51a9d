"""The tangent's findings: true of the student's functions, and the same in Python and in the browser."""

import math

import numpy as np
import pytest

from course.widgets.backprop_tangent import ALLOWED, NUDGE, Tangent, allowed, differ

NAN = float("nan")


def relu(x):
    return np.maximum(x, 0)


def not_written(x):
    raise NotImplementedError("Exercise 2: return the slope")


def step(x):
    return np.where(x > 0, 1.0, 0.0)


def right_of_tanh(x):
    return 1 - np.tanh(x) ** 2


PAIRS = {
    "right": (np.tanh, right_of_tanh),
    "wrong sign": (np.tanh, lambda x: -right_of_tanh(x)),
    "kink, 0 at it": (relu, lambda x: (x > 0) * 1.0),
    "kink, 1 at it": (relu, lambda x: (x >= 0) * 1.0),
    "kink, neither": (relu, lambda x: np.where(x == 0, 7.0, x > 0)),
    "jump": (step, np.zeros_like),
    "missing factor": (lambda x: x**2, lambda x: x),
    "half": (relu, np.ones_like),
    "raising": (np.tanh, not_written),
    "raising function": (not_written, right_of_tanh),
    "not a number": (np.tanh, lambda x: np.where(np.abs(x) < 0.5, NAN, right_of_tanh(x) + (x > 2))),
    "example": (None, None),
}
every_pair = pytest.mark.parametrize("pair", PAIRS)


def make(pair, **settings):
    return Tangent(*PAIRS[pair], **settings)


# ---- What is found


def test_a_right_slope_has_no_miss():
    tangent = make("right")
    assert (tangent.misses, tangent.kinks, tangent.worst, tangent.problem) == ([], [], None, "")
    np.testing.assert_allclose(tangent.slopes, tangent.nudged, rtol=0, atol=1e-9)


def test_the_nudged_slope_is_the_derivative_to_nine_digits():
    tangent = Tangent(np.sin, np.cos)
    np.testing.assert_allclose(tangent.nudged, np.cos(tangent.places), rtol=0, atol=1e-9)
    assert pytest.approx(np.finfo(float).eps) == NUDGE**3
    assert len(tangent.places) == 121 and (tangent.places[0], tangent.places[60], tangent.places[120]) == (
        -3.0,
        0.0,
        3.0,
    )


def test_a_wrong_sign_misses_everywhere_and_most_where_it_is_steepest():
    tangent = make("wrong sign")
    assert len(tangent.misses) == 121 and tangent.worst == 0.0


def test_a_missing_factor_misses_everywhere_but_where_the_slope_is_zero():
    tangent = make("missing factor")
    assert len(tangent.misses) == 120 and 0.0 not in tangent.misses
    assert abs(tangent.worst) == 3.0


@pytest.mark.parametrize("pair", ["kink, 0 at it", "kink, 1 at it", "jump"])
def test_either_sides_slope_at_a_kink_is_no_miss(pair):
    tangent = make(pair)
    assert (tangent.misses, tangent.kinks, tangent.worst) == ([], [0.0], None)


def test_the_mean_of_both_sides_at_a_kink_agrees_with_the_nudge():
    tangent = Tangent(relu, lambda x: (np.sign(x) + 1) / 2)
    assert (tangent.misses, tangent.kinks) == ([], [])


def test_a_kink_is_one_whatever_the_slope_is_elsewhere():
    """Else the mean of its sides, which is no slope, would look like the worst miss."""
    forgot_a_zero = Tangent(lambda x: np.where(x > 0, x, 0.1 * x), lambda x: np.where(x > 0, 1, 0.01))
    assert (len(forgot_a_zero.misses), forgot_a_zero.kinks) == (60, [0.0])
    assert forgot_a_zero.worst < 0
    half = make("half")
    assert (len(half.misses), half.kinks, half.worst) == (60, [0.0], -3.0)


@pytest.mark.parametrize("steepness", [0.5, 3.0, 20.0, 100.0])
def test_a_smooth_curve_has_no_kink_however_steep(steepness):
    wrong = Tangent(lambda x: np.tanh(steepness * x), lambda x: np.zeros_like(x))
    assert wrong.kinks == []


def test_a_kink_between_curved_sides_is_one():
    for at_zero in (1.0, 2.0):
        tangent = Tangent(
            lambda x: np.where(x < 0, 2 * np.expm1(x), np.sin(x)),
            lambda x, at_zero=at_zero: np.select([x < 0, x > 0], [2 * np.exp(x), np.cos(x)], at_zero),
        )
        assert (tangent.misses, tangent.kinks) == ([], [0.0])


def test_a_number_that_no_side_of_a_kink_has_is_a_miss():
    assert (make("kink, neither").misses, make("kink, neither").kinks) == ([0.0], [])


def test_a_single_wrong_place_of_a_smooth_curve_is_a_miss_and_no_kink():
    tangent = Tangent(np.tanh, lambda x: np.where(x == 0, 0.0, right_of_tanh(x)))
    assert (tangent.misses, tangent.kinks) == ([0.0], [])


@pytest.mark.parametrize(("off", "misses"), [(0.5 * ALLOWED, 0), (2 * ALLOWED, 121)])
def test_a_miss_is_more_than_a_nudge_errs(off, misses):
    assert len(Tangent(np.tanh, lambda x: right_of_tanh(x) + off).misses) == misses
    steep = Tangent(lambda x: 1000 * x, lambda x: np.full_like(x, 1000 * (1 + off)))
    assert len(steep.misses) == misses


def test_the_example_shows_a_mistake():
    example = Tangent()
    assert len(example.misses) == 120
    index = example.places.index(1.0)
    sigmoid = 1 / (1 + math.exp(-1))
    assert example.at == 1.0 and example.slopes[index] == pytest.approx(sigmoid)
    assert example.nudged[index] == pytest.approx(sigmoid + sigmoid * (1 - sigmoid), abs=1e-9)


def test_the_line_has_your_slope_and_goes_through_the_point():
    (x0, y0), (x1, y1) = Tangent(np.tanh, np.cos, at=0.5).tangent
    assert (y1 - y0) / (x1 - x0) == pytest.approx(math.cos(0.5))
    assert (y0 + y1) / 2 == pytest.approx(math.tanh(0.5)) and x1 - x0 == pytest.approx(0.6 * 6)
    assert make("raising").tangent is None and make("raising function").tangent is None


def test_the_words_hold_the_finding_and_the_chosen_place():
    finding, at = Tangent().describe().split(" Slope ")
    assert finding == (
        "Held against a nudged slope from x = −3.00 to 3.00, "
        "your slope misses the curve's at 120 of 121 places, most at x = −1.55."
    )
    assert at == "at x = 1.00: yours +0.7311, nudged +0.9277, apart 0.1966."
    assert "at 120 of 121 places; x = 0.00 is a kink or a jump" in make("kink, 0 at it").describe()
    assert "yours ·, nudged +0.4200, apart ·." in make("raising").describe()
    assert make("raising").describe().startswith("Your slope raises NotImplementedError (Exercise 2")


# ---- The same in the browser


@every_pair
def test_javascript_finds_the_same(functions, pair):
    tangent = make(pair)
    state = tangent.state()
    found = functions(Tangent._esm, "findingsOf", state)
    assert [tangent.places[i] for i in found["misses"]] == tangent.misses
    assert [tangent.places[i] for i in found["kinks"]] == tangent.kinks
    assert (None if found["worst"] is None else tangent.places[found["worst"]]) == tangent.worst
    for index in (0, 50, 60, 80, 120):
        tangent.at = tangent.places[index]
        line = functions(Tangent._esm, "lineOf", state, state["slopes"][index], index)
        assert line == (tangent.tangent and pytest.approx(np.array(tangent.tangent), rel=1e-12, abs=1e-15))


def test_javascript_finds_the_same_in_noise_with_gaps(functions):
    rng = np.random.default_rng(0)
    for _ in range(20):
        tangent = Tangent(
            lambda x: np.where(rng.random(len(x)) < 0.01, NAN, relu(x + 1) - 2 * relu(x) + np.sin(x)),
            lambda x: (x > -1) - 2 * (x >= 0) + np.cos(x) + rng.choice([0, 5e-5, 2e-4, NAN], len(x)),
        )
        found = functions(Tangent._esm, "findingsOf", tangent.state())
        assert [tangent.places[i] for i in found["misses"]] == tangent.misses
        assert [tangent.places[i] for i in found["kinks"]] == tangent.kinks
        assert tangent.places[found["worst"]] == tangent.worst


def test_a_single_miss_is_not_called_the_most(functions):
    wrong = Tangent(np.tanh, lambda x: np.where(x == 0, 0.0, right_of_tanh(x)))
    found = functions(Tangent._esm, "findingsOf", wrong.state())
    title = functions(Tangent._esm, "titleOf", wrong.state(), found)
    assert title == "Your slope misses the curve’s at 1 of 121 places, x = 0.00"


def test_the_printed_difference_comes_out_as_printed_and_on_its_side(functions):
    rng = np.random.default_rng(1)
    nudged = rng.normal(size=300) * rng.choice([1, 30, 2000], 300)
    slopes = nudged + rng.choice([-1, 1], 300) * allowed(1) * 10.0 ** rng.uniform(-1, 4, 300)
    source = (
        Tangent._esm
        + "export const all = (pairs) => pairs.map(([slope, nudge]) => differenceOf(slope, nudge));"
    )
    for slope, nudge, printed in zip(
        slopes, nudged, functions(source, "all", np.stack([slopes, nudged], 1).tolist()), strict=True
    ):
        a, b, apart = (as_float(printed[name]) for name in ("yours", "nudge", "apart"))
        half_a_digit = 0.5 * 10.0 ** -len(printed["apart"].partition(".")[2])
        assert abs(abs(a - b) - apart) < half_a_digit and abs(a - slope) <= 1.0001 * half_a_digit
        assert (apart > allowed(nudge)) == differ(slope, nudge)


def as_float(text):
    return float(text.replace("−", "-").replace(",", ""))


@pytest.mark.parametrize(
    ("low", "high"), [(-3, 3), (0, 1), (-0.001, 0.002), (-40, 1e6), (-1e200, 1e200), (5, 6)]
)
def test_ticks_are_few_and_round_and_inside(functions, low, high):
    ticks = functions(Tangent._esm, "ticksBetween", low, high, 4)
    assert 1 <= len(ticks) <= 5
    for tick in ticks:
        assert low - 1e-9 * (high - low) <= tick["value"] <= high + 1e-9 * (high - low)
        assert len(tick["text"]) <= 14 and "NaN" not in tick["text"]
