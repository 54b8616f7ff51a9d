"""Every notebook, opened and run by a real browser in a real JupyterLab."""

import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
GIBIBYTE = 2**30


def peak_bytes(process):
    """The most memory that a process has held, where the system keeps that mark; else what it holds."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return psutil.Process(process).memory_info().rss
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def figures_shown(notebook, theme):
    """How many of a theme's figures are not hidden; each is on the page in both."""
    return notebook.page.evaluate(
        """theme => [...document.querySelectorAll(`.course-figure-${theme}`)]
            .filter(image => getComputedStyle(image).display !== 'none').length""",
        theme,
    )


def white_grounds(notebook):
    """How many wide parts of the outputs stand on white."""
    return notebook.page.evaluate(
        """() => [...document.querySelectorAll('.jp-OutputArea-output *')]
            .filter(element => getComputedStyle(element).backgroundColor === 'rgb(255, 255, 255)')
            .filter(element => element.getBoundingClientRect().width > 300).length"""
    )


def figures_made(cells):
    """How many outputs hold a figure."""
    outputs = [output for cell in cells for output in cell["outputs"]]
    return sum(
        "course-figure-light" in str(output.get("data", {}).get("text/html", "")) for output in outputs
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_a_fault_and_is_at_home_in_the_light_and_in_the_dark(path, open_notebook):
    notebook = open_notebook(f"notebooks/{path.name}")
    start = time.monotonic()
    cells = notebook.run_all()
    seconds = time.monotonic() - start
    kernel_bytes = peak_bytes(notebook.ask_kernel("__import__('os').getpid()"))
    notebook.keep_record(path.stem, seconds=seconds, kernel_bytes=kernel_bytes)
    assert any(cell["outputs"] for cell in cells)
    assert not notebook.errors()
    # Before the screenshots: a window of 16,000 pixels is no reader's, and JupyterLab has tripped over it.
    assert not notebook.troubles

    notebook.screenshot_whole(path.stem)
    assert figures_shown(notebook, "dark") == 0
    assert figures_shown(notebook, "light") == figures_made(cells)

    notebook.turn("Dark")
    notebook.screenshot_whole(f"{path.stem}-dark")
    assert figures_shown(notebook, "light") == 0
    assert figures_shown(notebook, "dark") == figures_made(cells)
    assert white_grounds(notebook) == 0
    stderr = [o["text"] for cell in cells for o in cell["outputs"] if o.get("name") == "stderr"]
    assert not stderr, "a notebook prints no warnings"
    assert kernel_bytes < GIBIBYTE
