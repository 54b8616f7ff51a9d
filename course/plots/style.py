"""The style of every figure: a title is a finding, a line wears its name, the theme is the notebook's."""

import base64
import html
import io
import re
import textwrap
from dataclasses import fields

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from course.plots.colour import DARK, LIGHT, Theme

FONT = "Inter, system-ui, -apple-system, 'Segoe UI', sans-serif"
TITLE, SENTENCE, LABEL, TICK = 20, 14, 13, 12  # pixels


def number(value, digits=3):
    """A number as people write it: 266,610 and −0.317 and 6.00 × 10⁻⁵.

    Whole numbers (int) keep every digit; others show `digits` significant ones, and none before the point is
    made a zero.
    """
    if isinstance(value, (int, np.integer)):
        return f"{value:,}".replace("-", "−")
    if not np.isfinite(value):
        return str(float(value)).replace("-", "−").replace("inf", "∞").replace("nan", "not a number")
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if value and not -4 < int(exponent) < 7:
        return f"{mantissa} × {power_of_ten(int(exponent))}".replace("-", "−")
    decimals = max(digits - 1 - int(exponent), 0)
    return f"{value:,.{decimals}f}".replace("-", "−")


def power_of_ten(exponent):
    """10⁻⁵ and its like."""
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def tick(value, _position=None):
    """A tick's label: no digit more than it needs, and 10⁻⁵ where zeros would have to be counted."""
    if value > 0 and not 1e-3 <= value < 1e6 and np.isclose(np.log10(value), round(np.log10(value))):
        return power_of_ten(round(np.log10(value)))
    return f"{float(f'{value:.7g}'):,.6f}".rstrip("0").rstrip(".").replace("-", "−")


class ThemedAxes(Axes):
    """Axes that a notebook shows in its own theme, and that know how the course labels things.

    One unit of its layout is one pixel, because the figure has 72 dots an inch.
    """

    description = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._dark_of = {}

    def paired(self, light, dark):
        """Use the colour `light`, which the dark theme shows as `dark`: for the shades of a scale."""
        self._dark_of[light.lower()] = dark
        return light

    def show_ticks(self, x=None, y=None):
        """Ticks only at the values given, whatever the scale."""
        for axis, values in ((self.xaxis, x), (self.yaxis, y)):
            if values is not None:
                axis.set_major_locator(FixedLocator(list(values)))
                axis.set_major_formatter(tick)
                axis.set_minor_locator(NullLocator())

    def label_ends(self, labels):
        """Words at the right of the points they name, moved apart where they would overlap.

        labels: (x, y, text, colour) each.  Call it after the limits are set.
        """
        free_from = -np.inf
        for x, y, text, colour in sorted(labels, key=lambda label: label[1]):
            height = 17 * (1 + text.count("\n"))
            pixel = self.transData.transform((x, y))[1]
            middle = max(pixel, free_from + height / 2)
            free_from = middle + height / 2
            self.annotate(text, (x, y), (10, middle - pixel), textcoords="offset pixels", va="center",
                          color=colour, fontsize=LABEL, weight="bold", linespacing=1.3)  # fmt: skip

    def mark_threshold(self, x, word):
        """A dashed ink line at `x` with its word beside its top."""
        self.axvline(x, color=LIGHT.ink, linewidth=1.5, linestyle=(0, (4, 3)))
        self.annotate(word, (x, 1), (-8, -8), xycoords=self.get_xaxis_transform(), textcoords="offset pixels",
                      ha="right", va="center", color=LIGHT.ink, fontsize=LABEL)  # fmt: skip

    def svg(self):
        """The whole figure as SVG in the light theme, its text as text in the reader's own typeface."""
        stream = io.StringIO()
        with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": self.description}):
            self.figure.savefig(stream, format="svg", metadata={"Date": None}, facecolor=LIGHT.paper)
        drawing = stream.getvalue().replace('pt"', '"', 2)  # width and height, from points to pixels
        drawing = re.sub(r"font-family: [^;\"]*", f"font-family: {FONT}", drawing)
        drawing = drawing.replace("font-weight: 700", "font-weight: 600")
        return drawing.replace("</style>", _WORDS + "</style>", 1)

    def dark_svg(self):
        """The same figure in the dark theme: each colour gives way to the dark colour of its role."""
        words = _tones("text") | self._dark_of
        marks = _tones("mark") | _tones("soft") | self._dark_of

        def darken(found):
            if not found[0].startswith("<text"):
                return marks.get(found[0], found[0])
            return re.sub(_HEX, lambda colour: words.get(colour[0], colour[0]), found[0])

        return re.sub(f"<text [^>]*>|{_HEX}", darken, self.svg())

    def _repr_html_(self):
        """Two pictures of which the theme shows one; where styles are stripped, the light one on white."""
        light, dark = (base64.b64encode(svg.encode()).decode() for svg in (self.svg(), self.dark_svg()))
        alt = f'alt="{html.escape(self.description)}"'
        shape = "max-width: 100%; height: auto"
        return (
            f"<style>{_ONE_OF_TWO}</style>"
            f'<img class="course-figure-light" src="data:image/svg+xml;base64,{light}" {alt} style="{shape}">'
            f'<img class="course-figure-dark" src="data:image/svg+xml;base64,{dark}" {alt} '
            f'style="{shape}; display: none">'
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        """For notebooks: the picture, and its description where there are only letters."""
        return {"text/html": self._repr_html_(), "text/plain": self.description}


_HEX = "#[0-9a-f]{6}"
# The halo keeps words readable where a line runs beneath them.
_WORDS = f"""
text {{ font-variant-numeric: tabular-nums lining-nums; paint-order: stroke; stroke: {LIGHT.paper.lower()};
  stroke-width: 4px; stroke-linejoin: round }}"""
# JupyterLab says its theme on the body; elsewhere the reader's system decides.
# Important: JupyterLab styles every image, and the dark one hides itself where styles are stripped.
_SHOW_DARK = """.course-figure-light { display: none !important }
%s .course-figure-dark { display: block !important }"""
_ONE_OF_TWO = f"""
[data-jp-theme-light="false"] {_SHOW_DARK % '[data-jp-theme-light="false"]'}
@media (prefers-color-scheme: dark) {{
  body:not([data-jp-theme-light]) {_SHOW_DARK % "body:not([data-jp-theme-light])"}
}}"""


def _tones(tone):
    """Light to dark, for the neutrals and one tone of every role, in the lower case that an SVG has."""
    pairs = [(getattr(LIGHT, field.name), getattr(DARK, field.name)) for field in fields(Theme)]
    tones = [(getattr(light, tone, light), getattr(dark, tone, dark)) for light, dark in pairs]
    return {light.lower(): dark.lower() for light, dark in tones}


def axes(title, subtitle, *, xlabel, ylabel, width=760, height=380, label_width=150):
    """Empty Axes in the course's style, made without pyplot, so that only the cell's last value shows it.

    title: the finding, a sentence.  subtitle: what was done to what.  xlabel, ylabel: quantity and (unit).
    width, height: of the whole figure in pixels.  label_width: pixels at the right for the lines' names.
    """
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    rows = [(line, TITLE, LIGHT.ink, "bold", 28) for line in textwrap.wrap(title, width // 12)]
    rows += [(line, SENTENCE, LIGHT.muted, "normal", 21) for line in textwrap.wrap(subtitle, width // 8)]
    top = 0
    for line, size, colour, weight, line_height in rows:
        top += line_height
        figure.text(0, 1 - (top - 7) / height, line, fontsize=size, color=colour, weight=weight)
    left, bottom, top = 64, 52, top + 40
    area = (left / width, bottom / height, 1 - (left + label_width) / width, 1 - (top + bottom) / height)
    drawing = figure.add_axes(area, axes_class=ThemedAxes)
    drawing.description = f"{title}. {subtitle}"
    _plain(drawing)
    drawing.set_xlabel(xlabel, fontsize=TICK, color=LIGHT.muted, labelpad=8)
    drawing.annotate(ylabel, (0, 1), (-8, 16), xycoords="axes fraction", textcoords="offset pixels",
                     fontsize=TICK, color=LIGHT.muted)  # fmt: skip
    return drawing


def _plain(drawing):
    """No box: a hairline to stand on, and faint lines across where values are read off."""
    drawing.spines[["left", "top", "right"]].set_visible(False)
    drawing.spines["bottom"].set(color=LIGHT.faint, linewidth=1)
    drawing.patch.set_visible(False)
    drawing.tick_params(labelsize=TICK, labelcolor=LIGHT.muted, color=LIGHT.faint, width=1, length=4, pad=6)
    drawing.tick_params(axis="y", length=0)
    drawing.grid(axis="y", color=LIGHT.grid, linewidth=1)
    drawing.set_axisbelow(True)
    drawing.xaxis.set_major_formatter(tick)
    drawing.yaxis.set_major_formatter(tick)
