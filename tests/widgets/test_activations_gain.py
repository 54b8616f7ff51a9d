"""The gains' Python side: what is wrong with a student's function is said, and the traits are checked."""

import json

import numpy as np
import pytest
import traitlets

from course.widgets.activations_gain import CHOICES, FACTORS, ActivationsGain

NAN, INF = float("nan"), float("inf")


def by_average(activation):
    z = np.linspace(-10, 10, 20_001)
    bell = np.exp(-(z**2) / 2)
    return np.sqrt(bell.sum() / (bell * activation(z) ** 2).sum())


def returns(value):
    return lambda activation: value


def mistaken(error):
    def gain(activation):
        raise error

    return gain


WANTED = "it needs one number above 0"
SAYS = [
    (mistaken(NotImplementedError()), "raises NotImplementedError: write it and run this cell again"),
    (mistaken(ValueError("two\n  lines\u202e")), "raises ValueError: two lines"),
    (returns(None), f"returns None, {WANTED}"),
    (returns(np.ones(1)), f"returns shape (1,), {WANTED}"),
    (returns([1.0, 2.0]), f"returns shape (2,), {WANTED}"),
    (returns("1.4"), f"returns str without real numbers, {WANTED}"),
    (returns(1j), f"returns complex without real numbers, {WANTED}"),
    (returns([1, [2]]), "raises ValueError: setting an array element with a sequence."),
    (returns(NAN), f"is nan, {WANTED}"),
    (returns(INF), f"is inf, {WANTED}"),
    (returns(0), f"is 0, {WANTED}"),
    (returns(-1.41421), f"is −1.414, {WANTED}"),
    (5, "raises TypeError: 'int' object is not callable"),
]


@pytest.mark.parametrize(("wrong", "says"), SAYS)
def test_what_is_wrong_with_a_gain_is_one_sentence(wrong, says):
    stack = ActivationsGain(wrong)
    assert stack.problems["relu"].startswith(f"your gain for ReLU {says}")
    assert sorted(stack.problems) == sorted(CHOICES)
    assert (stack.gains, stack.sizes, stack.keeps) == ({}, {}, [])
    json.dumps(stack.state(), allow_nan=False)
    assert stack.describe().startswith("Your gain for ReLU") and stack.to_html().encode()


def test_one_activations_failure_leaves_the_others_alone():
    def only_at_zero(activation):
        if activation(np.zeros(1))[0]:
            raise ValueError("not 0 at 0")
        return by_average(activation)

    stack = ActivationsGain(only_at_zero, function="sigmoid")
    assert stack.problems == {"sigmoid": "your gain for sigmoid raises ValueError: not 0 at 0"}
    assert set(stack.gains) == set(stack.sizes) == {*CHOICES} - {"sigmoid"}
    assert stack.describe().startswith("Your gain for sigmoid raises ValueError: not 0 at 0. It ends")


@pytest.mark.parametrize("answer", [1, True, np.float32(1), np.array(1.0)])
def test_every_single_real_number_is_a_gain(answer):
    stack = ActivationsGain(returns(answer))
    assert stack.gains["none"] == 1.0 and isinstance(stack.gains["none"], float)
    json.dumps(stack.state(), allow_nan=False)


@pytest.mark.parametrize("gain", [1e300, 1e17, 1e-300])
def test_gains_far_off_overflow_nothing(gain):
    stack = ActivationsGain(returns(gain))
    assert stack.keeps == [] and stack.describe()
    assert stack.sizes["relu"][-1] == (INF if gain > 1e100 else pytest.approx(stack.sizes["relu"][-1]))
    json.dumps(stack.state(), allow_nan=False)


def test_the_function_is_asked_once_for_each_activation_with_arrays_of_any_shape():
    shapes = []

    def gain(activation):
        shapes.append((activation(np.ones((2, 3))).shape, activation(1).shape))
        scores = np.ones(3)
        activation(scores)[:] = 7  # what comes back is the student's own
        assert (scores == 1).all()
        return 1.0

    assert not ActivationsGain(gain).problems
    assert shapes == 7 * [((2, 3), ())]


# ---- Traits


@pytest.mark.parametrize(
    ("factor", "stop"), [(1, 1.0), (0.93, 0.9), (1.3, 1.25), (0.5, 0.5), (2, 2.0), (1.65, 1.4)]
)
def test_the_factor_is_the_nearest_stop(factor, stop):
    assert ActivationsGain(factor=factor).factor == stop and stop in FACTORS


@pytest.mark.parametrize("factor", [0, 2.1, NAN, INF, -1])
def test_a_factor_that_is_none_is_a_clear_error(factor):
    with pytest.raises(traitlets.TraitError, match=r"factor lies between 0.5 and 2, got"):
        ActivationsGain(factor=factor)


def test_an_unknown_activation_or_name_is_a_clear_error():
    with pytest.raises(traitlets.TraitError, match="function"):
        ActivationsGain(function="softplus")
    with pytest.raises(TypeError, match=r"knows no gains; it takes factor, function, gain"):
        ActivationsGain(gains={})
    with pytest.raises(traitlets.TraitError, match="read-only"):
        ActivationsGain().gains = {}


def test_what_the_reader_does_reaches_the_model_and_back(bench_page):
    page = bench_page.page
    page.set_content(f"<style>{ActivationsGain._css}</style><main></main>")
    page.add_script_tag(
        type="module",
        content=f"""{ActivationsGain._esm}
        window.model = modelOf({json.dumps(ActivationsGain().state())});
        window.end = render({{ model, el: document.querySelector("main") }});""",
    )
    page.wait_for_selector(".gain .layers")
    page.locator(".gain").press("ArrowRight")
    page.locator(".gain").press("ArrowDown")
    assert page.evaluate("[model.get('function'), model.get('factor')].join()") == "leaky_relu,0.9"
    page.evaluate("model.set('function', 'tanh')")
    assert "gain for tanh" in page.locator("h3").text_content()
    page.evaluate("end(); model.set('function', 'none')")
    assert "gain for tanh" in page.locator("h3").text_content()
