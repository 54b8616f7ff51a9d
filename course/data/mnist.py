"""MNIST and Fashion-MNIST: 60,000 images of 28x28 to train and 10,000 to test, in ten classes."""

import numpy as np

from course.data import files, idx
from course.data.images import Images, scaled

FILES = {
    "train_images": "train-images-idx3-ubyte.gz",
    "train_labels": "train-labels-idx1-ubyte.gz",
    "test_images": "t10k-images-idx3-ubyte.gz",
    "test_labels": "t10k-labels-idx1-ubyte.gz",
}
UNPACKED_BYTES = {  # of MNIST and of Fashion-MNIST
    "train-images-idx3-ubyte.gz": 16 + 60_000 * 28 * 28,
    "train-labels-idx1-ubyte.gz": 8 + 60_000,
    "t10k-images-idx3-ubyte.gz": 16 + 10_000 * 28 * 28,
    "t10k-labels-idx1-ubyte.gz": 8 + 10_000,
}
MNIST_MD5 = {
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}
FASHION_MD5 = {
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}
MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
FASHION_MIRRORS = (
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
)
FASHION_CLASSES = (
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip


def load():
    """MNIST, handwritten digits, as Images; course.data.files.DataError if it cannot be had whole.

    Source: Y. LeCun, C. Cortes, C. Burges, The MNIST Database of Handwritten Digits, 1998.
    """
    return _load("mnist", MNIST_MD5, MNIST_MIRRORS)


def load_fashion():
    """Fashion-MNIST, clothes named in FASHION_CLASSES, as Images; DataError if it cannot be had whole.

    Source: H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST, 2017, https://arxiv.org/abs/1708.07747.
    """
    return _load("fashion_mnist", FASHION_MD5, FASHION_MIRRORS)


def _load(name, checksums, mirrors):
    paths = files.fetch(name, checksums, mirrors, UNPACKED_BYTES)
    arrays = {part: idx.read(paths[file]) for part, file in FILES.items()}
    for part, array in arrays.items():
        is_images = part.endswith("images")
        arrays[part] = scaled(array, 255) if is_images else array.astype(np.int64)
    return Images(name, **arrays, num_classes=10)
