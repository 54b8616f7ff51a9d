import numpy as np
import pytest

from course.data import digits


def test_the_digits_are_1437_to_train_and_360_to_test_in_torchs_order():
    data = digits.load()
    assert (data.train_images.shape, data.test_images.shape) == ((1437, 1, 8, 8), (360, 1, 8, 8))
    assert (data.train_images.dtype, data.train_labels.dtype) == (np.float32, np.int64)
    assert (data.train_images.min(), data.train_images.max()) == (0.0, 1.0)
    assert repr(data) == "digits: 1,437 images to train and 360 to test, 8×8, 10 classes"


def test_the_test_part_has_36_of_each_digit_and_together_the_parts_are_all_digits():
    from sklearn.datasets import load_digits

    data = digits.load()
    assert np.bincount(data.test_labels).tolist() == [36] * 10
    rows = np.concatenate([data.train_images, data.test_images]).reshape(1797, 64) * 16
    labels = np.concatenate([data.train_labels, data.test_labels])
    bundled = load_digits()
    together = np.column_stack([rows, labels])
    expected = np.column_stack([bundled.data, bundled.target])
    np.testing.assert_array_equal(np.sort(together, axis=0), np.sort(expected, axis=0))
    assert {tuple(row) for row in together} == {tuple(row) for row in expected}


def test_the_split_depends_on_the_seed_alone():
    first, again, other = digits.load(seed=1), digits.load(seed=1), digits.load(seed=2)
    np.testing.assert_array_equal(first.train_labels, again.train_labels)
    assert not np.array_equal(first.train_labels, other.train_labels)


@pytest.mark.parametrize("test_per_class", [0, 1, 3])
def test_a_split_puts_each_index_into_one_part(test_per_class):
    labels = np.array([0, 1, 2] * 5)
    train, test = digits.split(labels, test_per_class, np.random.default_rng(0))
    assert sorted([*train, *test]) == list(range(15))
    assert np.bincount(labels[test], minlength=3).tolist() == [test_per_class] * 3
