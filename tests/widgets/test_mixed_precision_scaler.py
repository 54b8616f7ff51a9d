"""The controller's Python side: what is wrong with a function is said, and the traits are checked."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
import traitlets

from course.widgets.mixed_precision_scaler import ScalerTrace, counts_every_step

NAN, INF = float("nan"), float("inf")
right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["next_scale"]


def returns(value):
    return lambda *_, **__: value


def mistaken(error):
    def next_scale(*_, **__):
        raise error

    return next_scale


class Spiteful(float):
    def __float__(self):
        raise RuntimeError("no number")


class Endless(tuple):
    def __len__(self):
        raise RuntimeError("no length")


TWO = "it needs two: the scale and the count"
ONE, WHOLE = "it needs one number", "it needs one whole number"
ABOVE, FROM = "it needs a finite number above 0", "it needs a whole number from 0 up"
SAYS = [
    (
        mistaken(NotImplementedError("Exercise 4")),
        "your function raises NotImplementedError (Exercise 4): write it and run this cell again",
    ),
    (mistaken(ValueError("two\n  lines\u202e\ud800")), "your function raises ValueError: two lines"),
    (mistaken(ValueError(10**5 * "a")), f"your function raises ValueError: {119 * 'a'}…"),
    (5, "your function raises TypeError: 'int' object is not callable"),
    (returns(None), f"your function returns None, {TWO}"),
    (returns(1.5), f"your function returns float, {TWO}"),
    (returns((1.0,)), f"your function returns tuple of 1, {TWO}"),
    (returns([1.0, 2, 3]), f"your function returns list of 3, {TWO}"),
    (returns(np.ones(2)), f"your function returns ndarray, {TWO}"),
    (returns({1.0: 2, 3: 4}), f"your function returns dict, {TWO}"),
    (returns(Endless((1.0, 2))), "your function raises RuntimeError: no length"),
    (returns((None, 0)), f"your scale is None, {ONE}"),
    (returns((10**5 * "9", 0)), f"your scale is str, {ONE}"),
    (returns((1j, 0)), f"your scale is complex, {ONE}"),
    (returns((True, 0)), f"your scale is bool, {ONE}"),
    (returns((np.ones(3), 0)), f"your scale is ndarray, {ONE}"),
    (returns((np.array("a"), 0)), f"your scale is ndarray, {ONE}"),
    (returns((Spiteful(1), 0)), "your function raises RuntimeError: no number"),
    (returns((0.0, 0)), f"your scale is 0, {ABOVE}"),
    (returns((-2.0, 0)), f"your scale is −2, {ABOVE}"),
    (returns((NAN, 0)), f"your scale is nan, {ABOVE}"),
    (returns((INF, 0)), f"your scale is inf, {ABOVE}"),
    (returns((10**5000, 0)), f"your scale is inf, {ABOVE}"),
    (returns((1.0, None)), f"your count is None, {WHOLE}"),
    (returns((1.0, False)), f"your count is bool, {WHOLE}"),
    (returns((1.0, [0])), f"your count is list of 1, {WHOLE}"),
    (returns((1.0, 0.5)), f"your count is 0.5, {FROM}"),
    (returns((1.0, -1)), f"your count is −1, {FROM}"),
    (returns((1.0, NAN)), f"your count is nan, {FROM}"),
    (returns((1.0, 10**5000)), f"your count is inf, {FROM}"),
]


@pytest.mark.parametrize(("wrong", "says"), SAYS)
def test_what_is_wrong_with_a_function_is_one_sentence(wrong, says):
    trace = ScalerTrace(wrong)
    assert trace.problem == says
    assert trace.agrees is False and trace.broken == {} and trace.scales == [2.0**16]
    assert trace.call == "next_scale(65536, 0, False, interval=20) → ?"
    assert says[1:] in trace.describe()
    json.dumps(trace.state(), allow_nan=False)
    assert trace.to_html().encode()


def test_a_function_without_the_keyword_is_told_so():
    assert "unexpected keyword argument 'interval'" in ScalerTrace(lambda s, q, f: (s, q)).problem


def test_trouble_on_the_way_says_where_and_keeps_the_run_up_to_it():
    def fragile(scale, quiet, is_finite, interval):
        if scale < 100:
            raise ZeroDivisionError("too small")
        return right(scale, quiet, is_finite, interval)

    trace = ScalerTrace(fragile)
    whole = ScalerTrace(right, step=1)
    stopped = next(i for i, scale in enumerate(whole.scales) if scale < 100)
    assert trace.problem == f"your function raises ZeroDivisionError: too small, at step {stopped + 1}"
    assert trace.scales == whole.scales[: stopped + 1] and trace.broken == {}
    assert trace.step == stopped + 1 and trace.call.endswith("→ ?")
    trace.step = 240
    assert f"Step {stopped + 1}: next_scale(64, " in trace.describe()
    trace.profile, trace.interval = "steady", 40
    assert trace.problem == "" and len(trace.scales) == 240 and not trace.agrees


@pytest.mark.parametrize(
    "kind", [float, np.float32, np.float64, np.array, lambda scale: np.float16(min(scale, 2**15)), int]
)
def test_every_kind_of_real_number_is_taken(kind):
    def other(scale, quiet, is_finite, interval):
        scale, quiet = right(scale, quiet, is_finite, interval)
        return [kind(scale), np.int32(quiet)]

    trace = ScalerTrace(other, profile="steady", interval=20, init_log2=4)
    assert trace.problem == "" and trace.broken == {}
    json.dumps(trace.state(), allow_nan=False)


def test_the_function_is_called_with_plain_python_values_one_after_the_other():
    calls = []

    def counted(scale, quiet, is_finite, interval):
        calls.append((scale, quiet, is_finite, interval))
        return right(np.float64(scale), np.int64(quiet), is_finite, interval)

    trace = ScalerTrace(counted)
    assert len(calls) == 4 * 3 * 3 * 240, "each profile, interval and first scale once, and nothing later"
    assert {tuple(type(value) for value in call) for call in calls} == {(float, int, bool, int)}
    for trace.interval in (10, 40):
        for trace.init_log2 in (4, 24):
            trace.step = 7
    assert len(calls) == 8640


def test_a_scale_that_runs_away_is_still_numbers():
    for growing in (lambda s, q, f, interval: (2 * s, 0), lambda s, q, f, interval: (s / 4, 0)):
        trace = ScalerTrace(growing, step=240)
        json.dumps(trace.state(), allow_nan=False)
        assert len(trace.scales) == 240 and "e" in trace.call


# ---- Traits


def setting(trace):
    return trace.profile, trace.interval, trace.init_log2


def test_it_begins_at_a_broken_law_unless_told_where():
    assert setting(ScalerTrace(right)) == ("a spike", 20, 16)
    assert ScalerTrace(right).step == 25, "the first overflow behind the start"
    example = ScalerTrace()
    assert setting(example) == ("a spike", 20, 16) and example.step in example.broken
    assert ScalerTrace(counts_every_step).step == 1, "the first of all, where the function is one's own"
    assert setting(ScalerTrace(profile="steady", init_log2=24)) == ("steady", 20, 24)

    def only_when_small(scale, quiet, is_finite, interval):
        return (scale / 4, 0) if scale == 32 and not is_finite else right(scale, quiet, is_finite, interval)

    trace = ScalerTrace(only_when_small)
    assert setting(trace) == ("gradients grow", 20, 16) and trace.step == min(trace.broken)
    told = ScalerTrace(only_when_small, profile="a spike", step=3)
    assert setting(told) == ("a spike", 20, 16) and (told.step, told.broken) == (3, {})
    assert told.agrees is False


@pytest.mark.parametrize(
    ("name", "value"), [("profile", "noise"), ("interval", 0), ("interval", 2000), ("init_log2", 5)]
)
def test_a_setting_that_is_none_is_a_clear_error(name, value):
    with pytest.raises(traitlets.TraitError, match=name):
        ScalerTrace(right, **{name: value})


@pytest.mark.parametrize("step", [0, 241, -1])
def test_a_step_outside_the_run_is_a_clear_error(step):
    with pytest.raises(traitlets.TraitError, match=f"step lies between 1 and 240, got {step}"):
        ScalerTrace(right, step=step)


def test_an_unknown_name_is_a_clear_error_and_what_was_found_stays():
    takes = "init_log2, interval, next_scale, profile, step"
    with pytest.raises(TypeError, match=f"knows no runs; it takes {takes}"):
        ScalerTrace(runs=[])
    with pytest.raises(traitlets.TraitError, match="read-only"):
        ScalerTrace(right).runs = []


def test_what_the_reader_does_reaches_the_model_and_back(bench_page):
    page = bench_page.page
    page.set_content(f"<style>{ScalerTrace._css}</style><main></main>")
    page.add_script_tag(
        type="module",
        content=f"""{ScalerTrace._esm}
        window.model = modelOf({json.dumps(ScalerTrace(right).state())});
        window.end = render({{ model, el: document.querySelector("main") }});""",
    )
    page.wait_for_selector(".scaler .trace")
    for key in ("ArrowRight", "i", "f", "r"):
        page.locator(".scaler").press(key)
    seen = "[model.get('step'), model.get('interval'), model.get('init_log2'), model.get('profile')].join()"
    assert page.evaluate(seen) == "26,40,24,steady"
    page.evaluate("model.set('step', 100)")
    assert page.locator(".card > .label").text_content() == "Step 100 of 240"
    page.evaluate("end(); model.set('step', 4)")
    assert page.locator(".card > .label").text_content() == "Step 100 of 240"
