"""The experiments of claims 8 to 14: each gives figures, and says nothing of what they mean.

What needs torch imports it when it runs: the claims can be read without.
"""

import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from course.claims.finding import Figure
from course.frameworks import devices, example, in_plain_python
from course.measure import recordings
from course.nn import gradcheck

NUM_NETWORKS = 5
NUM_IMAGES = 16
SMALL, LARGE = (16, 1), (1024, 32)  # width of the hidden layers, images in a batch
FEW, MANY = 2**12, 2**22  # numbers in an array
FORWARD = "NumPy, forward, {} units, {}"
STEP = "NumPy, training step, {} units, {}"
IN_TENSORFLOW = "TensorFlow, recorded"
BY_DEFAULT, IN_FUNCTION = "calls executed eagerly, by default", "calls executed eagerly, in tf.function"
BY_XLA, IN_INT8 = "instructions left by XLA, of the graph's", "bytes left by 8-bit integers, of float32's"
PASSES, TIME = "eager passes over memory", "eager time, arrays of {}"
IN_C, HERE = "in a C program that runs the exported network", "in this Python, which exported it"
NO_TENSORFLOW, SOME_TORCH = "parts of TensorFlow in this process", "parts of PyTorch in this process"
ROUNDING_OF_FLOAT32 = 1e-4  # of scores up to 30, after two matrix products


def times_of_numpy():
    """NumPy's time in units of PyTorch's: forward on a small and a large network, and a step on the small."""
    from course.frameworks import crossover

    kinds = (FORWARD, SMALL, crossover.forward_races), (FORWARD, LARGE, crossover.forward_races)
    return [
        ratio_figure(name.format(size[0], counted(size[1], "image")), races_of(races, size), "numpy", "torch")
        for name, size, races in (*kinds, (STEP, SMALL, crossover.step_races))
    ]


def races_of(races, size):
    """The one race of a size (width, batch)."""
    return races(widths=size[:1], batches=size[1:], turns=120)[size]


def ratio_figure(name, race, rival, other):
    """One rival's time in units of another's as a figure."""
    ratio = race.ratio(rival, other)
    return Figure(name, float(ratio.value), "×", float(ratio.low), float(ratio.high))


def counted(count, noun):
    """1 image, 32 images."""
    return f"{count} {noun if count == 1 else noun + 's'}"


def gradients_nobody_wrote():
    """How far each framework's gradients are from those derived by hand, relative; over some networks."""
    from course.frameworks import in_keras, in_our_engine, in_pytorch

    programs = {"our engine": in_our_engine, "PyTorch": in_pytorch, "Keras": in_keras}
    problems = [problem(np.random.default_rng(seed)) for seed in range(NUM_NETWORKS)]
    by_hand = [gradients_by_hand(*each) for each in problems]
    figures = []
    for name, program in programs.items():
        theirs = [program.loss_and_gradients(*each)[1] for each in problems]
        errors = [difference(one, other) for one, other in zip(theirs, by_hand, strict=True)]
        figures.append(Figure(name, statistics.median(errors), "", min(errors), max(errors)))
    return [*figures, exactly(IN_TENSORFLOW, recorded_difference())]


def problem(rng):
    """(weights, images, labels): random weights and some digits, as every program takes them."""
    images, labels = example.some_digits(NUM_IMAGES * NUM_NETWORKS)
    chosen = rng.choice(len(labels), NUM_IMAGES, replace=False)
    return example.random_weights(rng), images[chosen], labels[chosen]


def gradients_by_hand(weights, images, labels):
    """The gradients of plain Python, name -> array."""
    lists = map(in_plain_python.as_lists, (weights, images, labels))
    return {name: np.array(each) for name, each in in_plain_python.loss_and_gradients(*lists)[1].items()}


def difference(gradients, expected):
    """The relative difference of two gradients given by name."""
    names = list(expected)
    return float(
        gradcheck.relative_error(
            [np.asarray(gradients[name]) for name in names], [expected[name] for name in names]
        )
    )


def recorded_difference():
    """The same of TensorFlow's recorded gradients, which are those of the trained network."""
    gradients = recorded_of_tensorflow().figures["eager"]["gradients"]
    return difference(gradients, gradients_by_hand(example.trained_weights(), *example.some_digits()))


def recorded_of_tensorflow():
    """What TensorFlow did in an environment of its own."""
    return recordings.load("frameworks_tensorflow")


def what_tensorflow_does():
    """Shares in %: calls executed eagerly, instructions after fusion, bytes after rounding to integers."""
    return shares_of(recorded_of_tensorflow().figures)


def shares_of(figures):
    """The same of the figures of any report of `course.frameworks.in_tensorflow`."""
    operations = sum(figures["graph"]["operations"].values())
    instructions = sum(figures["xla"]["instructions"].values())
    litert = figures["litert"]
    shares = {
        BY_DEFAULT: figures["executing eagerly"],
        IN_FUNCTION: figures["executing eagerly inside tf.function"],
        BY_XLA: instructions / operations,
        IN_INT8: litert["int8"]["bytes"] / litert["float32"]["bytes"],
    }
    return [exactly(name, 100 * float(share), "%") for name, share in shares.items()]


def kinds_of_device():
    """On how many of CPU, GPU and TPU each framework runs, by its documentation."""
    return [exactly(each.framework, number_of_kinds(each)) for each in devices.TABLE]


def number_of_kinds(support):
    """How many of the three kinds a row of the table has."""
    return sum(how != "no" for how in (support.cpu, support.gpu, support.tpu))


def what_compiling_saves():
    """Eager, in units of compiled: passes over memory, and the time on small and on large arrays."""
    import torch

    from course.frameworks import fusion, graphs, passes

    numbers = torch.linspace(-2, 2, 2**16)
    eager, (compiled, _) = (count(graphs.chain, numbers) for count in (passes.eager, passes.compiled))
    races = fusion.races(sizes=(FEW, MANY), turns=20)
    times = [ratio_figure(TIME.format(megabytes(size)), races[size], "eager", "compiled") for size in races]
    return [exactly(PASSES, len(eager) / len(compiled), "×"), *times]


def megabytes(numbers):
    """The size of an array of float32: 16 KiB, 16 MiB."""
    size = 4 * numbers
    return f"{size // 2**20} MiB" if size >= 2**20 else f"{size // 2**10} KiB"


def python_in_the_process():
    """How many of the files mapped into a process are Python's: in a C program that runs it, and here."""
    import torch

    from course.frameworks import deployment, in_pytorch

    model = in_pytorch.network(example.trained_weights(np.float32))
    images, _ = example.some_digits(dtype=np.float32)
    with tempfile.TemporaryDirectory() as folder:
        exported = deployment.export_onnx(model, torch.tensor(images), Path(folder, "network.onnx"))
        answer = deployment.run_onnx(exported, images)
    with torch.no_grad():
        check_equal(answer.scores, model(torch.tensor(images)).numpy())
    here = [name for name in deployment.mapped_here() if "python" in name.lower()]
    return [exactly(IN_C, len(answer.python_files)), exactly(HERE, len(here))]


def check_equal(scores, expected):
    """ValueError where two programs give other scores: then nothing about them is worth counting."""
    error = float(np.abs(scores - expected).max())
    if not error < ROUNDING_OF_FLOAT32:
        raise ValueError(f"the exported network gives other scores: they differ by {error:.1e}")


def what_keras_stands_on():
    """How many modules of TensorFlow, and of PyTorch, are loaded where a network of Keras has run."""
    from course.frameworks import in_keras

    weights, images, _ = problem(np.random.default_rng(0))
    in_keras.network(weights)(images)
    loaded = Counter(name.split(".")[0] for name in list(sys.modules))
    return [exactly(NO_TENSORFLOW, loaded["tensorflow"]), exactly(SOME_TORCH, loaded["torch"])]


def exactly(name, value, unit=""):
    """A figure without a spread."""
    return Figure(name, value, unit, value, value)
