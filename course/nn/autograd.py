"""Tensors that remember how they were computed, and so can find their gradients.

Every operation is a forward line, which computes, and a backward line for each input, which turns the
gradient of the result into the gradient of that input.  `record` ties them together; `Tensor.backward`
walks back from the loss to the weights.  There is no more to backpropagation.
"""

import contextlib
import contextvars
import copy
import numbers

import numpy as np

from course.nn.arrays import HoldsArray

_is_recording = contextvars.ContextVar("is_recording", default=True)


@contextlib.contextmanager
def no_grad():
    """Compute without remembering: what only predicts needs no way back."""
    before = _is_recording.set(False)
    try:
        yield
    finally:
        _is_recording.reset(before)


def record(value, *history):
    """The result of an operation: a tensor that remembers which inputs it was computed from.

    value: array, what the forward line gave.
    history: for each input tensor a pair (input, backward line).  The backward line takes the gradient of
    the result and gives that of the input.  It may leave it as large as broadcasting made the result,
    and must not write into the gradient that it is given.
    """
    check_tensors(*(source for source, _ in history))
    result = Tensor(value)
    if _is_recording.get():
        result.history = tuple(pair for pair in history if pair[0].requires_grad)
        result.requires_grad = bool(result.history)
        result.depth = max((source.depth + 1 for source, _ in result.history), default=0)
    return result


def check_tensors(*sources):
    """TypeError unless each of them is a tensor."""
    for source in sources:
        if not isinstance(source, Tensor):
            raise TypeError(f"this works on tensors, got {type(source).__name__}: write Tensor(array)")


def unbroadcast(gradient, shape):
    """Sum a gradient over the axes along which broadcasting had repeated an array of `shape`."""
    if gradient.shape == shape:
        return gradient
    num_new = gradient.ndim - len(shape)
    stretched = [axis for axis, size in enumerate(shape, start=num_new) if size == 1]
    return gradient.sum(axis=(*range(num_new), *stretched)).reshape(shape)


class Tensor(HoldsArray):
    """An array of floats that remembers how it was computed.

    data: float32 or float64 array, shared with whoever made it, not copied.  Operations remember it so too:
        what changes in it before `backward` changes the gradients.
    requires_grad: whether `backward` looks for its gradient; a result does if any of its inputs does.
    grad: None, or what `backward` has added up so far: an array of the same shape.
    history: pairs (input, backward line), see `record`; empty for a leaf: a tensor made, not computed.
    depth: the number of operations on the longest way back to a leaf.
    """

    def __init__(self, data, requires_grad=False):
        self.data = np.asarray(data)
        if self.data.dtype not in (np.float32, np.float64):
            raise TypeError(
                f"a tensor holds float32 or float64, got {self.data.dtype}: "
                "write Tensor(np.asarray(numbers, dtype=np.float32))"
            )
        self.requires_grad = requires_grad
        self.grad = None
        self.history = ()
        self.depth = 0
        self._keeps_grad = False

    # Backpropagation

    def backward(self, gradient=None):
        """Add to the `.grad` of each leaf the derivative of this tensor by that leaf.

        gradient: where to start, an array of this tensor's shape; 1 for a single number.
        The history stays: a second call adds the same again (torch asks for retain_graph=True).  It holds
        the tensors, not copies: change a weight's `.data` after this call, not before.
        """
        gradients = {self: self._first_gradient(gradient)}
        for tensor in self._deepest_first():
            gradient = gradients.pop(tensor)
            if tensor._keeps_grad or not tensor.history:
                tensor.grad = gradient.copy() if tensor.grad is None else tensor.grad + gradient
            for source, backward_line in tensor.history:
                share = np.asarray(backward_line(gradient), dtype=source.dtype)
                share = unbroadcast(share, source.shape)
                # What was used twice influences the result in two ways: its gradient is the sum.
                gradients[source] = gradients[source] + share if source in gradients else share

    def _deepest_first(self):
        """This tensor and all it came from, each before its own inputs, which are less deep."""
        found, seen = [self], {self}
        for tensor in found:  # the list grows while we walk along it
            for source, _ in tensor.history:
                if source not in seen:
                    found.append(source)
                    seen.add(source)
        return sorted(found, key=lambda tensor: tensor.depth, reverse=True)

    def _first_gradient(self, gradient):
        """The gradient of this tensor itself, at which `backward` starts."""
        if not self.requires_grad:
            raise RuntimeError(
                "there is no gradient to find: nothing this tensor came from has requires_grad=True, "
                "or it was computed under no_grad()"
            )
        if gradient is None and self.size != 1:
            raise RuntimeError(
                f"backward starts at a single number, this tensor has shape {self.shape}: "
                "take its .sum() or .mean() first, or pass a gradient of that shape"
            )
        gradient = np.ones_like(self.data) if gradient is None else np.asarray(gradient, dtype=self.dtype)
        if gradient.shape != self.shape:
            raise ValueError(f"the gradient needs the tensor's shape {self.shape}, got {gradient.shape}")
        return gradient

    def retain_grad(self):
        """Keep `.grad` for this tensor too although it was computed: to look inside a network."""
        self._keeps_grad = True

    def detach(self):
        """The same numbers, without their history."""
        return Tensor(self.data)

    # Arithmetic

    def __add__(self, other):
        other = self._operand(other)
        return record(
            self.data + other.data,
            (self, lambda gradient: gradient),
            (other, lambda gradient: gradient),
        )

    def __mul__(self, other):
        other = self._operand(other)
        return record(
            self.data * other.data,
            (self, lambda gradient: gradient * other.data),
            (other, lambda gradient: gradient * self.data),
        )

    def __truediv__(self, other):
        other = self._operand(other)
        ratio = self.data / other.data
        return record(
            ratio,
            (self, lambda gradient: gradient / other.data),
            (other, lambda gradient: -gradient * ratio / other.data),
        )

    def __pow__(self, other):
        other = self._operand(other)
        base, exponent = self.data, other.data
        power = base**exponent
        return record(  # the two `where` keep 0**0 from dividing by 0 and from taking its logarithm
            power,
            (self, lambda gradient: gradient * exponent * base ** np.where(exponent == 0, 0, exponent - 1)),
            (other, lambda gradient: gradient * power * np.log(np.where(base == 0, 1, base))),
        )

    def __matmul__(self, other):
        other = self._operand(other)
        if other.ndim == 1:
            return (self @ other.reshape(-1, 1))[..., 0]
        if self.ndim == 1:
            return (self.reshape(1, -1) @ other)[..., 0, :]
        if 0 in (self.ndim, other.ndim) or self.shape[-1] != other.shape[-2]:
            raise ValueError(f"@ needs shapes (n, k) @ (k, m), got {self.shape} @ {other.shape}")
        return record(
            self.data @ other.data,
            (self, lambda gradient: gradient @ other.data.mT),
            (other, lambda gradient: self.data.mT @ gradient),
        )

    def __neg__(self):
        return record(-self.data, (self, lambda gradient: -gradient))

    def __abs__(self):
        return record(np.abs(self.data), (self, lambda gradient: gradient * np.sign(self.data)))

    def __sub__(self, other):
        return self + -self._operand(other)

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self._operand(other) / self

    def __rpow__(self, other):
        return self._operand(other) ** self

    def __rmatmul__(self, other):
        return self._operand(other) @ self

    __radd__ = __add__
    __rmul__ = __mul__

    def _operand(self, other):
        """The other side of an operator as a tensor; a plain number takes this tensor's dtype."""
        if isinstance(other, Tensor):
            return other
        return Tensor(np.asarray(other, dtype=self.dtype) if isinstance(other, numbers.Real) else other)

    def exp(self):
        """e to the power of each number."""
        result = np.exp(self.data)
        return record(result, (self, lambda gradient: gradient * result))

    def log(self):
        """The natural logarithm of each number."""
        return record(np.log(self.data), (self, lambda gradient: gradient / self.data))

    # Reductions: `dim` is an axis or several, all by default; `keepdim` leaves them in place with size 1.

    def sum(self, dim=None, keepdim=False):
        """Add up the numbers along `dim`."""
        total = self.data.sum(axis=dim, keepdims=keepdim)
        return record(total, (self, lambda gradient: self._spread(gradient, dim, keepdim)))

    def mean(self, dim=None, keepdim=False):
        """Average the numbers along `dim`."""
        total = self.sum(dim, keepdim)
        return total / (self.size / max(total.size, 1))

    def max(self, dim=None, keepdim=False):
        """The largest number along `dim`: only the values, as torch.amax; equal ones share the gradient."""
        largest = self.data.max(axis=dim, keepdims=True)
        is_largest = self.data == largest
        shares = is_largest / is_largest.sum(axis=dim, keepdims=True, dtype=self.dtype)
        return record(
            largest if keepdim else largest.squeeze(dim),
            (self, lambda gradient: self._spread(gradient, dim, keepdim) * shares),
        )

    def _spread(self, gradient, dim, keepdim):
        """The gradient of a reduction's result, once for each number that went into it."""
        if dim is not None and not keepdim:
            gradient = np.expand_dims(gradient, dim)
        return np.broadcast_to(gradient, self.shape)

    # Shapes

    def reshape(self, size, *sizes):
        """The same numbers in another shape, given as sizes or as one tuple; -1 stands for what is left."""
        shape = size if isinstance(size, tuple | list) else (size, *sizes)
        return record(self.data.reshape(shape), (self, lambda gradient: gradient.reshape(self.shape)))

    def transpose(self, dim0, dim1):
        """The same numbers with two axes exchanged."""
        return record(self.data.swapaxes(dim0, dim1), (self, lambda gradient: gradient.swapaxes(dim0, dim1)))

    @property
    def T(self):
        """The same numbers with all axes in reverse."""
        return record(self.data.T, (self, lambda gradient: gradient.T))

    def __getitem__(self, index):
        index = copy.deepcopy(index)  # an array of indices may change before the way back

        def put_back(gradient):
            everywhere = np.zeros_like(self.data)
            np.add.at(everywhere, index, gradient)  # unlike +=, counts an index that occurs twice
            return everywhere

        return record(self.data[index], (self, put_back))


def cat(tensors, dim=0):
    """Join tensors along an existing axis."""
    ends = np.cumsum([tensor.shape[dim] for tensor in tensors])

    def cut(end, size):
        return lambda gradient: np.take(gradient, range(end - size, end), axis=dim)

    return record(
        np.concatenate([tensor.data for tensor in tensors], axis=dim),
        *((tensor, cut(end, tensor.shape[dim])) for tensor, end in zip(tensors, ends, strict=True)),
    )
