"""The bench of grading, on a few submissions: the figures are there, and every lock held in every verdict."""

import pytest

from course.bench import grading
from course.grading import stock_nbgrader


@pytest.fixture
def few(monkeypatch):
    """A short bench."""
    for name, value in (("SUBMISSIONS", 6), ("SAMPLE", 1), ("ROUNDS", 1)):
        monkeypatch.setattr(grading, name, value)


def test_it_grades_in_the_sandbox_and_with_nbgrader_and_gives_the_ratio(few):
    assert stock_nbgrader.is_installed(), "make .nbgrader"
    result = grading.run(lambda what: None)
    figures = result.figures
    assert figures["submissions_per_second"] > 0 and figures["vs_nbgrader"] > 1
    assert result.settings["full_isolation_in_every_verdict"] is True
    assert result.settings["submissions"] == 6


def test_the_submissions_differ_from_each_other(tmp_path):
    (solution,) = grading.labs_here.folder("solutions").glob("*_backprop.ipynb")
    paths = grading.write_submissions(solution, tmp_path / "submissions")
    assert len({path.read_bytes() for path in paths.values()}) == grading.SUBMISSIONS == 100
