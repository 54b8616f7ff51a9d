"""The grader under attack: nobody earns too much, sees a secret, leaves a trace or stops the run."""

import contextlib
import csv
import json
import os
import random
import runpy
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from course.grading import grade, isolation, report
from course.grading.sandbox import Limits
from course.grading.verdicts import Verdicts

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
attacks = runpy.run_path(str(HERE / "attacks.py"))
ground = runpy.run_path(str(HERE / "attack_ground.py"))
HONEST = attacks["SOLUTION"].read_bytes()
FULL = sum(attacks["POINTS"].values())
CLASS_SIZE = 30


def needs(*programs):
    """In CI a program that is not installed is a failure, elsewhere a reason to skip."""
    if missing := [each for each in programs if not shutil.which(each)]:
        told = f"apt-get install bubblewrap util-linux: no {', '.join(missing)}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(told)


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    """Nothing here is worth anything without the sandbox."""
    needs("bwrap")


@pytest.fixture(scope="module", params=["root", "an ordinary user"])
def attacked(request):
    """A Ground on which the whole corpus has been graded, with `attacks`: student -> Attack."""
    is_ordinary = request.param != "root"
    if not is_ordinary and os.geteuid() != 0:
        pytest.skip("the tests run as an ordinary user: who is not root cannot try it as root")
    needs(*(("unshare", "setpriv") if is_ordinary and os.geteuid() == 0 else ()))
    with tempfile.TemporaryDirectory(prefix="course-attacks-", ignore_cleanup_errors=True) as folder:
        here = ground["Ground"](folder, is_ordinary and os.geteuid() == 0)
        here.listen()
        here.attacks = attacks["corpus"](here.places(), here.port, here.mark)
        submissions, honest = here.folder / "submissions", here.honest(HONEST)
        for name, attack in here.attacks.items():
            attack.write(submissions, name, HONEST)
        for name in [*attacks["names"](), "zz honest"]:
            attacks["honest"](submissions, name, honest)
        here.run()
        yield here


def student(verdicts, name):
    """The only verdict of a student, whose name may have been made longer."""
    return next(verdicts[each][0] for each in verdicts if each == name or each.startswith(f"{name}eee"))


def test_the_run_comes_to_its_end_and_says_so_in_one_object(attacked):
    assert attacked.grader.returncode == 0, attacked.stderr
    assert json.loads(attacked.stdout)["graded"] == len(os.listdir(attacked.folder / "submissions"))
    assert "NOT FULLY ISOLATED" not in attacked.stderr
    assert "\x1b" not in attacked.stderr


def test_no_attack_earns_more_or_costs_more_than_it_should(attacked):
    verdicts = attacked.verdicts()
    wrong = {}
    for name, attack in attacked.attacks.items():
        if complaint := attacks["complaint"](attack, student(verdicts, name)):
            wrong[name] = complaint
    assert not wrong, json.dumps(wrong, indent=1)


def test_everybody_else_gets_full_marks_and_nobody_is_missing(attacked):
    verdicts = attacked.verdicts()
    honest = {name: each for name, each in verdicts.items() if name not in attacked.attacks}
    others = {name: each for name, each in honest.items() if not name.startswith("hands in an endless name")}
    assert len(others) == len(attacks["names"]()) + 1
    assert {each[0]["score"] for each in others.values()} == {FULL}, others
    assert all(len(each) == 1 for each in verdicts.values())
    with (attacked.folder / "out/grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["student"].removeprefix("'") for row in rows) == sorted(
        name.removeprefix("'") for name in verdicts
    )


def test_no_verdict_and_no_page_holds_a_secret(attacked):
    files = [each for each in (attacked.folder / "out").rglob("*") if each.is_file()]
    assert len(files) > 2 * len(attacked.attacks)
    assert not [each for each in files if attacked.secret in each.read_text(encoding="utf-8")]
    assert attacked.secret not in attacked.stdout + attacked.stderr


def test_nothing_is_left_running_and_nothing_left_behind(attacked):
    assert attacked.processes == []
    assert attacked.left() == []


def test_nobody_was_reached_over_the_network(attacked):
    assert attacked.heard == []


def test_what_strangers_wrote_is_text_in_a_page_and_in_a_spreadsheet(attacked):
    for page in (attacked.folder / "out").rglob("feedback.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text and "\x1b" not in text, page
    for row in csv.reader((attacked.folder / "out/grades.csv").read_text(encoding="utf-8").splitlines()):
        assert not any(cell.startswith(report.FORMULA) and not cell.lstrip("-").isdigit() for cell in row), (
            row
        )


def test_each_verdict_says_that_every_lock_held(attacked):
    for verdicts in attacked.verdicts().values():
        held = verdicts[0]["isolation"]
        assert not isolation.missing(held) if held else verdicts[0]["score"] == 0, verdicts


def test_a_name_that_a_terminal_would_obey_is_shown_harmless(tmp_path):
    attacks["honest"](tmp_path, "\x1b]0;gone\x07", HONEST)
    shown = []
    settings = grade.Settings(ROOT / "labs", jobs=1)
    grade.grade(tmp_path, tmp_path / "out", settings, lambda *told: shown.append(told[-1]))
    assert len(shown) == 1 and shown[0].isprintable() and "gone" in shown[0]


def test_a_name_made_of_dots_is_a_folder_inside_the_others():
    for name in (".", "..", "...", "../../x", "/", "a/../..", "\0"):
        folder = report.folder_name(name)
        assert folder.strip(".") and "/" not in folder and "\0" not in folder


# What a killed run leaves, and two runs at once


@pytest.fixture
def class_of_honest(tmp_path):
    """A folder with the same work of many students."""
    for number in range(CLASS_SIZE):
        folder = tmp_path / "submissions"
        folder.mkdir(exist_ok=True)
        attacks["honest"](folder, f"student {number:02d}", HONEST)
    return folder


def lines(out):
    """The whole lines of the verdicts so far."""
    path = out / "verdicts.jsonl"
    return path.read_bytes().splitlines(keepends=True) if path.exists() else []


def killed(command, out, count):
    """Start a run and kill it without warning once it has reached `count` verdicts; its number."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        deadline = time.monotonic() + 120
        while len(lines(out)) < count and run.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.1))
        with contextlib.suppress(ProcessLookupError):
            run.send_signal(signal.SIGKILL)
    return run.pid


def test_a_run_that_is_killed_again_and_again_grades_everybody_once(class_of_honest, tmp_path):
    out = tmp_path / "out"
    command = ground["grade"](class_of_honest, out)
    with ground["orphans"]() as left:
        kept, killed_ones = [], []
        for count in (0, random.randint(1, 8), random.randint(10, 16), random.randint(18, 26)):
            killed_ones.append(killed(command, out, count))
            whole = [line for line in lines(out) if line.endswith(b"\n")]
            assert whole[: len(kept)] == kept
            kept = whole
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert left() == []
    assert not [group for number in killed_ones for group in ground["groups_of"](number)]
    assert done.returncode == 0, done.stderr
    verdicts = [json.loads(line) for line in lines(out)]
    assert json.loads(done.stdout)["kept"] == len(kept)
    assert sorted(each["student"] for each in verdicts) == [f"student {n:02d}" for n in range(CLASS_SIZE)]
    assert {each["score"] for each in verdicts} == {FULL}
    assert len(list(out.rglob("feedback.html"))) == CLASS_SIZE
    an_edited_submission_is_graded_anew(class_of_honest, command, out)


def an_edited_submission_is_graded_anew(folder, command, out):
    """One more run, after one student handed in something else."""
    before = lines(out)
    attacks["body"](3, "return x, W, V")(folder, "student 07", HONEST)
    summary = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    assert (summary["graded"], summary["kept"]) == (1, CLASS_SIZE - 1)
    assert lines(out)[:-1] == before
    newest = json.loads(lines(out)[-1])
    assert (newest["student"], newest["score"]) == ("student 07", FULL - 3)


def test_a_second_run_into_the_same_folder_ends_with_advice(class_of_honest, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with Verdicts(out):
        done = subprocess.run(ground["grade"](class_of_honest, out), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "another run is grading into" in done.stderr and "--out" in done.stderr
    assert lines(out) == []


# Where the sandbox is missing, or one of its locks


@pytest.fixture
def one(tmp_path):
    """A folder with one submission."""
    folder = tmp_path / "submissions"
    folder.mkdir()
    attacks["honest"](folder, "ada", HONEST)
    return folder


def test_without_bubblewrap_it_refuses_and_names_what_to_install(one, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = subprocess.run(ground["grade"](one, tmp_path / "out"), cwd=ROOT, capture_output=True, text=True)
    assert refused.returncode == 2
    assert isolation.INSTALL in refused.stderr
    assert not list(tmp_path.glob("out/*"))


def test_unsafe_grades_and_says_loudly_that_nothing_is_isolated(one, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    unsafe = ground["grade"](one, tmp_path / "out", "--unsafe", "--json")
    done = subprocess.run(unsafe, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and "NOT FULLY ISOLATED" in done.stderr
    assert json.loads(lines(tmp_path / "out")[0])["score"] == FULL
    for name in ("namespaces", "mounts", "landlock", "seccomp"):
        assert f"{name}: no sandbox (--unsafe)" in done.stderr
    held = isolation.probe(Limits(sandboxed=False))
    with pytest.raises(RuntimeError, match="--require-isolation: these locks do not hold"):
        isolation.insist(held)


def test_where_a_child_gets_no_namespaces_required_isolation_refuses(one, tmp_path):
    needs("unshare")
    for spaces in range(1, 6):  # bubblewrap's own are some of them, one or two by its version
        limit = f"echo {spaces} > /proc/sys/user/max_user_namespaces; exec " + '"$@"'
        command = ["unshare", "--user", "--map-root-user", "sh", "-c", limit, "sh"]
        command += ground["grade"](one, tmp_path / "out")
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 2, done.stdout
        if "these locks do not hold here" in done.stderr:
            break
    assert "namespaces:" in done.stderr and "course doctor" in done.stderr
    assert lines(tmp_path / "out") == []
