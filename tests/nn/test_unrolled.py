"""The unrolled convolution against torch's, and receptive fields against what a gradient reaches."""

import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course.nn import unrolled

EPSILON = float(np.finfo(np.float64).eps)
MOST_TERMS = 3 * 3 * 3  # products in one sum
SEEDS = st.integers(0, 2**32 - 1)


def either_or_pair(low, high):
    """One number, or one for each direction."""
    numbers = st.integers(low, high)
    return st.one_of(numbers, st.tuples(numbers, numbers))


@st.composite
def convolutions(draw):
    """Shapes of the weights and of an image, and a stride and a padding with which the kernel fits."""
    out_channels, channels = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    kernel, image = ([draw(st.integers(1, high)) for _ in range(2)] for high in (3, 7))
    stride, padding = draw(either_or_pair(1, 3)), draw(either_or_pair(0, 2))
    assume((np.array(image) + 2 * np.broadcast_to(padding, 2) >= kernel).all())
    return (out_channels, channels, *kernel), (channels, *image), stride, padding


@settings(max_examples=120, deadline=None)
@given(case=convolutions(), seed=SEEDS)
def test_the_matrix_does_to_a_flat_image_what_torchs_conv2d_does_to_the_image(case, seed):
    weight_shape, image_shape, stride, padding = case
    rng = np.random.default_rng(seed)
    weight, image = rng.normal(size=weight_shape), rng.normal(size=image_shape)
    expected = torch.nn.functional.conv2d(
        torch.tensor(image)[None], torch.tensor(weight), stride=stride, padding=padding
    )
    matrix = unrolled.convolution_matrix(weight, image_shape, stride, padding)
    # Each of the sum's roundings is off by half an epsilon of what was added up by then, in either way.
    rounding = MOST_TERMS * EPSILON * MOST_TERMS * np.abs(weight).max() * np.abs(image).max()
    np.testing.assert_allclose(
        matrix @ image.reshape(-1), expected.numpy().reshape(-1), rtol=0, atol=rounding
    )


@settings(max_examples=40, deadline=None)
@given(case=convolutions(), seed=SEEDS)
def test_each_column_is_the_answer_to_an_image_of_one_bright_pixel(case, seed):
    weight_shape, image_shape, stride, padding = case
    weight = np.random.default_rng(seed).normal(size=weight_shape)
    pixels = torch.eye(math.prod(image_shape), dtype=torch.float64).reshape(-1, *image_shape)
    answers = torch.nn.functional.conv2d(pixels, torch.tensor(weight), stride=stride, padding=padding)
    matrix = unrolled.convolution_matrix(weight, image_shape, stride, padding)
    np.testing.assert_array_equal(matrix.toarray().T, answers.numpy().reshape(len(pixels), -1))


def test_a_weight_of_zero_is_still_a_connection():
    weight = np.zeros((1, 1, 3, 3))
    assert unrolled.convolution_matrix(weight, (1, 5, 5)).nnz == 9 * 9


def test_weights_keep_their_type():
    weight = np.ones((1, 1, 2, 2), np.float32)
    assert unrolled.convolution_matrix(weight, (1, 3, 3)).dtype == np.float32


def test_what_lies_in_the_padding_is_a_minus_one_and_no_connection():
    pixels = unrolled.pixels_in_windows((1, 2, 2), (1, 2, 2), padding=1)
    assert pixels[0].tolist() == [-1, -1, -1, 0] and pixels[4].tolist() == [0, 1, 2, 3]
    assert unrolled.convolution_matrix(np.ones((1, 1, 2, 2)), (1, 2, 2), padding=1).nnz == (pixels >= 0).sum()


@pytest.mark.parametrize("size", [5, 28])
def test_a_3x3_convolution_that_keeps_the_size_has_as_many_connections_as_counted_by_hand(size):
    weight = np.arange(1, 10).reshape(1, 1, 3, 3)
    counts = unrolled.count(unrolled.convolution_matrix(weight, (1, size, size), padding=1))
    by_hand = (3 * size - 2) ** 2  # along a side three neighbours each, but two at both ends
    assert (counts.entries, counts.connections, counts.distinct) == (size**4, by_hand, 9)
    assert counts.share == by_hand / size**4


def test_channels_that_do_not_fit_are_an_error():
    with pytest.raises(ValueError, match="for 3 channels, and the image has 1"):
        unrolled.convolution_matrix(np.ones((2, 3, 3, 3)), (1, 8, 8))


@pytest.mark.parametrize("stride, padding", [(0, 0), (1, -1), ((1, 1, 1), 0)])
def test_a_stride_or_padding_that_is_none_is_an_error(stride, padding):
    with pytest.raises(ValueError, match="whole number"):
        unrolled.convolution_matrix(np.ones((1, 1, 3, 3)), (1, 8, 8), stride, padding)


def test_a_window_larger_than_the_padded_image_is_an_error():
    with pytest.raises(ValueError, match="does not fit"):
        unrolled.convolution_matrix(np.ones((1, 1, 5, 2)), (1, 2, 9), padding=1)


@st.composite
def stacks(draw):
    """Up to four layers (kernel, stride, dilation) whose output sees at most 41 pixels."""
    layers = draw(st.lists(st.tuples(*map(st.integers, (1, 1, 1), (4, 3, 2))), max_size=4))
    assume(unrolled.receptive_field(layers) <= 41)
    return layers


@settings(max_examples=60, deadline=None)
@given(layers=stacks())
def test_an_output_sees_as_many_pixels_as_its_gradient_reaches(layers):
    row = torch.zeros(1, 1, 160, dtype=torch.float64, requires_grad=True)
    outputs = row
    for kernel, stride, dilation in layers:
        ones = torch.ones(1, 1, kernel, dtype=torch.float64)
        outputs = torch.nn.functional.conv1d(outputs, ones, stride=stride, dilation=dilation)
    outputs[0, 0, 0].backward()
    reached = row.grad[0, 0].nonzero()
    assert unrolled.receptive_field(layers) == int(reached.max() - reached.min()) + 1


@pytest.mark.parametrize(
    "layers, field", [([], 1), ([(3, 1)], 3), ([(3, 1)] * 14, 29), ([(3, 1), (2, 2), (3, 1), (2, 2)], 10)]
)
def test_the_receptive_field_of_a_few_stacks_is_known(layers, field):
    assert unrolled.receptive_field(layers) == field
