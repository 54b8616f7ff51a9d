"""Numbers with units, as people write and read them."""

import re
import sys
from math import floor, isfinite, log10

LARGEST = sys.float_info.max
MINUS, TIMES = "−", "×"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(value):
    """A guess or a measured value as int, float or str: NumPy's scalars unpacked, infinity as words."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float | str):
        raise TypeError(f"a prediction is a number or a word, not {type(value).__name__}")
    if isinstance(value, str) and not value.strip():
        raise ValueError("type a number or a word: spaces alone say nothing")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError(f"a number is at most {LARGEST:.1e}, got one of {value.bit_length()} bits")
    return "not a finite number" if isinstance(value, float) and not isfinite(value) else value


def digits(value, significant=3):
    """A number with true minus and thousands' commas: whole numbers with all digits, others with three."""
    if isinstance(value, str):
        return value
    if value == 0:
        return "0"
    sign, size = MINUS if value < 0 else "", abs(value)
    if float(size).is_integer() and size < 1e15:
        return f"{sign}{int(size):,}"
    exponent = floor(log10(size))
    if -4 <= exponent < 9:
        return sign + _without_zeros(f"{size:,.{max(0, significant - 1 - exponent)}f}")
    mantissa, exponent = f"{size:.{significant - 1}e}".split("e")
    return f"{sign}{_without_zeros(mantissa)} {TIMES} 10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def short(value, unit):
    """A value as on a button or in large type: 10×, 2.04 %, 533,220; the rest of the unit is `tail`."""
    if isinstance(value, str):
        return value
    return digits(value) + {"times": TIMES, "%": " %"}.get(unit.split(" ")[0], "")


def tail(unit):
    """What `short` leaves of a unit: "smaller" of "times smaller", "passes" of "passes"."""
    first, _, rest = unit.partition(" ")
    return rest if first in ("times", "%") else unit


def long(value, unit):
    """A value in a sentence: 10 times smaller, 2.04 %."""
    return value if isinstance(value, str) else f"{digits(value)} {unit}".rstrip()


def parse(text):
    """The number in what somebody typed, or ValueError: 266,610 or 0.5 or 0,5 or 1e6 or −3 or 40 %."""
    tidy = (
        text.strip()
        .replace(MINUS, "-")
        .replace(TIMES, "")
        .removesuffix("%")
        .replace(" ", "")
        .replace("_", "")
    )
    # 0,125 is a decimal fraction: no number's thousands begin with a zero.
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", tidy):
        tidy = tidy.replace(",", "")
    try:
        number = float(tidy.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise ValueError("type a number, such as 25 or 266,610 or 0.5")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _without_zeros(text):
    """A decimal fraction without the zeros at its end: somebody who types 0.5 has not said 0.500."""
    return text.rstrip("0").rstrip(".") if "." in text else text
