"""The controller's runs: as the library's controller makes them, laws by name, the same in JavaScript."""

import itertools
import runpy
from pathlib import Path

import pytest

from course.compress.loss_scaling import Dynamic
from course.widgets.mixed_precision_scaler import SETTINGS, ScalerTrace

EVERY_SETTING = list(itertools.product(*SETTINGS.values()))
right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["next_scale"]


def but(condition, answer):
    """The right controller, except where a condition on its arguments holds."""

    def next_scale(*state, interval):
        return (answer if condition(*state, interval) else right)(*state, interval)

    return next_scale


def overflow(scale, quiet, is_finite, interval):
    return not is_finite


def below(scale, quiet, is_finite, interval):
    return is_finite and quiet + 1 < interval


def due(scale, quiet, is_finite, interval):
    return is_finite and quiet + 1 >= interval


HALVES, RESTARTS = "an overflow does not halve the scale", "an overflow does not restart the count"
STAYS = "the scale moves while the count is below the interval"
COUNTS = "a finite step does not raise the count by one"
DOUBLES, BEGINS = "the scale does not double at the interval", "the doubling does not restart the count"

WRONG = {  # the controller, and the laws that its runs break
    "never falls": (but(overflow, lambda s, q, f, i: (s, 0)), {HALVES}),
    "falls to a quarter": (but(overflow, lambda s, q, f, i: (s / 4, 0)), {HALVES}),
    "doubles after an overflow": (but(overflow, lambda s, q, f, i: (2 * s, 0)), {HALVES}),
    "keeps the count": (but(overflow, lambda s, q, f, i: (s / 2, q)), {RESTARTS}),
    "counts every step": (but(overflow, lambda s, q, f, i: (s / 2, q + 1)), {RESTARTS}),
    "ignores overflows": (lambda s, q, f, interval: right(s, q, True, interval), {HALVES, RESTARTS}),
    "takes finite for infinite": (
        lambda s, q, f, interval: right(s, q, not f, interval),
        {STAYS, COUNTS, HALVES, RESTARTS},
    ),
    "grows at once": (but(below, lambda s, q, f, i: (2 * s, q + 1)), {STAYS}),
    "does not count": (but(below, lambda s, q, f, i: (s, q)), {COUNTS}),
    "counts by two": (but(below, lambda s, q, f, i: (s, q + 2)), {COUNTS}),
    "never grows": (but(due, lambda s, q, f, i: (s, q + 1)), {DOUBLES, BEGINS}),
    "grows by one": (but(due, lambda s, q, f, i: (s + 1, 0)), {DOUBLES}),
    "doubles and counts on": (but(due, lambda s, q, f, i: (2 * s, q + 1)), {BEGINS}),
    "a step late": (
        lambda s, q, f, interval: right(s, q, f, interval + 1),
        {DOUBLES, BEGINS},
    ),
    "a step early": (lambda s, q, f, interval: right(s, q, f, interval - 1), {STAYS, COUNTS}),
    "its own interval": (lambda s, q, f, interval: right(s, q, f, 2000), {DOUBLES, BEGINS}),
}


def fails_late(scale, quiet, is_finite, interval):
    return right(scale, quiet, is_finite, interval) if scale > 64 else (scale, None)


CASES = {name: function for name, (function, _) in WRONG.items()}
CASES |= {"right": right, "example": None, "fails late": fails_late, "fails": lambda *_, **__: None}
every_case = pytest.mark.parametrize("case", CASES)


# ---- What is found


@pytest.mark.parametrize("setting", EVERY_SETTING, ids=str)
def test_the_right_function_walks_with_the_librarys_controller(setting):
    profile, interval, init_log2 = setting
    trace = ScalerTrace(right, profile=profile, interval=interval, init_log2=init_log2)
    dynamic, scales, counts, skipped = Dynamic(2.0**init_log2, growth_interval=interval), [], [], []
    for step, ceiling in enumerate(trace.ceilings[profile], start=1):
        scales.append(dynamic.scale)
        counts.append(dynamic.num_finite)
        is_finite = dynamic.scale <= 2**ceiling
        skipped += [] if is_finite else [step]
        dynamic.update(is_finite)
    assert (trace.scales, trace.quiets, trace.skipped) == (scales, counts, skipped)
    assert trace.broken == {} and trace.agrees and trace.problem == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_breaks_just_its_own_laws_and_is_where_it_begins(name):
    function, laws = WRONG[name]
    trace = ScalerTrace(function)
    assert trace.agrees is False and trace.step in trace.broken
    seen = set()
    for trace.profile, trace.interval, trace.init_log2 in EVERY_SETTING:
        seen |= {law for broken in trace.broken.values() for law in broken}
    assert seen == laws


def test_the_example_counts_on_after_each_of_its_overflows_and_keeps_the_rest():
    trace = ScalerTrace()
    assert set(trace.broken) == set(trace.skipped) and len(trace.broken) == 16
    assert all(laws == [RESTARTS] for laws in trace.broken.values())
    assert trace.describe() == (
        "A spike, interval 20, first scale 2^16. 16 of 240 steps break a law: an overflow does not restart "
        "the count. 16 of 240 steps are skipped, 4 of them at the start. Step 21: "
        "next_scale(8192, 0, False, interval=20) → (4096, 1)."
    )


def test_there_is_no_law_past_the_interval_so_one_mistake_is_counted_once():
    trace = ScalerTrace(CASES["never grows"], profile="steady", interval=20, init_log2=4)
    assert trace.broken == {20: [DOUBLES, BEGINS]} and trace.quiets[-1] == 239


def test_the_right_function_meets_every_law_in_the_settings_together():
    trace, cases = ScalerTrace(right), set()
    for trace.profile, trace.interval, trace.init_log2 in EVERY_SETTING:
        powers = trace.ceilings[trace.profile]
        for scale, quiet, power in zip(trace.scales, trace.quiets, powers, strict=True):
            cases.add((scale <= 2**power, quiet + 1 == trace.interval, quiet > 0))
    assert {(False, False, True), (False, False, False), (True, True, True), (True, False, True)} <= cases


def test_no_power_of_two_lies_on_a_ceiling_where_it_is_level():
    ceilings = ScalerTrace(right).ceilings
    assert {name: len(powers) for name, powers in ceilings.items()} == dict.fromkeys(ceilings, 240)
    assert all(powers[0] % 1 for powers in ceilings.values())


# ---- The same in the browser


def found(functions, trace):
    run = trace.runs
    for name, values in SETTINGS.items():
        run = run[values.index(getattr(trace, name))]
    asked = {"ceiling": trace.ceilings[trace.profile], "run": run}
    return functions(
        trace._esm, "findingOfScaler", asked | {"first": trace.init_log2, "interval": trace.interval}
    )


@every_case
def test_javascript_finds_the_same(functions, case):
    trace = ScalerTrace(CASES[case])
    for trace.profile, trace.interval, trace.init_log2 in EVERY_SETTING[::5]:
        finding = found(functions, trace)
        states = finding["states"][: len(trace.scales)]
        assert [(float(scale), quiet) for scale, quiet in states] == list(
            zip(trace.scales, trace.quiets, strict=True)
        )
        assert finding["skipped"] == trace.skipped
        assert finding["broken"] == list(trace.broken)
        laws = [HALVES, RESTARTS, STAYS, COUNTS, DOUBLES, BEGINS]
        by_step = {step["step"]: [laws[law] for law in step["broken"]] for step in finding["steps"]}
        assert {step: broken for step, broken in by_step.items() if broken} == trace.broken
        counts = [sum(law in broken for broken in trace.broken.values()) for law in laws]
        assert [law["broken"] for law in finding["laws"]] == counts
        assert finding["last"] == len(trace.scales) and finding["problem"] == trace.problem


def test_laws_are_counted_as_often_as_they_are_asked_and_the_room_is_a_mean(functions):
    trace = ScalerTrace(right)
    finding = found(functions, trace)
    asked = [law["asked"] for law in finding["laws"]]
    assert asked[::2] == asked[1::2] and sum(asked[::2]) == 240 and asked[0] == len(trace.skipped) == 15
    powers = trace.ceilings["a spike"]
    rooms = [2**power / scale for scale, power in zip(trace.scales, powers, strict=True)]
    below = [room for room in rooms if room >= 1]
    product = 1.0
    for room in below:
        product *= room ** (1 / len(below))
    assert 2 ** finding["room"] == pytest.approx(product, rel=1e-9)


def test_wrong_steps_are_counted_in_every_setting(functions):
    def only_long(scale, quiet, is_finite, interval):
        if interval == 10:
            raise ValueError
        return right(scale, quiet, is_finite, 40)

    counts = functions(
        ScalerTrace._esm, "wrongSteps", *(ScalerTrace(only_long).state()[k] for k in ("ceilings", "runs"))
    )
    trace = ScalerTrace(only_long)
    for i, profile in enumerate(SETTINGS["profile"]):
        for k, trace.init_log2 in enumerate(SETTINGS["init_log2"]):
            trace.profile, trace.interval = profile, 20
            assert [row[k] for row in counts[i]] == [None, len(trace.broken), 0]


def test_the_next_step_begins_again_behind_the_last(functions):
    for steps, start, following in (([3, 9], 3, 9), ([3, 9], 9, 3), ([3], 3, 3), ([], 5, None)):
        assert functions(ScalerTrace._esm, "nextStep", steps, start) == following


@every_case
def test_the_call_is_written_alike_in_python_and_in_the_browser(functions, case):
    trace = ScalerTrace(CASES[case])
    steps = found(functions, trace)["steps"]
    for trace.step in (1, 4, 21, 100, 240):
        call, answer = functions(trace._esm, "callOf", steps[min(trace.step, len(steps)) - 1], trace.interval)
        assert f"{call} → {answer}" == trace.call


TITLES = [
    ("right", "a spike", 16, "15 of 240 steps were skipped, 4 of them at the start"),
    ("right", "steady", 4, "5 of 240 steps were skipped, none of them at the start"),
    ("right", "gradients shrink", 4, "1 of 240 steps was skipped, none of them at the start"),
    ("example", "a spike", 16, f"A{RESTARTS[1:]}: 16 of 240 steps break a law"),
    ("never grows", "steady", 4, f"T{DOUBLES[1:]}: 1 of 240 steps breaks a law"),
    ("fails late", "a spike", 16, "Your count is None, it needs one whole number, at step 105"),
    ("fails", "steady", 4, "Your function returns None, it needs two: the scale and the count"),
]


@pytest.mark.parametrize(("case", "profile", "init_log2", "title"), TITLES)
def test_the_title_says_what_the_run_allows(functions, case, profile, init_log2, title):
    trace = ScalerTrace(CASES[case], profile=profile, interval=20, init_log2=init_log2)
    assert functions(trace._esm, "titleOfScaler", found(functions, trace)) == title


@pytest.mark.parametrize(
    ("count", "at_start", "title"),
    [
        (0, 0, "None of 240 steps was skipped"),
        (1, 1, "1 of 240 steps was skipped, the first"),
        (7, 7, "7 of 240 steps were skipped, all of them at the start"),
    ],
)
def test_few_skipped_steps_have_their_own_words(functions, count, at_start, title):
    finding = {"problem": "", "broken": [], "steps": [], "count": 240, "skipped": [1] * count}
    assert functions(ScalerTrace._esm, "titleOfScaler", finding | {"atStart": at_start}) == title


@pytest.mark.parametrize(
    ("scale", "text"),
    [
        (1024.0, "1024"),
        (0.375, "0.375"),
        (2.0**24, "16777216"),
        (2.0**100, "1.2676506e+30"),
        (1536.5, "1536.5"),
    ],
)
def test_scales_are_written_as_in_a_call(functions, scale, text):
    assert functions(ScalerTrace._esm, "scaleAsCode", scale) == text
