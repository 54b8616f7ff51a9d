"""Costs by shape, against torch's counter and against what a real step holds in memory."""

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from course.nn import costs, layers, losses, networks, optim
from course.nn.autograd import Tensor
from course.nn.training import ReadableStep


def mlp(nn, **options):
    return nn.Sequential(nn.Linear(20, 7, **options), nn.ReLU(), nn.Linear(7, 3, bias=False, **options))


def convnet(nn, **options):
    return nn.Sequential(
        nn.Sequential(nn.Conv2d(2, 6, (3, 2), stride=2, padding=1, **options), nn.Tanh()),
        nn.Conv2d(6, 4, 2, dilation=2, bias=False, **options), nn.BatchNorm2d(4), nn.ReLU(),
        nn.MaxPool2d(2, 1),
        nn.Flatten(), nn.Linear(64, 3, **options),
    )  # fmt: skip


NETWORKS = [(mlp, (5, 20)), (convnet, (5, 2, 13, 12))]
both_networks = pytest.mark.parametrize(("build", "shape"), NETWORKS)


@both_networks
def test_multiply_adds_are_those_that_torch_counts(build, shape):
    ours, theirs = build(layers, rng=np.random.default_rng(0)), build(torch.nn)
    counted = costs.of_network(ours, shape)
    with FlopCounterMode(display=False) as counter:
        output = theirs(torch.zeros(shape))
    assert 2 * counted.forward == counter.get_total_flops()
    with FlopCounterMode(display=False) as counter:
        output.sum().backward()
    assert 2 * counted.backward == counter.get_total_flops()


def test_groups_divide_the_products():
    # Forward only: torch 2.13's own counter forgets the groups on the way back.
    ours = layers.Sequential(layers.Conv2d(6, 4, 3, groups=2, rng=np.random.default_rng(0)))
    with FlopCounterMode(display=False) as counter:
        torch.nn.Conv2d(6, 4, 3, groups=2)(torch.zeros(5, 6, 9, 9))
    assert 2 * costs.of_network(ours, (5, 6, 9, 9)).forward == counter.get_total_flops()


@both_networks
def test_shapes_and_bytes_are_those_of_a_real_step(build, shape):
    network = build(layers, rng=np.random.default_rng(0))
    optimizer = optim.Adam(network.parameters(), lr=0.1)
    rows = costs.of_layers(network, shape, optimizer)
    outputs = Tensor(np.zeros(shape, np.float32))
    flat = [part for _, part in network.named_modules() if not isinstance(part, layers.Sequential)]
    for row, layer in zip(rows, flat, strict=True):
        outputs = layer(outputs)
        assert row.output_shape == outputs.shape, row.name
        assert row.activation_bytes == (0 if isinstance(layer, layers.Flatten) else outputs.data.nbytes)
        assert row.num_parameters == sum(each.size for each in layer.parameters())

    step = ReadableStep(network, losses.cross_entropy, optimizer)
    step(np.zeros(shape, np.float32), np.zeros(shape[0], int))
    total = costs.of_network(network, shape, optimizer)
    assert total.weight_bytes == sum(each.data.nbytes for each in network.parameters())
    assert total.gradient_bytes == sum(each.grad.nbytes for each in network.parameters())
    assert total.optimizer_bytes == sum(
        each.nbytes for arrays in optimizer.memory.values() for each in arrays
    )


def test_lenet_300_100_needs_266200_products_an_image_forward_and_297200_back():
    rows = costs.of_layers(networks.lenet_300_100(np.random.default_rng(0)), (1, 1, 28, 28))
    assert [row.forward for row in rows if row.forward] == [784 * 300, 300 * 100, 100 * 10]
    # Twice as many, except for the first layer: nobody needs the gradient of the image.
    assert sum(row.backward for row in rows) == 784 * 300 + 2 * 300 * 100 + 2 * 100 * 10


def test_double_precision_doubles_every_byte_and_no_product():
    def total(dtype):
        network = mlp(layers, rng=np.random.default_rng(0), dtype=dtype)
        return costs.of_network(network, (4, 20), optim.SGD(network.parameters(), lr=0.1, momentum=0.9))

    single, double = total(np.float32), total(np.float64)
    assert double.forward == single.forward
    for name in ("weight_bytes", "gradient_bytes", "activation_bytes", "optimizer_bytes"):
        assert getattr(double, name) == 2 * getattr(single, name) > 0


def test_a_shape_that_does_not_fit_is_named():
    network = mlp(layers, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"Linear\(20, 7\) takes \(batch, 20\), got \(4, 21\)"):
        costs.of_network(network, (4, 21))
