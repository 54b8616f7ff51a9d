"""The experiments of claims 15 to 19."""

from fractions import Fraction

import numpy as np
import pytest

from course.claims import ledger, number_formats
from course.claims.number_formats import CLAIMS, FP16, FP32, FP64, INT8, UINT16
from course.numerics import floats


@pytest.fixture(scope="module")
def figures(findings):
    """The value of each figure, by name."""
    return {figure.name: figure.value for claim in CLAIMS for figure in findings[claim.id].figures}


def test_each_claim_has_its_verdict(findings):
    verdicts = {claim.id: findings[claim.id].verdict for claim in CLAIMS}
    assert verdicts == {15: "wrong", 16: "holds if", 17: "holds", 18: "holds", 19: "holds if"}


@pytest.mark.parametrize(
    ("number", "base", "whole"),
    [
        (Fraction(3, 4), 2, 3),
        (Fraction(3, 4), 10, 75),
        (Fraction(-96), 2, 3),
        (Fraction(-600), 10, 6),
        (Fraction(0), 10, 0),
    ],
)
def test_the_least_whole_number_times_a_power(number, base, whole):
    assert number_formats.least_whole(number, base) == whole


def test_a_tenth_in_fp32_is_a_whole_number_of_24_digits_times_a_power_of_two():
    tenth = Fraction(float(floats.rounded(0.1, FP32)))
    assert tenth == Fraction(13_421_773, 2**27)
    assert number_formats.least_whole(tenth, 2) == 13_421_773 < 2**24 < number_formats.least_whole(tenth, 10)


def test_the_powers_of_ten_that_fp32_holds_are_those_whose_fives_fit(figures):
    held = [power for power in number_formats.TEN_DECIMALS if power >= 0 and 5**power < 2**24]
    share = len(held) / len(number_formats.TEN_DECIMALS)
    assert figures[number_formats.POWERS_OF_TEN] == pytest.approx(100 * share)


def test_the_numbers_of_fp16_are_those_that_an_enumeration_finds(figures):
    values = floats.decode(np.arange(2**16), FP16)
    numbers = np.unique(values[np.isfinite(values)])
    assert figures[number_formats.NUMBERS.format(FP16)] == 100 * len(numbers) / 2**16
    assert figures[number_formats.IN_ONE.format(FP16)] == 100 * np.mean(np.abs(numbers) <= 1)
    sentence = next(claim for claim in CLAIMS if claim.id == 16).because
    assert f"{len(numbers):,}" in sentence and f"{FP32.num_numbers:,}" in sentence


def test_the_error_of_a_sum_is_measured_against_fractions_of_the_rounded_addend():
    tenth = float(floats.rounded(0.1, FP16))
    assert number_formats.lost(1_000_000 * tenth, FP16) == 0
    assert number_formats.lost(500_000 * tenth, FP16) == 50
    assert number_formats.lost(np.cumsum(np.full(1_000_000, 0.1))[-1], FP64) < 1e-6


@pytest.mark.parametrize("fmt", number_formats.SAID, ids=str)
def test_the_ends_found_by_trial_are_numpys(fmt):
    info = np.iinfo({8: "i1", 16: "i2"}[fmt.bits] if fmt.signed else {8: "u1", 16: "u2"}[fmt.bits])
    assert number_formats.ends_by_trial(fmt) == (info.min, info.max)


def test_an_end_said_wrongly_is_counted(monkeypatch):
    said = {INT8: (-127, 127), UINT16: (0, 65_536)}
    monkeypatch.setattr(number_formats, "SAID", said)
    assert number_formats.ends_of_integers()[-1].value == 2


def test_q_keeps_its_spacing_and_fp16_its_relative_error(figures):
    doublings = len(number_formats.DOUBLINGS)
    q, fp16 = str(number_formats.Q7_8), str(FP16)
    assert figures[number_formats.SPACING.format(q)] == 1
    assert figures[number_formats.SPACING.format(fp16)] == 2 ** (doublings - 1)
    assert figures[number_formats.MISS.format(fp16)] == 1


def test_the_figures_are_the_same_each_time(findings):
    for claim in ledger.claims_of("number_formats"):
        if claim.id != 17:  # a million additions: once is enough
            assert tuple(claim.measure()) == findings[claim.id].figures
