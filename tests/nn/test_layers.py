"""Modules and layers against torch's of the same names."""

import numpy as np
import pytest
import torch

from course.nn import layers, networks
from course.nn.autograd import Tensor


def a_network(nn, **options):
    return nn.Sequential(
        nn.Sequential(nn.Conv2d(1, 4, 3, **options), nn.BatchNorm2d(4), nn.ReLU()),
        nn.Flatten(), nn.Linear(144, 10, **options),
    )  # fmt: skip


def test_parameters_have_the_names_and_shapes_that_torch_gives_them():
    ours = a_network(layers, rng=np.random.default_rng(0)).named_parameters()
    theirs = a_network(torch.nn).named_parameters()
    assert [(name, each.shape) for name, each in ours] == [(name, tuple(each.shape)) for name, each in theirs]


def test_a_state_can_be_carried_to_torch_and_back():
    ours, theirs = a_network(layers, rng=np.random.default_rng(0)), a_network(torch.nn)
    images = np.random.default_rng(1).random((5, 1, 8, 8), dtype=np.float32)
    theirs.load_state_dict({name: torch.from_numpy(array) for name, array in ours.state_dict().items()})
    expected = theirs(torch.from_numpy(images)).detach().numpy()
    np.testing.assert_allclose(ours(images).numpy(), expected, rtol=1e-4, atol=1e-5)

    others = a_network(layers, rng=np.random.default_rng(2))
    state = theirs.state_dict()
    others.load_state_dict({name: state[name].numpy() for name in others.state_dict()})
    np.testing.assert_allclose(
        others.eval()(images).numpy(), ours.eval()(images).numpy(), rtol=1e-4, atol=1e-5
    )


def test_a_state_is_a_copy_and_loading_keeps_the_arrays():
    network = networks.mlp([4, 3, 2], rng=np.random.default_rng(0))
    array = network[1].weight.data
    state = network.state_dict()
    array[...] = 0
    network.load_state_dict(state)
    assert network[1].weight.data is array
    assert (array == state["1.weight"]).all() and array.any()


def test_a_state_of_another_network_is_refused_and_changes_nothing():
    network = networks.mlp([4, 3, 2], rng=np.random.default_rng(0))
    before = network.state_dict()
    with pytest.raises(ValueError, match=r"5\.bias"):
        network.load_state_dict(networks.mlp([4, 3, 2, 2], rng=np.random.default_rng(1)).state_dict())
    with pytest.raises(ValueError, match=r"1\.weight has shape \(3, 4\) here, but \(3, 5\)"):
        network.load_state_dict(networks.mlp([5, 3, 2], rng=np.random.default_rng(1)).state_dict())
    assert all((array == before[name]).all() for name, array in network.state_dict().items())


@pytest.mark.parametrize(
    ("make", "torch_layer"),
    [
        (lambda rng: layers.Linear(300, 200, rng=rng), torch.nn.Linear(300, 200)),
        (lambda rng: layers.Conv2d(8, 100, 5, groups=2, rng=rng), torch.nn.Conv2d(8, 100, 5, groups=2)),
    ],
)
def test_weights_begin_with_the_spread_that_torchs_have(make, torch_layer):
    layer = make(np.random.default_rng(0))
    weight, theirs = layer.weight.data, torch_layer.weight.detach().numpy()
    # Of 10,000 uniform numbers the largest lies within 0.1 % of the bound; the deviation's error is 1 %.
    assert np.abs(weight).max() == pytest.approx(np.abs(theirs).max(), rel=2e-3)
    assert weight.std() == pytest.approx(theirs.std(), rel=0.03)
    assert np.abs(layer.bias.data).max() == pytest.approx(np.abs(weight).max(), rel=0.05)


def test_the_same_rng_gives_the_same_network():
    one, other = (networks.lenet_300_100(np.random.default_rng(7)).state_dict() for _ in range(2))
    assert all((one[name] == other[name]).all() for name in one)


def test_a_shared_layer_gives_its_parameters_once_but_its_state_twice():
    layer = layers.Linear(3, 3, rng=np.random.default_rng(0))
    twice = layers.Sequential(layer, layers.Tanh(), layer)
    assert twice.parameters() == [layer.weight, layer.bias]
    assert set(twice.state_dict()) == {"0.weight", "0.bias", "2.weight", "2.bias"}


def test_a_module_of_ones_own_finds_its_parameters_and_children():
    class Scaled(layers.Module):
        def __init__(self, rng):
            self.scale = Tensor(np.ones(1), requires_grad=True)
            self.inner = layers.Linear(3, 2, rng=rng, dtype=np.float64)

        def forward(self, inputs):
            return self.inner(inputs) * self.scale

    network = Scaled(np.random.default_rng(0))
    assert [name for name, _ in network.named_parameters()] == ["scale", "inner.weight", "inner.bias"]
    network(np.ones((4, 3))).sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())
    network.zero_grad()
    assert all(parameter.grad is None for parameter in network.parameters())


def test_eval_reaches_every_layer_and_train_takes_it_back():
    network = a_network(layers, rng=np.random.default_rng(0))
    network.eval()
    assert not any(module.training for _, module in network.named_modules())
    network.train()
    assert all(module.training for _, module in network.named_modules())


def test_sizes_may_be_whole_numbers_of_numpy():
    network = layers.Sequential(
        layers.Conv2d(1, 2, np.int64(3), padding=np.int64(1), rng=np.random.default_rng(0)),
        layers.MaxPool2d(np.int64(2)),
    )
    assert network(np.ones((1, 1, 6, 6), np.float32)).shape == (1, 2, 3, 3)


def test_dropout_drops_only_in_training():
    layer = layers.Dropout(0.5, rng=np.random.default_rng(0))
    ones = np.ones((4, 1000))
    # 4000 draws with a deviation of 0.5: the share's own deviation is 0.008.
    assert (layer(ones).numpy() == 0).mean() == pytest.approx(0.5, abs=5 * 0.008)
    assert (layer.eval()(ones).numpy() == 1).all()


def test_a_sequential_can_be_indexed_sliced_and_walked():
    network = networks.small_convnet(np.random.default_rng(0))
    assert len(network) == len(list(network)) == 8
    assert isinstance(network[:2], layers.Sequential) and network[:2][0] is network[0]
    images = np.zeros((2, 1, 8, 8), np.float32)
    assert network[:3](images).shape == (2, 16, 4, 4)


def test_lenet_300_100_has_266610_parameters():
    network = networks.lenet_300_100(np.random.default_rng(0))
    assert sum(parameter.size for parameter in network.parameters()) == 266_610


def test_mistakes_are_named():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="groups=3 must divide"):
        layers.Conv2d(4, 6, 3, groups=3, rng=rng)
    with pytest.raises(ValueError, match=r"a whole number of at least 0 or a pair.*got 'same'"):
        layers.Conv2d(1, 2, 3, padding="same", rng=rng)
    with pytest.raises(ValueError, match=r"a whole number of at least 1 or a pair.*got 0"):
        layers.Conv2d(1, 2, 0, rng=rng)
    with pytest.raises(ValueError, match=r"a whole number of at least 1 or a pair.*got 0"):
        layers.MaxPool2d(2, stride=0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        layers.Dropout(1.5, rng=rng)
    with pytest.raises(ValueError, match=r"BatchNorm2d\(4\).*got shape \(2, 4\)"):
        layers.BatchNorm2d(4)(np.zeros((2, 4), np.float32))
    with pytest.raises(NotImplementedError, match="Module needs a method forward"):
        layers.Module()(np.zeros(3))
