"""Networks that the lessons train, each drawn from an `rng`."""

from itertools import pairwise

from course.nn.layers import Conv2d, Dropout, Flatten, Linear, MaxPool2d, ReLU, Sequential


def mlp(sizes, *, rng, dropout=0.0):
    """Fully connected layers with ReLUs between them.  sizes: inputs, hidden units ..., outputs.

    dropout: the share of hidden units that are dropped in training.
    """
    layers = [Flatten()]
    for inputs, outputs in pairwise(sizes):
        layers += [Linear(inputs, outputs, rng=rng), ReLU()]
        if dropout:
            layers.append(Dropout(dropout, rng=rng))
    return Sequential(*layers[: -2 if dropout else -1])  # scores may be negative: nothing after the last sums


def lenet_300_100(rng):
    """LeCun's fully connected network for MNIST: 266,610 parameters.

    Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition", figure 9.
    """
    return mlp([784, 300, 100, 10], rng=rng)


def small_convnet(rng):
    """Two convolutions for 8x8 images, each followed by a pool, then one fully connected layer."""
    return Sequential(
        Conv2d(1, 16, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2),
        Conv2d(16, 32, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2),
        Flatten(), Linear(32 * 2 * 2, 10, rng=rng),
    )  # fmt: skip
