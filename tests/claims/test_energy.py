"""The experiments of claims 20 to 23."""

import pytest

from course.claims import energy
from course.claims.energy import CLAIMS
from course.claims.finding import Figure
from course.hardware import devices, networks


@pytest.fixture(scope="module")
def figures():
    """The value of each figure, by name."""
    return {figure.name: figure.value for claim in CLAIMS for figure in claim.measure()}


def test_each_claim_has_its_verdict_and_says_that_it_is_modelled(findings):
    verdicts = {claim.id: (findings[claim.id].verdict, findings[claim.id].kind) for claim in CLAIMS}
    assert verdicts == {
        20: ("holds if", "modelled"), 21: ("holds", "modelled"),
        22: ("holds", "modelled"), 23: ("holds if", "modelled"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("claim_id", "threshold"), [(claim.id, k) for claim in CLAIMS for k in range(len(claim.thresholds))]
)
def test_a_figure_moved_over_its_mark_changes_the_verdict(claim_id, threshold):
    claim = next(claim for claim in CLAIMS if claim.id == claim_id)
    mark = claim.thresholds[threshold]
    moved = mark.value * (0.9 if mark.side == "above" else 1.1)
    figures = [
        Figure(each.name, moved, each.unit, moved, moved) if each.name == mark.figure else each
        for each in claim.measure()
    ]
    assert claim.judge(figures) == (mark.otherwise, mark.because)


def test_bytes_against_floats_by_hand(figures):
    assert figures[energy.BY_ENERGY.format("add")] == pytest.approx(30)
    assert figures[energy.BY_ENERGY.format("multiply")] == pytest.approx(18.5)
    assert figures[energy.BY_ENERGY.format("multiply-add")] == pytest.approx(4.6 / 0.3)
    assert figures[energy.BY_AREA.format("multiply-add")] == pytest.approx(11_884 / 419)


def test_memory_in_multiplications_by_hand():
    first, *others = energy.what_memory_costs()
    assert (first.low, first.high) == pytest.approx((650 / 3.7, 1300 / 3.7))
    assert [each.low for each in others] == pytest.approx([650, 130, 65, 13])


def test_training_takes_six_operations_for_each_weight_and_token_less_the_first_gradient(figures):
    large = networks.costs_of(energy.LARGE)
    expected = 6 * large.forward - 2 * 4096**2
    assert figures[energy.SIX] * large.num_parameters == pytest.approx(expected)


def test_a_phones_share_is_bytes_over_bytes(figures):
    size = networks.costs_of("language model").num_parameters
    for fmt, num_bytes in (("FP32", 4), ("FP16", 2), ("INT8", 1)):
        share = figures[energy.OF_THE_MEMORY.format("language model", fmt)]
        assert share == pytest.approx(size * num_bytes / devices.PHONE.memory_bytes)
