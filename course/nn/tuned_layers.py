"""Stages of the tuned step: layers bound to the buffers of one batch size.

The batch comes last: activations have shape (features, batch), images (channels, height, width, batch).  Why:
- All products are of a kind BLAS does fast; with the batch first, inputs @ weight.T makes it turn the weight.
- A bias or a channel's mean belongs to a whole row, so one loop of NumPy's covers a long run of memory.
- Every window of a convolution or a pool is made of runs of `batch` numbers, and Flatten moves nothing.
"""

import numpy as np

from course.nn.autograd import Tensor


class Stage:
    """One step of the way forward and back.

    previous: the stage before, whose `outputs` are this stage's inputs: the same buffer in every step.
    reads_outputs: the way back needs `outputs` as they were: the next stage must not work in their place.
    """

    reads_outputs = False

    def __init__(self, layer, previous, memory):
        self.layer, self.previous = layer, previous
        self.shape = previous.shape
        self.batch = previous.shape[-1]

    def buffer_of_inputs(self, memory):
        """A buffer as large as the inputs: their own, if the stage before will not read it again."""
        is_free = self.previous.outputs is not None and not self.previous.reads_outputs
        return self.previous.outputs if is_free else memory.take(*self.previous.shape)

    def forward(self, inputs):
        """Fill and return `outputs`."""
        raise NotImplementedError(type(self).__name__)

    def weight_gradient(self, gradient):
        """Fill the gradients of this layer's parameters, where it has any, given that of `outputs`."""

    def input_gradient(self, gradient):
        """The gradient of the inputs, given that of `outputs`, which may be overwritten."""
        raise NotImplementedError(type(self).__name__)


class RowsInput:
    """Inputs (batch, features): only looked at in another way, which BLAS takes as it is."""

    reads_outputs = True  # they are the caller's
    outputs = None

    def __init__(self, shape, memory):
        self.rows = shape
        self.shape = shape[::-1]

    def forward(self, inputs):
        return inputs.reshape(self.rows).T


class ImagesInput:
    """Inputs (batch, channels, ...): copied, so that the batch comes last."""

    reads_outputs = True  # by the windows that slide over them

    def __init__(self, shape, memory):
        self.shape = (*shape[1:], shape[0])
        self.outputs = memory.take(*self.shape)

    def forward(self, inputs):
        np.copyto(self.outputs, np.moveaxis(inputs, 0, -1))
        return self.outputs


class LinearStage(Stage):
    """Three products, and no more passes than they need."""

    def __init__(self, layer, previous, memory):
        super().__init__(layer, previous, memory)
        check_dimensions(layer, previous.shape, 2, layer.in_features)
        self.weight, self.weight_slot = layer.weight.data, layer.weight.grad
        self.bias = self.bias_slot = None
        if layer.bias is not None:
            self.bias, self.bias_slot = layer.bias.data[:, None], layer.bias.grad
        self.inputs = None
        self.shape = (layer.out_features, self.batch)
        self.outputs = memory.take(*self.shape)
        # By then the inputs have done their work, in the gradient of the weights.
        self.inputs_slot = self.buffer_of_inputs(memory)
        self.ones = np.ones(self.batch, memory.dtype)

    def forward(self, inputs):
        self.inputs = inputs
        np.matmul(self.weight, inputs, out=self.outputs)
        if self.bias is not None:
            np.add(self.outputs, self.bias, out=self.outputs)
        return self.outputs

    def weight_gradient(self, gradient):
        np.matmul(gradient, self.inputs.T, out=self.weight_slot)
        if self.bias is not None:
            np.matmul(gradient, self.ones, out=self.bias_slot)  # BLAS adds up rows 4x as fast as np.sum

    def input_gradient(self, gradient):
        return np.matmul(self.weight.T, gradient, out=self.inputs_slot)


class FlattenStage(Stage):
    """Looks at the same memory in another shape."""

    def __init__(self, layer, previous, memory):
        super().__init__(layer, previous, memory)
        self.shape = (int(np.prod(previous.shape[:-1])), self.batch)
        self.outputs = previous.outputs.reshape(self.shape)
        self.reads_outputs = previous.reads_outputs

    def forward(self, inputs):
        return self.outputs

    def input_gradient(self, gradient):
        return gradient.reshape(self.previous.shape)


class DropoutStage(Stage):
    """Draws the same numbers in the same order as the readable layer does."""

    def __init__(self, layer, previous, memory):
        super().__init__(layer, previous, memory)
        self.outputs = self.buffer_of_inputs(memory)
        self.random = memory.take(self.batch, *self.shape[:-1], dtype=np.float64)
        self.is_kept = memory.take(*self.shape, dtype=bool)
        self.factors = memory.take(*self.shape)

    def forward(self, inputs):
        if not self.layer.training or self.layer.p == 0:
            self.factors.fill(1)
        else:
            self.layer.rng.random(out=self.random)
            np.greater_equal(np.moveaxis(self.random, 0, -1), self.layer.p, out=self.is_kept)
            np.divide(
                self.is_kept, max(1 - self.layer.p, np.finfo(self.factors.dtype).tiny), out=self.factors
            )
        return np.multiply(inputs, self.factors, out=self.outputs)

    def input_gradient(self, gradient):
        return np.multiply(gradient, self.factors, out=gradient)


class BatchNormStage(Stage):
    """Batch normalization, whose way back is written out instead of composed of ten small ones."""

    def __init__(self, layer, previous, memory):
        super().__init__(layer, previous, memory)
        check_dimensions(layer, previous.shape, layer.num_dimensions, layer.num_features)
        self.rows = (layer.num_features, int(np.prod(self.shape[1:])))
        self.weight, self.weight_slot = layer.weight.data, layer.weight.grad
        self.bias, self.bias_slot = layer.bias.data, layer.bias.grad
        self.normalized = memory.take(*self.rows)
        self.outputs = memory.take(*self.shape)
        self.scratch = memory.take(*self.rows)

    def forward(self, inputs):
        inputs = inputs.reshape(self.rows)
        mean, variance = self.statistics(inputs) if self.layer.training else self.running_statistics()
        self.inverse_deviation = (variance + self.layer.eps) ** -0.5
        np.subtract(inputs, mean[:, None], out=self.normalized)
        np.multiply(self.normalized, self.inverse_deviation[:, None], out=self.normalized)
        outputs = self.outputs.reshape(self.rows)
        np.multiply(self.normalized, self.weight[:, None], out=outputs)
        np.add(outputs, self.bias[:, None], out=outputs)
        return self.outputs

    def running_statistics(self):
        return self.layer.running_mean, self.layer.running_var

    def statistics(self, inputs):
        """(means, variances) of the batch; the running ones move towards them."""
        count, momentum = inputs.shape[1], self.layer.momentum
        if count < 2:
            raise ValueError(
                f"{self.layer!r} needs more than one number a channel in training: enlarge the batch"
            )
        mean = inputs.mean(axis=1)
        np.subtract(inputs, mean[:, None], out=self.scratch)
        variance = np.vecdot(self.scratch, self.scratch) / count
        running_mean, running_variance = self.running_statistics()
        running_mean += momentum * (mean - running_mean)
        running_variance += momentum * (variance * (count / (count - 1)) - running_variance)
        return mean, variance

    def weight_gradient(self, gradient):
        gradient = gradient.reshape(self.rows)
        np.sum(gradient, axis=1, out=self.bias_slot)
        np.vecdot(gradient, self.normalized, out=self.weight_slot)

    def input_gradient(self, gradient):
        rows = gradient.reshape(self.rows)
        if self.layer.training:  # the batch's mean and variance moved with the inputs
            count = self.rows[1]
            rows -= (self.bias_slot / count)[:, None]
            np.multiply(self.normalized, (self.weight_slot / count)[:, None], out=self.scratch)
            rows -= self.scratch
        rows *= (self.weight * self.inverse_deviation)[:, None]
        return rows.reshape(self.shape)


class ReLUStage(Stage):
    """In the place of the layer before, over numbers still in the cache; one byte each is remembered."""

    def __init__(self, layer, previous, memory):
        super().__init__(layer, previous, memory)
        self.outputs = self.buffer_of_inputs(memory)
        self.zeros = np.zeros(self.shape, memory.dtype)
        self.is_positive = memory.take(*self.shape, dtype=bool)

    def forward(self, inputs):
        np.greater(inputs, 0, out=self.is_positive)
        # Against an array of zeros NumPy's maximum uses SIMD; against the number 0 it takes 3x as long.
        return np.maximum(inputs, self.zeros, out=self.outputs)

    def input_gradient(self, gradient):
        return np.multiply(gradient, self.is_positive, out=gradient)


class TanhStage(Stage):
    """The slope, 1 - tanh(x)^2, is made of the outputs."""

    reads_outputs = True

    def __init__(self, layer, previous, memory):
        super().__init__(layer, previous, memory)
        self.outputs = self.buffer_of_inputs(memory)
        self.slope = memory.take(*self.shape)

    def forward(self, inputs):
        return np.tanh(inputs, out=self.outputs)

    def input_gradient(self, gradient):
        np.multiply(self.outputs, self.outputs, out=self.slope)
        np.subtract(1, self.slope, out=self.slope)
        return np.multiply(gradient, self.slope, out=gradient)


class ElementwiseStage(Stage):
    """Any other activation, by the readable layer: it sees single numbers, so their order is free."""

    def __init__(self, layer, previous, memory):
        super().__init__(layer, previous, memory)
        self.outputs = memory.take(*self.shape)

    def forward(self, inputs):
        self.leaf = Tensor(inputs, requires_grad=True)
        self.result = self.layer(self.leaf)
        np.copyto(self.outputs, self.result.data)
        return self.outputs

    def input_gradient(self, gradient):
        self.result.backward(gradient)
        return self.leaf.grad


def check_dimensions(layer, shape, allowed, num_features):
    """ValueError unless what the layer is to take has a fitting shape; `shape` has the batch last."""
    *features, batch = shape
    allowed = allowed if isinstance(allowed, tuple) else (allowed,)
    if len(shape) not in allowed or features[0] != num_features:
        wanted = " or ".join(map(str, allowed))
        raise ValueError(
            f"{layer!r} takes {wanted} dimensions, (batch, {num_features}, ...), got {(batch, *features)}"
        )
