"""The one clock of the course: rivals take turns, and a ratio comes with its spread.

On a busy machine the fastest turn is what can be reproduced, and the median is what you feel: both are kept,
and ratios are made of the fastest.
"""

from dataclasses import dataclass
from html import escape
from math import floor, log10
from statistics import median

from course.measure import answers, machine, process
from course.measure.turns import check_rivals, run_race

FIFTHS = 5


@dataclass(frozen=True)
class Timing:
    """One rival's times in seconds per call: its fastest and its median turn."""

    name: str
    fastest_seconds: float
    median_seconds: float
    calls_per_turn: int


@dataclass(frozen=True)
class Ratio:
    """How many times as long one rival takes as another, with the lowest and the highest fifth of the run."""

    value: float
    low: float
    high: float

    def is_below(self, threshold):
        """True or False if the whole spread says so; None (inconclusive) if it straddles `threshold`."""
        if self.high < threshold:
            return True
        return False if self.low > threshold else None

    def __repr__(self):
        return f"{_three_digits(self.value)}× ({_three_digits(self.low)} to {_three_digits(self.high)})"


@dataclass(frozen=True, repr=False)
class Race:
    """What a race measured: a Timing for each rival, the seconds of every turn, and where it was run."""

    timings: dict[str, Timing]
    turn_seconds_per_call: dict[str, list[float]]
    threads: int
    machine: dict

    def ratio(self, rival, other):
        """The time of `rival` in units of the time of `other`: below 1 means `rival` is faster."""
        ours, theirs = self.turn_seconds_per_call[rival], self.turn_seconds_per_call[other]
        # Both minima fall into some fifth, so the whole run's ratio always lies between the fifths'.
        fifths = [
            fast / slow
            for fast, slow in zip(_fastest_of_fifths(ours), _fastest_of_fifths(theirs), strict=True)
        ]
        return Ratio(min(ours) / min(theirs), min(fifths), max(fifths))

    @property
    def fastest(self):
        """The name of the fastest rival."""
        return min(self.timings, key=lambda name: self.timings[name].fastest_seconds)

    def __repr__(self):
        rows = [self._header(), *self._rows()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [" ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
        return "\n".join([*lines, self._conditions()])

    def _repr_html_(self):
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self._rows()
        )
        header = "".join(f"<th>{escape(cell)}</th>" for cell in self._header())
        style = "font-variant-numeric: tabular-nums lining-nums"
        return (
            f'<table style="{style}"><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>'
            f"<p>{escape(self._conditions())}</p>"
        )

    def _header(self):
        return ["rival", "fastest turn", "median turn", f"against {self.fastest} (spread)"]

    def _rows(self):
        for name, timing in self.timings.items():
            times = readable_seconds(timing.fastest_seconds), readable_seconds(timing.median_seconds)
            yield [name, *times, repr(self.ratio(name, self.fastest)) if name != self.fastest else "1×"]

    def _conditions(self):
        count = len(self.turn_seconds_per_call[self.fastest])
        threads = "one thread" if self.threads == 1 else f"{self.threads} threads"
        return f"per call; {count} turns each, alternating; {threads}; {self.machine['cpu']}"


def race(rivals, *, agree=answers.agree, turns=25, turn_seconds=0.005, threads=1, environment=None):
    """Time `rivals` against each other in alternating turns, in a warm process of their own.

    rivals: name -> function without arguments; or a function that returns such a dict, called over there (for
    models and other state).  agree: function of two answers; every rival is called once before any is timed,
    and a ValueError names two whose answers differ.  turns: how many each gets, at least 5.
    turn_seconds: about how long a turn lasts; a turn is one call or more.  threads: of BLAS and torch.
    environment: variables set before NumPy is imported there; a value of None unsets.
    Returns a Race.  What a rival raises is raised here, with its traceback as a note.
    """
    _check(turns, threads, environment or {})
    if not callable(rivals):  # what a function returns is checked over there
        check_rivals(rivals)
    calls, seconds, blas = process.call_warm(
        run_race, rivals, agree, turns, turn_seconds, threads, threads=threads, environment=environment
    )
    timings = {name: Timing(name, min(each), median(each), calls[name]) for name, each in seconds.items()}
    return Race(timings, seconds, threads, {**machine.describe(), "blas": blas})


def readable_seconds(seconds):
    """A duration with three digits and a fitting unit: 2.31 µs."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{_three_digits(seconds / size)} {unit}"
    return f"{_three_digits(seconds / 1e-9)} ns"


def _check(turns, threads, environment):
    if turns < FIFTHS:
        raise ValueError(
            f"the spread is taken over fifths of the run, so turns must be at least 5, got {turns}"
        )
    if threads < 1:
        raise ValueError(f"threads must be at least 1, got {threads}")
    for name, value in environment.items():
        if not isinstance(name, str) or not isinstance(value, str | None):
            raise ValueError(
                f"environment holds text by name, such as {{'{name}': '{value}'}}, not {value!r:.80}"
            )
        if name in process.THREAD_VARIABLES and value != str(threads):
            raise ValueError(
                f"environment sets {name} to {value!r}, but threads is {threads}: give only threads"
            )


def _fastest_of_fifths(seconds):
    count = len(seconds)
    return [min(seconds[count * fifth // FIFTHS : count * (fifth + 1) // FIFTHS]) for fifth in range(FIFTHS)]


def _three_digits(number):
    """Three significant digits without an exponent, thousands with commas."""
    decimals = 2 - floor(log10(number)) if number > 0 else 2
    return f"{number:,.{max(0, decimals)}f}"
