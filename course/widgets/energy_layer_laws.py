"""What a student's layer_energy answers, and the laws that it breaks.

The laws compare its answers with one another, so that they give no formula away; one layer is so small that
its operations and numbers are counted by hand.
"""

import math

import numpy as np

from course.hardware import energy
from course.widgets.student_function import in_one_line, kind_of, shortened

NUM_IN, NUM_OUT = 784, 300  # the first layer of LeNet-300-100
BATCHES = tuple(2**power for power in range(11))
PARTS = ("multiply", "add", "weights", "activations")
PRICE_OF = dict(zip(PARTS, ("multiply", "add", "DRAM", "cache"), strict=True))
CACHE = "1 MiB cache"
BY_HAND = (2, 3, 1)  # inputs, outputs, examples: all four counts can be made with a pencil
COUNTED = dict(zip(PARTS, (6, 9, 9, 5), strict=True))
COUNTS = dict(
    zip(PARTS, ("multiplications", "additions", "weights and biases", "inputs and outputs"), strict=True)
)
PRICED = ("multiply", "add")  # one by one; the other parts by their bits
TAKES = {part: f"your “{part}” {'takes' if part in PRICED else 'take'}" for part in PARTS}
SHOULD = {part: "it should" if part in PRICED else "they should" for part in PARTS}
SINCE = dict.fromkeys(PRICED, "each example is computed") | {
    "weights": "a batch fetches them once",
    "activations": "each example moves its own",
}
ALLOWED = 1e-5  # relative: float32 will do
MOST = 1e30  # picojoules: more is a slip
NOTHING = dict.fromkeys(PARTS)


def price_list(fmt):
    """The prices that a student's function is called with, picojoules, from the 45 nm table."""
    return {
        "multiply": energy.look_up("multiply", fmt).picojoules,
        "add": energy.look_up("add", energy.SUMS_IN[fmt]).picojoules,
        "DRAM": energy.look_up("fetch", "DRAM").picojoules,
        "cache": energy.look_up("fetch", CACHE).picojoules,
    }


def unit_of(part, fmt):
    """What one of the things that a part pays for costs in a format: a product, a sum, a number moved."""
    price = price_list(fmt)[PRICE_OF[part]]
    return price if part in PRICED else price * energy.bits_of(fmt) / 64


# ---- What it answers


def sample(function):
    """All answers: ({format: {part: [picojoules or None at each of BATCHES]}}, faults, problem)."""
    asked = [(fmt, batch) for fmt in energy.FORMATS for batch in BATCHES]
    answers = [
        answer(function, NUM_IN, NUM_OUT, batch, energy.bits_of(fmt), price_list(fmt)) for fmt, batch in asked
    ]
    by_hand = {dearer: answer(function, *BY_HAND, *dear(dearer)) for dearer in (None, *PRICE_OF.values())}
    found = {
        fmt: {part: [each[part] for (its, _), (each, _) in zip(asked, answers, strict=True) if its == fmt]
              for part in PARTS}
        for fmt in energy.FORMATS
    }  # fmt: skip
    places = [f"at a batch of {batch} in {fmt}" for fmt, batch in asked]
    places += len(by_hand) * [f"for {BY_HAND[0]} inputs and {BY_HAND[1]} outputs"]
    problems = [problem for _, problem in (*answers, *by_hand.values())]
    small = {dearer: energies for dearer, (energies, _) in by_hand.items()}
    return found, faults_of(found, small), first_of(problems, places)


def dear(name):
    """Bits and prices of FP32, one of the prices twice as high."""
    prices = price_list("FP32")
    return energy.bits_of("FP32"), prices | ({name: 2 * prices[name]} if name else {})


def first_of(problems, places):
    """The first problem, with its place if there are calls without one; or ""."""
    wrong = [(problem, place) for problem, place in zip(problems, places, strict=True) if problem]
    if not wrong:
        return ""
    return wrong[0][0] if len(wrong) == len(problems) else f"{wrong[0][0]}, {wrong[0][1]}"


def answer(function, *arguments):
    """One call: ({part: picojoules, None where there is no number}, what is wrong or "")."""
    try:
        returned = function(*arguments)
        if not isinstance(returned, dict):
            return NOTHING, f"your layer_energy returns {kind_of(returned)}, it needs a dict of four energies"
        checked = {part: number_of(returned[part]) for part in PARTS if part in returned}
        others = [as_key(key) for key in returned if key not in PARTS]
    except Exception as error:  # whatever the student's code raises is shown to the student
        return NOTHING, f"your layer_energy raises {in_one_line(error)}"
    energies = NOTHING | {part: number for part, (number, _) in checked.items()}
    problems = [f"your dict has no “{part}”" for part in PARTS if part not in checked]
    problems += [f"your “{part}” {problem}" for part, (_, problem) in checked.items() if problem]
    problems += [f"your dict has {key} too, it needs four keys" for key in others]
    return energies, next(iter(problems), "")


def as_key(key):
    """A key that is too much, as a short text."""
    return f"“{shortened(key)}”" if isinstance(key, str) else f"a key of type {kind_of(key)}"


def number_of(value):
    """A part of the answer as a float of zero or more, or None and what is wrong with it."""
    numbers = np.asarray(value)
    if value is None or numbers.dtype.kind not in "iuf":
        return None, f"is {kind_of(value)}, it needs a number of picojoules"
    if numbers.shape != ():
        return None, f"has shape {numbers.shape}, it needs one number of picojoules"
    number = float(numbers)
    if not math.isfinite(number):
        return None, f"is {number}, it needs a finite number"
    if number < 0:
        return None, f"is negative, {number:.3g} pJ".replace("-", "−")
    return (number, "") if number <= MOST else (None, f"is {number:.0e} pJ, out of all bounds")


# ---- What it should obey


def lawful(found):
    """What the laws ask for where an answer breaks them, by its first one in FP32; elsewhere None.

    Twice the batch leaves `weights` as they are and doubles the rest; a format changes a part as it changes
    its bits or its price.
    """
    return {fmt: {part: asked_for(found, fmt, part) for part in PARTS} for fmt in found}


def asked_for(found, fmt, part):
    """`lawful` of one part in one format: a float at each batch where it is broken, else None."""
    full = first_unit(found["FP32"][part], part)
    if full is None:
        return off(found[fmt][part], part, first_unit(found[fmt][part], part))
    return off(found[fmt][part], part, full * by_rights(part, fmt))


def first_unit(values, part):
    """What a part takes for each of what a batch multiplies, by its first number; None if it has none."""
    numbers = (
        value / grows(part, batch) for value, batch in zip(values, BATCHES, strict=True) if value is not None
    )
    return next(numbers, None)


def off(values, part, unit):
    """What each batch should take at so much a unit, where it takes something else; elsewhere None."""
    pairs = [
        (value, unit and unit * grows(part, batch)) for value, batch in zip(values, BATCHES, strict=True)
    ]
    return [None if value is None or is_near(value, wanted) else wanted for value, wanted in pairs]


def grows(part, batch):
    """How many times a part of one example is needed for a batch."""
    return 1 if part == "weights" else batch


def is_near(value, wanted):
    """Whether two energies are equal but for rounding."""
    return math.isclose(value, wanted, rel_tol=ALLOWED)


def faults_of(found, small):
    """Every law broken by a part: [{law, part, formats: those that show it, says}], one sentence each.

    found: as from `sample`.  small: for the layer of BY_HAND {None or the price that is doubled: energies}.
    """
    checks = (by_batch, by_format)
    of_found = (check(found, part) for check in checks for part in PARTS)
    of_small = (check(small, part) for check in (by_price, by_count) for part in PARTS)
    return [found for found in (*of_found, *of_small) if found]


def fault(law, part, says, formats=energy.FORMATS):
    """One fault, for JSON."""
    return {"law": law, "part": part, "formats": list(formats), "says": says}


def by_batch(found, part):
    """For one example, twice the batch halves the weights and leaves the rest as it is."""
    asked = {fmt: off(values[part], part, first_unit(values[part], part)) for fmt, values in found.items()}
    formats = [fmt for fmt in found if any(wanted is not None for wanted in asked[fmt])]
    if not formats:
        return None
    values = found[formats[0]][part]
    at = next(i for i, wanted in enumerate(asked[formats[0]]) if wanted is not None)
    before = max(i for i in range(at) if values[i] is not None)
    share = BATCHES[before] / BATCHES[at]
    takes = as_much(share * values[at] / values[before]) if values[before] else "more"
    should = as_much(share) if part == "weights" else "the same"
    places = (
        f"in a batch of {BATCHES[at]} {'as' if values[before] else 'than'} {alone_or_in(BATCHES[before])}"
    )
    says = (
        f"For one example, {TAKES[part]} {takes} {places}: {SHOULD[part]} take {should}, since {SINCE[part]}"
    )
    return fault("batch", part, says, formats)


def alone_or_in(batch):
    """Where an example is computed."""
    return "alone" if batch == 1 else f"in one of {batch}"


def as_much(ratio):
    """How much one energy is of another, in words."""
    if is_near(ratio, 1):
        return "as much"
    words = next((word for word, number in (("half", 0.5), ("twice", 2)) if is_near(ratio, number)), None)
    return f"{words or f'{in_digits(ratio, 0.5, 1, 2)} times'} as much"


def by_format(found, part):
    """Fewer bits move less; a product and a sum cost what they cost in the format."""
    shares = {}
    for fmt in found:
        pairs = zip(found[fmt][part], found["FP32"][part], strict=True)
        of_full = [value / full for value, full in pairs if value is not None and full]
        wrong = [share for share in of_full if not is_near(share, by_rights(part, fmt))]
        shares |= {fmt: wrong[0]} if wrong else {}
    if not shares:
        return None
    fmt, share = next(iter(shares.items()))
    wanted = by_rights(part, fmt)
    takes = (
        f"{in_digits(100 * share, 100 * wanted)} % of what {'it takes' if part in PRICED else 'they take'}"
    )
    should = f"by {'its price' if part in PRICED else 'their bits'} {SHOULD[part]} take {100 * wanted:.3g} %"
    return fault("format", part, f"In {fmt} {TAKES[part]} {takes} in FP32: {should}", list(shares))


def by_rights(part, fmt):
    """The share of what it takes in FP32 that a part takes in a format."""
    return unit_of(part, fmt) / unit_of(part, "FP32")


def by_price(small, part):
    """Twice a price doubles the part that it is the price of, and no other."""
    for dearer in PRICE_OF.values():
        before, after = small[None][part], small[dearer][part]
        wanted = 2 if dearer == PRICE_OF[part] else 1
        if before and after is not None and not is_near(after / before, wanted):
            takes = f"{times(after / before)}: {SHOULD[part]} take {times(wanted)}"
            return fault("price", part, f"At twice the price of “{dearer}”, {TAKES[part]} {takes}")
    return None


def by_count(small, part):
    """A layer whose operations and numbers are counted by hand."""
    if small[None][part] is None:
        return None
    count, wanted = small[None][part] / unit_of(part, "FP32"), COUNTED[part]
    if is_near(count, wanted):
        return None
    place = f"With {BY_HAND[0]} inputs, {BY_HAND[1]} outputs and one example"
    pays = (
        f"your “{part}” {'pays' if part in PRICED else 'pay'} for {in_digits(count, wanted)} {COUNTS[part]}"
    )
    return fault("count", part, f"{place}, {pays}: by hand it is {wanted}")


def times(ratio):
    """How much one energy is of another where it is the same or not."""
    return "the same" if is_near(ratio, 1) else as_much(ratio)


def in_digits(number, *others):
    """A number to three digits, or to more where it would be printed as one of those that it is not."""
    texts = [f"{number:.{digits}g}" for digits in (3, 4, 6, 9)]
    return next(
        (text for text in texts if not any(is_near(float(text), other) for other in others)), texts[-1]
    )
