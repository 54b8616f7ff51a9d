"""The file format of MNIST: a few bytes that say the type and the shape, then the numbers."""

import gzip
import struct
import zlib
from math import prod

import numpy as np

TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read(path):
    """The array in the gzipped IDX file `path`; ValueError if the file is cut or is something else."""
    try:
        with gzip.open(path) as file:
            return parse(file.read())
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path} is cut short or is no gzip file ({error}): get it again") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def parse(content):
    """The array in the bytes `content` of an IDX file; ValueError if there are too few or too many.

    Source: Y. LeCun, C. Cortes, C. Burges, The MNIST Database: "the IDX file format".
    """
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES:
        raise ValueError(f"not an IDX file: it begins with {content[:4]!r}")
    num_axes, dtype = content[3], np.dtype(TYPES[content[2]])
    start = 4 + 4 * num_axes
    if len(content) < start:
        raise ValueError("an IDX file cut within its header: get it again")
    shape = struct.unpack(f">{num_axes}I", content[4:start])
    expected = start + prod(shape) * dtype.itemsize
    if len(content) != expected:
        raise ValueError(f"an IDX file of {len(content):,} bytes where {expected:,} belong: get it again")
    numbers = np.frombuffer(content, dtype, offset=start).reshape(shape)
    return numbers if dtype.itemsize == 1 else numbers.astype(dtype.newbyteorder("="))
