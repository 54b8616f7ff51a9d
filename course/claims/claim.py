"""A claim of the lecture: what it says, the experiment that tests it, and the thresholds that decide it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course.claims.finding import KINDS, VERDICTS, Figure, Finding, one_of
from course.topics import TOPICS

SIDES = ("below", "above")


@dataclass(frozen=True)
class Threshold:
    """A mark that one figure has to clear, spread and all, for the claim's own verdict to stand.

    figure: the figure's name.  side: where it has to lie, "below" `value`, or "above" it (which includes it).
    word: what the mark means to a reader.
    otherwise, because: the verdict if the figure lies on the other side, and the sentence that says why.
    """

    figure: str
    side: str
    value: float
    word: str
    otherwise: str
    because: str

    def __post_init__(self):
        one_of("side", self.side, SIDES)
        one_of("verdict", self.otherwise, VERDICTS)

    def is_cleared(self, figure):
        """True or False where the whole spread lies on one side of the mark, None where it straddles it."""
        below, above = figure.high < self.value, figure.low >= self.value
        if not below and not above:
            return None
        return below if self.side == "below" else above


@dataclass(frozen=True)
class Axis:
    """The line that a claim's figures are drawn on.

    quantity: what it measures, with its unit in brackets.  ticks: the values worth printing, rising.
    logarithmic: equal steps are equal factors.
    """

    quantity: str
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def __post_init__(self):
        if len(self.ticks) < 2 or list(self.ticks) != sorted(set(self.ticks)):
            raise ValueError(f"the axis {self.quantity!r} needs two rising ticks or more, got {self.ticks}")
        if self.logarithmic and self.ticks[0] <= 0:
            raise ValueError(f"the axis {self.quantity!r} is logarithmic: its ticks must be above zero")


@dataclass(frozen=True)
class Claim:
    """A claim of the lecture as an experiment.

    id: its number in the lecture.  says: the claim in our own words.
    measure: a plain function without arguments that returns the figures.
    how: what it does to what, with the sizes.
    thresholds: the marks, in the order in which they decide.
    verdict, because: what follows when every mark is cleared.
    axis: what the figures are drawn on.  sources: what was read.  kind: one of finding.KINDS.
    """

    id: int
    says: str
    measure: Callable[[], Sequence[Figure]]
    how: str
    thresholds: tuple[Threshold, ...]
    verdict: str
    because: str
    axis: Axis
    sources: tuple[str, ...]
    kind: str = "measured"

    def __post_init__(self):
        one_of("verdict", self.verdict, VERDICTS)
        one_of("kind", self.kind, KINDS)
        for threshold in self.thresholds:
            if threshold.otherwise == self.verdict:
                raise ValueError(f"claim {self.id} is {self.verdict!r} on both sides of {threshold.figure!r}")

    @property
    def topic(self):
        """The stem of the topic that the claim belongs to."""
        return next(topic.stem for topic in TOPICS if self.id in topic.claims)

    def judge(self, figures):
        """(verdict, because) that follow from the figures: the first mark that is not cleared decides."""
        named = {figure.name: figure for figure in figures}
        for threshold in self.thresholds:
            cleared = threshold.is_cleared(named[threshold.figure])
            if cleared is None:
                return (
                    "inconclusive",
                    f"{threshold.figure}: the spread reaches over the mark, {threshold.word}.",
                )
            if not cleared:
                return threshold.otherwise, threshold.because
        return self.verdict, self.because

    def examine(self, machine):
        """Run the experiment and judge its figures; one that fails is "not measured here", and says why."""
        try:
            figures = tuple(self.measure())
            verdict, because = self.judge(figures)
        except Exception as error:  # one broken experiment must not take the other claims with it
            figures = ()
            verdict, because = "not measured here", f"The experiment stopped: {type(error).__name__}: {error}"
        return Finding(
            id=self.id,
            topic=self.topic,
            says=self.says,
            verdict=verdict,
            kind=self.kind,
            figures=figures,
            because=because,
            sources=self.sources,
            machine=machine if self.kind == "measured" else "",
        )
