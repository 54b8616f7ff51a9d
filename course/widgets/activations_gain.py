"""A student's own gains: what twenty layers make of a size, if the weights are as large as the gains say."""

from functools import cache

import numpy as np
import traitlets

from course.nn import activations
from course.nn.autograd import Tensor, no_grad
from course.widgets.activations_curve import FUNCTIONS
from course.widgets.student_function import in_one_line, no_numbers
from course.widgets.visualizer import Visualizer

NAMES = {"none": "no activation", "relu": "ReLU", "leaky_relu": "leaky ReLU", "gelu": "GELU", "silu": "SiLU"}
CHOICES = ("none", *FUNCTIONS)
FACTORS = (0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 2.0)  # times the student's gain
NUM_LAYERS, WIDTH, NUM_ROWS, NUM_DRAWS = 20, 64, 32, 5
BAND = (0.5, 2.0)  # a size of 1 that ends between these is kept
ONE_PART_IN_A_THOUSAND = 1e-3  # what the exercise asks of a gain
SIZES = 10 ** np.linspace(-2, 2, 41)  # of the scores that go into one layer
PLACES = np.linspace(-10, 10, 4001)  # of the normal score, for its mean over all: right to six digits
DIGITS = 5  # of what is sent to the page


class ActivationsGain(Visualizer):
    """Twenty layers whose weights have your gain, for each activation of the lesson: is the size kept?

    gain: takes a function of arrays, returns a float.  It is asked once for each of the six activations and
    for none, when the visualizer is made; what it raises or returns wrongly becomes a sentence in
    `problems`, never an error.
    function: the chosen activation, one of "none", "tanh", "sigmoid", "relu", "leaky_relu", "gelu", "silu".
    factor: what your gains are multiplied by, always the nearest of nine from 0.5 to 2.
    gains: {activation: your gain}, those that are a finite number above 0.  problems: what is wrong with the
    others.  right: {activation: the gain that keeps a size of 1}.

    A size is the root mean square of a layer's scores, before the activation.  32 normal random rows of
    size 1 are the first layer's; each next layer's are weights times activations, 64 units wide, the
    weights' standard deviation gain / √64.  Without arguments it shows an example: √2 for every activation.
    """

    derived = ("gain",)

    function = traitlets.Enum(CHOICES, "relu").tag(sync=True)
    factor = traitlets.Float(1.0).tag(sync=True)
    gains = traitlets.Dict(read_only=True).tag(sync=True)
    problems = traitlets.Dict(read_only=True).tag(sync=True)
    right = traitlets.Dict(read_only=True).tag(sync=True)
    samples = traitlets.Dict(read_only=True).tag(sync=True)
    passed = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, gain=None, **traits):
        """Ask `gain` for every activation, and run the stacks."""
        self._gains, self._problems = asked(always_root_two if gain is None else gain)
        super().__init__(**traits)

    @traitlets.default("gains")
    def _gains_found(self):
        return self._gains

    @traitlets.default("problems")
    def _problems_found(self):
        return self._problems

    @traitlets.default("right")
    def _right_gains(self):
        return {name: right_gain(name) for name in CHOICES}

    @traitlets.default("samples")
    def _samples_run(self):
        """{activation: for each factor the least, middle and largest size of the draws, by layer}."""
        spans = {name: spans_of(sizes(name, gain)) for name, gain in self._gains.items()}
        return {name: without_infinities(span) for name, span in spans.items()}

    @traitlets.default("passed")
    def _passed_by_one_layer(self):
        """{activation: the size after it over the size before it, for each of SIZES}, without a gain."""
        return {name: without_infinities(passed_by(name, SIZES)) for name in CHOICES}

    @traitlets.validate("factor")
    def _nearest_factor(self, proposal):
        if not FACTORS[0] <= proposal["value"] <= FACTORS[-1]:  # nan never is
            raise traitlets.TraitError(
                f"factor lies between {FACTORS[0]:g} and {FACTORS[-1]:g}, got {proposal['value']}"
            )
        return min(FACTORS, key=lambda factor: abs(factor - proposal["value"]))

    @property
    def sizes(self):
        """{activation: (20,) float64}: each layer's size, the middle of five draws, at the chosen factor.

        The first is 1.  inf stands for what is too large for a float.
        """
        index = FACTORS.index(self.factor)
        middles = {name: span[index][1] for name, span in self.samples.items()}
        return {
            name: np.array([np.inf if size is None else size for size in by_layer])
            for name, by_layer in middles.items()
        }

    @property
    def keeps(self):
        """The activations whose scores are still between ½ and 2 large at the last layer: a list of names."""
        return [name for name, by_layer in self.sizes.items() if BAND[0] <= by_layer[-1] <= BAND[1]]

    def describe(self):
        """What became of the chosen activation's size, and which others keep theirs."""
        if self.function in self.problems:
            found = f"{self.problems[self.function][:1].upper()}{self.problems[self.function][1:]}."
        else:
            gain, right = self.gains[self.function], self.right[self.function]
            last = self.sizes[self.function][-1]
            found = (
                f"Your gain for {named(self.function)} is {gain:.4g}, the right one {right:.4g}. With "
                f"{self.factor:g} times yours the size of the scores goes from 1 to {last:.2g} in "
                f"{NUM_LAYERS} layers."
            )
        kept = ", ".join(named(name) for name in self.keeps) or "nowhere"
        return f"{found} It ends between ½ and 2 with: {kept}."


def always_root_two(activation):
    """The example's gain: ReLU's for every activation, a mistake."""
    return np.sqrt(2)


def asked(gain):
    """What a student's function says of each activation: ({activation: float}, {activation: problem})."""
    gains, problems = {}, {}
    for name in CHOICES:
        answer, problem = answer_of(gain, name)
        if problem:
            problems[name] = problem
        else:
            gains[name] = answer
    return gains, problems


def answer_of(gain, name):
    """One answer: a float above 0 and "", or None and what is wrong with it."""
    whose, wanted = f"your gain for {named(name)}", "it needs one number above 0"
    try:
        returned = gain(lambda scores: activated(name, scores))
        number = np.asarray(returned)
    except Exception as error:  # whatever the student's code raises is shown to the student
        return None, f"{whose} raises {in_one_line(error)}"
    if returned is None or number.dtype.kind not in "biuf":
        return None, f"{whose} returns {no_numbers(returned)}, {wanted}"
    if number.shape:
        return None, f"{whose} returns shape {number.shape}, {wanted}"
    if not (np.isfinite(number) and number > 0):
        return None, f"{whose} is {float(number):.4g}, {wanted}".replace("-", "−")
    return float(number), ""


def named(name):
    """An activation as one writes it."""
    return NAMES.get(name, name)


def activated(name, scores):
    """An activation of `course.nn.activations`, or none, as a function of float arrays of any shape."""
    scores = np.array(scores, dtype=np.float64)
    if name == "none":
        return scores
    with no_grad():
        return getattr(activations, name)(Tensor(scores)).data


@cache
def draws():
    """Normal random numbers: rows of size 1 (draws, 32, 64), and each draw's matrices (draws, 19, 64, 64)."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(NUM_DRAWS, NUM_ROWS, WIDTH))
    matrices = rng.normal(size=(NUM_DRAWS, NUM_LAYERS - 1, WIDTH, WIDTH))
    return rows / root_mean_square(rows, axis=2)[..., np.newaxis], matrices


def sizes(name, gain):
    """The sizes of all layers' scores, (draws, factors, 20 layers), where the weights have this gain."""
    rows, matrices = draws()
    measured = np.ones((NUM_DRAWS, len(FACTORS), NUM_LAYERS))
    gains = gain * np.reshape(FACTORS, (-1, 1, 1))
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):  # a gain may be far off
        for draw in range(NUM_DRAWS):
            scores = np.repeat(rows[draw][np.newaxis], len(FACTORS), axis=0)
            for layer, matrix in enumerate(matrices[draw], start=1):
                scores = gains * (activated(name, scores) @ matrix.T / np.sqrt(WIDTH))
                measured[draw, :, layer] = root_mean_square(scores, axis=(1, 2))
    return np.nan_to_num(measured, nan=np.inf, posinf=np.inf)


def spans_of(measured):
    """Least, middle and largest of the draws: (draws, factors, layers) to (factors, 3, layers)."""
    ordered = np.sort(measured, axis=0)
    return np.stack([ordered[0], ordered[NUM_DRAWS // 2], ordered[-1]], axis=1)


def passed_by(name, sizes):
    """√(mean of f(size · z)²) / size for a normal z and each of `sizes`: one layer without a gain."""
    bell = np.exp(-(PLACES**2) / 2)
    squares = activated(name, np.multiply.outer(sizes, PLACES)) ** 2
    return np.sqrt(squares @ bell / bell.sum()) / sizes


def right_gain(name):
    """1 / √(mean of f(z)²) for a normal z."""
    return float(1 / passed_by(name, np.ones(1))[0])


def root_mean_square(numbers, axis):
    """The size of numbers."""
    return np.sqrt((numbers**2).mean(axis=axis))


def without_infinities(numbers):
    """Nested lists of floats of few digits, None for what is infinite: JSON has no infinity."""
    if np.ndim(numbers):
        return [without_infinities(each) for each in numbers]
    rounded = float(f"{numbers:.{DIGITS}g}")  # the largest floats round to infinity
    return rounded if np.isfinite(rounded) else None
