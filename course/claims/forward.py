"""Claims 1 and 2: what a partly connected layer keeps of an image, and what a sum of signals is short of."""

import math
from functools import partial

import numpy as np
from scipy.stats import t
from threadpoolctl import threadpool_limits

from course.claims.claim import Axis, Claim, Threshold
from course.claims.finding import Figure
from course.data import digits
from course.nn import functional, layers, schedules, unrolled
from course.nn.optim import SGD
from course.nn.training import error_rate, train_one_epoch
from course.nn.tuned import TunedStep

NUM_NETWORKS = 12
NUM_TRAINED = 400  # of 1,797 digits; all others are read
NUM_EPOCHS = 10
CHANNELS = 8
SHAPES = (((1, 8, 8), (CHANNELS, 1, 3, 3)), ((CHANNELS, 6, 6), (CHANNELS, CHANNELS, 3, 3)))
NUM_SUMS = CHANNELS * 4 * 4

SHARED = "windows that share their weights"
OWN = "windows with weights of their own"
SCATTERED = "as many connections, at random places"

NUM_SPLITS = 5
GREY_PAPER = 0.1  # added to the ink of every pixel, so that none is zero
ALONE = "the sum alone"
WITH_BIAS = "the sum and a bias"
CENTRED = "the sum alone, ink less its mean"


def what_shuffling_costs():
    """The error that shuffled pixels add, for three ways to connect a layer partly: means, 95 % intervals."""
    kinds = {
        SHARED: convolutions,
        OWN: partial(windows, scatter=False),
        SCATTERED: partial(windows, scatter=True),
    }
    figures = []
    with threadpool_limits(1, user_api="blas"):  # on small matrices a second thread only waits
        for name, build in kinds.items():
            added = [added_error(build, seed) for seed in range(NUM_NETWORKS)]
            middle, half = mean_with_interval(added)
            figures.append(Figure(name, middle, "points", middle - half, middle + half))
    return figures


def added_error(build, seed):
    """The test error in points that one order of the pixels adds: two networks that began alike."""
    rng = np.random.default_rng([seed, 1])
    images, labels = all_digits()
    chosen, order = rng.permutation(len(images)), rng.permutation(images[0].size)
    shuffled = images.reshape(len(images), -1)[:, order].reshape(images.shape)
    plain, mixed = (error_of(build, each[chosen], labels[chosen], seed) for each in (images, shuffled))
    return mixed - plain


def all_digits():
    """(images, labels) of every digit that there is: float32 (1797, 1, 8, 8), integers (1797,)."""
    data = digits.load()
    parts = (data.train_images, data.test_images), (data.train_labels, data.test_labels)
    return tuple(map(np.concatenate, parts))


def error_of(build, images, labels, seed):
    """The test error in % of a network that `build` makes and that learns from the first of these images."""
    rng = np.random.default_rng(seed)
    network, connections = build(rng)
    optimizer = SGD(network.parameters(), lr=0.1, momentum=0.9)
    step = KeepConnections(TunedStep(network, functional.cross_entropy, optimizer), connections)
    schedule = schedules.cosine(NUM_EPOCHS * math.ceil(NUM_TRAINED / 32))
    for _ in range(NUM_EPOCHS):
        train_one_epoch(
            step, images[:NUM_TRAINED], labels[:NUM_TRAINED], batch_size=32, rng=rng, schedule=schedule
        )
    return 100 * error_rate(network, images[NUM_TRAINED:], labels[NUM_TRAINED:])


class KeepConnections:
    """A training step after which every weight that is no connection is zero again.

    step: ReadableStep or TunedStep.  connections: (parameter, array of 0 and 1 of its shape), any number.
    """

    def __init__(self, step, connections):
        self.step, self.connections = step, connections
        self.network, self.optimizer = step.network, step.optimizer
        self.cut()

    def __call__(self, inputs, labels):
        loss = self.step(inputs, labels)
        self.cut()
        return loss

    def cut(self):
        """Set what is no connection to zero, in place."""
        for weight, is_connected in self.connections:
            weight.data *= is_connected


def convolutions(rng):
    """Two convolution layers and a fully connected one, and no weight that has to be kept at zero."""
    first, second = (layers.Conv2d(shape[1], shape[0], 3, rng=rng) for _, shape in SHAPES)
    last = layers.Linear(NUM_SUMS, 10, rng=rng)
    return layers.Sequential(first, layers.ReLU(), second, layers.ReLU(), layers.Flatten(), last), []


def windows(rng, scatter):
    """Those connections with a weight for each, and which they are; or as many, `scatter`ed in each row."""
    masks = [connections_of(*shapes) for shapes in SHAPES]
    if scatter:
        masks = [rng.permuted(mask, axis=1) for mask in masks]
    first, second = (partly_connected(mask, rng) for mask in masks)
    last = layers.Linear(NUM_SUMS, 10, rng=rng)
    network = layers.Sequential(layers.Flatten(), first, layers.ReLU(), second, layers.ReLU(), last)
    return network, list(zip((first.weight, second.weight), masks, strict=True))


def connections_of(image_shape, weight_shape):
    """Which pixels each output of a convolution sees: float32 (outputs, pixels) of 0 and 1."""
    return unrolled.convolution_matrix(np.ones(weight_shape, np.float32), image_shape).toarray()


def partly_connected(mask, rng):
    """A Linear layer whose weights begin as large as those of a layer with as many inputs as connections."""
    num_outputs, num_inputs = mask.shape
    layer = layers.Linear(num_inputs, num_outputs, rng=rng)
    for parameter in layer.parameters():
        parameter.data *= np.float32(math.sqrt(num_inputs / mask[0].sum()))
    return layer


def mean_with_interval(values):
    """(mean, half the width of its 95 % interval, by Student's t) of a few measured values."""
    half = t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values))
    return float(np.mean(values)), float(half)


def what_a_sum_misreads():
    """The digits in % that a score misreads which is a sum alone, or a sum and a bias: median, all splits."""
    kinds = {ALONE: (False, False), WITH_BIAS: (True, False), CENTRED: (False, True)}
    figures = []
    for name, (bias, centre) in kinds.items():
        errors = [misread(bias, centre, seed) for seed in range(NUM_SPLITS)]
        figures.append(Figure(name, float(np.median(errors)), "%", min(errors), max(errors)))
    return figures


def misread(bias, centre, seed):
    """The test error in % of one layer that tells a 1 from a 0 by the ink in its middle.

    bias: whether it has one.  centre: whether the mean ink is subtracted first.
    """
    data = digits.load(seed)
    inputs, labels = zeros_and_ones(data.train_images, data.train_labels)
    test_inputs, test_labels = zeros_and_ones(data.test_images, data.test_labels)
    middle = inputs.mean() if centre else np.float32(0)
    network = layers.Sequential(layers.Linear(1, 2, bias, rng=np.random.default_rng(seed)))
    step = TunedStep(network, functional.cross_entropy, SGD(network.parameters(), lr=1.0, momentum=0.9))
    for _ in range(200):
        step(inputs - middle, labels)
    return 100 * error_rate(network, test_inputs - middle, test_labels)


def zeros_and_ones(images, labels):
    """(inputs, labels) of the zeros and ones: the ink of the four middle pixels, float32 (N, 1)."""
    taken = labels <= 1
    ink = images[taken, 0, 3:5, 3:5].mean(axis=(1, 2)) + np.float32(GREY_PAPER)
    return ink[:, None], labels[taken]


NOTHING_LOST = 0.0, "nothing lost"
ONE_POINT = 1.0, "one digit in a hundred"
HALF_OF_GUESSING = 25.0, "half of what guessing misreads"

CLAIMS = (
    Claim(
        id=1,
        says="A convolution layer is connected only in part, to keep the spatial structure of an image.",
        measure=what_shuffling_costs,
        how=f"{NUM_NETWORKS} networks of each kind, {NUM_TRAINED} digits to learn from, {NUM_EPOCHS} epochs, "
        "pixels in their places and in one other order; dot: mean, bar: 95 % interval",
        thresholds=(
            Threshold(SHARED, "above", *NOTHING_LOST, "wrong",
                      "A convolution reads digits with shuffled pixels as well as real ones."),
            Threshold(OWN, "above", *NOTHING_LOST, "wrong",
                      "Windows alone keep nothing that shuffling the pixels could take away."),
            Threshold(SCATTERED, "below", *ONE_POINT, "holds",
                      "Any partial connection loses by shuffling, wherever its connections are."),
        ),
        verdict="holds if",
        because="… the part is a window of neighbours. As many connections at random places lose nothing "
        "when the pixels are shuffled: they had kept no structure.",
        axis=Axis("test error that shuffling the pixels adds (points)", (-3, 0, 3, 6)),
        sources=("Y. LeCun et al., Proceedings of the IEEE 86, 1998, section II A",),
    ),
    Claim(
        id=2,
        says="The score of a unit is the sum of the weighted signals that come in.",
        measure=what_a_sum_misreads,
        how="one layer tells zeros from ones by the ink in their middle, which is never zero; "
        f"{NUM_SPLITS} splits of the digits; dot: median, bar: all",
        thresholds=(
            Threshold(ALONE, "above", *HALF_OF_GUESSING, "holds",
                      "The sum alone reads these digits, so nothing has to be added to it."),
            Threshold(WITH_BIAS, "below", *HALF_OF_GUESSING, "inconclusive",
                      "A bias does not help either: this task does not show what it is for."),
            Threshold(CENTRED, "below", *HALF_OF_GUESSING, "inconclusive",
                      "Without the shift the sum fails too: something else than the shift is in its way."),
        ),
        verdict="holds if",
        because="… a bias is added. Signals that are never negative give the sum alone one sign; "
        "a bias, or inputs with mean zero, gives it the other.",
        axis=Axis("digits misread (%)", (0, 25, 50)),
        sources=("C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.1",),
    ),
)  # fmt: skip
