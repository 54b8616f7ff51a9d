"""A boundary that trains in the browser: what L1 and L2 do to it, to the weights and to the test error.

A small network learns points of two classes, some of them with the wrong label.  Without a penalty it bends
its boundary around each of those; the strength of the penalty says how much that may cost.
"""

import functools

import numpy as np
import traitlets

from course.widgets import losses_boundary_run as runs
from course.widgets.visualizer import Visualizer

RANGES = {"strength": (0.0, 1.0), "noise": (0.0, 0.5), "flips": (0, 30), "seed": (0, 2**32 - 1)}
MOST_STEPS = 3000  # some seconds of training in a browser
NEW_RUN = ["shape", "noise", "flips", "seed"]


class LossesBoundary(Visualizer):
    """A decision boundary in training, with the penalty of its weights under the finger.

    shape: "two moons", "circles" or "spirals".  noise: 0 to 0.5, the standard deviation added to each
    coordinate.  flips: how many of the 60 training labels are wrong, 0 to 30.  seed: of the points and of the
    first weights.  penalty: "none", "L1" or "L2".  strength: 0 to 1; the loss is the cross-entropy plus
    strength times the sum of |w| or of w².  steps: how many were made, 0 to 3,000; set, it trains that far.
    schedule: rows [first step, penalty, strength]; a new penalty or strength begins a row at `steps`.
    curves: "error" or "loss".  `weights`, `train_error`, `test_error` and `num_zero` follow from them.
    """

    shape = traitlets.Enum([*runs.SHAPES], "two moons").tag(sync=True)
    noise = traitlets.Float(0.15).tag(sync=True)
    flips = traitlets.Int(8).tag(sync=True)
    seed = traitlets.Int(26).tag(sync=True)
    penalty = traitlets.Enum([*runs.PENALTIES], "none").tag(sync=True)
    strength = traitlets.Float(0.003).tag(sync=True)
    steps = traitlets.Int(1000).tag(sync=True)
    schedule = traitlets.List().tag(sync=True)
    curves = traitlets.Enum(["error", "loss"], "error").tag(sync=True)
    # What the browser trained: {"run": [shape, noise, flips, seed, schedule], "steps": int, "weights": 354}.
    _trained = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits):
        """traits: the state to begin with; without a schedule, penalty and strength hold from step 0."""
        super().__init__(**traits)
        if self.schedule:
            self._follow_the_schedule()
        else:
            self._begin_again()
        self.observe(self._begin_again, NEW_RUN)
        self.observe(self._note_the_change, ["penalty", "strength"])
        self.observe(self._follow_the_schedule, ["schedule", "steps"])

    @traitlets.validate(*RANGES)
    def _in_its_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        return within(name, value, RANGES[name])

    @traitlets.validate("steps")
    def _not_too_far(self, proposal):
        return within("steps", proposal["value"], (0, MOST_STEPS))

    @traitlets.validate("schedule")
    def _checked_schedule(self, proposal):
        return checked(proposal["value"])

    def _begin_again(self, change=None):
        self.schedule = [[0, self.penalty, self.strength]]

    def _note_the_change(self, change=None):
        setting = (self.penalty, self.strength)
        if runs.in_force(self.schedule, self.steps) != setting:
            kept = [row for row in self.schedule if row[0] < self.steps]
            self.schedule = [*kept, [self.steps, *setting]]

    def _follow_the_schedule(self, change=None):
        """Back at an earlier step, the penalty is the one that held there."""
        setting = runs.in_force(self.schedule, self.steps)
        with self.hold_trait_notifications():
            self.penalty, self.strength = setting

    @property
    def _run(self):
        return [self.shape, self.noise, self.flips, self.seed, self.schedule]

    @property
    def sample(self):
        """The points, their labels and the untrained network: a `losses_boundary_run.Sample`."""
        return runs.draw(self.shape, self.noise, self.flips, self.seed)

    @property
    def network(self):
        """The network after `steps` steps: as the browser trained it, else trained here by the library."""
        sample, weights = self.sample, self.weights
        for parameter, array in zip(sample.network.parameters(), weights, strict=True):
            parameter.data[...] = array
        return sample.network

    @property
    def weights(self):
        """Weights (outputs, inputs) and biases (outputs,) of each layer in turn: six float64 arrays."""
        if self._trained.get("run") == self._run and self._trained["steps"] == self.steps:
            flat = np.array(self._trained["weights"], dtype=np.float64)
        else:
            *points, schedule = self._run
            flat = trained((*points, tuple(map(tuple, schedule))), self.steps).copy()
        shapes = [parameter.shape for parameter in self.sample.network.parameters()]
        pieces = np.split(flat, np.cumsum([np.prod(shape) for shape in shapes])[:-1])
        return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]

    @property
    def train_error(self):
        """The share of the training points that the boundary leaves on the wrong side, 0 to 1."""
        return runs.share_wrong(self.network, self.sample.train_points, self.sample.train_labels)

    @property
    def test_error(self):
        """The share of the 200 test points, all labelled right, on the wrong side: 0 to 1."""
        return runs.share_wrong(self.network, self.sample.test_points, self.sample.test_labels)

    @property
    def num_zero(self):
        """How many of the 320 weights are exactly 0; biases are not counted."""
        return sum(int(np.sum(matrix == 0)) for matrix in self.weights if matrix.ndim == 2)

    def describe(self):
        """The setting, and how wrong its boundary is where it learned and where it did not."""
        penalty = "at last " if len(self.schedule) > 1 else ""
        if self.penalty == "none":
            penalty += "without a penalty"
        else:
            penalty += f"with an {self.penalty} penalty of strength {self.strength:g}"
        return (
            f"A network of 320 weights trained on {runs.NUM_TRAIN} points ({self.shape}), {self.flips} of "
            f"them with the wrong label, {self.steps} steps {penalty}: {100 * self.train_error:.1f} % lie on "
            f"the wrong side of its boundary in training, and of {runs.NUM_TEST} others in the test "
            f"{100 * self.test_error:.1f} %; {self.num_zero} weights are exactly 0."
        )


@functools.lru_cache(maxsize=16)
def trained(run, steps):
    """All parameters after the steps, by the library, one after the other: float64 (354,).

    run: (shape, noise, flips, seed, schedule), of tuples all through.
    """
    *points, schedule = run
    sample = runs.draw(*points)
    runs.train(sample, schedule, steps)
    return np.concatenate([parameter.data.ravel() for parameter in sample.network.parameters()])


def within(name, value, limits):
    """The value, if it lies between the limits; nan never does."""
    low, high = limits
    if not low <= value <= high:
        raise traitlets.TraitError(f"{name} lies between {low:,g} and {high:,g}, got {value}")
    return value


def checked(schedule):
    """The schedule, if its rows are what `losses_boundary_run.train` takes."""
    try:
        firsts, penalties, strengths = zip(*schedule, strict=True)
        right = firsts[0] == 0 and [*firsts] == sorted({int(first) for first in firsts})
        right = right and set(penalties) <= set(runs.PENALTIES)
        right = right and all(0 <= strength <= 1 for strength in strengths)
    except (TypeError, ValueError):
        right = False
    if not right:
        raise traitlets.TraitError(
            "schedule has rows [first step, penalty, strength], the first at step 0 and each later than the "
            f"one before, like [[0, 'none', 0.0], [400, 'L2', 0.01]]; got {schedule}"
        )
    return [list(row) for row in schedule]
