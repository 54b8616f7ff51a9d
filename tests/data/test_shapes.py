import numpy as np
import pytest

from course.data import shapes

DRAWN = [shapes.two_moons, shapes.circles, shapes.spirals]


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("num_points", [0, 1, 101])
def test_points_are_float32_pairs_with_int64_labels_in_equal_shares(draw, num_points):
    points, labels = draw(num_points, 0.1, np.random.default_rng(0))
    assert (points.shape, points.dtype) == ((num_points, 2), np.float32)
    assert (labels.shape, labels.dtype) == ((num_points,), np.int64)
    counts = np.bincount(labels, minlength=2)
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("draw", DRAWN)
def test_the_same_seed_draws_the_same_points(draw):
    first, again, other = (draw(50, 0.1, np.random.default_rng(seed))[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("draw", DRAWN)
def test_no_straight_line_parts_the_classes_but_near_neighbours_agree(draw):
    points, labels = draw(600, 0.02, np.random.default_rng(0))
    directions = np.linspace(0, np.pi, 60)
    projected = points @ np.stack([np.cos(directions), np.sin(directions)])
    sorted_labels = np.take_along_axis(labels[:, None], projected.argsort(axis=0), axis=0)
    ones_before = np.cumsum(sorted_labels, axis=0)
    correct = np.arange(1, 601)[:, None] - ones_before + labels.sum() - ones_before
    assert np.maximum(correct, 600 - correct).max() < 0.95 * 600
    distances = np.linalg.norm(points[:, None] - points[None], axis=2) + 9 * np.eye(600)
    assert (labels[distances.argmin(axis=1)] == labels).mean() > 0.97


def test_without_noise_circles_have_two_radii_and_spirals_as_many_arms_as_asked():
    points, labels = shapes.circles(100, 0.0, np.random.default_rng(0))
    radii = np.where(labels == 0, 0.5, 1.0)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), radii, rtol=4 * np.finfo(np.float32).eps)
    assert set(shapes.spirals(9, 0.0, np.random.default_rng(0), num_arms=3)[1]) == {0, 1, 2}
