"""The energy lab.  References count bit by bit, try every order, and know what a staircase was made of."""

import math
from fractions import Fraction
from itertools import permutations

import numpy as np

from course.grading.exercise import Case, Exercise, Lab, described, same_array

PICO = Fraction(1, 10**12)
LONGEST_CALL = 160  # characters: a longer call is not shown to the student


def case(name, arguments, complaint, what):
    """A Case that shows its call where it is short, so that it can be repeated in the notebook."""
    call = f"{name}({', '.join(map(as_written, arguments))})"
    return Case(arguments, complaint, f"{what}, {call}" if len(call) <= LONGEST_CALL else what)


def as_written(argument):
    """An argument as it stands in a call."""
    return f"np.array({argument.tolist()})" if isinstance(argument, np.ndarray) else repr(argument)


def in_short(number):
    """A float of three digits, so that a call with it stays short."""
    return float(f"{number:.3g}")


# Exercise 1: the bill


def bill_cases(rng):
    """Lists in other orders and of other lengths, an operation that was never done, and nothing at all."""
    names = ["multiply", "add", "register", "cache", "DRAM", "divide"]
    few = {name: in_short(rng.uniform(0.02, 2000)) for name in ("add", "multiply", "DRAM")}
    yield bill_case({"multiply": int(rng.integers(2, 9)), "add": 20}, few, "two operations")
    for many, what in ((10**3, "some thousand operations"), (10**12, "some trillion operations")):
        prices = {str(name): in_short(rng.uniform(0.02, 2000)) for name in rng.permutation(names)}
        counts = {str(name): int(rng.integers(1, many)) for name in rng.permutation(names)[:4]}
        yield bill_case(counts, prices, what)
    yield bill_case(counts | {"square root": 0}, prices, "an operation without a price, never done")
    yield bill_case(dict.fromkeys(names, 0), prices, "nothing done")
    yield bill_case({}, prices, "no operations counted")


def bill_case(counts, picojoules, what):
    """A case with fractions."""
    exact = sum(count * Fraction(picojoules.get(name, 0)) for name, count in counts.items()) * PICO
    return case("joules", (counts, picojoules), lambda a: same_array(a, float(exact), "the energy"), what)


# Exercise 2: whole lines


def lines_cases(rng):
    """Numbers that end with a line, that lie across two, begin anywhere, and are longer than one."""
    yield lines_case(rng, 0, int(rng.integers(2, 9)) * 8, 8, "numbers that fill whole lines")
    yield lines_case(rng, int(rng.integers(1, 8)), 8, 8, "numbers that begin inside a line")
    yield lines_case(rng, int(rng.integers(1, 5)), 3, 8, "numbers that begin and end inside a line")
    yield lines_case(rng, 12, 2, 5, "a number that lies across two lines")
    yield lines_case(rng, int(rng.integers(10**5, 10**6)), 1, 8, "a single number, far from the first")
    yield lines_case(rng, int(rng.integers(0, 9)), 3, 128, "numbers longer than a line")
    for line_bits in (64, 72, 256, 512):
        first, count, bits = (int(rng.integers(*ends)) for ends in ((0, 5000), (40, 300), (3, 33)))
        what = f"numbers of {bits} bits, lines of {line_bits}"
        yield lines_case(rng, first, count, bits, what, line_bits=line_bits)


def lines_case(rng, first, count, bits, what, *, line_bits=64):
    """A case that asks of every bit in which line it lies."""
    picojoules = in_short(rng.uniform(1, 2000))
    line_of_each_bit = (first * bits + np.arange(count * bits)) // line_bits
    expected = np.unique(line_of_each_bit).size * picojoules
    arguments = (first, count, bits, line_bits, picojoules)
    return case("fetch_lines", arguments, lambda answer: same_array(answer, expected, "the energy"), what)


# Exercise 3: the batch that no longer waits


def batch_cases(rng):
    """Wide and narrow layers, parts of a byte, batches to the point, and layers that always wait."""
    for bits, share, what in (
        (32, (0.02, 0.3), "FP32, and a slow processor"),
        (16, (0.5, 0.9), "16 bits, and a fast processor"),
        (4, (0.1, 0.8), "numbers of half a byte"),
        (12, (0.1, 0.8), "numbers of a byte and a half"),
        (32, (0.0001, 0.001), "so fast a memory that the batch is small"),
        (32, (1.1, 3.0), "inputs and outputs alone already take longer than the arithmetic"),
        (4, (1.01, 1.1), "inputs and outputs alone take a little longer than the arithmetic"),
    ):
        yield drawn_batch_case(rng, bits, share, what)
    yield drawn_batch_case(rng, 8, (0.96, 0.98), "a batch of tens of thousands", least=10_000)
    two_to = 2.0 ** int(rng.integers(30, 40))
    yield batch_case(1024, 1024, 8, 512 * two_to, two_to, "equally long at a whole number of examples")
    yield batch_case(1024, 1024, 8, 512.1 * two_to, two_to, "a little above a whole number of examples")
    yield batch_case(256, 256, 16, 128 * two_to, two_to, "inputs and outputs alone take just as long")


def drawn_batch_case(rng, bits, shares, what, *, least=0):
    """A case whose ridge is a share of what a batch without end would do; a batch, if any, above `least`."""
    while True:
        num_in, num_out = (int(size) for size in rng.integers(100, 3000, size=2))
        bytes_per_second = in_short(rng.uniform(1e9, 1e12))
        most_for_a_byte = 16 * num_in * num_out / ((num_in + num_out) * bits)
        operations_per_second = float(f"{rng.uniform(*shares) * most_for_a_byte * bytes_per_second:.4g}")
        arguments = (num_in, num_out, bits, operations_per_second, bytes_per_second)
        batch = exact_batch(*arguments)
        if batch is None or (batch > least and abs(batch - round(batch)) > 1e-6):  # else rounding decides
            return batch_case(*arguments, what)


def exact_batch(num_in, num_out, bits, operations_per_second, bytes_per_second):
    """The batch at which both take equally long, a fraction; None if there is none."""
    byte = Fraction(bits, 8) / Fraction(bytes_per_second)
    an_example = Fraction(2 * num_in * num_out) / Fraction(operations_per_second) - (num_in + num_out) * byte
    return num_in * num_out * byte / an_example if an_example > 0 else None


def batch_case(*arguments):
    """A case with fractions; the last argument is what is special about it."""
    *arguments, what = arguments
    batch = exact_batch(*arguments)
    return case("smallest_batch", tuple(arguments), lambda answer: batch_complaint(answer, batch), what)


def batch_complaint(answer, batch):
    """ "" if the answer is the first whole number from `batch` on, or None if that is None."""
    if batch is None:
        return "" if answer is None else f"it returns {described(answer)}, where None belongs"
    if answer is None:  # here None is an answer like others
        return f"the batch is None, where {math.ceil(batch)} belongs"
    return same_array(answer, math.ceil(batch), "the batch")


# Exercise 4: what a layer takes

PRICED = {
    "multiply": (1, "multiply"),
    "add": (1, "add"),
    "weights": (64, "DRAM"),
    "activations": (64, "cache"),
}
"""part -> (of how many operations or bits its price is, whose price it is)."""


def layer_cases(rng):
    """Batches of one and of many, narrow layers, short formats, and memories that cost nothing."""
    for batch, bits, free, what in (
        (1, 32, None, "a batch of one"),
        (32, 32, None, "a batch of many"),
        (7, 8, None, "bytes"),
        (5, 4, None, "numbers of half a byte"),
        (3, 16, "DRAM", "weights that cost nothing to fetch"),
        (3, 16, "multiply", "multiplications that cost nothing"),
    ):
        prices = {name: in_short(rng.uniform(0.1, 2000)) for name in ("multiply", "add", "DRAM", "cache")}
        prices |= {free: 0.0} if free else {}
        sizes = tuple(int(size) for size in rng.integers(2, 900, size=2))
        yield layer_case(sizes, batch, bits, prices, what)
    yield layer_case((1, 1), 1, 8, prices, "a single weight, of a byte")


def layer_case(sizes, batch, bits, prices, what):
    """A case that counts output by output, and prices what it counted with fractions."""
    num_in, num_out = sizes
    counts = dict.fromkeys(PRICED, 0)
    for _ in range(num_out):
        counts["multiply"] += num_in * batch
        counts["add"] += (num_in + 1) * batch
        counts["weights"] += (num_in + 1) * bits
        counts["activations"] += batch * bits
    counts["activations"] += batch * num_in * bits
    expected = {
        part: float(Fraction(counts[part], unit) * Fraction(prices[name]))
        for part, (unit, name) in PRICED.items()
    }
    arguments = (*sizes, batch, bits, prices)
    return case("layer_energy", arguments, lambda answer: parts_complaint(answer, expected), what)


def parts_complaint(answer, expected):
    """ "" if the answer has these parts and no others, each of them right."""
    if not isinstance(answer, dict) or set(answer) != set(expected):
        named = f"a dict of {sorted(map(str, answer))}" if isinstance(answer, dict) else described(answer)
        return f"it returns {named:.200}, where a dict of {', '.join(expected)} belongs"
    complaints = (same_array(answer[part], expected[part], f"the part “{part}”") for part in expected)
    return next(filter(None, complaints), "")


# Exercise 5: what stays on the chip


def chip_cases(rng):
    """Chips for nothing, for a part of one layer, for several, and for more than there is."""
    for num_layers, share, what in (
        (1, 0.4, "a single layer, of which a part stays"),
        (4, 0.1, "a small chip"),
        (5, 0.5, "a chip for half of the weights"),
        (5, 0.9, "a chip for most of the weights"),
        (3, 0.0, "a chip without memory"),
        (4, 1.5, "a chip for more weights than there are"),
    ):
        num_bytes = [int(size) for size in rng.integers(100, 200_000, size=num_layers)]
        fetches = [int(times) for times in rng.permutation(np.arange(1, 60))[:num_layers]]
        yield chip_case(rng, num_bytes, fetches, int(share * sum(num_bytes)), what)
    yield chip_case(rng, [900, 500, 70], [2, 3, 1], 600, "the largest layer is fetched less often")
    yield chip_case(rng, [40, 900, 500], [1, 3, 4], 530, "the smallest layer is fetched less often")
    yield chip_case(rng, [600, 400, 500], [4, 4, 4], 700, "layers that are fetched equally often")


def chip_case(rng, num_bytes, fetches, chip_bytes, what):
    """A case that fills the chip in every order and keeps the best."""
    prices = {"cache": in_short(rng.uniform(5, 100)), "DRAM": in_short(rng.uniform(500, 2600))}
    layers = tuple(zip(num_bytes, fetches, strict=True))
    expected = min(filled(order, chip_bytes, prices) for order in permutations(layers))
    arguments = (num_bytes, fetches, chip_bytes, prices)
    return case("least_picojoules", arguments, lambda a: same_array(a, expected, "the energy"), what)


def filled(layers, chip_bytes, prices):
    """Picojoules if the chip is filled with layers, (bytes, fetches) each, in this order."""
    ends = np.cumsum([num_bytes for num_bytes, _ in layers])
    kept = np.diff(np.minimum(ends, chip_bytes), prepend=0)
    left = np.diff(ends, prepend=0) - kept
    fetches = np.array([times for _, times in layers])
    return float(fetches @ kept * prices["cache"] / 8 + fetches @ left * prices["DRAM"] / 8)


# Exercise 6: where the caches end


def stairs_cases(rng):
    """Sharp steps and ramps, stairs that rise slowly, times that were disturbed, and no step at all."""
    for lengths, ramps, step, options, what in (
        ((2, 2), (0,), 1.5, {}, "a sharp step"),
        ((2, 2), (1,), 1.3, {}, "a step that takes two sizes"),
        ((3, 3), (0,), 1.4, {"disturbed": 1}, "a disturbed time before the step and one after it"),
        ((3, 4, 3), (0, 0), 1.5, {}, "two sharp steps"),
        ((2, 3, 2, 3), (0, 0, 0), 1.3, {}, "three sharp steps"),
        ((3, 4, 3), (2, 1), 1.3, {}, "steps that take several sizes"),
        ((2, 2, 2), (3, 0), 2.0, {}, "a step that takes many sizes"),
        ((6, 7), (0,), 1.5, {"rise": 0.4}, "stairs that rise slowly"),
        ((4, 5, 4), (0, 0), 1.4, {"disturbed": 1}, "one disturbed time on each stair"),
        ((4, 5, 4), (1, 2), 1.4, {"disturbed": 2}, "two disturbed times on each stair, one after the other"),
        ((8,), (), 1.3, {"disturbed": 2}, "no step at all"),
        ((4, 1), (0,), 3.0, {}, "a step at the very end"),
    ):
        yield stairs_case(rng, what, lengths, ramps, step, **options)


def stairs_case(rng, what, lengths, ramps, step, **options):
    """A case made from its answer: the stairs have these lengths, the steps so many sizes in between."""
    seconds, ends = stairs(rng, lengths, (*ramps, 0), step, **options)
    num_bytes = 2 ** (12 + np.arange(len(seconds))) + 64 * rng.integers(0, 60, size=len(seconds))
    expected = num_bytes[ends[:-1]]
    arguments = (num_bytes, np.array([in_short(each) for each in seconds]), step)
    return case("capacities", arguments, lambda answer: same_array(answer, expected, "the array"), what)


def stairs(rng, lengths, ramps, step, *, rise=0.0, disturbed=0):
    """(seconds, the place where each stair ends).

    rise: from one size to the next, as a share of what would be a step.  disturbed: how many times in a row
    are several times too long, in the middle of each stair.
    """
    seconds, ends, level = [], [], float(rng.uniform(0.5, 2)) * 1e-9
    for length, ramp in zip(lengths, ramps, strict=True):
        stair = level * (1 + rise * (step - 1)) ** np.arange(length) * rng.uniform(1, 1.02, size=length)
        level = float(stair[-1])
        if disturbed:
            first = int(rng.integers(1, length - disturbed))  # neither the first of a stair nor the last
            stair[first : first + disturbed] *= rng.uniform(1.5, 3, size=disturbed) * step
        seconds += stair.tolist()
        ends.append(len(seconds) - 1)
        for _ in range(ramp):
            level *= step * float(rng.uniform(1.15, 1.5))
            seconds.append(level)
        level *= step * float(rng.uniform(1.15, 1.5))
    return seconds, ends


LAB = Lab(
    "energy",
    "What an operation costs",
    (
        Exercise("joules", "The bill", 1, bill_cases),
        Exercise("fetch_lines", "Whole lines", 2, lines_cases),
        Exercise("smallest_batch", "The batch that no longer waits", 4, batch_cases),
        Exercise("layer_energy", "What a layer takes", 2, layer_cases),
        Exercise("least_picojoules", "What stays on the chip", 3, chip_cases),
        Exercise("capacities", "Where the caches end", 3, stairs_cases),
    ),
)
