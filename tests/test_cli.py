"""The `course` command as a user types it: one object alone on stdout, and errors that say what to do."""

import json
import subprocess
import sys

import pytest


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


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("bench", "nope"), "autograd"),
        (("claims", "--topic", "nope"), "backprop"),
        (("claims", "--topic", "backprop", "--html", "no/such/folder/page.html"), "folder that exists"),
        (("logbook", "--html", "no/such/folder/page.html"), "folder that exists"),
        (("dance",), "No such command"),
        (("doctor", "--jsonn"), "--json"),
        (("bench",), "Missing argument"),
    ],
)
def test_a_mistake_ends_in_advice_without_a_traceback(course, arguments, advice):
    done = course(*arguments)
    assert done.returncode == 2 and not done.stdout
    assert advice in " ".join(done.stderr.split()) and "Traceback" not in done.stderr
