"""How far a guess was off."""

from dataclasses import dataclass
from math import isfinite

from course.logbook.quantities import digits


@dataclass(frozen=True)
class Verdict:
    """What a card says of a guess: a headline, a second line, and whether it was a miss."""

    headline: str
    detail: str
    is_miss: bool

    def __str__(self):
        return f"{self.headline} {self.detail}".strip()


def factor(guess, measured):
    """guess / measured where that means something: both numbers, of one sign, no float's range apart."""
    if isinstance(guess, str) or isinstance(measured, str) or not guess or not measured:
        return None
    ratio = guess / measured
    return ratio if ratio > 0 and isfinite(1 / ratio) and isfinite(ratio) else None


def judge(guess, measured, choices=()):
    """The Verdict on a guess: a factor where there is one, a difference where a sign or a zero forbids it."""
    if isinstance(guess, str) or isinstance(measured, str):
        return Verdict("right", "", False) if guess == measured else Verdict("wrong", "", True)
    if digits(guess) == digits(measured):
        return Verdict("exactly right", "", False)
    if closest(measured, choices) == guess:
        return Verdict("the closest choice", "", False)
    where = "too high" if guess > measured else "too low"
    ratio = factor(guess, measured)
    if ratio is None:
        gap = abs(float(guess) - float(measured))
        return Verdict(digits(gap) if isfinite(gap) else "far", where, True)
    size = max(ratio, 1 / ratio)
    if size < 1.1:
        return Verdict(f"{max(abs(ratio - 1), 0.001):.1%}".replace("%", " %"), where, False)
    return Verdict(f"{size:.1f} times" if size < 9.95 else f"{digits(round(size))} times", where, True)


def closest(measured, choices):
    """The choice nearest to a measured number, by factor if there is one; None if choices are no numbers."""
    numbers = [choice for choice in choices if not isinstance(choice, str)]
    if not numbers or len(numbers) < len(choices):
        return None
    if all(factor(choice, measured) for choice in numbers):
        return min(numbers, key=lambda choice: max(choice / measured, measured / choice))
    return min(numbers, key=lambda choice: abs(choice - measured))
