"""Strip notebooks before they are committed: outputs stay only in cells marked for comparison.

    .venv/bin/python tests/strip.py notebooks/*.ipynb solutions/*.ipynb

It also gives each cell a stable id, so that a diff shows what was changed and nothing else. A solution keeps
its marks and tags as well, and each cell of code without marks gets a digest of its source, by which the
course sees whether a student has written there; labs are made from solutions (`course labs`) and never
stripped by hand.
"""

import sys
from pathlib import Path

import nbformat

from course.grading.notebook import HANDED_OUT, digest

CHECKED = "# NBVAL_CHECK_OUTPUT"
MARKS = ("nbgrader", "tags")


def strip(notebook, stem, keep=()):
    """Take away what a run left behind, in place; of the cells' metadata, the keys in `keep` stay."""
    notebook.metadata = {key: notebook.metadata[key] for key in ("kernelspec", "language_info")}
    notebook.metadata["language_info"] = {"name": "python"}
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"{stem}-{number:02d}"
        cell.metadata = {key: cell.metadata[key] for key in keep if key in cell.metadata}
        if cell.cell_type == "code":
            is_checked = CHECKED in cell.source
            cell.outputs = cell.outputs if is_checked else []
            # nbval takes a cell with outputs and no count for one that was never run: always the same count.
            cell.execution_count = 1 if is_checked else None
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = 1


def note_digests(notebook):
    """Let each code cell that nbgrader puts no checksum to carry the digest of its source."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            cell.metadata[HANDED_OUT] = digest(cell.source)


def main(paths):
    """Strip each notebook in its file."""
    for path in map(Path, paths):
        notebook = nbformat.read(path, as_version=4)
        topic = path.stem.split("_", 1)[1]
        if path.absolute().parent.name == "solutions":
            strip(notebook, f"{topic}-lab", keep=MARKS)
            note_digests(notebook)
        else:
            strip(notebook, topic)
        nbformat.write(notebook, path)


if __name__ == "__main__":
    main(sys.argv[1:])
