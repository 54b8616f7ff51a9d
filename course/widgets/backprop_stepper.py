"""A small network, forward and backward one step at a time: every number printed, every weight editable."""

import numpy as np
import traitlets

from course.nn import functional
from course.nn.autograd import Tensor
from course.widgets.visualizer import Visualizer

SHAPES = ((3, 2), (2, 3))
LAST_STEP = 29
LARGEST = 100.0  # of a weight, an input or the learning rate: the picture's own field takes no more


class BackpropStepper(Visualizer):
    """A 2-3-2 network with ReLU, softmax and cross-entropy sees one example and learns from it.

    weights: matrices of shapes (3, 2) and (2, 3); a row holds the weights that lead to one unit, as in torch.
    inputs: two numbers.  Both, and learning_rate, are at most 100 in size.  target: 0 or 1, the right class
    (the picture counts from 1).  step: 1 to 29; the last is the update, and the step after it starts the next
    `round` from the updated weights, unless one of them is past 100.
    """

    weights = traitlets.List(
        [[[0.6, -0.9], [0.7, 0.2], [-0.8, 0.3]], [[0.5, 0.9, -0.6], [-0.7, 0.4, 0.8]]]
    ).tag(sync=True)
    inputs = traitlets.List([0.8, -0.5]).tag(sync=True)
    target = traitlets.Int(1).tag(sync=True)
    learning_rate = traitlets.Float(0.5).tag(sync=True)
    step = traitlets.Int(25).tag(sync=True)
    round = traitlets.Int(1).tag(sync=True)

    @traitlets.validate("weights")
    def _two_matrices(self, proposal):
        matrices = [as_floats("weights", matrix) for matrix in proposal["value"]]
        shapes = tuple(matrix.shape for matrix in matrices)
        if shapes != SHAPES:
            raise traitlets.TraitError(
                f"weights need two matrices of shapes (3, 2) and (2, 3), got {list(shapes)}"
            )
        return [matrix.tolist() for matrix in matrices]

    @traitlets.validate("inputs")
    def _two_numbers(self, proposal):
        numbers = as_floats("inputs", proposal["value"])
        if numbers.shape != (2,):
            raise traitlets.TraitError(f"inputs need two numbers, got shape {numbers.shape}")
        return numbers.tolist()

    @traitlets.validate("target", "step", "round")
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = {"target": (0, 1), "step": (1, LAST_STEP), "round": (1, np.inf)}[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"{name} lies between {low} and {high}, got {value}")
        return value

    @traitlets.validate("learning_rate")
    def _above_zero(self, proposal):
        if not 0 < proposal["value"] <= LARGEST:
            raise traitlets.TraitError(
                f"learning_rate lies above zero and at most at {LARGEST:g}, got {proposal['value']}"
            )
        return proposal["value"]

    @property
    def loss(self):
        """The loss of the example as the weights stand, a float."""
        return self._forward()[0].item()

    @property
    def gradients(self):
        """The loss's gradient for each weight: float64 arrays like `weights`, by the course's own engine."""
        loss, matrices = self._forward()
        loss.backward()
        return [matrix.grad for matrix in matrices]

    @property
    def updated_weights(self):
        """What the update makes of the weights: `weights - learning_rate * gradients`, two float64 arrays."""
        pairs = zip(self.weights, self.gradients, strict=True)
        return [np.array(matrix) - self.learning_rate * gradient for matrix, gradient in pairs]

    def describe(self):
        """The network, its step, its loss, its weights and gradients in one paragraph."""
        weights, gradients = (
            "; ".join(str(np.round(matrix, 3).tolist()) for matrix in matrices)
            for matrices in (self.weights, self.gradients)
        )
        return (
            f"A 2-3-2 network at step {self.step} of {LAST_STEP}, round {self.round}: inputs {self.inputs}, "
            f"right answer class {self.target + 1}, loss {self.loss:.4f}; weights {weights}; "
            f"their gradients {gradients}; learning rate {self.learning_rate:g}."
        )

    def _forward(self):
        """The loss, and the two weight matrices it hangs on, as Tensors."""
        hidden_weights, output_weights = (
            Tensor(np.array(matrix), requires_grad=True) for matrix in self.weights
        )
        hidden = functional.relu(functional.linear(Tensor(np.array([self.inputs])), hidden_weights))
        scores = functional.linear(hidden, output_weights)
        return functional.cross_entropy(scores, np.array([self.target])), (hidden_weights, output_weights)


def as_floats(name, values):
    """A float64 array of what the student gave, or an error that says what is wanted."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise traitlets.TraitError(
            f"{name} need plain numbers in rows of equal length, got {values!r}"
        ) from None
    if not np.isfinite(array).all():
        raise traitlets.TraitError(f"{name} need finite numbers, got {values!r}")
    if (np.abs(array) > LARGEST).any():
        raise traitlets.TraitError(f"{name} lie between {-LARGEST:g} and {LARGEST:g}, got {values!r}")
    return array
