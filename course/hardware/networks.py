"""Networks on paper: as large as you like, without their numbers, to be counted by `nn.costs`."""

from itertools import pairwise

import numpy as np

from course.nn import costs, networks
from course.nn.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential


class Paper:
    """Stands where a network wants its `rng`, and gives arrays that have a shape and no memory: one zero."""

    def uniform(self, low, high, shape):
        """The shape itself, until a dtype is asked for."""
        return PaperArray(shape)


class PaperArray:
    """A shape without a dtype yet."""

    def __init__(self, shape):
        self.shape = shape

    def astype(self, dtype):
        """A read-only array of this shape, whose elements are all one and the same zero."""
        return np.broadcast_to(np.zeros((), dtype), self.shape)


def lenet_5(rng):
    """Two convolutions and two fully connected layers for 28x28 images: 431,080 parameters.

    The form with 20, 50, 500 and 10 outputs that S. Han et al. compress in "Deep compression", ICLR 2016.
    """
    return Sequential(
        Conv2d(1, 20, 5, rng=rng), MaxPool2d(2),
        Conv2d(20, 50, 5, rng=rng), MaxPool2d(2),
        Flatten(), Linear(50 * 4 * 4, 500, rng=rng), ReLU(), Linear(500, 10, rng=rng),
    )  # fmt: skip


def vgg_16(rng):
    """Thirteen convolutions and three fully connected layers for 224x224 images: 138,357,544 parameters.

    Source: K. Simonyan, A. Zisserman, "Very deep convolutional networks", 2015, table 1, column D.
    """
    layers, channels = [], 3
    for width, repeats in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(repeats):
            layers += [Conv2d(channels, width, 3, padding=1, rng=rng), ReLU()]
            channels = width
        layers.append(MaxPool2d(2))
    layers.append(Flatten())
    for inputs, outputs in pairwise((512 * 7 * 7, 4096, 4096, 1000)):
        layers += [Linear(inputs, outputs, rng=rng), ReLU()]
    return Sequential(*layers[:-1])


def language_model(rng, width=4096, num_blocks=32):
    """The matrices of a decoder, for one token: four of width x width a block, and two that widen fourfold.

    What attention computes between tokens, norms and embeddings are left out.
    """
    layers = []
    for _ in range(num_blocks):
        layers += [Linear(width, width, rng=rng) for _ in range(4)]
        layers += [Linear(width, 4 * width, rng=rng), ReLU(), Linear(4 * width, width, rng=rng)]
    return Sequential(*layers)


NETWORKS = {
    "LeNet-300-100": (networks.lenet_300_100, (784,)),
    "LeNet-5": (lenet_5, (1, 28, 28)),
    "VGG-16": (vgg_16, (3, 224, 224)),
    "language model": (language_model, (4096,)),
}


def costs_of(name, batch=1):
    """The `nn.costs.Costs` of a network of NETWORKS for a batch of so many inputs (of so many tokens)."""
    if name not in NETWORKS:
        raise ValueError(f"no network is called {name!r}; there are {', '.join(NETWORKS)}")
    build, shape = NETWORKS[name]
    return costs.of_network(build(Paper()), (batch, *shape))
