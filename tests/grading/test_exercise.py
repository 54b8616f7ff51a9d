"""Answers are compared outside, by shape, kind and size, and the complaint says what to look at."""

import numpy as np
import pytest

from course.grading.exercise import ROUNDING, Case, Exercise, same_array, same_arrays
from course.grading.exercises import backprop

RIGHT = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize("answer", [RIGHT, RIGHT.tolist(), RIGHT.astype(int), RIGHT * (1 + ROUNDING / 2)])
def test_equal_numbers_are_right_in_whatever_they_come(answer):
    assert same_array(answer, RIGHT) == ""


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (None, "None (is there a return?)"),
        ("text", "text"),
        ({"a": 1}, "dict"),
        (["a" * 10**6] + ["b"] * 10**5, "values"),
        (RIGHT[0], "shape (2,)"),
        (RIGHT * np.nan, "NaN"),
        (RIGHT * (1 + 10 * ROUNDING), "where"),
        (RIGHT > 2, "bool"),
        ([[1.0, 2.0], [3.0]], "different lengths"),
        ([[1.0, 2.0], [3.0, 10**400]], "object"),
    ],
)
def test_what_is_not_right_is_named(answer, complaint):
    assert complaint in same_array(answer, RIGHT)


def test_the_place_of_the_largest_error_is_told():
    wrong = RIGHT.copy()
    wrong[1, 0] = 7
    assert (
        same_array(wrong, RIGHT, "the gradient") == "the gradient is 7 at [1, 0], where 3 belongs, off by 4"
    )


@pytest.mark.parametrize(
    ("answer", "expected", "complaint"),
    [
        (None, 2345, "the answer is None (is there a return?), where 2345 belongs"),
        ([1.0, 2.0], 2345, "the answer has shape (2,), where one number belongs"),
        ([[1.0], [2.0, 3.0]], 2345, "the answer is made of lists of different lengths, where 2345 belongs"),
        (None, RIGHT, "the answer is None (is there a return?), where an array of shape (2, 2) belongs"),
        (2_700_000, 2_250_000, "the answer is 2700000, where 2250000 belongs, off by 20 %"),
        (144_000_000, -2_250_000, "the answer is 144000000, where -2250000 belongs, off by 6,500 %"),
        (7.5e-09, 5e-09, "the answer is 7.5e-09, where 5e-09 belongs, off by 50 %"),
        (2_250_650, 2_250_000, "the answer is 2250650, where 2250000 belongs, off by 650"),
        (5e4, 0, "the answer is 50000, where 0 belongs, off by 5e+04"),
        (1e30, 20_000, "the answer is 1e+30, where 20000 belongs, off by 5e+27 %"),
    ],
)
def test_one_number_is_told_as_a_number_and_is_far_off_by_per_cent(answer, expected, complaint):
    assert same_array(answer, expected) == complaint


def test_several_arrays_are_told_apart_by_name():
    assert same_arrays([RIGHT, RIGHT], [RIGHT, RIGHT], ("a", "b")) == ""
    assert same_arrays([RIGHT, RIGHT[0]], [RIGHT, RIGHT], ("a", "b")).startswith("b has shape")
    assert "2 arrays belong: a, b" in same_arrays(RIGHT, [RIGHT, RIGHT], ("a", "b"))


def test_verify_raises_for_the_first_wrong_case_and_names_it():
    double = Exercise("double", "Twice", 1, lambda rng: [Case((3,), lambda a: same_array(a, 6), "three")])
    double.verify(lambda x: 2 * x)
    with pytest.raises(AssertionError, match="double, three: the answer is 3, where 6 belongs, off by 3"):
        double.verify(lambda x: x)
    with pytest.raises(AssertionError, match="it returns a object"):
        double.verify(lambda x: object())


def test_an_imaginary_nudge_gives_the_slope_to_the_last_digit():
    x = np.linspace(-2, 2, 9)
    found = backprop.imaginary_gradient(lambda z: np.sin(z).sum(), [x], 0)
    one_ulp = np.finfo(float).eps
    assert np.allclose(found, np.cos(x), rtol=one_ulp, atol=one_ulp)


def test_the_references_agree_with_nudges_which_know_nothing_of_imaginary_numbers():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in ((4, 3), (4,), (2, 4), (2,))]
    images, labels = rng.normal(size=(5, 3)), rng.integers(2, size=5)

    def loss(*weights):
        return backprop.network_loss(weights, images, labels)

    error_of_a_nudge = 1e-8  # the square of 1e-6, and rounding of 1e-16 divided by it, with third derivatives
    for number, weight in enumerate(weights):
        found = backprop.imaginary_gradient(loss, weights, number)
        for place in np.ndindex(weight.shape):
            step = np.zeros(weight.shape)
            step[place] = 1e-6
            above = loss(*weights[:number], weight + step, *weights[number + 1 :])
            below = loss(*weights[:number], weight - step, *weights[number + 1 :])
            assert found[place] == pytest.approx((above - below) / 2e-6, abs=error_of_a_nudge)
