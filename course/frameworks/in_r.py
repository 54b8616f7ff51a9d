"""The network's forward pass in R: a language for statistics, run by its own program, Rscript."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

PROGRAM = Path(__file__).with_suffix(".R")


def scores(weights, images):
    """The scores (batch, 10) of `images` (batch, 64), computed by R in float64; text goes there and back.

    weights: name -> array.  RuntimeError where there is no Rscript, or with what R says.
    """
    if shutil.which("Rscript") is None:
        raise RuntimeError("there is no Rscript here; on Debian and Ubuntu: apt-get install r-base-core")
    with tempfile.TemporaryDirectory() as folder:
        for name, array in {**weights, "images": images}.items():
            np.savetxt(Path(folder, name), array, fmt="%.17g")  # 17 digits are every float64 exactly
        done = subprocess.run(
            ["Rscript", "--vanilla", str(PROGRAM), folder], capture_output=True, text=True, timeout=60
        )
        if done.returncode:
            raise RuntimeError(f"R failed: {done.stderr.strip()}")
        return np.loadtxt(Path(folder, "scores"), ndmin=2)


def source():
    """The R program, to read."""
    return PROGRAM.read_text(encoding="utf-8")
