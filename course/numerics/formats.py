"""Floating-point formats as data: three widths, and what the last codes stand for.

A code is a sign bit, the exponent's bits and the fraction's bits, in this order.  With exponent E > 0 it
means ± 2^(E − bias) × (1 + fraction / 2^fraction_bits); with E = 0 it is subnormal, ± 2^(1 − bias) ×
fraction / 2^fraction_bits.
Sources: IEEE 754-2019 (FP64, FP32, FP16); Micikevicius et al., "FP8 formats for deep learning", 2022,
https://arxiv.org/abs/2209.05433 (E4M3, E5M2); Open Compute Project, "Microscaling formats (MX) specification
1.0", 2023 (FP6, FP4).  BF16 and TF32 are the upper bits of an FP32 number.
"""

from dataclasses import dataclass

import numpy as np

SPECIALS = ("ieee", "one nan", "none")


@dataclass(frozen=True)
class Format:
    """A binary floating-point format with a sign, all of whose numbers float64 has too.

    specials: "ieee" if the largest exponent holds infinities and NaNs; "one nan" if the largest code of each
    sign is a NaN and there is no infinity; "none" if every code is a number.
    bias: what is taken from the exponent's bits; None for the usual half of their range.
    Raises ValueError for a format that cannot be, or that goes beyond float64's numbers.
    """

    name: str
    exponent_bits: int
    fraction_bits: int
    specials: str = "ieee"
    bias: int | None = None

    def __post_init__(self):
        if self.specials not in SPECIALS:
            raise ValueError(f"specials is one of {', '.join(SPECIALS)}, not {self.specials!r}")
        least_exponent_bits = 2 if self.specials == "ieee" else 1
        _check_bits("exponent_bits", self.exponent_bits, least_exponent_bits, 11)
        _check_bits("fraction_bits", self.fraction_bits, 1, 52)
        if self.bias is None:
            object.__setattr__(self, "bias", 2 ** (self.exponent_bits - 1) - 1)
        if not isinstance(self.bias, int):
            raise ValueError(f"bias is an integer, not {self.bias!r}")
        if self.smallest_exponent < -1022 or self.largest_exponent > 1023:
            raise ValueError(
                f"the normal numbers of {self} would reach from 2^{self.smallest_exponent} to"
                f" 2^{self.largest_exponent}, those of float64 from 2^-1022 to 2^1023: choose fewer bits or"
                " another bias"
            )

    def __str__(self):
        return self.name

    @property
    def bits(self):
        """The bits of a code, the sign included."""
        return 1 + self.exponent_bits + self.fraction_bits

    @property
    def dtype(self):
        """The smallest unsigned NumPy dtype that holds a code."""
        return np.min_scalar_type(2**self.bits - 1)

    @property
    def has_infinity(self):
        """Whether a code stands for infinity."""
        return self.specials == "ieee"

    @property
    def has_nan(self):
        """Whether a code stands for "not a number"."""
        return self.specials != "none"

    @property
    def first_special(self):
        """The first positive code that is no number: infinity, NaN, or one past the last code."""
        if self.specials == "ieee":
            return (2**self.exponent_bits - 1) << self.fraction_bits
        return self.sign_bit - (self.specials == "one nan")

    @property
    def nan_code(self):
        """The positive code of NaN: of several the quiet one without a message; None if there is none."""
        if self.specials == "ieee":
            return self.first_special | 1 << (self.fraction_bits - 1)
        return self.first_special if self.has_nan else None

    @property
    def sign_bit(self):
        """The code that has the sign bit alone: −0."""
        return 1 << (self.bits - 1)

    @property
    def smallest_exponent(self):
        """Of the smallest normal number, as a power of two; subnormal numbers have its spacing."""
        return 1 - self.bias

    @property
    def largest_exponent(self):
        """Of the largest number, as a power of two."""
        return ((self.first_special - 1) >> self.fraction_bits) - self.bias

    @property
    def largest(self):
        """The largest number, a float."""
        fraction = (self.first_special - 1) % 2**self.fraction_bits
        return (1 + fraction / 2**self.fraction_bits) * 2.0**self.largest_exponent

    @property
    def smallest_normal(self):
        """The smallest positive number with all its digits, a float."""
        return 2.0**self.smallest_exponent

    @property
    def smallest(self):
        """The smallest positive number, a float."""
        return 2.0 ** (self.smallest_exponent - self.fraction_bits)

    @property
    def epsilon(self):
        """From 1 to the next number, a float."""
        return 2.0**-self.fraction_bits

    @property
    def num_numbers(self):
        """How many different finite numbers it has; 0 and −0 are one."""
        return 2 * self.first_special - 1


def _check_bits(name, bits, least, most):
    if not (isinstance(bits, int) and least <= bits <= most):
        raise ValueError(f"{name} is an integer from {least} to {most}, not {bits!r}")


FP64 = Format("FP64", 11, 52)
FP32 = Format("FP32", 8, 23)
TF32 = Format("TF32", 8, 10)
FP16 = Format("FP16", 5, 10)
BF16 = Format("BF16", 8, 7)
FP8_E5M2 = Format("FP8_E5M2", 5, 2)
FP8_E4M3 = Format("FP8_E4M3", 4, 3, "one nan")
FP6_E3M2 = Format("FP6_E3M2", 3, 2, "none")
FP6_E2M3 = Format("FP6_E2M3", 2, 3, "none")
FP4_E2M1 = Format("FP4_E2M1", 2, 1, "none")

FORMATS = (FP64, FP32, TF32, FP16, BF16, FP8_E5M2, FP8_E4M3, FP6_E3M2, FP6_E2M3, FP4_E2M1)
