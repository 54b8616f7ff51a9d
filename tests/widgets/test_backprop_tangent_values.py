"""The tangent's Python side: what is wrong with a student's functions is said, and its traits are checked."""

import json

import numpy as np
import pytest
import traitlets

from course.widgets.backprop_tangent import Tangent

NAN, INF = float("nan"), float("inf")


def relu(x):
    return np.maximum(x, 0)


def not_written(x):
    raise NotImplementedError("Exercise 2: return the slope")


def right_of_tanh(x):
    return 1 - np.tanh(x) ** 2


# ---- What is wrong is said, and nothing fails


def returns(value):
    return lambda x: value


def mistaken(error):
    def function(x):
        raise error

    return function


SAYS = [
    (
        not_written,
        "raises NotImplementedError (Exercise 2: return the slope): write it and run this cell again",
    ),
    (mistaken(NotImplementedError), "raises NotImplementedError: write it and run this cell again"),
    (mistaken(ValueError("two\n  lines\u202e\ud800")), "raises ValueError: two lines"),
    (mistaken(KeyError()), "raises KeyError"),
    (mistaken(ValueError("<b>" + 200 * "a")), f"raises ValueError: <b>{116 * 'a'}…"),
    (returns(None), "returns None, it needs one number for each place: (121,)"),
    (returns(np.zeros(1)), "returns shape (1,), it needs one number for each place: (121,)"),
    (returns(0.0), "returns shape (), it needs one number for each place: (121,)"),
    (lambda x: x[:, None], "returns shape (121, 1), it needs one number for each place: (121,)"),
    (lambda x: x[:-1], "returns shape (120,), it needs one number for each place: (121,)"),
    (returns("1.0"), "returns str without real numbers, it needs one number for each place: (121,)"),
    (lambda x: x + 1j, "returns ndarray without real numbers, it needs one number for each place: (121,)"),
    (
        lambda x: list(map(str, x)),
        "returns list without real numbers, it needs one number for each place: (121,)",
    ),
    (lambda x: np.where(x > 2.92, INF, x), "is no finite number at 2 of 121 places, first at x = 2.95"),
    (lambda x: np.where(x < 0, NAN, x), "is no finite number at 60 of 121 places, first at x = −3.00"),
]


@pytest.mark.parametrize(("wrong", "says"), SAYS)
def test_what_is_wrong_with_either_function_is_one_sentence(wrong, says):
    assert Tangent(np.tanh, wrong).problem == f"your slope {says}"
    assert Tangent(wrong, right_of_tanh).problem == f"your function {says}"
    for tangent in (Tangent(np.tanh, wrong), Tangent(wrong, right_of_tanh)):
        json.dumps(tangent.state(), allow_nan=False)
        assert tangent.describe() and tangent.to_html().encode()


def test_lists_integers_and_truth_values_are_numbers():
    for right in (lambda x: x > 0, lambda x: (x > 0).astype(int), lambda x: list((x > 0) * 1.0)):
        assert (Tangent(relu, right).problem, Tangent(relu, right).misses) == ("", [])


def test_a_function_that_rounds_to_float32_cannot_be_nudged():
    tangent = Tangent(lambda x: np.tanh(x.astype(np.float32)), right_of_tanh)
    assert tangent.problem == "your function returns float32, too coarse to be nudged: keep the float64"
    assert None not in tangent.values and set(tangent.nudged) == {None} and tangent.misses == []


def test_a_missing_slope_is_said_and_the_curve_is_drawn():
    tangent = Tangent(np.tanh)
    assert tangent.problem == "your slope raises TypeError: 'NoneType' object is not callable"
    assert None not in tangent.values and set(tangent.slopes) == {None} and None not in tangent.nudged


def test_what_can_nowhere_be_compared_is_not_called_right():
    calls = []

    def once(x):
        calls.append(len(x))
        return np.tanh(x) if len(calls) == 1 else np.full_like(x, NAN)

    tangent = Tangent(once, right_of_tanh)
    assert calls == [121, 121, 121]
    assert tangent.problem == "your function has no number beside its places, so it cannot be nudged"


def test_a_function_that_writes_into_its_input_spoils_nothing():
    def spoiling(x):
        x[x < 0] = 0
        return x

    tangent = Tangent(spoiling, lambda x: (x > 0) * 1.0)
    assert tangent.places[0] == -3.0 and tangent.misses == []


def test_huge_numbers_overflow_nothing():
    tangent = Tangent(lambda x: 1e308 * np.sign(x), lambda x: 1e308 * np.sign(x))
    assert tangent.misses and tangent.describe()
    json.dumps(tangent.state(), allow_nan=False)


# ---- Traits


@pytest.mark.parametrize(("at", "place"), [(1.02, 1.0), (0.03, 0.05), (99.0, 3.0), (-99.0, -3.0), (0, 0.0)])
def test_the_chosen_place_is_the_nearest_one(at, place):
    assert Tangent(np.tanh, right_of_tanh, at=at).at == pytest.approx(place, abs=1e-12)
    tangent = Tangent(np.tanh, right_of_tanh)
    tangent.at = at
    assert tangent.at in tangent.places and tangent.at == pytest.approx(place, abs=1e-12)
    assert Tangent(np.tanh, right_of_tanh, low=5, high=6).at == 5.0


@pytest.mark.parametrize("at", [NAN, INF, "one"])
def test_a_place_that_is_none_is_a_clear_error(at):
    with pytest.raises(traitlets.TraitError, match="at"):
        Tangent(np.tanh, right_of_tanh, at=at)
    tangent = Tangent(np.tanh, right_of_tanh)
    with pytest.raises(traitlets.TraitError, match="at"):
        tangent.at = at
    assert tangent.at == 1.0


@pytest.mark.parametrize(("low", "high"), [(3, -3), (1, 1), (NAN, 1), (0, INF), (-2000, 0), ("a", 1)])
def test_a_range_that_is_none_is_a_clear_error(low, high):
    with pytest.raises(ValueError, match="low and high lie between -1000 and 1000, low below high, got"):
        Tangent(np.tanh, right_of_tanh, low=low, high=high)


@pytest.mark.parametrize("name", ["places", "values", "slopes", "nudged", "problem"])
def test_what_was_found_cannot_be_set(name):
    with pytest.raises(TypeError, match=rf"knows no {name}; it takes at, function, high, low, slope"):
        Tangent(**{name: []})
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(Tangent(), name, [])


def test_what_the_reader_does_reaches_the_model_and_back(bench_page):
    page = bench_page.page
    page.set_content(f"<style>{Tangent._css}</style><main></main>")
    page.add_script_tag(
        type="module",
        content=f"""{Tangent._esm}
        window.model = modelOf({json.dumps(Tangent().state())});
        window.end = render({{ model, el: document.querySelector("main") }});""",
    )
    page.wait_for_selector(".plot")
    page.locator(".plot").first.press("ArrowRight")
    assert page.evaluate("model.get('at') === model.get('places')[81]")
    page.evaluate("model.set('at', -2.02)")
    assert "x = −2.00" in page.locator("[role=status]").text_content()
    page.evaluate("end(); model.set('at', 0)")
    assert "x = −2.00" in page.locator("[role=status]").text_content()
