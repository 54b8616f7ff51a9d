"""The gradient found the slow and certain way, by trying, to check backpropagation with."""

import numpy as np

from course.nn.autograd import Tensor, no_grad

BEST_STEP = float(np.finfo(np.float64).eps) ** (1 / 3)
"""Where the two errors of a central difference are equal: h**2 from the curve, eps / h from rounding."""


def finite_differences(function, inputs, h=BEST_STEP):
    """Nudge every number up and down by `h`, and see how far the result moves.

    function: takes one tensor for each input and gives a tensor with a single number.
    inputs: list of arrays; worked on as float64, since float32 would drown the nudge.
    Returns (gradients, forward_passes): arrays of the inputs' shapes, and how often `function` was called,
    twice for each number.
    """
    arrays = [np.array(array, dtype=np.float64) for array in inputs]
    gradients = [np.empty_like(array) for array in arrays]
    forward_passes = 0
    for array, gradient in zip(arrays, gradients, strict=True):
        for place in np.ndindex(array.shape):
            above = _value_when_moved(function, arrays, array, place, h)
            below = _value_when_moved(function, arrays, array, place, -h)
            gradient[place] = (above - below) / (2 * h)
            forward_passes += 2
    return gradients, forward_passes


def _value_when_moved(function, arrays, array, place, distance):
    """What `function` gives when one number of one array is moved, and put back afterwards."""
    before = array[place]
    array[place] = before + distance
    with no_grad():
        value = function(*(Tensor(each) for each in arrays)).item()
    array[place] = before
    return value


def backpropagation(function, inputs):
    """The same gradients by one forward and one backward pass, whatever the number of numbers."""
    tensors = [Tensor(np.array(array, dtype=np.float64), requires_grad=True) for array in inputs]
    function(*tensors).backward()
    return [np.zeros(tensor.shape) if tensor.grad is None else tensor.grad for tensor in tensors]


def relative_error(gradients, references):
    """The largest difference between two lists of arrays, as a share of the largest reference."""
    pairs = list(zip(gradients, references, strict=True))
    largest = max(np.abs(reference).max(initial=0) for _, reference in pairs)
    difference = max(np.abs(gradient - reference).max(initial=0) for gradient, reference in pairs)
    return float(difference / largest) if largest else float(difference)
