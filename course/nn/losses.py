"""Losses: one number for how wrong the scores are; and the penalties that keep weights small.

`target` is never differentiated.  `reduction` is "mean" over the batch, "sum", or "none" for one loss each.
"""

import numpy as np

from course.nn.activations import log_softmax, relu
from course.nn.autograd import Tensor


def cross_entropy(input, target, *, reduction="mean", label_smoothing=0.0):
    """Minus the logarithm of the probability that `softmax` gives to the right class.

    input: scores of shape (batch, classes).  target: the right classes, integers of shape (batch,).
    label_smoothing: the share of the target that is spread evenly over all classes.
    """
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing is a share between 0 and 1, got {label_smoothing}")
    target = _checked_classes(input, target)
    log_probabilities = log_softmax(input, dim=1)
    losses = -log_probabilities[np.arange(len(target)), target]
    if label_smoothing:
        losses = (1 - label_smoothing) * losses - label_smoothing * log_probabilities.mean(dim=1)
    return _reduce(losses, reduction)


def hinge(input, target, *, margin=1.0, reduction="mean"):
    """How far the other classes' scores come within `margin` of the right one, averaged over all classes.

    input: scores of shape (batch, classes).  target: the right classes, integers of shape (batch,).
    The same as torch's multi_margin_loss with p=1.
    """
    target = _checked_classes(input, target)
    batch, num_classes = input.shape
    rows = np.arange(batch)
    is_other = np.ones(input.shape, dtype=input.dtype)
    is_other[rows, target] = 0
    right_score = input[rows, target].reshape(batch, 1)
    shortfalls = relu(input - right_score + margin) * is_other
    return _reduce(shortfalls.sum(dim=1) / num_classes, reduction)


def mse_loss(input, target, *, reduction="mean"):
    """The squared difference of output and target, averaged over all numbers.

    input, target: of the same shape; the target may be an array or a tensor.
    """
    target = target.detach() if isinstance(target, Tensor) else Tensor(target)
    if input.shape != target.shape:
        raise ValueError(f"input and target need the same shape, got {input.shape} and {target.shape}")
    difference = input - target
    return _reduce(difference * difference, reduction)


def l1_penalty(parameters):
    """The sum of the absolute weights: its slope never fades, and `proximal` has the step that ends at 0."""
    return sum(abs(parameter).sum() for parameter in parameters)


def l2_penalty(parameters):
    """The sum of the squared weights: its slope, twice the weight, shrinks large weights most."""
    return sum((parameter * parameter).sum() for parameter in parameters)


def _checked_classes(input, target):
    """The target as an array, after checking that it names one class for each row of scores."""
    target = np.asarray(target)
    if input.ndim != 2 or target.shape != input.shape[:1]:
        raise ValueError(
            f"scores need shape (batch, classes) and targets (batch,), got {input.shape} and {target.shape}"
        )
    if target.dtype.kind not in "iu":
        raise TypeError(f"targets are class numbers, so integers, got {target.dtype}")
    if target.size and not 0 <= target.min() <= target.max() < input.shape[1]:
        raise ValueError(
            f"targets need to lie in 0..{input.shape[1] - 1}, got {target.min()}..{target.max()}"
        )
    return target


def _reduce(losses, reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f'reduction needs to be "mean", "sum" or "none", got {reduction!r}')
    return losses if reduction == "none" else getattr(losses, reduction)()
