"""Imports go down only; siblings do not import each other; there are no circles."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "course"
MODULES = sorted(path.relative_to(ROOT) for path in COURSE.rglob("*.py"))

FLOOR = {"numerics": 0, "data": 0, "measure": 0, "logbook": 0, "recordings": 0}
FLOOR |= {"topics": -1, "pages": -1}  # the cellar: a table and a frame, which import nothing of the course
FLOOR |= {"nn": 1}
FLOOR |= {"compress": 2, "hardware": 2, "parallel": 2, "frameworks": 2}
FLOOR |= {"plots": 3}
FLOOR |= {"widgets": 4, "claims": 4}
FLOOR |= {"bench": 5}  # times what the floors below hold, the visualizers among it
FLOOR |= {"cli_labs": 6, "cli": 7}
FLOOR |= {"terminal": -1}
BESIDE = {"grading"}

GROUND_PACKAGES = {"numpy"}


def part_of(path):
    """The part of the course that a module belongs to: `course/nn/optim.py` -> "nn"."""
    return path.parts[1].removesuffix(".py")


def imports(path, *, everywhere=True):
    """The dotted names that a module imports: everywhere in it, or only at import time."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if everywhere else at_import_time(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Constant) and re.fullmatch(r"course(\.\w+)+", str(node.value)):
            yield node.value  # a module named in a string is imported all the same


def at_import_time(tree):
    """All nodes outside functions: what runs when the module is imported."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
            yield from at_import_time(node)


def parts_imported(path):
    """The other parts of the course that a module imports, anywhere in it."""
    names = (name.split(".") for name in imports(path))
    return {name[1] for name in names if name[0] == "course" and len(name) > 1} - {part_of(path)}


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_imports_only_from_the_floors_below_it(path):
    part = part_of(path)
    if part in {"__init__", *BESIDE}:
        return
    for other in parts_imported(path):
        allowed = {"grading"} if part in {"cli", "cli_labs", "bench"} else set()
        assert other in allowed or FLOOR[other] < FLOOR[part], f"{path} imports course.{other}"


def test_grading_imports_the_ground_floor_only_and_what_runs_in_its_sandbox_nothing_of_the_course():
    for path in (path for path in MODULES if part_of(path) in BESIDE):
        assert all(FLOOR[other] <= 0 for other in parts_imported(path)), path
        if "inside" in path.parts:
            assert not any(name.split(".")[0] == "course" for name in imports(path))


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if FLOOR.get(part_of(path), 9) <= 0 and part_of(path) != "terminal"],
    ids=str,
)
def test_the_ground_floor_imports_numpy_and_the_standard_library_only(path):
    packages = {name.split(".")[0] for name in imports(path, everywhere=False)}
    assert packages <= GROUND_PACKAGES | set(sys.stdlib_module_names) | {"course"}


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(path) == "nn"], ids=str)
def test_the_engine_itself_is_numpy(path):
    packages = {name.split(".")[0] for name in imports(path, everywhere=False)}
    assert "torch" not in packages or path.stem == "torch_models"


def test_no_module_imports_itself_through_others():
    graph = {}
    for path in MODULES:
        name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        graph[name] = {other for other in imports(path, everywhere=False) if other.startswith("course.")}
    known = set(graph)
    graph = {name: others & known for name, others in graph.items()}
    while leaves := {name for name, others in graph.items() if not others & set(graph)}:
        graph = {name: others for name, others in graph.items() if name not in leaves}
    assert not graph, f"these modules import each other in a circle: {sorted(graph)}"
