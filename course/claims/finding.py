"""What an experiment gives: figures with their spread, and the finding that follows from them."""

import math
from dataclasses import asdict, dataclass

from course import topics

VERDICTS = ("holds", "holds if", "wrong", "outdated", "inconclusive", "not measured here")
KINDS = ("measured", "modelled", "recorded", "sourced")


@dataclass(frozen=True)
class Figure:
    """A number with its unit and its spread, `low <= value <= high`; an exact number is all three.

    unit: as printed after the value ("%", "ms", "of 40"), empty for a ratio.
    """

    name: str
    value: float
    unit: str
    low: float
    high: float

    def __post_init__(self):
        numbers = self.low, self.value, self.high
        # NumPy's float32 and integers are refused: JSON cannot hold them.
        if not all(isinstance(number, int | float) and math.isfinite(number) for number in numbers):
            raise ValueError(f"{self.name!r} needs finite ints or floats (write float(...)), got {numbers}")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.name!r} needs low <= value <= high, got {numbers}")

    def __str__(self):
        """The value with its unit, as it is printed everywhere."""
        return f"{printed(self.value)} {self.unit}".strip()


@dataclass(frozen=True)
class Finding:
    """What became of one claim of the lecture, on one machine.

    id, topic: the claim's number, and the stem of its topic.  says: the claim in our words.
    verdict: one of VERDICTS.  kind: one of KINDS.  because: one sentence.
    sources: what was read.  machine: where it was measured, in a line; empty where no machine is involved.
    """

    id: int
    topic: str
    says: str
    verdict: str
    kind: str
    figures: tuple[Figure, ...]
    because: str
    sources: tuple[str, ...]
    machine: str

    def __post_init__(self):
        one_of("verdict", self.verdict, VERDICTS)
        one_of("kind", self.kind, KINDS)
        one_of(f"claim of {self.topic!r}", self.id, topics.named(self.topic).claims)

    def as_json(self):
        """The finding as `course claims --json` prints it: dicts, tuples, strings and numbers only."""
        return asdict(self)


def one_of(what, value, allowed):
    """Refuse a `value` that is not `allowed`, with a ValueError that names those that are."""
    if value not in allowed:
        raise ValueError(f"{value!r} is no {what}; there are {', '.join(map(str, allowed))}")


def printed(number):
    """`number` as a reader expects it: true minus, thousands with commas, three digits or a power of ten."""
    size = abs(number)
    if size != 0 and not 1e-3 <= size < 1e6:
        mantissa, exponent = f"{number:.1e}".split("e")
        text = f"{mantissa} × 10{_raised(int(exponent))}"
    elif size >= 100 or number == int(number):
        text = f"{number:,.0f}"
    else:
        text = f"{number:.3g}"
    return text.replace("-", "−")


def _raised(exponent):
    """An integer in superscript digits."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
