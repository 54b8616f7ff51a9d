"""Where codes belong and where they are sent: mistakes by name, the same in Python and JavaScript."""

import runpy
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from course.widgets.number_formats_rounding import LONG, OFFSETS, NumberRounding

CODES = np.array(OFFSETS)
DROPS = (1, 2, 3, 4)
right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["round_to_even"]


def away_from_zero(codes, dropped):
    return np.sign(codes) * ((np.abs(codes) + 2 ** (dropped - 1)) >> dropped)


def toward_zero(codes, dropped):
    return np.sign(codes) * ((np.abs(codes) + 2 ** (dropped - 1) - 1) >> dropped)


NOT_HERE = "goes by way of float64, which holds 53 of the 61 digits"
MISTAKES = {  # what it is called: (the rounding, how many of 65 codes go wrong with two digits dropped)
    "sends ties up": (lambda codes, d: (codes + 2 ** (d - 1)) >> d, 8),
    "sends ties down": (lambda codes, d: (codes + 2 ** (d - 1) - 1) >> d, 8),
    "sends ties away from zero": (away_from_zero, 8),
    "sends ties toward zero": (toward_zero, 8),
    "sends ties to odd": (lambda codes, d: (codes + 2 ** (d - 1) - ((codes >> d) & 1)) >> d, 16),
    "cuts off, which always goes down": (lambda codes, d: codes >> d, 24),
    "cuts off toward zero": (lambda codes, d: np.sign(codes) * (np.abs(codes) >> d), 24),
    "always goes up": (lambda codes, d: -(-codes >> d), 24),
    "always goes away from zero": (lambda codes, d: np.sign(codes) * -(-np.abs(codes) >> d), 24),
    "shifts the digits back": (lambda codes, d: right(codes, d) << d, 60),
    "drops nothing": (lambda codes, d: codes, 64),
    "divides without rounding": (lambda codes, d: codes / 2**d, 48),
    "is above the right one by the same step everywhere": (lambda codes, d: right(codes, d) + 1, 65),
    "is below the right one by the same step everywhere": (lambda codes, d: right(codes, d) - 3, 65),
    "goes wrong only below zero": (lambda codes, d: np.where(codes < 0, 0, right(codes, d)), 30),
    "goes wrong only at ties": (
        lambda codes, d: np.where(codes % 2**d == 2 ** (d - 1), 99, right(codes, d)),
        16,
    ),
    "": (lambda codes, d: np.where(codes == 5, 7, right(codes, d)), 1),
}
CASES = {name or "nameless": rounding for name, (rounding, _) in MISTAKES.items()} | {
    "right": right,
    "by floats": lambda codes, d: np.round(codes / 2.0**d).astype(np.int64),
    "gaps": lambda codes, d: np.where(codes % 3 == 0, np.nan, codes / 2**d),
    "far": lambda codes, d: np.full(65, 2**62),
}


# ---- What is found


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_called_by_its_name_and_counted(name):
    function, count = MISTAKES[name]
    rounding = NumberRounding(function, dropped=2, long_codes=False)
    assert (rounding.mistakes[0][1], len(rounding.wrong), rounding.agrees) == (name, count, False)
    expected = [round(Fraction(int(code), 4)) for code in CODES]
    answers = function(CODES, 2).tolist()
    assert rounding.wrong == [code for code, a, e in zip(OFFSETS, answers, expected, strict=True) if a != e]
    assert rounding.offset in rounding.wrong


def test_with_one_digit_dropped_all_that_is_not_whole_is_a_tie():
    cut = NumberRounding(MISTAKES["cuts off, which always goes down"][0], dropped=1)
    assert cut.mistakes[0][:2] == ["sends ties down", "cuts off, which always goes down"]


def test_the_right_rounding_agrees_everywhere():
    rounding = NumberRounding(right)
    assert rounding.agrees and rounding.mistakes == [4 * [""], 4 * [""]]
    for dropped in DROPS:
        for rounding.long_codes in (False, True):
            rounding.dropped = dropped
            assert rounding.wrong == []


def test_a_rounding_by_floats_is_right_near_zero_and_wrong_near_two_to_the_sixty():
    rounding = NumberRounding(CASES["by floats"])
    assert rounding.mistakes == [4 * [""], 4 * [NOT_HERE]] and not rounding.agrees
    assert rounding.long_codes and min(rounding.wrong) == LONG - 32
    assert rounding.sent[1][1] == 65 * [0]
    assert rounding.describe() == (
        "With 2 binary digits dropped, 60 of the 65 codes near 2**60 go elsewhere: your rounding goes by "
        "way of float64, which holds 53 of the 61 digits. Code 2**60 + 3 belongs to "
        "2**58 + 1 and goes to 2**58 + 0."
    )


def test_ties_away_from_zero_are_ties_up_far_above_it():
    assert NumberRounding(away_from_zero).mistakes[1] == 4 * ["sends ties up"]


# ---- The same in the browser


@pytest.mark.parametrize("case", CASES)
def test_javascript_finds_the_same(functions, case):
    rounding = NumberRounding(CASES[case])
    for rounding.long_codes in (False, True):
        for rounding.dropped in DROPS:
            found = functions(
                rounding._esm, "roundingFound", rounding.state(), rounding.long_codes, rounding.dropped
            )
            middle = LONG if rounding.long_codes else 0
            assert [middle + offset for offset in found["wrong"]] == rounding.wrong
            assert len(found["ties"]) == 64 // 2**rounding.dropped


@pytest.mark.parametrize("dropped", DROPS)
def test_javascript_knows_the_place_the_tie_and_the_even_neighbour(functions, dropped):
    for code in OFFSETS:
        steps = functions(NumberRounding._esm, "stepsRound", code, dropped)
        exact = Fraction(code, 2**dropped)
        assert steps["place"] == round(exact)
        assert steps["isTie"] == (exact.denominator == 2)
        assert steps["even"] % 2 == 0 and abs(steps["even"] - steps["below"]) <= 1
        digits = functions(NumberRounding._esm, "digitsOf", code, dropped)
        assert digits["kept"] + digits["fallen"] == np.binary_repr(code, 8)
        assert int(digits["fallen"], 2) == steps["rest"] and len(digits["fallen"]) == dropped


def test_wrong_codes_are_counted_for_all_eight_calls(functions):
    def only_three(codes, dropped):
        if codes[0] > 0 and dropped == 1:
            raise ValueError
        return right(codes, dropped) + (dropped == 3)

    counts = functions(NumberRounding._esm, "wrongCounts", NumberRounding(only_three).state())
    assert counts == [[0, 0, 65, 0], [None, 0, 65, 0]]


def test_the_next_code_begins_again_behind_the_last(functions):
    source = NumberRounding._esm + (
        "export const next = (from, wanted) => nextCode(CODES.map((code) => ({ code })), from,"
        " ({ code }) => wanted.includes(code));"
    )
    for start, wanted, following in ((0, [-3, 5], 5), (5, [-3, 5], -3), (5, [5], 5), (0, [], None)):
        assert functions(source, "next", start, wanted) == following


TITLES = [
    ("right", "Your rounding sends all 65 codes where they belong, 16 ties to even"),
    ("sends ties up", "Your rounding sends 8 of 65 codes elsewhere: it sends ties up"),
    ("goes wrong only below zero", "Your rounding sends 30 of 65 codes elsewhere: it fails only below zero"),
    ("nameless", "Your rounding sends 1 of 65 codes elsewhere"),
    ("by floats", "Your rounding sends all 65 codes where they belong here, but not everywhere"),
]


@pytest.mark.parametrize(("case", "title"), TITLES)
def test_the_title_says_what_the_codes_allow(functions, case, title):
    source = NumberRounding._esm + (
        "export const title = (s) => titleOfRounding(roundingFound(s, false, 2), wrongCounts(s));"
    )
    assert functions(source, "title", NumberRounding(CASES[case]).state()) == title


@pytest.mark.parametrize(
    ("offset", "power", "text"),
    [
        (0, None, "0"), (-3, None, "−3"), (0.25, None, "0.25"), (-0.5, None, "−0.5"), (12, None, "12"),
        (None, None, "no number"), (None, 60, "no number"), (0, 60, "2⁶⁰"), (-3, 58, "2⁵⁸ − 3"),
        (2, 60, "2⁶⁰ + 2"), (2**53, 60, "far off"),
    ],
)  # fmt: skip
def test_places_are_written_as_people_do(functions, offset, power, text):
    assert functions(NumberRounding._esm, "placeText", offset, power) == text
