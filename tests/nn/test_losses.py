import numpy as np
import pytest
import torch
import torch.nn.functional as torch_functional
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course.nn import losses
from course.nn.autograd import Tensor

SEEDS = st.integers(0, 2**32 - 1)
REDUCTIONS = st.sampled_from(["mean", "sum", "none"])
SCORES = arrays.array_shapes(min_dims=2, max_dims=2, max_side=5)
some = settings(max_examples=40, deadline=None)


def scores_and_classes(shape, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=shape), rng.integers(0, shape[1], shape[0])


@some
@given(shape=SCORES, reduction=REDUCTIONS, label_smoothing=st.sampled_from([0.0, 0.1, 1.0]), seed=SEEDS)
def test_cross_entropy_agrees_with_torch_and_finite_differences(
    agrees, shape, reduction, label_smoothing, seed
):
    scores, classes = scores_and_classes(shape, seed)
    options = {"reduction": reduction, "label_smoothing": label_smoothing}
    agrees(
        lambda x: losses.cross_entropy(x, classes, **options),
        lambda x: torch_functional.cross_entropy(x, torch.tensor(classes), **options),
        [scores],
        seed,
    )


@some
@given(shape=SCORES, reduction=REDUCTIONS, margin=st.sampled_from([1.0, 0.5, -0.5]), seed=SEEDS)
def test_hinge_agrees_with_torchs_multi_margin_loss_and_finite_differences(
    agrees, shape, reduction, margin, seed
):
    scores, classes = scores_and_classes(shape, seed)
    shortfalls = scores - np.take_along_axis(scores, classes[:, None], 1) + margin
    assume(np.abs(shortfalls).min() > 1e-3)  # not on the corner, where there is no derivative
    options = {"margin": margin, "reduction": reduction}
    agrees(
        lambda x: losses.hinge(x, classes, **options),
        lambda x: torch_functional.multi_margin_loss(x, torch.tensor(classes), **options),
        [scores],
        seed,
    )


@some
@given(shape=arrays.array_shapes(min_dims=0, max_dims=3, max_side=4), reduction=REDUCTIONS, seed=SEEDS)
def test_mse_loss_agrees_with_torch_and_finite_differences(agrees, shape, reduction, seed):
    output, target = np.random.default_rng(seed).normal(size=(2, *shape))
    agrees(
        lambda x: losses.mse_loss(x, target, reduction=reduction),
        lambda x: torch_functional.mse_loss(x, torch.tensor(target), reduction=reduction),
        [output],
        seed,
    )


@some
@given(shapes=st.lists(arrays.array_shapes(max_dims=3, max_side=3), min_size=1, max_size=3), seed=SEEDS)
def test_the_penalties_agree_with_torch_and_finite_differences(agrees, apart, shapes, seed):
    rng = np.random.default_rng(seed)
    weights = [apart(shape, rng) for shape in shapes]
    agrees(
        lambda *ws: losses.l1_penalty(ws),
        lambda *ws: sum(torch.linalg.vector_norm(w, 1) for w in ws),
        weights,
    )
    agrees(lambda *ws: losses.l2_penalty(ws), lambda *ws: sum(w.pow(2).sum() for w in ws), weights)


def test_a_weight_of_zero_feels_no_penalty():
    weight = Tensor(np.zeros(3), requires_grad=True)
    (losses.l1_penalty([weight]) + losses.l2_penalty([weight])).backward()
    np.testing.assert_array_equal(weight.grad, 0)


def test_the_gradient_of_cross_entropy_is_probability_minus_answer(equal_up_to_rounding):
    scores, classes = scores_and_classes((4, 3), seed=0)
    x = Tensor(scores, requires_grad=True)
    losses.cross_entropy(x, classes).backward()
    probabilities = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    equal_up_to_rounding(x.grad, (probabilities - np.eye(3)[classes]) / 4)


def test_cross_entropy_of_hopeless_scores_is_large_and_not_infinite():
    assert losses.cross_entropy(Tensor(np.array([[1000.0, -1000.0]])), np.array([1])).item() == 2000


def test_a_target_that_is_a_tensor_gets_no_gradient():
    output, target = (Tensor(np.array([number]), requires_grad=True) for number in (1.0, 3.0))
    losses.mse_loss(output, target).backward()
    assert output.grad == -4 and target.grad is None


@pytest.mark.parametrize("loss", [losses.cross_entropy, losses.hinge])
def test_losses_keep_float32(loss):
    x = Tensor(np.ones((4, 3), np.float32), requires_grad=True)
    result = loss(x, np.array([0, 1, 2, 0]))
    result.backward()
    assert (
        result.dtype == x.grad.dtype == losses.mse_loss(x, np.zeros((4, 3), np.float32)).dtype == np.float32
    )


SCORES_OF_TWO = Tensor(np.ones((2, 3)))
REFUSALS = {
    "classes as floats": (SCORES_OF_TWO, np.array([0.0, 1.0]), TypeError, "integers, got float64"),
    "one answer too many": (SCORES_OF_TWO, np.array([0, 1, 2]), ValueError, r"got \(2, 3\) and \(3,\)"),
    "answers as probabilities": (SCORES_OF_TWO, np.eye(3)[:2], ValueError, r"targets \(batch,\)"),
    "a class that does not exist": (SCORES_OF_TWO, np.array([0, 3]), ValueError, r"0\.\.2, got 0\.\.3"),
    "a negative class": (SCORES_OF_TWO, np.array([-1, 0]), ValueError, r"0\.\.2, got -1\.\.0"),
}


@pytest.mark.parametrize("loss", [losses.cross_entropy, losses.hinge])
@pytest.mark.parametrize(("scores", "target", "kind", "advice"), REFUSALS.values(), ids=REFUSALS)
def test_a_wrong_target_says_what_is_needed(loss, scores, target, kind, advice):
    with pytest.raises(kind, match=advice):
        loss(scores, target)


def test_mse_loss_does_not_broadcast_a_target_of_another_shape():
    with pytest.raises(ValueError, match=r"same shape, got \(2, 3\) and \(2,\)"):
        losses.mse_loss(SCORES_OF_TWO, np.ones(2))


def test_the_target_of_mse_loss_may_be_a_list():
    assert losses.mse_loss(SCORES_OF_TWO, [[1.0, 1.0, 1.0], [1.0, 1.0, 4.0]]).item() == 9 / 6


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_label_smoothing_is_a_share(share):
    with pytest.raises(ValueError, match="a share between 0 and 1, got"):
        losses.cross_entropy(SCORES_OF_TWO, np.array([0, 1]), label_smoothing=share)


def test_an_unknown_reduction_is_refused():
    with pytest.raises(ValueError, match='"mean", "sum" or "none", got \'average\''):
        losses.mse_loss(SCORES_OF_TWO, SCORES_OF_TWO, reduction="average")
