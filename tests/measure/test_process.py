"""The warm process: it runs the code as it is now, and it does not outlive the one that asks."""

import importlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import psutil
import pytest

from course.measure import process


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A function that writes and imports a module of the reader's own."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(name, source):
        (tmp_path / f"{name}.py").write_text(source)
        importlib.invalidate_caches()
        known = sys.modules.get(name)
        return importlib.reload(known) if known else importlib.import_module(name)

    yield write
    sys.modules.pop("edited", None)


def test_a_module_edited_and_reloaded_is_measured_as_it_is_now(module):
    assert process.call_warm(module("edited", "def answer(): return 1").answer) == 1
    started = process.call_warm(os.getpid)
    assert process.call_warm(module("edited", "def answer(): return 2 + 2").answer) == 4
    assert process.call_warm(os.getpid) != started


def test_the_process_stays_warm_while_no_module_changes(module):
    edited = module("edited", "def answer(): return 1")
    before = process.call_warm(os.getpid)
    assert process.call_warm(edited.answer) == 1  # a module more is no reason to start anew
    assert process.call_warm(os.getpid) == before


def test_a_folder_added_to_sys_path_later_is_searched_in_the_warm_process(tmp_path, monkeypatch):
    before = process.call_warm(os.getpid)
    (tmp_path / "added.py").write_text("answer = 7")
    monkeypatch.syspath_prepend(tmp_path)

    def import_there():
        return importlib.import_module("added").answer, os.getpid()

    assert process.call_warm(import_there) == (7, before)


SCRIPT = """
    import os, sys, time
    from course.measure import process, timing
    def forever():
        while True: pass
    print(timing.race({"mine": lambda: 1.0}, turns=5, turn_seconds=1e-4).fastest, flush=True)
    print(list(process._kept.values())[0].process.pid, flush=True)
    timing.race({"forever": forever})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_ends_a_race_and_leaves_no_process_behind(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    running = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert running.stdout.readline().strip() == "mine"
        measuring = int(running.stdout.readline())
        time.sleep(0.2)
        os.killpg(running.pid, signal.SIGINT)  # what a terminal and Jupyter's stop button do
        _, errors = running.communicate(timeout=20)
    finally:
        running.kill()
    assert "KeyboardInterrupt" in errors
    assert ends(measuring)


def ends(process_id):
    """Whether a process has ended within five seconds; a zombie only waits to be asked how."""
    for _ in range(100):
        try:
            if psutil.Process(process_id).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_rival_that_never_returns_ends_with_the_one_that_asked(tmp_path, end):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    running = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    with running.stdout:
        assert running.stdout.readline().strip() == "mine"
        measuring = int(running.stdout.readline())
    time.sleep(0.2)
    assert psutil.Process(measuring).is_running()
    running.send_signal(getattr(signal, end))
    running.wait()
    assert ends(measuring)


WATCHED = """
    import os, threading
    from course.measure import child
    threading.Thread(target=child.watch_parent, args=(os.getppid(),), daemon=True).start()
    print(os.getpid(), flush=True)
    while True: pass
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows never changes a process's parent")
def test_a_process_that_watches_its_parent_ends_with_it(tmp_path):
    (tmp_path / "watched.py").write_text(textwrap.dedent(WATCHED))
    start = "import subprocess, sys; subprocess.run([sys.executable, sys.argv[1]])"
    parent = subprocess.Popen(
        [sys.executable, "-c", start, tmp_path / "watched.py"], stdout=subprocess.PIPE, text=True
    )
    with parent.stdout:
        watched = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    assert ends(watched)


def test_the_warm_process_outlives_the_thread_that_first_asked_for_it():
    asked = []
    settings = {"environment": {"COURSE_TEST": "thread"}}
    thread = threading.Thread(target=lambda: asked.append(process.call_warm(os.getpid, **settings)))
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert process.call_warm(os.getpid, **settings) == asked[0]
