"""The process that measurements run in: started once for its settings, kept warm, closed at exit."""

import atexit
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading

from course.measure.child import read_message, write_message

# Read by the libraries when they are imported, hence a process of its own.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

_kept = {}
_one_at_a_time = threading.Lock()  # two measurements at once would slow each other down


class MeasuringProcess:
    """A Python process that calls functions for us, with `threads` threads and `environment` set."""

    def __init__(self, threads=1, environment=None):
        self.written = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "course.measure.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.written,
            env=_environment(threads, environment),
        )
        self._send(pickle.dumps(sys.path))

    def call(self, function, *arguments):
        """`function(*arguments)`, called over there; what it raises is raised here, its traceback as a note.

        RuntimeError if the process ends instead of answering.
        """
        import cloudpickle

        request = cloudpickle.dumps((function, arguments))
        try:
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

    def is_alive(self):
        """Whether it can still be asked."""
        return self.process.poll() is None

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
    """`function(*arguments)` in the warm process with these settings, started if there is none."""
    # A forked child must not talk through its parent's pipes, so the process id is part of the key.
    key = (os.getpid(), threads, tuple(sorted((environment or {}).items())))
    with _one_at_a_time:
        if key not in _kept or not _kept[key].is_alive():
            _kept[key] = MeasuringProcess(threads, environment)
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


def _environment(threads, changes):
    """This process's environment with the thread counts and `changes`; a value of None unsets."""
    changed = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, str(threads)), **(changes or {})}
    return {name: value for name, value in changed.items() if value is not None}
