"""A student's own rounding to even: where it sends each of 65 codes, against where they belong."""

from fractions import Fraction

import numpy as np
import traitlets

from course.widgets.student_function import in_one_line, no_numbers
from course.widgets.visualizer import Visualizer

REACH = 32  # codes go from −REACH to REACH beside their middle
OFFSETS = range(-REACH, REACH + 1)
MOST_DROPPED = 4
LONG = 2**60  # the middle of the long codes: even after every shift, so that the same offsets are ties
FARTHEST = 2**53  # what is farther from its place than a picture can tell apart

MISTAKES = {  # with one digit dropped all that is not whole is a tie, so the ties come first
    "sends ties up": lambda code, unit: (2 * code + unit) // (2 * unit),
    "sends ties down": lambda code, unit: -((unit - 2 * code) // (2 * unit)),
    "sends ties away from zero": lambda code, unit: sign(code) * ((2 * abs(code) + unit) // (2 * unit)),
    "sends ties toward zero": lambda code, unit: -sign(code) * ((unit - 2 * abs(code)) // (2 * unit)),
    "sends ties to odd": lambda code, unit: belongs(code + unit, unit) - 1,
    "cuts off, which always goes down": lambda code, unit: code // unit,
    "cuts off toward zero": lambda code, unit: sign(code) * (abs(code) // unit),
    "always goes up": lambda code, unit: -(-code // unit),
    "always goes away from zero": lambda code, unit: -sign(code) * (-abs(code) // unit),
    "shifts the digits back": lambda code, unit: belongs(code, unit) * unit,
    "drops nothing": lambda code, unit: code,
    "divides without rounding": lambda code, unit: Fraction(code, unit),
}


class NumberRounding(Visualizer):
    """Your rounding as a staircase over 65 codes, the right steps behind it, and one code digit by digit.

    round_to_even: takes codes, int64 (65,), and how many binary digits are dropped, returns 65 integers.  It
    is called when the visualizer is made, for one to four digits, with the codes from −32 to 32 and with
    those near 2**60; what it raises or returns wrongly becomes a sentence in `problems`, never an error.
    dropped: how many digits fall away, 1 to 4.  long_codes: whether the codes lie near 2**60.  offset: the
    chosen code, counted from the middle, −32 to 32.  At first all three are where your rounding goes wrong.
    sent: for short and for long codes and each number of digits the 65 results, counted from the middle's.
    problems, mistakes: for each of these what hindered the call, and the usual mistake that fits it, or "".

    Without a function it shows a mistake: half of what is dropped is added before the shift.
    """

    derived = ("round_to_even",)

    dropped = traitlets.Int(2).tag(sync=True)
    offset = traitlets.Int(0).tag(sync=True)
    long_codes = traitlets.Bool(False).tag(sync=True)
    sent = traitlets.List(read_only=True).tag(sync=True)
    problems = traitlets.List(read_only=True).tag(sync=True)
    mistakes = traitlets.List(read_only=True).tag(sync=True)

    def __init__(self, round_to_even=None, **traits):
        """Call the function for every number of digits, and go to the first mistake."""
        self._found = sample(adds_half if round_to_even is None else round_to_even)
        super().__init__(**traits)
        self._go_to_a_mistake({"dropped", "offset", "long_codes"} - set(traits))

    @traitlets.default("sent")
    def _sent_found(self):
        return [[sent for sent, *_ in by_dropped] for by_dropped in self._found]

    @traitlets.default("problems")
    def _problems_found(self):
        return [[problem for _, problem, _ in by_dropped] for by_dropped in self._found]

    @traitlets.default("mistakes")
    def _mistakes_found(self):
        return [[mistake for *_, mistake in by_dropped] for by_dropped in self._found]

    @traitlets.validate("dropped", "offset")
    def _in_the_picture(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        low, high = (1, MOST_DROPPED) if name == "dropped" else (-REACH, REACH)
        if not low <= value <= high:
            raise traitlets.TraitError(f"{name} lies between {low} and {high}, got {value}")
        return value

    def _go_to_a_mistake(self, free):
        """Set those of the three traits that are free so that a wrong code is chosen, if there is one."""
        longs = (False, True) if "long_codes" in free else (self.long_codes,)
        counts = (2, 1, 3, 4) if "dropped" in free else (self.dropped,)
        places = [(is_long, dropped) for is_long in longs for dropped in counts]
        wanted = next((place for place in places if not self._is_right(*place)), places[0])
        with self.hold_sync():
            self.long_codes, self.dropped = wanted
            if "offset" in free:
                wrong = self._wrong_offsets(*wanted)
                self.offset = min(
                    wrong, key=lambda offset: (abs(offset), -offset), default=3 * 2 ** (wanted[1] - 1)
                )

    @property
    def wrong(self):
        """The codes that your rounding sends elsewhere, with the chosen number of digits: a list of ints."""
        middle = LONG if self.long_codes else 0
        return [middle + offset for offset in self._wrong_offsets(self.long_codes, self.dropped)]

    @property
    def agrees(self):
        """Whether all codes, short and long, go where they belong with one to four digits dropped: a bool."""
        counts = range(1, MOST_DROPPED + 1)
        return all(self._is_right(is_long, dropped) for is_long in (False, True) for dropped in counts)

    def describe(self):
        """How many of the chosen codes go elsewhere and why, and what becomes of the chosen one."""
        is_long, dropped = self.long_codes, self.dropped
        codes = f"codes {'near 2**60' if is_long else f'from −{REACH} to {REACH}'}"
        drops = f"{dropped} binary digit{'s' * (dropped > 1)} dropped"
        problem = self.problems[is_long][dropped - 1]
        if problem:
            return f"With {drops}, {codes}: {problem}."
        wrong, mistake = len(self.wrong), self.mistakes[is_long][dropped - 1]
        found = f"{wrong} of the {len(OFFSETS)} {codes} go elsewhere" if wrong else f"all {codes} go right"
        middle = "2**60 + " if is_long else ""
        there = f"2**{60 - dropped} + " if is_long else ""
        place, sent = belongs(self.offset, 2**dropped), self.sent[is_long][dropped - 1][self.offset + REACH]
        goes = "no finite number" if sent is None else f"{there}{sent:g}"
        return (
            f"With {drops}, {found}{f': your rounding {mistake}' if mistake else ''}. "
            f"Code {middle}{self.offset} belongs to {there}{place} and goes to {goes}."
        ).replace("-", "−")

    def _wrong_offsets(self, is_long, dropped):
        pairs = zip(OFFSETS, self.sent[is_long][dropped - 1], strict=False)  # none where there is a problem
        return [offset for offset, sent in pairs if sent != belongs(offset, 2**dropped)]

    def _is_right(self, is_long, dropped):
        return not (self.problems[is_long][dropped - 1] or self._wrong_offsets(is_long, dropped))


def adds_half(codes, dropped):
    """The example's rounding: half of what is dropped is added before the shift, so that ties go up."""
    return (codes + 2 ** (dropped - 1)) >> dropped


def belongs(code, unit):
    """Where a code goes whose digits below `unit` are dropped: the nearest, of two the even one."""
    return round(Fraction(code, unit))


def sign(code):
    """−1, 0 or 1."""
    return (code > 0) - (code < 0)


def sample(function):
    """[short, long] × one to four digits dropped: (results counted from the middle's, problem, mistake)."""
    return [
        [called(function, middle, dropped) for dropped in range(1, MOST_DROPPED + 1)] for middle in (0, LONG)
    ]


def called(function, middle, dropped):
    """One call with all codes near a middle: ([numbers or None], "", mistake), or ([], problem, "")."""
    codes = [middle + offset for offset in OFFSETS]
    results, problem = answer(function, codes, dropped)
    if problem:
        return [], problem, ""
    return (
        [distance(result, middle >> dropped) for result in results],
        "",
        mistake_of(results, codes, 2**dropped),
    )


def answer(function, codes, dropped):
    """A student's results, exact numbers or None where one is not finite; or [] and what is wrong."""
    wanted = f"it needs {len(codes)} integers for {len(codes)} codes"
    try:
        returned = function(np.array(codes, dtype=np.int64), dropped)  # a fresh array: it may be written into
        numbers = np.asarray(returned)
    except Exception as error:  # whatever the student's code raises is shown to the student
        return [], f"your rounding raises {in_one_line(error)}"
    if returned is None or numbers.dtype.kind not in "iuf":
        return [], f"your rounding returns {no_numbers(returned)}, {wanted}"
    if numbers.shape != (len(codes),):
        return [], f"your rounding returns shape {numbers.shape}, {wanted}"
    return [exact(number) for number in numbers.tolist()], ""


def exact(number):
    """An int, a fraction where a float has one, None where it is not finite."""
    if isinstance(number, int):
        return number
    return Fraction(number) if np.isfinite(number) else None


def distance(result, middle):
    """How far a result lies from the middle's, for JSON: an int or a float, within what a float holds."""
    if result is None:
        return None
    far = min(max(result - middle, -FARTHEST), FARTHEST)
    return int(far) if far == int(far) else float(far)


def mistake_of(results, codes, unit):
    """The usual mistake that sends every code where these results are, as your rounding's verb; or ""."""
    right = [belongs(code, unit) for code in codes]
    if results == right:
        return ""
    coarse = [int(float(code)) for code in codes]
    for mistake, rule in MISTAKES.items():
        if results == [rule(code, unit) for code in codes]:
            return mistake
    for rule in (belongs, *MISTAKES.values()):
        if results == [rule(code, unit) for code in coarse]:
            return "goes by way of float64, which holds 53 of the 61 digits"
    return where_it_fails(results, right, codes, unit)


def where_it_fails(results, right, codes, unit):
    """What the wrong ones have in common, if no usual mistake explains them; or ""."""
    pairs = list(zip(results, right, codes, strict=True))
    wrong = [code for result, place, code in pairs if result != place]
    steps = {None if result is None else result - place for result, place, _ in pairs}
    if len(steps) == 1 and None not in steps:
        (step,) = steps
        return f"is {'above' if step > 0 else 'below'} the right one by the same step everywhere"
    if all(2 * (code % unit) == unit for code in wrong):
        return "goes wrong only at ties"
    return "goes wrong only below zero" if max(wrong) < 0 else ""
