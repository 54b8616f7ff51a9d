"""The `course` command as a user types it: one object alone on stdout, and errors that say what to do."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
LAB = "labs/04_backprop.ipynb"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Run the command with a logbook of its own; returns the finished process."""
    monkeypatch.setenv("COURSE_LOGBOOK", str(tmp_path / "logbook.jsonl"))

    def run(*arguments):
        command = [sys.executable, "-m", "course.cli", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True)

    return run


def one_object(done):
    """What a command printed with --json, which has to be one JSON object and nothing else."""
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    assert isinstance(value, dict)
    return value


def test_doctor_says_what_the_machine_is(course):
    report = one_object(course("doctor", "--json"))
    assert report["machine"]["cores"] >= 1
    assert all({"what", "works", "because", "remedy"} <= set(line) for line in report["works"])
    assert "cores" in course("doctor").stdout


def test_a_topics_claims_come_as_findings_and_go_into_the_logbook(course, tmp_path):
    page = tmp_path / "ledger.html"
    findings = one_object(course("claims", "--topic", "backprop", "--json", "--html", page))["findings"]
    assert [finding["id"] for finding in findings] == [6, 7]
    assert {finding["verdict"] for finding in findings} == {"holds", "holds if"}
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    report = tmp_path / "report.html"
    assert course("logbook", "--html", report).returncode == 0
    assert findings[0]["verdict"] in report.read_text(encoding="utf-8")


def test_findings_are_printed_even_where_no_logbook_can_be_written(course, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("COURSE_LOGBOOK", str(tmp_path / "file" / "logbook.jsonl"))
    done = course("claims", "--topic", "backprop", "--json")
    assert len(one_object(done)["findings"]) == 2
    assert "Not kept in your logbook" in done.stderr and "COURSE_LOGBOOK" in done.stderr


def test_a_terminal_without_our_letters_shows_the_rest(course, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = course("doctor")
    assert done.returncode == 0 and "cores" in done.stdout


def test_an_empty_logbook_says_how_to_fill_it(course):
    one_object(course("logbook", "--json"))
    assert "predict" in course("logbook").stdout


def test_a_bench_prints_its_figures(course):
    result = one_object(course("bench", "autograd", "--json"))
    assert set(result) == {"bench", "machine", "settings", "figures", "inconclusive"}
    figures = {"readable_vs_torch", "tuned_vs_torch", "tuned_vs_floor"}
    assert figures <= set(result["figures"]) and all(value > 0 for value in result["figures"].values())
    assert set(result["inconclusive"]) <= set(result["figures"])


def test_labs_are_written_once_and_a_stale_one_is_named_with_what_to_do(course, tmp_path):
    folders = ["--solutions", tmp_path / "solutions", "--labs", tmp_path / "labs"]
    lab = tmp_path / "labs" / "01_forward.ipynb"
    (tmp_path / "solutions").mkdir()
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "solutions" / lab.name)

    stale = course("labs", "--check", *folders)
    assert stale.returncode == 1 and not lab.exists()
    assert f"{lab} is not what its solution gives. Run: course labs" in stale.stderr
    written = course("labs", *folders)
    assert written.returncode == 0 and f"Written: {lab}" in written.stdout
    for arguments in (["labs"], ["labs", "--check"]):
        done = course(*arguments, *folders)
        assert done.returncode == 0 and done.stdout == "Every lab is what its solution gives.\n"
    (tmp_path / "solutions" / lab.name).unlink()
    for arguments in (["labs"], ["labs", "--check"]):
        done = course(*arguments, *folders)
        assert done.returncode == 1 and f"{lab} has no solution. Delete it" in done.stderr


def test_a_lab_is_checked_handed_in_and_graded_by_three_commands(course, tmp_path):
    lab = tmp_path / "04_backprop.ipynb"
    lab.write_bytes((ROOT / "solutions/04_backprop.ipynb").read_bytes())
    checked = one_object(course("check", lab, "--json"))
    assert checked["passed"] == checked["of"] == 15
    marks = one_object(course("logbook", "--json"))["labs"]
    assert marks == [{"lab": "backprop", "points": 15, "out_of": 15}]
    (tmp_path / "handed in").mkdir()
    handed_in = course("submit", lab, "--out", tmp_path / "handed in" / "ada.zip")
    assert handed_in.returncode == 0 and handed_in.stdout.count("written") == 6
    graded = course("grade", tmp_path / "handed in", "--out", tmp_path / "out", "--json")
    summary = one_object(graded)
    assert (summary["submissions"], summary["graded"], summary["kept"]) == (1, 1, 0)
    assert "ada,backprop,15,15" in (tmp_path / "out" / "grades.csv").read_text()
    assert (
        one_object(course("grade", tmp_path / "handed in", "--out", tmp_path / "out", "--json"))["kept"] == 1
    )


def test_a_lab_with_a_failed_check_ends_with_exit_code_one(course):
    done = course("check", ROOT / "labs/04_backprop.ipynb")
    assert (
        done.returncode == 1
        and "0 of 6 visible checks pass" in done.stdout
        and "not solved yet" in done.stdout
    )


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("bench", "nope"), "autograd"),
        (("claims", "--topic", "nope"), "backprop"),
        (("claims", "--topic", "backprop", "--html", "no/such/folder/page.html"), "folder that exists"),
        (("logbook", "--html", "no/such/folder/page.html"), "folder that exists"),
        (("labs", "--solutions", "no/such/folder"), "repository's root"),
        (("check", "no/such.ipynb"), "name a lab, such as"),
        (("check", "notebooks/04_backprop.ipynb"), "the labs are "),
        (("submit", "no/such.ipynb"), "there is no notebook"),
        (("submit", "pyproject.toml"), "no notebook that can be read"),
        (("submit", LAB, "--out", "no/such/folder/me.zip"), "a folder that exists"),
        (("submit", LAB, "--out", "labs"), "name a file"),
        (("submit",), "Missing argument"),
        (("grade", "no/such/folder", "--out", "out"), "the one that holds the submissions"),
        (("grade", "course/data", "--out", "out"), "holds no submissions"),
        (("grade", "labs"), "--out"),
        (("grade", "labs", "--out", "out", "--jobs", "0"), "--jobs"),
        (("grade", "labs", "--out", "out", "--labs", "course"), "--labs"),
        (("grade", "labs", "--out", "out", "--lab", "nope"), "there is no lab nope"),
        (("grade", "labs", "--out", "pyproject.toml"), "--out"),
        (("grade", "labs", "--out", "out", "--unsafe", "--require-isolation"), "leave one out"),
        (("dance",), "No such command"),
        (("doctor", "--jsonn"), "--json"),
        (("bench",), "Missing argument"),
    ],
)
def test_a_mistake_ends_in_advice_without_a_traceback(course, arguments, advice):
    done = course(*arguments)
    assert done.returncode == 2 and not done.stdout
    assert advice in " ".join(done.stderr.split()) and "Traceback" not in done.stderr
