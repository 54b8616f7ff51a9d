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
from course.numerics.rounding import check, rounds_away
from course.numerics.values import as_float64

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

FRACTION_BITS, EXPONENT_MASK = FP64.fraction_bits, 2**FP64.exponent_bits - 1
ALL_DROPPED = FRACTION_BITS + 3  # from here on a float64 is less than half of the last digit that is kept
MANY = 2**12  # numbers, for which a table pays
AT_A_TIME = 2**14  # numbers whose intermediate results stay in the cache


def decode(codes, fmt):
    """The numbers that codes stand for, exactly: float64 of the codes' shape, for one code one number.

    codes: integers from 0 to 2^bits − 1.  Raises ValueError for others.
    """
    codes = np.asarray(codes)
    if not codes.size:
        return np.empty(codes.shape)
    if codes.dtype.kind not in "ui" or codes.min() < 0 or codes.max() >= 2**fmt.bits:
        raise ValueError(f"the codes of {fmt} are integers from 0 to 2^{fmt.bits} − 1: encode makes them")
    if fmt.bits == FP64.bits:  # so many has no other format
        return codes.astype(np.uint64).view(np.float64)[()]
    if fmt.bits <= 16:
        return _all_values(fmt)[codes]
    return _decode(codes.astype(np.int64), fmt)[()]


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
    with np.errstate(over="ignore"):  # a special code is no number
        values = np.ldexp(significand.astype(float), np.maximum(exponent, 1) - fmt.bias - fmt.fraction_bits)
    values = np.where(magnitude >= fmt.first_special, np.nan, values)
    if fmt.has_infinity:
        values = np.where(magnitude == fmt.first_special, np.inf, values)
    return np.where(codes & fmt.sign_bit, -values, values)


def encode(values, fmt, rounding="nearest", *, saturate=False, rng=None):
    """The codes of numbers, rounded once: `fmt.dtype` of the values' shape, for one number one code.

    values: numbers that float64 holds exactly (see `as_float64`: TypeError or ValueError for others).
    rounding: "nearest" (of two equally near ones the even code), "toward zero", "up", "down" or "stochastic"
    (away from zero with the share of the way that is dropped, drawn from `rng`); ValueError for another.
    What is too large becomes infinity if the format has one, else NaN if it has that, else the largest
    number; always the largest number if `saturate`.  "toward zero" stops at the largest number, and so do
    "up" below and "down" above zero.  NaN becomes the format's `nan_code`, whatever its sign and message,
    or −0 in a format without; −0 stays −0, and so does what is rounded to zero from below.
    Source: IEEE 754-2019, 4.3 (the directions, what is too large) and 6.3 (the sign of zero); 7.4 (overflow).
    """
    check(rounding, rng)
    values = np.asarray(values)
    if _has_table(values, fmt, rounding):
        return _encode_by_table(values, fmt, saturate)
    values = as_float64(values)
    if fmt.bits == FP64.bits:
        ends = np.clip(values, -fmt.largest, fmt.largest) if saturate else values
        return np.where(np.isnan(values), fmt.nan_code, ends.view(np.uint64))[()]
    return _encode(values, fmt, rounding, saturate, rng)[()]


def rounded(values, fmt, rounding="nearest", *, saturate=False, rng=None):
    """The numbers of a format that stand for `values`: decode(encode(values)), float64."""
    return decode(encode(values, fmt, rounding, saturate=saturate, rng=rng), fmt)


def _encode(values, fmt, rounding, saturate, rng):
    bits = values.view(np.int64)
    is_negative = bits < 0
    exponent, fraction = (bits >> FRACTION_BITS) & EXPONENT_MASK, bits & (2**FRACTION_BITS - 1)
    significand = fraction + np.where(exponent > 0, 2**FRACTION_BITS, 0)
    exponent = np.maximum(exponent, 1) - FP64.bias  # the value is significand × 2^(exponent − 52)

    kept_exponent = np.maximum(exponent, fmt.smallest_exponent)
    dropped = kept_exponent - exponent + FRACTION_BITS - fmt.fraction_bits
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


def _has_table(values, fmt, rounding):
    """Whether a float32's upper half, with a last bit that tells whether the lower is zero, says its code.

    Of the upper half's seven digits at most five may be kept: the sixth tells a half, the seventh any rest.
    """
    fits = fmt.bits <= 8 and fmt.fraction_bits <= 5 and fmt.smallest_exponent >= FP32.smallest_exponent
    return values.dtype == np.float32 and values.size >= MANY and rounding == "nearest" and fits


def _encode_by_table(values, fmt, saturate):
    """The codes of many float32 numbers, looked up by their upper halves."""
    bits = np.ascontiguousarray(values).reshape(-1).view(np.uint32)
    table, codes = _table(fmt, saturate), np.empty(bits.size, dtype=fmt.dtype)
    for start in range(0, bits.size, AT_A_TIME):
        some = bits[start : start + AT_A_TIME]
        # A lower half that is not zero carries into the upper half's last bit.
        upper = (some | ((some & 0xFFFF) + 0xFFFF)) >> 16
        np.take(table, upper, out=codes[start : start + AT_A_TIME], mode="clip")
    return codes.reshape(values.shape)


@lru_cache
def _table(fmt, saturate):
    """The code of each float32 whose lower half is zero, by its upper half."""
    values = (np.arange(2**16, dtype=np.uint32) << 16).view(np.float32)
    return _encode(as_float64(values), fmt, "nearest", saturate, None)


def next_up(values, fmt):
    """The next larger number of the format for each number of it: float64 of the values' shape.

    After the largest comes infinity, NaN or the largest again, as in `encode`; before 0 comes −0; NaN stays.
    Raises ValueError for a number that the format does not have.
    Source: IEEE 754-2019, 5.3.1.
    """
    values = as_float64(values)
    if fmt.bits == FP64.bits:
        with np.errstate(over="ignore"):  # after the largest number comes infinity
            return np.nextafter(values, np.inf)
    codes = _codes_of(values, fmt)
    magnitude = codes & (fmt.sign_bit - 1)
    limit = fmt.first_special if fmt.has_nan else fmt.first_special - 1
    below_zero = codes > fmt.sign_bit
    following = np.where(below_zero, codes - 1, np.minimum(magnitude + 1, limit))
    return np.where(np.isnan(values), np.nan, decode(following, fmt))[()]


def next_down(values, fmt):
    """The next smaller number of the format for each number of it, as `next_up` from the other side."""
    return -next_up(-as_float64(values), fmt)


def _codes_of(values, fmt):
    codes = encode(values, fmt)
    if not np.array_equal(decode(codes, fmt), values, equal_nan=True):
        raise ValueError(f"these are no numbers of {fmt}: round them first, with rounded(values, {fmt})")
    return np.asarray(codes, dtype=np.int64)


def spacing(values, fmt):
    """The distance from each number's magnitude up to the next number of the format, float64.

    values: numbers of any size; the spacing is that of the numbers around them, NaN for infinity and NaN.
    """
    values = np.abs(as_float64(values))
    _, exponent = np.frexp(np.maximum(values, fmt.smallest))  # frexp gives 0 the exponent of 1/2
    gap = np.ldexp(1.0, np.maximum(exponent - 1, fmt.smallest_exponent) - fmt.fraction_bits)
    return np.where(np.isfinite(values), gap, np.nan)[()]
