"""The number formats lab.  Every reference is made of fractions, or of all numbers laid out in order."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np

from course.grading.exercise import Case, Exercise, Lab, in_full, same_array

EXACT = 0.0  # these answers are integers, or floats without a rounding on the way


def same_numbers(answer, expected, asked):
    """ "" if every number is as expected, else the first that is not, with all its digits and what was asked.

    asked: takes a place, and says in words what was asked there.
    """
    complaint = same_array(answer, expected, "the answer", np.inf)  # of its kind and shape
    wrong = [] if complaint else np.argwhere(np.asarray(answer) != expected)
    if not len(wrong):
        return complaint
    place = tuple(int(i) for i in wrong[0])
    numbers = f"{in_full(np.asarray(answer)[place])}, where {in_full(expected[place])} belongs"
    return f"{asked(place)} gives {numbers}, at {list(place)}"


# Exercise 1: a number from its bits


def positive_numbers(exponent_bits, fraction_bits):
    """Every number from 0 up, by adding the distance to the next: a list of fractions, one for each code."""
    spacing = Fraction(2) ** (2 - 2 ** (exponent_bits - 1) - fraction_bits)
    numbers = [Fraction(0)]
    for code in range(1, 2 ** (exponent_bits + fraction_bits)):
        numbers.append(numbers[-1] + spacing)
        if code % 2**fraction_bits == 0 and code > 2**fraction_bits:
            spacing *= 2
    return numbers


def bits_cases(rng):
    """Subnormal, normal and negative codes of formats with few bits and with many."""
    for exponent_bits, fraction_bits, codes, what in (
        (4, 3, (0, 64), "a positive number of eight bits"),
        (4, 3, (128, 256), "a negative number"),
        (5, 2, (1, 4), "a subnormal number"),
        (5, 2, (4, 8), "a number of the smallest normal exponent"),
        (2, 3, (24, 32), "the largest exponent, which holds numbers too"),
        (3, 6, (512 + 1, 512 + 64), "a negative subnormal number"),
        (6, 4, (0, 2048), "any number of eleven bits"),
    ):
        code = int(rng.integers(*codes))
        sign_bit = 2 ** (exponent_bits + fraction_bits)
        value = positive_numbers(exponent_bits, fraction_bits)[code % sign_bit]
        expected = float(-value if code >= sign_bit else value)
        bits = f"{code:0{1 + exponent_bits + fraction_bits}b}"
        name = f'the number of "{bits}" with {exponent_bits} bits of exponent'
        yield Case((bits, exponent_bits), lambda a, e=expected, n=name: same_array(a, e, n, EXACT), what)


# Exercise 2: the next larger number


def code_after(bits):
    """{code: the next larger number's code} for all codes but the largest number's, from their order."""
    sign_bit = 2 ** (bits - 1)
    in_order = [*(sign_bit + magnitude for magnitude in range(sign_bit - 1, 0, -1)), *range(sign_bit)]
    after = dict(pairwise(in_order))
    return after | {sign_bit: after[0]}


def next_cases(rng):
    """Both signs, both zeros, and the number just below zero."""
    for bits, shape, what in ((4, (9,), "four bits"), (8, (3, 5), "eight bits"), (11, (20,), "eleven bits")):
        after, sign_bit = code_after(bits), 2 ** (bits - 1)
        codes = rng.integers(0, 2 * sign_bit, size=shape)
        codes[codes == sign_bit - 1] = 1  # the largest number has none after it
        yield next_case(codes, bits, after, what)
        around_zero = np.array([0, sign_bit, sign_bit + 1, 1, sign_bit + 2])
        yield next_case(rng.permutation(around_zero), bits, after, f"around zero, {what}")
    ends = np.array([2 * 128 - 1, 128 - 2])
    yield next_case(ends, 8, code_after(8), "the smallest number, and the last but one")


def next_case(codes, bits, after, what):
    """A case with the answers of a table."""
    expected = np.reshape([after[int(code)] for code in codes.flat], codes.shape)

    def asked(place):
        return f"code {codes[place]} of {bits} bits"

    return Case((codes, bits), lambda answer: same_numbers(answer, expected, asked), what)


# Exercise 3: to nearest, ties to even


def even_cases(rng):
    """Few digits and many, ties of both kinds, negative integers, and more digits than a float64 holds."""
    for dropped, top, shape, what in (
        (4, 2**12, (3, 6), "four bits dropped"),
        (16, 2**31, (12,), "sixteen bits dropped"),
        (1, 2**40, (9,), "one bit dropped"),
    ):
        yield even_case(rng.integers(0, top, size=shape), dropped, what)
    for dropped, what in ((3, "ties"), (16, "ties of sixteen bits")):
        kept = rng.integers(0, 2**10, size=8)
        kept[:2] = 2 * (kept[:2] // 2) + [0, 1]
        yield even_case((kept << dropped) + 2 ** (dropped - 1), dropped, what)
    negative = -rng.integers(1, 2**12, size=10)
    yield even_case(np.append(negative, [-8, -24, -40]), 4, "negative integers")
    # Floats make ties of all four: wrong where the number before a tie is odd, the one after it even.
    kept = 2 * rng.integers(0, 4, size=4) + [1, rng.integers(2), 0, 1]
    yield even_case((kept << 58) + 2**57 + [-1, 0, 1, 2], 58, "integers of more digits than a float64 has")


def even_case(codes, dropped, what):
    """A case with Python's own rounding of fractions, which takes the even one of two."""
    expected = np.reshape([round(Fraction(int(code), 2**dropped)) for code in codes.flat], codes.shape)

    def asked(place):
        return f"{codes[place]} with dropped = {dropped}"

    return Case((codes, dropped), lambda answer: same_numbers(answer, expected, asked), what)


# Exercise 4: by chance


def chance_cases(rng):
    """Both signs, spacings above and below 1, numbers on a multiple, and draws close to the share."""
    for spacing, scale, shape, what in (
        (1.0, 5, (12,), "a spacing of 1"),
        (0.25, 3, (4, 5), "a spacing below 1"),
        (8.0, 90, (3, 4, 2), "a spacing above 1"),
        (2.0**-20, 1e-5, (15,), "tiny numbers"),
    ):
        values = rng.normal(scale=scale, size=shape)
        values.flat[:3] = spacing * np.array([2, -3, 0])
        shares = np.reshape([share_above(value, spacing) for value in values.flat], shape)
        draws = rng.uniform(size=shape)
        near = shares.flat[3:] + rng.choice([-0.03, 0.03], size=draws.size - 3)
        draws.flat[3:] = np.where(rng.uniform(size=near.size) < 0.5, near, draws.flat[3:]) % 1.0
        yield chance_case(values, spacing, draws, what)
    yield chance_case(np.array([-0.75, -0.25, 0.25]), 1.0, np.array([0.5, 0.5, 0.5]), "negative numbers")
    yield chance_case(np.array([3.0, -4.0]), 1.0, np.zeros(2), "whole numbers and a draw of 0")


def share_above(value, spacing):
    """How far a number lies above the next multiple below it, as a share of the spacing: a float."""
    steps = Fraction(float(value)) / Fraction(spacing)
    return float(steps - math.floor(steps))


def chance_case(values, spacing, draws, what):
    """A case with fractions."""
    expected = []
    for value, draw in zip(values.flat, draws.flat, strict=True):
        steps = Fraction(float(value)) / Fraction(spacing)
        below = math.floor(steps)
        expected.append(float((below + (Fraction(float(draw)) < steps - below)) * Fraction(spacing)))
    expected = np.reshape(expected, values.shape)

    def asked(place):
        return f"{float(values[place])} with spacing = {spacing} and a draw of {float(draws[place])}"

    return Case((values, float(spacing), draws), lambda answer: same_numbers(answer, expected, asked), what)


# Exercise 5: a dot product of fixed-point numbers


def dot_cases(rng):
    """Long and short rows, sums that end in a tie, that saturate, and that are too large on the way."""
    for length, fraction_bits, bits, what in (
        (5, 4, 8, "five products"),
        (1, 7, 8, "a single product"),
        (40, 9, 16, "forty products"),
    ):
        reach = 2 ** (bits - 1)
        yield dot_case(*rng.integers(-reach, reach, size=(2, length)), fraction_bits, bits, what)
    small = rng.integers(-9, 10, size=(2, 12))
    yield dot_case(*small, 4, 8, "small numbers")
    less = rng.integers(3, 8, size=12)
    yield dot_case(less, np.ones(12, dtype=np.int64), 4, 8, "products that are each less than half a step")
    yield dot_case(np.full(6, 100), np.full(6, 120), 4, 8, "a sum above the largest")
    yield dot_case(np.full(6, 100), np.full(6, -120), 4, 8, "a sum below the least")
    a, b = np.array([127, 127, -127, -127, 5]), np.array([127, 127, 127, 127, 16])
    yield dot_case(a, b, 4, 8, "a sum that is too large only on the way")
    odd = 2 * int(rng.integers(0, 4)) + 1
    for sign, word in ((1, "positive"), (-1, "negative")):
        yield dot_case(np.array([8, 4]), np.array([sign * odd, 0]), 4, 8, f"half a step left, {word}")


def dot_case(a, b, fraction_bits, bits, what):
    """A case with fractions: the exact sum, rounded once, halves upward, then brought into the range."""
    total = sum(int(x) * int(y) for x, y in zip(a, b, strict=True))
    rounded = math.floor(Fraction(total, 2**fraction_bits) + Fraction(1, 2))
    expected = min(max(rounded, -(2 ** (bits - 1))), 2 ** (bits - 1) - 1)
    arguments = (np.asarray(a), np.asarray(b), fraction_bits, bits)
    return Case(arguments, lambda answer: same_array(answer, expected, "the code", EXACT), what)


# Exercise 6: a sum that keeps what it loses


def sum_cases(rng):
    """Lists in which large numbers come and go, before, between and after small ones."""
    small, large = rng.uniform(0.5, 1, size=40), rng.uniform(1, 9, size=12) * 1e12
    mixed = rng.permutation(np.concatenate([small, large, -large]))
    yield sum_case(mixed, "large numbers that cancel, in any order")
    yield sum_case(np.concatenate([large, small, -large]), "small numbers between large ones")
    yield sum_case(np.concatenate([small[:20], large[:1], small[20:], -large[:1]]), "one that comes and goes")
    yield sum_case(-mixed[::-1], "all signs the other way")
    yield sum_case(np.concatenate([-large[:1], small, large[:1]]), "a large negative number first")
    yield sum_case(small[:1], "a single number")
    yield sum_case(np.concatenate([small, 1e-9 * small]), "small numbers only")


def sum_case(values, what):
    """A case with the exact sum, rounded once."""
    expected = float(sum(Fraction(float(value)) for value in values))
    return Case((values,), lambda answer: same_array(answer, expected, "the sum"), what)


LAB = Lab(
    "number_formats",
    "Where the numbers lie",
    (
        Exercise("number_of", "A number from its bits", 2, bits_cases),
        Exercise("next_larger", "The next larger number", 2, next_cases),
        Exercise("round_to_even", "To nearest, ties to even", 3, even_cases),
        Exercise("by_chance", "By chance", 2, chance_cases),
        Exercise("fixed_dot", "A dot product that saturates", 3, dot_cases),
        Exercise("compensated_sum", "A sum that keeps what it loses", 3, sum_cases),
    ),
)
