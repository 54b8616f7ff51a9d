"""The file format of MNIST: a few bytes that say the type and the shape, then the numbers."""

import gzip
import struct
import zlib
from math import prod

import numpy as np

LARGEST_BYTES = 2**30  # MNIST's largest file has 47 million: more is no file of this course
TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read(path):
    """The array in the IDX file `path`, gzipped if it ends in .gz; ValueError if it is cut or no IDX."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            return parse(read_as_said(file))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path} is cut short or is no gzip file ({error}): get it again") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def read_as_said(file):
    """As many bytes of an open IDX file as its header says, and one more if there are more.

    A small gzip file can hold any number of bytes: they are not unpacked to be counted.
    """
    header = file.read(4)
    header += file.read(4 * header[3]) if len(header) == 4 else b""
    *_, expected = layout(header)
    if expected > LARGEST_BYTES:
        raise ValueError(f"an IDX file that says it holds {expected:,} bytes: get it again")
    return header + file.read(expected - len(header) + 1)


def parse(content):
    """The array in the bytes `content` of an IDX file; ValueError if there are too few or too many."""
    start, shape, dtype, expected = layout(content)
    if len(content) != expected:
        found = f"{len(content):,} bytes" if len(content) < expected else "more bytes"
        raise ValueError(f"an IDX file of {found} where {expected:,} belong: get it again")
    numbers = np.frombuffer(content, dtype, offset=start).reshape(shape)
    return numbers if dtype.itemsize == 1 else numbers.astype(dtype.newbyteorder("="))


def layout(content):
    """What the header of an IDX file says: (bytes of the header, shape, dtype, bytes of the file).

    Source: Y. LeCun, C. Cortes, C. Burges, The MNIST Database: "the IDX file format".
    """
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES:
        raise ValueError(f"not an IDX file: it begins with {content[:4]!r}")
    num_axes, dtype = content[3], np.dtype(TYPES[content[2]])
    start = 4 + 4 * num_axes
    if len(content) < start:
        raise ValueError("an IDX file cut within its header: get it again")
    shape = struct.unpack(f">{num_axes}I", content[4:start])
    return start, shape, dtype, start + prod(shape) * dtype.itemsize
