"""Numbers, texts, lists and arrays as JSON and back, in frames on a socket: data, and never objects.

Both sides of the sandbox's wall use it.  `unpack` trusts nothing: what is not plain data raises NotPlain.
"""

import base64
import json
import math
import struct

import numpy as np

DTYPES = {name: np.dtype(name) for name in "? <f8 <f4 <f2 <i8 <i4 <i2 |i1 <u8 <u4 <u2 |u1".split()}
DEEPEST = 8  # lists in lists
MOST_AXES = 8
MOST_KEYS = 256  # of numbers chosen to have one hash, more would take for ever
HEADER = struct.Struct("<I")


class NotPlain(ValueError):
    """What was given is no number, text, list or array of numbers."""


def pack(value, depth=0):
    """`value` as what JSON can hold; NotPlain for an object of any other kind.

    value: None, bool, int, float, str, a NumPy array or scalar, a list, tuple or dict of these.
    """
    if depth > DEEPEST:
        raise NotPlain(f"lists in lists, more than {DEEPEST} deep")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) in (list, tuple):
        return [pack(each, depth + 1) for each in value]
    if type(value) is dict:
        return {"dict": [[pack(each, depth + 1) for each in pair] for pair in value.items()]}
    if isinstance(value, np.ndarray | np.generic):
        return pack_array(np.asarray(value))
    raise NotPlain(f"a {type(value).__name__}, which is no number, text, list or array")


def pack_array(array):
    """An array of numbers as {"array": [dtype, shape, base64 of its bytes]}."""
    name = array.dtype.newbyteorder("<").str if array.dtype.kind != "b" else "?"
    if name not in DTYPES:
        raise NotPlain(f"an array of {array.dtype}, which are no numbers")
    data = base64.b64encode(array.astype(DTYPES[name]).tobytes()).decode("ascii")
    return {"array": [name, list(array.shape), data]}


def unpack(value, depth=0):
    """The value that `pack` was given, from data that anybody may have written."""
    if depth > 2 * DEEPEST:
        raise NotPlain("lists in lists, too deep")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [unpack(each, depth + 1) for each in value]
    if set(value) == {"array"}:
        return unpack_array(value["array"])
    if set(value) == {"dict"}:
        if len(checked_list(value["dict"])) > MOST_KEYS:
            raise NotPlain(f"a dict of more than {MOST_KEYS} keys")
        return dict(unpack_pair(pair, depth + 1) for pair in value["dict"])
    raise NotPlain("neither an array nor a dict")


def numbers(value):
    """`unpack`, for what has to be a number, an array or lists of these."""
    answer = unpack(value)
    if not holds_numbers(answer):
        raise NotPlain("no numbers")
    return answer


def holds_numbers(answer):
    """Whether it is a number, an array, or lists of these: an array of long texts would fill the memory."""
    if isinstance(answer, list):
        return all(map(holds_numbers, answer))
    return isinstance(answer, bool | int | float | np.ndarray)


def unpack_pair(pair, depth):
    """A key, which is a text or a number, and its value."""
    key, value = checked_list(pair, 2)
    if not isinstance(key, str | int | float):
        raise NotPlain("a key that is neither text nor number")
    return key, unpack(value, depth)


def unpack_array(parts):
    """The array of what `pack_array` made; its bytes have to fit its shape exactly."""
    name, shape, data = checked_list(parts, 3)
    if not isinstance(name, str) or name not in DTYPES or not isinstance(data, str):
        raise NotPlain("an array of no known type")
    shape = checked_list(shape)
    if len(shape) > MOST_AXES or not all(type(size) is int and 0 <= size < 2**32 for size in shape):
        raise NotPlain("an array of no possible shape")
    try:
        raw = base64.b64decode(data, validate=True)
    except ValueError:
        raise NotPlain("an array of no bytes") from None
    if len(raw) != math.prod(shape) * DTYPES[name].itemsize:
        raise NotPlain("an array whose bytes do not fit its shape")
    try:
        return np.frombuffer(raw, DTYPES[name]).reshape(shape).copy()
    except ValueError:  # no bytes, and axes whose product is beyond all numbers
        raise NotPlain("an array of no possible shape") from None


def checked_list(value, length=None):
    """`value` if it is a list, of that length if one is given."""
    if not isinstance(value, list) or length not in (None, len(value)):
        raise NotPlain("a list was expected")
    return value


def send(channel, message):
    """One message, as a frame: its length in four bytes, then JSON."""
    data = json.dumps(message).encode("ascii")
    channel.sendall(HEADER.pack(len(data)) + data)


def receive(channel, most_bytes):
    """The next message; EOFError if the other side is gone, NotPlain if it is too long or no JSON."""
    (length,) = HEADER.unpack(receive_exactly(channel, HEADER.size))
    if length > most_bytes:
        raise NotPlain(f"an answer of {length:,} bytes, where {most_bytes:,} are the most")
    try:
        return json.loads(receive_exactly(channel, length))
    except (ValueError, RecursionError):
        raise NotPlain("an answer that is no JSON") from None


def receive_exactly(channel, length):
    """That many bytes from a socket, or EOFError."""
    data = bytearray()
    while len(data) < length:
        part = channel.recv(min(length - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)
