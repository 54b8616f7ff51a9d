"""What keeps a deep network trainable and honest: dropout's noise and batch normalization."""

import numpy as np

from course.nn.arrays import check_one_per_channel
from course.nn.autograd import Tensor


def dropout(input, p=0.5, training=True, *, rng):
    """While training, set each number to 0 with probability `p`, and scale the others so that the mean stays.

    rng: a numpy.random.Generator.
    Source: Srivastava et al., "Dropout", 2014, https://jmlr.org/papers/v15/srivastava14a.html
    """
    if not 0 <= p <= 1:
        raise ValueError(f"p is a probability between 0 and 1, got {p}")
    if not training or p == 0:
        return input
    is_kept = rng.random(input.shape) >= p
    return input * (is_kept.astype(input.dtype) / max(1 - p, np.finfo(input.dtype).tiny))


def batch_norm(
    input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):
    """Give each channel mean 0 and variance 1, then let it learn its own scale and shift.

    input: (batch, channels, ...).  weight, bias: the scale and shift, tensors of shape (channels,), or None.
    running_mean, running_var: arrays of shape (channels,), or None.  In training the batch's own mean and
    variance are used, and each running array moves towards them, in place, by the share `momentum`; the
    running variance is the unbiased one.  Otherwise the running arrays are used.
    Source: Ioffe and Szegedy, "Batch normalization", 2015, https://arxiv.org/abs/1502.03167
    """
    _, channels, *others = input.shape
    check_one_per_channel(
        channels, running_mean=running_mean, running_var=running_var, weight=weight, bias=bias
    )
    shape = (1, channels, *[1] * len(others))  # lines up one number a channel with the input
    if training:
        mean, variance = _batch_statistics(input, running_mean, running_var, momentum)
    elif running_mean is None or running_var is None:
        raise ValueError("without running_mean and running_var pass training=True: use the batch's own")
    else:
        mean, variance = Tensor(running_mean.reshape(shape)), Tensor(running_var.reshape(shape))
    output = (input - mean) * (variance + eps) ** -0.5
    if weight is not None:
        output = output * weight.reshape(shape)
    return output if bias is None else output + bias.reshape(shape)


def _batch_statistics(input, running_mean, running_var, momentum):
    """Each channel's mean and variance over the batch; the running ones move towards them."""
    others = (0, *range(2, input.ndim))
    count = input.size // input.shape[1]
    if count < 2:
        raise ValueError(f"training needs more than one number a channel, got shape {input.shape}")
    mean = input.mean(others, keepdim=True)
    centered = input - mean
    variance = (centered * centered).mean(others, keepdim=True)
    if running_mean is not None:
        running_mean += momentum * (mean.data.ravel() - running_mean)
    if running_var is not None:
        running_var += momentum * (variance.data.ravel() * count / (count - 1) - running_var)
    return mean, variance
