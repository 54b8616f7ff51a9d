"""MNIST from files: official ones where COURSE_DATA is set, small ones of the same form everywhere."""

import gzip
import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from course.data import mnist

MD5_NAMES = {"load": "MNIST_MD5", "load_fashion": "FASHION_MD5"}


def write_small(folder, checksums, monkeypatch):
    """Four files in MNIST's format with 5 and 2 images, and their checksums in place of the official ones."""
    folder.mkdir(parents=True)
    for part, name in mnist.FILES.items():
        count = 5 if part.startswith("train") else 2
        body = (
            np.arange(count * 784, dtype=np.uint8)
            if part.endswith("images")
            else np.arange(count, dtype=np.uint8)
        )
        axes = [count, 28, 28] if part.endswith("images") else [count]
        header = bytes([0, 0, 8, len(axes)]) + b"".join(axis.to_bytes(4, "big") for axis in axes)
        content = gzip.compress(header + body.tobytes())
        (folder / name).write_bytes(content)
        monkeypatch.setitem(checksums, name, hashlib.md5(content, usedforsecurity=False).hexdigest())


@pytest.mark.parametrize(("function", "name"), [("load", "mnist"), ("load_fashion", "fashion_mnist")])
def test_four_files_become_float32_images_and_int64_labels(tmp_path, monkeypatch, function, name):
    write_small(tmp_path / name, getattr(mnist, MD5_NAMES[function]), monkeypatch)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    data = getattr(mnist, function)()
    assert (data.name, data.num_classes) == (name, 10)
    assert (data.train_images.shape, data.test_images.shape) == ((5, 1, 28, 28), (2, 1, 28, 28))
    assert (data.train_images.dtype, data.train_labels.dtype) == (np.float32, np.int64)
    assert data.train_images.ravel()[255] == 1.0 and data.train_images.ravel()[51] == np.float32(51) / 255
    assert data.test_labels.tolist() == [0, 1]


def test_mnist_is_read_from_unpacked_files_too(tmp_path, monkeypatch):
    write_small(tmp_path / "mnist", mnist.MNIST_MD5, monkeypatch)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    packed = mnist.load()
    for name in mnist.FILES.values():
        path = tmp_path / "mnist" / name
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
        monkeypatch.setitem(mnist.UNPACKED_BYTES, name, path.with_suffix("").stat().st_size)
    np.testing.assert_array_equal(mnist.load().train_images, packed.train_images)
    np.testing.assert_array_equal(mnist.load().test_labels, packed.test_labels)


@pytest.mark.skipif(
    not (Path(os.environ.get("COURSE_DATA") or "/nonexistent") / "mnist").is_dir(),
    reason="set COURSE_DATA to a folder with mnist/ in it to read the official files",
)
def test_the_official_files_hold_60000_and_10000_digits_with_the_known_counts():
    data = mnist.load()
    assert (data.train_images.shape, data.test_images.shape) == ((60000, 1, 28, 28), (10000, 1, 28, 28))
    # Counts of the labels 0 .. 9, as published with the database.
    train = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(data.train_labels).tolist() == train
    folder = Path(os.environ["COURSE_DATA"]) / "mnist"
    sizes = {name: len(gzip.decompress((folder / name).read_bytes())) for name in mnist.FILES.values()}
    assert sizes == mnist.UNPACKED_BYTES
    assert np.bincount(data.test_labels).tolist() == test
    assert data.train_images.mean(dtype=np.float64) == pytest.approx(0.1307, abs=5e-5)
    assert (data.train_images.min(), data.train_images.max()) == (0.0, 1.0)
