"""A program as a graph: what a framework sees when it traces a function instead of running it."""

import inspect

import torch

from course.frameworks import warnings_of_torch


def chain(x):
    """Seven operations in a row, each on every number by itself: tensor of any shape -> the same shape."""
    y = torch.tanh(x * 2.0 + 1.0)
    y = y * y - 0.5
    return torch.relu(y) * 0.25


def traced(function, *inputs):
    """The graph of a function or torch module, one line an operation: "mul = aten.mul(x, 2.0) -> (8,)".

    inputs: example tensors; only their shapes and dtypes matter.  The operations are those of ATen, torch's
    own; inputs and weights come first, as lines of their own.
    """
    is_module = isinstance(function, torch.nn.Module)
    with warnings_of_torch.left_out():
        graph = torch.export.export(function if is_module else _Wrapped(function), inputs).graph
    if not is_module:
        given = (node for node in graph.nodes if node.op == "placeholder")
        for node, name in zip(given, inspect.signature(function).parameters, strict=True):
            node.name = name
    return [_line(node) for node in graph.nodes if node.op != "output"]


class _Wrapped(torch.nn.Module):
    """A module, which is what torch.export takes, around a function."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


def _line(node):
    shape = tuple(node.meta["val"].shape)
    if node.op == "placeholder":
        return f"{node.name} -> {shape}"
    operation = str(node.target).removesuffix(".default").rsplit(".Tensor", 1)[0]
    return f"{node.name} = {operation}({', '.join(map(str, node.args))}) -> {shape}"
