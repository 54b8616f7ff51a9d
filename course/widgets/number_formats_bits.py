"""The bits of one number in nine formats: flip them, type a number, see what each format can hold of it."""

import math
import re
from fractions import Fraction

import traitlets

from course.numerics import floats
from course.widgets.visualizer import Visualizer

FORMATS = {fmt.name: fmt for fmt in floats.FORMATS if fmt.bits <= 32}
MOST_LETTERS = 120  # of a typed number
DIGITS_AS_DECIMAL = 30  # a number of more is told as an integer times a power of two
FACTOR = re.compile(
    r"((?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,3}))?"
    r"|(2|10)(?:\^|\*\*)([+-]?\d{1,3})",
    re.ASCII,
)


class NumberBits(Visualizer):
    """A number's sign, exponent and fraction bits in nine formats, the value they mean, and the miss.

    number: a text: a decimal ("0.1", "-1e-8", "65,520"), a quotient or product of two ("1/3", "3 * 2^-24"),
    a power of 2 or 10, "inf" or "nan".  It is read exactly and rounded once into each format.
    format: the name of one of FORMATS, whose bits can be flipped.  code: those bits as an integer; a changed
    code makes its value the number.  `value` and `codes` follow from them.
    """

    number = traitlets.Unicode("0.1").tag(sync=True)
    format = traitlets.Enum(tuple(FORMATS), "FP16").tag(sync=True)
    code = traitlets.Int(0x2E66).tag(sync=True)

    def __init__(self, **traits):
        """traits: the state to begin with.  Raises TraitError for a code that is not the number's."""
        given = dict(traits)
        if isinstance(traits.get("code"), int) and "number" not in traits:
            fmt = FORMATS.get(traits.get("format", "FP16"), floats.FP16)
            if 0 <= traits["code"] < 2**fmt.bits:
                traits["number"] = text_of(traits["code"], fmt)
        super().__init__(**traits)
        self._follow_the_number()  # the code's default is that of the default number
        if any(getattr(self, name) != given[name] for name in ("number", "code") if name in given):
            raise traitlets.TraitError(
                f"code {given['code']} is not {given['number']} in {self.format}: give one of them"
            )

    @traitlets.validate("number")
    def _that_can_be_read(self, proposal):
        exact_of(proposal["value"])
        return proposal["value"]

    @traitlets.validate("code")
    def _of_the_format(self, proposal):
        bits = FORMATS[self.format].bits
        if not 0 <= proposal["value"] < 2**bits:
            raise traitlets.TraitError(
                f"a code of {self.format} lies between 0 and 2^{bits} − 1, got {proposal['value']}"
            )
        return proposal["value"]

    @traitlets.observe("number", "format")
    def _follow_the_number(self, _=None):
        if not self._agree():
            self.code = encode_exactly(exact_of(self.number), FORMATS[self.format])

    @traitlets.observe("code")
    def _follow_the_code(self, _):
        if not self._agree():
            self.number = text_of(self.code, FORMATS[self.format])

    def _agree(self):
        number, fmt = exact_of(self.number), FORMATS[self.format]
        if self.code >= 2**fmt.bits:  # of the format before
            return False
        is_nan = isinstance(number, float) and math.isnan(number) and math.isnan(self.value)
        return is_nan or self.code == encode_exactly(number, fmt)

    @property
    def value(self):
        """The number that the chosen format's bits stand for, a float, exactly."""
        return float(floats.decode(self.code, FORMATS[self.format]))

    @property
    def codes(self):
        """The code of the number in every format, by its name; for the chosen one it is `code`."""
        number = exact_of(self.number)
        codes = {name: encode_exactly(number, fmt) for name, fmt in FORMATS.items()}
        return codes | {self.format: self.code}

    def describe(self):
        """The number, its bits and its value in the chosen format, and how many formats hold it exactly."""
        fmt, number = FORMATS[self.format], exact_of(self.number)
        bits = f"{self.code:0{fmt.bits}b}"
        parts = bits[0], bits[1 : 1 + fmt.exponent_bits], bits[1 + fmt.exponent_bits :]
        values = [float(floats.decode(code, FORMATS[name])) for name, code in self.codes.items()]
        held = sum(value == number or (value != value and number != number) for value in values)
        return (
            f"{self.number} in {self.format}: sign {parts[0]}, exponent {parts[1]}, fraction {parts[2]}, "
            f"which mean {self.value!r}. Of {len(values)} formats {held} hold it exactly."
        )


def exact_of(text):
    """The number that a text names: a Fraction, or a float for −0, infinity and NaN.

    Raises TraitError for a text that is none.
    """
    plain = re.sub(r"\s", "", text.lower().replace("−", "-").replace("×", "*"))
    sign, rest = (plain[0], plain[1:]) if plain[:1] in ("+", "-") else ("", plain)
    if rest in ("inf", "infinity", "∞", "nan"):
        return math.nan if rest == "nan" else float(f"{sign}inf")
    parts = re.fullmatch(r"(.*[^*])(?:(/)|\*(?!\*))([^*].*)", rest)
    factors = [_factor(part) for part in ((parts[1], parts[3]) if parts else (rest,))]
    is_quotient = bool(parts and parts[2])
    if len(text) > MOST_LETTERS or None in factors or (is_quotient and factors[1] == 0):
        raise traitlets.TraitError(
            f"number is a text such as 0.1, -1e-8, 1/3, 3 * 2^-24, inf or nan; got {text!r}"
        )
    if len(factors) == 2:
        factors[0] = factors[0] / factors[1] if is_quotient else factors[0] * factors[1]
    if sign == "-":
        return -factors[0] or -0.0
    return factors[0]


def _factor(text):
    """A decimal or a power as a Fraction, or None."""
    found = FACTOR.fullmatch(text)
    if not found:
        return None
    decimal, tens, base, exponent = found.groups()
    if base:
        return Fraction(base) ** int(exponent)
    return Fraction(decimal.replace(",", "")) * Fraction(10) ** int(tens or 0)


def encode_exactly(number, fmt):
    """The code that a Fraction of any length is rounded to, once; floats are encoded as they are."""
    return int(floats.encode(number if isinstance(number, float) else to_odd(number), fmt))


def to_odd(number):
    """The float64 that rounds into every shorter format as the Fraction does.

    Of the two floats round about it takes the one with an odd last digit, so that a second rounding finds a
    tie only where the Fraction is one.  Source: S. Boldo and G. Melquiond, "Emulation of FMA and correctly
    rounded sums: proved algorithms using rounding to odd", 2008.
    """
    try:
        near = float(number)
    except OverflowError:
        return floats.FP64.largest if number > 0 else -floats.FP64.largest
    if math.isinf(near) or near == number:
        return near
    if int(floats.encode(near, floats.FP64)) % 2:
        return near
    return math.nextafter(near, math.inf if number > near else -math.inf)


def text_of(code, fmt):
    """What a code stands for as a text that `exact_of` reads: a decimal, or an integer times a power of 2."""
    value = float(floats.decode(code, fmt))
    if math.isnan(value) or math.isinf(value):
        return str(value)
    sign = "-" if math.copysign(1, value) < 0 else ""
    top, bottom = abs(value).as_integer_ratio()
    power = bottom.bit_length() - 1
    digits = str(top * 5**power).rjust(power + 1, "0")
    decimal = f"{digits[:-power]}.{digits[-power:]}" if power else digits
    significant = decimal.replace(".", "").strip("0")
    if len(significant) <= DIGITS_AS_DECIMAL and len(decimal) <= DIGITS_AS_DECIMAL + 6:
        return sign + decimal
    twos = (top & -top).bit_length() - 1
    factor = "" if top >> twos == 1 else f"{top >> twos} * "
    return f"{sign}{factor}2^{twos - power}"
