"""The network in TensorFlow, which runs in an environment of its own: `make .tensorflow`.

python -m course.frameworks.in_tensorflow      measures anew what the course shows where there is none
"""

import ast
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from course.frameworks import example
from course.measure import recordings

PROGRAM = Path(__file__).with_name("inside_tensorflow.py")
ENVIRONMENT = Path(__file__).parents[2] / ".tensorflow"
RECORDING = "frameworks_tensorflow"
COMMAND = "python -m course.frameworks.in_tensorflow"
REMEDY = "make .tensorflow, or set COURSE_TENSORFLOW to a Python that has tensorflow-cpu and ai-edge-litert"


def loss_and_gradients(weights, images, labels):
    """(loss, gradients) of the mean cross-entropy: a float, and arrays under the names of `weights`.

    weights: name -> array.  images: (batch, 64).  labels: integers (batch,).  TensorFlow answers from its own
    process, eagerly; RuntimeError where it is not installed.
    """
    figures, _ = ask("gradients", **weights, images=images, labels=labels)
    dtype = next(iter(weights.values())).dtype
    return figures["loss"], {name: np.array(each, dtype) for name, each in figures["gradients"].items()}


def source(name):
    """The text of a function of TensorFlow's program, such as "loss_and_gradients", to read."""
    text = PROGRAM.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ast.get_source_segment(text, node)
    raise ValueError(f"there is no function {name!r} in {PROGRAM.name}")


def report():
    """What TensorFlow makes of the example network: measured here if it is installed, else as recorded.

    Returns a `course.measure.recordings.Recording`; show its `label` with its `figures` (by name):
    "executing eagerly" and "executing eagerly inside tf.function": bools.
    "eager": {"loss", "gradients"} of `example.trained_weights()` on `example.some_digits()`.
    "graph": {"forward": the lines of the traced graph, "operations": kind -> number, in forward and backward
    pass, "largest difference": from eager}.  "xla": {"instructions": kind -> number, "largest difference"}.
    "litert": {"float32" and "int8": {"bytes", "accuracy", "operations"}, "weights": name -> {"scales",
    "largest error", "largest error in steps"}}.
    """
    return measured() if find_python() else recordings.load(RECORDING)


@cache
def measured():
    """The report, measured by TensorFlow here and now: about eight seconds, once a process."""
    images, labels = example.some_digits()
    test_images, test_labels = example.test_digits()
    figures, versions = ask(
        "report", **example.trained_weights(), images=images, labels=labels, test_images=test_images,
        test_labels=test_labels,
    )  # fmt: skip
    return recordings.measured(RECORDING, figures, versions=versions, command=COMMAND)


def find_python():
    """The Python that has TensorFlow, a path: COURSE_TENSORFLOW's, the course's own, this one, or None."""
    if given := os.environ.get("COURSE_TENSORFLOW"):
        return given
    python, finished = ENVIRONMENT / "bin/python", ENVIRONMENT / "installed-from-constraints"
    if python.exists() and finished.exists():  # make touches the second as its last act
        return str(python)
    return sys.executable if all(map(importlib.util.find_spec, ("tensorflow", "ai_edge_litert"))) else None


def ask(task, *, timeout=120, **arrays):
    """(figures, versions) that TensorFlow's process gives for a task on these arrays, by name.

    task: "gradients" or "report".  timeout: in seconds.  RuntimeError where there is no TensorFlow, where it
    fails (with the last lines it wrote) and where it does not answer in time.
    """
    python = find_python()
    if python is None:
        raise RuntimeError(f"there is no TensorFlow here: {REMEDY}")
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder, "question.npz"), Path(folder, "answer.json")
        np.savez(question, **arrays)
        _run([python, PROGRAM, task, question, answer], timeout)
        if not answer.exists():
            raise RuntimeError(f"{python} gave no answer. {REMEDY}")
        answered = json.loads(answer.read_text(encoding="utf-8"))
    return answered["figures"], answered["versions"]


def _run(command, timeout):
    # No GPU: two programs would take each other's memory.  Level 3: errors only.
    settings = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    try:
        done = subprocess.run(
            list(map(str, command)),
            env=os.environ | settings,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
    except OSError as error:
        raise RuntimeError(f"TensorFlow's Python cannot be started: {error}. {REMEDY}") from error
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"TensorFlow did not answer in {timeout} seconds") from error
    if done.returncode:
        last = "\n".join(done.stderr.splitlines()[-6:])
        raise RuntimeError(f"TensorFlow's process failed with exit code {done.returncode}. {REMEDY}\n{last}")


if __name__ == "__main__":
    print(recordings.record(measured()))
