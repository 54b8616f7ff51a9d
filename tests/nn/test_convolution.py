import numpy as np
import pytest
import torch
import torch.nn.functional as torch_functional
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course.nn import functional
from course.nn.autograd import Tensor

SEEDS = st.integers(0, 2**32 - 1)
some = settings(max_examples=40, deadline=None)


def either_or_pair(low, high):
    """One number, or one for each direction."""
    numbers = st.integers(low, high)
    return st.one_of(numbers, st.tuples(numbers, numbers))


@st.composite
def convolutions(draw):
    """Shapes of input, weight and perhaps bias, and options with which the kernel fits."""
    groups = draw(st.integers(1, 2))
    batch, group_channels, group_outputs = (draw(st.integers(1, 2)) for _ in range(3))
    image, kernel = ([draw(st.integers(1, high)) for _ in range(2)] for high in (5, 3))
    options = {
        "stride": draw(either_or_pair(1, 3)),
        "padding": draw(either_or_pair(0, 2)),
        "dilation": draw(either_or_pair(1, 2)),
        "groups": groups,
    }
    padding, dilation = (np.broadcast_to(options[name], 2) for name in ("padding", "dilation"))
    assume((np.array(image) + 2 * padding > dilation * (np.array(kernel) - 1)).all())
    shapes = [(batch, groups * group_channels, *image), (groups * group_outputs, group_channels, *kernel)]
    return shapes + [(groups * group_outputs,)] * draw(st.booleans()), options


@settings(max_examples=80, deadline=None)
@given(case=convolutions(), seed=SEEDS)
def test_conv2d_agrees_with_torch_and_finite_differences(agrees, case, seed):
    shapes, options = case
    rng = np.random.default_rng(seed)
    agrees(
        lambda *xs: functional.conv2d(*xs, **options),
        lambda *xs: torch_functional.conv2d(*xs, **options),
        [rng.normal(size=shape) for shape in shapes],
        seed,
    )


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")  # torch's own
@pytest.mark.parametrize("padding", ["same", "valid"])
@some
@given(kernel=st.tuples(*[st.integers(1, 4)] * 2), dilation=st.integers(1, 2), seed=SEEDS)
def test_a_padding_with_a_name_agrees_with_torch_and_finite_differences(
    agrees, padding, kernel, dilation, seed
):
    rng = np.random.default_rng(seed)
    agrees(
        lambda x, w: functional.conv2d(x, w, padding=padding, dilation=dilation),
        lambda x, w: torch_functional.conv2d(x, w, padding=padding, dilation=dilation),
        [rng.normal(size=(1, 1, 7, 8)), rng.normal(size=(2, 1, *kernel))],
        seed,
    )


@st.composite
def poolings(draw):
    """The input's shape, and a kernel, stride and padding that torch takes."""
    kernel = draw(st.tuples(*[st.integers(1, 3)] * 2))
    padding = tuple(draw(st.integers(0, size // 2)) for size in kernel)
    image = tuple(
        draw(st.integers(max(1, size - 2 * side), 6)) for size, side in zip(kernel, padding, strict=True)
    )
    batch, channels = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    stride = draw(st.one_of(st.none(), either_or_pair(1, 3)))
    return (batch, channels, *image), (kernel, stride, padding)


@some
@given(case=poolings(), seed=SEEDS)
def test_max_pool2d_agrees_with_torch_and_finite_differences(agrees, apart, case, seed):
    shape, options = case
    agrees(
        lambda x: functional.max_pool2d(x, *options),
        lambda x: torch_functional.max_pool2d(x, *options),
        [apart(shape, np.random.default_rng(seed))],
        seed,
    )


@pytest.mark.parametrize("count_include_pad", [True, False])
@some
@given(case=poolings(), seed=SEEDS)
def test_avg_pool2d_agrees_with_torch_and_finite_differences(agrees, count_include_pad, case, seed):
    shape, options = case
    agrees(
        lambda x: functional.avg_pool2d(x, *options, count_include_pad=count_include_pad),
        lambda x: torch_functional.avg_pool2d(x, *options, count_include_pad=count_include_pad),
        [np.random.default_rng(seed).normal(size=shape)],
        seed,
    )


@some
@given(case=poolings(), seed=SEEDS)
def test_of_equal_numbers_in_a_window_the_first_gets_the_gradient_as_in_torch(case, seed):
    shape, options = case
    rng = np.random.default_rng(seed)
    numbers = rng.integers(0, 2, shape).astype(np.float64)
    ours, theirs = Tensor(numbers, requires_grad=True), torch.tensor(numbers, requires_grad=True)
    pooled, expected = functional.max_pool2d(ours, *options), torch_functional.max_pool2d(theirs, *options)
    gradient = rng.integers(-5, 5, pooled.shape).astype(np.float64)  # whole numbers add up without rounding
    pooled.backward(gradient)
    expected.backward(torch.tensor(gradient))
    np.testing.assert_array_equal(ours.grad, theirs.grad)


def test_a_convolution_without_padding_does_not_copy_or_change_its_image():
    image = np.random.default_rng(0).normal(size=(1, 1, 4, 4))
    before = image.copy()
    x = Tensor(image, requires_grad=True)
    functional.max_pool2d(functional.conv2d(x, Tensor(np.ones((1, 1, 2, 2)))), 3).sum().backward()
    np.testing.assert_array_equal(image, before)


def test_convolution_and_pooling_keep_float32():
    images, kernels = (Tensor(np.ones(shape, np.float32)) for shape in [(2, 1, 6, 6), (3, 1, 3, 3)])
    features = functional.conv2d(images, kernels, padding=1)
    for result in (
        features,
        functional.max_pool2d(features, 2),
        functional.avg_pool2d(features, 2),
        functional.avg_pool2d(features, 3, padding=1, count_include_pad=False),
    ):
        assert result.dtype == np.float32


IMAGES, KERNELS = Tensor(np.ones((2, 4, 5, 5))), Tensor(np.ones((6, 4, 3, 3)))
REFUSALS = {
    "no channels": (
        lambda: functional.conv2d(IMAGES[0], KERNELS),
        r"\(batch, 4, height, width\), got \(4, 5, 5\)",
    ),
    "other channels": (lambda: functional.conv2d(IMAGES, KERNELS, groups=2), r"\(batch, 8, height, width\)"),
    "unequal groups": (lambda: functional.conv2d(IMAGES, KERNELS[:5, :2], groups=2), "5 output channels"),
    "a kernel that is too large": (lambda: functional.conv2d(IMAGES, KERNELS, dilation=3), r"does not fit"),
    "same with a stride": (lambda: functional.conv2d(IMAGES, KERNELS, stride=2, padding="same"), "stride"),
    "a stride for three directions": (lambda: functional.conv2d(IMAGES, KERNELS, stride=(1, 1, 1)), "pair"),
    "a fraction as padding": (lambda: functional.conv2d(IMAGES, KERNELS, padding=(0.5, 1)), "whole number"),
    "an unknown padding": (
        lambda: functional.conv2d(IMAGES, KERNELS, padding="full"),
        "a whole number",
    ),
    "stride zero": (lambda: functional.conv2d(IMAGES, KERNELS, stride=0), "at least 1"),
    "stride zero of a pool": (lambda: functional.max_pool2d(IMAGES, 2, stride=0), "at least 1.*got 0"),
    "stride zero of a mean": (lambda: functional.avg_pool2d(IMAGES, 2, stride=0), "at least 1.*got 0"),
    "a kernel of nothing": (
        lambda: functional.conv2d(IMAGES, Tensor(np.ones((6, 4, 0, 0)))),
        r"at least 1.*got \[0, 0\]",
    ),
    "one bias for all": (
        lambda: functional.conv2d(IMAGES, KERNELS, Tensor(np.ones(1))),
        r"bias needs shape \(6,\), a number a channel, got \(1,\)",
    ),
    "too much padding": (lambda: functional.max_pool2d(IMAGES, 2, padding=2), "half of the kernel"),
    "pooling of a matrix": (
        lambda: functional.avg_pool2d(IMAGES[0, 0], 2),
        r"\(batch, channels, height, width\)",
    ),
}


@pytest.mark.parametrize(("attempt", "advice"), REFUSALS.values(), ids=REFUSALS)
def test_a_wrong_shape_or_option_says_what_is_needed(attempt, advice):
    with pytest.raises(ValueError, match=advice):
        attempt()
