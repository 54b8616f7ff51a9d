"""The run behind the boundary, by the library: its points, its first weights, and the same steps again.

The browser trains by itself, so it draws its own points; what both draw from is an integer generator that
both compute to the last bit.
"""

from dataclasses import dataclass

import numpy as np

from course.data import shapes
from course.nn import layers
from course.nn.autograd import Tensor, no_grad
from course.nn.losses import cross_entropy, l1_penalty, l2_penalty
from course.nn.optim import SGD
from course.nn.proximal import soft_threshold

NUM_TRAIN, NUM_TEST, HIDDEN = 60, 200, 16
LEARNING_RATE, MOMENTUM = 0.2, 0.9
SHAPES = {"two moons": shapes.two_moons, "circles": shapes.circles, "spirals": shapes.spirals}
PENALTIES = {"none": lambda matrices: 0.0, "L1": l1_penalty, "L2": l2_penalty}


class Mulberry32:
    """Random numbers from 32-bit integers alone, so that another language draws the very same ones.

    It has those methods of numpy.random.Generator that `course.data.shapes` and `layers.Linear` call.
    Source: T. Ettinger's Mulberry32, public domain; G. Box and M. Muller 1958 for the normal ones.
    """

    def __init__(self, seed):
        self.state = seed

    def random(self, count):
        """`count` numbers from 0 to below 1, multiples of 2⁻³²: float64 (count,)."""
        return np.array([self._next() for _ in range(count)]) / 2**32

    def uniform(self, low, high, size):
        """Numbers from `low` to below `high`: float64 of shape `size`."""
        return (low + (high - low) * self.random(int(np.prod(size)))).reshape(size)

    def normal(self, loc, scale, size):
        """Normal numbers around `loc` with standard deviation `scale`: float64 of shape `size`."""
        pairs = self.random(2 * int(np.prod(size))).reshape(-1, 2)
        standard = np.sqrt(-2 * np.log(1 - pairs[:, 0])) * np.cos(2 * np.pi * pairs[:, 1])
        return loc + scale * standard.reshape(size)

    def permutation(self, array):
        """A copy of the array, shuffled."""
        shuffled = array.copy()
        for last, number in zip(range(len(array) - 1, 0, -1), self.random(len(array) - 1), strict=True):
            other = int(number * (last + 1))
            shuffled[[last, other]] = shuffled[[other, last]]
        return shuffled

    def _next(self):
        self.state = (self.state + 0x6D2B79F5) % 2**32
        mixed = (self.state ^ self.state >> 15) * (self.state | 1) % 2**32
        mixed ^= (mixed + (mixed ^ mixed >> 7) * (mixed | 61)) % 2**32
        return mixed ^ mixed >> 14


@dataclass(frozen=True)
class Sample:
    """What one seed gives: points to train on, some of their labels wrong, points to test on, a network.

    train_points, test_points: float64 (60, 2) and (200, 2).  train_labels, test_labels: int64.
    is_flipped: bool (60,), which training labels are wrong.  network: untrained, 2 → 16 → 16 → 2.
    """

    train_points: np.ndarray
    train_labels: np.ndarray
    is_flipped: np.ndarray
    test_points: np.ndarray
    test_labels: np.ndarray
    network: layers.Sequential


def draw(shape, noise, flips, seed):
    """The Sample of a seed.  shape: a key of SHAPES.  noise: added to coordinates.  flips: wrong labels."""
    rng = Mulberry32(seed)
    train_points, true_labels = SHAPES[shape](NUM_TRAIN, noise, rng)
    is_flipped = np.zeros(NUM_TRAIN, dtype=bool)
    is_flipped[rng.permutation(np.arange(NUM_TRAIN))[:flips]] = True
    test_points, test_labels = SHAPES[shape](NUM_TEST, noise, rng)
    train_labels = np.where(is_flipped, 1 - true_labels, true_labels)
    train_points, test_points = train_points.astype(np.float64), test_points.astype(np.float64)
    return Sample(train_points, train_labels, is_flipped, test_points, test_labels, network_of(rng))


def network_of(rng):
    """An untrained network of the boundary's size, in float64 with numbers that float32 holds."""
    network = layers.Sequential(
        layers.Linear(2, HIDDEN, rng=rng, dtype=np.float64), layers.Tanh(),
        layers.Linear(HIDDEN, HIDDEN, rng=rng, dtype=np.float64), layers.Tanh(),
        layers.Linear(HIDDEN, 2, rng=rng, dtype=np.float64),
    )  # fmt: skip
    for parameter in network.parameters():
        parameter.data[...] = parameter.data.astype(np.float32)
    return network


def train(sample, schedule, steps):
    """Train the sample's network in place, `steps` steps over all its points at once.

    schedule: rows (first step, penalty, strength), the first step of the first row 0.  The penalty, strength
    times the sum of |w| or of w², is taken of the three weight matrices and spares the biases.
    """
    network = sample.network
    optimizer = SGD(network.parameters(), LEARNING_RATE, MOMENTUM)
    for step in range(steps):
        penalty, strength = in_force(schedule, step)
        optimizer.zero_grad()
        loss = cross_entropy(network(Tensor(sample.train_points)), sample.train_labels)
        if penalty == "L2":
            loss = loss + strength * l2_penalty(matrices(network))
        loss.backward()
        before = [parameter.data.copy() for parameter in network.parameters()]
        optimizer.step()
        if penalty == "L1":
            for matrix in matrices(network):
                matrix.data[...] = soft_threshold(matrix.data, LEARNING_RATE * strength)
        keep_as_float32(optimizer, before)


def keep_as_float32(optimizer, before):
    """Round each parameter to float32, and let the velocity be the move that was really made.

    Computed in float64 and rounded at the end of each step, two programs that round sums differently stay
    together for thousands of steps, also where a run is chaotic.  before: the parameters before the step.
    """
    velocities = optimizer.memory["velocity"]
    for parameter, old, velocity in zip(optimizer.parameters, before, velocities, strict=True):
        parameter.data[...] = parameter.data.astype(np.float32)
        velocity[...] = (old - parameter.data) / optimizer.lr


def in_force(schedule, step):
    """(penalty, strength) with which the step after `step` others is made."""
    return next((penalty, strength) for first, penalty, strength in reversed(schedule) if first <= step)


def matrices(network):
    """The three weight matrices, which the penalty is taken of: 320 weights."""
    return [parameter for parameter in network.parameters() if parameter.ndim == 2]


def share_wrong(network, points, labels):
    """The share of the points that the network puts into the other class: 0 to 1."""
    with no_grad():
        return float(np.mean(network(Tensor(points)).data.argmax(axis=1) != labels))
