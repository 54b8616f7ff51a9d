"""The mixed precision lab.  References round fractions, and read the scale from the record of all steps."""

import math
from fractions import Fraction

import numpy as np

from course.grading.exercise import Case, Exercise, Lab, same_array, same_arrays

EXACT = 0.0  # counts, powers of two, and sums whose every rounding the sheet defines
SINGLE = 2.0**-21  # of a weight after its step: three roundings of 2**-24 each, with room
FORMATS = {"FP16": (10, -14), "BF16": (7, -126), "FP32": (23, -126)}  # fraction bits, least exponent
LARGEST_FP16 = 65504
CHANCES = 2**16
STATE = ("the scale", "quiet")
IS_FINITE = "it returns None, as for a skipped step, but these are all finite: a list of arrays belongs"
NOT_FINITE = "a gradient is not finite, where None belongs: the step is skipped"
OWN = "; if train_step calls your unscale or next_scale, look at exercises 3 and 4 first"


def step_at(number, fmt):
    """The distance between the numbers of a format where `number` lies, a fraction."""
    fraction_bits, least_exponent = FORMATS[fmt]
    _, exponent = math.frexp(float(number))
    return Fraction(2) ** (max(exponent - 1, least_exponent) - fraction_bits)


def nearest(number, fmt):
    """The number of a format that is nearest to a fraction, ties to even, as a fraction without an end."""
    step = step_at(number, fmt)
    return round(Fraction(number) / step) * step


# Exercise 1: out of range


def range_cases(rng):
    """Small and large gradients, zeros, both signs, and both edges of the format."""
    for scale, low, high, shape, what in (
        (1.0, -40, 30, (30,), "thirty gradients, half below zero"),
        (2.0**10, -40, -10, (5, 8), "a matrix"),
        (2.0**24, -30, -2, (4, 3, 5), "a large scale"),
        (2.0**-3, -25, 20, (40,), "a scale below 1"),
    ):
        signs = rng.permutation(np.resize([-1, 1], math.prod(shape))).reshape(shape)
        gradients = signs * np.exp2(rng.uniform(low, high, size=shape))
        gradients.flat[: 1 + int(rng.integers(4))] = 0
        yield range_case(rng.permutation(gradients), scale, what)
    tie = 2.0**-25
    edges = np.array([2 * tie, tie, tie * (1 + 2.0**-9), 1.5 * tie, tie / 2, 65504, 65519, 65520, 70000])
    for scale in (1.0, 2.0**12):
        yield range_case(rng.permutation([*edges, *-edges]) / scale, scale, "the edges of FP16")
    yield range_case(np.zeros(6), 2.0**10, "zeros only")


def range_case(gradients, scale, what):
    """A case with fractions."""
    gradients = gradients.astype(np.float32)
    rounded = [nearest(Fraction(float(each)) * Fraction(scale), "FP16") for each in gradients[gradients != 0]]
    expected = rounded.count(0), sum(abs(each) > LARGEST_FP16 for each in rounded)
    names = ("the count of those that vanish", "the count of those that become infinite")
    return Case((gradients, scale), lambda answer: same_arrays(answer, expected, names, EXACT), what)


# Exercise 2: updates that arrive by chance


def chance_cases(rng):
    """Weights of both signs, updates from far less than a spacing to more than the weight, exact draws."""
    for signs, size, shape, what in (
        ((1,), 2.0**-12, (40,), "positive weights, small updates"),
        ((-1,), 2.0**-12, (40,), "negative weights, small updates"),
        ((1, -1), 2.0**-4, (5, 6), "updates of several spacings, in a matrix"),
        ((1, -1), 4.0, (30,), "updates larger than the weights"),
    ):
        weights, updates = bf16_numbers(rng, shape, signs), np.float32(size * rng.normal(size=shape))
        yield chance_case(weights, updates, rng.integers(0, CHANCES, size=shape), what)
        missing = np.vectorize(lambda w, u: int(CHANCES * (1 - at_random(w, u)[2])))(weights, updates)
        draws = np.clip(missing - rng.integers(2, size=shape), 0, CHANCES - 1)
        yield chance_case(weights, updates, draws, f"{what}, draws at the limit")
    yield chance_case(bf16_numbers(rng, (8,)), np.zeros(8, np.float32), np.full(8, 65535), "updates of 0")


def bf16_numbers(rng, shape, signs=(1, -1)):
    """Numbers of BF16 from 2**-9 to 4, of these signs, in float32."""
    codes = rng.integers(0x3B00, 0x4080, size=shape).astype(np.uint32) << 16
    return codes.view(np.float32) * rng.choice(np.float32(signs), size=shape)


def at_random(weight, update):
    """(weight − update in FP32, BF16's spacing there, the share of it above the number next to zero)."""
    exact = nearest(Fraction(float(weight)) - Fraction(float(update)), "FP32")
    step = step_at(exact, "BF16")
    return exact, step, abs(exact) / step % 1


def chance_case(weights, updates, draws, what):
    """A case with fractions: away from zero where the share and the draw make a whole."""
    expected = []
    for weight, update, draw in zip(weights.flat, updates.flat, draws.flat, strict=True):
        exact, step, share = at_random(weight, update)
        size = abs(exact) + step * ((share + Fraction(int(draw), CHANCES) >= 1) - share)
        expected.append(float(size if exact > 0 else -size))
    expected, arguments = np.reshape(expected, weights.shape), (weights, updates, draws.astype(np.uint32))
    return Case(arguments, lambda answer: same_array(answer, expected, "the new weight", EXACT), what)


# Exercise 3: divide in FP32, or skip


def unscale_cases(rng):
    """Gradients that FP16 could not hold once divided, the largest that are finite, and one that is not."""
    for scale, shapes, what in (
        (2.0**10, ((4,), (2, 3)), "two layers"),
        (2.0**24, ((3, 2), (5,), (2, 2, 2)), "a large scale"),
        (2.0**-4, ((6,),), "one layer, a scale below 1"),
    ):
        yield unscale_case([half_numbers(rng, shape) for shape in shapes], scale, what)
    largest = [np.full(3, sign * LARGEST_FP16, dtype=np.float16) for sign in (1, -1)]
    yield unscale_case([*largest, half_numbers(rng, (4,))], 2.0**12, "the largest finite gradients")
    for bad, word in ((np.inf, "infinity"), (-np.inf, "minus infinity"), (np.nan, "NaN")):
        for layer, place in ((0, "first"), (2, "last"), (1, "second")):
            gradients = [half_numbers(rng, shape) for shape in ((3,), (2, 2), (4,))]
            gradients[layer].flat[rng.integers(gradients[layer].size)] = bad
            yield unscale_case(gradients, 2.0**8, f"{word} in the {place} of three layers")


def half_numbers(rng, shape):
    """Numbers of FP16 from its smallest to some thousands, of both signs."""
    return (np.exp2(rng.uniform(-24, 12, size=shape)) * rng.choice([-1, 1], size=shape)).astype(np.float16)


def unscale_case(gradients, scale, what):
    """A case with float64, where this division is exact; None belongs where one is not finite."""
    sent = gradients, scale
    if all(math.isfinite(number) for each in gradients for number in each.flat):
        expected = [each.astype(np.float64) / scale for each in gradients]
        names = [f"the gradient of layer {layer}" for layer in range(len(gradients))]
        return Case(sent, lambda a: IS_FINITE if a is None else float32_arrays(a, expected, names), what)
    return Case(sent, lambda answer: "" if answer is None else NOT_FINITE, what)


def float32_arrays(answer, expected, names, tolerance=EXACT, *, least=0.0):
    """As `same_arrays`, and all in float32."""
    complaint = same_arrays(answer, expected, names, tolerance, least=least)
    is_single = complaint or all(np.asarray(each).dtype == np.float32 for each in answer)
    return complaint if is_single else "the arrays are not all float32"


# Exercise 4: a scale that sets itself


def scale_cases(rng):
    """Before, at and after the end of a quiet time, overflows at any time, scales from far below 1 up."""
    interval, scale = int(rng.integers(5, 60)), 2.0 ** int(rng.integers(5, 40))
    some, small = int(rng.integers(1, interval - 2)), 2.0 ** -int(rng.integers(1, 20))
    for arguments, what in (
        ((scale, some, True, interval), "a finite step"),
        ((scale, 0, True, interval), "a finite step after a change"),
        ((scale, interval - 2, True, interval), "the last but one of a quiet time"),
        ((scale, interval - 1, True, interval), "the last step of a quiet time"),
        ((scale, 0, True, 1), "an interval of one step"),
        ((scale, some, False, interval), "an overflow"),
        ((scale, 0, False, interval), "a second overflow"),
        ((scale, interval - 1, False, interval), "an overflow at the end of a quiet time"),
        ((small, some, False, interval), "an overflow at a scale below 1"),
        ((scale, 1998, True), "no interval given, which means 2,000"),
        ((scale, 1999, True), "no interval given, at the end of a quiet time"),
    ):
        expected = after_record(*arguments)
        yield Case(arguments, lambda a, e=expected: same_arrays(a, e, STATE, EXACT), what)


def after_record(scale, quiet, is_finite, interval=2000):
    """(scale, quiet) from the runs of finite steps: each overflow ends one, each full interval doubles."""
    *ended, running = ("1" * quiet + "01"[is_finite]).split("0")
    doublings = sum(len(run) // interval for run in (*ended, running))
    return scale * 2.0 ** (doublings - len(ended)), len(running) % interval


# Exercise 5: a whole step


class Slopes:
    """The way back through a secret loss, in FP16 and scaled; it remembers what it was asked."""

    def __init__(self, weights, targets, steepness, scale):
        self.targets, self.steepness, self.scale = targets, steepness, scale
        self.halves = [np.vectorize(nearest, otypes=[float])(each, "FP16") for each in weights]
        self.calls, self.trouble = 0, ""

    def gradients(self, halves, scale):
        """Those of half the squared distance to the targets, times steepness and scale: float16 arrays."""
        pairs = zip(halves, self.targets, strict=True)
        with np.errstate(all="ignore"):  # of a stranger's numbers
            return [(scale * self.steepness * (half - far)).astype(np.float16) for half, far in pairs]

    def __call__(self, halves, scale):
        """As the student calls it, with a list of arrays and a number."""
        halves, shapes = list(map(np.asarray, halves)), [target.shape for target in self.targets]
        if [half.shape for half in halves] != shapes or np.ndim(scale) != 0:
            raise ValueError(f"scaled_gradients needs a list of arrays of shapes {shapes}, and a scale")
        self.calls += 1
        if any(half.dtype != np.float16 for half in halves):
            self.trouble = "scaled_gradients was not given float16 arrays"
        elif not all(map(np.array_equal, halves, self.halves)):
            self.trouble = "scaled_gradients was given other numbers than the weights, rounded to FP16"
        elif scale != self.scale:
            self.trouble = f"scaled_gradients was asked for scale {scale:g}, where {self.scale:g} belongs"
        return self.gradients(halves, float(scale))


def step_cases(rng):
    """Large updates, tiny ones, overflows; NaN and a count cut short are for exercises 3 and 4."""
    for rate, steepness, scale, quiet, what in (
        (0.3, 1.0, 2.0**8, 7, "a step (weights and updates with more digits than FP16 has)"),
        (1e-4, 1.0, 2.0**6, 30, "updates that are lost in FP16"),
        (2.0**27, 2.0**-30, 2.0**32, 0, "gradients that are zero in FP16 without a scale"),
        (0.1, 1.0, 2.0**9, 1999, "the last step of a quiet time"),
    ):
        yield step_case(*layers(rng), (rate, steepness, scale, quiet), what)
    for layer, place in enumerate(("first", "second", "last")):
        weights, targets = layers(rng)
        targets[layer].flat[rng.integers(targets[layer].size)] = -80
        yield step_case(weights, targets, (0.1, 1.0, 2.0**10, 0), f"an infinity in the {place} gradient")


def layers(rng):
    """Weights of three layers in float32, and their targets, about 1 above."""
    weights = [rng.normal(size=shape).astype(np.float32) for shape in ((3, 4), (5,), (2, 3))]
    return weights, [each + rng.uniform(0.5, 2, size=each.shape) for each in weights]


def step_case(weights, targets, setting, what):
    """A case with float64, and with the scale's record."""
    rate, steepness, scale, quiet = setting
    slopes = Slopes(weights, targets, steepness, scale)
    scaled = slopes.gradients(slopes.halves, scale)
    is_finite = all(np.isfinite(each).all() for each in scaled)
    pairs = zip(weights, scaled, strict=True)
    expected = [w - rate * g.astype(np.float64) / scale for w, g in pairs] if is_finite else weights
    names = ("the new weight of layer 0", "the new weight of layer 1", "the new weight of layer 2")
    reach = max(np.abs(each).max() for each in weights)

    def complaint(answer):
        if slopes.calls != 1:
            return f"scaled_gradients was called {slopes.calls} times: once a step"
        if slopes.trouble or not isinstance(answer, list) or len(answer) != 3:
            return slopes.trouble or "it does not return three things: weights, scale, quiet"
        wrong = float32_arrays(answer[0], expected, names, SINGLE, least=reach)
        state = after_record(scale, quiet, is_finite)
        wrong = wrong or same_arrays(answer[1:], state, STATE, EXACT)
        return wrong and wrong + OWN

    return Case((weights, slopes, rate, scale, quiet), complaint, what)


# Exercise 6: a narrow sum, relieved in time


def dot_cases(rng):
    """Blocks that fit and that do not, of one product and of all, and a total that FP16 could not hold."""
    for length, block, lowest, above, unit, what in (
        (45, 4, 1, 32, 1 / 64, "a short last block (total in FP32)"),
        (48, 8, -127, 128, 1 / 64, "six blocks (products with more digits than FP16)"),
        (9, 1, -127, 128, 1 / 64, "blocks of one product"),
        (60, 100, 0, 128, 1 / 64, "one block that is not full"),
        (300, 150, 1, 128, 1 / 64, "long blocks of positive numbers"),
        (250, 10, 64, 128, 1 / 4, "a total beyond FP16"),
    ):
        a, b = rng.integers(lowest, above, size=(2, length)) * unit
        yield dot_case(a.astype(np.float16), b.astype(np.float16), block, what)


def dot_case(a, b, block, what):
    """A case with fractions.  Seven binary digits each: all is exact in FP32 before it is rounded to FP16."""
    total = partial = Fraction(0)
    for place, (x, y) in enumerate(zip(a, b, strict=True), start=1):
        partial = nearest(partial + Fraction(float(x)) * Fraction(float(y)), "FP16")
        if place % block == 0 or place == len(a):
            total, partial = nearest(total + partial, "FP32"), Fraction(0)
    return Case((a, b, block), lambda answer: same_array(answer, float(total), "the sum", EXACT), what)


LAB = Lab(
    "mixed_precision",
    "Sixteen bits to train with",
    (
        Exercise("out_of_range", "Too small, too large", 2, range_cases),
        Exercise("bf16_by_chance", "Updates that arrive by chance", 3, chance_cases),
        Exercise("unscale", "Divide in FP32, or skip", 2, unscale_cases),
        Exercise("next_scale", "A scale that sets itself", 1, scale_cases),
        Exercise("train_step", "A whole step", 4, step_cases),
        Exercise("dot_in_blocks", "A narrow sum, relieved in time", 3, dot_cases),
    ),
)
