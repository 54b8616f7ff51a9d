"""What a network costs, from its shapes alone: multiply-adds and bytes, without running it.

Only the sums of products of fully connected and convolution layers count as multiply-adds (two floating-point
operations each).  The other layers cost passes over their bytes.
"""

import math
from dataclasses import dataclass, replace
from functools import singledispatch

from course.nn import layers


@dataclass(frozen=True)
class Costs:
    """What one layer, or a whole network, costs for one batch.

    output_shape: with the batch first.  forward, backward: multiply-adds; backward has the gradients of the
    weights and of the inputs.  weight_bytes: of all parameters.  gradient_bytes: of their gradients.
    activation_bytes: of the outputs, kept for the way back; in training their gradients take as much again.
    optimizer_bytes: what the optimizer remembers.
    """

    name: str
    output_shape: tuple[int, ...]
    forward: int
    backward: int
    num_parameters: int
    weight_bytes: int
    gradient_bytes: int
    activation_bytes: int
    optimizer_bytes: int


def of_layers(network, input_shape, optimizer=None):
    """The Costs of each layer of a Sequential for a batch of inputs of `input_shape`, (batch, ...).

    The first layer with weights finds no gradient of its inputs: nobody needs it.
    """
    rows, shape, has_weights_before = [], tuple(input_shape), False
    item_bytes = network.parameters()[0].data.itemsize
    for name, layer in leaves(network):
        row = of_layer(name, layer, shape, item_bytes, optimizer)
        rows.append(row if has_weights_before else replace(row, backward=row.forward))
        shape = row.output_shape
        has_weights_before |= row.num_parameters > 0
    return rows


def of_network(network, input_shape, optimizer=None):
    """The Costs of the whole network: the sums of those of its layers."""
    rows = of_layers(network, input_shape, optimizer)
    summed = [name for name in Costs.__dataclass_fields__ if name not in ("name", "output_shape")]
    totals = {name: sum(getattr(row, name) for row in rows) for name in summed}
    return Costs("network", rows[-1].output_shape, **totals)


def of_layer(name, layer, shape, item_bytes, optimizer):
    """The Costs of one layer, the gradient of its inputs included, for inputs of `shape`."""
    output_shape = shape_after(layer, shape)
    parameters = layer.parameters()
    forward = math.prod(output_shape) * products_per_output(layer)
    num_parameters = sum(parameter.size for parameter in parameters)
    num_kept = (
        0 if isinstance(layer, layers.Flatten) else math.prod(output_shape)
    )  # the same memory, not a copy
    return Costs(
        name=f"{name}: {layer!r}",
        output_shape=output_shape,
        forward=forward,
        backward=2 * forward,
        num_parameters=num_parameters,
        weight_bytes=num_parameters * item_bytes,
        gradient_bytes=num_parameters * item_bytes,
        activation_bytes=num_kept * item_bytes,
        optimizer_bytes=remembered_bytes(optimizer, parameters),
    )


def leaves(network, prefix=""):
    """(dotted name, layer) of each layer of nested Sequentials."""
    for name, child in network.named_children():
        if isinstance(child, layers.Sequential):
            yield from leaves(child, f"{prefix}{name}.")
        else:
            yield prefix + name, child


def remembered_bytes(optimizer, parameters):
    """Bytes of what the optimizer remembers of these parameters."""
    if optimizer is None:
        return 0
    remembered, mine = zip(optimizer.parameters, *optimizer.memory.values(), strict=True), set(parameters)
    return sum(array.nbytes for of, *arrays in remembered if of in mine for array in arrays)


@singledispatch
def shape_after(layer, shape):
    """The shape of a layer's outputs for inputs of `shape`; one that changes no shape needs no rule."""
    return shape


@shape_after.register
def _(layer: layers.Flatten, shape):
    return shape[0], math.prod(shape[1:])


@shape_after.register
def _(layer: layers.Linear, shape):
    if shape[-1] != layer.in_features:
        raise ValueError(f"{layer!r} takes (batch, {layer.in_features}), got {shape}")
    return *shape[:-1], layer.out_features


@shape_after.register
def _(layer: layers.Conv2d, shape):
    batch, channels, *size = shape
    if channels != layer.in_channels:
        raise ValueError(f"{layer!r} takes (batch, {layer.in_channels}, height, width), got {shape}")
    return batch, layer.out_channels, *size_after(layer, size, layer.dilation)


@shape_after.register
def _(layer: layers.MaxPool2d, shape):
    batch, channels, *size = shape
    return batch, channels, *size_after(layer, size, dilation=(1, 1))


def size_after(layer, size, dilation):
    """(height, width) after sliding a window over images of `size`: how often it fits."""
    along = zip(size, layer.kernel_size, layer.stride, layer.padding, dilation, strict=True)
    return [(n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in along]


@singledispatch
def products_per_output(layer):
    """How many products are added up for each output."""
    return 0


@products_per_output.register
def _(layer: layers.Linear):
    return layer.in_features


@products_per_output.register
def _(layer: layers.Conv2d):
    return layer.in_channels // layer.groups * math.prod(layer.kernel_size)
