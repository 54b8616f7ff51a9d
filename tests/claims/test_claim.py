"""A claim's verdict follows from its figures, whatever they are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.claims import ledger
from course.claims.claim import Axis, Claim, Threshold
from course.claims.finding import Figure

THRESHOLDS = (
    Threshold("time", "below", 1.0, "equal", "wrong", "It is slower."),
    Threshold("share", "above", 50, "half", "outdated", "Few do."),
)


def measure():
    return [exactly("time", 0.5), exactly("share", 80)]


CLAIM = Claim(
    id=6,
    says="It is faster.",
    measure=measure,
    how="once",
    thresholds=THRESHOLDS,
    verdict="holds",
    because="It is.",
    axis=Axis("ratio (no unit)", (0, 1)),
    sources=(),
)


def exactly(name, value):
    return Figure(name, value, "", value, value)


def clear_of(threshold, figure):
    """The figure moved to where the claim's own verdict needs it."""
    return moved(figure, threshold.value - 1 if threshold.side == "below" else threshold.value + 1)


def across(threshold, figure):
    """The figure moved to the other side of the mark."""
    return moved(figure, threshold.value + 1 if threshold.side == "below" else threshold.value - 1)


def moved(figure, value):
    return replace(figure, value=value, low=value, high=value)


@pytest.fixture(scope="module", params=ledger.claims_of(), ids=lambda claim: f"claim {claim.id}")
def measured(request, findings):
    """A claim of the course, and the figures that its experiment gives, each moved clear of its mark."""
    claim = request.param
    by_figure = {threshold.figure: threshold for threshold in claim.thresholds}
    figures = [
        clear_of(by_figure[figure.name], figure) if figure.name in by_figure else figure
        for figure in findings[claim.id].figures
    ]
    return claim, figures


def test_figures_clear_of_every_mark_give_a_claim_its_own_verdict(measured):
    claim, figures = measured
    assert claim.judge(figures) == (claim.verdict, claim.because)


def test_moving_any_one_figure_across_its_mark_flips_the_verdict(measured):
    claim, figures = measured
    for threshold in claim.thresholds:
        flipped = [across(threshold, f) if f.name == threshold.figure else f for f in figures]
        assert claim.judge(flipped) == (threshold.otherwise, threshold.because)
        assert threshold.otherwise != claim.verdict


def test_a_spread_that_reaches_over_a_mark_makes_any_claim_inconclusive(measured):
    claim, figures = measured
    for threshold in claim.thresholds:
        wide = [
            replace(f, value=threshold.value, low=threshold.value - 1, high=threshold.value + 1)
            if f.name == threshold.figure
            else f
            for f in figures
        ]
        verdict, because = claim.judge(wide)
        assert verdict == "inconclusive" and threshold.figure in because


def test_every_experiment_measures_what_its_claim_is_judged_by(measured):
    claim, figures = measured
    assert {threshold.figure for threshold in claim.thresholds} <= {figure.name for figure in figures}
    assert claim.thresholds, f"nothing decides claim {claim.id}"


def test_every_claim_fits_its_place_in_the_ledger(measured):
    claim, figures = measured
    assert all(len(figure.name) <= 48 for figure in figures), "a name stands on one line over its figure"
    assert len(claim.says) <= 180 and len(claim.because) <= 240 and len(claim.how) <= 200
    assert "(" in claim.axis.quantity or "," in claim.axis.quantity, "an axis names its unit"


@given(st.sampled_from(["below", "above"]), st.floats(-10, 10), st.floats(-10, 10), st.floats(-10, 10))
def test_a_mark_is_cleared_only_by_a_whole_spread(side, value, one, other):
    low, high = sorted((one, other))
    cleared = replace(THRESHOLDS[0], side=side, value=value).is_cleared(Figure("time", low, "", low, high))
    ends = {(end < value) == (side == "below") for end in (low, high)}
    assert cleared == (ends.pop() if len(ends) == 1 else None)


@pytest.mark.parametrize("value", [0.999, 1.0, 1.001])
def test_an_exact_number_is_never_inconclusive(value):
    assert THRESHOLDS[0].is_cleared(exactly("time", value)) is (value < 1)


def test_the_first_mark_that_is_not_cleared_decides():
    assert CLAIM.judge([exactly("time", 2), exactly("share", 10)]) == ("wrong", "It is slower.")


def test_a_mark_with_one_verdict_on_both_sides_is_refused():
    with pytest.raises(ValueError, match="'holds' on both sides of 'time'"):
        replace(CLAIM, thresholds=(replace(THRESHOLDS[0], otherwise="holds"),))


@pytest.mark.parametrize("change", [{"side": "near"}, {"otherwise": "perhaps"}])
def test_a_mark_refuses_words_it_does_not_know(change):
    with pytest.raises(ValueError, match="there are"):
        replace(THRESHOLDS[0], **change)


@pytest.mark.parametrize(
    "ticks, logarithmic", [((1,), False), ((2, 1), False), ((1, 1), False), ((0, 1), True)]
)
def test_an_axis_that_cannot_be_drawn_is_refused(ticks, logarithmic):
    with pytest.raises(ValueError, match="the axis 'ratio'"):
        Axis("ratio", ticks, logarithmic)


def fails():
    raise RuntimeError("this machine has no GPU")


def forgets_a_figure():
    return [exactly("time", 0.5)]


@pytest.mark.parametrize("measure, reason", [(fails, "this machine has no GPU"), (forgets_a_figure, "share")])
def test_an_experiment_that_fails_is_not_measured_here_and_says_why(measure, reason):
    finding = replace(CLAIM, measure=measure).examine("a laptop")
    assert finding.verdict == "not measured here" and reason in finding.because and not finding.figures


def test_only_what_was_measured_names_this_machine():
    assert CLAIM.examine("a laptop").machine == "a laptop"
    assert replace(CLAIM, kind="sourced").examine("a laptop").machine == ""
