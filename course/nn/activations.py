"""The bends between the layers, and the softmax that turns scores into probabilities."""

import math

import numpy as np

from course.nn.autograd import record


def relu(input):
    """Positive numbers pass, the others become 0; the slope at 0 itself is taken as 0."""
    result = np.maximum(input.data, 0)
    return record(result, (input, lambda gradient: gradient * (result > 0)))


def leaky_relu(input, negative_slope=0.01):
    """Positive numbers pass, the others shrink to `negative_slope` of themselves instead of dying."""
    slope = np.where(input.data > 0, 1, negative_slope).astype(input.dtype)
    return record(slope * input.data, (input, lambda gradient: slope * gradient))


def tanh(input):
    """Squeeze each number into (-1, 1), steepest at 0 with slope 1."""
    result = np.tanh(input.data)
    return record(result, (input, lambda gradient: gradient * (1 - result * result)))


def sigmoid(input):
    """Squeeze each number into (0, 1), steepest at 0 with slope 1/4."""
    small = np.exp(-np.abs(input.data))  # exp of a negative number never overflows
    result = np.where(input.data > 0, 1, small) / (1 + small)
    return record(result, (input, lambda gradient: gradient * result * (1 - result)))


def silu(input):
    """Each number times its own sigmoid: a ReLU with a rounded corner, also called swish.

    Source: Elfwing et al., "Sigmoid-weighted linear units", 2017, https://arxiv.org/abs/1702.03118
    """
    return input * sigmoid(input)


def gelu(input, approximate="none"):
    """Each number times the chance that a normal random number lies below it.

    approximate: "none" for the normal distribution itself, "tanh" for a cheaper curve close to it.
    Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016, https://arxiv.org/abs/1606.08415
    """
    if approximate == "tanh":
        return input * 0.5 * (1 + tanh(math.sqrt(2 / math.pi) * (input + 0.044715 * input**3)))
    if approximate != "none":
        raise ValueError(f'approximate needs to be "none" or "tanh", got {approximate!r}')
    return input * _normal_distribution(input)


def _normal_distribution(input):
    """The chance that a normal random number lies below each number; its slope is the bell curve."""
    from scipy.special import ndtr  # NumPy has no error function

    x = input.data
    bell = np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return record(ndtr(x), (input, lambda gradient: gradient * bell))


def softmax(input, dim):
    """Turn scores into probabilities: positive, of sum 1 along `dim`, the higher score the likelier."""
    exponentials = np.exp(input.data - input.data.max(axis=dim, keepdims=True))  # exp(0) is the largest
    result = exponentials / exponentials.sum(axis=dim, keepdims=True)

    def backward_line(gradient):
        return result * (gradient - (gradient * result).sum(axis=dim, keepdims=True))

    return record(result, (input, backward_line))


def log_softmax(input, dim):
    """The logarithm of `softmax`, finite even where the probability itself rounds to 0."""
    shifted = input.data - input.data.max(axis=dim, keepdims=True)
    result = shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))

    def backward_line(gradient):
        return gradient - np.exp(result) * gradient.sum(axis=dim, keepdims=True)

    return record(result, (input, backward_line))
