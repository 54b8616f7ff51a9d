"""The activations lab.  Slopes are found by a step in the imaginary direction, gains by Gauss's quadrature.

For f built from analytic operations, f(x + ih) = f(x) + ih f'(x) + O(h²): with h = 1e-30 the imaginary part
divided by h is the slope to the last digit.  Source: Squire and Trapp, "Using complex variables to estimate
derivatives of real functions", SIAM Review 40, 1998.
"""

import math
from functools import cache
from itertools import pairwise

import numpy as np

from course.grading.exercise import Case, Exercise, Lab, same_array, same_arrays

IMAGINARY_STEP = 1e-30
ONE_PART_IN_A_THOUSAND = 1e-3
MOST_CALLS = 20
NODES = 180  # of the quadrature: smooth functions are then right to ten digits


# Exercise 1: a ReLU with a round corner


def softplus(x):
    """log(1 + exp(x)) of one number, by the branch that loses nothing."""
    return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))


def softplus_cases(rng):
    """Numbers near the bend, far on either side of it, and so far that exp overflows."""
    for low, high, shape, what in (
        (-3, 3, (7,), "numbers near 0"),
        (600, 1500, (2, 4), "large numbers"),
        (-60, -42, (5,), "numbers whose exponential is below the rounding of 1"),
        (-1500, -800, (3,), "numbers whose exponential is 0"),
        (-1000, 1000, (3, 2, 4), "all of them"),
    ):
        x = rng.uniform(low, high, size=shape)
        expected = np.reshape([softplus(each) for each in x.flat], shape)
        yield Case((x,), lambda a, e=expected: same_array(a, e, "softplus"), what)


# Exercise 2: its slope


def swish(x, beta):
    """x / (1 + exp(-beta x)), also for numbers with an imaginary part."""
    return x / (1 + np.exp(-beta * x))


def swish_cases(rng):
    """Both signs of x, a beta below 1 and above, and one of 0, where the curve is a line."""
    for beta, shape, what in (
        (1.0, (9,), "SiLU itself"),
        (rng.uniform(0.2, 0.8), (2, 5), "a beta below 1"),
        (rng.uniform(2, 6), (3, 2, 2), "a beta above 1"),
        (0.0, (4,), "a beta of 0"),
        (-1.5, (6,), "a beta below 0"),
    ):
        x = rng.normal(scale=3, size=shape)
        expected = swish(x + 1j * IMAGINARY_STEP, beta).imag / IMAGINARY_STEP
        yield Case((x, float(beta)), lambda a, e=expected: same_array(a, e, "the slope", least=1.0), what)


# Exercise 3: twenty layers in one


def through(weights, biases, x):
    """What layers without an activation make of a vector."""
    for weight, bias in zip(weights, biases, strict=True):
        x = weight @ x + bias
    return x


def fold_cases(rng):
    """Stacks of one, two and many layers, of different widths; the answer to impulses tells the matrix."""
    for sizes, what in (
        ((4, 3), "a single layer"),
        ((3, 6, 2), "two layers"),
        ((5, 2, 4, 3), "three layers, one narrower than what goes in and out"),
        ((4,) * 9, "eight square layers"),
    ):
        weights = [rng.normal(size=(n, m)) / math.sqrt(m) for m, n in pairwise(sizes)]
        biases = [rng.normal(size=n) for n in sizes[1:]]
        bias = through(weights, biases, np.zeros(sizes[0]))
        no_biases = [np.zeros_like(each) for each in biases]
        weight = np.transpose([through(weights, no_biases, impulse) for impulse in np.eye(sizes[0])])

        def complaint(answer, expected=(weight, bias)):
            return same_arrays(answer, expected, ("the weight", "the bias"), least=1.0)

        yield Case((weights, biases), complaint, what)


# Exercise 4: dead units


def is_silent(weight, bias, rows):
    """Whether one unit gives 0 for every row."""
    return all(float(weight @ row + bias) <= 0 for row in rows)


def dead_cases(rng):
    """Networks of one and more layers, some units of which never answer; one whose score is exactly 0."""
    for sizes, batch, what in (
        ((6, 8), 20, "one layer"),
        ((5, 7, 6, 4), 30, "three layers"),
        ((4, 5, 5), 1, "a batch of one"),
    ):
        images, layers, counts = rng.uniform(0, 1, size=(batch, sizes[0])), [], []
        rows = images
        for inputs, outputs in pairwise(sizes):
            weight, bias = rng.normal(size=(outputs, inputs)), rng.normal(scale=0.1, size=outputs)
            bias[0] -= 2 * np.abs(weight[0]).sum() * max(1.0, float(rows.max()))  # never answers
            weight[1], bias[1] = 0.0, 0.0  # its score is 0 for every image, and ReLU of 0 is 0
            weight[2], bias[2] = np.abs(weight[2]), 0.1  # always answers
            layers.append([weight, bias])
            counts.append(sum(is_silent(weight[unit], bias[unit], rows) for unit in range(outputs)))
            rows = np.maximum(rows @ weight.T + bias, 0)
        yield Case((images, layers), lambda a, e=counts: same_array(a, e, "the count", 0.0), what)


# Exercise 5: what arrives


def last_output(weights, outputs, layer):
    """The last layer's output, from that of layer number `layer` on."""
    for weight in weights[layer + 1 :]:
        outputs = np.tanh(outputs @ weight.T)
    return outputs


def arriving_cases(rng):
    """Stacks of several depths and widths, a batch of one, and weights so large that tanh is flat."""
    for sizes, batch, scale, what in (
        ((3, 4), 2, 1.0, "one layer"),
        ((4, 3, 5, 2), 3, 1.0, "three layers"),
        ((4,) * 6, 1, 1.0, "a batch of one"),
        ((3, 5, 5, 4), 4, 2.0, "weights that drive tanh to its flat ends"),
    ):
        weights = [scale * rng.normal(size=(n, m)) / math.sqrt(m) for m, n in pairwise(sizes)]
        inputs, gradient = rng.normal(size=(batch, sizes[0])), rng.normal(size=(batch, sizes[-1]))
        norms, outputs = [], inputs
        for layer, weight in enumerate(weights):
            outputs = np.tanh(outputs @ weight.T)
            squares = 0.0
            for place in np.ndindex(outputs.shape):
                moved = outputs.astype(complex)
                moved[place] += 1j * IMAGINARY_STEP
                loss = (gradient * last_output(weights, moved, layer)).sum()
                squares += (loss.imag / IMAGINARY_STEP) ** 2
            norms.append(math.sqrt(squares))
        arguments = (inputs, weights, gradient)
        yield Case(arguments, lambda a, e=norms: same_array(a, e, "the norm of layer"), what)


# Exercise 6: how large the weights should be


class Curve:
    """A secret activation function that counts how often it is asked."""

    def __init__(self, function, gain):
        self.function, self.gain, self.calls = function, gain, 0

    def __call__(self, x):
        """As the student calls it, with floats of any shape."""
        self.calls += 1
        x = np.asarray(x)
        if x.dtype.kind not in "fiu":
            raise ValueError(f"activation needs an array of floats, got {x.dtype}")
        with np.errstate(all="ignore"):  # of a stranger's numbers
            return self.function(x.astype(float))

    def complaint(self, answer):
        """The gain to one part in a thousand, with few calls."""
        if self.calls > MOST_CALLS:
            return f"activation was called {self.calls} times: at most {MOST_CALLS}, with arrays"
        return same_array(answer, self.gain, "the gain", ONE_PART_IN_A_THOUSAND)


@cache
def quadrature():
    """Gauss's nodes and weights for a normal random number."""
    return np.polynomial.hermite_e.hermegauss(NODES)


def gain_of(smooth):
    """1 / √(mean square of smooth(z)) for a normal random z, by Gauss's quadrature."""
    nodes, weights = quadrature()
    return 1 / math.sqrt((weights * smooth(nodes) ** 2).sum() / weights.sum())


def gain_cases(rng):
    """Kinks, whose mean square is known from symmetry, and curves, flat ones and one that is never 0."""
    slope, steepness, shift = rng.uniform(0.05, 0.6), rng.uniform(0.3, 1.5), rng.uniform(0.5, 2)
    curves = {
        "a leaky ReLU": (lambda x: np.where(x > 0, x, slope * x), math.sqrt(2 / (1 + slope**2))),
        "the distance from 0": (np.abs, 1.0),
        "a tanh": (lambda x: np.tanh(steepness * x), gain_of(lambda x: np.tanh(steepness * x))),
        "a curve that is not 0 at 0": (lambda x: np.sin(x) + shift, gain_of(lambda x: np.sin(x) + shift)),
        "a curve a hundred times as high": (lambda x: 100 * x * x, 1 / (100 * math.sqrt(3))),
    }
    for what, (function, gain) in curves.items():
        curve = Curve(function, gain)
        yield Case((curve,), curve.complaint, what)


LAB = Lab(
    "activations",
    "Twenty layers without a bend",
    (
        Exercise("softplus", "A ReLU with a round corner", 2, softplus_cases),
        Exercise("swish_slope", "The slope of a swish", 2, swish_cases),
        Exercise("fold", "Twenty layers in one", 3, fold_cases),
        Exercise("dead_units", "Units that never answer", 2, dead_cases),
        Exercise("arriving", "What arrives", 4, arriving_cases),
        Exercise("gain", "How large the weights should be", 2, gain_cases),
    ),
)
