"""`course bench autograd`: a training step of course.nn against torch's, and against its own floor.

784-300-100-10 with ReLUs, batch 64, plain SGD, loss included, one thread.  The floor is what no NumPy step
can leave out: the matrix products, without the gradient of the inputs, and one pass for the update.
"""

from itertools import pairwise

import numpy as np

from course.bench.result import Result
from course.measure import answers, machine, timing
from course.nn import layers, losses, networks, optim
from course.nn.training import ReadableStep
from course.nn.tuned import TunedStep
from course.nn.tuned_memory import ParameterVectors

SIZES, BATCH_SIZE, LEARNING_RATE = (784, 300, 100, 10), 64, 0.1
TURNS, TURN_SECONDS = 100, 0.01
TARGETS = {"tuned_vs_torch": 0.70, "tuned_vs_torch_avx512": 0.45, "tuned_vs_floor": 1.2}


def run(progress):
    """The figures, each the ratio of two times a step: below 1 means that the first is faster."""
    progress("training steps with OpenBLAS as it detects itself")
    races = {"": race({"OPENBLAS_CORETYPE": None})}
    ratios = {
        "readable_vs_torch": races[""].ratio("readable", "torch"),
        "tuned_vs_torch": races[""].ratio("tuned", "torch"),
        "tuned_vs_floor": races[""].ratio("tuned", "floor"),
    }
    if "AVX-512" in machine.simd():
        progress("training steps with OpenBLAS's AVX-512 kernels")
        races["_avx512"] = race({"OPENBLAS_CORETYPE": "SkylakeX"})
        ratios["tuned_vs_torch_avx512"] = races["_avx512"].ratio("tuned", "torch")
    return Result(
        bench="autograd",
        machine=races[""].machine,
        settings=settings(races, ratios),
        figures={name: ratio.value for name, ratio in ratios.items()},
        inconclusive=[
            name
            for name, target in TARGETS.items()
            if name in ratios and ratios[name].is_below(target) is None
        ],
    )


def settings(races, ratios):
    """What was run: enough to run it again, and to see what the figures are made of."""
    described = {
        "network": "-".join(map(str, SIZES)),
        "batch_size": BATCH_SIZE,
        "optimizer": f"SGD, learning rate {LEARNING_RATE}",
        "threads": 1,
        "turns": TURNS,
        "targets": TARGETS,
        "spread": {name: [ratio.low, ratio.high] for name, ratio in ratios.items()},
    }
    for suffix, each in races.items():
        described[f"seconds_per_step{suffix}"] = {name: t.fastest_seconds for name, t in each.timings.items()}
        described[f"floor_vs_torch{suffix}"] = each.ratio("floor", "torch").value
        described[f"blas{suffix}"] = each.machine["blas"]
    if "_avx512" not in races:
        described["tuned_vs_torch_avx512"] = "not measured: this CPU has no AVX-512"
    return described


def race(environment):
    """All four steps in turns."""
    return timing.race(
        rivals, agree=agree_on_what_both_have, turns=TURNS, turn_seconds=TURN_SECONDS, environment=environment
    )


def agree_on_what_both_have(one, other):
    """The floor changes weights as the others do, but has no loss."""
    both = one.keys() & other.keys()
    return all(answers.agree(one[name], other[name]) for name in both)


def rivals():
    """name -> a step on the same batch from the same weights, returning its weights and loss."""
    rng = np.random.default_rng(0)
    images = rng.random((BATCH_SIZE, SIZES[0]), dtype=np.float32)
    labels = rng.integers(0, SIZES[-1], BATCH_SIZE)
    return {
        "torch": torch_step(images, labels),
        "readable": step_of(ReadableStep, images, labels),
        "tuned": step_of(TunedStep, images, labels),
        "floor": floor_step(images, labels),
    }


def new_network():
    """The same weights each time; without the Flatten that the images here do not need."""
    return networks.mlp(SIZES, rng=np.random.default_rng(1))[1:]


def step_of(make_step, images, labels):
    """A step of course.nn as a function without arguments."""
    network = new_network()
    parameters = network.parameters()
    step = make_step(network, losses.cross_entropy, optim.SGD(parameters, LEARNING_RATE))

    def call():
        loss = step(images, labels)
        return {"loss": loss, "weights": [each.data for each in parameters]}

    return call


def torch_step(images, labels):
    """torch's eager step, as its tutorials write it."""
    import torch

    linears = [torch.nn.Linear(inputs, outputs) for inputs, outputs in pairwise(SIZES)]
    relu = torch.nn.ReLU()
    network = torch.nn.Sequential(linears[0], relu, linears[1], relu, linears[2])
    parameters = list(network.parameters())
    with torch.no_grad():
        for parameter, ours in zip(parameters, new_network().parameters(), strict=True):
            parameter.copy_(torch.from_numpy(ours.data))
    optimizer = torch.optim.SGD(parameters, LEARNING_RATE)
    images, labels = torch.from_numpy(images), torch.from_numpy(labels)

    def call():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        return {"loss": loss.item(), "weights": parameters}

    return call


def floor_step(images, labels):
    """The products and the update of one step, always the first one's, in NumPy's fastest form."""
    network = new_network()
    parameters = network.parameters()
    vectors = ParameterVectors(parameters)
    vectors.hold()
    linears = [layer for layer in network if isinstance(layer, layers.Linear)]
    inputs, gradients = first_step(linears, images.T, labels)
    outputs = [np.empty_like(gradient) for gradient in gradients]

    def call():
        for layer, x, out in zip(linears, inputs, outputs, strict=True):
            np.matmul(layer.weight.data, x, out=out)
        for position in reversed(range(len(linears))):
            weight, gradient = linears[position].weight, gradients[position]
            np.matmul(gradient, inputs[position].T, out=weight.grad)
            if position > 0:
                np.matmul(weight.data.T, gradient, out=outputs[position - 1])
        np.subtract(vectors.values, vectors.gradients, out=vectors.values)
        return {"weights": [each.data for each in parameters]}

    return call


def first_step(linears, activations, labels):
    """(each layer's inputs, the gradients of its outputs) in the first step; biases get their gradients.

    All gradients are times the learning rate, so that they can be subtracted as they are.
    """
    inputs = []
    for layer in linears:
        inputs.append(activations)
        scores = layer.weight.data @ activations + layer.bias.data[:, None]
        activations = np.maximum(scores, 0)
    exponentials = np.exp(scores - scores.max(axis=0))
    truth = np.arange(len(scores))[:, None] == labels
    gradients = [LEARNING_RATE / len(labels) * (exponentials / exponentials.sum(axis=0) - truth)]
    for layer, x in zip(linears[:0:-1], inputs[:0:-1], strict=True):
        gradients.insert(0, layer.weight.data.T @ gradients[0] * (x > 0))
    for layer, gradient in zip(linears, gradients, strict=True):
        layer.bias.grad[...] = gradient.sum(axis=1)
    return inputs, [gradient.astype(np.float32) for gradient in gradients]
