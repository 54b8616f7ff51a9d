"""How steeply a loss bends, found with nothing but gradients."""

import numpy as np


def steepest_curvature(loss, parameters, *, rng, iterations=60, h=1e-3):
    """The largest curvature L of a loss where its parameters stand: the Hessian's largest eigenvalue, a float.

    loss: function without arguments that gives the loss as a tensor.  parameters: the Tensors it depends on,
    best of float64; left as they were.  h: how far to look along a direction of length 1.
    By power iteration: each asks how the gradient changes along a direction, for the price of two gradients, so
    that the Hessian's n × n entries are never written down.  It finds the eigenvalue of largest magnitude,
    which is the steepest curvature wherever the loss bends up more than down.
    Source: Pearlmutter 1994, "Fast exact multiplication by the Hessian", Neural Computation 6(1).
    """
    parameters = list(parameters)
    start = _flat(parameter.data for parameter in parameters)
    direction = rng.standard_normal(start.size)
    for _ in range(iterations):
        direction /= np.linalg.norm(direction)
        above = _gradient_at(start + h * direction, loss, parameters)
        below = _gradient_at(start - h * direction, loss, parameters)
        change = (above - below) / (2 * h)
        curvature, direction = direction @ change, change
    _gradient_at(start, loss, parameters)
    return float(curvature)


def _gradient_at(point, loss, parameters):
    """The loss's gradient, (n,), after the parameters have been moved to `point`, (n,)."""
    sizes = [parameter.size for parameter in parameters]
    for parameter, values in zip(parameters, np.split(point, np.cumsum(sizes)[:-1]), strict=True):
        parameter.data[...] = values.reshape(parameter.shape)
        parameter.grad = None
    loss().backward()
    return _flat(parameter.grad for parameter in parameters)


def _flat(arrays):
    return np.concatenate([array.ravel() for array in arrays])
