"""The steepest curvature that `curvature` finds is the Hessian's largest eigenvalue."""

import numpy as np
import pytest
import torch

from course.nn import functional
from course.nn.autograd import Tensor
from course.nn.curvature import steepest_curvature

AS_ASKED = 1e-4  # the relative tolerance that the search for the eigenvalue is given


@pytest.mark.parametrize("eigenvalues", [(7.0, 3.0, 1.0, 0.5, 0.1), (2.0, 1.0, 0.5, -1.0, -9.0)])
def test_on_a_quadratic_it_is_the_largest_eigenvalue_however_far_others_bend_down(eigenvalues):
    rng = np.random.default_rng(0)
    basis, _ = np.linalg.qr(rng.standard_normal((5, 5)))
    hessian = basis @ np.diag(eigenvalues) @ basis.T
    weights = Tensor(rng.standard_normal((1, 5)), requires_grad=True)

    def loss():
        return 0.5 * (weights @ Tensor(hessian) @ weights.T).sum()

    assert steepest_curvature(loss, [weights], rng=rng) == pytest.approx(max(eigenvalues), rel=AS_ASKED)


def test_on_a_network_it_is_torchs_hessians_and_the_weights_stay():
    rng = np.random.default_rng(1)
    images, labels = rng.standard_normal((20, 4)), rng.integers(0, 3, 20)
    first, second = rng.standard_normal((5, 4)), rng.standard_normal((3, 5))
    tensors = [Tensor(first.copy(), requires_grad=True), Tensor(second.copy(), requires_grad=True)]

    def loss():
        hidden = functional.tanh(Tensor(images) @ tensors[0].T)
        return functional.cross_entropy(hidden @ tensors[1].T, labels)

    def torch_loss(flat):
        hidden = torch.tanh(torch.from_numpy(images) @ flat[:20].reshape(5, 4).T)
        return torch.nn.functional.cross_entropy(hidden @ flat[20:].reshape(3, 5).T, torch.from_numpy(labels))

    point = torch.from_numpy(np.concatenate([first.ravel(), second.ravel()]))
    largest = np.linalg.eigvalsh(torch.autograd.functional.hessian(torch_loss, point).numpy())[-1]
    assert steepest_curvature(loss, tensors, rng=rng) == pytest.approx(largest, rel=AS_ASKED)
    assert np.array_equal(tensors[0].data, first) and np.array_equal(tensors[1].data, second)
