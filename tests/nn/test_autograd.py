"""Every operation's value and gradient: they agree with torch and with finite differences."""

import operator

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course.nn.autograd import Tensor, cat

SEEDS = st.integers(0, 2**32 - 1)
SHAPES = arrays.array_shapes(min_dims=0, max_dims=3, max_side=4)
PAIRS = arrays.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=4)
some = settings(max_examples=40, deadline=None)


@pytest.mark.parametrize("binary", [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow])
@some
@given(shapes=PAIRS, seed=SEEDS)
def test_an_operator_agrees_with_torch_and_finite_differences(agrees, binary, shapes, seed):
    rng = np.random.default_rng(seed)
    inputs = [rng.uniform(0.5, 2.0, shape) for shape in shapes.input_shapes]
    agrees(binary, binary, inputs, seed)


@pytest.mark.parametrize("exponent", [2, 3, 0, 1, -1, 2.0, -0.5])
@some
@given(shape=SHAPES, seed=SEEDS)
def test_a_power_agrees_with_torch_and_finite_differences(agrees, exponent, shape, seed):
    base = np.random.default_rng(seed).uniform(0.5, 2.0, shape)
    agrees(lambda x: x**exponent, lambda x: x**exponent, [base], seed)


NUMBER_AND_TENSOR = {
    "2 + x": lambda x: 2 + x,
    "2 - x": lambda x: 2 - x,
    "2 * x": lambda x: 2 * x,
    "2 / x": lambda x: 2 / x,
    "2 ** x": lambda x: 2**x,
    "x - 2": lambda x: x - 2,
    "x / 2": lambda x: x / 2,
    "-x": operator.neg,
    "abs(x)": abs,
    "exp": lambda x: x.exp(),
    "x used three times": lambda x: x * x + x,
}


@pytest.mark.parametrize("function", NUMBER_AND_TENSOR.values(), ids=NUMBER_AND_TENSOR)
@some
@given(shape=SHAPES, seed=SEEDS)
def test_a_function_of_one_tensor_agrees_with_torch_and_finite_differences(
    agrees, apart, function, shape, seed
):
    agrees(function, function, [apart(shape, np.random.default_rng(seed)) + 3.0], seed)


@some
@given(shape=SHAPES, seed=SEEDS)
def test_the_logarithm_agrees_with_torch_and_finite_differences(agrees, shape, seed):
    agrees(Tensor.log, torch.log, [np.random.default_rng(seed).uniform(0.5, 3.0, shape)], seed)


@st.composite
def matrix_products(draw):
    """Two shapes that torch.matmul takes: vectors, matrices, and stacks of matrices that broadcast."""
    shapes = draw(
        arrays.mutually_broadcastable_shapes(
            signature="(n?,k),(k,m?)->(n?,m?)", max_dims=2, max_side=3, min_side=1
        )
    )
    return shapes.input_shapes


@settings(max_examples=60, deadline=None)
@given(shapes=matrix_products(), seed=SEEDS)
def test_a_matrix_product_agrees_with_torch_and_finite_differences(agrees, shapes, seed):
    rng = np.random.default_rng(seed)
    agrees(operator.matmul, torch.matmul, [rng.normal(size=shape) for shape in shapes], seed)


@st.composite
def reductions(draw):
    """A shape and what to reduce: everything, one axis from either end, or several."""
    shape = draw(arrays.array_shapes(min_dims=1, max_dims=4, max_side=4))
    axes = st.integers(-len(shape), len(shape) - 1)
    several = arrays.valid_tuple_axes(len(shape), min_size=1)
    return shape, draw(st.one_of(axes, several)), draw(st.booleans())


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(Tensor.sum, torch.sum), (Tensor.mean, torch.mean), (Tensor.max, torch.amax)],
    ids=["sum", "mean", "max"],
)
@some
@given(case=reductions(), seed=SEEDS)
def test_a_reduction_agrees_with_torch_and_finite_differences(agrees, apart, ours, theirs, case, seed):
    shape, dim, keepdim = case
    inputs = [apart(shape, np.random.default_rng(seed))]
    agrees(lambda x: ours(x, dim, keepdim), lambda x: theirs(x, dim, keepdim), inputs, seed)
    agrees(lambda x: ours(x), lambda x: theirs(x, tuple(range(len(shape)))), inputs, seed)


def test_equal_largest_numbers_share_the_gradient_as_in_torchs_amax():
    ties = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
    ours, theirs = Tensor(ties, requires_grad=True), torch.tensor(ties, requires_grad=True)
    ours.max(1).sum().backward()
    torch.amax(theirs, 1).sum().backward()
    np.testing.assert_array_equal(ours.grad, theirs.grad)


@some
@given(shape=arrays.array_shapes(min_dims=2, max_dims=4, max_side=4), data=st.data(), seed=SEEDS)
def test_another_shape_agrees_with_torch_and_finite_differences(agrees, shape, data, seed):
    inputs = [np.random.default_rng(seed).normal(size=shape)]
    axis = st.integers(-len(shape), len(shape) - 1)
    first, second = data.draw(axis), data.draw(axis)
    agrees(lambda x: x.transpose(first, second), lambda x: x.transpose(first, second), inputs, seed)
    agrees(lambda x: x.T, lambda x: x.permute(*reversed(range(x.ndim))), inputs, seed)
    agrees(lambda x: x.reshape(shape[0], -1), lambda x: x.reshape(shape[0], -1), inputs, seed)
    agrees(lambda x: x.reshape(shape[::-1]), lambda x: x.reshape(shape[::-1]), inputs, seed)


INDICES = {
    "one number": (2, 1),
    "a row": 1,
    "a row from the end": -1,
    "a slice": slice(1, 3),
    "every other column": (slice(None), slice(None, None, 2)),
    "the last axis": (..., 0),
    "a new axis": (slice(None), None),
    "an array that names a row twice": np.array([0, 2, 2]),
    "one number of each row, one of them twice": (np.array([0, 1, 1]), np.array([3, 0, 0])),
    "a list": [1, 0],
}


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_an_index_agrees_with_torch_and_finite_differences(agrees, index):
    agrees(lambda x: x[index], lambda x: x[index], [np.random.default_rng(0).normal(size=(3, 4))])


def test_a_mask_picks_numbers_and_sends_their_gradients_back():
    x = Tensor(np.array([1.0, -2.0, 3.0]), requires_grad=True)
    (x[x.numpy() > 0] * np.array([10.0, 20.0])).sum().backward()
    np.testing.assert_array_equal(x.grad, [10, 0, 20])


@some
@given(
    shape=arrays.array_shapes(min_dims=1, max_dims=3, max_side=3),
    sizes=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    data=st.data(),
    seed=SEEDS,
)
def test_joined_tensors_agree_with_torch_and_finite_differences(agrees, shape, sizes, data, seed):
    rng, dim = np.random.default_rng(seed), data.draw(st.integers(-len(shape), len(shape) - 1))
    parts = [np.repeat(rng.normal(size=shape), size, axis=dim) for size in sizes]
    agrees(lambda *xs: cat(xs, dim), lambda *xs: torch.cat(xs, dim), parts, seed)


@pytest.mark.parametrize("is_pair", [False, True])
def test_the_way_back_goes_to_the_places_that_were_read_whatever_the_index_is_now(is_pair):
    x, places = Tensor(np.zeros((3, 2)), requires_grad=True), np.array([0, 1])
    read = x[places, 0] if is_pair else x[places]
    places[:] = 2
    read.sum().backward()
    np.testing.assert_array_equal(x.grad, [[1, 0], [1, 0], [0, 0]] if is_pair else [[1, 1], [1, 1], [0, 0]])


@given(st.data())
def test_any_slices_of_any_shape_agree_with_torch_and_finite_differences(agrees, apart, data):
    shape = tuple(data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)))
    index = tuple(
        data.draw(st.one_of(st.integers(0, size - 1), st.builds(slice, st.integers(0, size - 1))))
        for size in shape
    )
    agrees(lambda x: x[index], lambda x: x[index], [apart(shape, np.random.default_rng(0))])
