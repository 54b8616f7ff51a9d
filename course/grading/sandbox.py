"""The wall: start a zygote in bubblewrap, take a locked-in child from it, ask the child and believe nothing.

with Zygote(("numpy",)) as zygote, zygote.child() as child:
    child.run("def double(x): return 2 * x", "cell 1")
    child.call("double", [21])
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass

from course.grading import bubblewrap, cgroup
from course.grading.inside import plain

MEBIBYTE = 2**20
MOST_QUESTIONS = 5_000  # that a student's function may ask in one call
START_SECONDS = 60
GRACE_SECONDS = 1


@dataclass(frozen=True)
class Limits:
    """What one submission may use, in bytes and in seconds; `answer_bytes` is for one answer."""

    memory_bytes: int = 2048 * MEBIBYTE  # of addresses; a cgroup counts what is really held
    tmp_bytes: int = 64 * MEBIBYTE
    file_bytes: int = 16 * MEBIBYTE
    answer_bytes: int = MEBIBYTE
    seconds: float = 10.0  # for a cell, or for a call
    cpu_seconds: int = 120  # for the whole child
    sandboxed: bool = True
    required: tuple[str, ...] = ()  # locks without which nothing runs


NOT_AS_AGREED = (ValueError, TypeError, LookupError, ArithmeticError, MemoryError, RecursionError)
"""What unpacking a stranger's answer, or computing with it, may raise."""


class Lost(Exception):
    """The child is gone, or had to be ended; says why, in words for the student."""


class Refused(Exception):
    """A cell or a call raised: `kind` is the exception's type, `line` that of the cell or None."""

    def __init__(self, kind, message, line):
        super().__init__(message)
        self.kind, self.line = kind, line

    def __str__(self):
        place = f" (line {self.line} of the cell)" if self.line else ""
        if self.kind == "answer":
            return f"it returns {super().__str__()}"
        return f"{self.kind}: {super().__str__()}{place}" if self.args[0] else f"{self.kind}{place}"


class Zygote:
    """A process in the sandbox that has imported `modules` and forks a child for each submission."""

    def __init__(self, modules=("numpy",), limits=None):
        self.limits, self.modules = limits or Limits(), modules
        self.control, self.process, self.group = None, None, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.close()

    def start(self):
        """Start it; RuntimeError with what the sandbox said if it cannot."""
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.group = cgroup.make(self.limits.memory_bytes) if self.limits.sandboxed else None
        settings = {**bubblewrap.places(self.modules), "limits": asdict(self.limits)}
        command = bubblewrap.command(self.modules) if self.limits.sandboxed else bubblewrap.without()
        command = cgroup.joining(self.group, [*command, str(theirs.fileno()), json.dumps(settings)])
        with theirs, tempfile.TemporaryFile() as said:
            self.process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=bubblewrap.environment(),
                start_new_session=True,
            )
            theirs.close()
            self._wait_until_ready(said)

    def _wait_until_ready(self, said):
        self.control.settimeout(START_SECONDS)
        try:
            ready = self.control.recv(16) == b"ready"
        except OSError:
            ready = False
        if not ready:
            self.close()
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise RuntimeError(f"the sandbox did not start: {last[0]}")

    def child(self):
        """A new child, locked in; a zygote that died is started anew, once, else RuntimeError."""
        for _ in range(2):
            try:
                return self._child()
            except (OSError, Lost):
                self.close()
                self.start()
        raise RuntimeError("the sandbox starts, but ends before anything runs in it: see course doctor")

    def _child(self):
        channel, their_channel = socket.socketpair()
        leash, their_leash = socket.socketpair()
        child = Child(channel, leash, self.limits, cgroup.lacking(self.group))
        with their_channel, their_leash:
            try:
                socket.send_fds(self.control, [b"child"], [their_channel.fileno(), their_leash.fileno()])
                their_channel.close()
                their_leash.close()
                child.wait_until_locked_in()
            except BaseException:
                child.close()
                raise
        if lacking := [name for name in self.limits.required if child.held.get(name, "unknown")]:
            child.close()
            raise RuntimeError(f"these locks do not hold in a new child: {', '.join(lacking)}")
        return child

    def close(self):
        """End it, and with it every child that is left."""
        if self.control is not None:
            self.control.close()
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
        cgroup.remove(self.group)


class Child:
    """One submission's process: its cells run there, its functions are called there.

    held: name of a lock -> "" if it holds, else why not.
    """

    def __init__(self, channel, leash, limits, without_group):
        self.channel, self.leash, self.limits = channel, leash, limits
        self.held = {"cgroup": without_group}

    def __enter__(self):
        return self

    def wait_until_locked_in(self):
        """Take in which locks hold.  Nothing of the student's has run yet: this one message is believed."""
        self.held = self._receive(time.monotonic() + START_SECONDS)["held"] | self.held

    def __exit__(self, *error):
        self.close()

    def run(self, source, label):
        """Run a cell; Refused if it raises, Lost if the process is gone or the time over."""
        result_of(self._ask({"run": source, "label": label}, ()))

    def call(self, name, arguments):
        """What the student's function gives for `arguments`, as plain data; raises like `run`.

        Arguments that are functions are computed here, on the grader's side, whenever the student calls them.
        """
        functions = [each for each in arguments if callable(each)]
        packed = [
            {"function": functions.index(each)} if callable(each) else plain.pack(each) for each in arguments
        ]
        packed_answer = result_of(self._ask({"call": name, "arguments": packed}, functions))
        try:
            return plain.unpack(packed_answer)
        except NOT_AS_AGREED as error:
            raise Refused("answer", str(error), None) from None

    def _ask(self, request, functions):
        deadline = time.monotonic() + self.limits.seconds
        self._send(request)
        for _ in range(MOST_QUESTIONS):
            reply = self._receive(deadline)
            if "ask" not in reply:
                return reply
            if time.monotonic() > deadline:
                raise Lost(f"ran longer than {self.limits.seconds:g} seconds")
            self._send(self._computed(reply, functions))
        raise Lost(f"called the functions it was given more than {MOST_QUESTIONS:,} times")

    def _computed(self, reply, functions):
        """The reply to a student's function that calls one of the grader's."""
        try:
            values = [plain.numbers(each) for each in plain.checked_list(reply.get("values"))]
            return {"value": plain.pack(functions[reply["ask"]](*values))}
        except NOT_AS_AGREED as error:
            return {"error": str(error)}

    def _send(self, message):
        self.channel.settimeout(self.limits.seconds)
        try:
            plain.send(self.channel, message)
        except TimeoutError:
            raise Lost(f"did not listen for {self.limits.seconds:g} seconds") from None
        except OSError:
            raise Lost(self.ending()) from None

    def _receive(self, deadline):
        try:
            reply = plain.receive(Until(self.channel, deadline), self.limits.answer_bytes)
        except TimeoutError:
            raise Lost(f"ran longer than {self.limits.seconds:g} seconds") from None
        except plain.NotPlain as error:
            raise Lost(f"sent {error}") from None
        except (EOFError, OSError):
            raise Lost(self.ending()) from None
        if not isinstance(reply, dict):
            raise Lost("sent something that is no answer")
        return reply

    def ending(self):
        """How the process ended, in words; one that closed its channel and lives on is not waited for."""
        self.leash.settimeout(GRACE_SECONDS)
        try:
            code = json.loads(self.leash.recv(4096) or b"{}").get("code", 0)
        except (OSError, ValueError):
            code = 0
        if code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            return f"the process was ended by {name}: it crashed, or used more than it may"
        return "ended the process it runs in"

    def close(self):
        """Cut the leash and wait until nothing of it is left."""
        self.channel.close()
        with contextlib.suppress(OSError, ValueError):
            self.leash.shutdown(socket.SHUT_WR)
            self.leash.settimeout(START_SECONDS)
            while self.leash.recv(4096):
                pass
        self.leash.close()


def result_of(reply):
    """The result in a reply that anybody may have written, still packed; Refused if it is an error."""
    if "result" in reply:
        return reply["result"]
    error = reply.get("error")
    if not isinstance(error, dict):
        raise Lost("sent something that is no answer")
    line = error.get("line")
    kind, message = (legible(error.get(name)) for name in ("type", "message"))
    raise Refused(kind, message, line if isinstance(line, int) else None)


def legible(text):
    """The beginning of a stranger's text, without what no file or terminal should hold."""
    return "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in str(text)[:500])


class Until:
    """A socket's `recv` with one deadline for all of a message: a byte now and then does not stretch it."""

    def __init__(self, channel, deadline):
        self.channel, self.deadline = channel, deadline

    def recv(self, size):
        """As a socket's; TimeoutError once the deadline is past."""
        # Past the deadline too, what has come already counts: it was this side that was late to look.
        self.channel.settimeout(max(0.0, self.deadline - time.monotonic()))
        try:
            return self.channel.recv(size)
        except BlockingIOError:
            raise TimeoutError from None
