"""What a tensor has because it holds an array, gradients aside: its shape, its numbers, its refusals."""

import numpy as np


def check_one_per_channel(num_channels, **arrays):
    """ValueError if an array or tensor that is given would not be one number a channel."""
    for name, array in arrays.items():
        if array is not None and array.shape != (num_channels,):
            raise ValueError(f"{name} needs shape ({num_channels},), a number a channel, got {array.shape}")


class HoldsArray:
    """The plain side of `autograd.Tensor`: what NumPy knows, and what is refused."""

    __array_ufunc__ = None  # array * tensor is for the tensor to answer, not for NumPy

    @property
    def shape(self):
        """The size of each axis."""
        return self.data.shape

    @property
    def dtype(self):
        """float32 or float64."""
        return self.data.dtype

    @property
    def ndim(self):
        """The number of axes."""
        return self.data.ndim

    @property
    def size(self):
        """The number of numbers."""
        return self.data.size

    def numpy(self):
        """The array itself, not a copy."""
        return self.data

    def item(self):
        """The one number in it, as a Python float."""
        return self.data.item()

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        if self.ndim == 0:
            raise TypeError(
                "a tensor without axes is one number, there is no list of it: write tensor.item()"
            )
        return (self[position] for position in range(len(self)))

    def __repr__(self):
        numbers = np.array2string(self.data, separator=", ", prefix="Tensor(")
        return f"Tensor({numbers}, dtype={self.dtype}, requires_grad={self.requires_grad})"

    __hash__ = object.__hash__  # two tensors with equal numbers are still two tensors

    def __array__(self, dtype=None, copy=None):
        raise TypeError("NumPy would lose the gradient: write tensor.numpy() where that is what you want")

    def __bool__(self):
        raise TypeError("a tensor is neither true nor false: test tensor.item() or tensor.numpy().any()")

    def __setitem__(self, index, value):
        raise TypeError(
            "a tensor is not changed in place, its history would be wrong: change tensor.data[...]"
        )

    def _refuse_in_place(self, other):
        raise TypeError(
            "a tensor is not changed in place, its history would be wrong: "
            "write total = total + x, or, to update a weight, weight.data -= step"
        )

    __iadd__ = __isub__ = __imul__ = __itruediv__ = __ipow__ = __imatmul__ = _refuse_in_place

    def _refuse_comparison(self, other):
        raise TypeError("a comparison has no gradient: compare the arrays, a.numpy() == b.numpy()")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse_comparison

    def __getattr__(self, name):
        raise AttributeError(
            f"a tensor has no {name!r}; layers and activations are functions of course.nn.functional, "
            "anything else NumPy does with tensor.numpy(), without a gradient"
        )
