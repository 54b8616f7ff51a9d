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
    if rounding == "nearest" and fmt in (FP16, BF16):  # the fast way; a test holds it to the other
        return _by_bits(values, fmt)
    return floats.rounded(values, fmt, rounding, rng=rng).astype(np.float32)


def cast(tensor, fmt, of_gradient=None):
    """A tensor rounded to `fmt`, whose gradient is rounded to `of_gradient` (or `fmt`) on the way back."""
    back = of_gradient or fmt
    return record(narrow(tensor.data, fmt), (tensor, lambda gradient: narrow(gradient, back)))


def _by_bits(values, fmt):
    """To FP16 or BF16 by adding half of the last kept digit to the bits of FP32, and cutting the rest off."""
    dropped = FP32.fraction_bits - fmt.fraction_bits
    bits = np.ascontiguousarray(values).view(np.uint32)
    last_kept = (bits >> dropped) & 1  # a tie goes up only from an odd number
    kept = ((bits + (2 ** (dropped - 1) - 1 + last_kept)) >> dropped << dropped).view(np.float32)
    kept = np.where(np.abs(kept) > fmt.largest, np.copysign(np.float32(np.inf), values), kept)
    if fmt.smallest > FP32.smallest_normal:  # its subnormal numbers are normal in FP32: fixed spacing
        is_subnormal = np.abs(values) < fmt.smallest_normal
        at_fixed_spacing = np.float32(1.5 * 2**FP32.fraction_bits * fmt.smallest)
        subnormal = np.copysign((values + at_fixed_spacing) - at_fixed_spacing, values)
        kept = np.where(is_subnormal, subnormal, kept)
    return np.where(np.isnan(values), values, kept)
