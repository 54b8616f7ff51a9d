"""How the package is laid out, what it weighs to import, and what it asks of pip."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "course").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = [
    line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line[:1].isalnum()
]
REQUIREMENTS = PROJECT["dependencies"] + [
    requirement for extra in PROJECT["optional-dependencies"].values() for requirement in extra
]


def relative(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=relative)
def test_every_init_is_a_docstring_that_names_each_module_of_its_part(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert len(body) == 1 and isinstance(body[0], ast.Expr), f"{path} holds more than its docstring"
    contents = set(re.findall(r"^(\w+) ", body[0].value.value, flags=re.MULTILINE))
    parts = {other.stem for other in path.parent.glob("*.py")} - {"__init__", "__main__"}
    parts |= {other.parent.name for other in path.parent.glob("*/__init__.py")}
    assert parts <= contents, f"{path} does not mention {sorted(parts - contents)}"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_module_is_a_drawer_for_everything(path):
    assert path.stem not in {"utils", "util", "helpers", "common", "core", "misc"}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_every_file_is_short_enough_to_be_one_idea(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 300, f"{relative(path)} has {lines} lines: which two ideas are in it?"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_every_public_name_has_a_docstring(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{relative(path)} does not say what it is"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{relative(path)}: {node.name} has no docstring"


@pytest.mark.parametrize(
    "command", ["import course", "from course.cli import app; app(['--help'], standalone_mode=False)"]
)
def test_the_command_and_the_package_start_without_the_heavy_packages(command):
    check = (
        f"{command}\nimport sys\nprint('LOADED', *({{'torch', 'numba', 'matplotlib'}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("LOADED")


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_a_requirement_is_a_lower_bound(requirement):
    assert re.fullmatch(r"[\w-]+(\[\w+\])?>=[\d.]+(; .*)?", requirement)


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_a_requirement_has_its_exact_pin(requirement):
    name = re.match(r"[\w-]+", requirement)[0]
    assert any(pin.partition("==")[0].lower().replace("_", "-") == name.lower() for pin in PINS)


@pytest.mark.parametrize("pin", PINS)
def test_a_pin_is_exact_and_names_no_build(pin):
    assert re.fullmatch(r"[\w.-]+==[\w.]+", pin), "write name==version, without +cpu or the like"


def test_a_wheel_would_hold_the_course_and_nothing_else():
    from setuptools import find_packages

    assert {name.split(".")[0] for name in find_packages(str(ROOT), include=["course*"])} == {"course"}


def test_every_module_script_and_stylesheet_of_the_package_is_shipped():
    shipped = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "package-data"
    ]["course"]
    kinds = {f"**/*{path.suffix}" for path in (ROOT / "course").rglob("*") if path.is_file()}
    assert kinds - {"**/*.py", "**/*.pyc"} <= set(shipped)
