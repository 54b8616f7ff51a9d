"""Points in the plane, in classes that a straight line cannot part.

Each gives points float32 (num_points, 2) within about [-1.5, 1.5] and labels int64 (num_points,), shuffled.
noise: standard deviation added to each coordinate.  rng: a numpy.random.Generator.
"""

import numpy as np


def two_moons(num_points, noise, rng):
    """Two half circles that reach into each other; labels 0 and 1."""
    labels = _labels(num_points, 2, rng)
    angles = rng.uniform(0, np.pi, num_points)
    upper = np.stack([np.cos(angles) - 0.5, np.sin(angles) - 0.25], axis=1)
    points = np.where(labels[:, None] == 0, upper, -upper)
    return _noisy(points, noise, rng), labels


def circles(num_points, noise, rng):
    """A circle of radius 0.5, label 0, within one of radius 1, label 1."""
    labels = _labels(num_points, 2, rng)
    angles = rng.uniform(0, 2 * np.pi, num_points)
    radii = np.where(labels == 0, 0.5, 1.0)
    return _noisy(_polar(radii, angles), noise, rng), labels


def spirals(num_points, noise, rng, num_arms=2):
    """`num_arms` spirals that wind around each other once; labels 0 .. num_arms - 1."""
    labels = _labels(num_points, num_arms, rng)
    radii = rng.uniform(0.1, 1.0, num_points)
    angles = 2 * np.pi * (radii + labels / num_arms)
    return _noisy(_polar(radii, angles), noise, rng), labels


def _labels(num_points, num_classes, rng):
    return rng.permutation(np.arange(num_points, dtype=np.int64) % num_classes)


def _polar(radii, angles):
    return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)


def _noisy(points, noise, rng):
    return (points + rng.normal(0, noise, points.shape)).astype(np.float32)
