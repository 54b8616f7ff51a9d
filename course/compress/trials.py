"""One small network trained on digits by a recipe, again and again, so that recipes can be compared."""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from course.compress.mixed_precision import Step
from course.data import digits
from course.nn import training
from course.nn.losses import cross_entropy
from course.nn.networks import mlp
from course.nn.optim import SGD

SIZES, BATCH_SIZE, MOMENTUM = (64, 64, 10), 64, 0.9
SEED_OF_ROUNDING = 10_000  # its own generator, so that every recipe sees the same weights and batches


@dataclass(frozen=True)
class Trial:
    """What came of one training: the step with its network, the last epoch's loss, the test error in %."""

    step: Step
    loss: float
    error: float


def trial(recipe, seed, scaler=None, *, lr, epochs, loss=cross_entropy):
    """Train the small network by a recipe: a Trial.

    seed: of the first weights and of the batches.  scaler: as in `mixed_precision.Step`.
    """
    data, rng = digits.load(), np.random.default_rng(seed)
    network = mlp(SIZES, rng=rng)
    optimizer = SGD(network.parameters(), lr, momentum=MOMENTUM)
    rounding = np.random.default_rng(SEED_OF_ROUNDING + seed)
    step = Step(network, loss, optimizer, recipe, scaler, rng=rounding)
    epoch = step, data.train_images, data.train_labels
    with threadpool_limits(1, user_api="blas"):  # on small matrices a second thread only waits
        losses = [training.train_one_epoch(*epoch, batch_size=BATCH_SIZE, rng=rng) for _ in range(epochs)]
    error = 100 * training.error_rate(network, data.test_images, data.test_labels)
    return Trial(step, losses[-1], error)


def gradients_and_updates(step, batch=BATCH_SIZE):
    """(weights, gradients, updates) of one more step on the first images: float32 arrays of one length.

    The gradients are of the loss, unscaled; the weights are those before the step, and the step is taken.
    """
    data = digits.load()
    before = flat(parameter.data for parameter in step.optimizer.parameters)
    step(data.train_images[:batch], data.train_labels[:batch])
    gradients = flat(parameter.grad for parameter in step.optimizer.parameters)
    return before, gradients, before - flat(parameter.data for parameter in step.optimizer.parameters)


def flat(arrays):
    """All numbers of several arrays in one row."""
    return np.concatenate([array.ravel() for array in arrays])
