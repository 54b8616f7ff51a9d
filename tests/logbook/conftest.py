import pytest

from course.logbook import logbook


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    """An empty logbook, and a notebook that has offered nothing yet."""
    path = tmp_path / "folder" / "logbook.jsonl"
    monkeypatch.setenv("COURSE_LOGBOOK", str(path))
    start_a_notebook()
    return path


def start_a_notebook():
    """Forget what an earlier notebook offered and showed; the file stays."""
    logbook._offered.clear()
    logbook._on_screen.clear()


@pytest.fixture
def reopen():
    """A function that does what opening the notebook again does."""
    return start_a_notebook
