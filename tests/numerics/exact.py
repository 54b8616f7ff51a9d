"""Rounding with nothing but fractions: slow, and plain to see."""

from fractions import Fraction

import numpy as np


def exactly(value, fmt, rounding):
    """The number of `fmt` that a fraction is rounded to, as a float, with nothing but fractions."""
    magnitude = abs(value)
    exponent = fmt.smallest_exponent
    while magnitude >= Fraction(2) ** (exponent + 1):
        exponent += 1
    quantum = Fraction(2) ** (exponent - fmt.fraction_bits)
    below = magnitude // quantum
    rest = magnitude / quantum - below
    away = {
        "nearest": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1),
        "toward zero": False,
        "up": rest > 0 and value > 0,
        "down": rest > 0 and value < 0,
    }[rounding]
    result = (below + away) * quantum
    if result > Fraction(fmt.largest):
        stops = {"toward zero": True, "up": value < 0, "down": value > 0}.get(rounding, False)
        beyond = np.inf if fmt.has_infinity else np.nan if fmt.has_nan else fmt.largest
        magnitude = fmt.largest if stops else beyond
        return -magnitude if value < 0 else magnitude
    return -float(result) if value < 0 else float(result)
