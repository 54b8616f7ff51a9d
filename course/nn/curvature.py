"""How steeply a loss bends, found with nothing but gradients."""

import numpy as np


def steepest_curvature(loss, parameters, *, rng, h=1e-3):
    """The largest curvature L of a loss at its parameters: the largest eigenvalue of its Hessian, a float.

    loss: function without arguments that gives the loss as a tensor.  parameters: the Tensors it depends on,
    best of float64; left as they were.  h: how far to look along a direction of length 1.
    How the gradient changes along a direction costs two gradients.  Some dozens of directions suffice, so the
    Hessian's n × n entries are never written down.
    Source: Pearlmutter 1994, "Fast exact multiplication by the Hessian", Neural Computation 6(1).
    """
    from scipy.sparse.linalg import LinearOperator, eigsh

    parameters = list(parameters)
    start = _flat(parameter.data for parameter in parameters)

    def change_along(direction):
        unit = direction / np.linalg.norm(direction)
        above = _gradient_at(start + h * unit, loss, parameters)
        below = _gradient_at(start - h * unit, loss, parameters)
        return (above - below) / (2 * h) * np.linalg.norm(direction)

    hessian = LinearOperator((start.size, start.size), matvec=change_along, dtype=np.float64)
    beginning = rng.standard_normal(start.size)
    (curvature,) = eigsh(hessian, k=1, which="LA", v0=beginning, tol=1e-4, return_eigenvectors=False)
    _move_to(start, parameters)
    return float(curvature)


def _gradient_at(point, loss, parameters):
    """The loss's gradient, (n,), after the parameters have been moved to `point`, (n,)."""
    _move_to(point, parameters)
    for parameter in parameters:
        parameter.grad = None
    loss().backward()
    return _flat(parameter.grad for parameter in parameters)


def _move_to(point, parameters):
    ends = np.cumsum([parameter.size for parameter in parameters])
    for parameter, values in zip(parameters, np.split(point, ends[:-1]), strict=True):
        parameter.data[...] = values.reshape(parameter.shape)


def _flat(arrays):
    return np.concatenate([array.ravel() for array in arrays])
