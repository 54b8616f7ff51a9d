"""The one network that every program of this part computes: 64 pixels, 32 hidden units, 10 digits.

Its weights are a dict of arrays under the names that torch gives them, (outputs, inputs) as torch lays them.
"""

from functools import cache

import numpy as np

from course.data import digits
from course.frameworks import in_our_engine

SIZES = (64, 32, 10)
NUM_STEPS = 300
LEARNING_RATE = 0.5


def random_weights(rng, sizes=SIZES, dtype=np.float64):
    """Weights to begin with, uniform in ±1/√inputs as torch's: {"hidden.weight": (32, 64), ...}.

    sizes: inputs, hidden units, outputs.  Returns four arrays: hidden.weight, hidden.bias, output.weight and
    output.bias, each (outputs, inputs) or (outputs,).
    """
    inputs, hidden, outputs = sizes
    shapes = {
        "hidden.weight": ((hidden, inputs), inputs),
        "hidden.bias": ((hidden,), inputs),
        "output.weight": ((outputs, hidden), hidden),
        "output.bias": ((outputs,), hidden),
    }
    return {
        name: rng.uniform(-1, 1, shape).astype(dtype) / dtype(np.sqrt(fan_in))
        for name, (shape, fan_in) in shapes.items()
    }


def some_digits(num_images=32, dtype=np.float64):
    """(images, labels): the first training digits, (num_images, 64) in [0, 1] and integers (num_images,)."""
    data = digits.load()
    return data.train_images[:num_images].reshape(-1, 64).astype(dtype), data.train_labels[:num_images]


def test_digits(dtype=np.float64):
    """(images, labels) of the 360 digits that no network here is trained on: (360, 64), (360,)."""
    data = digits.load()
    return data.test_images.reshape(-1, 64).astype(dtype), data.test_labels


@cache
def _trained():
    data = digits.load()
    images, labels = data.train_images.reshape(-1, 64).astype(np.float64), data.train_labels
    weights = random_weights(np.random.default_rng(0))
    for _ in range(NUM_STEPS):
        _, gradients = in_our_engine.loss_and_gradients(weights, images, labels)
        for name, gradient in gradients.items():
            weights[name] -= LEARNING_RATE * gradient
    return weights


def trained_weights(dtype=np.float64):
    """The weights after 300 steps of plain gradient descent over all training digits, the same everywhere."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # small matrices: a second thread would only wait
        trained = _trained()
    return {name: array.astype(dtype) for name, array in trained.items()}
