"""What comes out of a run: a table no spreadsheet runs, Gradescope's form, a page on which all is escaped."""

import csv
import json

import pytest

from course.grading import isolation, report

HOSTILE = '<script>alert("1")</script>'


@pytest.fixture
def verdict():
    """A verdict whose texts all come from a stranger."""
    mark = {"name": "f", "title": "One", "points": 2, "score": 0, "status": "wrong", "message": HOSTILE}
    right = {"name": "g", "title": "Two", "points": 3, "score": 3, "status": "right", "message": ""}
    return {
        "student": "=HYPERLINK(1)",
        "lab": "backprop",
        "file": f"{HOSTILE}.ipynb",
        "sha256": "0",
        "score": 3,
        "max_score": 5,
        "exercises": [mark, right],
        "notes": [HOSTILE],
        "isolation": dict.fromkeys(isolation.REQUIRED, "") | {"cgroup": "none"},
        "seed": 7,
        "graded_at": "2026-01-01T00:00:00+00:00",
        "seconds": 0.5,
    }


def test_the_table_has_a_line_a_student_and_no_formula(verdict, tmp_path):
    report.write_all(tmp_path, [verdict | {"student": "zoe"}, verdict])
    with (tmp_path / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == ["'=HYPERLINK(1)", "zoe"]
    assert [rows[0][name] for name in ("score", "max_score", "f", "g")] == ["3", "5", "0", "3"]


def test_gradescope_gets_each_exercise_as_a_test(verdict, tmp_path):
    report.write_one(tmp_path, verdict)
    (path,) = tmp_path.glob("students/*/*/results.json")
    results = json.loads(path.read_text())
    assert results["score"] == 3 == sum(test["score"] for test in results["tests"])
    assert [test["status"] for test in results["tests"]] == ["failed", "passed"]
    assert {"name", "score", "max_score", "visibility", "output", "status"} <= set(results["tests"][0])


def test_the_page_escapes_everything_that_comes_from_the_submission(verdict, tmp_path):
    report.write_one(tmp_path, verdict)
    (path,) = tmp_path.glob("students/*/*/feedback.html")
    page = path.read_text(encoding="utf-8")
    assert "<script" not in page and page.count("&lt;script&gt;") == 3
    assert "3 of 5 points" in page and "with seed 7" in page and "seccomp" in page and "cgroup" not in page


@pytest.mark.parametrize("name", ["..", ".", "a/b", "", "-rf", "x" * 300, "Ünï cödé", "con\n", "a\x00b"])
def test_a_folder_is_named_harmlessly_and_once(name):
    folder = report.folder_name(name)
    assert folder.isascii() and len(folder) < 100 and not set("/\\\n\x00 ") & set(folder)
    assert folder.strip(".") and folder not in ("..", ".")
    assert folder != report.folder_name(name + "x")


def test_an_ordinary_name_stays_what_it_is():
    assert report.folder_name("ada.lovelace-1815") == "ada.lovelace-1815"
