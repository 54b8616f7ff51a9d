"""The experiments of claims 1 and 2, against what is exact about them."""

import numpy as np
import pytest
import torch
from scipy.stats import ttest_1samp

from course.claims import forward
from course.data import digits
from course.nn import functional, layers
from course.nn.autograd import Tensor
from course.nn.optim import SGD
from course.nn.training import ReadableStep


def figures_of(finding):
    return {figure.name: figure for figure in finding.figures}


def test_partial_connection_keeps_structure_only_in_windows(findings):
    assert findings[1].verdict == "holds if"
    figures = figures_of(findings[1])
    assert figures[forward.SCATTERED].value < figures[forward.OWN].value


def test_a_sum_needs_a_bias_where_signals_are_never_negative(findings):
    assert findings[2].verdict == "holds if"
    assert findings[2].because.startswith("… ")


def test_without_a_bias_all_zeros_or_all_ones_are_misread(findings):
    alone = figures_of(findings[2])[forward.ALONE]
    assert (alone.low, alone.value, alone.high) == (50, 50, 50)  # each test set has as many zeros as ones


def test_an_experiment_gives_the_same_figures_each_time(findings):
    assert tuple(forward.what_a_sum_misreads()) == findings[2].figures
    first, again = (forward.added_error(forward.convolutions, seed=3) for _ in range(2))
    assert first == again


def test_windows_with_equal_weights_are_the_convolutions():
    rng = np.random.default_rng(0)
    (network, connections), images = forward.windows(rng, scatter=False), rng.random((2, 1, 8, 8))
    (first, _), (second, _) = connections
    kernels = [rng.normal(size=shape) for _, shape in forward.SHAPES]
    for weight, kernel, (image_shape, _) in zip((first, second), kernels, forward.SHAPES, strict=True):
        weight.data[...] = forward.unrolled.convolution_matrix(kernel, image_shape).toarray()
    for layer in network:
        if isinstance(layer, layers.Linear):
            layer.bias.data[...] = 0
    hidden = network[3](network[2](network[1](network[0](Tensor(images))))).numpy()
    expected = torch.tensor(images)
    for k, kernel in enumerate(kernels):
        expected = torch.nn.functional.conv2d(expected.relu() if k else expected, torch.tensor(kernel))
    float32_weights = 1e-5 * np.abs(hidden).max()
    np.testing.assert_allclose(hidden, expected.numpy().reshape(2, -1), atol=float32_weights)


@pytest.mark.parametrize("scatter", [False, True])
def test_every_output_has_as_many_connections_in_windows_as_scattered(scatter):
    _, connections = forward.windows(np.random.default_rng(0), scatter)
    for (_, mask), (_, (_, channels, height, width)) in zip(connections, forward.SHAPES, strict=True):
        assert (mask.sum(axis=1) == channels * height * width).all()


def test_what_is_no_connection_stays_zero_and_the_others_learn():
    rng = np.random.default_rng(0)
    network, connections = forward.windows(rng, scatter=True)
    step = ReadableStep(network, functional.cross_entropy, SGD(network.parameters(), lr=0.1, momentum=0.9))
    step = forward.KeepConnections(step, connections)
    before = [weight.data.copy() for weight, _ in connections]
    for _ in range(3):
        step(rng.random((8, 1, 8, 8), dtype=np.float32), np.arange(8))
    for (weight, mask), old in zip(connections, before, strict=True):
        assert not weight.data[mask == 0].any() and not old[mask == 0].any()
        assert (weight.data[mask == 1] != old[mask == 1]).mean() > 0.3


def test_the_interval_of_a_mean_is_students():
    values = [1.2, 0.4, 2.5, 1.9]
    middle, half = forward.mean_with_interval(values)
    expected = ttest_1samp(values, 0).confidence_interval(0.95)
    assert (middle - half, middle + half) == pytest.approx((expected.low, expected.high))


def test_every_signal_of_the_second_experiment_is_above_zero():
    data = digits.load()
    inputs, labels = forward.zeros_and_ones(data.test_images, data.test_labels)
    assert inputs.shape == (72, 1) and inputs.min() >= forward.GREY_PAPER and set(labels) == {0, 1}
