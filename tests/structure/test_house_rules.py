"""What must not stand in any file that git tracks, and what the front door promises."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:  # an unpacked release has no git: its files are what is there
        installed = {".venv", ".nbgrader", ".tensorflow"}
        return [path for path in ROOT.rglob("*") if path.is_file() and not installed & set(path.parts)]
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def text_of(path):
    return path.read_text(encoding="utf-8", errors="ignore")


def test_no_tracked_file_is_heavy():
    heavy = [path for path in tracked_files() if path.stat().st_size > 400_000]
    assert not heavy


def test_no_tracked_file_names_a_place_on_somebodys_machine():
    home = re.compile(r"/(?:root|home/(?!jovyan)\w+|Users/\w+|" + "wo" + r"rk)/[\w.]")
    for path in tracked_files():
        assert not home.search(text_of(path)), path


def test_dark_and_light_tokens_are_written_in_the_style_files_alone():
    known = set(re.findall(r"#[0-9A-Fa-f]{6}", text_of(ROOT / "course/plots/colour.py"))) - {
        "#FFFFFF",
        "#000000",
    }
    token = re.compile("|".join(known), re.IGNORECASE)
    assert len(known) > 40
    allowed = {"colour.py", "style.css", "test_colour.py"}
    strays = [
        path
        for path in tracked_files()
        if path.name not in allowed
        and path.suffix in {".py", ".js", ".css", ".ipynb"}
        and token.search(text_of(path))
    ]
    assert not strays


def test_the_readme_names_two_commands_that_the_makefile_has():
    readme, makefile = text_of(ROOT / "README.md"), text_of(ROOT / "Makefile")
    for command in ("lab", "test"):
        assert f"make {command}" in readme and re.search(rf"^{command}:", makefile, re.MULTILINE)


def test_continuous_integration_calls_the_readmes_test_command():
    assert re.search(r"^make test$", text_of(ROOT / ".ci/run"), re.MULTILINE)
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "constraints.txt",
        "binder/postBuild",
    ],
)
def test_the_front_door_is_complete(name):
    assert (ROOT / name).stat().st_size > 100
