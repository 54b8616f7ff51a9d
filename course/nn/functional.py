"""Everything a network computes, under the names of torch.nn.functional and with its argument order.

Operators (+ - * / ** @ and indexing) work on tensors directly; see `autograd.Tensor`.
"""

from course.nn.activations import gelu, leaky_relu, log_softmax, relu, sigmoid, silu, softmax, tanh
from course.nn.autograd import Tensor, cat
from course.nn.convolution import avg_pool2d, conv2d, max_pool2d
from course.nn.linear import linear
from course.nn.losses import cross_entropy, hinge, mse_loss
from course.nn.regularization import batch_norm, dropout

exp, log = Tensor.exp, Tensor.log
sum, mean, max = Tensor.sum, Tensor.mean, Tensor.max
reshape, transpose = Tensor.reshape, Tensor.transpose

__all__ = [
    "avg_pool2d",
    "batch_norm",
    "cat",
    "conv2d",
    "cross_entropy",
    "dropout",
    "exp",
    "gelu",
    "hinge",
    "leaky_relu",
    "linear",
    "log",
    "log_softmax",
    "max",
    "max_pool2d",
    "mean",
    "mse_loss",
    "relu",
    "reshape",
    "sigmoid",
    "silu",
    "softmax",
    "sum",
    "tanh",
    "transpose",
]


def __getattr__(name):
    raise AttributeError(f"functional does not offer {name!r}; it offers {', '.join(__all__)}")
