"""Claims 8 to 14: what frameworks do for a network, how fast, where, and whether Python has to come along."""

from course.claims import frameworks_measures as measures
from course.claims.claim import Axis, Claim, Threshold
from course.frameworks import devices

EQUAL = (1.0, "no difference")
ALL = (100.0, "all")
HALF = (50.0, "half")
SMALL = measures.FORWARD.format(measures.SMALL[0], "1 image")
LARGE = measures.FORWARD.format(measures.LARGE[0], f"{measures.LARGE[1]} images")
MANY = measures.TIME.format(measures.megabytes(measures.MANY))
# Keras multiplies in 32 bits, whose rounding is 6e-8 of each number; a wrong derivative is no near miss.
ROUNDING = (1e-4, "far above 32 bits' rounding")

CLAIMS = (
    Claim(
        id=8,
        says="NumPy or R can do it, but that is not the easiest way, and not the fastest.",
        measure=measures.times_of_numpy,
        how="64 inputs, two hidden layers, 10 scores, float32, one thread each, in turns, equal answers; "
        "bar: lowest to highest fifth of the run",
        thresholds=(
            Threshold(SMALL, "below", *EQUAL, "holds",
                      "Even on a network of a few units NumPy takes longer than PyTorch."),
            Threshold(LARGE, "above", *EQUAL, "wrong",
                      "Even on a large network NumPy takes no longer than PyTorch."),
        ),
        verdict="holds if",
        because="… the network is large. On a small one NumPy is faster: its calls cost less, and there is "
        "little arithmetic behind them.",
        axis=Axis("time, in units of PyTorch's (no unit), logarithmic", (0.1, 0.3, 1, 3), logarithmic=True),
        sources=("course/frameworks/crossover.py: both programs",),
    ),
    Claim(
        id=9,
        says="A framework is told the network and the loss, and generates the code for all gradients.",
        measure=measures.gradients_nobody_wrote,
        how=f"{measures.NUM_NETWORKS} networks 64-32-10, {measures.NUM_IMAGES} digits each, against "
        "gradients by hand; dot: median, bar: all; TensorFlow: one, trained",
        thresholds=tuple(
            Threshold(name, "below", *ROUNDING, "wrong",
                      f"The gradients of {name} are not those of the network.")
            for name in ("our engine", "PyTorch", "Keras", measures.IN_TENSORFLOW)
        ),
        verdict="holds",
        because="Nobody wrote a derivative in these programs, and their gradients are those by hand, to the "
        "rounding of 64 bits, or of 32 in Keras.",
        axis=Axis("relative difference from the gradients by hand (no unit), logarithmic",
                  (1e-16, 1e-12, 1e-8, 1e-4), logarithmic=True),
        sources=(f"TensorFlow: {measures.recorded_of_tensorflow().label}",),
    ),
    Claim(
        id=10,
        says="TensorFlow takes a static specification and compiles it: operators are fused for training, "
        "numbers are quantized for deployment.",
        measure=measures.what_tensorflow_does,
        how=f"the network 64-32-10 with its gradients; {measures.recorded_of_tensorflow().label}",
        thresholds=(
            Threshold(measures.BY_DEFAULT, "above", *HALF, "holds",
                      "It makes a graph without being asked."),
            Threshold(measures.IN_FUNCTION, "below", *HALF, "inconclusive",
                      "Not even tf.function makes a graph: nothing was seen of a specification."),
            Threshold(measures.BY_XLA, "below", *ALL, "inconclusive",
                      "The compiler leaves as many instructions as there were operations."),
            Threshold(measures.IN_INT8, "below", *ALL, "inconclusive",
                      "The file in 8-bit integers is no smaller."),
        ),
        verdict="outdated",
        because="Static was TensorFlow 1. Today it runs line by line, unless it is asked for a graph "
        "(tf.function) and a compiler: then it does fuse, and its converter does quantize.",
        axis=Axis("share (%)", (0, 50, 100)),
        sources=("tf.executing_eagerly, docstring in tensorflow/python/eager/context.py",),
        kind="recorded",
    ),
    Claim(
        id=11,
        says="These programs run on CPUs, and also on GPUs and TPUs.",
        measure=measures.kinds_of_device,
        how="which of CPU, GPU and TPU the documentation of each names",
        thresholds=(
            Threshold("TensorFlow", "above", 3, "all three", "wrong",
                      "TensorFlow's documentation does not name all three."),
            Threshold("PyTorch", "above", 3, "all three", "holds if",
                      "… the framework is TensorFlow: PyTorch's documentation does not name all three."),
        ),
        verdict="holds",
        because="TensorFlow and PyTorch run on all three, Keras where its backend does, NumPy on CPUs alone.",
        axis=Axis("kinds of device, of CPU, GPU and TPU (count)", (0, 1, 2, 3)),
        sources=tuple(dict.fromkeys(source for each in devices.TABLE for source in each.sources)),
        kind="sourced",
    ),
    Claim(
        id=12,
        says="PyTorch embeds the network in plain Python: flexible, but less optimization is possible.",
        measure=measures.what_compiling_saves,
        how="seven elementwise operations; passes counted in the generated code; float32, one thread, "
        "in turns; bar: lowest to highest fifth of the run",
        thresholds=(
            Threshold(measures.PASSES, "above", 2, "half the passes", "holds",
                      "Compiling leaves more than half of the passes over memory."),
            Threshold(MANY, "above", *EQUAL, "inconclusive",
                      "Fewer passes over memory, and no time was won by it."),
        ),
        verdict="outdated",
        because="Since PyTorch 2 torch.compile traces plain Python and fuses it: one pass over memory "
        "instead of seven. The time follows where arrays leave the cache.",
        axis=Axis("eager, in units of compiled (no unit)", (1, 3, 5, 7)),
        sources=("J. Ansel et al., PyTorch 2, ASPLOS 2024",),
    ),
    Claim(
        id=13,
        says="A model made in PyTorch will always depend on Python when it is deployed.",
        measure=measures.python_in_the_process,
        how="the network exported to ONNX, run by ONNX Runtime from a C program on 32 digits; same scores; "
        "names in /proc/self/maps",
        thresholds=(
            Threshold(measures.IN_C, "below", 1, "one file", "holds",
                      "The process that runs the exported network maps files of Python."),
            Threshold(measures.HERE, "above", 1, "one file", "inconclusive",
                      "Not even this process maps a file of Python: the count sees nothing."),
        ),
        verdict="wrong",
        because="The exported network gives the same scores in a process that maps no file of Python.",
        axis=Axis("mapped files with “python” in their name (count)", (0, 100, 200)),
        sources=(
            "docs.pytorch.org, torch.compiler_aot_inductor, 2.12: “deployment in non-Python environments”",
        ),
    ),
    Claim(
        id=14,
        says="Keras is an even higher level, with optimizers, losses and activations predefined; it works on "
        "top of TensorFlow.",
        measure=measures.what_keras_stands_on,
        how="a network of Keras 3 run on 16 digits; modules loaded in the process that ran it",
        thresholds=(
            Threshold(measures.NO_TENSORFLOW, "below", 1, "one module", "holds",
                      "Where Keras ran, TensorFlow is loaded."),
            Threshold(measures.SOME_TORCH, "above", 1, "one module", "inconclusive",
                      "Neither TensorFlow nor PyTorch is loaded: on what did Keras run?"),
        ),
        verdict="outdated",
        because="It is a higher level, and since Keras 3 on top of any of TensorFlow, JAX and PyTorch: here "
        "on PyTorch, with no part of TensorFlow loaded.",
        axis=Axis("modules loaded (count)", (0, 500, 1000)),
        sources=("keras 3 on PyPI: “multi-backend … JAX, TensorFlow, PyTorch, and OpenVINO”",),
    ),
)  # fmt: skip
