"""The colours can be read, and told apart by every eye."""

from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.plots.colour import (
    DARK,
    LIGHT,
    Role,
    activation_colour,
    hex_colour,
    linear_rgb,
    mix,
    oklab,
    weight_colour,
)

ROLES = ("neg", "pos", "act", "grad", "err", "mem", "comm")
BITS = ("sign", "exp", "frac")
# What an eye lacking one kind of cone sees of linear RGB.  Source: Machado et al. 2009, severity 1.
EYES = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
both_themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def contrast(one, other):
    """Source: WCAG 2.2, relative luminance and contrast ratio."""
    bright, dark = sorted((linear_rgb(c) @ (0.2126, 0.7152, 0.0722) for c in (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def smallest_distance(theme, roles, eye):
    seen = [oklab(np.clip(EYES[eye] @ linear_rgb(getattr(theme, role).mark), 0, 1)) for role in roles]
    return 100 * min(np.linalg.norm(a - b) for a, b in combinations(seen, 2))


@both_themes
def test_words_can_be_read_and_marks_seen(theme):
    for role in (value for field in fields(theme) if isinstance(value := getattr(theme, field.name), Role)):
        assert contrast(role.text, theme.paper) >= 4.5
        assert contrast(role.mark, theme.paper) >= 3
        assert contrast(role.text, role.soft) >= 4.5
    assert contrast(theme.ink, theme.paper) >= 16
    assert contrast(theme.muted, theme.paper) >= 4.5
    assert contrast(theme.faint, theme.paper) >= 3


@both_themes
@pytest.mark.parametrize("eye", EYES)
def test_every_eye_tells_the_roles_and_the_bits_apart(theme, eye):
    assert smallest_distance(theme, ROLES, eye) >= 9
    assert smallest_distance(theme, BITS, eye) >= 13


def test_the_distances_are_those_the_look_was_chosen_by():
    measured = [smallest_distance(theme, ROLES, eye) for theme in (LIGHT, DARK) for eye in EYES]
    # full, protanopia, deuteranopia, tritanopia; light, then dark
    np.testing.assert_allclose(measured, [12.5, 10.2, 9.4, 9.8, 13.8, 13.5, 11.5, 10.6], atol=0.05)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_colour_survives_the_way_to_light_and_back(rgb):
    colour = "#{:02X}{:02X}{:02X}".format(*rgb)
    assert hex_colour(linear_rgb(colour)) == colour
    assert mix(colour, "#000000", 0) == colour and mix("#000000", colour, 1) == colour


def test_oklab_gives_the_published_example_values():
    # Source: B. Ottosson's table, from XYZ: white is (1, 0, 0), and red of sRGB is (0.628, 0.225, 0.126)
    np.testing.assert_allclose(oklab(linear_rgb("#FFFFFF")), [1, 0, 0], atol=1e-4)
    np.testing.assert_allclose(oklab(linear_rgb("#FF0000")), [0.628, 0.225, 0.126], atol=1e-3)


@both_themes
def test_zero_is_the_ground_and_the_smallest_weight_shows(theme):
    assert weight_colour(0.0, 1.0, theme) == theme.zero
    assert weight_colour(-2.0, 1.0, theme) == theme.neg.mark
    assert weight_colour(1.0, 1.0, theme) == theme.pos.mark
    just_visible = 0.02
    tiny = weight_colour(1e-9, 1.0, theme)
    assert np.linalg.norm(oklab(linear_rgb(tiny)) - oklab(linear_rgb(theme.zero))) > just_visible


@both_themes
def test_a_stronger_weight_or_activation_lies_further_from_the_ground(theme):
    for shade in (lambda v: weight_colour(v, 1.0, theme), lambda v: activation_colour(v, theme)):
        ground = oklab(linear_rgb(shade(0.0)))
        away = [np.linalg.norm(oklab(linear_rgb(shade(v))) - ground) for v in np.linspace(0, 1, 9)]
        assert (np.diff(away) > 0).all()


@both_themes
def test_black_or_white_can_be_read_on_every_shade_of_the_scales(theme):
    shades = [weight_colour(v, 1.0, theme) for v in np.linspace(-1, 1, 81)]
    shades += [activation_colour(v, theme) for v in np.linspace(0, 1, 41)]
    assert min(max(contrast(s, "#000000"), contrast(s, "#FFFFFF")) for s in shades) >= 4.58
