"""Numbers as people write them, and figures that follow the notebook's theme."""

import base64
import html
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from course.plots import style
from course.plots.colour import DARK, LIGHT


@pytest.fixture
def axes():
    drawing = style.axes("A & B grow", "Twice.", xlabel="step (count)", ylabel="loss (nat)")
    drawing.plot([0, 1], [1, 2], color=LIGHT.err.mark)
    drawing.text(0, 1, "words", color=LIGHT.err.text)
    return drawing


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (266610, 3, "266,610"),
        (-5, 3, "−5"),
        (np.int64(1066440), 3, "1,066,440"),
        (-0.3174, 3, "−0.317"),
        (0.06304, 2, "0.063"),
        (6.0e-5, 2, "6.0 × 10⁻⁵"),
        (-6.0e-5, 1, "−6 × 10⁻⁵"),
        (1234.5, 3, "1,234"),
        (0.99999, 3, "1.00"),
        (2.5e9, 2, "2.5 × 10⁹"),
        (0.0, 3, "0.00"),
        (float("inf"), 3, "∞"),
        (float("-inf"), 3, "−∞"),
        (float("nan"), 3, "not a number"),
    ],
)
def test_a_number_is_written_as_people_write_it(value, digits, written):
    assert style.number(value, digits) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"), (0.5, "0.5"), (2.0, "2"), (1500, "1,500"), (-0.25, "−0.25"), (0.001, "0.001"),
        (1e-5, "10⁻⁵"), (1e6, "10⁶"), (100000, "100,000"),
    ],
)  # fmt: skip
def test_a_tick_has_no_digit_more_than_it_needs(value, written):
    assert style.tick(value) == written


def test_the_svg_is_measured_in_pixels_and_keeps_its_words(axes):
    root = ElementTree.fromstring(axes.svg())
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("760", "380", "0 0 760 380")
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"A & B grow", "Twice.", "step (count)", "loss (nat)", "words"} <= set(words)


def test_the_same_figure_gives_the_same_svg(axes):
    assert axes.svg() == axes.svg()


def test_in_the_dark_a_word_takes_the_tone_of_words_and_a_line_that_of_lines(axes):
    assert LIGHT.err.text == LIGHT.err.mark and DARK.err.text != DARK.err.mark
    dark = axes.dark_svg()
    assert DARK.err.text.lower() in re.search(r"<text [^>]*>words", dark)[0]
    assert f"stroke: {DARK.err.mark.lower()}" in dark
    assert f"fill: {DARK.paper.lower()}" in dark


def test_no_light_colour_is_left_in_the_dark(axes):
    used = set(re.findall("#[0-9a-f]{6}", axes.dark_svg()))
    assert used <= {DARK.err.text.lower(), DARK.err.mark.lower()} | {
        getattr(DARK, name).lower() for name in ("paper", "ink", "muted", "faint", "grid")
    }


def test_a_shade_of_a_scale_is_replaced_by_its_dark_twin(axes):
    axes.plot([0, 1], [2, 1], color=axes.paired("#123456", "#654321"))
    assert "#123456" in axes.svg()
    assert "#123456" not in axes.dark_svg() and "#654321" in axes.dark_svg()


def test_a_notebook_gets_two_pictures_with_words_for_those_who_see_neither(axes):
    page = axes._repr_mimebundle_()["text/html"]
    pictures = re.findall(r'<img class="course-figure-(\w+)" src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert [picture[0] for picture in pictures] == ["light", "dark"]
    assert [base64.b64decode(p[1]).decode() for p in pictures] == [axes.svg(), axes.dark_svg()]
    assert page.count(f'alt="{html.escape("A & B grow. Twice.")}"') == 2


def test_labels_at_line_ends_move_apart_and_keep_their_order(axes):
    axes.set(xlim=(0, 1), ylim=(0, 100))
    axes.label_ends([(1, 50.2, "upper", LIGHT.ink), (1, 50, "lower", LIGHT.ink), (1, 90, "far", LIGHT.ink)])
    place = {
        t.get_text(): axes.transData.transform(t.xy)[1] + t.xyann[1]
        for t in axes.texts
        if t.get_text() != "words"
    }
    assert place["upper"] - place["lower"] >= 17
    assert place["far"] == pytest.approx(axes.transData.transform((1, 90))[1])


def test_a_figure_needs_no_pyplot_and_so_is_never_shown_twice():
    code = "import sys; from course.plots import backprop; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("body", "system", "shown"),
    [
        ('<body data-jp-theme-light="true">', "dark", "light"),
        ('<body data-jp-theme-light="false">', "light", "dark"),
        ("<body>", "light", "light"),
        ("<body>", "dark", "dark"),
    ],
)
def test_the_notebooks_theme_shows_one_of_the_two_else_the_systems(axes, browser, body, system, shown):
    # as in JupyterLab, a rule for all images is there before ours
    rule = "<style>.output img { display: inline-block }</style>"
    assert visible(browser, f"{rule}{body}<div class=output>{axes._repr_html_()}", system) == [shown]


def test_where_styles_are_stripped_the_light_one_is_left(axes, browser):
    page = re.sub("<style>.*?</style>", "", axes._repr_html_(), flags=re.DOTALL)
    assert visible(browser, f'<body data-jp-theme-light="false">{page}', "dark") == ["light"]


def visible(browser, content, system):
    page = browser.new_page(color_scheme=system)
    page.set_content(content)
    page.wait_for_function(
        "[...document.images].every(image => image.complete && image.naturalWidth === 760)"
    )
    images = [(name, page.locator(f"img.course-figure-{name}").is_visible()) for name in ("light", "dark")]
    page.close()
    return [name for name, is_visible in images if is_visible]
