"""A controller of the loss scale at work: 240 steps under a ceiling, and which laws its answers break.

Above the ceiling the largest gradient of a step is infinite in FP16, and the step is skipped.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from numbers import Real

import numpy as np

from course.widgets.student_function import in_one_line, kind_and_length

NUM_STEPS = 240
INTERVALS = (10, 20, 40)
INITIALS = (4, 16, 24)  # powers of two
MOST_QUIET = 10**6  # what no count reaches in 240 steps
PROFILES = {  # (step, ceiling as a power of two), straight in between; no scale that is a power lies on it
    "gradients shrink": [(1, 8.4), (40, 8.4), (240, 15.6)],
    "a spike": [(1, 12.4), (98, 12.4), (104, 5.4), (122, 5.4), (128, 12.4), (240, 12.4)],
    "steady": [(1, 10.4), (240, 10.4)],
    "gradients grow": [(1, 14.4), (60, 14.4), (240, 4.4)],
}
BROKEN = (  # for each of the six laws what is said of an answer that breaks it
    "an overflow does not halve the scale",
    "an overflow does not restart the count",
    "the scale moves while the count is below the interval",
    "a finite step does not raise the count by one",
    "the scale does not double at the interval",
    "the doubling does not restart the count",
)


@dataclass(frozen=True)
class Run:
    """What a controller did under one ceiling.

    ceiling: (240,) powers of two.  states: the pairs (scale, quiet) before the first step and after each.
    problem: what stopped it at the step behind its last state, or "".
    """

    interval: int
    ceiling: tuple
    states: tuple
    problem: str

    @property
    def num_steps(self):
        """How many steps were answered: 240, or fewer where there is a problem."""
        return len(self.states) - 1

    @property
    def skipped(self):
        """The steps, counted from 1, whose gradients overflow."""
        return [step for step in range(1, self.num_steps + 1) if not self.is_finite(step)]

    @property
    def broken(self):
        """The laws that are broken, each a place in BROKEN, for every step with any: {step: [law, ...]}."""
        found = {step: self._laws_broken_at(step) for step in range(1, self.num_steps + 1)}
        return {step: laws for step, laws in found.items() if laws}

    @property
    def is_lawful(self):
        """Whether all 240 steps were answered and every answer keeps the laws."""
        return not (self.problem or self.broken)

    def is_finite(self, step):
        """Whether the gradients of a step, counted from 1, are finite with the scale before it."""
        return self.states[step - 1][0] <= 2.0 ** self.ceiling[step - 1]

    def _laws_broken_at(self, step):
        (scale, quiet), (next_scale, next_quiet) = self.states[step - 1 : step + 1]
        if not self.is_finite(step):
            is_kept = {0: next_scale == scale / 2, 1: next_quiet == 0}
        elif quiet + 1 < self.interval:
            is_kept = {2: next_scale == scale, 3: next_quiet == quiet + 1}
        elif quiet + 1 == self.interval:
            is_kept = {4: next_scale == 2 * scale, 5: next_quiet == 0}
        else:  # the count should have restarted before: there is no law for it
            is_kept = {}
        return [law for law, kept in is_kept.items() if not kept]


@lru_cache(maxsize=1)
def ceilings():
    """The ceiling of each profile at 240 steps, as powers of two with two decimals: {name: (240,)}."""
    steps = np.arange(1, NUM_STEPS + 1)
    return {
        name: tuple(np.interp(steps, *zip(*corners, strict=True)).round(2).tolist())
        for name, corners in PROFILES.items()
    }


def follow(function, ceiling, interval, init_log2):
    """Run a student's function through all steps, or up to the first answer that is none: a Run."""
    states, problem = [(2.0**init_log2, 0)], ""
    for step, power in enumerate(ceiling, start=1):
        scale, quiet = states[-1]
        state, problem = answer(function, scale, quiet, scale <= 2.0**power, interval)
        if problem:
            problem += f", at step {step}" if step > 1 else ""
            break
        states.append(state)
    return Run(interval, ceiling, tuple(states), problem)


def answer(function, scale, quiet, is_finite, interval):
    """One call of a student's function: the state (scale, quiet) and "", or None and what is wrong."""
    try:
        returned = function(scale, quiet, is_finite, interval=interval)
        if not (isinstance(returned, tuple | list) and len(returned) == 2):
            kind = kind_and_length(returned)
            return None, f"your function returns {kind}, it needs two: the scale and the count"
        (next_scale, next_quiet), (scale_kind, quiet_kind) = (
            [ask(value) for value in returned] for ask in (number_of, kind_and_length)
        )
    except Exception as error:  # whatever the student's code raises is shown to the student
        return None, f"your function raises {in_one_line(error)}"
    problem = problem_of_scale(next_scale, scale_kind) or problem_of_count(next_quiet, quiet_kind)
    return (None, problem) if problem else ((next_scale, int(next_quiet)), "")


def number_of(value):
    """One real number as a float, infinite if it is too large for one; None for everything else."""
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value[()]
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf


def problem_of_scale(number, kind):
    """What is wrong with a scale, or ""."""
    if number is None:
        return f"your scale is {kind}, it needs one number"
    if math.isfinite(number) and number > 0:
        return ""
    return f"your scale is {number:g}, it needs a finite number above 0".replace("-", "−")


def problem_of_count(number, kind):
    """What is wrong with a count of quiet steps, or ""."""
    if number is None:
        return f"your count is {kind}, it needs one whole number"
    if 0 <= number < MOST_QUIET and number.is_integer():
        return ""
    return f"your count is {number:g}, it needs a whole number from 0 up".replace("-", "−")
