"""Stages of the tuned step that slide over images, (channels, height, width, batch)."""

import math

import numpy as np

from course.nn.tuned_layers import Stage, check_dimensions
from course.nn.tuned_memory import aligned_zeros


class Windows:
    """What each place in a sliding window sees of the images, as views: made once, as the buffers stay.

    views[row, column]: (channels, out_height, out_width, batch), every `stride`-th pixel.
    gradient_views: the same places in the buffer of the images' gradient.
    """

    def __init__(self, images, kernel_size, stride, padding, dilation, memory, padding_value=0.0):
        channels, height, width, batch = images.shape
        (top, left), padded_size = padding, (height + 2 * padding[0], width + 2 * padding[1])
        reach = [step * (size - 1) + 1 for size, step in zip(kernel_size, dilation, strict=True)]
        self.out_size = [
            (size - span) // step + 1 for size, span, step in zip(padded_size, reach, stride, strict=True)
        ]
        if min(self.out_size) < 1:
            raise ValueError(f"a window of {reach} does not fit into a padded image of {padded_size}")
        self.inside = np.s_[:, top : top + height, left : left + width]
        self.padded = images
        if any(padding):  # not of the shared memory: other batch sizes would write into the borders
            padded_shape = (channels, *padded_size, batch)
            self.padded = aligned_zeros(math.prod(padded_shape), images.dtype).reshape(padded_shape)
            self.padded.fill(padding_value)
        self.padded_gradient = memory.take(*self.padded.shape)
        self.gradient = memory.take(*images.shape) if any(padding) else self.padded_gradient
        places = [self._place(place, stride, dilation) for place in np.ndindex(*kernel_size)]
        self.views = [self.padded[place] for place in places]
        self.gradient_views = [self.padded_gradient[place] for place in places]

    def _place(self, place, stride, dilation):
        """The index of what the window's pixel `place` sees: a start and a stride along height and width."""
        along = zip(place, stride, dilation, self.out_size, strict=True)
        return (slice(None), *(slice(p * d, p * d + (n - 1) * s + 1, s) for p, s, d, n in along))

    def look_at(self, images):
        """Let the views show `images`."""
        if self.padded is not images:
            np.copyto(self.padded[self.inside], images)

    def add_up(self, gradients):
        """The images' gradient: a pixel seen from several places gets the sum of their `gradients`."""
        self.padded_gradient.fill(0)
        for view, gradient in zip(self.gradient_views, gradients, strict=True):
            np.add(view, gradient, out=view)
        return self.cut()

    def cut(self):
        """The gradient without that of the padding."""
        if self.gradient is not self.padded_gradient:
            np.copyto(self.gradient, self.padded_gradient[self.inside])
        return self.gradient


class Conv2dStage(Stage):
    """All windows of all images side by side in one matrix: one product a group instead of one an image."""

    def __init__(self, layer, previous, memory):
        super().__init__(layer, previous, memory)
        check_dimensions(layer, previous.shape, 4, layer.in_channels)
        self.windows = Windows(
            previous.outputs, layer.kernel_size, layer.stride, layer.padding, layer.dilation, memory
        )
        num_windows = math.prod(self.windows.out_size) * self.batch
        self.by_group = (layer.groups, layer.out_channels // layer.groups, num_windows)
        self.shape = (layer.out_channels, *self.windows.out_size, self.batch)
        self.outputs = memory.take(*self.shape)

        places = math.prod(layer.kernel_size)
        columns = memory.take(layer.in_channels, places, *self.windows.out_size, self.batch)
        self.seen_from = [columns[:, place] for place in range(places)]
        self.columns = columns.reshape(layer.groups, -1, num_windows)

        self.weight = layer.weight.data.reshape(layer.groups, -1, self.columns.shape[1])
        self.weight_slot = layer.weight.grad.reshape(self.weight.shape)
        self.bias = self.bias_slot = None
        if layer.bias is not None:
            self.bias, self.bias_slot = layer.bias.data[:, None], layer.bias.grad
        self.ones = np.ones(num_windows, memory.dtype)

    def forward(self, inputs):
        self.windows.look_at(inputs)
        for column, view in zip(self.seen_from, self.windows.views, strict=True):
            np.copyto(column, view)
        np.matmul(self.weight, self.columns, out=self.outputs.reshape(self.by_group))
        if self.bias is not None:
            outputs = self.outputs.reshape(len(self.bias), -1)
            np.add(outputs, self.bias, out=outputs)
        return self.outputs

    def weight_gradient(self, gradient):
        np.matmul(gradient.reshape(self.by_group), self.columns.mT, out=self.weight_slot)
        if self.bias is not None:
            np.matmul(gradient.reshape(len(self.bias), -1), self.ones, out=self.bias_slot)

    def input_gradient(self, gradient):
        # The columns have done their work: their gradient takes their place.
        np.matmul(self.weight.mT, gradient.reshape(self.by_group), out=self.columns)
        return self.windows.add_up(self.seen_from)


class MaxPool2dStage(Stage):
    """The largest so far against the next view: long runs of memory, no window is ever gathered."""

    reads_outputs = True
    padding_value = -np.inf

    def __init__(self, layer, previous, memory):
        super().__init__(layer, previous, memory)
        check_dimensions(layer, previous.shape, 4, previous.shape[0])
        self.windows = Windows(
            previous.outputs,
            layer.kernel_size,
            layer.stride,
            layer.padding,
            (1, 1),
            memory,
            self.padding_value,
        )
        self.shape = (previous.shape[0], *self.windows.out_size, self.batch)
        self.outputs = memory.take(*self.shape)
        self.share = memory.take(*self.shape)
        self.is_winner = memory.take(*self.shape, dtype=bool)
        self.is_open = memory.take(*self.shape, dtype=bool)

    def forward(self, inputs):
        self.windows.look_at(inputs)
        first, *others = self.windows.views
        np.copyto(self.outputs, first)
        for view in others:
            np.maximum(self.outputs, view, out=self.outputs)
        return self.outputs

    def input_gradient(self, gradient):
        return self.windows.add_up(self.shares(gradient))

    def shares(self, gradient):
        """What each place of the window gets: the first that holds the largest number gets all."""
        self.is_open.fill(True)
        for view in self.windows.views:
            np.equal(view, self.outputs, out=self.is_winner)
            np.logical_and(self.is_winner, self.is_open, out=self.is_winner)
            np.logical_xor(self.is_open, self.is_winner, out=self.is_open)
            yield np.multiply(gradient, self.is_winner, out=self.share)


class AvgPool2dStage(MaxPool2dStage):
    """The sum of all views, divided once."""

    reads_outputs = False
    padding_value = 0.0

    def forward(self, inputs):
        self.windows.look_at(inputs)
        first, *others = self.windows.views
        np.copyto(self.outputs, first)
        for view in others:
            np.add(self.outputs, view, out=self.outputs)
        return np.divide(self.outputs, len(self.windows.views), out=self.outputs)

    def shares(self, gradient):
        np.divide(gradient, len(self.windows.views), out=self.share)
        return [self.share] * len(self.windows.views)
