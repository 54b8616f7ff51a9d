"""A tensor as a holder of numbers: what it keeps, what it tells, and what it refuses with advice."""

import numpy as np
import pytest
import torch

from course.nn.autograd import Tensor, cat

# --- numbers


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_plain_numbers_leave_the_dtype_as_it_is(dtype):
    x = Tensor(np.ones(3, dtype), requires_grad=True)
    for result in (x * 2, 1.5 - x, x**0.5, 2**x, x / np.float64(3), x * np.int64(4), x.mean(), x.max(0)):
        assert result.dtype == dtype
    (x * 2 + x.mean() + x.max() + x[0]).sum().backward()
    assert x.grad.dtype == dtype


def test_a_gradient_has_the_dtype_of_its_tensor():
    x = Tensor(np.ones(3, np.float32), requires_grad=True)
    (x * np.ones(3, np.float64)).sum().backward()
    assert x.grad.dtype == np.float32


def test_an_array_and_a_tensor_make_a_tensor_in_either_order():
    array, x = np.array([1.0, 2.0]), Tensor(np.array([3.0, 5.0]))
    for result, expected in [(array * x, [3, 10]), (array - x, [-2, -3]), (array / x, array / [3, 5])]:
        assert isinstance(result, Tensor)
        np.testing.assert_array_equal(result.numpy(), expected)
    assert (array @ x).item() == 13


def test_zero_to_a_power_has_the_gradient_that_torch_gives_it():
    for exponent in (0.0, 1.0, 2.0):
        ours, theirs = (kind(np.zeros(1)) for kind in (Tensor, torch.tensor))
        powers = [kind(np.array([exponent])) for kind in (Tensor, torch.tensor)]
        for leaf in (ours, theirs, *powers):
            leaf.requires_grad = True
        (ours ** powers[0]).backward()
        (theirs ** powers[1]).backward()
        np.testing.assert_array_equal(ours.grad, theirs.grad)


def test_a_tensor_tells_its_shape_and_its_numbers():
    x = Tensor(np.arange(6, dtype=np.float32).reshape(2, 3))
    assert (x.shape, x.ndim, x.size, len(x), x.dtype) == ((2, 3), 2, 6, 2, np.float32)
    assert x[1, 2].item() == 5.0
    assert [row.shape for row in x] == [(3,), (3,)]
    assert repr(x[0]) == "Tensor([0., 1., 2.], dtype=float32, requires_grad=False)"


# --- refusals


def in_place(x):
    x += 1


def assign(x):
    x[0] = 1


REFUSALS = {
    "integers": (lambda x: Tensor(np.arange(3)), TypeError, "float32 or float64, got int64"),
    "half precision": (lambda x: Tensor(np.ones(3, np.float16)), TypeError, "got float16"),
    "a tensor of a tensor": (lambda x: Tensor(x), TypeError, r"write tensor\.numpy\(\)"),
    "an array of integers": (lambda x: x * np.arange(3), TypeError, "got int64"),
    "several numbers to start from": (lambda x: (x * 2).backward(), RuntimeError, r"\.sum\(\) or \.mean\(\)"),
    "nothing to differentiate": (lambda x: x.detach().sum().backward(), RuntimeError, "requires_grad=True"),
    "a gradient of another shape": (
        lambda x: x.backward(np.ones(2)),
        ValueError,
        r"shape \(3,\), got \(2,\)",
    ),
    "item assignment": (assign, TypeError, "not changed in place"),
    "in-place addition": (in_place, TypeError, "weight.data -= step"),
    "a comparison": (lambda x: x == x, TypeError, "compare the arrays"),
    "a truth value": (bool, TypeError, "neither true nor false"),
    "NumPy's functions": (np.exp, TypeError, "does not support ufuncs"),
    "NumPy's arrays": (np.asarray, TypeError, "lose the gradient"),
    "an unknown method": (lambda x: x.relu(), AttributeError, "course.nn.functional"),
    "a list of a single number": (lambda x: list(x.sum()), TypeError, r"write tensor\.item\(\)"),
    "no shape at all": (lambda x: x.reshape(), TypeError, "missing 1 required positional argument: 'size'"),
    "wrong inner sizes": (lambda x: x.reshape(1, 3) @ x.reshape(1, 3), ValueError, r"\(1, 3\) @ \(1, 3\)"),
    "a number as a matrix": (lambda x: x @ 2.0, ValueError, r"@ needs shapes \(n, k\) @ \(k, m\)"),
    "an array where a tensor belongs": (lambda x: cat([x, np.ones(3)]), TypeError, r"write Tensor\(array\)"),
}


@pytest.mark.parametrize(("attempt", "kind", "advice"), REFUSALS.values(), ids=REFUSALS)
def test_what_is_not_offered_says_what_to_do(attempt, kind, advice):
    with pytest.raises(kind, match=advice):
        attempt(Tensor(np.ones(3), requires_grad=True))
