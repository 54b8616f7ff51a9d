"""The bits' Python side: a typed text is rounded once, its traits agree, and its errors say what is wrong."""

import json
import math
from fractions import Fraction

import numpy as np
import pytest
import traitlets

from course.numerics import floats
from course.widgets.number_formats_bits import FORMATS, NumberBits, encode_exactly, exact_of, text_of

TEXTS = {
    "0.1": Fraction(1, 10),
    " −1e-8 ": Fraction(-1, 10**8),
    ".5": Fraction(1, 2),
    "65,520": 65520,
    "1,234,567.5": Fraction(2469135, 2),
    "1/3": Fraction(1, 3),
    "-2.5/10": Fraction(-1, 4),
    "3 * 2^-24": Fraction(3, 2**24),
    "3 × 2**-24": Fraction(3, 2**24),
    "10^3": 1000,
    "2^10 / 3": Fraction(1024, 3),
    "1E+3": 1000,
    "007": 7,
}
WRONG = [
    "",
    "-",
    "one",
    "1,2",
    "0,125",
    "1/0",
    "1/2/3",
    "2^",
    "3^2",
    "1e1000",
    "--1",
    "0x10",
    "1..2",
    "1" * 121,
]


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_a_text_is_read_exactly(text, expected):
    assert exact_of(text) == expected


def test_signs_of_zero_infinity_and_nan_are_read():
    assert math.copysign(1, exact_of("-0")) == -1 and exact_of("-0.00e5") == 0
    assert exact_of("inf") == math.inf and exact_of("−Infinity") == -math.inf and math.isnan(exact_of("NaN"))


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_number_is_a_clear_error_and_changes_nothing(text):
    bits = NumberBits()
    before = bits.state()
    with pytest.raises(traitlets.TraitError, match="number is a text such as"):
        bits.number = text
    assert bits.state() == before


def test_a_typed_number_is_rounded_once_and_not_by_way_of_float64():
    just_above_a_tie = "2049." + "0" * 40 + "1"
    bits = NumberBits(number=just_above_a_tie, format="FP16")
    assert float(just_above_a_tie) == 2049 and bits.value == 2050
    assert NumberBits(number="2049", format="FP16").value == 2048
    above_a_tie_of_fp32 = "1.00000005960464477539062500000000001"
    assert float(floats.rounded(float(above_a_tie_of_fp32), floats.FP32)) == 1
    assert NumberBits(number=above_a_tie_of_fp32, format="FP32").value == 1 + 2**-23


def test_a_changed_number_format_or_code_takes_the_others_along():
    bits = NumberBits()
    assert (bits.number, bits.format, bits.value) == ("0.1", "FP16", 0.0999755859375)
    bits.format = "FP8_E4M3"
    assert (bits.number, bits.code, bits.value) == ("0.1", 29, 0.1015625)
    bits.code = 30
    assert (bits.number, bits.value) == ("0.109375", 0.109375)
    bits.number = "1e9"
    assert bits.code == 0x7F and math.isnan(bits.value)
    bits.code = 0xFF  # the other NaN: the number stays one
    assert bits.number == "nan" and bits.code == 0xFF and bits.codes["FP8_E4M3"] == 0xFF
    bits.number = "-0"
    assert set(bits.codes.values()) == {fmt.sign_bit for fmt in FORMATS.values()}


def test_codes_are_the_librarys_for_what_float64_holds():
    bits = NumberBits(number="-448.5")
    assert list(bits.codes) == [fmt.name for fmt in floats.FORMATS[1:]]
    assert bits.codes == {name: int(floats.encode(-448.5, fmt)) for name, fmt in FORMATS.items()}
    assert NumberBits(number="0.1").codes["FP32"] == int(np.float32(0.1).view(np.uint32))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"format": "FP64"}, "FP4_E2M1"),
        ({"code": -1}, "a code of FP16 lies between 0 and 2\\^16 − 1, got -1"),
        ({"code": 16, "format": "FP4_E2M1"}, "lies between 0 and 2\\^4 − 1, got 16"),
        ({"number": "1", "code": 5}, "code"),
    ],
)
def test_a_wrong_trait_is_a_clear_error(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        NumberBits(**wrong)


@pytest.mark.parametrize("name", FORMATS)
def test_the_text_of_a_code_is_read_as_that_code(name):
    fmt = FORMATS[name]
    codes = range(2**fmt.bits) if fmt.bits <= 8 else np.random.default_rng(0).integers(2**fmt.bits, size=300)
    for code in map(int, codes):
        value = float(floats.decode(code, fmt))
        expected = fmt.nan_code if math.isnan(value) else code
        assert encode_exactly(exact_of(text_of(code, fmt)), fmt) == expected


def test_it_starts_from_a_code_alone():
    bits = NumberBits(code=1, format="FP32")
    assert (bits.number, bits.value) == ("2^-149", 2.0**-149)
    assert NumberBits(code=0xFC00).number == "-inf"


def test_it_says_its_bits_to_readers_without_a_picture():
    assert NumberBits().describe() == (
        "0.1 in FP16: sign 0, exponent 01011, fraction 1001100110, which mean 0.0999755859375. "
        "Of 9 formats 0 hold it exactly."
    )
    assert NumberBits(number="nan").describe().endswith("which mean nan. Of 9 formats 6 hold it exactly.")


def test_its_state_is_json_and_makes_an_equal_one():
    bits = NumberBits(number="1/3", format="FP32")
    assert NumberBits(**json.loads(json.dumps(bits.state()))).state() == bits.state()
