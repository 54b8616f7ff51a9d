"""A colour is a role and nothing else: every colour of the course, light and dark, and their scales.

`course/widgets/style.css` holds the same colours for the visualizers; a test keeps the two equal.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Role:
    """Three tones of one meaning: for words, for lines and fills, and for the ground behind its words."""

    text: str
    mark: str
    soft: str


@dataclass(frozen=True)
class Theme:
    """Every colour there is: roles for data, neutrals for ground, words, axes and controls."""

    neg: Role
    pos: Role
    act: Role
    grad: Role
    err: Role
    mem: Role
    comm: Role
    sign: Role
    exp: Role
    frac: Role
    paper: str
    raised: str
    ink: str
    muted: str
    faint: str
    line: str
    grid: str
    zero: str
    act_low: str
    act_high: str


LIGHT = Theme(
    neg=Role("#2750A6", "#2750A6", "#E9F1FF"),
    pos=Role("#B84300", "#C54A08", "#FFEBE4"),
    act=Role("#067A5C", "#0A8464", "#DDF8EC"),
    grad=Role("#8440D6", "#934EDF", "#F3ECFF"),
    err=Role("#A11219", "#A11219", "#FFEBE9"),
    mem=Role("#56677A", "#7C8FA5", "#EBF1F8"),
    comm=Role("#7E5A00", "#BE8A05", "#FBEFD9"),
    sign=Role("#8C0A4A", "#8C0A4A", "#FFEAEF"),
    exp=Role("#08778A", "#0A7F92", "#D9F6FD"),
    frac=Role("#7A5F0C", "#826610", "#F9F0D8"),
    paper="#FFFFFF",
    raised="#F6F7F8",
    ink="#1B1F24",
    muted="#59626D",
    faint="#8B939D",
    line="#D5D9DE",
    grid="#ECEEF1",
    zero="#F6F6F4",
    act_low="#F3F8F6",
    act_high="#066048",
)
DARK = Theme(
    neg=Role("#8CC3FF", "#76B7FE", "#162B42"),
    pos=Role("#FFA53D", "#FE981F", "#3B240D"),
    act=Role("#78EBC4", "#78EBC4", "#093226"),
    grad=Role("#CC90F6", "#B862F0", "#32233D"),
    err=Role("#FF7B86", "#F5455C", "#3F1F20"),
    mem=Role("#A9B8C7", "#7E93A8", "#232B33"),
    comm=Role("#FCE04A", "#FCE04A", "#312A09"),
    sign=Role("#F283AE", "#E8659A", "#3E1F2A"),
    exp=Role("#54DDF0", "#54DDF0", "#003137"),
    frac=Role("#E0C261", "#E0C261", "#332908"),
    paper="#111111",
    raised="#1B1D20",
    ink="#ECEEF0",
    muted="#A7AFB9",
    faint="#7A828C",
    line="#3B4047",
    grid="#26292E",
    zero="#24272B",
    act_low="#16211D",
    act_high="#78EBC4",
)

# Light to OKLab, in two steps.  Source: B. Ottosson, "A perceptual color space for image processing", 2020.
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear_rgb(colour):
    """A hex colour as amounts of red, green and blue light: float array (3,) in [0, 1]."""
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def hex_colour(linear):
    """The hex colour nearest to amounts of light; what no screen can show is clipped."""
    linear = np.clip(linear, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#{:02X}{:02X}{:02X}".format(*np.round(255 * encoded).astype(int))


def oklab(linear):
    """Light as lightness, green-red and blue-yellow, so that equal distances look equal."""
    return _LAB @ np.cbrt(_CONES @ linear)


def mix(start, end, t):
    """The colour a fraction `t` of the way from `start` to `end`, even to the eye (mixed in OKLab)."""
    if t in (0, 1):
        return end if t else start
    lab = (1 - t) * oklab(linear_rgb(start)) + t * oklab(linear_rgb(end))
    return hex_colour(np.linalg.solve(_CONES, np.linalg.solve(_LAB, lab) ** 3))


def weight_colour(weight, largest, theme=LIGHT):
    """Blue below zero, orange above; exactly zero is the ground, and the smallest weight already shows.

    largest: the magnitude that gets the full colour, above zero.
    """
    if weight == 0:
        return theme.zero
    share = min(abs(weight) / largest, 1.0)
    return mix(theme.zero, (theme.neg if weight < 0 else theme.pos).mark, 0.1 + 0.9 * share**0.85)


def activation_colour(activation, theme=LIGHT):
    """The green of an activation in [0, 1]; what lies outside takes the nearest end."""
    return mix(theme.act_low, theme.act_high, min(max(float(activation), 0.0), 1.0))
