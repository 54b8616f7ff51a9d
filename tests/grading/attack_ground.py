"""Where the grader is attacked: folders with secrets, somebody who listens, and what is left."""

import contextlib
import ctypes
import json
import os
import runpy
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ordinary = runpy.run_path(str(HERE / "ordinary_user.py"))
SUBREAPER, SHARED_MEMORY = 36, 0x5CA1AB1E
SECONDS = 2


def grade(submissions, out, *options):
    """The command line of `course grade`."""
    options = options or ("--jobs", "2", "--require-isolation", "--json", "--seconds", str(SECONDS))
    words = ["grade", str(submissions), "--out", str(out), "--lab", "backprop", *options]
    return [sys.executable, "-m", "course.cli", *words]


def is_new(process, before):
    """Whether a living process is none of those from before, and none of their children."""
    try:
        line = {process.pid, *(parent.pid for parent in process.parents())}
        return not line & before and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextlib.contextmanager
def orphans():
    """A function that gives the processes that were started within and still live, orphans too.

    What a process from before started, such as the tests' browser, is not meant.
    """
    me, libc = psutil.Process(), ctypes.CDLL(None)
    before = {each.pid for each in me.children(recursive=True)}
    libc.prctl(SUBREAPER, 1)

    def left():
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            alive = [each for each in me.children(recursive=True) if is_new(each, before)]
            if not alive:
                break
            time.sleep(0.1)
        return alive

    try:
        yield left
    finally:
        libc.prctl(SUBREAPER, 0)


def groups_of(process):
    """The control groups that a grading process has made and not removed."""
    return sorted(map(str, Path("/sys/fs/cgroup").rglob(f"course-grading-{process}-*")))


class Ground:
    """Folders for one attacked run, as root or as an ordinary user."""

    def __init__(self, folder, as_ordinary):
        self.folder, self.as_ordinary = Path(folder), as_ordinary
        self.mark, self.secret = f"left-{secrets.token_hex(4)}", f"SECRET-{secrets.token_hex(8)}"
        self.folder.chmod(0o755)
        for name in ("submissions", "private", "out", "home", "home/tmp"):
            (self.folder / name).mkdir()
            if as_ordinary:
                os.chown(self.folder / name, ordinary["USER"], ordinary["USER"])
        for place in self.places()[:2]:
            place.write_text(self.secret)

    def places(self):
        """Files that hold what no student may see."""
        own = ("private/secret.txt", "home/.secret", "submissions/zz honest.ipynb", "out/verdicts.jsonl")
        labs = ROOT / "solutions/04_backprop.ipynb", ROOT / "course/grading/exercises/backprop.py"
        return [*(self.folder / each for each in own), *labs]

    def honest(self, data):
        """An honest notebook that holds the secret, in a remark."""
        notebook = json.loads(data)
        notebook["cells"].append({"cell_type": "code", "metadata": {}, "source": f"# {self.secret}"})
        return json.dumps(notebook).encode()

    def environment(self):
        """The grader's environment, with a secret in it and a home of its own."""
        home = self.folder / "home"
        return os.environ | {"HOME": str(home), "TMPDIR": str(home / "tmp"), "COURSE_TOKEN": self.secret}

    def command(self, words):
        """The command line as this run's user."""
        return ordinary["command"](words) if self.as_ordinary else words

    def run(self):
        """Grade all submissions; keeps what was said, by whom it was heard, and what is left."""
        with socket.create_server(("127.0.0.1", self.port)) as tcp, socket.socket(socket.AF_UNIX, 2) as unix:
            unix.bind(f"\0{self.mark}")
            for listener in (tcp, unix):
                listener.setblocking(False)
            with orphans() as left:
                self._grade()
                self.processes = [each.cmdline() for each in left()]
            self.heard = [each for each in (self._heard(tcp.accept), self._heard(unix.recv, 9)) if each]

    def _grade(self):
        words = grade(self.folder / "submissions", self.folder / "out")
        self.grader = subprocess.Popen(
            self.command(words),
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.stdout, self.stderr = (each.decode() for each in self.grader.communicate(timeout=600))

    @staticmethod
    def _heard(listen, *arguments):
        """What a listener heard, or None."""
        try:
            return listen(*arguments)
        except BlockingIOError:
            return None

    def listen(self):
        """Choose a port that is free."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def verdicts(self):
        """student -> verdicts, in the order in which they were reached."""
        found = {}
        for line in (self.folder / "out/verdicts.jsonl").read_text(encoding="utf-8").splitlines():
            verdict = json.loads(line)
            found.setdefault(verdict["student"], []).append(verdict)
        return found

    def left(self):
        """What is left of the attacks on this machine: files, shared memory, control groups."""
        folders = [ROOT, *map(Path, ("/tmp", "/dev/shm", "/var/tmp", "/"))]
        folders += [each for each in self.folder.rglob("*") if each.is_dir()]
        files = [f"{place}/{name}" for place in folders for name in os.listdir(place) if self.is_left(name)]
        files += os.listdir(self.folder / "home/tmp")
        shared = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
        memory = [line for line in shared if int(line.split()[0]) == SHARED_MEMORY]
        return [*files, *memory, *groups_of(self.grader.pid)]

    def is_left(self, name):
        """Whether a file's name is one that an attack would leave."""
        return self.mark in name or name.startswith("climbed")
