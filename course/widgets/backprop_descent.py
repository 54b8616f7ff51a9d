"""Gradient descent on a real loss, with the learning rate under the finger: crawling, settling, running away.

A weight and a bias guess each pixel of the digits from its left neighbour. Half the mean squared error of
that is exactly a bowl, so everything about its descent can be computed: bottom, curvatures, edge 2/L.
"""

from dataclasses import dataclass
from numbers import Real

import numpy as np
import traitlets

from course.data import digits
from course.nn.autograd import Tensor
from course.nn.optim import SGD
from course.widgets.visualizer import Visualizer

# Within these a path overflows nothing: 100 steps of factor 20 are 10¹³⁰, squared in the loss.
SHARES = (1e-6, 10.0)
RANGES = {"share": SHARES, "momentum": (0.0, 0.999), "start": (-100.0, 100.0), "steps": (1, 100)}


@dataclass(frozen=True)
class Bowl:
    """A quadratic loss of two parameters, floor + ½ (p − optimum) · curvature (p − optimum).

    curvature: (2, 2) float64, the Hessian.  optimum: (2,).  floor: the smallest loss.
    num_pairs: how many guesses it is a mean of.
    """

    curvature: np.ndarray
    optimum: np.ndarray
    floor: float
    num_pairs: int

    def loss(self, points):
        """The loss at each of the points (..., 2)."""
        away = points - self.optimum
        return self.floor + 0.5 * np.einsum("...i,ij,...j", away, self.curvature, away)

    def gradient(self, point):
        """The loss's slope along each parameter at one point (2,)."""
        return self.curvature @ (point - self.optimum)


def neighbour_bowl():
    """The loss of guessing a pixel from its left neighbour, over every such pair in the 1,797 digits."""
    data = digits.load()
    images = np.concatenate([data.train_images, data.test_images]).astype(np.float64)
    left, pixel = images[..., :-1].ravel(), images[..., 1:].ravel()
    # The guess is weight × left + bias × 1, so its inputs are these two columns.
    inputs = np.stack([left, np.ones_like(left)], axis=1)
    curvature = inputs.T @ inputs / len(left)
    optimum = np.linalg.solve(curvature, inputs.T @ pixel / len(left))
    return Bowl(curvature, optimum, 0.5 * np.mean((inputs @ optimum - pixel) ** 2), len(left))


class Descent(Visualizer):
    """Gradient descent on the neighbour bowl: move the learning rate, the momentum and the start.

    `learning_rate`, `momentum` and `start` can be set; `path`, `losses` and `edge` follow from them.
    share: the learning rate in units of 2/L, 1e-6 to 10.  momentum: 0 to 0.999.  start: weight and bias, each
    −100 to 100.  steps: 1 to 100.  step: 0 to steps.  before: the (share, momentum) that stood there before.
    """

    derived = ("learning_rate",)

    share = traitlets.Float(1.05).tag(sync=True)
    momentum = traitlets.Float(0.0).tag(sync=True)
    before = traitlets.List(traitlets.Float(), [0.95, 0.0], minlen=2, maxlen=2).tag(sync=True)
    start = traitlets.List(traitlets.Float(), [1.45, 0.18], minlen=2, maxlen=2).tag(sync=True)
    step = traitlets.Int().tag(sync=True)
    steps = traitlets.Int(24).tag(sync=True)
    curvature = traitlets.List(read_only=True).tag(sync=True)
    optimum = traitlets.List(read_only=True).tag(sync=True)
    floor = traitlets.Float(read_only=True).tag(sync=True)
    num_pairs = traitlets.Int(read_only=True).tag(sync=True)

    def __init__(self, learning_rate=None, **traits):
        """learning_rate: in its own unit; without one, 1.05 × 2/L.  traits: momentum, start, step, steps."""
        self.bowl = neighbour_bowl()
        super().__init__(**traits)
        if learning_rate is not None:
            self.learning_rate = learning_rate

    @traitlets.default("curvature")
    def _curvature_of_the_bowl(self):
        return self.bowl.curvature.tolist()

    @traitlets.default("optimum")
    def _optimum_of_the_bowl(self):
        return self.bowl.optimum.tolist()

    @traitlets.default("floor")
    def _floor_of_the_bowl(self):
        return self.bowl.floor

    @traitlets.default("num_pairs")
    def _pairs_of_the_bowl(self):
        return self.bowl.num_pairs

    @traitlets.default("step")
    def _all_steps(self):
        return self.steps

    @traitlets.validate("share", "momentum", "start", "steps")
    def _in_its_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        return within(name, value, RANGES[name])

    @traitlets.validate("before")
    def _in_both_ranges(self, proposal):
        share, momentum = proposal["value"]
        within("before's share", share, SHARES)
        within("before's momentum", momentum, RANGES["momentum"])
        return proposal["value"]

    @traitlets.validate("step")
    def _among_the_steps(self, proposal):
        return within("step", proposal["value"], (0, self.steps))

    @traitlets.observe("steps")
    def _no_step_past_the_last(self, change):
        self.step = min(self.step, change["new"])

    @property
    def _unit(self):
        """The edge without momentum, 2/L: the learning rate's unit on the slider."""
        return 2 / np.linalg.eigvalsh(self.bowl.curvature)[-1]

    @property
    def edge(self):
        """The learning rate from which on descent does not settle: (1 + momentum) × 2/L."""
        return (1 + self.momentum) * self._unit

    @property
    def learning_rate(self):
        """The learning rate itself; set it to a number above zero, 1e-6 to 10 times 2/L."""
        return self.share * self._unit

    @learning_rate.setter
    def learning_rate(self, rate):
        low, high = (share * self._unit for share in SHARES)
        if not (isinstance(rate, Real) and low <= rate <= high):
            raise ValueError(
                f"learning_rate must be above zero, between {low:.3g} and {high:.4g}, got {rate!r}"
            )
        with self.hold_sync():
            self.before = [self.share, self.momentum]
            self.share = rate / self._unit

    @property
    def path(self):
        """Weight and bias before each step and after the last, (steps + 1, 2), by the library's optimizer."""
        parameters = Tensor(np.array(self.start), requires_grad=True)
        optimizer = SGD([parameters], lr=self.learning_rate, momentum=self.momentum)
        points = [parameters.data.copy()]
        for _ in range(self.steps):
            parameters.grad = self.bowl.gradient(parameters.data)
            optimizer.step()
            points.append(parameters.data.copy())
        return np.array(points)

    @property
    def losses(self):
        """The loss at each point of the path: (steps + 1,)."""
        return self.bowl.loss(self.path)

    def describe(self):
        """The setting and what its steps do to the loss."""
        first, last = self.losses[[0, -1]]
        return (
            "Gradient descent on the loss of guessing a pixel from its left neighbour "
            f"({self.num_pairs:,} pairs). At a learning rate of {self.learning_rate:.3g} and momentum "
            f"{self.momentum:g}, {self.steps} steps take the loss from {first:.3g} to {last:.3g}; the edge "
            f"lies at {self.edge:.3g}, the smallest loss is {self.floor:.3g}."
        )


def within(name, value, limits):
    """The value, if it or each number in it lies in the range; nan never does."""
    low, high = limits
    if not all(low <= number <= high for number in np.ravel(value)):
        raise traitlets.TraitError(f"{name} lies between {low:g} and {high:g}, got {value}")
    return value
