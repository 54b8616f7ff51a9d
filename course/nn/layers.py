"""Layers by torch's names, over the functions of `course.nn.functional`.

Weights begin as torch's do: uniform in +-1/sqrt(fan_in), fan_in being the number of inputs of one output.
Source: He et al. 2015, "Delving deep into rectifiers"; torch.nn.init.kaiming_uniform_ with a=sqrt(5).
"""

import math

import numpy as np

from course.nn import functional
from course.nn.autograd import Tensor
from course.nn.convolution import pair
from course.nn.modules import Module, Sequential

__all__ = [
    "GELU",
    "AvgPool2d",
    "BatchNorm1d",
    "BatchNorm2d",
    "Conv2d",
    "Dropout",
    "Flatten",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "Module",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Tanh",
]


def uniform_parameter(shape, fan_in, rng, dtype):
    """A Tensor to train, drawn uniformly from +-1/sqrt(fan_in)."""
    bound = 1 / math.sqrt(fan_in)
    return Tensor(rng.uniform(-bound, bound, shape).astype(dtype), requires_grad=True)


class Linear(Module):
    """Every output is a weighted sum of all inputs, plus a bias.

    (batch, in_features) -> (batch, out_features).
    """

    def __init__(self, in_features, out_features, bias=True, *, rng, dtype=np.float32):
        self.in_features, self.out_features = in_features, out_features
        self.weight = uniform_parameter((out_features, in_features), in_features, rng, dtype)
        self.bias = uniform_parameter((out_features,), in_features, rng, dtype) if bias else None

    def forward(self, inputs):
        return functional.linear(inputs, self.weight, self.bias)

    def __repr__(self):
        return f"Linear({self.in_features}, {self.out_features})"


class Conv2d(Module):
    """Every output is a weighted sum of a small window of all channels; all windows share the weights.

    (N, in_channels, H, W) -> (N, out_channels, H', W').
    kernel_size, stride, padding, dilation: an int or (height, width).  groups: of channels that do not see
    each other.  For a kernel of odd size padding=kernel_size // 2 keeps the size of the images.
    """

    def __init__(
        self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True,
        *, rng, dtype=np.float32,
    ):  # fmt: skip
        if in_channels % groups or out_channels % groups:
            raise ValueError(
                f"groups={groups} must divide in_channels={in_channels} and out_channels={out_channels}"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride = pair(kernel_size, least=1), pair(stride, least=1)
        self.padding, self.dilation = pair(padding), pair(dilation, least=1)
        fan_in = in_channels // groups * math.prod(self.kernel_size)
        self.weight = uniform_parameter(
            (out_channels, in_channels // groups, *self.kernel_size), fan_in, rng, dtype
        )
        self.bias = uniform_parameter((out_channels,), fan_in, rng, dtype) if bias else None

    def forward(self, inputs):
        return functional.conv2d(
            inputs, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups
        )

    def __repr__(self):
        return f"Conv2d({self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size})"


class MaxPool2d(Module):
    """The largest of each window: (N, C, H, W) -> (N, C, H', W').  Windows touch unless `stride` is given."""

    def __init__(self, kernel_size, stride=None, padding=0):
        self.kernel_size, self.padding = pair(kernel_size, least=1), pair(padding)
        self.stride = self.kernel_size if stride is None else pair(stride, least=1)

    def forward(self, inputs):
        return functional.max_pool2d(inputs, self.kernel_size, self.stride, self.padding)

    def __repr__(self):
        return f"{type(self).__name__}({self.kernel_size})"


class AvgPool2d(MaxPool2d):
    """The mean of each window: (N, C, H, W) -> (N, C, H', W').  Padding counts as zeros, as in torch."""

    def forward(self, inputs):
        return functional.avg_pool2d(inputs, self.kernel_size, self.stride, self.padding)


class Flatten(Module):
    """All features of an example in one row: (N, ...) -> (N, features)."""

    def forward(self, inputs):
        return inputs.reshape(inputs.shape[0], -1)

    def __repr__(self):
        return "Flatten()"


class Dropout(Module):
    """While training, set each value to zero with probability `p` and scale the others up by 1 / (1 - p)."""

    def __init__(self, p=0.5, *, rng):
        if not 0 <= p <= 1:
            raise ValueError(f"p is a probability between 0 and 1, got {p}")
        self.p, self.rng = p, rng

    def forward(self, inputs):
        return functional.dropout(inputs, self.p, self.training, rng=self.rng)

    def __repr__(self):
        return f"Dropout({self.p})"


class BatchNorm1d(Module):
    """Shift and scale each channel to mean 0 and variance 1 over the batch, then to a learned mean and scale.

    (N, C) or (N, C, L).  In use (`eval`) running means of them stand in for the batch's own.
    """

    num_dimensions = (2, 3)

    def __init__(self, num_features, eps=1e-5, momentum=0.1, *, dtype=np.float32):
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = Tensor(np.ones(num_features, dtype), requires_grad=True)
        self.bias = Tensor(np.zeros(num_features, dtype), requires_grad=True)
        self.running_mean = np.zeros(num_features, dtype)
        self.running_var = np.ones(num_features, dtype)

    def forward(self, inputs):
        if inputs.ndim not in self.num_dimensions:
            raise ValueError(
                f"{self!r} takes inputs of {self.num_dimensions} dimensions, got shape {inputs.shape}"
            )
        return functional.batch_norm(
            inputs, self.running_mean, self.running_var, self.weight, self.bias,
            self.training, self.momentum, self.eps,
        )  # fmt: skip

    def __repr__(self):
        return f"{type(self).__name__}({self.num_features})"


class BatchNorm2d(BatchNorm1d):
    """Batch normalization of each channel of images, (N, C, H, W): over the batch and all its pixels."""

    num_dimensions = (4,)


class Activation(Module):
    """A function of each value by itself."""

    def __repr__(self):
        return f"{type(self).__name__}()"


class ReLU(Activation):
    """max(x, 0)"""

    def forward(self, inputs):
        return functional.relu(inputs)


class LeakyReLU(Activation):
    """x where it is positive, else a small share of it, so that no unit is ever dead."""

    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def forward(self, inputs):
        return functional.leaky_relu(inputs, self.negative_slope)


class Tanh(Activation):
    """tanh(x), between -1 and 1"""

    def forward(self, inputs):
        return functional.tanh(inputs)


class Sigmoid(Activation):
    """1 / (1 + exp(-x)), between 0 and 1"""

    def forward(self, inputs):
        return functional.sigmoid(inputs)


class GELU(Activation):
    """x times the probability that a standard normal number is below x"""

    def forward(self, inputs):
        return functional.gelu(inputs)


class SiLU(Activation):
    """x * sigmoid(x)"""

    def forward(self, inputs):
        return functional.silu(inputs)
