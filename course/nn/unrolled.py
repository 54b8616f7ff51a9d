"""The convolution as the matrix that it is: sparse, since windows are small, and shared, since they move."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from course.nn.convolution import pair


def convolution_matrix(weight, image_shape, stride=1, padding=0):
    """The sparse matrix that does to an image laid flat what a convolution does to the image.

    weight: array (out_channels, channels, kernel height, kernel width).  image_shape: (channels, H, W).
    stride, padding: as in conv2d, one number or a pair.
    Returns a SciPy CSR array (outputs, pixels): channel by channel, row by row, as `reshape(-1)` lays them.
    It stores each connection, so a weight of zero counts as one; what lies in the padding is no connection.
    """
    out_channels, window_size = len(weight), math.prod(weight.shape[1:])
    pixels = pixels_in_windows(image_shape, weight.shape[1:], stride, padding)
    outputs = np.arange(out_channels * len(pixels)).reshape(out_channels, -1, 1)
    shared = weight.reshape(out_channels, 1, window_size)  # the same weights at every place of the window
    rows, columns, values = (each.ravel() for each in np.broadcast_arrays(outputs, pixels, shared))
    inside = columns >= 0
    entries = values[inside], (rows[inside], columns[inside])
    return sparse.csr_array(entries, shape=(outputs.size, math.prod(image_shape)))


def pixels_in_windows(image_shape, window_shape, stride=1, padding=0):
    """The numbers of the pixels that each window sees, with −1 where it sees the padding.

    image_shape, window_shape: (channels, height, width); both have the same channels.
    Returns whole numbers (windows, pixels of a window): slide the window over an image of its own addresses.
    """
    channels, kernel = window_shape[0], window_shape[1:]
    if image_shape[0] != channels:
        raise ValueError(f"the weights are for {channels} channels, and the image has {image_shape[0]}")
    strides, sides = pair(stride, least=1), pair(padding)
    numbers = np.arange(math.prod(image_shape)).reshape(image_shape)
    padded = np.pad(numbers, [(0, 0), *((side, side) for side in sides)], constant_values=-1)
    if any(reach > length for reach, length in zip(kernel, padded.shape[1:], strict=True)):
        raise ValueError(f"a window of {kernel} does not fit into a padded image of {padded.shape[1:]}")
    views = np.lib.stride_tricks.sliding_window_view(padded, window_shape)[0, :: strides[0], :: strides[1]]
    return views.reshape(-1, math.prod(window_shape))


@dataclass(frozen=True)
class Counts:
    """What is in a matrix.

    entries: rows × columns, the weights of a fully connected layer and its multiplications for an image.
    connections: stored entries, the multiplications of a sparse layer.  distinct: different numbers in them.
    """

    entries: int
    connections: int
    distinct: int

    @property
    def share(self):
        """The share of entries that are connections, 0 to 1."""
        return self.connections / self.entries


def count(matrix):
    """The Counts of a SciPy sparse matrix."""
    return Counts(math.prod(matrix.shape), int(matrix.nnz), len(np.unique(matrix.data)))


def receptive_field(layers):
    """How many neighbouring pixels, along one side, one output of a stack of layers can see.

    layers: (kernel, stride) or (kernel, stride, dilation) of each, the first being next to the image; a pool
    is such a layer too.  Padding moves what is seen, and changes nothing about its size.
    """
    field = 1  # the output itself
    for kernel, stride, *dilation in reversed(layers):
        reach = 1 + (kernel - 1) * (dilation[0] if dilation else 1)
        field = reach + (field - 1) * stride  # the first window, and one step for each further one
    return field
