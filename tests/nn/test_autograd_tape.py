"""The tape: what it remembers, how gradients add up on the way back, and when all of it is freed."""

import copy
import gc
import weakref

import numpy as np
import pytest

from course.nn.autograd import Tensor, no_grad


def test_a_chain_of_100000_additions_backpropagates_and_is_freed():
    start = Tensor(np.ones(1), requires_grad=True)
    end = start
    for _ in range(100_000):
        end = end + start
    end.backward()
    assert start.grad == 100_001
    halfway = weakref.ref(end.history[0][0])
    del end
    gc.collect()
    assert halfway() is None


def test_a_history_is_freed_with_its_result_and_not_later():
    x = Tensor(np.ones(3), requires_grad=True)
    gc.disable()
    try:
        loss = (x * x).exp().sum()
        loss.backward()
        step = weakref.ref(loss.history[0][0])
        del loss
        assert step() is None, "something points back from an input to its result"
    finally:
        gc.enable()


def test_gradients_of_several_ways_add_up_before_they_go_on():
    x = Tensor(np.array(3.0), requires_grad=True)
    square = x * x
    (square * square + square).backward()
    assert x.grad == 4 * 3**3 + 2 * 3


def test_gradients_of_several_backward_calls_add_up():
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    loss = (x * x).sum()
    loss.backward()
    loss.backward()
    np.testing.assert_array_equal(x.grad, [4, 8])


def test_a_leaf_alone_is_its_own_gradient():
    x = Tensor(np.array(5.0), requires_grad=True)
    x.backward()
    assert x.grad == 1


def test_only_leaves_keep_their_gradient_unless_asked():
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    doubled, kept = x * 2, x * 3
    kept.retain_grad()
    (doubled * kept).sum().backward()
    assert doubled.grad is None
    np.testing.assert_array_equal(kept.grad, [2, 4])


def test_a_gradient_belongs_to_its_tensor_alone():
    x, y = (Tensor(np.ones(2), requires_grad=True) for _ in range(2))
    start = np.ones(2)
    (x + y).backward(start)
    x.grad *= 7
    np.testing.assert_array_equal(y.grad, [1, 1])
    np.testing.assert_array_equal(start, [1, 1])


def test_what_needs_no_gradient_is_not_remembered():
    inputs, weights = Tensor(np.ones((2, 3))), Tensor(np.ones((3, 1)), requires_grad=True)
    product = inputs @ weights
    assert [source for source, _ in product.history] == [weights] and product.requires_grad
    product.sum().backward()
    assert inputs.grad is None
    assert not (inputs * 2).requires_grad


def test_under_no_grad_nothing_is_remembered_until_it_ends():
    x = Tensor(np.ones(2), requires_grad=True)
    with pytest.raises(ZeroDivisionError), no_grad():
        assert not (x * 2).requires_grad
        raise ZeroDivisionError
    assert (x * 2).requires_grad


def test_an_inner_no_grad_does_not_end_the_outer_one():
    x = Tensor(np.ones(2), requires_grad=True)
    with no_grad():
        with no_grad():
            pass
        assert not (x * 2).requires_grad


def test_a_detached_tensor_shares_the_numbers_and_not_the_history():
    x = Tensor(np.ones(2), requires_grad=True)
    detached = (x * 2).detach()
    assert not detached.requires_grad and detached.history == ()
    assert x.detach().numpy() is x.numpy()


def test_a_frozen_weight_gets_no_gradient():
    x, frozen = Tensor(np.ones(2), requires_grad=True), Tensor(np.ones(2), requires_grad=True)
    frozen.requires_grad = False
    (x * frozen).sum().backward()
    assert frozen.grad is None and x.grad is not None


def test_a_copied_leaf_starts_a_history_of_its_own():
    x = Tensor(np.ones(2), requires_grad=True)
    twin = copy.deepcopy(x)
    (twin * 2).sum().backward()
    np.testing.assert_array_equal(twin.grad, [2, 2])
    assert x.grad is None
