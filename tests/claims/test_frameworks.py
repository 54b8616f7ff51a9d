"""The experiments of claims 8 to 14: what they count and compare is what they say."""

import sys
from collections import Counter

import numpy as np
import pytest
import torch

from course.claims import frameworks
from course.claims import frameworks_measures as measures
from course.frameworks import devices
from course.measure.timing import Ratio

CLAIMS = {claim.id: claim for claim in frameworks.CLAIMS}


def figures_of(finding):
    return {figure.name: figure for figure in finding.figures}


def test_the_gradients_that_frameworks_give_are_those_by_hand(findings):
    assert findings[9].verdict == "holds"
    figures = figures_of(findings[9])
    assert figures["PyTorch"].high < 1e-12 < figures["Keras"].low, "64 bits there, 32 bits here"


@pytest.mark.parametrize("claim, verdict", [(10, "outdated"), (11, "holds"), (13, "wrong"), (14, "outdated")])
def test_what_is_counted_and_not_timed_has_the_same_verdict_everywhere(findings, claim, verdict):
    assert findings[claim].verdict == verdict


@pytest.mark.parametrize("claim", [8, 12])
def test_what_is_timed_is_measured_here_too_whatever_the_verdict(findings, claim):
    assert findings[claim].figures and findings[claim].verdict != "not measured here", findings[claim].because


def test_the_chain_makes_seven_passes_where_one_would_do(findings):
    assert figures_of(findings[12])[measures.PASSES].value == 7


def test_a_network_that_runs_without_python_is_told_from_one_that_does_not(findings):
    figures = figures_of(findings[13])
    assert figures[measures.IN_C].value == 0
    assert figures[measures.HERE].value > 10


def test_the_gradients_by_hand_are_torchs():
    weights, images, labels = measures.problem(np.random.default_rng(3))
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in weights.items()}
    hidden = torch.relu(torch.tensor(images) @ tensors["hidden.weight"].T + tensors["hidden.bias"])
    scores = hidden @ tensors["output.weight"].T + tensors["output.bias"]
    torch.nn.functional.cross_entropy(scores, torch.tensor(labels)).backward()
    for name, gradient in measures.gradients_by_hand(weights, images, labels).items():
        np.testing.assert_allclose(gradient, tensors[name].grad.numpy(), rtol=1e-10, atol=1e-14)


def test_one_slope_that_is_wrong_is_a_difference():
    expected = measures.gradients_by_hand(*measures.problem(np.random.default_rng(0)))
    wrong = {name: array.copy() for name, array in expected.items()}
    wrong["output.bias"][3] *= 1.01
    assert measures.difference(expected, expected) == 0
    assert measures.difference(wrong, expected) > frameworks.ROUNDING[0]


def test_the_problems_of_two_seeds_are_two():
    one, other = (measures.problem(np.random.default_rng(seed)) for seed in (0, 1))
    assert not np.array_equal(one[0]["hidden.weight"], other[0]["hidden.weight"])
    assert not np.array_equal(one[1], other[1])


def test_tensorflows_shares_are_those_of_its_report():
    report = {
        "executing eagerly": False,
        "executing eagerly inside tf.function": False,
        "graph": {"operations": {"MatMul": 30, "Relu": 10}},
        "xla": {"instructions": {"dot": 8, "fusion": 2}},
        "litert": {"float32": {"bytes": 1000}, "int8": {"bytes": 300}},
    }
    shares = {figure.name: figure.value for figure in measures.shares_of(report)}
    assert shares[measures.BY_DEFAULT] == shares[measures.IN_FUNCTION] == 0
    assert shares[measures.BY_XLA] == 25
    assert shares[measures.IN_INT8] == pytest.approx(30)
    assert CLAIMS[10].judge(measures.shares_of(report))[0] == "holds"


def test_what_was_recorded_names_its_day_and_its_versions(findings):
    assert findings[10].kind == "recorded" and findings[10].machine == ""
    assert "recorded 20" in CLAIMS[10].how and "tensorflow 2" in CLAIMS[10].how


def test_a_kind_of_device_counts_unless_the_table_says_no():
    support = devices.Support("one", "yes", "no", "with a package")
    assert measures.number_of_kinds(support) == 2
    assert {figure.name for figure in measures.kinds_of_device()} == {
        each.framework for each in devices.TABLE
    }


def test_scores_that_differ_stop_the_count():
    measures.check_equal(np.float32([1.0]), np.float32([1.000001]))
    with pytest.raises(ValueError, match="other scores"):
        measures.check_equal(np.float32([1.0]), np.float32([1.1]))
    with pytest.raises(ValueError, match="other scores"):
        measures.check_equal(np.float32([np.nan]), np.float32([1.0]))


def test_a_ratio_keeps_its_direction_and_its_spread():
    class Race:
        def ratio(self, rival, other):
            return {("numpy", "torch"): Ratio(0.5, 0.4, 0.6)}[rival, other]

    figure = measures.ratio_figure("NumPy", Race(), "numpy", "torch")
    assert (figure.low, figure.value, figure.high) == (0.4, 0.5, 0.6)


def test_sizes_are_named_in_units_that_fit():
    assert [measures.megabytes(size) for size in (measures.FEW, measures.MANY)] == ["16 KiB", "16 MiB"]
    assert [measures.counted(count, "image") for count in (1, 32)] == ["1 image", "32 images"]


def test_the_modules_counted_are_those_of_the_package_itself(findings):
    assert figures_of(findings[14])[measures.NO_TENSORFLOW].value == 0
    parts = Counter(name.split(".")[0] for name in sys.modules)
    assert 0 < figures_of(findings[14])[measures.SOME_TORCH].value <= parts["torch"]
