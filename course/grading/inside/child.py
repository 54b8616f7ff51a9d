"""Run a student's cells and call their functions, one frame at a time, and send back plain data.

Everything here may be read, patched or forged by the student's code, which runs in the same process: no
verdict is reached here.  The grader, on the other side of the socket, believes nothing but numbers.
"""

import random
import re
import sys

import numpy as np
import plain
import stand_in

LONGEST_MESSAGE = 500
MOST_BYTES = 1 << 28  # from the grader, whom this side trusts
MAGIC = re.compile(r"^\s*[%!].*|.*\?\s*$")


class NoSuchFunction(Exception):
    """The notebook defines no function of that name."""


def serve(channel):
    """Answer the grader until it hangs up."""
    random.seed()
    np.random.seed()  # noqa: NPY002 - a student's code may use it, and a fork would repeat its numbers
    namespace = {"__name__": "__main__", **stand_in.install()}
    while True:
        try:
            request = plain.receive(channel, MOST_BYTES)
        except EOFError:
            return
        try:
            reply = {"result": answer(request, namespace, channel)}
        except BaseException as error:  # exit() and an interrupt too end the cell, not the process
            reply = {"error": described(error, request)}
        plain.send(channel, reply)


def answer(request, namespace, channel):
    """Run a cell, or call a function of the notebook's and pack what it gives."""
    if "run" in request:
        exec(compiled(request["run"], request["label"]), namespace)
        return None
    function = namespace.get(request["call"])
    if function is None:
        raise NoSuchFunction
    arguments = [argument(each, channel) for each in request["arguments"]]
    return plain.pack(function(*arguments))


def argument(packed, channel):
    """An argument for the student's function: plain data, or a function that the grader computes."""
    if isinstance(packed, dict) and "function" in packed:
        return lambda *values: ask(channel, packed["function"], values)
    return plain.unpack(packed)


def ask(channel, number, values):
    """Let the grader compute one of its own functions: its formula never enters the sandbox."""
    plain.send(channel, {"ask": number, "values": [plain.pack(value) for value in values]})
    reply = plain.receive(channel, MOST_BYTES)
    if "error" in reply:
        raise ValueError(reply["error"])
    return plain.unpack(reply["value"])


def compiled(source, label):
    """The cell as code; where it is no Python because of IPython's magics, without those lines."""
    try:
        return compile(source, label, "exec")
    except SyntaxError:
        plainer = "\n".join("" if MAGIC.match(line) else line for line in source.split("\n"))
        if plainer == source:
            raise
        return compile(plainer, label, "exec")


def described(error, request):
    """An exception as texts: its type, what it says, and the line of the cell that raised it."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("code cell"):
            line = trace.tb_lineno
        trace = trace.tb_next
    message = str(error)
    if isinstance(error, NotImplementedError) and "call" in request:
        message = unsolved_helper(error, request["call"])
    if isinstance(error, SyntaxError):
        line, message = error.lineno, str(error.msg)
    kind = "answer" if isinstance(error, plain.NotPlain) else type(error).__name__
    return {"type": kind[:LONGEST_MESSAGE], "message": message[:LONGEST_MESSAGE], "line": line}


def unsolved_helper(error, called):
    """What to say of a function that is solved, but calls one that is not; "" if it is itself the stub."""
    trace = error.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    name = trace.tb_frame.f_code.co_name
    return "" if name == called else f"It calls {name}, which is not solved yet."


def silence():
    """Nothing is read from the keyboard and nothing is printed: a gigabyte of output costs no memory."""
    import os

    nowhere = os.open("/dev/null", os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    sys.stdout = sys.stderr = open("/dev/null", "w", encoding="utf-8", errors="replace")
