import datetime
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from course.measure import machine, recordings

FIGURES = {
    "bytes": [[1, 2.5], [0.1, -3e-20]],
    "text with [brackets], and\nlines": "[1,\n 2]",
    "none": None,
    "empty": [],
}


@pytest.fixture
def measured():
    return recordings.measured(
        "speed", FIGURES, versions={"numpy": "2.4.6", "torch": "2.13.0"}, command="python -m speed"
    )


def test_what_is_recorded_is_loaded_again_and_is_no_longer_fresh(measured, tmp_path):
    path = recordings.record(measured, tmp_path)
    assert path == tmp_path / "speed.json"
    assert recordings.load("speed", tmp_path) == replace(measured, is_fresh=False)


def test_a_recording_says_today_and_this_processor(measured):
    assert measured.date == str(datetime.date.today())
    assert measured.machine == {"cpu": machine.cpu_name(), "cores": machine.usable_cores()}


def test_the_label_tells_fresh_figures_from_recorded_ones(measured):
    assert measured.label == "measured here, numpy 2.4.6, torch 2.13.0"
    old = replace(measured, is_fresh=False, date="2026-11-25", machine={"cpu": "a CPU", "cores": 2})
    assert old.label == "recorded 2026-11-25 on a CPU (2 cores), numpy 2.4.6, torch 2.13.0"


def test_rows_of_numbers_stand_on_one_line(measured, tmp_path):
    assert "[0.1, -3e-20]" in recordings.record(measured, tmp_path).read_text()


def test_a_recording_that_is_not_there_is_an_error_that_names_those_that_are(measured, tmp_path):
    recordings.record(measured, tmp_path)
    with pytest.raises(FileNotFoundError, match="'sped'; there are: speed"):
        recordings.load("sped", tmp_path)
    with pytest.raises(FileNotFoundError, match="there are: none"):
        recordings.load("speed", Path(tmp_path, "empty"))


@pytest.mark.parametrize("path", sorted(recordings.FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_recording_of_the_course_has_a_label_and_the_command_that_made_it(path):
    recording = recordings.load(path.stem)
    assert re.fullmatch(r"recorded \d{4}-\d\d-\d\d on .+ \(\d+ cores\), .+ \d.*", recording.label)
    module = recording.command.removeprefix("python -m ")
    assert (recordings.FOLDER.parents[1] / f"{module.replace('.', '/')}.py").exists()
    assert set(json.loads(path.read_text())) == {"figures", "date", "machine", "versions", "command"}


def test_the_parts_docstring_names_every_recording():
    text = (recordings.FOLDER / "__init__.py").read_text()
    assert all(path.name in text for path in recordings.FOLDER.glob("*.json"))
