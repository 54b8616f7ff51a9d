"""Scikit-learn's bundled digits: real handwriting, small enough for every experiment, offline."""

import numpy as np

from course.data.images import Images, scaled

TEST_IMAGES_PER_CLASS = 36  # of 174 to 183: a fifth


def load(seed=0):
    """1,437 digits to train and 360 to test, 8x8, 36 of each class in the test; as Images.

    seed: of the split; the same seed gives the same split on every machine.
    Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998, doi 10.24432/C50P49.
    """
    from sklearn.datasets import load_digits

    bundled = load_digits()
    images, labels = scaled(bundled.images, 16), bundled.target.astype(np.int64)
    train, test = split(labels, TEST_IMAGES_PER_CLASS, np.random.default_rng(seed))
    return Images("digits", images[train], labels[train], images[test], labels[test], 10)


def split(labels, test_per_class, rng):
    """Indices (train, test), each shuffled, with exactly `test_per_class` of each label in the test."""
    order = rng.permutation(len(labels))
    test = np.concatenate([order[labels[order] == label][:test_per_class] for label in np.unique(labels)])
    is_test = np.isin(order, test)
    return order[~is_test], order[is_test]
