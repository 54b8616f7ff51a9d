"""The file: only ever added to, and nothing lost."""

import json
import os
import subprocess
import sys

import pytest

from course.logbook import store


def test_entries_are_read_back_in_order_with_their_time(file):
    for value in (1, 2.5, "naïve × “quoted”\nsecond line"):
        store.append("prediction", key="key", value=value)
    entries = store.read().entries
    assert [entry["value"] for entry in entries] == [1, 2.5, "naïve × “quoted”\nsecond line"]
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)


def test_without_a_file_the_logbook_is_empty(file):
    assert store.read() == store.Lines([], []) and not file.exists()


def test_the_file_stands_in_the_users_data_folder_unless_the_environment_names_another(file, monkeypatch):
    assert store.path() == file
    monkeypatch.delenv("COURSE_LOGBOOK")
    assert store.path().name == "logbook.jsonl" and "scalable-ml-course" in str(store.path())


@pytest.mark.parametrize(
    "damage",
    [
        b'{"kind": "pred', b"\xff\xfe\n", b"3\n", b'{"no": "kind"}\n', b'{"kind": 4}\n',
        b'{"kind": "prediction", "value": NaN}\n', b'{"kind": "prediction", "value": 1e999}\n',
        b'{"kind": "prediction", "value": 1' + 400 * b"0" + b"}\n",
        b'{"kind": "prediction", "value": 1' + 5000 * b"0" + b"}\n",
        b'{"kind": "prediction", "key": "\\ud800"}\n', b"[" * 100_000 + b"\n",
    ],
)  # fmt: skip
def test_a_damaged_line_is_skipped_and_counted_and_the_others_stay(file, damage):
    store.append("prediction", key="before", value=1)
    with file.open("ab") as stream:
        stream.write(damage)
    store.append("prediction", key="after", value=2)
    lines = store.read()
    assert [entry["key"] for entry in lines.entries] == ["before", "after"]
    assert lines.damaged == [2]


WRITER = """
import sys
from course.logbook import store
for number in range(100):
    store.append("prediction", key=sys.argv[1], value=number, padding="x" * 3000)
"""


def test_two_notebooks_that_write_at_once_lose_nothing(file):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, name]) for name in ("one", "two")]
    assert [writer.wait() for writer in writers] == [0, 0]
    lines = store.read()
    assert lines.damaged == []
    for name in ("one", "two"):
        assert [entry["value"] for entry in lines.entries if entry["key"] == name] == list(range(100))


def test_a_file_that_cannot_be_written_is_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("COURSE_LOGBOOK", str(tmp_path / "a file" / "logbook.jsonl"))
    with pytest.raises(OSError, match="set COURSE_LOGBOOK"):
        store.append("prediction", key="key", value=1)


def test_a_folder_in_the_files_place_is_an_error_that_says_what_to_do(file):
    file.mkdir(parents=True)
    for use in (store.read, lambda: store.append("prediction", key="key", value=1)):
        with pytest.raises(OSError, match="set COURSE_LOGBOOK"):
            use()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_its_owner_can_read_the_logbook(file):
    store.append("prediction", key="key", value=1)
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads(file.read_text())["key"] == "key"
