"""Numbers cut short on their way through the engine: float32 arrays that hold only numbers of a format.

narrow(weights, FP16)        # float32, each number one that FP16 has
cast(activations, FP16)      # the same for a tensor, and for its gradient on the way back
"""

import numpy as np

from course.nn.autograd import record
from course.numerics import blocks, floats
from course.numerics.blocks import BlockFormat
from course.numerics.floats import BF16, FP16, FP32


def narrow(values, fmt, rounding="nearest", *, rng=None):
    """Values rounded to a format and kept in float32: an array of the same shape.

    values: float32.  fmt: a Format that float32 contains, or a BlockFormat, whose blocks lie along the last
    axis.  rounding, rng: as in `numerics.floats.encode`.
    """
    if fmt is FP32:
        return values
    if isinstance(fmt, BlockFormat):
        return blocks.rounded(values, fmt, rounding, rng=rng).astype(np.float32)
    if rounding == "nearest" and fmt in FAST:  # a test holds them to the general way
        return FAST[fmt](values)
    return floats.rounded(values, fmt, rounding, rng=rng).astype(np.float32)


def cast(tensor, fmt, of_gradient=None):
    """A tensor rounded to `fmt`, whose gradient is rounded to `of_gradient` (or `fmt`) on the way back."""
    back = of_gradient or fmt
    return record(narrow(tensor.data, fmt), (tensor, lambda gradient: narrow(gradient, back)))


def _to_fp16(values):
    """By NumPy's own float16."""
    with np.errstate(over="ignore"):
        return values.astype(np.float16).astype(np.float32)


def _to_bf16(values):
    """By adding half of the last kept digit to the bits of FP32, and cutting the rest off."""
    bits = np.ascontiguousarray(values).view(np.uint32)
    last_kept = (bits >> 16) & 1  # a tie goes up only from an odd number
    kept = (bits + (0x7FFF + last_kept)) & np.uint32(0xFFFF0000)  # a carry beyond the largest is infinity
    return np.where(np.isnan(values), values, kept.view(np.float32))


FAST = {FP16: _to_fp16, BF16: _to_bf16}
