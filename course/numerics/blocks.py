"""Blocks of small numbers that share a scale: the MX formats.

32 elements, each of a few bits, and one byte of scale for all of them: 4-bit elements cost 4.25 bits each.
The scale is a power of two, E8M0: its eight bits are an exponent, 2^(code − 127), and code 255 is NaN.
Source: Open Compute Project, "Microscaling formats (MX) specification 1.0", 2023, sections 5 and 6.3.
"""

from dataclasses import dataclass

import numpy as np

from course.numerics import floats
from course.numerics.formats import FP4_E2M1, FP6_E2M3, FP6_E3M2, FP8_E4M3, FP8_E5M2, Format

SCALE_BIAS, SCALE_BITS, NAN_SCALE = 127, 8, 255


@dataclass(frozen=True)
class BlockFormat:
    """Blocks of `size` elements of one floating-point format, which share a scale."""

    name: str
    element: Format
    size: int = 32

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

BLOCK_FORMATS = (MXFP8_E5M2, MXFP8_E4M3, MXFP6_E3M2, MXFP6_E2M3, MXFP4_E2M1)


def encode(values, fmt, rounding="nearest", *, rng=None):
    """(scales, codes): uint8 (..., blocks) and uint8 of the values' shape; blocks lie along the last axis.

    values: floats (..., N); the last block is shorter if N is no multiple of the size.
    rounding: as in `rounding`.  An element that is too large for its scale becomes the largest.
    The scale is 2^(⌊log2 of the block's largest magnitude⌋ − the exponent of the element's largest number),
    within E8M0; 2^−127 for a block of zeros, NaN for a block with a NaN or an infinity.
    """
    values = np.asarray(values, dtype=np.float64)
    scales = shared_scales(values, fmt)
    exponents = _for_each(scales, values.shape[-1], fmt).astype(int) - SCALE_BIAS
    scaled = np.ldexp(values, -exponents)
    return scales, floats.encode(scaled, fmt.element, rounding, saturate=True, rng=rng)


def shared_scales(values, fmt):
    """The code of each block's scale: uint8 (..., blocks).  values: floats (..., N)."""
    starts = np.arange(0, values.shape[-1], fmt.size)
    largest = np.maximum.reduceat(np.abs(values), starts, axis=-1)
    _, exponent = np.frexp(largest)
    _, of_element = np.frexp(fmt.element.largest)
    codes = np.clip(exponent - of_element + SCALE_BIAS, 0, NAN_SCALE - 1)
    codes = np.where(largest == 0, 0, codes)
    return np.where(np.isfinite(largest), codes, NAN_SCALE).astype(np.uint8)


def decode(scales, codes, fmt):
    """The numbers that blocks stand for, float64 of the codes' shape, exactly."""
    scales = _for_each(scales, np.shape(codes)[-1], fmt)
    numbers = np.ldexp(floats.decode(codes, fmt.element), scales.astype(int) - SCALE_BIAS)
    return np.where(scales == NAN_SCALE, np.nan, numbers)


def rounded(values, fmt, rounding="nearest", *, rng=None):
    """The numbers that stand for `values` in blocks of a format: decode(*encode(values)), float64."""
    return decode(*encode(values, fmt, rounding, rng=rng), fmt)


def _for_each(scales, num_numbers, fmt):
    """The scale of each number: (..., N)."""
    return np.repeat(scales, fmt.size, axis=-1)[..., :num_numbers]
