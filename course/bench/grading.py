"""Submissions a second of `course grade`, every lock turned, against stock nbgrader on the same notebooks."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from course.bench.result import Result
from course.grading import isolation, labs, labs_here, stock_nbgrader
from course.measure import machine

SUBMISSIONS = 100
SAMPLE = 6  # notebooks for nbgrader, which takes seconds for each
ROUNDS = 3
TARGET = 20  # times nbgrader's rate


def run(progress):
    """Both grade in turns, each as a whole command from its start to its last grade.

    figures: submissions_per_second, vs_nbgrader (the ratio of the rates), seconds_to_first_verdict.
    """
    if not stock_nbgrader.is_installed():
        raise RuntimeError("nbgrader, to compare with, is not here: make .nbgrader")
    (solution,) = labs_here.folder("solutions").glob("[0-9][0-9]_backprop.ipynb")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        notebooks = write_submissions(solution, folder / "submissions")
        (folder / "site").mkdir()
        site = stock_nbgrader.Site(solution, folder / "site")
        rounds = [one_round(number, folder, notebooks, site, progress) for number in range(ROUNDS)]
        verdicts = read_verdicts(folder / "grades-0")
    return result(rounds, verdicts)


def one_round(number, folder, notebooks, site, progress):
    """Seconds for one submission by either, and those to our first verdict."""
    progress(f"round {number + 1} of {ROUNDS}: {len(notebooks)} submissions in the sandbox")
    seconds, first = grade(folder / "submissions", folder / f"grades-{number}")
    share = SAMPLE // ROUNDS
    sample = dict(list(notebooks.items())[number * share : (number + 1) * share])
    progress(f"round {number + 1} of {ROUNDS}: nbgrader on {len(sample)} of them")
    site.hand_in(sample)
    return seconds / len(notebooks), site.autograde() / len(sample), first


def grade(submissions, out):
    """(seconds of the whole command, seconds until its first verdict was on the disk)."""
    command = [Path(sys.executable).with_name("course"), "grade", submissions, "--out", out]
    command += ["--json", "--require-isolation"]
    start, first = time.perf_counter(), None
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and first is None:
        if (out / "verdicts.jsonl").exists() and (out / "verdicts.jsonl").stat().st_size:
            first = time.perf_counter() - start
        time.sleep(0.005)
    _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(said.strip().splitlines()[-1])
    return time.perf_counter() - start, first


def write_submissions(solution, folder):
    """100 different notebooks, student -> path: each leaves other exercises unsolved, or gets them wrong."""
    folder.mkdir()
    solved = nbformat.read(solution, as_version=4)
    sheet = labs.sheet(solved)
    paths = {}
    for number in range(SUBMISSIONS):
        notebook = labs.sheet(solved)
        marked = [
            i for i, cell in enumerate(sheet.cells) if cell.metadata.get("nbgrader", {}).get("solution")
        ]
        for place, index in enumerate(marked):
            if number >> place & 1 == 0:
                notebook.cells[index].source = solved.cells[index].source
            elif number >= SUBMISSIONS // 2:
                notebook.cells[index].source = solved.cells[index].source.replace(
                    "return ", "return 0.5 * ", 1
                )
        notebook.cells[marked[0]].source += f"\n# handed in by student {number}\n"
        paths[f"student{number:03d}"] = folder / f"student{number:03d}.ipynb"
        nbformat.write(notebook, paths[f"student{number:03d}"])
    return paths


def read_verdicts(out):
    """Every verdict of a run."""
    return [json.loads(line) for line in (out / "verdicts.jsonl").read_text().splitlines()]


def result(rounds, verdicts):
    """The figures of the fastest round, and whether the ratio's spread leaves the target in doubt."""
    ours, theirs, first = zip(*rounds, strict=True)
    ratios = [their / our for our, their, _ in rounds]
    figures = {
        "submissions_per_second": 1 / min(ours),
        "vs_nbgrader": min(theirs) / min(ours),
        "seconds_to_first_verdict": min(first),
        "nbgrader_seconds_per_submission": min(theirs),
    }
    is_full = not any(isolation.missing(verdict["isolation"]) for verdict in verdicts)
    settings = {
        "submissions": len(verdicts),
        "nbgrader_sample": SAMPLE,
        "rounds": ROUNDS,
        "full_isolation_in_every_verdict": is_full,
        "locks": sorted(name for name, why in verdicts[0]["isolation"].items() if not why),
        "vs_nbgrader_by_round": [round(ratio, 1) for ratio in ratios],
        "target": TARGET,
    }
    doubtful = ["vs_nbgrader"] if min(ratios) <= TARGET <= max(ratios) else []
    return Result("grading", machine.describe(), settings, figures, doubtful)
