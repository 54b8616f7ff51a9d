"""Which locks hold is found out by a real child, and what is missing comes with what to do about it."""

import pytest

from course.grading import isolation
from course.grading.sandbox import Limits


def test_every_lock_is_tried_and_told():
    held = isolation.probe()
    assert set(held) == set(isolation.LOCKS)
    assert isolation.missing(held) == [], held
    lines = isolation.checks()
    assert [line.what for line in lines[1:]] == [f"isolation: {name}" for name in held]
    assert lines[0].works and all(line.works or line.remedy for line in lines)


def test_without_a_sandbox_every_required_lock_but_the_limits_is_missing():
    held = isolation.probe(Limits(sandboxed=False))
    assert set(isolation.missing(held)) == set(isolation.REQUIRED) - {"limits"}
    with pytest.raises(RuntimeError, match="seccomp: no sandbox"):
        isolation.insist(held)


def test_a_machine_without_bubblewrap_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(isolation.sys, "platform", "linux")
    (line,) = isolation.checks()
    assert not line.works and line.remedy == "sudo apt-get install bubblewrap"
    with pytest.raises(RuntimeError, match="sudo apt-get install bubblewrap"):
        isolation.probe()


def test_a_machine_without_linux_is_told_where_to_grade(monkeypatch):
    monkeypatch.setattr(isolation.sys, "platform", "darwin")
    (line,) = isolation.checks()
    assert not line.works and "Linux" in line.because
