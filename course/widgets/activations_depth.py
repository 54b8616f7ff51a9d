"""Twenty layers: what becomes of real digits on the way up, and of a gradient on the way back."""

from functools import lru_cache

import numpy as np
import traitlets

from course.data import digits
from course.nn import activations
from course.nn.autograd import Tensor
from course.widgets.activations_curve import FUNCTIONS, shape
from course.widgets.visualizer import Visualizer

NUM_LAYERS, WIDTH, NUM_DIGITS = 20, 64, 64
GAINS = (0.2, 3.0)
SEEDS = (0, 2**31 - 1)
NOTHING = 1e-9  # of the largest activation of a layer: what is smaller counts as zero
GREYS = "0123456789abcdefg"  # a digit's pixel is one of 17 greys
WEYL, FIRST_MIX, SECOND_MIX = 0x9E3779B9, 0x85EBCA6B, 0xC2B2AE35


class ActivationsDepth(Visualizer):
    """Histograms of every layer's activations, and the gradient that comes back: choose function, gain, seed.

    64 digits go up through 20 layers of 64 units without biases.  The weights are drawn evenly between
    ±√3 × gain ÷ √64, so their standard deviation is gain ÷ √fan_in.  From the top a random gradient of
    norm 1 goes back.
    function: one of the six of `ActivationsCurve` or "none".  gain: 0.2 to 3.  seed: of the weights, 0 or
    more.  layer: the one shown large, 1 to 20.
    """

    borrowed = ("activations_curve_functions.js", "activations_curve_drawing.js")

    function = traitlets.Enum(("none", *FUNCTIONS), "relu").tag(sync=True)
    gain = traitlets.Float(1.0).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    layer = traitlets.Int(10).tag(sync=True)
    digits = traitlets.Unicode(read_only=True).tag(sync=True)

    @traitlets.default("digits")
    def _pixels_as_text(self):
        return "".join(GREYS[grey] for grey in greys().ravel())

    @traitlets.validate("gain", "seed", "layer")
    def _in_its_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = {"gain": GAINS, "seed": SEEDS, "layer": (1, NUM_LAYERS)}[name]
        if not low <= value <= high:  # nan never is
            raise traitlets.TraitError(f"{name} lies between {low:g} and {high:g}, got {value}")
        return value

    @property
    def spreads(self):
        """The standard deviation of each layer's activations over all units and digits: (20,) float64."""
        return self._stack.outputs.std(axis=(1, 2))

    @property
    def spreads_between_digits(self):
        """How far a unit moves from digit to digit, root mean square over a layer's units: (20,) float64."""
        return np.sqrt(self._stack.outputs.var(axis=1).mean(axis=1))

    @property
    def gradient_norms(self):
        """The norm of the gradient that reaches each layer's activations, 1 at the last: (20,) float64."""
        return np.sqrt((self._stack.gradients**2).sum(axis=(1, 2)))

    @property
    def dead(self):
        """The share of each layer's units that are zero for every digit: (20,) float64.

        Zero is what lies below 1e-9 of the layer's largest: exactly 0 for ReLU, close to it for GELU.
        """
        sizes = np.abs(self._stack.outputs)
        return (sizes <= NOTHING * sizes.max(axis=(1, 2), keepdims=True)).all(axis=1).mean(axis=1)

    @property
    def saturated(self):
        """The share of each layer's activations that come from a flat part of the function: (20,) float64."""
        if self.function == "none":
            return np.zeros(NUM_LAYERS)
        _, left, right = shape(self.function)
        scores = self._stack.scores
        return ((scores <= left) | (scores >= right)).mean(axis=(1, 2))

    @property
    def _stack(self):
        return stack(self.function, self.gain, self.seed)

    def describe(self):
        """The setting, and what is left of the spread at the top and of the gradient at the bottom."""
        spread = self.spreads[-1] / self.spreads[0]
        return (
            f"{NUM_DIGITS} digits go through {NUM_LAYERS} layers of {WIDTH} units, activation "
            f"{self.function}, weights of standard deviation {self.gain:g} / √{WIDTH}, seed {self.seed}. The "
            f"last layer's spread is {spread:.2g} of the first's; of a gradient of 1 at the top "
            f"{self.gradient_norms[0]:.2g} reaches the first layer. Layer {self.layer}: spread "
            f"{self.spreads[self.layer - 1]:.2g}, units dead {self.dead[self.layer - 1]:.0%}."
        )


class Stack:
    """What one stack computes: scores, outputs, gradients, each (20 layers, 64 digits, 64 units) float64."""

    def __init__(self, scores, outputs, gradients):
        self.scores, self.outputs, self.gradients = scores, outputs, gradients


@lru_cache(maxsize=4)
def stack(function, gain, seed):
    """Send the digits up and a gradient of norm 1 back, by the library's own activations and autograd."""
    activation = getattr(activations, function, None) or (lambda scores: 1.0 * scores)
    output = Tensor(standardized(), requires_grad=True)
    scores, outputs = [], []
    for matrix in gain / np.sqrt(WIDTH) * weights(seed):
        scores.append(output @ Tensor(matrix).T)
        output = activation(scores[-1])
        output.retain_grad()
        outputs.append(output)
    output.backward(first_gradient(seed))
    return Stack(
        np.array([each.data for each in scores]),
        np.array([each.data for each in outputs]),
        np.array([each.grad for each in outputs]),
    )


def greys():
    """The first 64 training digits, (64, 64) integers from 0 to 16."""
    images = digits.load().train_images[:NUM_DIGITS]
    return np.rint(16 * images).astype(np.int64).reshape(NUM_DIGITS, WIDTH)


def standardized():
    """The same digits with mean 0 and standard deviation 1 over all their pixels: (64, 64) float64."""
    pixels = greys().astype(np.float64)
    return (pixels - pixels.mean()) / pixels.std()


def weights(seed):
    """Random matrices of every layer, (20, 64 units, 64 inputs), even between ±√3: standard deviation 1."""
    return uniform(seed, np.arange(NUM_LAYERS * WIDTH * WIDTH)).reshape(NUM_LAYERS, WIDTH, WIDTH)


def first_gradient(seed):
    """What is sent back from the top: (64 digits, 64 units), random, of norm 1."""
    gradient = uniform(seed, NUM_LAYERS * WIDTH * WIDTH + np.arange(NUM_DIGITS * WIDTH))
    return gradient.reshape(NUM_DIGITS, WIDTH) / np.sqrt((gradient**2).sum())


def uniform(seed, counters):
    """Random float64 numbers, even between ±√3, one for each counter: the same here and in JavaScript.

    A counter times the golden ratio, scrambled by MurmurHash3's last steps (A. Appleby, public domain).
    """
    with np.errstate(over="ignore"):
        bits = scrambled(
            np.uint32(WEYL) * counters.astype(np.uint32) + scrambled(np.array([seed], np.uint32))
        )
    return np.sqrt(3.0) * (2.0 * (bits + 0.5) / 2.0**32 - 1.0)


def scrambled(bits):
    """32 bits in, 32 bits out; each bit of the input turns about half of the output's."""
    bits = (bits ^ (bits >> np.uint32(16))) * np.uint32(FIRST_MIX)
    bits = (bits ^ (bits >> np.uint32(13))) * np.uint32(SECOND_MIX)
    return bits ^ (bits >> np.uint32(16))
