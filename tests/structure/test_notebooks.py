"""The rhythm and the hygiene of the notebooks."""

import re
from pathlib import Path
from statistics import median

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [path for path in NOTEBOOKS if path.name != "00_start_here.ipynb"]
CHECKED = "# NBVAL_CHECK_OUTPUT"


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def code_lines(cell):
    return [line for line in cell.source.splitlines() if line.strip() and not line.strip().startswith("#")]


def words(path):
    prose = " ".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    return len(re.sub(r"<[^>]*>|[|#*`$-]", " ", prose).split())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_valid_small_and_stripped(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert path.stat().st_size < 100_000
    assert "widgets" not in notebook.metadata
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    for cell in code_cells(path):
        assert cell.execution_count == (1 if CHECKED in cell.source else None)
        assert CHECKED in cell.source or not cell.outputs, cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_cell_marked_for_comparison_has_text_to_compare(path):
    for cell in code_cells(path):
        if CHECKED in cell.source:
            kinds = {kind for output in cell.outputs for kind in output.get("data", {"text/plain": ""})}
            assert cell.outputs and kinds == {"text/plain"}, cell.source


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)
def test_a_lesson_fits_one_sitting(path):
    lines = [len(code_lines(cell)) for cell in code_cells(path)]
    assert 30 <= len(read(path).cells) <= 60
    assert 900 <= words(path) <= 1800
    assert sum(lines) <= 150 and max(lines) <= 20 and median(lines) <= 3


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)
def test_never_more_than_two_code_cells_stand_in_a_row(path):
    kinds = "".join("c" if cell.cell_type == "code" else "m" for cell in read(path).cells)
    assert "ccc" not in kinds


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)
def test_a_lesson_predicts_reveals_and_asserts_its_takeaway(path):
    source = "\n".join(cell.source for cell in code_cells(path))
    asked = {key: source.index(key) for key in re.findall(r"logbook\.predict\(\s*\"([^\"]+)\"", source)}
    revealed = re.findall(r"logbook\.reveal\(\s*\"([^\"]+)\"", source)
    assert len(asked) >= 3 and sorted(asked) == sorted(revealed)
    stem = path.stem.split("_", 1)[1]
    for key in revealed:
        assert key.startswith(f"{stem}: "), "the report counts a question under the topic it starts with"
        assert source.index(f'logbook.reveal("{key}"') > asked[key] if key in asked else False
    assert any(re.search(r"^assert ", cell.source, re.MULTILINE) for cell in code_cells(path)[-3:])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_opens_with_its_claim_and_one_import_cell(path):
    cells = read(path).cells
    assert cells[0].cell_type == "markdown" and "\n# " in "\n" + cells[0].source
    imports = [cell for cell in code_cells(path) if re.search(r"^(import|from) ", cell.source, re.MULTILINE)]
    assert len(imports) == 1, "one import cell, at the top"
    for shell in ("!pip", "%pip", "%cd", "sys.path", "wget", "import *"):
        assert not any(shell in cell.source for cell in code_cells(path))
