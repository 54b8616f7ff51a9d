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
SCRIPTS = sorted(path for kind in ("js", "css") for path in (ROOT / "course").rglob(f"*.{kind}"))
LONGEST_FUNCTION, MOST_ARGUMENTS = 30, 5
TORCHS_SIGNATURES = {"conv2d", "batch_norm", "max_pool2d", "avg_pool2d", "__init__"}  # their order is given
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, TOOLS = SETTINGS["project"], SETTINGS["tool"]
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
    drawers = {"utils", "util", "helpers", "common", "core", "misc"}
    assert not drawers & {path.stem, *path.relative_to(ROOT).parts}


@pytest.mark.parametrize("path", MODULES + SCRIPTS, ids=relative)
def test_every_file_is_short_enough_to_be_one_idea(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 300, f"{relative(path)} has {lines} lines: which two ideas are in it?"


def functions(path):
    """The functions and methods of a module, at any depth."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_every_function_fits_one_idea(path):
    for function in functions(path):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
        assert lines <= LONGEST_FUNCTION, f"{function.name} has {lines} lines: name its parts"
        positional = [each.arg for each in function.args.args if each.arg not in ("self", "cls")]
        allowed = MOST_ARGUMENTS if function.name not in TORCHS_SIGNATURES else 10
        assert len(positional) <= allowed, f"{function.name}({', '.join(positional)}): make some keyword-only"


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
    heavy = {"torch", "keras", "tensorflow", "numba", "matplotlib"}
    check = f"{command}\nimport sys\nprint('LOADED', *({heavy} & set(sys.modules)))"
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


def test_a_wheel_holds_every_part_of_the_course_and_nothing_else():
    include = TOOLS["setuptools"]["packages"]["find"]["include"]
    parts = {str(path.parent.relative_to(ROOT)) for path in MODULES if path.name == "__init__.py"}
    folders = {str(path.parent.relative_to(ROOT)) for path in MODULES}
    assert include == ["course*"] and parts == folders, "a folder without __init__.py is left out of a wheel"


def third_party(paths):
    """The packages, by import name, that these modules import anywhere: not the course, not Python's own."""
    names = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module.split(".")[0])
    neighbours = {path.stem for path in (ROOT / "course/grading/inside").glob("*.py")}
    return names - set(sys.stdlib_module_names) - {"course"} - neighbours


def declared(requirements):
    """The import names that these requirements give."""
    called = {"scikit-learn": "sklearn", "pillow": "PIL", "nvidia-ml-py": "pynvml"}
    names = {re.match(r"[\w-]+", requirement)[0] for requirement in requirements}
    return {called.get(name, name.replace("-", "_")) for name in names}


def test_what_is_imported_is_asked_for():
    extras = PROJECT["optional-dependencies"]
    optional = extras["keras"] + extras["deploy"] + extras["gpu"]
    elsewhere = set((ROOT / "course/frameworks").glob("inside_*.py"))  # runs in TensorFlow's own environment
    tests = sorted((ROOT / "tests").rglob("*.py"))
    # `course bench widgets` and `course bench numerics` name the command that installs what is missing.
    asked = declared(PROJECT["dependencies"] + optional) | {"playwright", "ml_dtypes"}
    assert third_party(set(MODULES) - elsewhere) <= asked
    assert third_party(tests) <= declared(PROJECT["dependencies"] + extras["test"])
    assert set(optional) <= set(extras["test"])


def test_the_environment_of_tensorflow_has_exact_pins_of_what_runs_in_it():
    lines = (ROOT / "constraints-tensorflow.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line[:1].isalnum()]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installed = re.search(r"constraints-tensorflow\.txt \\\n\s*(.+)", makefile)[1].split()
    either = re.search(r"TENSORFLOW_PACKAGE = .*,([\w-]+),([\w-]+)\)", makefile).groups()
    installed = {*installed, *either} - {"$(TENSORFLOW_PACKAGE)"}
    pinned = {pin.partition("==")[0].lower().replace("_", "-") for pin in pins}
    assert len(installed) == 3 and installed <= pinned


def test_every_module_script_and_stylesheet_of_the_package_is_shipped():
    shipped = TOOLS["setuptools"]["package-data"]["course"]
    kinds = {f"**/*{path.suffix}" for path in (ROOT / "course").rglob("*") if path.is_file()}
    assert kinds - {"**/*.py", "**/*.pyc"} <= set(shipped)
