"""What a student's own function answers or raises, put so that a picture can show it."""

import numpy as np

NUDGE = float(np.cbrt(np.finfo(np.float64).eps))  # smaller: rounding shows; larger: the curve's bend does
ALLOWED = 1e-4  # what two slopes may be apart, in units of the larger of 1 and the nudged one
LONGEST_MESSAGE = 120  # characters


def in_one_line(error):
    """An exception as a short line: its kind, and its message without what could upset a page."""
    kind = type(error).__name__[:LONGEST_MESSAGE]
    message = shortened(" ".join(str(error).split()))
    if isinstance(error, NotImplementedError):
        return f"{kind}{message and f' ({message})'}: write it and run this cell again"
    return f"{kind}: {message}" if message else kind


def shortened(text):
    """A text without what cannot be printed, and not longer than a message may be."""
    text = "".join(letter for letter in text if letter.isprintable())
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


def kind_of(returned):
    """What was returned instead of what belongs there, in a word: "None", or the name of its type."""
    return "None" if returned is None else type(returned).__name__[:LONGEST_MESSAGE]


def kind_and_length(returned):
    """The same where several things belong: "None", "float", "tuple of 3"."""
    return kind_of(returned) + (f" of {len(returned)}" if isinstance(returned, tuple | list) else "")


def no_numbers(returned):
    """The same of what NumPy makes no real numbers of: "None", or "str without real numbers"."""
    return kind_of(returned) + ("" if returned is None else " without real numbers")


def with_gaps(numbers):
    """Nested lists of floats in which None stands for what is not finite: JSON has no NaN."""
    numbers = np.asarray(numbers, dtype=np.float64)
    return np.where(np.isfinite(numbers), numbers, None).tolist()


def as_text(number, decimals, sign="-"):
    """A number as the picture prints it, with a true minus; a dot where there is none."""
    if number is None:
        return "·"
    if abs(number) >= 1e7:
        return f"{number:{sign}.3e}".replace("-", "−")
    printed = f"{number:{sign}.{decimals}f}"
    return (printed if float(printed) else printed.lstrip("+-")).replace("-", "−")
