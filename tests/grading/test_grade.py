"""A run over a folder: nobody stops it, nothing of it is lost, and no verdict stays that should not."""

import json
import os
import runpy
import signal
import time
from pathlib import Path

import nbformat
import pytest

from course.grading import grade, isolation, labs_here
from course.grading.sandbox import Limits, Lost, Refused, Zygote

ROOT = Path(__file__).parents[2]
given = runpy.run_path(str(ROOT / "tests/labs/conftest.py"))
FORGED = """
import json, os, struct
frame = json.dumps({"result": {"array": ["<f8", [4294967295, 4294967295, 4294967295, 0], ""]}}).encode()
for place in range(3, 20):
    try: os.write(place, struct.pack("<I", len(frame)) + frame)
    except OSError: pass
"""


@pytest.fixture
def folder(tmp_path):
    """A folder for submissions."""
    (tmp_path / "submissions").mkdir()
    return tmp_path / "submissions"


def hand_in(folder, name, *sources, stem="backprop"):
    """The solution as `name`, with cells of the student's own in front."""
    notebook = given["solution"](stem)
    notebook.cells[:0] = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(notebook, folder / name)


def run(folder, **settings):
    """Grade a folder into its neighbour; returns (summary, student -> verdict)."""
    options = {"labs": ROOT / "labs", "limits": Limits(seconds=5.0), **settings}
    out = folder.parent / "out"
    summary = grade.grade(folder, out, grade.Settings(**options), lambda *progress: None)
    lines = (out / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
    return summary, {verdict["student"]: verdict for verdict in map(json.loads, lines)}


def test_a_frame_of_an_impossible_shape_costs_its_own_submission_alone(folder):
    hand_in(folder, "forger.ipynb", FORGED)
    hand_in(folder, "honest.ipynb")
    _, verdicts = run(folder)
    assert verdicts["honest"]["score"] == 15 and verdicts["forger"]["score"] <= 15


def test_every_lab_of_a_folder_is_graded_and_of_those_that_were_due_alone_if_some_are_named(folder):
    (folder / "ada").mkdir()
    for stem in labs_here.stems():
        hand_in(folder / "ada", f"{stem}.ipynb", stem=stem)
    (folder / "empty").mkdir()
    assert run(folder)[0]["graded"] == 2 * len(labs_here.stems())
    rows = (folder.parent / "out" / "grades.csv").read_text()
    for stem, each in labs_here.read(ROOT / "labs").items():
        assert f"ada,{stem},{each.lab.points}" in rows and f"empty,{stem},0" in rows

    for name in ("grades.csv", "verdicts.jsonl"):
        (folder.parent / "out" / name).unlink()
    assert run(folder, only=("backprop",))[0]["graded"] == 2
    rows = (folder.parent / "out" / "grades.csv").read_text().splitlines()[1:]
    assert [row.split(",")[:3] for row in rows] == [["ada", "backprop", "15"], ["empty", "backprop", "0"]]


def test_a_notebook_of_another_lab_is_not_taken_for_the_one_that_was_due(folder):
    notebook = given["solution"]("losses")
    notebook.cells[:0] = [nbformat.v4.new_code_cell("def walk_back(program, values):\n    return 0")]
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
    notebook.cells[-1].metadata["nbgrader"] = {"grade_id": "losses-1", "solution": True, "schema_version": 3}
    nbformat.write(notebook, folder / "ada.ipynb")
    verdict = run(folder, only=("backprop",))[1]["ada"]
    assert (verdict["lab"], verdict["score"]) == ("backprop", 0)
    assert "none of the labs graded here" in verdict["notes"][0]


def test_a_student_called_like_a_file_of_ours_stops_nobody(folder):
    for name in ("verdicts.jsonl.ipynb", "grades.csv.ipynb", "students.ipynb"):
        hand_in(folder, name)
    _, verdicts = run(folder)
    assert {verdict["score"] for verdict in verdicts.values()} == {15} and len(verdicts) == 3


def test_two_submissions_of_one_student_are_refused_by_name(folder):
    hand_in(folder, "ada.ipynb")
    (folder / "ada").mkdir()
    with pytest.raises(ValueError, match="several submissions of ada"):
        run(folder)


def test_a_verdict_reached_without_a_sandbox_does_not_stay_where_one_is_required(folder):
    hand_in(folder, "ada.ipynb")
    summary, verdicts = run(folder, limits=Limits(sandboxed=False))
    assert summary["graded"] == 1 and isolation.missing(verdicts["ada"]["isolation"]) != []
    assert run(folder)[0]["kept"] == 1
    summary, verdicts = run(folder, require_isolation=True)
    assert summary["graded"] == 1 and isolation.missing(verdicts["ada"]["isolation"]) == []
    assert run(folder, require_isolation=True)[0]["kept"] == 1


def test_the_notes_of_a_notebook_are_bounded(folder):
    hand_in(folder, "noisy.ipynb", *["raise ValueError('x' * 10_000)"] * 200)
    _, verdicts = run(folder)
    assert verdicts["noisy"]["score"] == 15
    assert len(verdicts["noisy"]["notes"]) < 40 and len(json.dumps(verdicts["noisy"])) < 20_000


def test_a_submission_that_our_side_fails_at_is_named_and_all_others_are_graded(folder, monkeypatch):
    read = grade.intake.read

    def failing(path):
        if path.stem == "bad":
            raise RuntimeError("the disk is on fire")
        return read(path)

    monkeypatch.setattr(grade.intake, "read", failing)
    hand_in(folder, "bad.ipynb")
    hand_in(folder, "good.ipynb")
    with pytest.raises(RuntimeError, match="1 submissions could not be graded, all others were: bad"):
        run(folder)
    assert "good,backprop,15" in (folder.parent / "out" / "grades.csv").read_text()


def test_a_zygote_that_was_killed_is_started_anew():
    with Zygote() as zygote:
        with zygote.child() as child:
            child.run("x = 1", "code cell 1")
        os.killpg(zygote.process.pid, signal.SIGKILL)
        with zygote.child() as child:
            child.run("def f(): return 7", "code cell 1")
            assert child.call("f", []) == 7


def test_a_lock_that_is_required_and_does_not_hold_lets_nothing_run():
    with Zygote(limits=Limits(required=("no such lock",))) as zygote:
        with pytest.raises(RuntimeError, match="no such lock"):
            zygote.child()


def test_one_that_closes_its_channel_and_lives_on_is_ended_at_once():
    with Zygote() as zygote, zygote.child() as child:
        start = time.monotonic()
        with pytest.raises(Lost):
            child.run("import os\nos.closerange(3, 64)\nwhile True: pass", "code cell 1")
        assert time.monotonic() - start < Limits().seconds


def test_a_solved_function_that_calls_an_unsolved_one_says_which():
    with Zygote() as zygote, zygote.child() as child:
        child.run("def stub(): raise NotImplementedError()\ndef f(): return stub()", "code cell 1")
        with pytest.raises(Refused) as caught:
            child.call("f", [])
    assert caught.value.args[0] == "It calls stub, which is not solved yet."


def test_no_group_of_a_zygote_is_left_behind():
    with Zygote() as zygote:
        groups = list(zygote.group or ())
    assert not [group for group in groups if group.exists()]


def test_every_topic_with_exercises_has_its_sheet():
    assert sorted(labs_here.read(ROOT / "labs")) == labs_here.stems()
