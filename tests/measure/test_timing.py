"""The one clock: only ratios are tested, never absolute times."""

import os
import signal
import sys

import numpy as np
import pytest

from course.measure import timing
from course.measure.answers import agree
from course.measure.process import MeasuringProcess

SHORT = {"turns": 10, "turn_seconds": 0.001}


def count_to(number):
    return sum(range(number))


def test_three_times_the_work_takes_clearly_more_than_twice_as_long():
    three_times = {
        "once": lambda: count_to(3000) * 0,
        "thrice": lambda: sum(count_to(3000) for _ in range(3)) * 0,
    }
    ratio = timing.race(three_times, **SHORT).ratio("thrice", "once")
    assert ratio.value > 2
    assert ratio.is_below(2) is not True


def test_a_race_of_a_function_against_itself_is_inconclusive():
    # By chance all fifths of one race may lie on one side of 1, in five races in a row hardly ever.
    races = (
        timing.race({"one": lambda: count_to(500), "same": lambda: count_to(500)}, **SHORT) for _ in range(5)
    )
    assert any(race.ratio("one", "same").is_below(1.0) is None for race in races)


@pytest.mark.parametrize("turns", [5, 7, 25])
def test_the_spread_of_a_ratio_brackets_its_value(turns):
    race = timing.race(
        {"one": lambda: count_to(50), "other": lambda: count_to(50)}, turns=turns, turn_seconds=1e-4
    )
    ratio = race.ratio("one", "other")
    assert ratio.low <= ratio.value <= ratio.high
    assert all(timing_.fastest_seconds <= timing_.median_seconds for timing_ in race.timings.values())


def test_the_ratios_of_two_rivals_are_each_others_inverse():
    race = timing.race({"short": lambda: count_to(10) * 0, "long": lambda: count_to(1000) * 0}, **SHORT)
    there, back = race.ratio("short", "long"), race.ratio("long", "short")
    assert there.value * back.value == pytest.approx(1.0)
    assert (1 / there.low, 1 / there.high) == pytest.approx((back.high, back.low))
    assert race.fastest == "short"


def test_a_ratio_is_below_a_threshold_only_with_its_whole_spread():
    ratio = timing.Ratio(0.72, 0.70, 0.75)
    assert [ratio.is_below(threshold) for threshold in (0.8, 0.72, 0.6)] == [True, None, False]
    assert repr(ratio) == "0.720× (0.700 to 0.750)"


def test_rivals_with_unequal_answers_are_not_timed():
    with pytest.raises(ValueError, match=r"'sum' and 'mean' give different answers") as raised:
        timing.race({"sum": lambda: np.ones(10).sum(), "mean": lambda: np.ones(10).mean()}, **SHORT)
    assert "10" in str(raised.value) and "1" in str(raised.value)


def test_an_agree_of_ones_own_replaces_the_usual_one():
    rivals = {"ceil": lambda: 1.2, "floor": lambda: 1.4}
    race = timing.race(rivals, agree=lambda one, other: abs(one - other) < 1, **SHORT)
    assert set(race.timings) == {"ceil", "floor"}


def test_rivals_with_state_are_built_in_the_measuring_process():
    def build():
        here, where_built = [0], os.getpid()

        def step():
            here[0] += 1
            return where_built == os.getpid() and where_built != asking

        return {"one": step, "other": lambda: True}

    asking = os.getpid()
    race = timing.race(build, **SHORT)
    assert list(race.timings) == ["one", "other"]


def test_the_measuring_process_is_kept_for_equal_settings_and_has_the_threads_asked_for():
    seen = []
    for threads in (1, 1, 2):
        race = timing.race({"blas": lambda: None}, threads=threads, **SHORT)
        seen += [blas["threads"] for blas in race.machine["blas"]]
        assert race.threads == threads
    assert set(seen) <= {1, 2, None}
    assert seen[0] in (1, None)


def test_the_environment_is_set_before_numpy_is_imported():
    def kernels():
        from course.measure import machine

        return machine.blas()[0]["kernels"]

    with_variable = MeasuringProcess(1, {"OPENBLAS_CORETYPE": "Haswell", "COURSE_TEST": "1"})
    without = MeasuringProcess(1, {"OPENBLAS_CORETYPE": None})
    try:
        assert with_variable.call(os.getenv, "COURSE_TEST") == "1"
        assert with_variable.call(os.getenv, "OPENBLAS_NUM_THREADS") == "1"
        assert without.call(os.getenv, "OPENBLAS_CORETYPE") is None
        if without.call(kernels) == "SkylakeX":  # an OpenBLAS that could have chosen otherwise
            assert with_variable.call(kernels) == "Haswell"
    finally:
        with_variable.close()
        without.close()


def test_an_exception_in_a_rival_comes_back_with_its_traceback():
    def divide_by_nothing():
        return 1 / 0

    with pytest.raises(ZeroDivisionError) as raised:
        timing.race({"bad": divide_by_nothing}, **SHORT)
    assert "divide_by_nothing" in raised.value.__notes__[0]


def test_an_exception_that_cannot_be_pickled_comes_back_as_a_runtime_error():
    def fail():
        class Picky(Exception):
            def __init__(self, one, two):
                super().__init__(f"{one} and {two}")

        raise Picky("this", "that")

    with pytest.raises(RuntimeError, match="Picky: this and that"):
        timing.race({"bad": fail}, **SHORT)


def test_a_rival_that_calls_exit_is_told_apart_from_the_end_of_the_notebook():
    with pytest.raises(RuntimeError, match="SystemExit"):
        timing.race({"leaves": lambda: sys.exit(3)}, **SHORT)


def test_a_dying_process_gives_a_clear_error_and_the_next_race_runs():
    def die():
        sys.stderr.write("famous last words\n")
        sys.stderr.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(RuntimeError, match=r"(?s)SIGKILL.*run out of memory.*famous last words"):
        timing.race({"dies": die}, **SHORT)
    assert timing.race({"lives": lambda: 1}, **SHORT).fastest == "lives"


def test_a_rival_may_print_and_read_without_disturbing_the_answers():
    race = timing.race({"talks": lambda: print("hello") or sys.stdin.read()}, **SHORT)
    assert race.timings["talks"].calls_per_turn >= 1


@pytest.mark.parametrize(
    ("rivals", "settings", "says"),
    [
        ({}, {}, "there is none"),
        ({"number": 3}, {}, "'number' is not a function"),
        (3, {}, "not int"),
        ({"one": int}, {"turns": 4}, "at least 5"),
        ({3: int}, {}, "the name 3 is not text"),
        (lambda: {}, {}, "there is none"),
        (lambda: [int], {}, "not list"),
        ({"one": int}, {"threads": 0}, "at least 1"),
        ({"one": int}, {"environment": {"A": 1}}, r"environment holds text by name, such as \{'A': '1'\}"),
        ({"one": int}, {"environment": {3: "1"}}, "environment holds text by name"),
        ({"one": int}, {"environment": {"OMP_NUM_THREADS": "2"}}, "give only threads"),
    ],
)
def test_a_wrong_call_is_told_what_to_do(rivals, settings, says):
    with pytest.raises(ValueError, match=says):
        timing.race(rivals, **settings)


def test_a_race_is_readable_as_text_and_as_a_table():
    race = timing.race({"<b>one": lambda: 1, "other": lambda: 1.0}, **SHORT)
    assert "fastest turn" in repr(race) and "alternating; one thread" in repr(race)
    assert "&lt;b&gt;one" in race._repr_html_() and "<b>one" not in race._repr_html_()


@pytest.mark.parametrize(
    ("seconds", "text"), [(1.234, "1.23 s"), (0.0123, "12.3 ms"), (2.346e-6, "2.35 µs"), (969e-9, "969 ns")]
)
def test_durations_have_three_digits_and_a_unit(seconds, text):
    assert timing.readable_seconds(seconds) == text


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1.0, 1.00001, True),
        (1.0, 1.001, False),
        (None, None, True),
        (None, 0.0, False),
        ("yes", "yes", True),
        ("yes", "no", False),
        ((1.0, np.ones(2)), [1.0, np.ones(2)], True),
        ((1.0, np.ones(2)), (1.0, np.zeros(2)), False),
        ((1.0,), (1.0, 2.0), False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"b": 1}, False),
        (np.ones(3), np.ones((3, 1)), False),
        (np.array([1e3, 1e-5]), np.array([1e3, 0.0]), True),  # a sum that cancels ends near zero, not at it
        (np.array([1e3, 0.1]), np.array([1e3, 0.0]), False),
        (np.array([np.nan, 1.0]), np.array([np.nan, 1.0]), True),
        (np.array([np.nan, 1.0]), np.array([1.0, np.nan]), False),
        (np.array([np.nan, 1e3]), np.array([np.nan, 1.01e3]), False),
        (100_000, 100_001, False),
        (np.array([100_000, 7]), np.array([100_001, 7]), False),
        (2**53, 2**53 + 1, False),
        (np.array([True, False]), np.array([True, True]), False),
        (np.array([3, 4], np.int8), np.array([3, 4]), True),
        (3, 3.0000001, True),
        (np.array([np.inf, 1.0]), np.array([np.inf, 1.0]), True),
        (np.array([np.inf, 1.0]), np.array([np.inf, 2.0]), False),
        (np.array(["a", "b"]), np.array(["a", "b"]), True),
    ],
)
def test_answers_agree_when_they_are_equal_to_rounding(one, other, equal):
    assert agree(one, other) is equal


def test_answers_of_torch_agree_with_those_of_numpy():
    import torch

    assert agree(torch.ones(3, requires_grad=True), np.ones(3))
    assert not agree(torch.ones(3), np.zeros(3))


@pytest.mark.parametrize("answer", ["sparse", "bfloat16"])
def test_an_answer_that_numpy_cannot_hold_is_refused_with_a_remedy(answer):
    def give():
        import scipy.sparse
        import torch

        sparse = scipy.sparse.csr_matrix(np.eye(2))
        return sparse if answer == "sparse" else torch.ones(2, dtype=torch.bfloat16)

    with pytest.raises(ValueError, match=r"return an array, such as answer\.(toarray|float)\(\)"):
        timing.race({"one": give}, **SHORT)
