"""Grade a folder of untrusted submissions: zygotes in parallel, verdicts outside, resumable at any time."""

import hashlib
import queue
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from course.grading import intake, isolation, labs_here, notebook, report
from course.grading.judge import Judge, Judgement, Mark
from course.grading.sandbox import Limits, Zygote
from course.grading.verdicts import Verdicts


@dataclass(frozen=True)
class Settings:
    """How to grade.  jobs: submissions at once.  labs: the folder of the sheets that were handed out.

    only: the stems of the labs that were due, all if it is empty.
    """

    labs: Path
    only: tuple[str, ...] = ()
    jobs: int = 2
    require_isolation: bool = False
    limits: Limits = field(default_factory=Limits)


def grade(submissions, out, settings, progress):
    """Grade every submission in a folder that has no verdict yet, and write all reports.

    progress: called with (done, total, what was just graded).
    Returns a summary: {"graded", "kept", "submissions", "isolation", "out"}.  RuntimeError where no sandbox
    can be had, or, after all others were graded, where our side failed at some; ValueError where there is
    nothing to grade.
    """
    paths = intake.found_in(submissions)
    known = labs_here.read(settings.labs)
    due = labs_here.due(known, settings.only)
    make_folder(out)
    held = isolation.probe(settings.limits)
    if settings.require_isolation:
        isolation.insist(held)
        settings = replace(settings, limits=replace(settings.limits, required=isolation.REQUIRED))
    with Verdicts(out) as verdicts:
        run = Run(known, due, verdicts, settings)
        run.grade_all(paths, progress)
        report.write_all(out, verdicts.latest.values())
        counts = Counter(run.done)
    if run.failed:
        told = "; ".join(f"{name}: {error}" for name, error in list(run.failed.items())[:5])
        raise RuntimeError(f"{len(run.failed)} submissions could not be graded, all others were: {told}")
    return {
        "submissions": len(paths),
        "graded": counts["graded"],
        "kept": counts["kept"],
        "isolation": held,
        "out": str(out),
    }


def make_folder(out):
    """The folder for the grades; ValueError if it cannot be made, before any work is done."""
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(
            f"cannot write into {out} ({error.strerror}): name another folder with --out"
        ) from None


class Run:
    """One run over the submissions: workers with a zygote each, verdicts appended as they come."""

    def __init__(self, known, due, verdicts, settings):
        self.known, self.due, self.verdicts, self.settings = known, due, verdicts, settings
        self.waiting, self.finished = queue.SimpleQueue(), queue.SimpleQueue()
        self.done, self.failed, self.stop = [], {}, threading.Event()

    def grade_all(self, paths, progress):
        """Grade the paths in parallel; one that our side fails at is left without a verdict, in `failed`."""
        for path in paths:
            self.waiting.put(path)
        workers = [threading.Thread(target=self._work) for _ in range(min(self.settings.jobs, len(paths)))]
        for worker in workers:
            worker.start()
        try:
            for done in range(len(paths)):
                submission, outcome = self.finished.get()
                if isinstance(outcome, Exception):
                    self.failed[submission] = outcome
                else:
                    self._keep(outcome)
                progress(done + 1, len(paths), intake.printable(submission))
        finally:
            self.stop.set()
            for worker in workers:
                worker.join()

    def _keep(self, outcome):
        """Append new verdicts and write their pages at once."""
        for verdict, is_new in outcome:
            self.done.append("graded" if is_new else "kept")
            if is_new:  # the page first: a run killed in between grades anew, and no old page stays
                report.write_one(self.verdicts.path.parent, verdict)
                self.verdicts.append(verdict)

    def _work(self):
        """One worker: its zygotes live and die with this thread, since bubblewrap watches it."""
        zygotes = {}
        try:
            while not self.stop.is_set():
                path = self.waiting.get_nowait()
                try:
                    self.finished.put((intake.student_of(path), self._verdicts_of(path, zygotes)))
                except Exception as error:
                    self.finished.put((intake.student_of(path), error))
        except queue.Empty:
            pass
        finally:
            for zygote in zygotes.values():
                zygote.close()

    def _verdicts_of(self, path, zygotes):
        """[(verdict, whether it is new)] of one submission: one for each lab in it."""
        submission = intake.read(path)
        found, notes = self._sort(submission)
        verdicts = []
        for stem, (name, cells, digest) in found.items():
            before = self.verdicts.latest.get((submission.student, stem))
            if before and before["sha256"] == digest and self._is_isolated_enough(before):
                verdicts.append((before, False))
                continue
            start = time.monotonic()
            judgement = self._judge(self.known[stem], cells, zygotes)
            judgement.notes[:0] = notes
            about = {"student": submission.student, "lab": stem, "file": name, "sha256": digest}
            verdicts.append((verdict_of(about, judgement, time.monotonic() - start), True))
        return verdicts

    def _is_isolated_enough(self, verdict):
        """Whether an earlier verdict may stay: one without a sandbox may not, if that is required."""
        was_run, is_required = bool(verdict["isolation"]), self.settings.require_isolation
        return not (is_required and was_run and isolation.missing(verdict["isolation"]))

    def _judge(self, known, cells, zygotes):
        """The judgement of one notebook; cells is a text where the notebook cannot be read."""
        if isinstance(cells, str):
            return Judgement(nothing(known.lab), [cells])
        modules = known.lab.modules
        if modules not in zygotes:
            zygotes[modules] = Zygote(modules, self.settings.limits)
            zygotes[modules].start()
        return Judge(zygotes[modules], known.lab, known.sheet)(cells)

    def _sort(self, submission):
        """({lab: (file, cells or why there are none, digest)}, notes): which notebook is which lab's."""
        found, notes = {}, list(submission.notes)
        for name, data in sorted(submission.notebooks.items(), key=lambda item: self._rank(item[0])):
            try:
                cells = notebook.read(data)
                stem = labs_here.lab_of(cells, name, self.known)
            except notebook.Unreadable as error:
                cells, stem = f"{name} cannot be read: {error}.", labs_here.lab_of((), name, self.known)
            known = self.known.get(stem)
            digest = hashlib.sha256(data + (known.fingerprint if known else b"")).hexdigest()
            if stem not in self.due:
                notes.append(cells if isinstance(cells, str) else f"{name} is none of the labs graded here.")
            elif stem in found and (isinstance(cells, str) or not isinstance(found[stem][1], str)):
                notes.append(f"{name} is a second notebook of this lab: {found[stem][0]} was graded.")
            else:
                found[stem] = (name, cells, digest)
        if not found:
            found = self._none(submission, notes)
        return found, notes

    def _rank(self, name):
        """Notebooks that have the name they were handed out with come first, then by name."""
        return Path(name).name not in {known.file for known in self.known.values()}, name

    def _none(self, submission, notes):
        """Where nothing can be graded: a verdict for each lab that says so, so that nobody is missing."""
        why = " ".join(notes) or "It holds no notebook."
        digest = hashlib.sha256(repr((sorted(submission.notebooks.items()), notes)).encode()).hexdigest()
        notes.clear()
        return dict.fromkeys(self.due, ("", why, digest))


def nothing(lab):
    """Marks of zero for every exercise."""
    return [Mark(each.name, each.title, each.points, message="It was not run.") for each in lab.exercises]


def verdict_of(about, judgement, seconds):
    """One verdict as a dict that JSON can hold: who, what, the marks, the notes and the locks that held."""
    return about | {
        "score": sum(mark.score for mark in judgement.marks),
        "max_score": sum(mark.points for mark in judgement.marks),
        "exercises": [asdict(mark) for mark in judgement.marks],
        "notes": judgement.notes,
        "isolation": judgement.held,
        "seed": judgement.seed,
        "graded_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }
