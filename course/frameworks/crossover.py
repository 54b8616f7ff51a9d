"""NumPy against PyTorch, by size: the same network, the same numbers, the same count of threads.

The network: 64 inputs, two hidden layers of `width` with ReLUs, 10 scores; float32.
"""

import functools
from itertools import pairwise

import numpy as np

from course.measure.timing import race

INPUTS, OUTPUTS = 64, 10
WIDTHS, BATCHES = (16, 64, 256, 1024), (1, 32, 256)
LEARNING_RATE = 0.01


def forward_races(widths=WIDTHS, batches=BATCHES, *, threads=1, turns=10):
    """(width, batch) -> Race of "numpy" against "torch" for one forward pass.

    Each race's `ratio("numpy", "torch")` says how many times as long NumPy takes.
    """
    return _races(forward_rivals, widths, batches, threads, turns)


def step_races(widths=WIDTHS, batches=BATCHES, *, threads=1, turns=10):
    """The same for one training step: forward, backward, update of the weights by plain gradient descent."""
    return _races(step_rivals, widths, batches, threads, turns)


def _races(rivals, widths, batches, threads, turns):
    return {
        (width, batch): race(
            functools.partial(rivals, width, batch), threads=threads, turns=turns, turn_seconds=0.003
        )
        for width in widths
        for batch in batches
    }


def problem(width, batch, seed=0):
    """(layers, images, labels): three (weight, bias) pairs, weight (outputs, inputs); float32 (batch, 64)."""
    rng = np.random.default_rng(seed)
    layers = [
        (
            (rng.normal(size=(outputs, inputs)) / np.sqrt(inputs)).astype(np.float32),
            np.zeros(outputs, np.float32),
        )
        for inputs, outputs in pairwise((INPUTS, width, width, OUTPUTS))
    ]
    return layers, rng.random((batch, INPUTS), dtype=np.float32), rng.integers(0, OUTPUTS, batch)


def numpy_forward(layers, images):
    """The outputs of every layer, the images first: a list of four arrays, the scores last."""
    outputs = [images]
    for place, (weight, bias) in enumerate(layers):
        sums = outputs[-1] @ weight.T + bias
        outputs.append(sums if place == len(layers) - 1 else np.maximum(sums, 0))
    return outputs


def numpy_step(layers, images, labels):
    """One step of gradient descent on the mean cross-entropy, by hand and in place; the loss before it."""
    outputs = numpy_forward(layers, images)
    powers = np.exp(outputs[-1] - outputs[-1].max(axis=1, keepdims=True))
    errors = powers / powers.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = -np.log(errors[rows, labels]).mean()
    errors[rows, labels] -= 1
    errors /= len(labels)
    for place in reversed(range(len(layers))):
        weight, bias = layers[place]
        weight_slopes, bias_slopes = errors.T @ outputs[place], errors.sum(axis=0)
        if place:
            errors = (errors @ weight) * (outputs[place] > 0)
        weight -= LEARNING_RATE * weight_slopes
        bias -= LEARNING_RATE * bias_slopes
    return loss


def torch_model(layers):
    """A torch.nn.Sequential that holds copies of these layers."""
    import torch

    modules = []
    for weight, bias in layers:
        linear = torch.nn.Linear(*weight.T.shape)
        linear.weight.data, linear.bias.data = torch.tensor(weight), torch.tensor(bias)
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


def forward_rivals(width, batch):
    """The forward pass both ways, as a race takes them: name -> function that gives the scores."""
    import torch

    layers, images, _ = problem(width, batch)
    model, tensor = torch_model(layers), torch.tensor(images)

    def torch_forward():
        with torch.inference_mode():
            return model(tensor)

    return {"numpy": lambda: numpy_forward(layers, images)[-1], "torch": torch_forward}


def step_rivals(width, batch):
    """The training step both ways, for a race: name -> function that gives (loss, output biases)."""
    import torch

    layers, images, labels = problem(width, batch)
    model, tensors = torch_model(layers), (torch.tensor(images), torch.tensor(labels))
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

    def torch_step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(tensors[0]), tensors[1])
        loss.backward()
        optimizer.step()
        return loss, model[-1].bias

    return {"numpy": lambda: (numpy_step(layers, images, labels), layers[-1][1]), "torch": torch_step}
