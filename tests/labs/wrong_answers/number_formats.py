"""Wrong answers to the number formats lab, each a mistake that somebody makes: at least five for an exercise.

exercise -> {what is wrong: (its source, or what is changed in the solution: (old, new); UNSEEN or SEEN)}
"""

SEEN, UNSEEN = False, True  # by the visible check

SIZE = "2.0 ** (exponent - bias) * (1 + fraction) if exponent else 2.0 ** (1 - bias) * fraction"
AFTER = "after = np.where(codes < sign_bit, codes + 1, codes - 1)"
MINUS_ZERO = "    after = np.where(codes == sign_bit, 1, after)\n"
TO_EVEN = "(codes + just_below_half + is_odd) >> dropped"
CHANCE = "spacing * (below + (draws < steps - below))"
ROUNDED = "(total + 2 ** (fraction_bits - 1)) >> fraction_bits"
LARGER = "(total, value) if abs(total) >= abs(value) else (value, total)"

WRONG = {
    "number_of": {
        "the bias is one too large": (("- 1) - 1\n", "- 1)\n"), SEEN),
        "the sign is forgotten": (('-size if bits[0] == "1" else size', "size"), SEEN),
        "subnormal numbers are flushed to zero": (("2.0 ** (1 - bias) * fraction", "0.0"), UNSEEN),
        "subnormal numbers have the exponent that their bits say": (
            ("2.0 ** (1 - bias) * fraction", "2.0 ** -bias * fraction"),
            UNSEEN,
        ),
        "a leading one for every number but zero": (
            ("if exponent else 2.0 ** (1 - bias) * fraction", "if exponent + fraction else 0.0"),
            UNSEEN,
        ),
        "the largest exponent is no number": (
            (SIZE, f"2.0 ** (1 - bias) if exponent == 2**exponent_bits - 1 else {SIZE}"),
            UNSEEN,
        ),
        "always eight bits": (("(len(bits) - 1 - exponent_bits)", "(7 - exponent_bits)"), UNSEEN),
        "always four bits of exponent": (
            ("bits[1 : 1 + exponent_bits], 2), int(bits[1 + exponent_bits :]", "bits[1:5], 2), int(bits[5:]"),
            UNSEEN,
        ),
        "the power is one of ten": (("2.0 ** (exponent - bias)", "10.0 ** (exponent - bias)"), SEEN),
    },
    "next_larger": {
        "always the next code": ((AFTER, "after = codes + 1"), SEEN),
        "the next smaller": ((AFTER, "after = np.where(codes < sign_bit, codes - 1, codes + 1)"), SEEN),
        "minus zero goes on below the sign bit": ((MINUS_ZERO, ""), UNSEEN),
        "after minus zero comes plus zero": (
            ("codes == sign_bit, 1, after", "codes == sign_bit, 0, after"),
            UNSEEN,
        ),
        "minus zero is a number of its own": (
            ("np.where(after == sign_bit, 0, after)", "after"),
            UNSEEN,
        ),
        "always four bits": (("2 ** (bits - 1)", "8"), UNSEEN),
        "negative numbers stay where they are": (("codes + 1, codes - 1)", "codes + 1, codes)"), SEEN),
        "two codes on": (("codes + 1", "codes + 2"), SEEN),
    },
    "round_to_even": {
        "cut off": ((TO_EVEN, "codes >> dropped"), SEEN),
        "ties go up": ((TO_EVEN, "(codes + just_below_half + 1) >> dropped"), SEEN),
        "ties go down": ((TO_EVEN, "(codes + just_below_half) >> dropped"), SEEN),
        "ties go to odd": ((TO_EVEN, "(codes + just_below_half + 1 - is_odd) >> dropped"), SEEN),
        "ties go away from zero": (
            (TO_EVEN, "np.sign(codes) * ((np.abs(codes) + just_below_half + 1) >> dropped)"),
            SEEN,
        ),
        "ties go to even above zero only": (
            ("is_odd) >> dropped", "np.where(codes < 0, 1, is_odd)) >> dropped"),
            UNSEEN,
        ),
        "by way of floats": ((TO_EVEN, "np.round(codes / 2.0**dropped).astype(np.int64)"), UNSEEN),
        "the last bit that falls decides": (
            ("(codes >> dropped) & 1", "(codes >> (dropped - 1)) & 1"),
            SEEN,
        ),
        "the quotient is cut toward zero": (
            (TO_EVEN, "np.sign(codes) * (np.abs(codes + just_below_half + is_odd) >> dropped)"),
            UNSEEN,
        ),
        "not shifted back": ((TO_EVEN, "(codes + just_below_half + is_odd) >> dropped << dropped"), SEEN),
    },
    "by_chance": {
        "to nearest": ((CHANCE, "spacing * np.round(steps)"), SEEN),
        "up with the share that is missing": (("draws < steps - below", "draws >= steps - below"), SEEN),
        "below is toward zero": (("np.floor(steps)", "np.trunc(steps)"), UNSEEN),
        "the share is not one of the spacing": (
            (CHANCE, "spacing * (below + (draws < values - spacing * below))"),
            UNSEEN,
        ),
        "in steps, not in numbers": ((CHANCE, "below + (draws < steps - below)"), UNSEEN),
        "a draw of zero goes up even from a whole number": (("draws < steps", "draws <= steps"), UNSEEN),
        "the draw is added": ((CHANCE, "spacing * np.floor(steps + draws)"), SEEN),
        "the spacing is taken for one": (("values / spacing", "values"), UNSEEN),
        "its own draws": (
            ("draws < steps", "np.random.default_rng(0).uniform(size=steps.shape) < steps"),
            SEEN,
        ),
    },
    "fixed_dot": {
        "wraps around": (
            (
                "min(max(rounded, -(2 ** (bits - 1))), 2 ** (bits - 1) - 1)",
                "(rounded + 2 ** (bits - 1)) % 2**bits - 2 ** (bits - 1)",
            ),
            SEEN,
        ),
        "does not drop the second digits": ((ROUNDED, "total"), SEEN),
        "cut off": ((ROUNDED, "total >> fraction_bits"), SEEN),
        "cut off toward zero": ((ROUNDED, "int(total / 2**fraction_bits)"), SEEN),
        "halves go to even": ((ROUNDED, "round(total / 2**fraction_bits)"), UNSEEN),
        "each product is rounded": (
            (
                "total = int(np.sum(a * b))\n",
                "total = int(np.sum((a * b + 2 ** (fraction_bits - 1)) >> fraction_bits << fraction_bits))\n",
            ),
            UNSEEN,
        ),
        "saturates only above": (("max(rounded, -(2 ** (bits - 1)))", "rounded"), UNSEEN),
        "the range is the same on both sides": (("-(2 ** (bits - 1))),", "1 - 2 ** (bits - 1)),"), UNSEEN),
        "the sum saturates on the way": (
            """
def fixed_dot(a, b, fraction_bits, bits):
    total, end = 0, 2 ** (bits - 1 + fraction_bits)
    for x, y in zip(a, b):
        total = min(max(total + int(x) * int(y), -end), end - 1)
    rounded = (total + 2 ** (fraction_bits - 1)) >> fraction_bits
    return min(max(rounded, -(2 ** (bits - 1))), 2 ** (bits - 1) - 1)
""",
            UNSEEN,
        ),
    },
    "compensated_sum": {
        "as it is": (("return total + lost", "return total"), SEEN),
        "what was lost is taken away": (("return total + lost", "return total - lost"), SEEN),
        "the total is always the larger": ((LARGER, "(total, value)"), UNSEEN),
        "the number is always the larger": ((LARGER, "(value, total)"), SEEN),
        "only the last loss is kept": (("lost += (larger", "lost = (larger"), SEEN),
        "larger without its sign": (("abs(total) >= abs(value)", "total >= value"), UNSEEN),
        "Kahan's way": (
            """
def compensated_sum(values):
    total = lost = 0.0
    for value in values:
        number = value - lost
        following = total + number
        lost = (following - total) - number
        total = following
    return total
""",
            SEEN,
        ),
        "in longer floats": (
            """
def compensated_sum(values):
    return float(np.sum(values.astype(np.longdouble)))
""",
            UNSEEN,
        ),
        "largest last": (
            """
def compensated_sum(values):
    return float(sum(sorted(values, key=abs)))
""",
            SEEN,
        ),
    },
}
