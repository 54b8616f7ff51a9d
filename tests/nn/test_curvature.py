"""The steepest curvature that `curvature` finds is the Hessian's largest eigenvalue."""

import numpy as np
import torch

from course.nn import functional
from course.nn.autograd import Tensor
from course.nn.curvature import steepest_curvature


def test_on_a_quadratic_it_is_the_largest_eigenvalue():
    rng = np.random.default_rng(0)
    basis, _ = np.linalg.qr(rng.standard_normal((5, 5)))
    hessian = basis @ np.diag([7.0, 3.0, 1.0, 0.5, 0.1]) @ basis.T
    weights = Tensor(rng.standard_normal((1, 5)), requires_grad=True)

    def loss():
        return 0.5 * (weights @ Tensor(hessian) @ weights.T).sum()

    # What power iteration has not yet forgotten of the second eigenvector: (3 / 7) ** (2 * 60) < 1e-44.
    rounding_of_differences = 1e-10
    found = steepest_curvature(loss, [weights], rng=rng)
    assert abs(found - 7) < 7 * rounding_of_differences


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
    eigenvalues = np.linalg.eigvalsh(torch.autograd.functional.hessian(torch_loss, point).numpy())
    assert eigenvalues[-1] == np.abs(eigenvalues).max()

    found = steepest_curvature(loss, tensors, rng=rng, iterations=400)
    curve_left_by_the_difference = 1e-5  # of the order of h squared
    assert abs(found - eigenvalues[-1]) < eigenvalues[-1] * curve_left_by_the_difference
    assert np.array_equal(tensors[0].data, first) and np.array_equal(tensors[1].data, second)
