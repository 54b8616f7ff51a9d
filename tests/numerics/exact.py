"""Rounding with nothing but fractions: slow, and plain to see."""

import math
from fractions import Fraction

import numpy as np


def exactly(value, fmt, rounding):
    """The number of `fmt` that a fraction, or a finite float, is rounded to, with nothing but fractions.

    The result is a float.  A float says by its sign which zero it is; the fraction 0 is +0.
    """
    is_negative = math.copysign(1, value) < 0 if isinstance(value, float) else value < 0
    magnitude = abs(Fraction(value))
    quantum = Fraction(2) ** (max(floor_log2(magnitude), fmt.smallest_exponent) - fmt.fraction_bits)
    below, rest = divmod(magnitude / quantum, 1)
    away = {
        "nearest": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1),
        "toward zero": False,
        "up": rest > 0 and not is_negative,
        "down": rest > 0 and is_negative,
    }[rounding]
    result = (below + away) * quantum
    if result > Fraction(fmt.largest):
        stops = {"toward zero": True, "up": is_negative, "down": not is_negative}.get(rounding, False)
        beyond = np.inf if fmt.has_infinity else np.nan if fmt.has_nan else fmt.largest
        result = fmt.largest if stops else beyond
    return -float(result) if is_negative else float(result)


def floor_log2(magnitude):
    """The exponent of the largest power of two that is not above a fraction; of 0 below every format's."""
    if not magnitude:
        return -math.inf
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    return exponent if Fraction(2) ** exponent <= magnitude else exponent - 1
