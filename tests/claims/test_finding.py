"""Figures and findings: what they refuse, and what they look like."""

import json
from dataclasses import replace

import numpy as np
import pytest

from course.claims.finding import KINDS, VERDICTS, Figure, Finding, printed

FIGURE = Figure("error", 2.0, "%", 1.5, 2.5)
FINDING = Finding(
    6, "backprop", "It learns.", "holds", "measured", (FIGURE,), "It did.", ("a book",), "a laptop"
)


@pytest.mark.parametrize(
    "low, value, high", [(3, 2, 4), (1, 5, 4), (5, 2, 1), (0, float("nan"), 1), (0, 1, float("inf"))]
)
def test_a_figure_lies_in_its_finite_spread(low, value, high):
    with pytest.raises(ValueError, match="'error' needs"):
        Figure("error", value, "%", low, high)


@pytest.mark.parametrize("value", [np.float32(1), np.int64(1), "1"])
def test_a_figure_refuses_numbers_that_json_cannot_hold(value):
    with pytest.raises(ValueError, match=r"write float\(...\)"):
        Figure("error", value, "%", value, value)


@pytest.mark.parametrize(
    "change", [{"verdict": "true"}, {"kind": "guessed"}, {"topic": "astrology"}, {"id": 8}]
)
def test_a_finding_refuses_what_the_course_does_not_know(change):
    with pytest.raises(ValueError, match="there are"):
        replace(FINDING, **change)


def test_a_finding_survives_json():
    found = json.loads(json.dumps(FINDING.as_json(), allow_nan=False))
    figure = Figure(**found.pop("figures")[0])
    assert Finding(**found | {"figures": (figure,), "sources": tuple(found["sources"])}) == FINDING


def test_every_verdict_and_every_kind_makes_a_finding():
    for verdict in VERDICTS:
        for kind in KINDS:
            assert replace(FINDING, verdict=verdict, kind=kind).as_json()["verdict"] == verdict


@pytest.mark.parametrize(
    "number, text",
    [
        (0, "0"),
        (40, "40"),
        (40.0, "40"),
        (0.5, "0.5"),
        (-0.317, "−0.317"),
        (1066440 / 2, "533,220"),
        (6e-5, "6.0 × 10⁻⁵"),
        (-2.5e12, "−2.5 × 10¹²"),
        (123.4, "123"),
    ],
)
def test_a_number_is_printed_as_a_reader_expects_it(number, text):
    assert printed(number) == text


def test_a_figure_is_printed_with_its_unit():
    assert str(FIGURE) == "2 %"
    assert str(replace(FIGURE, unit="")) == "2"
