"""The visualizers wear the colours of the figures."""

import re
from dataclasses import asdict
from importlib import resources

from course.plots.colour import DARK, LIGHT


def tokens_of_the_style_sheet():
    """{"neg-text": (light, dark), ...} as style.css has them."""
    sheet = resources.files("course.widgets").joinpath("style.css").read_text(encoding="utf-8")
    found = re.findall(r"--course-([a-z-]+):[^;]*light-dark\((#\w{6}), (#\w{6})\)", sheet)
    return {name: (light, dark) for name, light, dark in found}


def tokens_of_the_figures():
    def flat(theme):
        for name, value in asdict(theme).items():
            tones = (
                {f"{name}-{tone}": colour for tone, colour in value.items()}
                if isinstance(value, dict)
                else {name: value}
            )
            yield from tones.items()

    dark = dict(flat(DARK))
    return {name.replace("_", "-"): (colour, dark[name]) for name, colour in flat(LIGHT)}


def test_the_style_sheet_and_the_figures_have_exactly_the_same_colours():
    assert tokens_of_the_style_sheet() == tokens_of_the_figures()
