"""The run behind the gradients: a small network learns digits in FP32, and some of its steps are kept."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course.data import digits
from course.nn.autograd import Tensor
from course.nn.losses import cross_entropy
from course.nn.networks import mlp
from course.nn.optim import SGD
from course.nn.training import batches

SIZES = (64, 24, 16, 10)
STEPS = (1, 20, 100, 400, 1600)  # of which gradients and weights are kept, counted from 1
BATCH_SIZE = 64
LEARNING_RATE = 0.5  # a power of two: learning rate × gradient is exact


@dataclass(frozen=True)
class Moment:
    """One step of the run: the weight matrices before it, and the gradients of its batch's mean loss.

    weights, gradients: three float32 matrices each, (24, 64), (16, 24) and (10, 16).
    """

    step: int
    weights: tuple
    gradients: tuple


@lru_cache(maxsize=1)
def moments():
    """The kept moments of the run, in the order of STEPS; the same numbers at each call."""
    data = digits.load()
    rng = np.random.default_rng(0)
    network = mlp(SIZES, rng=rng)
    optimizer = SGD(network.parameters(), LEARNING_RATE)
    found = []
    for step, batch in enumerate(endless(len(data.train_labels), rng), start=1):
        optimizer.zero_grad()
        loss = cross_entropy(network(Tensor(data.train_images[batch])), data.train_labels[batch])
        loss.backward()
        if step in STEPS:
            found.append(moment(step, network))
        if step == STEPS[-1]:
            return tuple(found)
        optimizer.step()


def endless(num_examples, rng):
    """The indices of one batch after the other; each epoch all examples in another order."""
    while True:
        yield from batches(num_examples, BATCH_SIZE, rng)


def moment(step, network):
    """Copies of the network's weight matrices and of their gradients, biases left out."""
    matrices = [parameter for parameter in network.parameters() if parameter.ndim == 2]
    weights = tuple(matrix.data.copy() for matrix in matrices)
    gradients = tuple(np.array(matrix.grad, dtype=np.float32) for matrix in matrices)
    return Moment(step, weights, gradients)
