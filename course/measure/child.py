"""The measuring process: reads functions from its standard input, calls them, writes back what they gave.

Each message is its length in 8 bytes, then that many bytes of pickle.  A request is two messages: the folders
to import from, and the function with its arguments.
"""

import importlib
import os
import pickle
import signal
import sys
import threading
import time
import traceback

PR_SET_PDEATHSIG = 1  # Linux, sys/prctl.h: the signal that a process gets when its parent dies


def main():
    """Answer one request after the other until the other end is closed."""
    # A rival may print or read: the pipes of this conversation are moved out of its reach.
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    # Ctrl-C reaches the whole process group; the asking process decides, and ends this one if need be.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    while folders := read_message(requests):
        sys.path[:] = pickle.loads(folders)
        importlib.invalidate_caches()  # a module may have been written since the last request
        write_message(replies, answer(read_message(requests)))


def end_with_parent():
    """Let this process end when the one that asks is killed, even while a rival runs that never returns."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=watch_parent, args=(os.getppid(),), daemon=True).start()


def watch_parent(parent):
    """End this process within a second after it was left to another parent; Windows never changes it."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def answer(request):
    """Call the function in the message `request`; give the message ("gave", value) or ("raised", error)."""
    import cloudpickle

    try:
        function, arguments = pickle.loads(request)
        return cloudpickle.dumps(("gave", function(*arguments)))
    except BaseException as error:  # also SystemExit: a rival that calls exit() must not end this process
        text = traceback.format_exc()
        return cloudpickle.dumps(("raised", portable(error, text)))


def portable(error, text):
    """`error` with the traceback `text` as its note, or a RuntimeError where it cannot cross the pipe."""
    import cloudpickle

    kept = error
    try:
        pickle.loads(cloudpickle.dumps(error))
    except Exception:
        kept = None
    if kept is None or not isinstance(error, Exception):
        kept = RuntimeError(f"{type(error).__name__}: {error}")
    kept.add_note("In the measuring process:\n" + text)
    return kept


def read_message(stream):
    """The next message of `stream`, or empty bytes at its end."""
    header = stream.read(8)
    length = int.from_bytes(header, "little")
    message = stream.read(length)
    complete = len(header) == 8 and len(message) == length
    return message if complete else b""


def write_message(stream, message):
    """Send the bytes `message`."""
    stream.write(len(message).to_bytes(8, "little"))
    stream.write(message)
    stream.flush()


if __name__ == "__main__":
    main()
