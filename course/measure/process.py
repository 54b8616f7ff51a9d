"""The process that measurements run in: started once for its settings, kept warm, closed at exit."""

import atexit
import functools
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

from course.measure import sources
from course.measure.child import read_message, write_message

# Read by the libraries when they are imported, hence a process of its own.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

_kept = {}
_one_at_a_time = threading.Lock()  # two measurements at once would slow each other down


class MeasuringProcess:
    """A Python process that calls functions for us, with `threads` threads and `environment` set."""

    def __init__(self, threads=1, environment=None):
        self.written = tempfile.TemporaryFile()
        self.modules = {}
        self.process = _start(
            [sys.executable, "-X", "faulthandler", "-m", "course.measure.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.written,
            env=_environment(threads, environment),
        )

    def call(self, function, *arguments):
        """`function(*arguments)`, called over there; what it raises is raised here, its traceback as a note.

        RuntimeError if the process ends instead of answering.
        """
        import cloudpickle

        request = cloudpickle.dumps((function, arguments))
        try:
            self._send(pickle.dumps([os.path.abspath(folder) for folder in sys.path]))
            self._send(request)
            reply = read_message(self.process.stdout)
        except BaseException:  # Ctrl-C: the answer that is still to come must not meet the next question
            self.close()
            raise
        if not reply:
            raise RuntimeError(self._last_words())
        kind, value = pickle.loads(reply)
        if kind == "raised":
            raise value
        return value

    def is_usable(self, modules):
        """Whether it can still be asked, and knows no older state of `modules` (see `sources.states`)."""
        edited = any(self.modules.get(name, state) != state for name, state in modules.items())
        return self.process.poll() is None and not edited

    def close(self):
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # bytes it will never read
        self.written.close()

    def _send(self, message):
        try:
            write_message(self.process.stdin, message)
        except BrokenPipeError:
            pass  # it died: reading its answer finds that out, and tells why

    def _last_words(self):
        code = self.process.wait()
        self.written.seek(0)
        lines = self.written.read().decode(errors="replace").splitlines()[-12:]
        how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        hint = " It may have run out of memory: measure something smaller." if code == -9 else ""
        tail = "\nThe last lines it wrote:\n" + "\n".join(lines) if lines else ""
        self.close()
        return f"the measuring process ended {how} instead of answering.{hint} The next one is new.{tail}"


def call_warm(function, *arguments, threads=1, environment=None):
    """`function(*arguments)` in the warm process with these settings.

    It is started if there is none, and anew if a module that the caller imported was edited since: what the
    warm process imported stays as it was.
    """
    # A forked child must not talk through its parent's pipes, so the process id is part of the key.
    key = (os.getpid(), threads, tuple(sorted((environment or {}).items())))
    with _one_at_a_time:
        modules = sources.states()
        if key in _kept and not _kept[key].is_usable(modules):
            _kept.pop(key).close()
        if key not in _kept:
            _kept[key] = MeasuringProcess(threads, environment)
        _kept[key].modules |= modules
        return _kept[key].call(function, *arguments)


def call_fresh(function, *arguments, threads=1, environment=None):
    """`function(*arguments)` in a process started for it alone."""
    with _one_at_a_time:
        process = MeasuringProcess(threads, environment)
        try:
            return process.call(function, *arguments)
        finally:
            process.close()


@atexit.register
def close_all():
    """End all warm processes of this one."""
    for key in [key for key in _kept if key[0] == os.getpid()]:
        _kept.pop(key).close()


@functools.cache
def _starter(process_id):
    """The thread that starts all measuring processes of this process.

    Linux ends them with the thread that started them, and this one lasts as long as its process does.
    """
    return ThreadPoolExecutor(max_workers=1)


def _start(command, **settings):
    return _starter(os.getpid()).submit(subprocess.Popen, command, **settings).result()


def _environment(threads, changes):
    """This process's environment with the thread counts and `changes`; a value of None unsets."""
    changed = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, str(threads)), **(changes or {})}
    return {name: value for name, value in changed.items() if value is not None}
