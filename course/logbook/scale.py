"""The scale with both marks on it, as plain HTML; card.css places its parts."""

from dataclasses import dataclass
from html import escape
from math import floor, log10

from course.logbook.quantities import short

MOST_TICKS = 6
CLOSE = 28  # per cent of the scale that two names take side by side


@dataclass(frozen=True)
class Scale:
    """Ticks in rising order; positions are logarithmic where all values are above zero, else linear."""

    ticks: tuple
    is_logarithmic: bool

    def position(self, value):
        """Where `value` stands, in per cent from the first tick to the last."""
        ends_and_value = self.ticks[0], self.ticks[-1], value
        first, last, here = map(log10, ends_and_value) if self.is_logarithmic else ends_and_value
        return 100 * (here - first) / (last - first)


def can_hold(values):
    """Whether a Scale has room for ticks below and above all `values`: no float's range ends next to them."""
    return all(value == 0 or 1e-300 <= abs(value) <= 1e300 for value in values)


def fitting(guess, measured, choices=()):
    """A Scale on which two numbers lie; its ticks are the choices where there are some."""
    numbers = sorted({value for value in choices if not isinstance(value, str)})
    lowest, highest = min(guess, measured, *numbers), max(guess, measured, *numbers)
    if lowest <= 0:
        return Scale(tuple(_even(lowest, highest)), False)
    around = _one_two_five(lowest, highest)
    if len(numbers) > 1:  # further ticks only where a value lies beyond the choices
        before, after = around[: lowest < numbers[0]], around[-1:] if highest > numbers[-1] else []
        around = before + numbers + after
    return Scale(tuple(around), True)


def _one_two_five(lowest, highest):
    """Ticks 1, 2, 5, 10, ... from below the lowest value to above the highest; decades if those are many."""
    decades = range(floor(log10(lowest)) - 1, floor(log10(highest)) + 3)
    for steps in ((1, 2, 5), (1,)):
        ticks = [step * 10**each if each >= 0 else step / 10**-each for each in decades for step in steps]
        first = max(index for index, tick in enumerate(ticks) if tick < lowest)
        last = min(index for index, tick in enumerate(ticks) if tick > highest)
        if last - first < MOST_TICKS:
            break
    return ticks[first : last + 1]


def _even(lowest, highest):
    """Ticks in even steps of 1, 2 or 5 times a power of ten that hold both values: three to six."""
    decade = 10.0 ** floor(log10(highest - lowest or abs(highest) or 1))
    for step in (decade / 2, decade, 2 * decade, 5 * decade):
        first, last = floor(lowest / step), -floor(-highest / step)
        if last - first < MOST_TICKS:
            break
    return [tick * step for tick in range(first, max(last, first + 2) + 1)]


def as_html(guess, measured, unit, choices, *, is_miss, by):
    """The scale with "you" and `by`, who says what was measured, marked, and a bar between them."""
    scale = fitting(guess, measured, choices)
    you, machine = scale.position(guess), scale.position(measured)
    kind = "logarithmic scale" if scale.is_logarithmic else "linear scale"
    label = (
        f"{kind} from {short(scale.ticks[0], unit)} to {short(scale.ticks[-1], unit)}: "
        f"you {short(guess, unit)}, {by} {short(measured, unit)}"
    )
    ticks = "".join(
        f'<span class="tick" style="left:{scale.position(tick):.2f}%">{escape(short(tick, unit))}</span>'
        for tick in _thinned(scale.ticks)
    )
    gap = f"left:{min(you, machine):.2f}%;width:{abs(you - machine):.2f}%"
    return (
        f'<div class="scale" role="img" aria-label="{escape(label)}"><span class="line"></span>{ticks}'
        f'<span class="gap{" miss" if is_miss else ""}" style="{gap}"></span>'
        f'<span class="mark" style="left:{machine:.2f}%"></span>'
        f'<span class="mark you" style="left:{you:.2f}%"></span>{_names(you, machine, by)}'
        f'<span class="unit">{escape(_caption(unit, scale))}</span></div>'
    )


def _thinned(ticks):
    """Every second, third, ... tick where there are too many to print side by side."""
    return ticks[:: -(-len(ticks) // MOST_TICKS)]


def _names(you, machine, by):
    """Both names over their marks; where the marks are close, side by side in the marks' order."""
    names = sorted([(machine, escape(by)), (you, "you")])
    if abs(you - machine) < CLOSE:
        middle, both = (you + machine) / 2, " · ".join(name for _, name in names)
        names = [(middle, both)]
    # Shifted by its own share of its width, a name never leaves the scale.
    return "".join(
        f'<span class="name" style="left:{place:.2f}%;transform:translateX(-{place:.2f}%)">{name}</span>'
        for place, name in names
    )


def _caption(unit, scale):
    return f"{unit or 'no unit'}{', log scale' if scale.is_logarithmic else ''}"
