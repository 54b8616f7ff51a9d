"""From the cells of one submission to its marks: run them in a child, call each function, judge outside.

What a cell or a function does to its child costs that exercise alone: the child is replaced by a new one,
which runs everything again but what had ended the first.
"""

import time
from dataclasses import dataclass, field

import numpy as np

from course.grading.plan import steps
from course.grading.sandbox import Lost, Refused

LONGEST_NOTE, MOST_NOTES = 300, 30
MOST_SECONDS = 90.0  # for one submission, its cells and its calls together

UNSOLVED = "Not solved yet."
WITHOUT_A_CASE = {"NotImplementedError": UNSOLVED, "NoSuchFunction": "There is no function of this name."}


@dataclass
class Mark:
    """What one exercise earned.  status: "right", "wrong" or "unsolved"; message: why, for the student."""

    name: str
    title: str
    points: int
    score: int = 0
    status: str = "wrong"
    message: str = ""


@dataclass
class Judgement:
    """The marks of one submission, what was odd about it, and which locks held while it ran."""

    marks: list
    notes: list = field(default_factory=list)
    held: dict = field(default_factory=dict)
    seed: int = 0


class Judge:
    """Judges one submission of a lab."""

    def __init__(self, zygote, lab, sheet):
        self.zygote, self.lab, self.sheet = zygote, lab, sheet

    def __call__(self, cells, seed=None):
        """The Judgement of a submission's cells; seed: of the random cases, a fresh one by default.

        RuntimeError where the sandbox itself fails.
        """
        self.seed = int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed
        planned, notes = steps(cells, self.sheet, self.lab)
        self.judgement = Judgement([], notes, seed=self.seed)
        self.left_out, self.troubles, self.notes = set(), {}, {}
        self.deadline = time.monotonic() + MOST_SECONDS
        while not self._one_child(planned):
            pass
        told = list(self.notes.values())
        self.judgement.notes += told[:MOST_NOTES]
        if len(told) > MOST_NOTES:
            self.judgement.notes.append(f"And {len(told) - MOST_NOTES} other cells failed.")
        return self.judgement

    def _one_child(self, planned):
        """Go on in a new child as far as it lives; True if nothing is left to do."""
        with self.zygote.child() as child:
            self.judgement.held = child.held
            for step in planned:
                if step.label not in self.left_out and not self._run(child, step):
                    return False
            for exercise in self.lab.exercises[len(self.judgement.marks) :]:
                mark, is_alive = self._mark(child, exercise)
                self.judgement.marks.append(mark)
                if not is_alive:
                    return len(self.judgement.marks) == len(self.lab.exercises)
        return True

    def _run(self, child, step):
        """Run a cell; False if the child did not survive it."""
        if time.monotonic() > self.deadline:
            self._note(step, f"was not run: the submission had used its {MOST_SECONDS:g} seconds")
            return True
        try:
            child.run(step.source, step.label)
        except Refused as error:
            self._note(step, f"raised {error}")
        except Lost as error:
            self.left_out.add(step.label)
            self._note(step, str(error))
            return False
        return True

    def _note(self, step, trouble):
        """A cell of the student's own that fails is a note; a marked one may explain a missing function."""
        trouble = trouble[:LONGEST_NOTE]
        if step.exercise and "NotImplementedError" not in trouble:
            self.troubles.setdefault(step.exercise, f"Its cell {trouble}.")
        self.notes.setdefault(step.label, f"{step.label.capitalize()} {trouble}.")

    def _mark(self, child, exercise):
        """(mark, whether the child is still there): the points if every case is right, else a complaint."""
        mark = Mark(exercise.name, exercise.title, exercise.points)
        if time.monotonic() > self.deadline:
            mark.message = f"It was not tried: the submission had used its {MOST_SECONDS:g} seconds."
            return mark, True
        rng = np.random.default_rng([self.seed, *exercise.name.encode()])
        try:
            complaint = self._first_complaint(child, exercise, rng)
        except Lost as error:
            mark.message = f"It {error}."
            return mark, False
        if complaint == "":
            mark.score, mark.status = exercise.points, "right"
        elif complaint == UNSOLVED:
            mark.status, mark.message = "unsolved", complaint
        else:
            mark.message = f"{self.troubles.get(exercise.name, '')} {complaint}".strip()
        return mark, True

    def _first_complaint(self, child, exercise, rng):
        """What is wrong with the first case that is wrong, or ""."""
        for case in exercise.cases(rng):
            try:
                complaint = judged(case, child.call(exercise.name, case.arguments))
            except Refused as error:
                if error.kind in WITHOUT_A_CASE:
                    return error.args[0] or WITHOUT_A_CASE[error.kind]
                complaint = str(error)
            if complaint:
                return f"{case.what[:1].upper()}{case.what[1:]}: {complaint}."
        return ""


def judged(case, answer):
    """The case's complaint about an answer; whatever an answer does to the comparison ends here."""
    try:
        return case.complaint(answer)
    except Exception as error:
        return f"the answer cannot be compared: {type(error).__name__}"
