"""The rounding's Python side: what is wrong with a student's function is said, and the traits are checked."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
import traitlets

from course.widgets.number_formats_rounding import LONG, OFFSETS, NumberRounding

NUM_CODES = len(OFFSETS)
right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["round_to_even"]


def returns(value):
    return lambda codes, dropped: value


def mistaken(error):
    def round_to_even(codes, dropped):
        raise error

    return round_to_even


class Spiteful:
    def __array__(self, *_, **__):
        raise RuntimeError("no array")


WANTED = f"it needs {NUM_CODES} integers for {NUM_CODES} codes"
SAYS = [
    (mistaken(NotImplementedError()), "raises NotImplementedError: write it and run this cell again"),
    (mistaken(ValueError("two\n  lines\u202e")), "raises ValueError: two lines"),
    (returns(None), f"returns None, {WANTED}"),
    (returns(2), f"returns shape (), {WANTED}"),
    (returns([1, 2]), f"returns shape (2,), {WANTED}"),
    (lambda codes, dropped: right(codes, dropped)[:, np.newaxis], f"returns shape (65, 1), {WANTED}"),
    (lambda codes, dropped: codes > 0, f"returns ndarray without real numbers, {WANTED}"),
    (returns("65"), f"returns str without real numbers, {WANTED}"),
    (lambda codes, dropped: 1j * codes, f"returns ndarray without real numbers, {WANTED}"),
    (returns([1, [2]]), "raises ValueError: setting an array element with a sequence."),
    (returns(Spiteful()), "raises RuntimeError: no array"),
    (lambda codes: codes, "raises TypeError: "),
    (5, "raises TypeError: 'int' object is not callable"),
]


@pytest.mark.parametrize(("wrong", "says"), SAYS)
def test_what_is_wrong_with_a_rounding_is_one_sentence(wrong, says):
    rounding = NumberRounding(wrong)
    problems = [problem for by_dropped in rounding.problems for problem in by_dropped]
    assert len(problems) == 8 and all(problem.startswith(f"your rounding {says}") for problem in problems)
    assert rounding.agrees is False and rounding.wrong == []
    assert f"from −32 to 32: your rounding {says}" in rounding.describe()
    json.dumps(rounding.state(), allow_nan=False)
    assert rounding.to_html().encode()


def test_a_problem_with_one_call_leaves_the_others_alone():
    def only_some(codes, dropped):
        if dropped == 3 and codes[0] > 0:
            raise ValueError("not these")
        return right(codes, dropped)

    rounding = NumberRounding(only_some)
    assert (rounding.long_codes, rounding.dropped, rounding.agrees) == (True, 3, False)
    assert [[bool(problem) for problem in row] for row in rounding.problems] == [4 * [False], [0, 0, 1, 0]]
    rounding.dropped = 2
    assert rounding.wrong == [] and "all codes near 2**60 go right" in rounding.describe()


@pytest.mark.parametrize("kind", [np.int32, np.uint64, np.float64, list])
def test_every_kind_of_real_number_is_taken_as_it_stands(kind):
    def short_only(codes, dropped):
        rounded = right(codes - codes[0] + 64, dropped)
        return rounded.tolist() if kind is list else rounded.astype(kind)

    rounding = NumberRounding(short_only)
    assert rounding.problems == [4 * [""], 4 * [""]]
    for dropped in range(1, 5):
        expected = right(np.array(OFFSETS) + 96, dropped)
        assert rounding.sent[0][dropped - 1] == expected.tolist()
    json.dumps(rounding.state(), allow_nan=False)


def test_what_is_no_finite_number_is_a_gap_and_what_is_far_is_held_in():
    numbers = np.resize([np.nan, np.inf, -1e300, 0.25, 7.0], NUM_CODES)
    rounding = NumberRounding(returns(numbers), dropped=4)
    assert rounding.sent[0][3][:5] == [None, None, -(2**53), 0.25, 7]
    assert len(rounding.wrong) == NUM_CODES and rounding.describe()
    rounding.offset = -32
    assert rounding.describe().endswith("belongs to −2 and goes to no finite number.")
    json.dumps(rounding.state(), allow_nan=False)


def test_the_function_is_called_with_fresh_integers_for_every_number_of_digits():
    calls = []

    def spoils(codes, dropped):
        calls.append((codes.dtype.name, codes.tolist(), dropped))
        rounded = right(codes, dropped)
        codes[:] = 7
        return rounded

    assert NumberRounding(spoils).agrees
    codes = [list(OFFSETS), [LONG + offset for offset in OFFSETS]]
    assert calls == [("int64", middle, dropped) for middle in codes for dropped in (1, 2, 3, 4)]


# ---- Traits


def test_it_begins_at_a_mistake_unless_told_where():
    def state(**traits):
        rounding = NumberRounding(**traits)
        return rounding.long_codes, rounding.dropped, rounding.offset

    def by_floats(codes, dropped):
        return np.round(codes / 2.0**dropped)

    assert state() == (False, 2, 2)
    assert state(dropped=3, offset=-5) == (False, 3, -5)
    assert state(long_codes=True, dropped=3) == (True, 3, 4)
    assert state(round_to_even=right) == (False, 2, 6)
    assert state(round_to_even=by_floats)[:2] == (True, 2)
    assert state(round_to_even=lambda codes, dropped: right(codes, 4)) == (False, 2, 3)
    assert state(round_to_even=lambda codes, dropped: right(codes, 2))[:2] == (False, 1)


@pytest.mark.parametrize(("name", "value"), [("dropped", 0), ("dropped", 5), ("offset", -33), ("offset", 33)])
def test_what_is_not_in_the_picture_is_a_clear_error(name, value):
    with pytest.raises(traitlets.TraitError, match=rf"{name} lies between .* got {value}"):
        NumberRounding(**{name: value})


def test_an_unknown_name_is_a_clear_error_and_what_was_found_stays():
    with pytest.raises(TypeError, match="knows no sent; it takes dropped, long_codes, offset, round_to_even"):
        NumberRounding(sent=[])
    with pytest.raises(traitlets.TraitError, match="read-only"):
        NumberRounding().sent = []


def test_what_the_reader_does_reaches_the_model_and_back(bench_page):
    page = bench_page.page
    page.set_content(f"<style>{NumberRounding._css}</style><main></main>")
    page.add_script_tag(
        type="module",
        content=f"""{NumberRounding._esm}
        window.model = modelOf({json.dumps(NumberRounding().state())});
        window.end = render({{ model, el: document.querySelector("main") }});""",
    )
    page.wait_for_selector(".rounding .stair")
    page.locator(".rounding").press("ArrowRight")
    page.locator(".rounding").press("ArrowUp")
    assert page.evaluate("[model.get('offset'), model.get('dropped')].join()") == "3,3"
    page.evaluate("model.set('offset', -9)")
    assert page.locator(".card .label").text_content() == "Code −9"
    page.evaluate("end(); model.set('offset', 4)")
    assert page.locator(".card .label").text_content() == "Code −9"
