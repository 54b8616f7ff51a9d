"""The bits' JavaScript is exact: every code's value, every number's code, and both texts are Python's."""

import math
from bisect import bisect_left
from fractions import Fraction

import numpy as np
import pytest
import traitlets

from course.numerics import floats
from course.widgets.number_formats_bits import FORMATS, NumberBits, encode_exactly, exact_of, text_of

MANY = """
const plain = ({ kind, negative, top, bottom }) =>
  (negative ? "-" : "") + (kind === "finite" ? `${top}/${bottom}` : kind);
const exactly = (name, code) => decoded(NUMBER_FORMATS[name], BigInt(code)).exact;
const codeOf = (name, text) => encoded(NUMBER_FORMATS[name], exactOf(text));
export const valuesOf = (name, codes) => codes.map((code) => plain(exactly(name, code)));
export const floatsOf = (name, codes) => codes.map((code) => String(asFloat(exactly(name, code))));
export const codesOf = (name, texts) => texts.map((text) => Number(codeOf(name, text)));
export const textsOf = (name, codes) => codes.map((code) => textOfCode(NUMBER_FORMATS[name], BigInt(code)));
export const read = (texts) => texts.map((text) => exactOf(text) && plain(exactOf(text)));
export const neighboursOf = (name, codes, step) => codes.map((code) => {
  const next = neighbour(NUMBER_FORMATS[name], BigInt(code), step);
  return next === null ? null : Number(next);
});
export const sizesOf = () => Object.values(NUMBER_FORMATS)
  .map(({ name, exponentBits, fractionBits, specials }) => [name, exponentBits, fractionBits, specials]);
export const shortOf = (texts, digits) => texts.map((text) => shortText(exactOf(text), digits));
export const titleOf = (typed, name) => titleOfBits(findingOfBits(typed, name, codeOf(name, typed)));
"""
every_format = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture(scope="module")
def call(functions):
    return lambda name, *arguments: functions(NumberBits._esm + MANY, name, *arguments)


def codes_of(fmt):
    """All codes of a format of at most 16 bits; of the others the ends of each stretch and a random lot."""
    if fmt.bits <= 16:
        return list(range(2**fmt.bits))
    special, fraction = fmt.first_special, 2**fmt.fraction_bits
    edges = [0, 1, fraction - 1, fraction, fraction + 1, special - 1, special, special + 1, fmt.sign_bit - 1]
    random = np.random.default_rng(0).integers(2**fmt.bits, size=3000).tolist()
    return [code + sign for code in edges for sign in (0, fmt.sign_bit)] + random


def test_the_formats_are_the_librarys(call):
    assert call("sizesOf") == [
        [fmt.name, fmt.exponent_bits, fmt.fraction_bits, fmt.specials] for fmt in floats.FORMATS[1:]
    ]


@every_format
def test_every_code_is_decoded_exactly(call, name):
    codes = codes_of(FORMATS[name])
    for text, value in zip(
        call("valuesOf", name, codes), floats.decode(np.array(codes), FORMATS[name]), strict=True
    ):
        if math.isnan(value):
            assert text == "nan"
        elif math.isinf(value):
            assert text == ("-infinity" if value < 0 else "infinity")
        else:
            assert Fraction(text) == Fraction(float(value)) and (text[0] == "-") == np.signbit(value)


@every_format
def test_a_picture_is_drawn_with_the_nearest_floats(call, name):
    codes = [code for code in codes_of(FORMATS[name])[::7] if code < FORMATS[name].first_special]
    expected = floats.decode(np.array(codes), FORMATS[name])
    assert [float(text) for text in call("floatsOf", name, codes)] == expected.tolist()


def decimal(fraction):
    """A fraction whose denominator is a power of two as an exact decimal text."""
    power = fraction.denominator.bit_length() - 1
    digits = str(abs(fraction.numerator) * 5**power).rjust(power + 1, "0")
    text = f"{digits[: len(digits) - power]}.{digits[len(digits) - power :]}".rstrip(".")
    return ("-" if fraction < 0 else "") + text


def hard_cases(fmt):
    """Texts round about ties, subnormals, the largest number and zero, none longer than a field takes."""
    rng = np.random.default_rng(1)
    lower = [*rng.integers(0, fmt.first_special - 1, size=60).tolist(), 0, 1, fmt.first_special - 2]
    points = []
    for code in lower:
        here, above = (Fraction(float(floats.decode(code + step, fmt))) for step in (0, 1))
        points += [here, (here + above) / 2, (3 * here + above) / 4]
    largest = Fraction(fmt.largest)
    half = Fraction(float(floats.spacing(fmt.largest, fmt))) / 2
    points += [largest + half * share for share in (Fraction(1, 2), 1, Fraction(9, 8), 2, 100)]
    texts = [text for point in points for text in (decimal(point), decimal(-point)) if len(text) < 70]
    nearly = [f"{text}{'0' * 45}1" for text in texts if "." in text]
    random = [
        f"{sign}{mantissa}e{power}"
        for sign, mantissa, power in zip(
            rng.choice(["", "-"], 60), rng.integers(1, 10**9, 60), rng.integers(-55, 35, 60), strict=True
        )
    ]
    return (
        texts
        + nearly
        + random
        + ["1/3", "-2/7", "1e-999", "-1e999", "5 * 2^-150", "inf", "-inf", "nan", "-0"]
    )


def nearest_code(exact, fmt, values):
    """By comparing fractions alone: the nearest of all numbers, of two the even code; then the sign."""
    size, last = abs(exact), fmt.first_special - 1
    too_large = Fraction(values[-1]) + Fraction(float(floats.spacing(values[-1], fmt))) / 2
    if size > too_large or (size == too_large and last % 2 == 1):
        code = fmt.first_special if fmt.has_nan else fmt.first_special - 1
    else:
        at = min(bisect_left(values, size), len(values) - 1)
        code = min(range(max(at - 1, 0), at + 1), key=lambda k: (abs(Fraction(values[k]) - size), k % 2))
    return code + (fmt.sign_bit if exact < 0 or math.copysign(1, exact) < 0 else 0)


@every_format
def test_every_number_is_rounded_once_as_fractions_say(call, name):
    fmt = FORMATS[name]
    texts = hard_cases(fmt)
    found = call("codesOf", name, texts)
    values = [float(v) for v in floats.decode(np.arange(fmt.first_special), fmt)] if fmt.bits < 24 else None
    for text, code in zip(texts, found, strict=True):
        exact = exact_of(text)
        assert code == encode_exactly(exact, fmt), text
        if values and not isinstance(exact, float):
            assert code == nearest_code(exact, fmt, values), text


def test_fp32_is_rounded_once_as_fractions_say(call):
    fmt = floats.FP32
    texts = hard_cases(fmt)
    for text, code in zip(texts, call("codesOf", "FP32", texts), strict=True):
        exact = exact_of(text)
        magnitude = code & (fmt.sign_bit - 1)
        if isinstance(exact, float) or magnitude >= fmt.first_special - 1:
            continue
        near = {
            k: abs(Fraction(float(floats.decode(k, fmt))) - abs(exact))
            for k in range(max(magnitude - 1, 0), magnitude + 2)
        }
        assert magnitude == min(near, key=lambda k: (near[k], k % 2)), text


@every_format
def test_the_next_numbers_are_the_librarys(call, name):
    fmt = FORMATS[name]
    codes = [
        code for code in codes_of(fmt)[:: 1 if fmt.bits < 12 else 11] if np.isfinite(floats.decode(code, fmt))
    ]
    for step, library in ((1, floats.next_up), (-1, floats.next_down)):
        expected = library(floats.decode(np.array(codes), fmt), fmt)
        for code, found, value in zip(codes, call("neighboursOf", name, codes, step), expected, strict=True):
            is_the_end = not np.isfinite(value) or value == floats.decode(code, fmt)
            assert (found is None) == is_the_end
            assert is_the_end or floats.decode(found, fmt) == value


@every_format
def test_the_text_in_the_field_is_pythons(call, name):
    codes = codes_of(FORMATS[name])[-500:]
    assert call("textsOf", name, codes) == [text_of(code, FORMATS[name]) for code in codes]


def test_what_is_typed_is_read_as_python_reads_it(call):
    texts = ["0.1", " −1e-8 ", ".5", "5.", "65,520", "1,234,567.5", "1/3", "-2.5/10", "3 * 2^-24", "2^10 / 3"]
    texts += ["3 × 2**-24", "2**-3 * 10^2", "1E+3", "007", "+7"]
    assert [Fraction(text) for text in call("read", texts)] == [exact_of(text) for text in texts]
    assert call("read", ["-0", "Inf", "−∞", "NaN"]) == ["-0/1", "infinity", "-infinity", "nan"]
    wrong = ["", "-", "one", "1,2", "0,125", "1/0", "1/2/3", "2^", "3^2", "1e1000", "--1", "0x10", "1" * 121]
    assert call("read", wrong) == [None] * len(wrong)
    for text in wrong:
        with pytest.raises(traitlets.TraitError):
            exact_of(text)


def test_short_texts_are_rounded_by_digits(call):
    texts = {
        "0.1": "0.1", "65504": "65,504", "1e-8": "1.0 × 10⁻⁸", "999999.96": "1,000,000", "-1/3": "−0.3333333",
        "123456789012": "1.234568 × 10¹¹", "2^-149": "1.401298 × 10⁻⁴⁵", "9.99999999": "10", "0": "0",
    }  # fmt: skip
    assert call("shortOf", list(texts), 7) == list(texts.values())


TITLES = {
    ("0.1", "FP16"): "No format holds 0.1; FP16 misses it by 2.4 × 10⁻⁵",
    ("16777215 * 2^104", "FP32"): "FP32 holds 16,777,215 × 2¹⁰⁴ exactly, eight of nine formats do not",
    ("1", "FP32"): "Every format holds 1 exactly",
    ("2049", "FP16"): "FP16 cannot hold 2,049: it becomes 2,048",
    ("2049", "FP32"): "FP32 holds 2,049 exactly, eight of nine formats do not",
    ("0.4375", "FP6_E3M2"): "FP6 E3M2 holds 0.4375 exactly, two of nine formats do not",
    ("65520", "FP16"): "65,520 is too large for FP16: it becomes infinity",
    ("-1e9", "FP16"): "−1 × 10⁹ is too large for FP16: it becomes −infinity",
    ("465", "FP8_E4M3"): "465 is too large for FP8 E4M3: it becomes NaN, for there is no infinity",
    ("-100", "FP4_E2M1"): "−100 is too large for FP4 E2M1: it becomes its largest number, −6",
    ("-1e-8", "FP16"): "−1 × 10⁻⁸ is too small for FP16: it becomes −0",
    ("-0", "FP16"): "−0 has a code of its own in every format, and equals 0",
    ("nan", "FP16"): "Six of nine formats have a NaN; the others make it −0",
    ("inf", "FP16"): "Five of nine formats have an infinity, four have none",
}


@pytest.mark.parametrize(("state", "title"), TITLES.items())
def test_the_title_is_the_finding_of_the_state(call, state, title):
    assert call("titleOf", *state).replace("\u00a0", " ") == title
