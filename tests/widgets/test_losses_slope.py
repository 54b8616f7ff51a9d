"""The slope along a score: what is wrong with a student's function is said, and its traits are checked."""

import json

import numpy as np
import pytest
import traitlets

from course.widgets.losses_slope import LossesSlope

NAN, INF = float("nan"), float("inf")
SCORES = [1.2, 0.8, -0.5]


def square(scores):
    return np.sum(scores**2) / 2, scores


def not_written(scores):
    raise NotImplementedError("Exercise 3: return two")


def returns(value):
    return lambda scores: value


def mistaken(error):
    def function(scores):
        raise error

    return function


class Spiteful:
    def __array__(self, *arguments, **settings):
        raise RuntimeError("no array")


# ---- What is wrong is said, and nothing fails

TWO = "it needs two: the loss and the gradient"
ONE = "it needs one number"
EACH = "it needs a slope for each score: (3,)"
SAYS = [
    (
        not_written,
        "your function raises NotImplementedError (Exercise 3: return two): write it and run this cell again",
    ),
    (mistaken(ValueError("two\n  lines\u202e\ud800")), "your function raises ValueError: two lines"),
    (mistaken(ValueError(200 * "a")), f"your function raises ValueError: {119 * 'a'}…"),
    (returns(None), f"your function returns None, {TWO}"),
    (returns(1.5), f"your function returns float, {TWO}"),
    (returns((1.0,)), f"your function returns tuple of 1, {TWO}"),
    (returns(np.zeros(2)), f"your function returns ndarray, {TWO}"),
    (lambda s: (np.zeros(1), s), f"your loss has shape (1,), {ONE}"),
    (lambda s: (None, s), f"your loss is None, {ONE}"),
    (lambda s: ("1.0", s), f"your loss is str without real numbers, {ONE}"),
    (lambda s: (1j, s), f"your loss is complex without real numbers, {ONE}"),
    (lambda s: (Spiteful(), s), "your loss raises RuntimeError: no array"),
    (lambda s: (NAN, s), "your loss is no finite number"),
    (lambda s: (np.float32(1), s), "your loss is float32, too coarse to be nudged: keep the float64"),
    (lambda s: (1.0, s[None]), f"your gradient has shape (1, 3), {EACH}"),
    (lambda s: (1.0, 0.0), f"your gradient has shape (), {EACH}"),
    (lambda s: (1.0, Spiteful()), "your gradient raises RuntimeError: no array"),
    (lambda s: (1.0, s * NAN), "your gradient is no finite number"),
]


@pytest.mark.parametrize(("wrong", "says"), SAYS)
def test_what_is_wrong_with_a_function_is_one_sentence(wrong, says):
    slope = LossesSlope(wrong, SCORES)
    assert slope.problem == says
    assert slope.slope is None or slope.nudged is None
    assert slope.agrees is None and slope.off == []
    json.dumps(slope.state(), allow_nan=False)
    assert slope.describe() and slope.to_html().encode()


def test_trouble_elsewhere_says_where_and_leaves_a_gap_only_there():
    def fragile(scores):
        if scores[1] > 2.45:
            raise ZeroDivisionError("too large")
        return square(scores)

    slope = LossesSlope(fragile, SCORES, chosen=1)
    assert slope.problem == "your function raises ZeroDivisionError: too large, at scores 1.2, 2.5, −0.5"
    losses = slope.curves[1]["losses"]
    assert [loss is None for loss in losses] == [place > 2.45 for place in slope.places]
    assert slope.agrees is True


def test_a_wrong_gradient_still_has_a_curve():
    slope = LossesSlope(lambda scores: (square(scores)[0], 0.0), SCORES)
    assert None not in slope.curves[0]["losses"] and slope.nudged == pytest.approx(1.2, abs=1e-9)
    assert slope.gradient == [None] * 3 and slope.total is None


def test_lists_integers_and_truth_values_are_numbers():
    slope = LossesSlope(lambda scores: [int(scores[0] > 9), [True, 0, 0]], SCORES)
    assert slope.problem == "" and slope.gradient == [1.0, 0.0, 0.0] and slope.off == [0]


def test_a_function_that_writes_into_its_input_spoils_nothing():
    def spoiling(scores):
        scores *= 1.0
        loss, gradient = square(scores)
        scores[:] = 0
        return loss, gradient + scores

    def clean(scores):
        return square(scores)[0], np.zeros(3)

    assert LossesSlope(spoiling, SCORES).curves == LossesSlope(clean, SCORES).curves


def test_huge_numbers_overflow_nothing():
    slope = LossesSlope(lambda scores: (1e308 * np.sign(scores[0]), 1e308 * scores), [0.0, 1, 2])
    assert slope.describe()
    json.dumps(slope.state(), allow_nan=False)


# ---- When the function is called


def test_it_is_asked_again_only_where_it_is_not_known():
    calls = []

    def counted(scores):
        calls.append(1)
        return square(scores)

    slope = LossesSlope(counted, SCORES, chosen=1)
    slope.scores = [1.2, -2.0, -0.5]
    assert len(calls) == 1 + 3 * 61 * (1 + 2 * 3 + 2), "along the chosen score all is known"
    assert slope.slope == -2.0 and slope.around == SCORES
    slope.chosen = 2
    assert len(calls) == 2 * (1 + 3 * 61 * 9) and slope.around == [1.2, -2.0, -0.5]
    slope.chosen = 0
    assert len(calls) == 2 * (1 + 3 * 61 * 9), "nothing has moved"
    slope.scores = [0.0, 0.0, 0.0]
    assert slope.around == [0.0, 0.0, 0.0] and slope.gradient == [0.0] * 3


# ---- Traits


def test_scores_are_rounded_to_places():
    slope = LossesSlope(square, np.array([1.234, -0.04, 3]))
    assert slope.scores == [1.2, 0.0, 3.0] and set(slope.scores) <= set(slope.places)
    assert len(slope.places) == 61 and (slope.places[0], slope.places[-1]) == (-3.0, 3.0)


@pytest.mark.parametrize("scores", [[1, NAN], [1, INF], [1, 3.1], ["1", 2], [None, 0]])
def test_scores_that_are_none_are_a_clear_error(scores):
    with pytest.raises(traitlets.TraitError, match="scores lie between -3 and 3, got"):
        LossesSlope(square, scores)


@pytest.mark.parametrize("scores", [[1], [0] * 7, []])
def test_two_to_six_scores_have_room(scores):
    with pytest.raises(traitlets.TraitError, match=f"scores has 2 to 6 numbers, got {len(scores)}"):
        LossesSlope(square, scores)
    slope = LossesSlope(square, SCORES)
    with pytest.raises(traitlets.TraitError, match=f"scores has 3 numbers, got {len(scores)}"):
        slope.scores = scores
    assert slope.scores == SCORES


@pytest.mark.parametrize("name", ["label", "chosen"])
@pytest.mark.parametrize("value", [-1, 3])
def test_a_class_that_is_none_is_a_clear_error(name, value):
    with pytest.raises(traitlets.TraitError, match=f"{name} is 0 to 2, got {value}"):
        LossesSlope(square, SCORES, **{name: value})
    slope = LossesSlope(square, SCORES)
    with pytest.raises(traitlets.TraitError, match=f"{name} is 0 to 2, got {value}"):
        setattr(slope, name, value)


@pytest.mark.parametrize("name", ["places", "around", "curves", "problem"])
def test_what_was_found_cannot_be_set(name):
    with pytest.raises(
        TypeError, match=rf"knows no {name}; it takes chosen, label, loss_and_gradient, scores"
    ):
        LossesSlope(**{name: []})
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(LossesSlope(), name, [])
