"""The line's JavaScript has the library's numbers and rounds as the library does, and its title is true."""

import numpy as np
import pytest

from course.numerics.rounding import MODES
from course.widgets.number_formats_line import NAMED, NumberLine

MANY = """
const plain = (value) => (Object.is(value, -0) ? "-0" : String(value));
export const numbersOf = (...format) => lineFormat(...format).numbers.map(plain);
export const countsOf = (...format) => {
  const { count, ...rest } = lineFormat(...format);
  return [count, ...[0.3, 1, 8, 131072].map((end) => countWithin({ count, ...rest }, end))];
};
export const roundedAll = (format, places) => places.map(([x, draw]) => {
  const { results, unit } = roundingsOf(lineFormat(...format), x, draw);
  return [plain(unit), ...MODES_OF_ROUNDING.map((mode) => plain(results[mode]))];
});
export const titleOf = (name, x, exponentBits = 3, fractionBits = 3) =>
  titleOfLine(findingOfLine({ name, exponentBits, fractionBits, x, draw: 0.5 }));
export const textsOf = (values) => values.map((value) => textOfNumber(value));
"""
FORMATS = [*((name, 3, 3) for name in NAMED)]
FORMATS += [(name, e, f) for name in ("float", "fixed") for e, f in ((2, 1), (3, 3), (6, 5), (2, 5), (6, 1))]
every_format = pytest.mark.parametrize("fmt", FORMATS)


@pytest.fixture(scope="module")
def call(functions):
    return lambda name, *arguments: functions(NumberLine._esm + MANY, name, *arguments)


def line_of(fmt, **traits):
    return NumberLine(format=fmt[0], exponent_bits=fmt[1], fraction_bits=fmt[2], **traits)


def as_float(text):
    return float(text.replace("Infinity", "inf"))


@every_format
def test_the_numbers_are_the_librarys(call, fmt):
    numbers = line_of(fmt).numbers
    assert [as_float(text) for text in call("numbersOf", *fmt)] == numbers[numbers >= 0].tolist()
    inside = [np.count_nonzero(np.abs(numbers) <= end) for end in (0.3, 1, 8, 131072)]
    assert call("countsOf", *fmt) == [len(numbers), *inside]


@every_format
def test_every_rounding_is_the_librarys(call, fmt):
    rng = np.random.default_rng(0)
    line = line_of(fmt)
    sizes = np.unique(np.minimum(np.abs(line.numbers), 2**17))
    largest = sizes[-1]
    picked = rng.choice(sizes[:-1], 8)
    following = sizes[np.searchsorted(sizes, picked, side="right")]
    places = [
        *picked,
        *(picked + following) / 2,
        *(picked + 0.3 * (following - picked)),
        *rng.uniform(0, 4, 6),
    ]
    places += [0.0, *(min(largest * by, 2.0**17) for by in (1, 1.01, 1 + 2**-5, 1.0625, 1.25, 3))]
    places = [[sign * float(x), float(rng.random())] for x in places for sign in (1, -1)]
    for (x, draw), (unit, *found) in zip(places, call("roundedAll", fmt, places), strict=True):
        line.x, line.draw = x, draw
        assert as_float(unit) == line.spacing
        for mode, text in zip(MODES, found, strict=True):
            line.rounding = mode
            np.testing.assert_equal(as_float(text), line.rounded, err_msg=f"{x} {mode}")
            if line.rounded == 0 and fmt[0] != "fixed":
                assert text.startswith("-") == np.signbit(line.rounded)


def test_numbers_are_printed_as_people_read_them(call):
    texts = {
        0.8125: "0.8125",
        65504: "65,504",
        -448: "−448",
        2**-24: "5.960464 × 10⁻⁸",
        2**-14: "6.103516 × 10⁻⁵",
        0: "0",
    }
    assert call("textsOf", list(texts)) == list(texts.values())


TITLES = {
    ("FP8_E4M3", 5.2): "FP8 E4M3 has 8 numbers from 1 to 2, and 8 from 4 to 8",
    ("FP8_E4M3", -300.0): "FP8 E4M3 has 8 numbers from 1 to 2, and 7 from 256 to 448",
    ("FP8_E4M3", 1.5): "45 % of the numbers of FP8 E4M3 lie from −1 to 1",
    ("FP16", 1.0): "48 % of the numbers of FP16 lie from −1 to 1",
    ("FP8_E4M3", 0.01): "FP8 E4M3 below 2⁻⁶: the numbers stay 2⁻⁹ apart, down to zero",
    ("FP8_E4M3", 1000.0): "FP8 E4M3 ends at 448: 1,000 becomes NaN",
    ("FP16", -70000.0): "FP16 ends at −65,504: −70,000 becomes −∞",
    ("FP4_E2M1", 7.0): "FP4 E2M1 ends at 6: 7 becomes 6",
    ("fixed", 0.2): "Q3.3 has numbers 0.125 apart, from −8 to 7.875",
    ("fixed", -9.0): "Q3.3 ends at −8: −9 becomes −8",
    ("float", 2.0): "E3M3 has 8 numbers from 1 to 2, and 8 from 2 to 4",
}


@pytest.mark.parametrize(("state", "title"), TITLES.items())
def test_the_title_is_the_finding_of_the_state(call, state, title):
    assert call("titleOf", *state) == title
