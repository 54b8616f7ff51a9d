"""It learns: real handwriting, by the tuned step.  Settings were chosen on a part of the training images."""

import os

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from course.data import digits, files, mnist
from course.nn import losses, networks, optim, schedules, training
from course.nn.tuned import TunedStep

DIGITS = digits.load()


def step_and_schedule(network, learning_rate, num_steps):
    """A tuned step with momentum, and a cosine schedule over so many steps."""
    optimizer = optim.SGD(network.parameters(), learning_rate, momentum=0.9, weight_decay=1e-4)
    return TunedStep(network, losses.cross_entropy, optimizer), schedules.cosine(num_steps)


def error_on_digits(network, epochs, rng, batch_size=32):
    images, labels = DIGITS.train_images, DIGITS.train_labels
    step, schedule = step_and_schedule(network, 0.1, epochs * -(-len(images) // batch_size))
    training.train(step, images, labels, epochs=epochs, batch_size=batch_size, rng=rng, schedule=schedule)
    return training.error_rate(network, DIGITS.test_images, DIGITS.test_labels)


def test_an_mlp_reads_digits_with_at_most_2_percent_errors():
    rng = np.random.default_rng(0)
    network = networks.mlp([64, 256, 128, 10], rng=rng, dropout=0.3)
    assert error_on_digits(network, epochs=60, rng=rng) <= 0.02


def test_a_small_convolutional_network_reads_digits_with_at_most_2_percent_errors():
    rng = np.random.default_rng(0)
    assert error_on_digits(networks.small_convnet(rng), epochs=20, rng=rng) <= 0.02


def shifted(images, rng):
    """Each image moved by up to one pixel in each direction: a new training set for every epoch."""
    moved, which = np.empty_like(images), rng.integers(0, 9, len(images))
    for number in range(9):
        down, right = number // 3 - 1, number % 3 - 1
        moved[which == number] = np.roll(images[which == number], (down, right), axis=(2, 3))
    return moved


def test_lenet_300_100_reads_mnist_with_at_most_1_7_percent_errors():
    try:
        images = mnist.load()
    except files.DataError as error:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(f"{error}\nWith the files at hand: COURSE_DATA=<their folder> pytest tests/nn/test_learns.py")
    rng, epochs, batch_size = np.random.default_rng(0), 12, 128
    network = networks.lenet_300_100(rng)
    step, schedule = step_and_schedule(network, 0.1, epochs * -(-len(images.train_images) // batch_size))
    epoch = {"batch_size": batch_size, "rng": rng, "schedule": schedule}
    with threadpool_limits(1, user_api="blas"):
        for _ in range(epochs):
            inputs = shifted(images.train_images, rng)
            training.train_one_epoch(step, inputs, images.train_labels, **epoch)
    assert training.error_rate(network, images.test_images, images.test_labels) <= 0.017
