import gzip
import struct
import tracemalloc

import numpy as np
import pytest

from course.data import idx


def as_idx(array, type_code):
    header = bytes([0, 0, type_code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(idx.TYPES[type_code]).tobytes()


@pytest.mark.parametrize("type_code", sorted(idx.TYPES))
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 0), (2, 3, 4)])
def test_an_array_written_as_idx_is_read_back(type_code, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    np.testing.assert_array_equal(idx.parse(as_idx(array, type_code)), array)


@pytest.mark.parametrize("length", range(23))
def test_a_file_cut_anywhere_is_refused(length):
    content = as_idx(np.arange(6).reshape(2, 3), 8)
    assert len(content) == 18
    with pytest.raises(ValueError, match=r"IDX"):
        idx.parse(content[:length] if length < 18 else content + b"x" * (length - 17))


def test_a_cut_gzip_file_and_a_file_that_is_no_gzip_are_named(tmp_path):
    whole = gzip.compress(as_idx(np.arange(600).reshape(2, 300) % 256, 8))
    for name, content in {
        "cut.gz": whole[:-9],
        "text.gz": b"not gzip",
        "broken.gz": whole[:20] + b"\xff" * 9,
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ValueError, match=f"{name}.*get it again"):
            idx.read(path)


def test_a_file_that_is_not_gzipped_is_read_too(tmp_path):
    array = np.arange(6).reshape(2, 3)
    (tmp_path / "labels").write_bytes(as_idx(array, 8))
    np.testing.assert_array_equal(idx.read(tmp_path / "labels"), array)


def test_a_gzip_file_that_holds_more_than_its_header_says_is_not_unpacked_to_its_end(tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(as_idx(np.arange(6), 8) + bytes(100_000_000)))
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="of more bytes where 14 belong"):
            idx.read(path)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_header_that_says_terabytes_is_refused(tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes([0, 0, 14, 2]) + b"\xff" * 8))
    with pytest.raises(ValueError, match=f"bomb.gz: .* {12 + 8 * (2**32 - 1) ** 2:,} bytes"):
        idx.read(path)
