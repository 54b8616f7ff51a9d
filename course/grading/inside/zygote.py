"""Imported NumPy once; never runs a student's code, never computes; forks one child for each submission.

    python -I -S -B zygote.py CONTROL_FD '{"packages": [...], "modules": [...], "limits": {...}}'

The grader sends over the control socket, for each child, two sockets: the channel over which the child is
asked, and the leash.  A keeper stands between: it makes new namespaces, forks the child into them as their
first process, and waits.  When the leash is cut, by the grader or by its death, the keeper kills the child,
and with their first process all others in its namespaces die.
"""

import importlib
import json
import os
import select
import signal
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import confine

OFTEN_USED = ("collections", "copy", "dataclasses", "functools", "itertools", "math", "numpy.fft",
              "numpy.lib.stride_tricks", "numpy.polynomial", "numpy.random", "operator", "random", "time",
              "typing")  # fmt: skip
"""What lessons import: loaded here, once, and not in every child (NumPy loads some of its parts late)."""


def main(control_fd, settings):
    """Import what a lab may use, then fork until the grader hangs up."""
    sys.path[:] = [*sys.path, *settings["packages"]]
    for name in (*settings["modules"], *OFTEN_USED):
        importlib.import_module(name)
    import child  # needs NumPy

    control = socket.socket(fileno=control_fd)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers need no burial
    control.send(b"ready")
    while True:
        message, sockets, _, _ = socket.recv_fds(control, 16, 2)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            channel, leash = (socket.socket(fileno=each) for each in sockets)
            os._exit(keep(child, channel, leash, settings["limits"]))
        for each in sockets:
            os.close(each)


def keep(child, channel, leash, limits):
    """The keeper: fork the child into new namespaces, hold the leash, tell the grader how it ended."""
    os.setsid()  # before all else: a signal to its group must never reach the zygote
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    held = namespaces(limits)
    first = os.fork()
    if first == 0:
        leash.close()
        be_the_child(child, channel, held, limits)
    channel.close()
    ended = os.pidfd_open(first)
    waiting = select.poll()
    for each in (ended, leash):
        waiting.register(each, select.POLLIN)
    if not any(place == ended for place, _ in waiting.poll()):
        os.kill(first, signal.SIGKILL)
    _, status = os.waitpid(first, 0)
    code = os.waitstatus_to_exitcode(status)
    report = {"code": code}
    try:
        leash.sendall(json.dumps(report).encode())
    except OSError:
        pass  # the grader is gone, and nobody asks any more
    return 0


def namespaces(limits):
    """{"namespaces": "" or why they are missing}."""
    if not limits["sandboxed"]:
        return {}
    try:
        confine.new_namespaces()
        return {"namespaces": ""}
    except OSError as error:
        return {"namespaces": str(error)}


def be_the_child(child, channel, held, limits):
    """Close every door, say which locks hold, and serve."""
    try:
        os.setsid()  # a signal to its own group must not reach the keeper
        kept = os.dup2(channel.fileno(), 3, inheritable=False) if channel.fileno() != 3 else 3
        channel.detach()
        os.closerange(4, 256)
        channel = socket.socket(fileno=kept)
        child.silence()
        held |= confine.lock_in(limits)
        sys.path.remove(os.path.dirname(os.path.abspath(__file__)))
        child.plain.send(channel, {"held": held})
        child.serve(channel)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
