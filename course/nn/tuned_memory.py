"""Where the tuned step keeps its numbers: buffers that are reused, parameters side by side.

Why that saves time: a fresh large array costs more than filling it.  The system hands out its pages one by
one as they are first touched, and the caches have never seen them.
"""

import math

import numpy as np

CACHE_LINE_BYTES = 64


def aligned_zeros(size, dtype):
    """A vector of zeros that begins at a cache line: no SIMD load of it spans two lines."""
    item_bytes = np.dtype(dtype).itemsize
    vector = np.zeros(size + CACHE_LINE_BYTES // item_bytes, dtype)
    skipped = -vector.ctypes.data % CACHE_LINE_BYTES // item_bytes
    return vector[skipped : skipped + size]


class Memory:
    """Hands out buffers; after `start_again` the same ones again, as views in the shapes asked for then.

    So the plan for a small last batch works in the same memory as the plan for full ones.
    """

    def __init__(self, dtype):
        self.dtype = np.dtype(dtype)
        self._vectors, self._position = [], 0

    def start_again(self):
        self._position = 0

    def take(self, *shape, dtype=None):
        """The next buffer, in this shape.  What it holds is left over from its last use."""
        size, dtype = math.prod(shape), dtype or self.dtype
        if self._position == len(self._vectors):
            self._vectors.append(aligned_zeros(size, dtype))
        vector = self._vectors[self._position]
        if vector.size < size or vector.dtype != dtype:
            vector = self._vectors[self._position] = aligned_zeros(size, dtype)
        self._position += 1
        return vector[:size].reshape(shape)


def take_over(view, array):
    """Let `view` hold the numbers of an array that somebody set in its place."""
    if array.shape != view.shape:
        raise ValueError(f"an array of shape {array.shape} was set where one of shape {view.shape} belongs")
    view[...] = array


class ParameterVectors:
    """All parameters of a network in one vector, and all their gradients in another.

    Each parameter's `.data` and `.grad` become views of them, so that nobody else notices, while an optimizer
    changes the whole network with one call instead of one a parameter.
    """

    def __init__(self, parameters):
        self._parameters = parameters
        dtypes = {parameter.dtype for parameter in parameters}
        if len(dtypes) != 1:
            raise ValueError(f"a tuned network has parameters of one dtype, this one has {dtypes}")
        self.dtype = dtypes.pop()
        self.values, value_views = self.vector()
        self.gradients, gradient_views = self.vector()
        self._views = list(zip(parameters, value_views, gradient_views, strict=True))

    def vector(self):
        """(a vector of zeros, its views in the parameters' shapes), each view beginning at a cache line."""
        line = CACHE_LINE_BYTES // self.dtype.itemsize
        starts = [0]
        for parameter in self._parameters:
            starts.append(starts[-1] + -(-parameter.size // line) * line)
        vector = aligned_zeros(starts[-1], self.dtype)
        pieces = zip(starts, self._parameters, strict=False)
        return vector, [vector[start : start + each.size].reshape(each.shape) for start, each in pieces]

    def hold(self):
        """Make every parameter a view again, whatever it was set to since; its numbers stay."""
        for parameter, values, gradient in self._views:
            if parameter.data is not values:
                take_over(values, parameter.data)
                parameter.data = values
            parameter.grad = gradient

    def forget_gradients(self):
        """What the vector of gradients holds is none any more: do not show it."""
        for parameter in self._parameters:
            parameter.grad = None
