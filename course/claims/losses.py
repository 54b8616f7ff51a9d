"""Claims 4 and 5: what a loss changes in a network, and what a penalty on large weights is good for."""

import functools
from itertools import product

import numpy as np

from course.claims.claim import Axis, Claim, Threshold
from course.claims.finding import Figure
from course.data import digits
from course.nn import functional, networks, training
from course.nn.autograd import Tensor
from course.nn.losses import l2_penalty
from course.nn.optim import SGD
from course.nn.tuned import TunedStep

NUM_NETWORKS = 5
NUM_IMAGES = 32
NUM_CLASSES = 10
STRENGTHS = (0.0, 0.1, 10.0)  # of the L2 penalty at fixed weights

NUM_SEEDS = 5
NUM_TRAINED = 100
NUM_FLIPPED = 30
WEIGHT_DECAY = 0.05
NUM_STEPS = 400
LEARNING_RATE = 0.3

BY_LOSS = "activations changed by loss and penalty"
BY_ACTIVATION = "activations changed by the activation function"
SLOPES = "gradients changed by loss and penalty"
SIZE = f"size of the weights at λ = {WEIGHT_DECAY:g}"
FLIPPED = f"test error at λ = {WEIGHT_DECAY:g}, {NUM_FLIPPED} labels in {NUM_TRAINED} flipped"
CLEAN = f"test error at λ = {WEIGHT_DECAY:g}, all labels right"


@functools.cache
def bundled_digits():
    """The digits, read from their file once: a hundred trainings ask for them."""
    return digits.load()


def what_a_loss_changes():
    """The share of activations and of gradients that other losses and functions change, in some networks."""
    shares = [shares_changed(np.random.default_rng(seed)) for seed in range(NUM_NETWORKS)]
    return [in_per_cent(name, [each[name] for each in shares]) for name in shares[0]]


def shares_changed(rng):
    """One network's shares by name, 0 to 1, against cross-entropy without a penalty, behind ReLU."""
    images = bundled_digits()
    chosen = rng.choice(len(images.train_labels), NUM_IMAGES, replace=False)
    inputs, labels = images.train_images[chosen].reshape(NUM_IMAGES, -1), images.train_labels[chosen]
    weights = [rng.normal(0, 0.3, shape) for shape in ((32, inputs.shape[1]), (NUM_CLASSES, 32))]

    def activations_and_gradients(loss=cross_entropy, strength=0.0, activation=functional.relu):
        settings = {"loss": loss, "strength": strength, "activation": activation}
        return after_a_backward_pass(Tensor(inputs), labels, weights, **settings)

    activations, gradients = activations_and_gradients()
    others = list(product((cross_entropy, hinge, squared_error), STRENGTHS))[1:]
    by_loss = [activations_and_gradients(loss, strength) for loss, strength in others]
    by_activation = [
        activations_and_gradients(activation=activation)
        for activation in (functional.tanh, functional.sigmoid)
    ]
    return {
        BY_LOSS: np.mean([share_changed(activations, other) for other, _ in by_loss]),
        BY_ACTIVATION: np.mean([share_changed(activations, other) for other, _ in by_activation]),
        SLOPES: np.mean([share_changed(gradients, other) for _, other in by_loss]),
    }


def after_a_backward_pass(inputs, labels, weights, *, loss, strength, activation):
    """(activations, gradients), a flat array each: hidden units and scores, and the slope of each weight.

    inputs: Tensor (images, pixels).  weights: arrays (units, pixels) and (classes, units), without biases.
    strength: how often the L2 penalty of both is added to the loss.
    """
    first, last = (Tensor(weight.copy(), requires_grad=True) for weight in weights)
    hidden = activation(inputs @ first.T)
    scores = hidden @ last.T
    (loss(scores, labels) + strength * l2_penalty([first, last])).backward()
    return flat(hidden.data, scores.data), flat(first.grad, last.grad)


def flat(*arrays):
    """All numbers of some arrays in one row."""
    return np.concatenate([array.ravel() for array in arrays])


def share_changed(before, after):
    """The share of float64 numbers, 0 to 1, of which one bit or more differs."""
    return float(np.mean(before.view(np.uint64) != after.view(np.uint64)))


def cross_entropy(scores, labels):
    """The library's cross-entropy."""
    return functional.cross_entropy(scores, labels)


def hinge(scores, labels):
    """The library's hinge."""
    return functional.hinge(scores, labels)


def squared_error(scores, labels):
    """The squared distance of the scores from 1 for the right class and 0 for the others."""
    return functional.mse_loss(scores, np.eye(NUM_CLASSES)[labels])


def what_a_penalty_is_good_for():
    """Size of the weights and test error with an L2 penalty, as multiples of those without one."""
    ratios = {SIZE: [], FLIPPED: [], CLEAN: []}
    for seed in range(NUM_SEEDS):
        for name, num_flipped in ((FLIPPED, NUM_FLIPPED), (CLEAN, 0)):
            free = trained(seed, num_flipped, weight_decay=0.0)
            held = trained(seed, num_flipped, weight_decay=WEIGHT_DECAY)
            ratios[name].append(error_on_new_digits(held) / error_on_new_digits(free))
            ratios[SIZE].append(size_of_weights(held) / size_of_weights(free))
    return [
        Figure(name, float(np.median(values)), "×", float(min(values)), float(max(values)))
        for name, values in ratios.items()
    ]


def trained(seed, num_flipped, weight_decay):
    """A network after its training on few digits, of which the first `num_flipped` have a wrong label."""
    rng = np.random.default_rng(seed)
    inputs, labels = few_digits(num_flipped, rng)
    network = networks.mlp([64, 64, NUM_CLASSES], rng=rng)
    optimizer = SGD(network.parameters(), LEARNING_RATE, weight_decay=weight_decay)
    step = TunedStep(network, functional.cross_entropy, optimizer)
    for _ in range(NUM_STEPS):
        step(inputs, labels)
    return network


def few_digits(num_flipped, rng):
    """(images, labels) of NUM_TRAINED digits; the first `num_flipped` labels are wrong ones."""
    images = bundled_digits()
    chosen = rng.choice(len(images.train_labels), NUM_TRAINED, replace=False)
    labels = images.train_labels[chosen]
    labels[:num_flipped] = (labels[:num_flipped] + rng.integers(1, NUM_CLASSES, num_flipped)) % NUM_CLASSES
    return images.train_images[chosen], labels


def error_on_new_digits(network):
    """The share of test digits, whose labels are all right, that a network misreads."""
    images = bundled_digits()
    return training.error_rate(network, images.test_images, images.test_labels)


def size_of_weights(network):
    """The root of the sum of all squared parameters."""
    return float(np.sqrt(l2_penalty(network.parameters()).item()))


def in_per_cent(name, shares):
    """A figure of shares from 0 to 1: their median and their whole range, in per cent."""
    low, middle, high = (100 * float(reduce(shares)) for reduce in (min, np.median, max))
    return Figure(name, middle, "%", low, high)


HALF = (50.0, "half")
EQUAL = (1.0, "no difference")

CLAIMS = (
    Claim(
        id=4,
        says="The final activation of a node comes from a loss function with a regularization term.",
        measure=what_a_loss_changes,
        how=f"{NUM_NETWORKS} networks 64-32-10 at fixed weights, {NUM_IMAGES} digits each; three losses × L2 "
        f"penalties of {', '.join(f'{strength:g}' for strength in STRENGTHS)}; every bit compared",
        thresholds=(
            Threshold(BY_LOSS, "below", *HALF, "holds",
                      "Another loss or another penalty gives other activations."),
            Threshold(BY_ACTIVATION, "above", *HALF, "inconclusive",
                      "Not even another activation function changes an activation: nothing was seen."),
            Threshold(SLOPES, "above", *HALF, "inconclusive",
                      "Not even the gradients change: these losses and penalties are too much alike."),
        ),
        verdict="wrong",
        because="The activation function makes the activation. Loss and penalty come after it: they change "
        "the gradients, and not one bit of an activation.",
        axis=Axis("share of the numbers that change (%)", (0, 50, 100)),
        sources=("I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, sections 6.2, 6.3 and 7.1",),
    ),
    Claim(
        id=5,
        says="Regularization penalizes complex models.",
        measure=what_a_penalty_is_good_for,
        how=f"networks 64-64-10 on {NUM_TRAINED} digits, weight decay λ = {WEIGHT_DECAY:g} against none, "
        f"{NUM_STEPS} steps; dot: median, bar: all of {NUM_SEEDS} seeds",
        thresholds=(
            Threshold(SIZE, "below", *EQUAL, "wrong", "The penalty does not even make the weights smaller."),
            Threshold(FLIPPED, "below", *EQUAL, "inconclusive",
                      "The penalty helps nowhere, not even where labels are wrong."),
            Threshold(CLEAN, "above", *EQUAL, "holds",
                      "The penalty shrinks the weights, and never costs test error."),
        ),
        verdict="holds if",
        because="… complex means large weights. That is all a penalty sees: the same one helps where labels "
        "are wrong and hurts where they are right.",
        axis=Axis("with the penalty, as a multiple of without (no unit)", (0, 1, 2, 3)),
        sources=("A. Krogh and J. Hertz, A simple weight decay can improve generalization, NIPS 1991",),
    ),
)  # fmt: skip
