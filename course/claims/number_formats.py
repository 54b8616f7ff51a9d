"""Claims 15 to 19: what a number format can hold, what it rounds, and what is fixed in a fixed point."""

from fractions import Fraction

import numpy as np

from course.claims.claim import Axis, Claim, Threshold
from course.claims.finding import Figure
from course.numerics import fixed_point, floats, sums
from course.numerics.fixed_point import INT8, INT16, UINT8, UINT16, FixedPoint
from course.numerics.floats import BF16, FP16, FP32, FP64

NUM_DRAWN = 2_000
NUM_ADDITIONS = 1_000_000
ADDEND = 0.1
TEN_DECIMALS = range(-37, 39)  # the powers of ten within FP32's normal numbers
Q7_8 = FixedPoint(7, 8)
DOUBLINGS = range(-6, 6)  # numbers of these sizes both Q7.8 and FP16 hold with normal digits

TIMES_TWO = "whole number × power of two"
TIMES_TEN = "whole number × power of ten"
POWERS_OF_TEN = "powers of ten held exactly"
NUMBERS = "{}: codes that are a number of their own"
IN_ONE = "{}: of its numbers, in −1 … 1"
SUM = "sum in {}, one by one"
KAHAN = "sum in FP32, Kahan"
NOT_AS_SAID = "of 8 ends, not as said"
SPACING = "{}: widest spacing ÷ narrowest"
MISS = "{}: relative error, worst ÷ best"


def exact(name, value, unit="%"):
    """A figure without a spread: it was counted, not sampled."""
    return Figure(name, float(value), unit, float(value), float(value))


def which_power():
    """Figures in %: FP32 numbers that are 24 binary digits times a power of two, or one of ten."""
    codes = np.random.default_rng(0).integers(0, FP32.first_special, NUM_DRAWN)
    numbers = [Fraction(value) for value in floats.decode(codes, FP32)]
    ten = [Fraction(10) ** power for power in TEN_DECIMALS]
    held = [Fraction(float(floats.rounded(float(power), FP32))) == power for power in ten]
    return [
        exact(TIMES_TWO, 100 * np.mean([least_whole(number, 2) < 2**24 for number in numbers])),
        exact(TIMES_TEN, 100 * np.mean([least_whole(number, 10) < 2**24 for number in numbers])),
        exact(POWERS_OF_TEN, 100 * np.mean(held)),
    ]


def least_whole(number, base):
    """The least whole number that gives a fraction, times some power of the base; the fraction has one."""
    number = abs(number)
    while number.denominator > 1:
        number *= base
    while number and number % base == 0:
        number /= base
    return int(number)


def codes_and_numbers():
    """Figures in %: of a format's codes, how many are a number of their own; of those, how many in −1 … 1."""
    figures = []
    for fmt in (FP16, FP32):
        to_one = int(floats.encode(1.0, fmt))
        figures += [
            exact(NUMBERS.format(fmt), 100 * fmt.num_numbers / 2**fmt.bits),
            exact(IN_ONE.format(fmt), 100 * (2 * to_one + 1) / fmt.num_numbers),
        ]
    return figures


def what_a_sum_loses():
    """Figures in %: how far a million tenths are from their sum, for four formats and for Kahan's way."""
    figures = [
        exact(SUM.format(fmt), lost(sums.of_equal(ADDEND, NUM_ADDITIONS, fmt)[1][-1], fmt))
        for fmt in (FP16, BF16, FP32, FP64)
    ]
    by_kahan = sums.kahan(np.full(NUM_ADDITIONS, ADDEND), FP32)
    return [*figures, exact(KAHAN, lost(by_kahan, FP32))]


def lost(total, fmt):
    """How far a sum is from the exact one of the rounded addends, in % of it."""
    truth = NUM_ADDITIONS * Fraction(float(floats.rounded(ADDEND, fmt)))
    return float(100 * abs(Fraction(float(total)) - truth) / truth)


SAID = {UINT8: (0, 255), INT8: (-128, 127), UINT16: (0, 65_535), INT16: (-32_768, 32_767)}


def ends_of_integers():
    """Figures: the largest of each integer format, and how many of the eight ends are not as said."""
    found = {fmt: ends_by_trial(fmt) for fmt in SAID}
    figures = [
        exact(f"{'signed' if fmt.signed else 'unsigned'}, {fmt.bits} bits: largest", found[fmt][1], "")
        for fmt in SAID
    ]
    differing = sum(end != said for fmt in SAID for end, said in zip(found[fmt], SAID[fmt], strict=True))
    return [*figures, exact(NOT_AS_SAID, differing, "")]


def ends_by_trial(fmt):
    """(least, largest) of the whole numbers that come back from a code that wraps around."""
    tried = np.arange(-(2**17), 2**17)
    kept = tried[fixed_point.encode(tried, fmt, overflow="wrap") == tried]
    return int(kept.min()), int(kept.max())


def what_is_fixed():
    """Figures, ratios: over twelve doublings, how spacing and relative error change in Q7.8 and in FP16."""
    starts = np.ldexp(1.0, np.array(DOUBLINGS))
    ways = {
        str(Q7_8): lambda values: fixed_point.decode(fixed_point.encode(values, Q7_8), Q7_8),
        str(FP16): lambda values: floats.rounded(values, FP16),
    }
    figures = []
    for name, way in ways.items():
        spacings = [np.diff(np.unique(way(start * (1 + np.arange(2**14) / 2**14)))).min() for start in starts]
        worst = [worst_miss(way, start, spacing) for start, spacing in zip(starts, spacings, strict=True)]
        figures += [
            exact(SPACING.format(name), max(spacings) / min(spacings), ""),
            exact(MISS.format(name), max(worst) / min(worst), ""),
        ]
    return figures


def worst_miss(way, start, spacing):
    """The largest relative error of rounding from one power of two on: just above it, half a spacing away."""
    value = start + spacing / 2
    return float(np.abs(way(value) - value) / value)


FOURFOLD = (4.0, "fourfold")
ALL = (100.0, "all")

CLAIMS = (
    Claim(
        id=15,
        says="A floating-point number is a mantissa times some power of ten.",
        measure=which_power,
        how=f"{NUM_DRAWN:,} random FP32 numbers as a whole number below 2²⁴ times a power; the "
        f"{len(TEN_DECIMALS)} powers of ten from 10⁻³⁷ to 10³⁸",
        thresholds=(
            Threshold(TIMES_TWO, "above", *ALL, "inconclusive",
                      "Not even two is the base: these numbers are made in another way."),
            Threshold(TIMES_TEN, "below", 50.0, "half", "holds",
                      "Most numbers are their digits times a power of ten."),
            Threshold(POWERS_OF_TEN, "below", 50.0, "half", "holds", "Most powers of ten are held exactly."),
        ),
        verdict="wrong",
        because="The base is two: every number is a whole number of 24 binary digits times a power of two, "
        "hardly one is that times a power of ten. So a tenth is not held exactly, and a quarter is.",
        axis=Axis("share of the numbers, or of the powers (%)", (0, 25, 50, 75, 100)),
        sources=("IEEE 754-2019, section 3.3",),
    ),
    Claim(
        id=16,
        says="16 bits give 65,536 points on the number line, 32 bits four billion.",
        measure=codes_and_numbers,
        how="the codes of FP16 and FP32 by what they stand for; 0 and −0 are one number",
        thresholds=(
            Threshold(NUMBERS.format(FP16), "above", 90.0, "90 %", "wrong",
                      "Far fewer numbers than codes: the count is off by more than a rounding."),
            Threshold(NUMBERS.format(FP16), "below", *ALL, "holds",
                      "Every code is a finite number of its own."),
        ),
        verdict="holds if",
        because="… you count codes. Some stand for infinity or NaN, and zero has two: 63,487 and "
        "4,278,190,079 numbers are left. They do not lie evenly: about half are between −1 and 1.",
        axis=Axis("share of the codes, or of the numbers (%)", (0, 25, 50, 75, 100)),
        sources=("IEEE 754-2019, section 3.4",),
    ),
    Claim(
        id=17,
        says="Calculating with such numbers makes some rounding error.",
        measure=what_a_sum_loses,
        how=f"{ADDEND} added {NUM_ADDITIONS:,} times, each sum rounded; against the exact sum of the rounded "
        "addends",
        thresholds=(
            Threshold(SUM.format(FP32), "above", 1e-6, "a part in 10⁸", "wrong",
                      "A million additions in FP32 lose nothing to speak of."),
            Threshold(KAHAN, "below", 1e-4, "a part in 10⁶", "inconclusive",
                      "Kahan's sum errs too: rounding alone does not explain the rest."),
        ),
        verdict="holds",
        because="“Some” can be all: in FP16 and BF16 the sum stops where the addend is less than half the "
        "spacing. And in FP32 far more is lost one by one than in Kahan's way.",
        axis=Axis("error of the sum (% of it), logarithmic", (1e-12, 1e-8, 1e-4, 1, 100), logarithmic=True),
        sources=("N. Higham, Accuracy and Stability of Numerical Algorithms, 2002, chapter 4",),
    ),
    Claim(
        id=18,
        says="A byte holds 0 … 255 or −128 … 127, two bytes 0 … 65,535 or −32,768 … 32,767.",
        measure=ends_of_integers,
        how="all whole numbers from −2¹⁷ to 2¹⁷ put into each format, which wraps around; which come back?",
        thresholds=(
            Threshold(NOT_AS_SAID, "below", 1.0, "one", "wrong", "An end lies elsewhere."),
        ),
        verdict="holds",
        because="n bits tell 2ⁿ numbers apart; with a sign one more of them lies below zero than above.",
        axis=Axis("whole number (no unit)", (0, 20_000, 40_000, 60_000)),
        sources=("ISO/IEC 9899:2024 (C23), section 6.2.6.2: two's complement",),
    ),
    Claim(
        id=19,
        says="An imagined dot makes an integer a “fixed-precision number”.",
        measure=what_is_fixed,
        how=f"{Q7_8} and FP16, the {len(DOUBLINGS)} doublings from 2⁻⁶ to 2⁶; relative error: half a spacing "
        "over the number",
        thresholds=(
            Threshold(SPACING.format(Q7_8), "below", *FOURFOLD, "wrong",
                      "Not even the spacing is fixed."),
            Threshold(MISS.format(Q7_8), "above", *FOURFOLD, "holds",
                      "The relative error hardly changes: the precision is as good as fixed."),
            Threshold(MISS.format(FP16), "below", *FOURFOLD, "inconclusive",
                      "FP16's relative error changes as well: there is nothing to tell the two apart."),
        ),
        verdict="holds if",
        because="… precision means spacing. The name is fixed point: the point stays, so the spacing is "
        "fixed. The relative error is not; what keeps that is a floating point.",
        axis=Axis("largest ÷ smallest over twelve doublings (no unit), logarithmic", (1, 10, 100, 1000),
                  logarithmic=True),
        sources=("R. Yates, Fixed-point arithmetic: an introduction, 2009",),
    ),
)  # fmt: skip
