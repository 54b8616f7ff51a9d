"""A notebook from anybody: cells with their marks, or one sentence that says why it is none."""

import json

import pytest

from course.grading import notebook
from course.grading.notebook import Cell, Unreadable


def file_of(*cells):
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4}).encode()


def code(source, **metadata):
    return {"cell_type": "code", "id": "one", "source": source, "metadata": metadata}


def test_cells_are_read_with_their_marks():
    cells = notebook.read(
        file_of(
            code(["import numpy as np\n", "x = 1"], tags=["setup"]),
            {"cell_type": "markdown", "source": "# no code"},
            code("def f(): pass", nbgrader={"solution": True, "grade_id": "lab-1"}),
            code("assert f", nbgrader={"grade": True, "solution": False, "grade_id": "lab-1-check"}),
        )
    )
    assert [cell.role for cell in cells] == ["setup", "solution", "check"]
    assert cells[0].source == "import numpy as np\nx = 1" and cells[1].grade_id == "lab-1"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not JSON"),
        (b"[1, 2]", "no list of cells"),
        (b"7", "no list of cells"),
        (b'{"cells": 3}', "no list of cells"),
        (b"[" * 60_000, "nested"),
        (b'{"a":' * 60_000, "nested"),
        (b'"' + b'\\"' * 5_000_000, "not JSON"),
        (b" " * (notebook.MOST_BYTES + 1), "bytes"),
        (b'{"cells": [' + b"{}," * 3000 + b"{}]}", "cells"),
        (json.dumps({"cells": []}).encode()[:-1], "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
    ],
    ids=range(11),
)
def test_what_is_no_notebook_says_why(data, why):
    with pytest.raises(Unreadable, match=why):
        notebook.read(data)


def test_brackets_in_texts_do_not_count_as_depth():
    assert notebook.depth(b'["[[[[[[", {"a": "\\"[[["}]') == 2


@pytest.mark.parametrize(
    "cell",
    [
        7,
        [],
        {"cell_type": "code"},
        {"cell_type": "code", "source": 3, "metadata": 4},
        {"cell_type": "code", "source": ["a", 1], "metadata": {"nbgrader": 5, "tags": 6}},
        {"cell_type": "code", "source": "x", "id": {}, "metadata": {"nbgrader": {"grade_id": []}}},
    ],
)
def test_a_cell_of_the_wrong_kind_is_an_empty_one_or_none(cell):
    assert all(isinstance(each, Cell) and each.grade_id == "" for each in notebook.read(file_of(cell)))


def test_half_of_a_letter_is_replaced():
    (cell,) = notebook.read(b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}')
    assert cell.source == "x = '?'"
