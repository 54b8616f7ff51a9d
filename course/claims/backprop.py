"""Claims 6 and 7: what is sent back through a network, and how far a step may go."""

import math
from itertools import pairwise

import numpy as np

from course.claims.claim import Axis, Claim, Threshold
from course.claims.finding import Figure
from course.data import digits
from course.nn import functional, gradcheck
from course.nn.autograd import Tensor
from course.nn.optim import SGD

NUM_NETWORKS = 5
NUM_IMAGES = 32
NUM_CLASSES = 10
NUM_QUADRATICS = 40
NUM_STEPS = 400
SETTLED = 1e-3  # a loss has settled when it ends below this share of where it began

BACKPROP = "backprop from finite differences"
SOFTMAX = "softmax, cross-entropy: δ from ŷ − y"
LINEAR = "plain scores, squared error: δ from ŷ − y"
SIGMOID = "sigmoid, squared error: δ from ŷ − y"
BELOW_EDGE = "learning rate 0.99 × 2/L"
ABOVE_EDGE = "learning rate 1.01 × 2/L"


def what_is_sent_back():
    """How far gradients are from their definition, error signals from output − answer, for some networks."""
    differences = [differences_in_a_network(np.random.default_rng(seed)) for seed in range(NUM_NETWORKS)]
    return [
        Figure(name, float(np.median(values)), "", min(values), max(values))
        for name, values in ((name, [each[name] for each in differences]) for name in differences[0])
    ]


def differences_in_a_network(rng):
    """One network's relative differences by name: backprop's gradient, the error signals of three losses."""
    inputs, labels = some_digits(rng)
    weights = random_weights((inputs.shape[1], 16, NUM_CLASSES), rng)

    def loss(*weights):
        return functional.cross_entropy(scores_of(inputs, *weights), labels)

    slopes, _ = gradcheck.finite_differences(loss, weights)
    scores, answers = scores_of(inputs, *map(Tensor, weights)).data, np.eye(NUM_CLASSES)[labels]
    return {
        BACKPROP: gradcheck.relative_error(gradcheck.backpropagation(loss, weights), slopes),
        SOFTMAX: signal_difference(scores, answers, softmax_and_cross_entropy),
        LINEAR: signal_difference(scores, answers, squared_error),
        SIGMOID: signal_difference(scores, answers, sigmoid_and_squared_error),
    }


def some_digits(rng):
    """(inputs, labels) of a few digits: a float64 tensor (images, pixels), integers (images,)."""
    images = digits.load()
    chosen = rng.choice(len(images.train_labels), NUM_IMAGES, replace=False)
    pixels = images.train_images[chosen].reshape(NUM_IMAGES, -1)
    return Tensor(pixels.astype(np.float64)), images.train_labels[chosen]


def random_weights(sizes, rng):
    """Weights and biases of fully connected layers of these sizes, a list of float64 arrays."""
    shapes = [shape for fan_in, fan_out in pairwise(sizes) for shape in ((fan_out, fan_in), (fan_out,))]
    return [rng.normal(0, 0.3, shape) for shape in shapes]


def scores_of(inputs, weight, bias, last_weight, last_bias):
    """The scores of a network with one hidden layer: (images, classes)."""
    hidden = functional.tanh(functional.linear(inputs, weight, bias))
    return functional.linear(hidden, last_weight, last_bias)


def signal_difference(scores, answers, loss):
    """The relative difference between the error signal at the scores and output − answer.

    loss: (scores Tensor, answers) -> (outputs, their loss summed over the images).
    """
    scores = Tensor(scores, requires_grad=True)
    outputs, summed = loss(scores, answers)
    summed.backward()
    return gradcheck.relative_error([scores.grad], [outputs.data - answers])


def softmax_and_cross_entropy(scores, answers):
    """The softmax of the scores, and its cross-entropy."""
    return functional.softmax(scores, 1), functional.cross_entropy(scores, answers.argmax(1), reduction="sum")


def squared_error(outputs, answers):
    """The outputs as they are, and half their squared distance from the answers."""
    return outputs, functional.mse_loss(outputs, answers, reduction="sum") * 0.5


def sigmoid_and_squared_error(scores, answers):
    """The sigmoid of the scores, and half its squared distance from the answers."""
    return squared_error(functional.sigmoid(scores), answers)


def where_descent_settles():
    """On how many random quadratic losses descent settles, just below and just above 2 / curvature."""
    figures = []
    for name, factor in ((BELOW_EDGE, 0.99), (ABOVE_EDGE, 1.01)):
        rng = np.random.default_rng(7)  # the same losses and starts for both learning rates
        settled = sum(settles(*random_quadratic(rng), factor) for _ in range(NUM_QUADRATICS))
        low, high = wilson_interval(settled, NUM_QUADRATICS)
        figures.append(
            Figure(name, settled, f"of {NUM_QUADRATICS}", low * NUM_QUADRATICS, high * NUM_QUADRATICS)
        )
    return figures


def random_quadratic(rng):
    """(matrix H, start w, steepest curvature L) of a loss ½ wᵀ H w of 2 to 39 weights, by construction."""
    num_weights = rng.integers(2, 40)
    steepest = 10 ** rng.uniform(-2, 2)
    curvatures = steepest * np.append(rng.uniform(0.05, 1, num_weights - 1), 1)
    directions, _ = np.linalg.qr(rng.normal(size=(num_weights, num_weights)))
    return (directions * curvatures) @ directions.T, rng.normal(size=num_weights), steepest


def settles(matrix, start, steepest, factor):
    """Does descent from `start` at the learning rate `factor` × 2 / `steepest` bring the loss down?"""
    weights = Tensor(start.copy(), requires_grad=True)
    optimizer = SGD([weights], lr=factor * 2 / steepest)
    first = None
    for _ in range(NUM_STEPS):
        optimizer.zero_grad()
        loss = (weights @ matrix @ weights) * 0.5
        loss.backward()
        optimizer.step()
        first = loss.item() if first is None else first
    return loss.item() < SETTLED * first


def wilson_interval(successes, trials, z=1.96):
    """The 95 % interval (low, high) of a share, sensible for shares of 0 and 1 too.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    share, extra = successes / trials, z**2 / trials
    middle = (share + extra / 2) / (1 + extra)
    half = math.sqrt(share * (1 - share) * extra + extra**2 / 4) / (1 + extra)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


A_MILLIONTH = (
    1e-6,
    "one in a million",
)  # far above rounding in float64, far below what a student would call equal
HALF = (NUM_QUADRATICS / 2, "half")

CLAIMS = (
    Claim(
        id=6,
        says="Training takes the derivative of the activation, and what travels back, layer by layer, "
        "is output minus right answer.",
        measure=what_is_sent_back,
        how=f"{NUM_NETWORKS} networks 64-16-10, {NUM_IMAGES} digits each, float64; dot: median, bar: all; "
        "δ: error signal at the scores, ŷ − y: output minus answer",
        thresholds=(
            Threshold(BACKPROP, "below", *A_MILLIONTH, "wrong",
                      "What is sent back is not the slope of the loss along each weight."),
            Threshold(SOFTMAX, "below", *A_MILLIONTH, "wrong",
                      "Not even cross-entropy behind a softmax sends output minus answer back."),
            Threshold(LINEAR, "below", *A_MILLIONTH, "wrong",
                      "Not even squared error on plain scores sends output minus answer back."),
            Threshold(SIGMOID, "above", *A_MILLIONTH, "holds",
                      "Every loss that was tried sends output minus answer back."),
        ),
        verdict="holds if",
        because="… the loss is cross-entropy behind a softmax, or squared error on plain scores. "
        "Every loss sends back its own slope along each weight; behind a sigmoid that is another number.",
        axis=Axis("relative difference (no unit), logarithmic", (1e-16, 1e-11, 1e-6, 1), logarithmic=True),
        sources=("C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 4.3.6",),
    ),
    Claim(
        id=7,
        says="Each weight moves against its gradient, and a learning rate says how far.",
        measure=where_descent_settles,
        how=f"{NUM_QUADRATICS} quadratic losses of 2 to 39 weights, {NUM_STEPS} steps, float64; "
        "L: steepest curvature; bar: 95 % interval",
        thresholds=(
            Threshold(BELOW_EDGE, "above", *HALF, "wrong",
                      "Descent fails although the learning rate lies below the edge, 2 over the curvature."),
            Threshold(ABOVE_EDGE, "below", *HALF, "inconclusive",
                      "Descent settles above the edge too: these losses do not show one."),
        ),
        verdict="holds",
        because="Up to an edge, 2 over the steepest curvature L: one per cent below it descent settles, "
        "one per cent above it the loss grows.",
        axis=Axis(f"losses on which descent settles (of {NUM_QUADRATICS})",
                  (0, NUM_QUADRATICS / 2, NUM_QUADRATICS)),
        sources=("J. Cohen et al., ICLR 2021, arXiv:2103.00065, section 2",),
    ),
)  # fmt: skip
