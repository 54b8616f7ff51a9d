"""What Binder needs, as far as it can be shown without Docker; a weekly workflow builds the whole image."""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_repo2docker_takes_its_python_and_its_postbuild_from_the_binder_folder():
    command = [
        sys.executable,
        "-m",
        "repo2docker",
        "--no-build",
        "--debug",
        "--user-id",
        "1000",
        "--user-name",
        "jovyan",
        str(ROOT),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    dockerfile = done.stdout + done.stderr
    assert done.returncode == 0, dockerfile[-2000:]
    assert "binder/postBuild" in dockerfile
    assert "python=3.11" in dockerfile


def test_the_postbuild_makes_an_environment_in_which_the_course_and_jupyterlab_start(tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    programs = tmp_path / "env" / "bin"
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PIP_EXTRA_INDEX_URL": os.environ.get("PIP_EXTRA_INDEX_URL", ""),
        "VIRTUAL_ENV": str(tmp_path / "env"),
    }
    copy = tmp_path / "repository"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
    done = subprocess.run(
        ["bash", "binder/postBuild"], cwd=copy, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for command in (["course", "doctor", "--json"], ["jupyter", "lab", "--version"]):
        done = subprocess.run(
            [programs / command[0], *command[1:]], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
