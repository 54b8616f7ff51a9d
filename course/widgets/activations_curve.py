"""Six activations and their slopes: what a gradient is multiplied by on its way back, once and many times."""

import math

import numpy as np
import traitlets

from course.nn import activations
from course.nn.autograd import Tensor
from course.widgets.visualizer import Visualizer

FUNCTIONS = ("tanh", "sigmoid", "relu", "leaky_relu", "gelu", "silu")
LOWEST, HIGHEST = -6.0, 6.0  # inputs: the ends of the axis
MOST_LAYERS = 20
FLAT = 0.05  # of the largest slope: what lies below, out to an end of the axis, is flat
PLACES_PER_UNIT = 100  # where the largest slope is looked for: at most 1/200 beside its place


class ActivationsCurve(Visualizer):
    """One activation, its tangent at a movable input, and what many layers leave of a gradient there.

    function: "tanh", "sigmoid", "relu", "leaky_relu", "gelu" or "silu".  input: −6 to 6.  layers: 1 to 20.
    `output`, `slope` and `remaining` follow from them, by the library's own functions.
    """

    function = traitlets.Enum(FUNCTIONS, "sigmoid").tag(sync=True)
    input = traitlets.Float(2.0).tag(sync=True)
    layers = traitlets.Int(10).tag(sync=True)

    @traitlets.validate("input")
    def _on_the_axis(self, proposal):
        if not LOWEST <= proposal["value"] <= HIGHEST:  # nan never does
            raise traitlets.TraitError(
                f"input lies between {LOWEST:g} and {HIGHEST:g}, got {proposal['value']}"
            )
        return proposal["value"]

    @traitlets.validate("layers")
    def _some_layers(self, proposal):
        if not 1 <= proposal["value"] <= MOST_LAYERS:
            raise traitlets.TraitError(f"layers lies between 1 and {MOST_LAYERS}, got {proposal['value']}")
        return proposal["value"]

    @property
    def output(self):
        """What the function makes of the input."""
        return float(value_and_slope(self.function, self.input)[0])

    @property
    def slope(self):
        """The function's slope at the input: what one layer multiplies a gradient by."""
        return float(value_and_slope(self.function, self.input)[1])

    @property
    def remaining(self):
        """What is left of a gradient of 1 after so many layers with this slope: slope ** layers."""
        return self.slope**self.layers

    def describe(self):
        """The chosen input, its output and slope, and what the layers leave, in words and numbers."""
        largest, left, right = shape(self.function)
        flat = "in its flat part" if self.input <= left or self.input >= right else "outside its flat part"
        return (
            f"{self.function} at an input of {self.input:g}: output {self.output:.4f}, slope "
            f"{self.slope:.4f} of at most {largest:.4f}, {flat}. Of a gradient of 1, {self.layers} such "
            f"layers leave {self.remaining:.2g}."
        )


def value_and_slope(function, inputs):
    """An activation's outputs and slopes at inputs of any shape: two float64 arrays of that shape."""
    inputs = Tensor(np.asarray(inputs, dtype=np.float64), requires_grad=True)
    outputs = getattr(activations, function)(inputs)
    outputs.sum().backward()
    return outputs.data, inputs.grad


def shape(function):
    """The largest slope on the axis, and where its flat parts stop, at the left end and at the right.

    (largest, left, right): an input is in a flat part if it is ≤ left or ≥ right; −∞ and ∞ stand for none.
    """
    places = np.linspace(LOWEST, HIGHEST, int(PLACES_PER_UNIT * (HIGHEST - LOWEST)) + 1)
    sizes = np.abs(value_and_slope(function, places)[1])
    steep = np.flatnonzero(sizes >= FLAT * sizes.max())

    def edge(flat, steep):
        """The last flat place on the way to a steep one: halved until nothing lies between them."""
        while (middle := (flat + steep) / 2) not in (flat, steep):
            is_steep = abs(value_and_slope(function, middle)[1]) >= FLAT * sizes.max()
            flat, steep = (flat, middle) if is_steep else (middle, steep)
        return float(flat)

    left = edge(places[steep[0] - 1], places[steep[0]]) if steep[0] > 0 else -math.inf
    right = edge(places[steep[-1] + 1], places[steep[-1]]) if steep[-1] < len(places) - 1 else math.inf
    return float(sizes.max()), left, right
