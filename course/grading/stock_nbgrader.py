"""Grade notebooks with stock nbgrader, as a site would that runs it: what our own grading is held against.

Honest submissions earn the same from both, but for nbgrader's own rules.  Seen with version 0.9.6: output on
stderr, a warning too, is a zero; a test cell that occurs twice ends the run for everybody after it; a marked
cell that was renamed, or code that ends the process, costs the whole submission; an object that equals
everything earns full marks.  Read in its source: a test cell that ends in a number gives that many points.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from course.grading.labs_here import REPOSITORY

NBGRADER = REPOSITORY / ".nbgrader"
SCORES = """
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    submissions = book.assignment_submissions(sys.argv[1])
    notebooks = [(each.student.id, notebook) for each in submissions for notebook in each.notebooks]
    scores = {who: {grade.name: grade.auto_score for grade in notebook.grades} for who, notebook in notebooks}
    print(json.dumps(scores))
"""


def is_installed():
    """Whether `make .nbgrader` has laid it beside the environment."""
    return (NBGRADER / "installed-from-constraints").exists()


def autograde(solution_path, submissions, folder):
    """Each student's points for each cell, {student: {grade_id: points}}, as `nbgrader autograde` gives them.

    solution_path: the assignment.  submissions: each student's notebook, {student: path}.
    folder: an empty folder, which becomes nbgrader's course.
    Points are None where nbgrader gives none by itself: a person has to grade, or the cell is not there.
    Left out is who got no points at all: nbgrader fell over the notebook, or stopped before it came to it.
    """
    site = Site(solution_path, folder)
    site.hand_in(submissions)
    site.autograde()
    return site.scores()


class Site:
    """A course of nbgrader's with one assignment, in a folder that is empty at first."""

    def __init__(self, solution_path, folder):
        self.folder, self.name = Path(folder).resolve(), Path(solution_path).stem
        self.python = _python(self.folder)
        self._copy(solution_path, self.folder / "source" / self.name)
        self._check(self.python("-m", "nbgrader", "generate_assignment", self.name))

    def hand_in(self, submissions):
        """Lay notebooks where nbgrader looks for them: {student: path}."""
        for student, path in submissions.items():
            self._copy(path, self.folder / "submitted" / student / self.name)

    def autograde(self):
        """Grade whoever is not graded yet; returns the seconds it took."""
        start = time.perf_counter()
        graded = self.python("-m", "nbgrader", "autograde", self.name)  # fails if one of many does
        if not (self.folder / "autograded").is_dir():
            self._check(graded)
            raise RuntimeError(f"nbgrader graded nothing: {graded.stderr[-2000:]}")
        return time.perf_counter() - start

    def scores(self):
        """{student: {grade_id: points}} of everybody who was graded to the end."""
        done = self._check(self.python("-c", SCORES, self.name))
        pattern = f"autograded/*/{self.name}/{self.name}.ipynb"
        whole = {path.parts[-3] for path in self.folder.glob(pattern)}
        return {student: points for student, points in json.loads(done.stdout).items() if student in whole}

    def _copy(self, path, place):
        place.mkdir(parents=True)
        shutil.copy(path, place / f"{self.name}.ipynb")

    def _check(self, done):
        if done.returncode:
            raise RuntimeError(f"nbgrader failed: {done.stderr[-2000:]}")
        return done


def _python(folder):
    """A function that runs Python with nbgrader in `folder`, out of reach of what this user set up."""
    private = folder / "jupyter"
    kernel = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": {"PYTHONPATH": ""},  # the notebooks see the environment and not nbgrader
    }
    (private / "kernels" / "python3").mkdir(parents=True)
    (private / "kernels" / "python3" / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_PATH", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = os.environ | dict.fromkeys(places, str(private))
    environment |= {"JUPYTER_NO_CONFIG": "1", "PYTHONPATH": str(NBGRADER)}
    environment["PATH"] = f"{NBGRADER / 'bin'}{os.pathsep}{os.environ['PATH']}"  # it calls alembic

    def run(*arguments):
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)

    return run
