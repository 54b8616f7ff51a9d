"""What crosses the wall: plain data comes out as it went in, and nothing else comes out at all."""

import json
import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course.grading.inside import plain

NUMBERS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
VALUES = st.recursive(NUMBERS, lambda inner: st.lists(inner, max_size=4), max_leaves=10)
DTYPES = st.sampled_from([np.dtype(name) for name in plain.DTYPES])
ANYTHING = st.recursive(
    NUMBERS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["array", "dict", "x"]), inner, max_size=2)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_numbers_texts_and_lists_come_out_as_they_went_in(value):
    assert plain.unpack(json.loads(json.dumps(plain.pack(value)))) == value


@given(arrays.arrays(DTYPES, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0)))
def test_an_array_comes_out_with_its_dtype_shape_and_bits(array):
    back = plain.unpack(json.loads(json.dumps(plain.pack(array))))
    assert back.dtype == array.dtype and back.shape == array.shape and back.tobytes() == array.tobytes()


@given(ANYTHING)
def test_whatever_stands_in_a_reply_gives_plain_data_or_not_plain(reply):
    try:
        plain.unpack(reply)
    except plain.NotPlain:
        pass


@pytest.mark.parametrize(
    "value", [object(), np.array([object()]), np.array(["text"]), np.array([1j]), {"x": object()}, lambda: 1]
)
def test_an_object_is_refused_by_its_name(value):
    with pytest.raises(plain.NotPlain, match=r"object|array|function|complex"):
        plain.pack(value)


@pytest.mark.parametrize(
    "parts",
    [
        ["<f8", [2], ""],
        ["<f8", [-1], ""],
        ["<f8", [2**40], ""],
        ["<f8", [0.5], ""],
        ["<f8", [0] * 9, ""],
        ["|O8", [0], ""],
        ["<f8", [1], "not base64!"],
        [["<f8"], [0], ""],
        ["<f8", "0", ""],
        ["<f8", [0]],
    ],
)
def test_a_forged_array_is_refused(parts):
    with pytest.raises(plain.NotPlain):
        plain.unpack({"array": parts})


def test_a_text_that_is_too_long_or_no_json_is_refused_without_being_read():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(plain.HEADER.pack(2**31))
        with pytest.raises(plain.NotPlain, match="bytes"):
            plain.receive(ours, 1000)
        deep = b"[" * 60_000
        theirs.sendall(plain.HEADER.pack(len(deep)) + deep)
        with pytest.raises(plain.NotPlain, match="no JSON"):
            plain.receive(ours, 100_000)
        theirs.close()
        with pytest.raises(EOFError):
            plain.receive(ours, 1000)
