"""Blocks of small numbers that share a scale: the MX formats.

32 elements, each of a few bits, and one byte of scale for all of them: 4-bit elements cost 4.25 bits each.
The scale is a power of two, E8M0: its eight bits are an exponent, 2^(code − 127), and code 255 is NaN.
Source: Open Compute Project, "Microscaling formats (MX) specification 1.0", 2023, sections 5 and 6.3.
The elements are floating-point numbers, or in MXINT8 fixed-point ones: signed integers of 64ths.
"""

from dataclasses import dataclass

import numpy as np

from course.numerics import fixed_point, floats
from course.numerics.fixed_point import FixedPoint
from course.numerics.formats import FP4_E2M1, FP6_E2M3, FP6_E3M2, FP8_E4M3, FP8_E5M2, Format
from course.numerics.values import as_float64

SCALE_BIAS, SCALE_BITS, NAN_SCALE = 127, 8, 255
TINIEST = 2.0**-1000  # below every element's numbers: what is smaller rounds as it does


@dataclass(frozen=True)
class BlockFormat:
    """Blocks of `size` elements of one format of at most 8 bits, which share a scale.

    element: a floating-point format, or a signed fixed-point one.  Raises ValueError for a size below 1.
    """

    name: str
    element: Format | FixedPoint
    size: int = 32

    def __post_init__(self):
        if not (isinstance(self.size, int) and self.size >= 1):
            raise ValueError(f"a block has a whole number of elements, at least 1, not {self.size!r}")
        if self.element.bits > 8:
            raise ValueError(f"an element has at most 8 bits, and {self.element} has {self.element.bits}")

    def __str__(self):
        return self.name

    @property
    def bits_per_number(self):
        """What a number of a full block costs, its share of the scale included: a float."""
        return self.element.bits + SCALE_BITS / self.size


MXFP8_E5M2 = BlockFormat("MXFP8_E5M2", FP8_E5M2)
MXFP8_E4M3 = BlockFormat("MXFP8_E4M3", FP8_E4M3)
MXFP6_E3M2 = BlockFormat("MXFP6_E3M2", FP6_E3M2)
MXFP6_E2M3 = BlockFormat("MXFP6_E2M3", FP6_E2M3)
MXFP4_E2M1 = BlockFormat("MXFP4_E2M1", FP4_E2M1)
MXINT8 = BlockFormat("MXINT8", FixedPoint(1, 6))

BLOCK_FORMATS = (MXFP8_E5M2, MXFP8_E4M3, MXFP6_E3M2, MXFP6_E2M3, MXFP4_E2M1, MXINT8)


def encode(values, fmt, rounding="nearest", *, rng=None):
    """(scales, codes): uint8 (..., blocks) and uint8 of the values' shape; blocks lie along the last axis.

    values: floats (..., N); the last block is shorter if N is no multiple of the size.
    rounding, rng: as in `floats.encode`.  An element that is too large for its scale becomes the largest of
    its sign: the −2 of MXINT8 stays unused.  Integer elements are in two's complement.
    The scale is 2^(⌊log2 of the block's largest magnitude⌋ − the exponent of the element's largest number),
    within E8M0; 2^−127 for a block of zeros, NaN for a block with a NaN or an infinity.
    Raises ValueError for a single number, and what `as_float64` and `floats.encode` raise.
    """
    values = as_float64(values)
    scales = shared_scales(values, fmt)
    exponents = _for_each(scales, values.shape, fmt).astype(int) - SCALE_BIAS
    # What vanished in the scaling is still to be rounded up or down.
    magnitudes = np.maximum(np.abs(np.ldexp(values, -exponents)), TINIEST)
    return scales, _encode(np.where(values == 0, values, np.copysign(magnitudes, values)), fmt, rounding, rng)


def _encode(scaled, fmt, rounding, rng):
    if isinstance(fmt.element, Format):
        return floats.encode(scaled, fmt.element, rounding, saturate=True, rng=rng)
    numbers = np.clip(np.nan_to_num(scaled), -fmt.element.largest, fmt.element.largest)
    return fixed_point.encode(numbers, fmt.element, rounding, rng=rng).astype(np.uint8)


def shared_scales(values, fmt):
    """The code of each block's scale, the exponent of a power of two plus 127: uint8 (..., blocks).

    values: floats (..., N).  The exponent is that of the block's largest magnitude, less that of the
    element's largest number, so that the one comes to lie where the other is.
    """
    values = as_float64(values)
    if values.ndim == 0:
        raise ValueError("blocks lie along the last axis: give an array of at least one axis")
    starts = np.arange(0, values.shape[-1], fmt.size)
    largest = np.maximum.reduceat(np.abs(values), starts, axis=-1)  # of each block
    _, exponent = np.frexp(largest)
    _, of_element = np.frexp(fmt.element.largest)
    codes = np.clip(exponent - of_element + SCALE_BIAS, 0, NAN_SCALE - 1)
    codes = np.where(largest == 0, 0, codes)
    return np.where(np.isfinite(largest), codes, NAN_SCALE).astype(np.uint8)


def decode(scales, codes, fmt):
    """The numbers that blocks stand for, float64 of the codes' shape, exactly.

    scales, codes: as from `encode`.  Raises ValueError for scales that are no codes of E8M0, or not one for
    each block, and for codes that are none of the element's.
    """
    codes = np.asarray(codes)
    scales = _for_each(scales, codes.shape, fmt).astype(int)
    numbers = np.ldexp(_decode(codes, fmt.element), scales - SCALE_BIAS)
    return np.where(scales == NAN_SCALE, np.nan, numbers)


def _decode(codes, element):
    if isinstance(element, Format):
        return floats.decode(codes, element)
    unsigned = FixedPoint(element.bits, 0, signed=False)
    if codes.size and not np.array_equal(fixed_point.overflowed(codes, unsigned), codes):
        raise ValueError(f"codes of {element} are integers from 0 to {unsigned.largest_code}")
    return fixed_point.decode(fixed_point.overflowed(codes, element, "wrap"), element)


def rounded(values, fmt, rounding="nearest", *, rng=None):
    """The numbers that stand for `values` in blocks of a format: decode(*encode(values)), float64."""
    return decode(*encode(values, fmt, rounding, rng=rng), fmt)


def _for_each(scales, shape, fmt):
    """The scale of each number of an array (..., N), in its shape."""
    scales = np.asarray(scales)
    if scales.dtype.kind not in "ui" or (scales.size and (scales.min() < 0 or scales.max() > NAN_SCALE)):
        raise ValueError(f"scales are codes of E8M0, integers from 0 to {NAN_SCALE}: encode makes them")
    if not shape or scales.shape != (*shape[:-1], -(-shape[-1] // fmt.size)):
        raise ValueError(f"codes of shape {shape} have a scale for every {fmt.size}: not {scales.shape}")
    return np.repeat(scales, fmt.size, axis=-1)[..., : shape[-1]]
