"""The slopes along the scores: found as they are, and the same in Python and in the browser."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from course.widgets.backprop_tangent import ALLOWED
from course.widgets.losses_slope import LossesSlope, agree, is_corner

SCORES = [1.2, 0.8, -0.5]
rival = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["rival_hinge"]


def softmax(scores):
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum()


def cross_entropy(scores, answer=1.0):
    probabilities = softmax(scores)
    gradient = probabilities.copy()
    gradient[0] -= answer
    return -np.log(probabilities[0]), gradient


CASES = {
    "example": (None, SCORES, 0),
    "right hinge": (rival, SCORES, 1),
    "corner": (rival, [1.2, 0.2, -0.5], 1),
    "tie": (rival, [1.2, 0.8, 0.8], 2),
    "wrong at a corner": (lambda s: (rival(s)[0], rival(s)[1] + 2), [1.2, 0.2, -0.5], 1),
    "half": (lambda s: rival(s, push=0.5), SCORES, 1),
    "right": (cross_entropy, SCORES, 0),
    "six": (cross_entropy, [1.0, -1, 2, 0.3, -3, 3], 5),
    "gaps": (lambda s: (rival(s)[0], np.where(s > 0.5, np.nan, rival(s)[1])), SCORES, 2),
    "square": (lambda s: (np.sum(s**2) / 2, s), SCORES, 0),
    "raises": (lambda s: 1 / 0, SCORES, 0),
}
every_case = pytest.mark.parametrize("case", CASES)


def make(case):
    function, scores, chosen = CASES[case]
    return LossesSlope(function, scores, chosen=chosen)


# ---- What is found


def test_the_right_gradients_have_no_slope_that_is_off_at_any_place():
    for case in ("right hinge", "right", "six", "square"):
        slope = make(case)
        for chosen in range(len(slope.scores)):
            slope.chosen = chosen
            for place in slope.places:
                slope.scores = [place if i == chosen else s for i, s in enumerate(slope.scores)]
                assert slope.agrees is True and slope.problem == ""


def test_the_nudged_slope_is_the_derivative_to_nine_digits():
    slope = make("six")
    for i, right in enumerate(cross_entropy(np.array(slope.scores))[1]):
        assert np.mean(slope.sides[i]) == pytest.approx(right, abs=1e-9)


def test_a_wrong_slope_is_off_and_is_chosen_at_first():
    function, scores, _ = CASES["half"]
    slope = LossesSlope(function, scores)
    assert (slope.chosen, slope.off, slope.agrees) == (1, [1], False)
    assert slope.slope == 0.5 and slope.nudged == pytest.approx(1, abs=1e-9)
    assert LossesSlope(rival, scores).chosen == 0


def test_at_a_corner_any_slope_between_its_sides_will_do():
    for push, right in ((0, True), (0.5, True), (1, True), (-0.01, False), (1.01, False)):

        def hinge(scores, push=push):
            at_the_corner = np.array([-push, push, 0.0])
            loss, gradient = rival(scores)
            return loss, at_the_corner if abs(1 + scores[1] - scores[0]) < 1e-9 else gradient

        slope = LossesSlope(hinge, [1.2, 0.2, -0.5], chosen=1)
        assert slope.sides[1] == (pytest.approx(0, abs=1e-9), pytest.approx(1, abs=1e-9))
        assert slope.nudged == pytest.approx(0.5, abs=1e-9) and slope.agrees is right


def test_slopes_that_each_will_do_at_a_corner_can_still_be_wrong_together():
    slope = LossesSlope(lambda s: (rival(s)[0], np.array([0.0, 1.0, 0.0])), [1.2, 0.2, -0.5], chosen=1)
    assert slope.off == [] and slope.total == 1.0
    assert slope.together == pytest.approx(0, abs=1e-9)


def test_all_scores_moved_together_change_a_hinge_and_a_cross_entropy_by_nothing():
    for case, changes in (("right hinge", 0), ("right", 0), ("six", 0), ("square", 1.5)):
        slope = make(case)
        assert slope.together == pytest.approx(changes, abs=1e-9)
        assert slope.total == pytest.approx(changes, abs=1e-9)
    assert LossesSlope().total == pytest.approx(1), "the example forgot to take the answer away"


@pytest.mark.parametrize(("off", "agrees"), [(0.5, True), (2, False)])
@pytest.mark.parametrize("sides", [(0.3, 0.3), (-1.0, 1.0), (1000.0, 1000.0)])
def test_off_is_more_than_a_nudge_errs(sides, off, agrees):
    least = ALLOWED * max(1, sides[1])
    assert agree(sides[1] + off * least, *sides) is agrees
    assert agree(sides[0] - off * least, *sides) is agrees
    assert is_corner(*sides) == (sides[0] != sides[1])
    assert agree(None, *sides) is None and agree(1.0, None, 1.0) is None


def test_the_words_hold_the_finding_and_the_sum():
    assert LossesSlope().describe() == (
        "At the scores 1.2, 0.8, −0.5, score 0 right: your slope along score 0 is +0.5397, "
        "the curve's is −0.4603: it cuts. Your gradient is +0.5397, +0.3617, +0.0986; "
        "its sum +1.0000, all scores moved together 0.0000."
    )
    assert "the curve's is anything from 0.0000 to +1.0000, for it has a corner: it touches" in (
        make("corner").describe()
    )
    assert make("raises").describe().startswith("Your function raises ZeroDivisionError: division by zero. ")


# ---- The same in the browser


@every_case
def test_javascript_finds_the_same(functions, case):
    slope = make(case)
    place = slope.places.index(slope.scores[slope.chosen])
    found = functions(LossesSlope._esm, "foundAt", slope.state(), place)
    words = {"right": True, "off": False, "nothing": None}
    assert [each["yours"] for each in found["slopes"]] == slope.gradient
    assert [i for i, each in enumerate(found["slopes"]) if each["verdict"] == "off"] == slope.off
    chosen = found["slopes"][slope.chosen]
    assert words[chosen["verdict"]] is slope.agrees
    assert chosen["nudged"] == pytest.approx(slope.nudged)
    assert chosen["isCorner"] is is_corner(*slope.sides[slope.chosen])
    assert found["sum"]["yours"] == (slope.total and pytest.approx(slope.total, abs=1e-15))
    assert found["sum"]["nudged"] == (slope.together and pytest.approx(slope.together, abs=1e-15))


@every_case
def test_javascript_finds_the_same_misses_and_corners_along_the_curve(functions, case):
    slope = make(case)
    misses, corners, compared = [], [], 0
    findings = functions(LossesSlope._esm, "findingsOf", slope.state())
    for i, place in enumerate(slope.places):
        slope.scores = [place if k == slope.chosen else s for k, s in enumerate(slope.scores)]
        misses += [i] if slope.agrees is False else []
        corners += [i] if is_corner(*slope.sides[slope.chosen]) else []
        compared += slope.agrees is not None
    assert findings == {"misses": misses, "corners": corners, "compared": compared}


def test_the_line_has_your_slope_and_goes_through_the_point(functions):
    slope = make("right")
    place = slope.places.index(1.2)
    (x0, y0), (x1, y1) = functions(LossesSlope._esm, "lineOf", slope.state(), slope.slope, place)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(slope.slope) and x1 - x0 == pytest.approx(0.6 * 6)
    assert (y0 + y1) / 2 == pytest.approx(cross_entropy(np.array(slope.scores))[0])
    assert functions(LossesSlope._esm, "lineOf", make("raises").state(), None, place) is None


def test_the_bars_reach_over_every_slope_of_the_curve(functions):
    for scale, reach in ((1, 1), (0.3, 0.5), (40, 50), (900, 1000), (0, 0.1)):
        slope = LossesSlope(lambda s, k=scale: (k * rival(s)[0], k * rival(s)[1]), SCORES)
        assert functions(LossesSlope._esm, "reachOf", slope.state()) == pytest.approx(reach)


def test_printed_slopes_add_up_to_their_printed_sum(functions):
    rng = np.random.default_rng(0)
    for size in (1, 1, 1, 30, 30, 900):
        gradient = size * rng.normal(size=6)
        gradient[-1] -= gradient.sum() if size == 1 else 0
        found = {"slopes": [{"yours": slope} for slope in gradient], "sum": {"yours": gradient.sum()}}
        decimals = functions(LossesSlope._esm, "decimalsOfSum", found)
        printed = sum(round(slope, 4 if abs(slope) < 1000 else 1) for slope in gradient)
        assert decimals >= 1 and abs(printed - round(gradient.sum(), decimals)) <= 0.5 * 10**-decimals
        assert decimals == 3 or size > 1


def test_where_all_scores_together_come_to_a_corner_either_side_will_do():
    for slope_there, agrees in ((0.0, True), (0.5, True), (1.0, True), (1.5, False)):
        slope = LossesSlope(
            lambda s, g=slope_there: (max(s[0], 0.0), np.array([g, 0, 0]) if s[0] == 0 else 1.0 * (s > 0)),
            [0.0, -1, 1],
        )
        assert slope.curves[0]["together"][30] == pytest.approx([0, 1], abs=1e-9)
        assert agree(slope.total, *slope.curves[0]["together"][30]) is agrees
