"""Checkpoint files: NumPy's .npz, without pickle, so that reading a file never runs code from it."""

import json
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np


def write(path, groups):
    """Write {group: {name: array}} so that `path` holds the old checkpoint or the new one, never half."""
    arrays = {f"{group}/{name}": array for group, named in groups.items() for name, array in named.items()}
    # Next to it, as only a file of the same file system can take its place in one go.
    with tempfile.NamedTemporaryFile(dir=Path(path).parent, suffix=".part", delete=False) as part:
        try:
            np.savez(part, **arrays)
            part.flush()
            os.fsync(part.fileno())
            part.close()
            os.replace(part.name, path)
        except BaseException:
            part.close()
            Path(part.name).unlink()
            raise


def read(path):
    """The groups that `write` was given."""
    try:
        with open(path, "rb") as file:
            archive = np.load(file, allow_pickle=False)
            arrays = None if isinstance(archive, np.ndarray) else dict(archive)
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"{path} is not a whole checkpoint: delete it to train from the beginning"
        ) from error
    if arrays is None:
        raise ValueError(f"{path} is a single array, no checkpoint: choose another name for the checkpoint")
    groups = {}
    for key, array in arrays.items():
        group, _, name = key.partition("/")
        groups.setdefault(group, {})[name] = array
    return groups


def rng_state(rng):
    """The state of a numpy.random.Generator as an array of text."""
    return np.array(json.dumps(rng.bit_generator.state))


def set_rng_state(rng, state):
    """Let `rng` go on from a state that `rng_state` returned."""
    rng.bit_generator.state = json.loads(str(state))
