"""A student's answers and errors, made fit for a picture: one short printable line, and JSON without NaN."""

import json

import numpy as np
import pytest

from course.widgets.student_function import (
    LONGEST_MESSAGE,
    as_text,
    in_one_line,
    kind_of,
    no_numbers,
    with_gaps,
)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("no"), "ValueError: no"),
        (ValueError(), "ValueError"),
        (ValueError("two\n  lines"), "ValueError: two lines"),
        (ValueError("a\x1b[0mb\u202e"), "ValueError: a[0mb"),
        (ValueError("a" * LONGEST_MESSAGE), f"ValueError: {'a' * LONGEST_MESSAGE}"),
        (ValueError("a" * (LONGEST_MESSAGE + 1)), f"ValueError: {'a' * (LONGEST_MESSAGE - 1)}…"),
        (NotImplementedError(), "NotImplementedError: write it and run this cell again"),
        (NotImplementedError("1"), "NotImplementedError (1): write it and run this cell again"),
    ],
)
def test_an_error_is_one_short_line_that_can_be_printed(error, line):
    assert in_one_line(error) == line


def test_a_type_with_a_long_name_is_cut():
    endless = type("Z" * 999, (), {})()
    assert kind_of(endless) == "Z" * LONGEST_MESSAGE


@pytest.mark.parametrize(
    ("returned", "kind", "lacking"), [(None, "None", "None"), ("1", "str", "str without real numbers")]
)
def test_what_was_returned_is_named(returned, kind, lacking):
    assert (kind_of(returned), no_numbers(returned)) == (kind, lacking)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble, np.int64])
def test_numbers_of_any_type_become_json(dtype):
    assert json.loads(json.dumps(with_gaps(np.array([[1, -2], [0, 3]], dtype)))) == [[1, -2], [0, 3]]


def test_what_is_not_finite_becomes_a_gap():
    assert with_gaps(np.array([[1.5, np.nan], [np.inf, -np.inf]])) == [[1.5, None], [None, None]]
    assert with_gaps(np.array(np.nan)) is None


@pytest.mark.parametrize(
    ("number", "sign", "text"),
    [
        (-0.5, "-", "−0.50"),
        (0.5, "+", "+0.50"),
        (-0.001, "+", "0.00"),
        (0.0, "+", "0.00"),
        (-12345678.0, "-", "−1.235e+07"),
        (None, "-", "·"),
    ],
)
def test_a_number_is_written_with_a_true_minus_and_zero_without_a_sign(number, sign, text):
    assert as_text(number, 2, sign) == text
