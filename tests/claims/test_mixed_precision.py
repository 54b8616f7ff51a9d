"""The experiments of claims 29 and 31 to 33."""

import numpy as np
import pytest

from course.claims import mixed_precision
from course.claims.mixed_precision import CLAIMS, FP16, FP32
from course.compress import tensor_core
from course.nn.autograd import Tensor
from course.nn.losses import cross_entropy


@pytest.fixture(scope="module")
def found():
    """The figures of the claims that need no clock, by name."""
    claims = [claim for claim in CLAIMS if claim.id != 32]
    return {figure.name: figure for claim in claims for figure in claim.measure()}


@pytest.mark.parametrize(("claim_id", "verdict"), [(29, "outdated"), (31, "holds if"), (33, "holds")])
def test_what_chance_and_clocks_do_not_decide_has_its_verdict(found, claim_id, verdict):
    claim = next(claim for claim in CLAIMS if claim.id == claim_id)
    assert claim.judge(found.values())[0] == verdict


def test_the_time_of_fp16_decides_about_the_hardware():
    claim = next(claim for claim in CLAIMS if claim.id == 32)
    name = mixed_precision.TIME.format("float16")
    for value, verdict in ((0.5, "holds"), (2.0, "holds if")):
        assert claim.judge([mixed_precision.Figure(name, value, "×", value, value)])[0] == verdict


def test_all_of_a_spread_lies_between_its_ends():
    figure = mixed_precision.spread("x", np.float32([3, 1, 2]), "%")
    assert (figure.low, figure.value, figure.high) == (1, 2, 3)


def test_the_tiny_loss_is_the_loss_times_its_share():
    scores, labels = Tensor(np.eye(4)), np.arange(4)
    small = mixed_precision.tiny_loss(scores, labels).item()
    assert small == cross_entropy(scores, labels).item() * mixed_precision.SHARE


def test_no_accumulator_is_judged_by_sums_that_it_holds_exactly():
    ones = np.ones(64)
    assert tensor_core.dot(ones, ones, FP16) == tensor_core.dot(ones, ones, FP32) == 64
    assert (
        mixed_precision.LENGTH / 4 > 4 / FP16.epsilon
    )  # the mean sum is where four products are half a spacing
