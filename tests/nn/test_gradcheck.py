import numpy as np

from course.nn import functional, gradcheck
from course.nn.autograd import Tensor


def test_finite_differences_of_a_polynomial_are_its_derivative():
    values = np.array([[1.0, -2.0, 0.5]])
    (gradient,), _ = gradcheck.finite_differences(lambda x: (x**3).sum(), [values])
    truncation = gradcheck.BEST_STEP**2  # h² f'''/6, and the third derivative is 6
    rounding = 16 * np.finfo(np.float64).eps / gradcheck.BEST_STEP
    np.testing.assert_allclose(gradient, 3 * values**2, rtol=0, atol=2 * (truncation + rounding))


def test_finite_differences_cost_two_forward_passes_a_number():
    calls = []

    def loss(weight, bias):
        calls.append(1)
        return functional.tanh(weight * 2 + bias).sum()

    _, forward_passes = gradcheck.finite_differences(loss, [np.ones((3, 4)), np.ones(4)])
    assert forward_passes == len(calls) == 2 * (3 * 4 + 4)


def test_backpropagation_costs_one_forward_pass_whatever_the_number_of_numbers():
    calls = []

    def loss(weight):
        calls.append(1)
        return (weight * weight).sum()

    (gradient,) = gradcheck.backpropagation(loss, [np.arange(1000, dtype=np.float32)])
    assert len(calls) == 1
    np.testing.assert_array_equal(gradient, 2 * np.arange(1000))


def test_finite_differences_leave_the_inputs_as_they_were():
    values = np.ones(3)
    gradcheck.finite_differences(lambda x: (x * x).sum(), [values])
    np.testing.assert_array_equal(values, 1)


def test_a_wrong_backward_line_has_a_large_relative_error():
    from course.nn.autograd import record

    def wrong_square(x):
        return record(x.data**2, (x, lambda gradient: gradient * x.data)).sum()  # the 2 is missing

    values = [np.array([1.0, 2.0])]
    tried, _ = gradcheck.finite_differences(wrong_square, values)
    error = gradcheck.relative_error(gradcheck.backpropagation(wrong_square, values), tried)
    assert round(error, 6) == 0.5


def test_an_input_that_does_not_matter_has_gradient_zero():
    gradients = gradcheck.backpropagation(lambda x, y: (x * 2).sum(), [np.ones(2), np.ones(3)])
    np.testing.assert_array_equal(gradients[1], np.zeros(3))
    assert gradcheck.relative_error([np.zeros(2)], [np.zeros(2)]) == 0


def test_under_finite_differences_nothing_is_remembered():
    seen = []
    gradcheck.finite_differences(lambda x: seen.append(x) or x.sum(), [np.ones(2)])
    assert all(isinstance(x, Tensor) and not x.requires_grad for x in seen)
