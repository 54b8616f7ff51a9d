"""How far off all guesses were: figures, and a picture as inline SVG."""

from dataclasses import dataclass
from html import escape
from math import log2
from statistics import median

from course.logbook.verdicts import factor

FURTHEST = 5  # powers of two from right; what is further off is drawn there
COLUMN = 0.4  # powers of two: the edges of the band, 2× too low and 2× too high, lie between columns
WIDTH, STEP = 640, 14  # SVG units: of the picture, and from one dot to the dot above


@dataclass(frozen=True)
class Calibration:
    """All guesses made before their answer was shown.

    factors: key -> guess / measured, of numbers.  incomparable: keys of numbers that differ in sign, or of
    which one is zero.  right, wrong: keys of words.  waiting: keys predicted and not yet measured.
    """

    factors: dict[str, float]
    incomparable: list[str]
    right: list[str]
    wrong: list[str]
    waiting: list[str]

    @property
    def num_numbers(self):
        """How many guesses were numbers and can be compared with what was measured."""
        return len(self.factors) + len(self.incomparable)

    @property
    def num_within_two(self):
        """How many of these were at most a factor of two off."""
        return sum(1 / 2 <= each <= 2 for each in self.factors.values())

    @property
    def median_factor(self):
        """Half of the factors are at most this far off, up or down; None without any."""
        return median(max(each, 1 / each) for each in self.factors.values()) if self.factors else None


def calibrate(questions):
    """The Calibration of a dict of questions (see `history.questions`)."""
    sorted_in = Calibration({}, [], [], [], [])
    for key, question in questions.items():
        guess, measured = question.blind, question.measured
        if guess is None:
            continue
        if measured is None:
            sorted_in.waiting.append(key)
        elif isinstance(guess, str) or isinstance(measured, str):
            (sorted_in.right if guess == measured else sorted_in.wrong).append(key)
        elif guess == measured:
            sorted_in.factors[key] = 1.0  # also zero, which has no factor
        elif factor(guess, measured) is None:
            sorted_in.incomparable.append(key)
        else:
            sorted_in.factors[key] = factor(guess, measured)
    return sorted_in


def finding(calibration):
    """One sentence that says how good the guesses were."""
    if not calibration.num_numbers:
        return "No number has been predicted and measured yet"
    many = calibration.num_numbers
    if many == 1:
        return f"Your one guess was {'' if calibration.num_within_two else 'not '}within a factor of two"
    return f"{calibration.num_within_two} of {many} guesses were within a factor of two"


def picture(calibration):
    """The guesses as dots over a logarithmic axis, as inline SVG: one dot a guess, stacked in columns."""
    stacks, marks = {}, []
    for key, ratio in calibration.factors.items():
        column = round(max(-FURTHEST, min(FURTHEST, log2(ratio))) / COLUMN)
        stacks[column] = stacks.get(column, 0) + 1
        marks.append((_x(column * COLUMN), stacks[column], escape(f"{key}: {_in_words(ratio)}")))
    base = 4 + STEP * max(stacks.values(), default=1)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{base - STEP * level + 4}" r="5"><title>{title}</title></circle>'
        for x, level, title in marks
    )
    band = f'<rect class="band" x="{_x(-1)}" y="0" width="{_x(1) - _x(-1)}" height="{base}"/>'
    frame = f'viewBox="0 0 {WIDTH} {base + 44}" role="img" aria-label="{finding(calibration)}"'
    return f'<svg class="calibration" {frame}>{band}{_axis(base)}{dots}</svg>'


def _x(place):
    return WIDTH / 2 + place * (WIDTH / 2 - 40) / FURTHEST


def _axis(base):
    """A tick at every second power of two and at the edges of the band."""
    ticks = {-4: "16× too low", -2: "4×", -1: "2×", 0: "right", 1: "2×", 2: "4×", 4: "16× too high"}
    line = f'<line x1="{_x(-FURTHEST)}" x2="{_x(FURTHEST)}" y1="{base}" y2="{base}"/>'
    for place, name in ticks.items():
        line += f'<line x1="{_x(place)}" x2="{_x(place)}" y1="{base}" y2="{base + 5}"/>'
        line += f'<text x="{_x(place)}" y="{base + 20}">{name}</text>'
    caption = "your guess ÷ what was measured (ratio, log scale); one dot a guess"
    return f'{line}<text x="{_x(0)}" y="{base + 40}">{caption}</text>'


def _in_words(ratio):
    if ratio == 1:
        return "exactly right"
    return f"{max(ratio, 1 / ratio):,.2f} times too {'high' if ratio > 1 else 'low'}"
