import numpy as np
import pytest
import torch
import torch.nn.functional as torch_functional
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course.nn import functional
from course.nn.autograd import Tensor

SEEDS = st.integers(0, 2**32 - 1)
SHAPES = arrays.array_shapes(min_dims=0, max_dims=3, max_side=4)
BATCHES = arrays.array_shapes(min_dims=2, max_dims=4, min_side=2, max_side=3)
some = settings(max_examples=40, deadline=None)

ACTIVATIONS = {
    "relu": (functional.relu, torch_functional.relu),
    "leaky_relu": (functional.leaky_relu, torch_functional.leaky_relu),
    "leaky_relu 0.2": (
        lambda x: functional.leaky_relu(x, 0.2),
        lambda x: torch_functional.leaky_relu(x, 0.2),
    ),
    "tanh": (functional.tanh, torch.tanh),
    "sigmoid": (functional.sigmoid, torch.sigmoid),
    "silu": (functional.silu, torch_functional.silu),
    "gelu": (functional.gelu, torch_functional.gelu),
    "gelu tanh": (
        lambda x: functional.gelu(x, approximate="tanh"),
        lambda x: torch_functional.gelu(x, approximate="tanh"),
    ),
    "softmax": (lambda x: functional.softmax(x, -1), lambda x: torch.softmax(x, -1)),
    "log_softmax": (lambda x: functional.log_softmax(x, -1), lambda x: torch.log_softmax(x, -1)),
    "softmax of the first axis": (lambda x: functional.softmax(x, 0), lambda x: torch.softmax(x, 0)),
    "log_softmax of the first axis": (
        lambda x: functional.log_softmax(x, 0),
        lambda x: torch.log_softmax(x, 0),
    ),
}


@pytest.mark.parametrize(("ours", "theirs"), ACTIVATIONS.values(), ids=ACTIVATIONS)
@some
@given(shape=arrays.array_shapes(min_dims=1, max_dims=3, max_side=4), seed=SEEDS)
def test_an_activation_agrees_with_torch_and_finite_differences(agrees, apart, ours, theirs, shape, seed):
    agrees(ours, theirs, [apart(shape, np.random.default_rng(seed))], seed)


@pytest.mark.parametrize(("ours", "theirs"), ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_activation_of_huge_numbers_stays_finite_and_keeps_the_dtype(ours, theirs, dtype):
    numbers = np.array([-1000.0, -30.0, 0.0, 30.0, 1000.0], dtype)
    x, y = Tensor(numbers, requires_grad=True), torch.tensor(numbers, requires_grad=True)
    result, expected = ours(x), theirs(y)
    result.sum().backward()
    expected.sum().backward()
    few_ulps = 16 * np.finfo(dtype).eps
    assert result.dtype == x.grad.dtype == dtype
    np.testing.assert_allclose(result.numpy(), expected.detach(), rtol=few_ulps, atol=few_ulps)
    np.testing.assert_allclose(x.grad, y.grad, rtol=few_ulps, atol=few_ulps)


@pytest.mark.parametrize("name", ["exp", "log", "sum", "mean", "max"])
def test_a_tensors_method_is_offered_as_a_function_too(name):
    x = Tensor(np.array([[1.0, 2.0], [3.0, 4.0]]))
    np.testing.assert_array_equal(getattr(functional, name)(x).numpy(), getattr(x, name)().numpy())


# --- linear


@some
@given(
    batch=arrays.array_shapes(min_dims=0, max_dims=3, max_side=3),
    sizes=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    has_bias=st.booleans(),
    seed=SEEDS,
)
def test_linear_agrees_with_torch_and_finite_differences(agrees, batch, sizes, has_bias, seed):
    rng, (in_features, out_features) = np.random.default_rng(seed), sizes
    shapes = [(*batch, in_features), (out_features, in_features), *[(out_features,)] * has_bias]
    inputs = [rng.normal(size=shape) for shape in shapes]
    agrees(functional.linear, torch_functional.linear, inputs, seed)


def test_linear_says_which_shape_it_needs():
    with pytest.raises(ValueError, match=r"need shape \(batch, 4\), got \(2, 3\)"):
        functional.linear(Tensor(np.ones((2, 3))), Tensor(np.ones((5, 4))))


def test_linear_takes_tensors_and_says_how_to_make_one():
    arrays_of = {"input": np.ones((2, 3)), "weight": np.ones((5, 3)), "bias": np.ones(5)}
    for plain in arrays_of:
        tensors = {name: array if name == plain else Tensor(array) for name, array in arrays_of.items()}
        with pytest.raises(TypeError, match=r"got ndarray: write Tensor\(array\)"):
            functional.linear(**tensors)


# --- dropout


def test_dropout_drops_a_share_of_p_and_keeps_the_mean():
    count, p = 100_000, 0.3
    dropped = functional.dropout(Tensor(np.ones(count)), p, rng=np.random.default_rng(0)).numpy()
    five_deviations = 5 * np.sqrt(p * (1 - p) / count)
    assert abs((dropped == 0).mean() - p) < five_deviations
    np.testing.assert_array_equal(np.unique(dropped), [0, 1 / (1 - p)])


def test_dropout_sends_gradients_back_through_what_it_kept():
    x = Tensor(np.ones(50, np.float32), requires_grad=True)
    kept = functional.dropout(x, rng=np.random.default_rng(0))
    kept.sum().backward()
    np.testing.assert_array_equal(x.grad, kept.numpy())
    assert kept.dtype == np.float32


@some
@given(shape=BATCHES, p=st.sampled_from([0.1, 0.5, 0.9]), seed=SEEDS)
def test_dropout_of_one_seed_agrees_with_torchs_product_and_finite_differences(agrees, shape, p, seed):
    kept = np.random.default_rng(seed).random(shape) >= p

    def ours(x):
        return functional.dropout(x, p, rng=np.random.default_rng(seed))

    def theirs(x):
        return x * torch.tensor(kept / (1 - p))

    agrees(ours, theirs, [np.random.default_rng(seed).normal(size=shape)])


def test_dropout_is_the_same_for_the_same_seed_only():
    x = Tensor(np.ones(100))
    first, again, other = (
        functional.dropout(x, rng=np.random.default_rng(seed)).numpy() for seed in (1, 1, 2)
    )
    assert (first == again).all() and not (first == other).all()


def test_dropout_does_nothing_outside_training_and_everything_at_one():
    x, rng = Tensor(np.ones(5)), np.random.default_rng(0)
    assert functional.dropout(x, 0.5, False, rng=rng) is x
    assert not functional.dropout(x, 1.0, rng=rng).numpy().any()
    with pytest.raises(ValueError, match=r"probability between 0 and 1, got 1\.5"):
        functional.dropout(x, 1.5, rng=rng)


# --- batch_norm


@pytest.mark.parametrize("training", [True, False])
@some
@given(shape=BATCHES, is_affine=st.booleans(), momentum=st.sampled_from([0.1, 0.5, 1.0]), seed=SEEDS)
def test_batch_norm_agrees_with_torch_and_finite_differences(
    agrees, equal_up_to_rounding, apart, training, shape, is_affine, momentum, seed
):
    rng, channels = np.random.default_rng(seed), shape[1]
    inputs = [apart(shape, rng), *[rng.normal(size=channels) for _ in range(2 * is_affine)]]
    start = [rng.normal(size=channels), rng.uniform(0.5, 2.0, channels)]
    running, expected = [array.copy() for array in start], [torch.tensor(array) for array in start]

    def ours(x, *affine):
        weight, bias = affine or (None, None)
        return functional.batch_norm(
            x, running[0].copy(), running[1].copy(), weight, bias, training, momentum
        )

    def theirs(x, *affine):
        return torch_functional.batch_norm(x, *expected, *(affine or (None, None)), training, momentum)

    agrees(ours, theirs, inputs, seed)
    functional.batch_norm(Tensor(inputs[0]), *running, training=training, momentum=momentum)
    for array, other in zip(running, expected, strict=True):
        equal_up_to_rounding(array, other.numpy())


def test_batch_norm_without_running_arrays_uses_the_batch():
    x = Tensor(np.random.default_rng(0).normal(3.0, 2.0, size=(500, 2)))
    normalized = functional.batch_norm(x, None, None, training=True, eps=0.0).numpy()
    rounding = 500 * np.finfo(np.float64).eps
    np.testing.assert_allclose(normalized.mean(0), 0, atol=rounding)
    np.testing.assert_allclose(normalized.var(0), 1, atol=rounding)


def test_batch_norm_keeps_float32():
    x, running = Tensor(np.ones((4, 2, 3, 3), np.float32)), [np.ones(2, np.float32) for _ in range(2)]
    for training in (True, False):
        assert functional.batch_norm(x, *running, training=training).dtype == np.float32


def test_batch_norm_cannot_train_on_one_number_a_channel():
    with pytest.raises(ValueError, match=r"more than one number a channel, got shape \(1, 3\)"):
        functional.batch_norm(Tensor(np.ones((1, 3))), None, None, training=True)


def test_batch_norm_outside_training_needs_running_arrays():
    with pytest.raises(ValueError, match="without running_mean and running_var pass training=True"):
        functional.batch_norm(Tensor(np.ones((4, 2))), None, None)


@pytest.mark.parametrize(("channels", "others"), [(3, 1), (1, 3)])
@pytest.mark.parametrize("name", ["running_mean", "running_var", "weight", "bias"])
def test_batch_norm_broadcasts_nothing_that_is_not_one_number_a_channel(name, channels, others):
    given = {each: np.ones(channels) for each in ("running_mean", "running_var", "weight", "bias")}
    given[name] = np.ones(others)
    given |= {each: Tensor(given[each]) for each in ("weight", "bias")}
    for training in (True, False):
        with pytest.raises(ValueError, match=rf"{name} needs shape \({channels},\), .*got \({others},\)"):
            functional.batch_norm(Tensor(np.ones((4, channels))), **given, training=training)


# --- refusals


def test_what_functional_does_not_offer_is_answered_with_what_it_does():
    with pytest.raises(AttributeError, match=r"does not offer 'layer_norm'; it offers .*batch_norm"):
        _ = functional.layer_norm


@pytest.mark.parametrize("name", sorted(set(functional.__all__) - {"hinge"}))
def test_every_name_but_hinge_is_torchs(name):
    assert hasattr(torch_functional, name) or hasattr(torch, name)


def test_gelu_knows_two_curves():
    with pytest.raises(ValueError, match='"none" or "tanh", got'):
        functional.gelu(Tensor(np.ones(1)), approximate="erf")
