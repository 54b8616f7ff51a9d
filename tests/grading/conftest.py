"""What the tests of the labs share: nbgrader itself, and a notebook with every kind of cell."""

import contextlib
import json
import os
import subprocess
import sys

import pytest
from nbformat import v4

from course.grading import stock_nbgrader

STEPS = """
    LockCells ClearSolutions ClearOutput CheckCellMetadata ComputeChecksums
    ClearHiddenTests ClearMarkScheme ComputeChecksums CheckCellMetadata
"""

# Reads one notebook a line, answers with its sheet in one line, or with why there is none.
ORACLE = """
import json, sys
import nbformat
from nbgrader import preprocessors

steps = [getattr(preprocessors, name)() for name in sys.argv[1:]]
for line in sys.stdin:
    notebook, resources = nbformat.reads(line, as_version=4), {}
    try:
        for step in steps:
            notebook, resources = step(notebook, resources)
        answer = {"sheet": json.loads(nbformat.writes(notebook))}
    except Exception as error:
        answer = {"refused": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
"""


@pytest.fixture(scope="session")
def nbgrader():
    """The folder with stock nbgrader; in CI its absence is a failure, elsewhere a reason to skip."""
    if not stock_nbgrader.is_installed():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no nbgrader to compare with: make .nbgrader")
    return stock_nbgrader.NBGRADER


@pytest.fixture(scope="session")
def oracle(nbgrader, tmp_path_factory):
    """A function: what nbgrader's own preprocessors make of a notebook, {"sheet": it} or {"refused": why}."""
    log = tmp_path_factory.mktemp("oracle") / "log"
    command = [sys.executable, "-c", ORACLE, *STEPS.split()]
    with contextlib.ExitStack() as stack:
        stderr = stack.enter_context(log.open("w"))
        process = subprocess.Popen(
            command,
            env=os.environ | {"PYTHONPATH": str(nbgrader)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
        )
        stack.enter_context(process)

        def ask(notebook):
            process.stdin.write(json.dumps(notebook) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            assert answer, log.read_text(encoding="utf-8")
            return json.loads(answer)

        yield ask


def marked(cell, grade_id, **marks):
    """The cell with nbgrader's metadata."""
    unmarked = {"grade": False, "solution": False, "locked": False}
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id} | unmarked | marks
    return cell


def ran(cell):
    """The code cell as a run leaves it behind."""
    cell.execution_count = 7
    cell.outputs = [
        v4.new_output("stream", name="stderr", text="× careful\n"),
        v4.new_output("execute_result", {"text/plain": "7"}, execution_count=7),
    ]
    cell.metadata |= {"collapsed": True, "scrolled": "auto", "tags": ["kept"]}
    return cell


@pytest.fixture
def handmade():
    """A solution that has every kind of cell and gives 4.5 points by itself, 3 by a person's hand."""
    code, text = v4.new_code_cell, v4.new_markdown_cell
    cells = [
        text("# Ünïcode × π\n\n"),
        code("import math", metadata={"tags": ["setup"]}),
        marked(ran(code(DOUBLE)), "made-double", solution=True),
        marked(ran(code(TEST_DOUBLE)), "made-double-test", grade=True, locked=True, points=2),
        marked(code("def half(x):\n    return x / 2"), "made-half", solution=True),
        marked(code("assert half(3) == 1.5"), "made-half-test", grade=True, points=1),
        marked(code(TWO_REGIONS), "made-two", solution=True, locked=True),
        marked(code("assert area(1) > 3 > radius"), "made-two-test", grade=True, locked=True, points=1.5),
        marked(ran(code("print('read me')\n\n")), "made-locked-code", locked=True),
        marked(text("Read *me*.\n"), "made-locked-text", locked=True),
        marked(text("Because × grows."), "made-why", grade=True, solution=True, points=2),
        marked(text(TASK), "made-task", locked=True, task=True, points=1),
        marked(text("- no mark at all"), "made-unmarked"),
        ran(code("\n\nmath.pi  # plain\n\n")),
        v4.new_raw_cell("raw\n### END SOLUTION\nrest"),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"made-{number:02d}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "celltoolbar": "Create Assignment"})


DOUBLE = '''def double(x):
    """Twice × `x`."""
    if x:
        ### BEGIN SOLUTION
        return 2 * x

        ### END SOLUTION
    return 0
'''
TEST_DOUBLE = """assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(3) == 6
### END HIDDEN TESTS

"""
TWO_REGIONS = """### BEGIN SOLUTION
radius = 1
### END SOLUTION
kept = "ü"
def area(r):
\t# BEGIN SOLUTION
\treturn math.pi * r * r
\t# END SOLUTION"""
TASK = """Draw the graph.

=== BEGIN MARK SCHEME ===
One point for each × arrow.
=== END MARK SCHEME ==="""
