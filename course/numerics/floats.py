"""From numbers to the codes of a format and back, exactly, and what lies next to a number.

codes = encode([0.1, 448, 1e9], FP8_E4M3)      # array([ 29, 126, 127], dtype=uint8)
decode(codes, FP8_E4M3)                        # array([  0.1015625, 448., nan])
"""

from functools import lru_cache

import numpy as np

from course.numerics.formats import (
    BF16,
    FORMATS,
    FP4_E2M1,
    FP6_E2M3,
    FP6_E3M2,
    FP8_E4M3,
    FP8_E5M2,
    FP16,
    FP32,
    FP64,
    TF32,
    Format,
)
from course.numerics.rounding import rounds_away

__all__ = [
    "BF16",
    "FORMATS",
    "FP4_E2M1",
    "FP6_E2M3",
    "FP6_E3M2",
    "FP8_E4M3",
    "FP8_E5M2",
    "FP16",
    "FP32",
    "FP64",
    "TF32",
    "Format",
    "decode",
    "encode",
    "next_down",
    "next_up",
    "rounded",
    "spacing",
]

FRACTION, EXPONENT = FP64.fraction_bits, 2**FP64.exponent_bits - 1
AT_A_TIME = 2**14  # numbers whose intermediate results stay in the cache
ALL_DROPPED = FRACTION + 3  # from here on a float64 is less than half of the last digit that is kept


def decode(codes, fmt):
    """The numbers that codes stand for, float64 of the codes' shape, exactly.

    codes: integers from 0 to 2^bits − 1.  Raises ValueError for others.
    """
    codes = np.asarray(codes)
    if codes.dtype.kind not in "ui" or (codes.size and (codes.min() < 0 or codes.max() >= 2**fmt.bits)):
        raise ValueError(f"the codes of {fmt} are integers from 0 to 2^{fmt.bits} − 1: encode makes them")
    if fmt is FP64:
        return codes.astype(np.uint64).view(np.float64)
    if fmt.bits <= 16:
        return _all_values(fmt)[codes]
    return _decode(codes.astype(np.int64), fmt)


@lru_cache
def _all_values(fmt):
    """The number of every code of a format of at most 16 bits."""
    values = _decode(np.arange(2**fmt.bits), fmt)
    values.flags.writeable = False
    return values


def _decode(codes, fmt):
    magnitude = codes & (fmt.sign_bit - 1)
    exponent, fraction = magnitude >> fmt.fraction_bits, magnitude & (2**fmt.fraction_bits - 1)
    significand = fraction + np.where(exponent > 0, 2**fmt.fraction_bits, 0)
    values = np.ldexp(significand.astype(float), np.maximum(exponent, 1) - fmt.bias - fmt.fraction_bits)
    values = np.where(magnitude >= fmt.first_special, np.nan, values)
    if fmt.has_infinity:
        values = np.where(magnitude == fmt.first_special, np.inf, values)
    return np.where(codes & fmt.sign_bit, -values, values)


def encode(values, fmt, rounding="nearest", *, saturate=False, rng=None):
    """The codes of numbers, rounded once: unsigned integers of the values' shape.

    values: floats, or integers that float64 holds; float32 and float64 are taken as they are.
    rounding: "nearest" (of two equally near ones the even code), "toward zero", "up", "down" or "stochastic"
    (up with the share of the way that lies behind, drawn from `rng`).
    What is too large becomes infinity if the format has one, else NaN if it has that, else the largest
    number; always the largest number if `saturate`.  As in IEEE 754, "toward zero" stops at the largest
    number, and so do "up" below and "down" above zero.  NaN becomes NaN, or −0 in a format without.
    """
    values = np.asarray(values)
    if values.dtype == np.float32 and rounding == "nearest" and fmt.bits <= 8 and values.size >= 2**12:
        return _encode_by_table(values, fmt, saturate)
    values = _as_float64(values)
    if fmt is FP64:
        return (np.clip(values, -fmt.largest, fmt.largest) if saturate else values).view(np.uint64)
    return _encode(values, fmt, rounding, saturate, rng)


def rounded(values, fmt, rounding="nearest", *, saturate=False, rng=None):
    """The numbers of a format that stand for `values`: decode(encode(values)), float64."""
    return decode(encode(values, fmt, rounding, saturate=saturate, rng=rng), fmt)


def _as_float64(values):
    with np.errstate(invalid="ignore"):  # a NaN that signals is a NaN
        return values.astype(np.float64)


def _encode(values, fmt, rounding, saturate, rng):
    bits = values.view(np.int64)
    is_negative = bits < 0
    exponent, fraction = (bits >> FRACTION) & EXPONENT, bits & (2**FRACTION - 1)
    significand = fraction + np.where(exponent > 0, 2**FRACTION, 0)
    exponent = np.maximum(exponent, 1) - FP64.bias  # the value is significand × 2^(exponent − 52)

    kept_exponent = np.maximum(exponent, fmt.smallest_exponent)
    dropped = kept_exponent - exponent + FRACTION - fmt.fraction_bits
    shift = np.minimum(dropped, ALL_DROPPED)
    kept = significand >> shift
    rest = significand - (kept << shift)
    kept += rounds_away(rest, dropped, kept, is_negative, rounding=rounding, rng=rng)
    # A normal number's leading 1 counts as one more exponent, and so does a digit that is carried.
    codes = ((kept_exponent - fmt.smallest_exponent) << fmt.fraction_bits) + kept

    is_finite = np.isfinite(values)
    too_large = codes >= fmt.first_special
    limit = _beyond(fmt, saturate)
    stops = too_large & is_finite & _stops_at_largest(is_negative, rounding)
    codes = np.where(stops, fmt.first_special - 1, np.where(too_large | ~is_finite, limit, codes))
    codes = np.where(is_negative, codes | fmt.sign_bit, codes)
    codes = np.where(np.isnan(values), fmt.sign_bit if fmt.nan_code is None else fmt.nan_code, codes)
    return codes.astype(fmt.dtype)


def _beyond(fmt, saturate):
    """The code of what is too large."""
    if saturate or not fmt.has_nan:
        return fmt.first_special - 1
    return fmt.first_special  # infinity, or NaN where there is none


def _stops_at_largest(is_negative, rounding):
    """Where rounding is toward zero: a finite number does not become infinite."""
    toward_zero = {"toward zero": True, "up": is_negative, "down": ~is_negative}
    return toward_zero.get(rounding, False)


def _encode_by_table(values, fmt, saturate):
    """For float32 and at most 8 bits: look up the upper half of each number.

    The lower half matters only by being zero or not, since at most three of the upper half's seven digits are
    kept: the upper half's last bit tells it.
    """
    bits = np.ascontiguousarray(values).reshape(-1).view(np.uint32)
    table, codes = _table(fmt, saturate), np.empty(bits.size, dtype=fmt.dtype)
    for start in range(0, bits.size, AT_A_TIME):
        some = bits[start : start + AT_A_TIME]
        upper = (
            some | ((some & 0xFFFF) + 0xFFFF)
        ) >> 16  # a lower half that is not zero carries into the upper
        np.take(table, upper, out=codes[start : start + AT_A_TIME], mode="clip")
    return codes.reshape(values.shape)


@lru_cache
def _table(fmt, saturate):
    """The code of each float32 whose lower half is zero, by its upper half."""
    values = (np.arange(2**16, dtype=np.uint32) << 16).view(np.float32)
    return _encode(_as_float64(values), fmt, "nearest", saturate, None)


def next_up(values, fmt):
    """The next larger number of the format for each number of it, float64.

    After the largest comes infinity, NaN or the largest again, as in `encode`.  Raises ValueError for a
    number that the format does not have.
    """
    return _neighbour(values, fmt, 1)


def next_down(values, fmt):
    """The next smaller number of the format for each number of it."""
    return _neighbour(values, fmt, -1)


def _neighbour(values, fmt, step):
    if fmt is FP64:
        with np.errstate(over="ignore"):  # after the largest number comes infinity
            return np.nextafter(np.asarray(values, dtype=np.float64), step * np.inf)
    codes = _codes_of(values, fmt).astype(np.int64)
    magnitude = codes & (fmt.sign_bit - 1)
    signed = np.where(codes & fmt.sign_bit, -magnitude, magnitude)
    limit = fmt.first_special if fmt.has_nan else fmt.first_special - 1
    moved = np.clip(signed + step, -limit, limit)
    return decode(np.where(moved < 0, fmt.sign_bit - moved, moved), fmt)


def _codes_of(values, fmt):
    values = np.asarray(values, dtype=np.float64)
    codes = encode(values, fmt)
    if not np.array_equal(decode(codes, fmt), values):
        raise ValueError(f"these are no numbers of {fmt}: round them first, with rounded(values, {fmt})")
    return codes


def spacing(values, fmt):
    """The distance from each number's magnitude up to the next number of the format, float64.

    values: floats of any size; the spacing is that of the numbers around them.
    """
    values = np.abs(np.asarray(values, dtype=np.float64))
    _, exponent = np.frexp(np.maximum(values, fmt.smallest))  # frexp gives 0 the exponent of 1/2
    return np.ldexp(1.0, np.maximum(exponent - 1, fmt.smallest_exponent) - fmt.fraction_bits)
