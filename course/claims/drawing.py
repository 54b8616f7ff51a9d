"""The figures of a finding as SVG: a dot or a ring each, a bar for its spread, a dashed mark to clear.

Places along the line are per cents, so that the picture fills any width and its text keeps its size.
"""

import math
from html import escape

from course.claims.finding import printed

WORD, ROW, AXIS = 20, 36, 50  # pixels that the word over the marks, a row and the axis take
LINE = 28  # pixels from a row's top down to its line, below its name
NEAR_AN_END = 0.12  # words that begin closer to an end than this share of the width are set inwards
ROOM_FOR_A_VALUE = 0.25  # the share of the width that a value takes


def svg(figures, claim, ring=False):
    """The figures of `claim` on its axis, as an SVG element; rings instead of dots for what was only read.

    Figures without a threshold are drawn without a mark.
    """
    thresholds = {threshold.figure: threshold for threshold in claim.thresholds}
    place = scale_of(claim, figures)
    parts, top, word = [], 0, None
    for figure in figures:
        threshold = thresholds.get(figure.name)
        if threshold and threshold.word != word:  # a word stands once over the marks that share it
            word = threshold.word
            parts.append(text(place(threshold.value), top + 13, word, "word"))
            top += WORD
        parts.append(row(figure, threshold, place, top, ring))
        top += ROW
    parts.append(axis(claim.axis, place, top + 8))
    described = "; ".join(f"{figure.name}: {figure}" for figure in figures)
    return (
        f'<svg class="figures" role="img" aria-label="{escape(described)}" '
        f'width="100%" height="{top + AXIS}">{"".join(parts)}</svg>'
    )


def scale_of(claim, figures):
    """A function from a value to its place on the line, 0 to 1, with room for ticks, marks and figures."""
    is_logarithmic = claim.axis.logarithmic
    warp = math.log10 if is_logarithmic else float
    values = [*claim.axis.ticks, *(threshold.value for threshold in claim.thresholds)]
    values += [end for figure in figures for end in (figure.low, figure.high)]
    values = [warp(value) for value in values if value > 0 or not is_logarithmic]
    low, high = min(values), max(values)

    def place(value):
        if is_logarithmic and value <= 0:
            return 0.0  # zero lies beyond every power of ten: it is drawn at the line's beginning
        return (warp(value) - low) / (high - low)

    return place


def row(figure, threshold, place, top, ring):
    """One figure: its name, the line, its spread, the mark to clear, the dot or ring, its value."""
    y = top + LINE
    low, value, high = map(place, (figure.low, figure.value, figure.high))
    parts = [
        text(0, top + 16, figure.name, "name"),
        f'<line class="rail" x1="0" x2="100%" y1="{y}" y2="{y}"/>',
        f'<rect class="spread" x="{percent(low)}" width="{percent(high - low)}" y="{y - 5}" height="10"/>',
    ]
    if threshold:
        x = percent(place(threshold.value))
        parts.append(f'<line class="mark" x1="{x}" x2="{x}" y1="{y - 8}" y2="{y + 8}"/>')
    parts.append(f'<circle class="{"ring" if ring else "dot"}" cx="{percent(value)}" cy="{y}" r="4"/>')
    on_the_left = value_stands_left(low, high, place(threshold.value) if threshold else None)
    beside, anchor, shift = (low, "end", -10) if on_the_left else (high, "start", 10)
    parts.append(text(beside, y + 4.5, str(figure), "value", anchor=anchor, shift=shift))
    return "".join(parts)


def value_stands_left(low, high, mark):
    """Does a value stand left of its bar?  Away from the mark, if any, where there is room; else opposite."""
    if mark is None:
        return low > 1 - high
    if high < mark:
        return low > ROOM_FOR_A_VALUE
    return 1 - high < ROOM_FOR_A_VALUE


def axis(axis, place, y):
    """The axis with its ticks, and what it measures."""
    parts = [f'<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>']
    for tick in axis.ticks:
        x = percent(place(tick))
        parts.append(f'<line class="axis" x1="{x}" x2="{x}" y1="{y}" y2="{y + 4}"/>')
        parts.append(text(place(tick), y + 17, tick_text(tick), "tick"))
    parts.append(text(1, y + 34, axis.quantity, "tick", anchor="end"))
    return "".join(parts)


def tick_text(value):
    """A tick's value as it is printed; a power of ten needs no 1.0 × before it."""
    return printed(value).replace("1.0 × ", "")


def text(place, y, words, kind, *, anchor=None, shift=0):
    """Words at a place along the line; near an end they are set inwards."""
    if anchor is None:
        anchor = "start" if place < NEAR_AN_END else "end" if place > 1 - NEAR_AN_END else "middle"
    where = f'x="{percent(place)}" y="{y}" dx="{shift}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {where}>{escape(words)}</text>'


def percent(place):
    """A place along the line, 0 to 1, as SVG wants it."""
    return f"{100 * place:.2f}%"
