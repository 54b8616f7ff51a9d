"""What a data set of images is."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, repr=False)
class Images:
    """Labelled images, split into a part to train on and a part to test on.

    train_images, test_images: float32 (images, 1, height, width) in [0, 1], torch's order.
    train_labels, test_labels: int64 (images,), each in 0 .. num_classes - 1.
    """

    name: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    num_classes: int

    def __repr__(self):
        _, _, height, width = self.train_images.shape
        return (
            f"{self.name}: {len(self.train_images):,} images to train and {len(self.test_images):,} to test, "
            f"{height}×{width}, {self.num_classes} classes"
        )


def scaled(pixels, largest):
    """Pixels (images, height, width) of 0 .. `largest` as float32 (images, 1, height, width) in [0, 1]."""
    images, height, width = pixels.shape
    return np.divide(pixels, np.float32(largest), dtype=np.float32).reshape(images, 1, height, width)
