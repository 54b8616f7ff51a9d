"""One check for every operation: its value and its gradients against torch and against finite differences."""

import numpy as np
import pytest
import torch

from course.nn import gradcheck
from course.nn.autograd import Tensor

EPSILON = float(np.finfo(np.float64).eps)
MOST_TERMS = 4096  # no number in these tests adds up more than this many roundings
ROUNDING = MOST_TERMS * EPSILON

# A central difference with step h is wrong by h² f'''/6 and by f * epsilon / h.  With gradcheck's step both
# are epsilon^(2/3), times how bent and how large the function is: below 3000 for all that is drawn here.
FINITE_DIFFERENCE = 3000 * EPSILON ** (2 / 3)


def assert_equal_up_to(tolerance, ours, theirs):
    """Equal to a share of the largest number, since that is what rounding is proportional to."""
    assert ours.shape == theirs.shape
    largest = max(1.0, np.abs(theirs).max(initial=0))
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance * largest)


def assert_agrees(operation, reference, arrays, seed=0):
    """Hold `operation` on tensors against `reference` on torch's tensors, in float64.

    The result is multiplied with random numbers and added up, so that every number of it matters.
    """
    tensors = [Tensor(array, requires_grad=True) for array in arrays]
    theirs = [torch.tensor(array, requires_grad=True) for array in arrays]
    result, expected = operation(*tensors), reference(*theirs)
    assert_equal_up_to(ROUNDING, result.numpy(), expected.detach().numpy())

    gradient = np.random.default_rng(seed).normal(size=result.shape)
    result.backward(gradient)
    expected.backward(torch.tensor(gradient))
    gradients = [tensor.grad for tensor in tensors]
    by_torch = [np.zeros(other.shape) if other.grad is None else other.grad.numpy() for other in theirs]
    by_trying, _ = gradcheck.finite_differences(lambda *xs: (operation(*xs) * gradient).sum(), arrays)
    for ours, torchs, tried in zip(gradients, by_torch, by_trying, strict=True):
        assert_equal_up_to(ROUNDING, ours, torchs)
        assert_equal_up_to(FINITE_DIFFERENCE, ours, tried)


def draw_apart(shape, rng):
    """Numbers around 0, none of them 0 and no two equal or near: where no function here has a corner."""
    count = int(np.prod(shape))
    halves = rng.permutation(count) - count // 2 + rng.uniform(0.3, 0.7, count)
    return (halves * 4 / (count + 1)).reshape(shape)


@pytest.fixture(scope="session")
def agrees():
    return assert_agrees


@pytest.fixture(scope="session")
def equal_up_to_rounding():
    return lambda ours, theirs: assert_equal_up_to(ROUNDING, ours, theirs)


@pytest.fixture(scope="session")
def apart():
    return draw_apart
