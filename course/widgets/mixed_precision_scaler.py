"""A student's own controller of the loss scale: its trace under a ceiling, and the laws that it breaks."""

import traitlets

from course.widgets import mixed_precision_scaler_run as run
from course.widgets.mixed_precision_scaler_run import BROKEN, INITIALS, INTERVALS, NUM_STEPS, PROFILES
from course.widgets.visualizer import Visualizer

SETTINGS = {"profile": tuple(PROFILES), "interval": INTERVALS, "init_log2": INITIALS}
FIRST = {"profile": "a spike", "interval": 20, "init_log2": 16}  # where a function that keeps all laws begins
EXAMPLE_STEP = 21  # its first mistake behind the overflows of the start


class ScalerTrace(Visualizer):
    """The loss scale that your function sets over 240 steps, the ceiling above it, the count of quiet steps.

    next_scale: takes scale (a float), quiet (an int), is_finite (a bool) and the keyword interval, returns
    (scale, quiet) for the next step.  It is called when the visualizer is made, through 240 steps for each
    profile, interval and first scale; what it raises or returns wrongly becomes the sentence `problem`.
    profile: how the ceiling moves, "gradients shrink", "a spike", "steady" or "gradients grow".
    interval: 10, 20 or 40 finite steps to a doubling.  init_log2: the first scale is 2 to the 4, 16 or 24.
    step: the chosen one, 1 to 240.  At first all four are where your function breaks a law, if it does.

    Without a function it shows a mistake: a controller that counts every step, overflow or not.
    """

    derived = ("next_scale",)

    profile = traitlets.Enum(SETTINGS["profile"], FIRST["profile"]).tag(sync=True)
    interval = traitlets.Enum(SETTINGS["interval"], FIRST["interval"]).tag(sync=True)
    init_log2 = traitlets.Enum(SETTINGS["init_log2"], FIRST["init_log2"]).tag(sync=True)
    step = traitlets.Int(1).tag(sync=True)
    ceilings = traitlets.Dict(read_only=True).tag(sync=True)
    runs = traitlets.List(read_only=True).tag(sync=True)

    def __init__(self, next_scale=None, **traits):
        """Run the function in every setting, and go to the first mistake."""
        function = next_scale
        if next_scale is None:
            function, traits = counts_every_step, {"step": EXAMPLE_STEP} | traits
        self._found = {
            (profile, interval, init_log2): run.follow(function, ceiling, interval, init_log2)
            for profile, ceiling in run.ceilings().items()
            for interval in INTERVALS
            for init_log2 in INITIALS
        }
        super().__init__(**traits)
        self._go_to_a_mistake(set(traits))

    @traitlets.default("ceilings")
    def _all_ceilings(self):
        return {name: list(ceiling) for name, ceiling in run.ceilings().items()}

    @traitlets.default("runs")
    def _runs_as_changes(self):
        """By profile, interval and first scale: each run as what JavaScript unfolds again."""
        return [
            [
                [as_changes(self._found[profile, interval, init]) for init in INITIALS]
                for interval in INTERVALS
            ]
            for profile in PROFILES
        ]

    @traitlets.validate("step")
    def _one_of_the_steps(self, proposal):
        if not 1 <= proposal["value"] <= NUM_STEPS:
            raise traitlets.TraitError(f"step lies between 1 and {NUM_STEPS}, got {proposal['value']}")
        return proposal["value"]

    def _go_to_a_mistake(self, given):
        """Set what was not given so that a broken law is chosen, if there is one; begin to look at FIRST."""
        settings = [dict(zip(SETTINGS, place, strict=True)) for place in self._found]
        kept = given & SETTINGS.keys()
        open_to_us = [each for each in settings if all(each[name] == getattr(self, name) for name in kept)]
        open_to_us.sort(key=lambda each: [each[name] != FIRST[name] for name in SETTINGS])
        wrong = (each for each in open_to_us if not self._found[tuple(each.values())].is_lawful)
        with self.hold_sync():
            for name, value in next(wrong, open_to_us[0]).items():
                setattr(self, name, value)
            if "step" not in given:
                self.step = first_of_interest(self._run)

    @property
    def _run(self):
        return self._found[self.profile, self.interval, self.init_log2]

    @property
    def problem(self):
        """What stopped the chosen run, as a sentence without its capital and full stop, or ""."""
        return self._run.problem

    @property
    def scales(self):
        """The scale with which each step of the chosen run was taken: a list of floats."""
        return [scale for scale, _ in self._run.states[:NUM_STEPS]]

    @property
    def quiets(self):
        """The count of quiet steps before each step of the chosen run: a list of ints."""
        return [quiet for _, quiet in self._run.states[:NUM_STEPS]]

    @property
    def skipped(self):
        """The steps of the chosen run, counted from 1, whose gradients overflow: a list of ints."""
        return self._run.skipped

    @property
    def broken(self):
        """What your function does wrong in the chosen run: {step: [one sentence for each broken law]}."""
        return {step: [BROKEN[law] for law in laws] for step, laws in self._run.broken.items()}

    @property
    def agrees(self):
        """Whether your function answers everywhere and keeps the laws in every setting: a bool."""
        return all(found.is_lawful for found in self._found.values())

    @property
    def call(self):
        """The call at the chosen step, or at the last one that there is, written out with its answer."""
        found = self._run
        step = min(self.step, len(found.states))  # a problem stops the run, its call has no answer
        (scale, quiet), *later = found.states[step - 1 : step + 1]
        gives = ", ".join(as_code(number) for number in later[0]) if later else "?"
        said = f"{as_code(scale)}, {quiet}, {found.is_finite(step)}, interval={self.interval}"
        return f"next_scale({said}) → {f'({gives})' if later else gives}"

    def describe(self):
        """The setting, which laws are broken, how many steps are skipped, and the chosen call."""
        found, skipped, broken = self._run, self.skipped, self.broken
        says = [f"{self.profile}, interval {self.interval}, first scale 2^{self.init_log2}".capitalize()]
        if self.problem:
            says.append(self.problem[0].upper() + self.problem[1:])
        if broken:
            (first, *_), *_ = broken.values()
            says.append(f"{len(broken)} of {found.num_steps} steps break a law: {first}")
        at_start = next((i for i, step in enumerate(skipped, 1) if step != i), len(skipped) + 1) - 1
        says.append(f"{len(skipped)} of {found.num_steps} steps are skipped, {at_start} of them at the start")
        says.append(f"Step {min(self.step, len(found.states))}: {self.call}")
        return ". ".join(says) + "."


def counts_every_step(scale, quiet, is_finite, interval):
    """The example's controller: an overflow halves the scale, but the count goes on."""
    quiet += 1
    if not is_finite:
        return scale / 2, quiet
    return (2 * scale, 0) if quiet >= interval else (scale, quiet)


def first_of_interest(found):
    """The first step that breaks a law, else the one with the problem.

    Where there is neither: the first overflow behind those of the start, else 1.
    """
    if found.broken:
        return min(found.broken)
    behind = (step for i, step in enumerate(found.skipped, start=1) if step != i)
    return len(found.states) if found.problem else next(behind, 1)


def as_changes(found):
    """A run for JSON: how many steps were answered, and the states that do not just count on by one."""
    changes = [
        [step, plain(scale), quiet]
        for step, (scale, quiet) in enumerate(found.states[1:], start=1)
        if (scale, quiet) != (found.states[step - 1][0], found.states[step - 1][1] + 1)
    ]
    return {"steps": found.num_steps, "changes": changes, "problem": found.problem}


def plain(number):
    """The same number as an int where it is whole and short."""
    return int(number) if number == int(number) and number < 1e15 else number


def as_code(number):
    """A number as it stands in a call: 1024, 0.375, 1.2676506e+30."""
    number = plain(number)
    return str(number) if isinstance(number, int) else f"{number:.9g}"
