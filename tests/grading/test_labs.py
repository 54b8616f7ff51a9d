"""The sheets that students get: equal to nbgrader's own, and never stale."""

import copy
import json
import os
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import v4

from course.grading import labs

ROOT = Path(__file__).parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))


def as_json(notebook):
    return json.loads(nbformat.writes(notebook))


# --- equal to nbgrader's


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.name)
def test_a_lab_of_the_course_is_what_nbgrader_makes_of_its_solution(path, oracle):
    solution = nbformat.read(path, as_version=4)
    assert as_json(labs.sheet(solution)) == oracle(solution)["sheet"]


def test_a_sheet_with_every_kind_of_cell_is_what_nbgrader_makes_of_it(handmade, oracle):
    before = copy.deepcopy(handmade)
    assert as_json(labs.sheet(handmade)) == oracle(handmade)["sheet"]
    assert handmade == before


def test_a_sheet_is_its_own_sheet(handmade, oracle):
    once = labs.sheet(handmade)
    answer = oracle(once)
    assert as_json(labs.sheet(once)) == answer["sheet"]


def test_students_see_a_stub_and_neither_solutions_nor_hidden_tests_nor_mark_schemes_nor_outputs(handmade):
    sheet = labs.sheet(handmade)
    text = nbformat.writes(sheet)
    for secret in ("return 2 * x", "x / 2", "double(3)", "Because", "One point", "careful", "celltoolbar"):
        assert secret in nbformat.writes(handmade) and secret not in text
    stubbed = next(cell.source for cell in sheet.cells if "def double" in cell.source)
    assert "    if x:\n        # YOUR CODE HERE\n        raise NotImplementedError()\n    return 0" in stubbed


# --- whatever a solution holds

LINES = st.sampled_from(
    ["", "x = 1", "    return x", "\ty × π", "é = 'ü'\r", "# END", "\u2028", "'BEGIN'", " "]
)
REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
MARKS = {  # what it is: its marks, and the regions that may stand in it
    "plain": (None, ()),
    "unmarked": ({}, ()),
    "solution": ({"solution": True}, ("SOLUTION",)),
    "test": ({"grade": True, "locked": True}, ("HIDDEN TESTS",)),
    "open test": ({"grade": True}, ("HIDDEN TESTS",)),
    "by hand": ({"grade": True, "solution": True}, ("SOLUTION", "HIDDEN TESTS")),
    "read only": ({"locked": True}, ()),
    "task": ({"task": True, "locked": True}, ("MARK SCHEME",)),
    "task with points": ({"task": True, "grade": True}, ("MARK SCHEME", "HIDDEN TESTS")),
    "everything": (dict.fromkeys(("grade", "solution", "locked", "task"), True), REGIONS),
}
KINDS = {
    "code": ("plain", "unmarked", "solution", "test", "open test", "by hand", "read only"),
    "markdown": ("plain", "unmarked", "by hand", "read only", "task", "task with points", "everything"),
    "raw": ("plain", "solution", "test", "read only"),
}
WRONG = {  # values that nbgrader refuses, and some that it takes
    "schema_version": (2, 4, 3.0, "3", None, True),
    "grade": ("yes", 1, None),
    "solution": ("", 0, False),
    "locked": ("no", None, False),
    "task": ("no", True, False),
    "grade_id": ("", "a b", "ä", 5, None, "same", "same"),
    "points": (-1, "2", True, None, 0, 2.5, 10**30),
    "checksum": ("short", 32 * "a", 7),
    "cell_type": ("code", "heading", "raw"),
    "extra": (1,),
}
TEXTS = st.lists(LINES, max_size=3)
seldom = st.integers(1, 20).map(lambda number: number == 13)  # of 0, hypothesis is too fond


@st.composite
def regions(draw, whats):
    """The lines of a region with its markers; now and then without one of them, or with another inside."""
    what, indent = draw(st.sampled_from(whats)), draw(st.sampled_from(["", "    ", "\t"]))
    begin, end = f"{indent}### BEGIN {what}", f"{indent}### END {what} ###"
    inside = draw(TEXTS) + (["![a](attachment:a.png)"] if draw(seldom) else [])
    inside += [draw(st.sampled_from([f"BEGIN {what}", "BEGIN HIDDEN TESTS"]))] if draw(seldom) else []
    return ([] if draw(seldom) else [begin]) + inside + ([] if draw(seldom) else [end])


@st.composite
def cells(draw):
    cell_type = draw(st.sampled_from(["code", "code", "markdown", "raw"]))
    marks, whats = MARKS[draw(st.sampled_from(KINDS[cell_type]))]
    whats = REGIONS if draw(seldom) else whats
    blocks = st.one_of(TEXTS, regions(whats)) if whats else TEXTS
    source = "\n".join(line for block in draw(st.lists(blocks, max_size=4)) for line in block)
    cell = getattr(v4, f"new_{cell_type}_cell")(source)
    cell.metadata |= draw(st.sampled_from([{}, {"tags": ["setup"]}, {"collapsed": True, "editable": True}]))
    if cell_type == "code" and draw(st.booleans()):
        cell.outputs, cell.execution_count = [v4.new_output("stream", text="π\n")], 3
    if marks is not None:
        marks = complete(marks)
        cell.metadata["nbgrader"] = draw(st.sampled_from(list(spoiled(marks)))) if draw(seldom) else marks
    return cell


def complete(marks):
    absent = dict.fromkeys(("grade", "solution", "locked"), False)
    return absent | {"schema_version": 3, "grade_id": "id", "points": 1} | marks


def spoiled(marks):
    """The marks in every way in which they could be wrong."""
    yield from (None, [], "marks", {})
    for key, values in WRONG.items():
        yield from (marks | {key: value} for value in values)
        yield {other: value for other, value in marks.items() if other != key}


@st.composite
def notebooks(draw):
    notebook = v4.new_notebook(cells=draw(st.lists(cells(), max_size=5)))
    notebook.metadata |= draw(
        st.sampled_from([{}, {"celltoolbar": "None", "kernelspec": {"language": "python"}}])
    )
    for number, cell in enumerate(notebook.cells):
        cell.id = f"id-{number}"
        marks = cell.metadata.get("nbgrader")
        if isinstance(marks, dict) and marks.get("grade_id") == "id":
            marks["grade_id"] = f"exercise_{number}"
    return notebook


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notebook=notebooks())
def test_any_notebook_gives_nbgraders_sheet_or_is_refused_where_nbgrader_refuses_it(notebook, oracle):
    compare(notebook, oracle(notebook))


@pytest.mark.parametrize("cell_type", KINDS)
def test_any_marks_are_taken_or_refused_as_nbgrader_does(cell_type, oracle):
    for kind in KINDS[cell_type]:
        for marks in spoiled(complete(MARKS[kind][0] or {})):
            cell = getattr(v4, f"new_{cell_type}_cell")("x", id="x", metadata={"nbgrader": marks})
            notebook = v4.new_notebook(cells=[cell])
            compare(notebook, oracle(notebook))


def compare(notebook, answer):
    if "refused" in answer:
        with pytest.raises(ValueError):
            labs.sheet(notebook)
    else:
        assert as_json(labs.sheet(notebook)) == answer["sheet"]


# --- refusals


def set_mark(grade_id, /, **marks):
    """A function that changes the marks of the cell with this grade_id; None takes a mark away."""

    def change(notebook):
        for cell in notebook.cells:
            found = cell.metadata.get("nbgrader", {})
            if found.get("grade_id") == grade_id:
                found |= marks
                for key in [key for key, value in marks.items() if value is None]:
                    del found[key]

    return change


def set_text(grade_id, old, new):
    """A function that changes the text of the cell with this grade_id."""

    def change(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
                assert old in cell.source
                cell.source = cell.source.replace(old, new)

    return change


REFUSALS = {
    "no end": (set_text("made-double", "### END SOLUTION", ""), r"made-double\).*add ### END SOLUTION"),
    "nested": (set_text("made-double", "return 2", "BEGIN SOLUTION"), r"made-double\).*end that region"),
    "a region in a locked cell": (set_mark("made-two", solution=False), r"made-two\).*mark the cell"),
    "hidden tests without points": (
        set_mark("made-double-test", grade=False), r"made-double-test\).*the mark grade"),
    "a mark scheme in a text": (set_mark("made-task", task=False), r"made-task\).*the mark task"),
    "an attachment": (
        set_text("made-task", "One point", "![a](attachment:a.png)"), r"made-task\).*take it out"),
    "two of one name": (set_mark("made-half", grade_id="made-double"), r"made-double\).*another"),
    "an old schema": (set_mark("made-half", schema_version=2), r"made-half\).*schema_version is 2: write 3"),
    "no schema": (set_mark("made-half", schema_version=None), r"made-half\).*schema_version: add it"),
    "no grade_id": (set_mark("made-half", grade_id=None), r"cell 5 \('def half\(x\):'\).*needs a grade_id"),
    "an odd grade_id": (set_mark("made-half", grade_id="half × 2"), r"half × 2.*letters, digits"),
    "no points": (set_mark("made-half-test", points=None), r"made-half-test\).*say how many"),
    "points below zero": (set_mark("made-half-test", points=-1), r"made-half-test\).*not negative"),
    "a text with tests": (set_mark("made-why", solution=False), r"made-why\).*grade and solution"),
    "a text to write": (set_mark("made-why", grade=False), r"made-why\).*grade and solution"),
    "a task in code": (set_mark("made-half", task=True), r"made-half\).*markdown"),
    "a mark of one's own": (set_mark("made-half", hint="x"), r"made-half\).*knows no hint: take it out"),
    "another language": (
        lambda notebook: notebook.metadata.kernelspec.update(language="julia"), "julia.*in Python"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", REFUSALS)
def test_what_nbgrader_refuses_is_refused_with_the_cell_and_advice(handmade, oracle, mistake):
    change, advice = REFUSALS[mistake]
    change(handmade)
    assert "refused" in oracle(handmade)
    with pytest.raises(ValueError, match=advice):
        labs.sheet(handmade)


# --- files


def test_every_lab_of_the_course_is_what_its_solution_gives():
    if SOLUTIONS or (ROOT / "labs").exists():
        assert labs.generate(ROOT / "solutions", ROOT / "labs", check=True) == [], "run: course labs"


@pytest.fixture
def folders(handmade, tmp_path):
    """A folder with two solutions, and one for their labs, which is not there yet."""
    (tmp_path / "solutions").mkdir()
    for name in ("01_a.ipynb", "02_b.ipynb"):
        nbformat.write(handmade, tmp_path / "solutions" / name)
    return tmp_path / "solutions", tmp_path / "labs"


def test_labs_that_are_missing_stale_or_orphaned_are_found_and_nothing_is_written(folders):
    solutions, sheets = folders
    first, second, orphan = (sheets / name for name in ("01_a.ipynb", "02_b.ipynb", "03_c.ipynb"))
    assert labs.generate(*folders, check=True) == [first, second] and not sheets.exists()
    assert labs.generate(*folders) == [first, second]
    assert labs.generate(*folders) == labs.generate(*folders, check=True) == []
    content = first.read_bytes()
    assert content == (nbformat.writes(labs.sheet(nbformat.read(solutions / first.name, 4))) + "\n").encode()
    first.write_bytes(content + b"\n")
    second.rename(orphan)
    assert labs.generate(*folders, check=True) == [first, second, orphan]
    assert first.read_bytes() == content + b"\n" and not second.exists()
    assert labs.generate(*folders) == [first, second] and first.read_bytes() == content
    assert labs.generate(*folders, check=True) == [orphan]


def test_a_write_that_fails_leaves_the_old_lab_and_nothing_else(folders, monkeypatch):
    labs.generate(*folders)
    old = (folders[1] / "01_a.ipynb").read_bytes()
    nbformat.write(v4.new_notebook(cells=[v4.new_raw_cell("new", id="new")]), folders[0] / "01_a.ipynb")

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        labs.generate(*folders)
    assert (folders[1] / "01_a.ipynb").read_bytes() == old
    assert sorted(path.name for path in folders[1].iterdir()) == ["01_a.ipynb", "02_b.ipynb"]


NO_KIND = nbformat.writes(v4.new_notebook()).replace("[]", '[{"cell_type": "no", "id": "x", "metadata": {}}]')


@pytest.mark.parametrize("content", ["no notebook", "{}", NO_KIND])
def test_a_solution_that_gives_no_lab_is_named_and_no_other_is_written(folders, content):
    (folders[0] / "02_b.ipynb").write_text(content)
    with pytest.raises(ValueError, match=r"02_b\.ipynb: "):
        labs.generate(*folders)
    assert not folders[1].exists()


def test_without_a_folder_of_solutions_the_error_says_where_to_go(tmp_path):
    with pytest.raises(FileNotFoundError, match="repository's root"):
        labs.generate(tmp_path / "nowhere", tmp_path)
