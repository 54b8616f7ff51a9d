"""The readable and the tuned step against torch's: 20 steps from the same weights, on the same batches."""

import itertools
import tracemalloc

import numpy as np
import pytest
import torch

from course.nn import layers, losses, optim
from course.nn.autograd import Tensor
from course.nn.training import ReadableStep
from course.nn.tuned import TunedStep

both_steps = pytest.mark.parametrize("make_step", [ReadableStep, TunedStep])
both_dtypes = pytest.mark.parametrize("dtype", [np.float64, np.float32])

BATCH_SIZES = [8, 8, 8, 5] * 5  # five epochs with a ragged last batch: 20 steps
# Sums in another order differ by some roundings of numbers near 1, as weights and losses are here; a step
# carries them on, and batch norm enlarges them by 1 / deviation, up to about 10, on their way.
ROUNDINGS = len(BATCH_SIZES) * 25


def mlp(nn, **options):
    return nn.Sequential(
        nn.Linear(64, 24, **options), nn.ReLU(), nn.Linear(24, 16, **options), nn.Tanh(),
        nn.Linear(16, 10, bias=False, **options),
    )  # fmt: skip


def convnet(nn, **options):
    return nn.Sequential(
        nn.Conv2d(1, 6, 3, padding=1, **options), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 8, 3, groups=2, **options), nn.LeakyReLU(), nn.AvgPool2d(2, 1),
        nn.Flatten(), nn.Linear(8, 10, **options),
    )  # fmt: skip


def odd_convnet(nn, **options):
    """Everything that slides: unequal sizes, overlaps, gaps, padding, a pool before its activation."""
    return nn.Sequential(
        nn.Conv2d(1, 6, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), bias=False, **options),
        nn.MaxPool2d(3, 2, 1), nn.SiLU(), nn.Conv2d(6, 4, 2, padding=1, **options), nn.GELU(),
        nn.AvgPool2d(2, 1, 1), nn.MaxPool2d(1, 2), nn.ReLU(),
        nn.Flatten(), nn.Sigmoid(), nn.Linear(24, 10, **options),
    )  # fmt: skip


def normalized(nn, **options):
    free = {name: option for name, option in options.items() if name != "rng"}
    return nn.Sequential(
        nn.Sequential(nn.Conv2d(1, 6, 3, bias=False, **options), nn.BatchNorm2d(6, **free), nn.ReLU()),
        nn.Flatten(), nn.Linear(216, 10, bias=False, **options), nn.BatchNorm1d(10, **free),
    )  # fmt: skip


NETWORKS = {mlp: (64,), convnet: (1, 8, 8), odd_convnet: (1, 8, 8), normalized: (1, 8, 8)}
OPTIMIZERS = {
    "SGD": {"lr": 0.1},
    "SGD with weight decay": {"lr": 0.1, "weight_decay": 0.01},
    "SGD with momentum": {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01},
    "Adam": {"lr": 0.01, "betas": (0.8, 0.99), "eps": 1e-4},
}


def twins(build, dtype):
    """The same network in the course and in torch, with the same weights."""
    ours = build(layers, rng=np.random.default_rng(0), dtype=dtype)
    theirs = build(torch.nn, dtype=getattr(torch, np.dtype(dtype).name))
    theirs.load_state_dict({name: torch.from_numpy(array) for name, array in ours.state_dict().items()})
    return ours, theirs


def twin_optimizers(name, ours, theirs):
    options, rule = OPTIMIZERS[name], name.split()[0]
    return getattr(optim, rule)(ours.parameters(), **options), getattr(torch.optim, rule)(
        theirs.parameters(), **options
    )


def torch_step(network, optimizer, images, labels, loss=torch.nn.functional.cross_entropy):
    optimizer.zero_grad()
    value = loss(network(torch.from_numpy(images)), torch.from_numpy(labels))
    value.backward()
    optimizer.step()
    return value.item()


def batches(shape, dtype, num_classes=10):
    rng = np.random.default_rng(2)
    for size in BATCH_SIZES:
        yield rng.random((size, *shape)).astype(dtype), rng.integers(0, num_classes, size)


@both_steps
@both_dtypes
@pytest.mark.parametrize("rule", OPTIMIZERS)
@pytest.mark.parametrize("build", NETWORKS)
def test_20_steps_equal_torchs_to_rounding(make_step, build, rule, dtype):
    ours, theirs = twins(build, dtype)
    our_optimizer, their_optimizer = twin_optimizers(rule, ours, theirs)
    step = make_step(ours, losses.cross_entropy, our_optimizer)
    tolerance = ROUNDINGS * float(np.finfo(dtype).eps)
    for images, labels in batches(NETWORKS[build], dtype):
        loss = step(images, labels)
        assert loss == pytest.approx(torch_step(theirs, their_optimizer, images, labels), abs=tolerance)
    for name, array in ours.state_dict().items():
        np.testing.assert_allclose(
            array, theirs.state_dict()[name].numpy(), rtol=0, atol=tolerance, err_msg=name
        )


@both_steps
@pytest.mark.parametrize("build", NETWORKS)
def test_a_step_leaves_each_parameters_gradient(make_step, build):
    ours, theirs = twins(build, np.float64)
    our_optimizer, their_optimizer = twin_optimizers("SGD with momentum", ours, theirs)
    images, labels = next(batches(NETWORKS[build], np.float64))
    make_step(ours, losses.cross_entropy, our_optimizer)(images, labels)
    torch_step(theirs, their_optimizer, images, labels)
    for our, their in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(our.grad, their.grad.numpy(), rtol=1e-9, atol=1e-12)


def test_a_step_of_plain_sgd_shows_no_gradient_since_it_has_only_steps():
    network, _ = twins(mlp, np.float64)
    step = TunedStep(network, losses.cross_entropy, optim.SGD(network.parameters(), lr=0.1))
    step(*next(batches((64,), np.float64)))
    assert all(parameter.grad is None for parameter in network.parameters())


@both_steps
def test_in_use_batch_norm_keeps_its_running_statistics_while_weights_are_trained(make_step):
    ours, theirs = twins(normalized, np.float64)
    ours.eval(), theirs.eval()
    step = make_step(ours, losses.cross_entropy, optim.SGD(ours.parameters(), lr=0.1))
    their_optimizer = torch.optim.SGD(theirs.parameters(), lr=0.1)
    for images, labels in itertools.islice(batches((1, 8, 8), np.float64), 5):
        assert step(images, labels) == pytest.approx(
            torch_step(theirs, their_optimizer, images, labels), rel=1e-12
        )
    assert (ours[0][1].running_mean == 0).all()


@both_steps
def test_another_loss_of_the_readable_engine_can_be_trained(make_step):
    ours, theirs = twins(mlp, np.float64)
    step = make_step(ours, losses.hinge, optim.SGD(ours.parameters(), lr=0.1))
    their_optimizer = torch.optim.SGD(theirs.parameters(), lr=0.1)
    for images, labels in batches((64,), np.float64):
        expected = torch_step(theirs, their_optimizer, images, labels, torch.nn.functional.multi_margin_loss)
        assert step(images, labels) == pytest.approx(expected, rel=1e-12)


def test_with_dropout_the_tuned_step_draws_what_the_readable_one_draws():
    def trained(make_step):
        rng = np.random.default_rng(0)
        network = layers.Sequential(
            layers.Dropout(0.2, rng=rng), layers.Conv2d(1, 4, 3, rng=rng, dtype=np.float64), layers.ReLU(),
            layers.Dropout(0.5, rng=rng), layers.Flatten(), layers.Linear(144, 10, rng=rng, dtype=np.float64),
        )  # fmt: skip
        step = make_step(network, losses.cross_entropy, optim.SGD(network.parameters(), lr=0.1))
        return [step(*batch) for batch in batches((1, 8, 8), np.float64)], network.state_dict()

    (readable_losses, readable), (tuned_losses, tuned) = trained(ReadableStep), trained(TunedStep)
    np.testing.assert_allclose(tuned_losses, readable_losses, rtol=1e-12)
    for name, array in readable.items():
        np.testing.assert_allclose(tuned[name], array, rtol=0, atol=1e-13)


def test_a_tuned_step_goes_on_from_weights_that_were_set_in_between():
    ours, _ = twins(mlp, np.float64)
    step = TunedStep(ours, losses.cross_entropy, optim.SGD(ours.parameters(), lr=0.1))
    images, labels = next(batches((64,), np.float64))
    first_state = ours.state_dict()
    first_loss = step(images, labels)
    ours.load_state_dict(first_state)
    assert step(images, labels) == first_loss
    for parameter, array in zip(ours.parameters(), first_state.values(), strict=True):
        parameter.data = array
    assert step(images, labels) == first_loss


def test_a_tuned_training_can_go_on_with_readable_steps_and_back():
    def losses_of(kinds):
        ours, _ = twins(mlp, np.float64)
        optimizer = optim.SGD(ours.parameters(), lr=0.1, momentum=0.9)
        steps = [kind(ours, losses.cross_entropy, optimizer) for kind in kinds]
        return [
            step(*batch)
            for step, batch in zip(itertools.cycle(steps), batches((64,), np.float64), strict=False)
        ]

    np.testing.assert_allclose(losses_of([TunedStep, ReadableStep]), losses_of([ReadableStep]), rtol=1e-12)


def test_a_larger_batch_after_a_smaller_one_gets_larger_buffers():
    ours, theirs = twins(odd_convnet, np.float64)
    step = TunedStep(ours, losses.cross_entropy, optim.SGD(ours.parameters(), lr=0.1))
    their_optimizer = torch.optim.SGD(theirs.parameters(), lr=0.1)
    rng = np.random.default_rng(0)
    for size in (2, 9, 2, 5, 9):
        images, labels = rng.random((size, 1, 8, 8)), rng.integers(0, 10, size)
        assert step(images, labels) == pytest.approx(
            torch_step(theirs, their_optimizer, images, labels), rel=1e-12
        )


def test_the_callers_images_are_never_changed():
    rng = np.random.default_rng(0)
    network = layers.Sequential(layers.ReLU(), layers.Linear(6, 3, rng=rng))
    step = TunedStep(network, losses.cross_entropy, optim.SGD(network.parameters(), lr=0.1))
    images = rng.normal(size=(4, 6)).astype(np.float32)
    before = images.copy()
    step(images, np.array([0, 1, 2, 0]))
    assert (images == before).all()


def test_a_steady_training_takes_no_new_memory():
    rng = np.random.default_rng(0)
    network = layers.Sequential(
        layers.Linear(64, 512, rng=rng), layers.ReLU(), layers.Linear(512, 10, rng=rng)
    )
    step = TunedStep(network, losses.cross_entropy, optim.SGD(network.parameters(), lr=0.1))
    images, labels = rng.random((256, 64), dtype=np.float32), np.zeros(256, int)
    step(images, labels)
    tracemalloc.start()
    step(images, labels)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    bytes_of_the_hidden_layer = 256 * 512 * 4
    assert peak < bytes_of_the_hidden_layer / 4


def test_a_module_of_ones_own_is_named_with_what_to_use_instead():
    class Residual(layers.Module):
        def forward(self, inputs):
            return inputs + inputs

    network = layers.Sequential(Residual(), layers.Linear(4, 2, rng=np.random.default_rng(0)))
    with pytest.raises(TypeError, match=r"not Residual: train this network with ReadableStep"):
        TunedStep(network, losses.cross_entropy, optim.SGD(network.parameters(), lr=0.1))


def test_shared_frozen_or_missing_parameters_are_refused():
    layer = layers.Linear(4, 4, rng=np.random.default_rng(0))
    twice = layers.Sequential(layer, layers.ReLU(), layer)
    with pytest.raises(ValueError, match="ReadableStep"):
        TunedStep(twice, losses.cross_entropy, optim.SGD(twice.parameters(), lr=0.1))
    with pytest.raises(ValueError, match="ReadableStep"):
        TunedStep(layer, losses.cross_entropy, optim.SGD([layer.weight], lr=0.1))
    layer.bias = Tensor(layer.bias.data)
    with pytest.raises(ValueError, match="ReadableStep"):
        TunedStep(layer, losses.cross_entropy, optim.SGD(layer.parameters(), lr=0.1))


def test_an_optimizer_of_ones_own_is_refused():
    class Sign(optim.Optimizer):
        pass

    layer = layers.Linear(4, 4, rng=np.random.default_rng(0))
    with pytest.raises(TypeError, match="Sign: use ReadableStep"):
        TunedStep(layer, losses.cross_entropy, Sign(layer.parameters(), lr=0.1))


@both_steps
@pytest.mark.parametrize(
    "labels", [np.array([0, 1, 10]), np.array([0, -1, 1]), np.array([0, 1]), np.array([0.0, 1.0, 2.0])]
)
def test_labels_that_are_no_classes_are_refused(make_step, labels):
    ours, _ = twins(mlp, np.float64)
    step = make_step(ours, losses.cross_entropy, optim.SGD(ours.parameters(), lr=0.1))
    with pytest.raises((ValueError, TypeError), match=r"labels|targets"):
        step(np.zeros((3, 64)), labels)


def test_inputs_of_a_wrong_shape_are_refused():
    ours, _ = twins(mlp, np.float64)
    step = TunedStep(ours, losses.cross_entropy, optim.SGD(ours.parameters(), lr=0.1))
    with pytest.raises(ValueError, match=r"Linear\(64, 24\).*got \(3, 63\)"):
        step(np.zeros((3, 63)), np.array([0, 1, 2]))
    convolution = layers.Conv2d(2, 3, 5, rng=np.random.default_rng(0))
    step = TunedStep(convolution, losses.cross_entropy, optim.SGD(convolution.parameters(), lr=0.1))
    with pytest.raises(ValueError, match="does not fit"):
        step(np.zeros((3, 2, 4, 4), np.float32), np.array([0, 1, 2]))
