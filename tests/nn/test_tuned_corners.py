"""The tuned step where its buffers and its vectors could betray it: last layers, foreign arrays, failures."""

import itertools

import numpy as np
import pytest

from course.nn import layers, losses, optim
from course.nn.training import ReadableStep
from course.nn.tuned import STAGES, TunedStep
from course.nn.tuned_memory import Memory

# Ten steps add up the same numbers in another order: some roundings of numbers near 1, carried on.
ROUNDINGS = 1000 * float(np.finfo(np.float64).eps)
LAST_LAYERS = {
    "ReLU": [layers.ReLU()],
    "LeakyReLU": [layers.LeakyReLU()],
    "Tanh": [layers.Tanh()],
    "Sigmoid": [layers.Sigmoid()],
    "GELU": [layers.GELU()],
    "SiLU": [layers.SiLU()],
    "Tanh and Flatten": [layers.Tanh(), layers.Flatten()],
}


def network_of(*last_layers):
    linear = layers.Linear(6, 5, rng=np.random.default_rng(0), dtype=np.float64)
    return layers.Sequential(linear, *last_layers)


def images_network():
    convolution = layers.Conv2d(1, 5, 3, rng=np.random.default_rng(0), dtype=np.float64)
    return layers.Sequential(convolution, layers.MaxPool2d(2), layers.Flatten())


def batches(shape=(6,), count=10):
    rng = np.random.default_rng(1)
    return [(rng.normal(size=(8, *shape)), rng.integers(0, 5, 8)) for _ in range(count)]


def plain_sgd(network):
    return optim.SGD(network.parameters(), lr=0.5)


def momentum(network):
    return optim.SGD(network.parameters(), lr=0.1, momentum=0.9)


def adam(network):
    return optim.Adam(network.parameters(), lr=0.01)


def assert_train_alike(one, other, steps_of_one, steps_of_other, examples):
    pairs = zip(itertools.cycle(steps_of_one), itertools.cycle(steps_of_other), examples, strict=False)
    for step_of_one, step_of_other, batch in pairs:
        assert step_of_one(*batch) == pytest.approx(step_of_other(*batch), abs=ROUNDINGS)
    for name, array in one.state_dict().items():
        np.testing.assert_allclose(array, other.state_dict()[name], rtol=0, atol=ROUNDINGS, err_msg=name)


def step_over(kind, network, optimizer=plain_sgd, loss=losses.cross_entropy):
    return kind(network, loss, optimizer(network))


@pytest.mark.parametrize("loss", [losses.cross_entropy, losses.hinge])
@pytest.mark.parametrize("last_layers", LAST_LAYERS.values(), ids=LAST_LAYERS)
def test_whatever_layer_is_the_last_one_the_tuned_step_learns_what_the_readable_one_learns(last_layers, loss):
    tuned, readable = network_of(*last_layers), network_of(*last_layers)
    steps = [step_over(TunedStep, tuned, loss=loss)], [step_over(ReadableStep, readable, loss=loss)]
    assert_train_alike(tuned, readable, *steps, batches())
    assert (tuned[0].weight.data != network_of()[0].weight.data).any()


def test_a_pool_that_still_needs_its_outputs_may_be_the_last_layer():
    tuned, readable = images_network(), images_network()
    steps = [step_over(TunedStep, tuned)], [step_over(ReadableStep, readable)]
    assert_train_alike(tuned, readable, *steps, batches((1, 4, 4)))


@pytest.mark.parametrize("optimizer", [plain_sgd, momentum, adam])
def test_two_tuned_steps_over_one_optimizer_go_on_from_each_others_steps(optimizer):
    tuned, readable = network_of(layers.Tanh()), network_of(layers.Tanh())
    shared = optimizer(tuned)
    both = [TunedStep(tuned, losses.cross_entropy, shared) for _ in range(2)]
    assert_train_alike(tuned, readable, both, [step_over(ReadableStep, readable, optimizer)], batches())


@pytest.mark.parametrize("optimizer", [momentum, adam])
def test_a_tuned_step_goes_on_from_a_memory_that_was_set_in_between(optimizer):
    def trained(kind):
        network = network_of()
        step = step_over(kind, network, optimizer)
        for number, batch in enumerate(batches()):
            if number == 5:
                for arrays in step.optimizer.memory.values():
                    arrays[:] = [np.full_like(array, 0.25) for array in arrays]
            step(*batch)
        return network.state_dict()

    tuned, readable = trained(TunedStep), trained(ReadableStep)
    for name, array in readable.items():
        np.testing.assert_allclose(tuned[name], array, rtol=0, atol=ROUNDINGS)


def test_arrays_of_another_shape_are_refused_where_they_would_be_broadcast():
    network = network_of()
    step, batch = step_over(TunedStep, network, momentum), batches()[0]
    step.optimizer.memory["velocity"] = [np.ones(5), np.ones(5)]
    with pytest.raises(ValueError, match=r"shape \(5,\) was set where one of shape \(5, 6\) belongs"):
        step(*batch)
    network[0].bias.data = np.ones(1)
    with pytest.raises(ValueError, match=r"shape \(1,\) was set where one of shape \(5,\) belongs"):
        step(*batch)


@pytest.mark.parametrize("optimizer", [plain_sgd, momentum])
def test_after_a_step_that_failed_no_parameter_shows_a_gradient(optimizer):
    def failing(scores, labels):
        raise ZeroDivisionError

    network = network_of()
    optimizer = optimizer(network)
    TunedStep(network, losses.cross_entropy, optimizer)(*batches()[0])
    with pytest.raises(ZeroDivisionError):
        TunedStep(network, failing, optimizer)(*batches()[0])
    assert all(parameter.grad is None for parameter in network.parameters())


def test_wrong_labels_are_found_before_anything_has_changed():
    network = network_of(layers.BatchNorm1d(5, dtype=np.float64))
    step, (inputs, labels) = step_over(TunedStep, network, momentum), batches()[0]
    before = network.state_dict()
    with pytest.raises(ValueError, match=r"0\.\.4, got \d\.\.5"):
        step(inputs, np.append(labels[1:], 5))
    assert all((array == before[name]).all() for name, array in network.state_dict().items())


def test_a_wrong_class_that_is_impossible_costs_nothing():
    tuned, readable = network_of(), network_of()
    for network in (tuned, readable):
        network[0].bias.data[4] = -np.inf
    inputs, labels = batches()[0]
    loss = step_over(TunedStep, tuned)(inputs, labels % 4)
    assert np.isfinite(loss)
    assert loss == pytest.approx(step_over(ReadableStep, readable)(inputs, labels % 4), rel=1e-12)
    np.testing.assert_allclose(tuned[0].weight.data, readable[0].weight.data, rtol=0, atol=ROUNDINGS)


@pytest.mark.parametrize("kind", [ReadableStep, TunedStep])
@pytest.mark.parametrize("dtype", [int, complex, str, np.float16])
def test_inputs_that_are_no_floats_are_refused_with_the_same_advice(kind, dtype):
    inputs = np.ones((8, 6)).astype(dtype)
    with pytest.raises(TypeError, match=r"holds float32 or float64, got .*: write Tensor\("):
        step_over(kind, network_of())(inputs, np.zeros(8, int))


def test_a_step_without_examples_is_refused():
    with pytest.raises(ValueError, match=r"at least one example, got inputs of shape \(0, 6\)"):
        step_over(TunedStep, network_of())(np.ones((0, 6)), np.zeros(0, int))


def test_a_buffer_has_the_dtype_that_is_asked_for_whatever_lay_in_its_place():
    memory = Memory(np.float32)
    memory.take(10, dtype=bool)
    memory.start_again()
    assert memory.take(2, 3).dtype == np.float32


def test_inputs_in_rows_and_in_images_can_take_turns():
    def network():
        linear = layers.Linear(4, 3, rng=np.random.default_rng(0), dtype=np.float64)
        return layers.Sequential(layers.ReLU(), layers.Flatten(), linear, layers.ReLU())

    tuned, readable = network(), network()
    rng = np.random.default_rng(2)
    examples = [(rng.normal(size=(5, *shape)), rng.integers(0, 3, 5)) for shape in [(4,), (1, 2, 2)] * 3]
    steps = [step_over(TunedStep, tuned)], [step_over(ReadableStep, readable)]
    assert_train_alike(tuned, readable, *steps, examples)


def test_every_layer_has_its_stage():
    known = {layer.__name__ for layer in STAGES}
    assert known == set(layers.__all__) - {"Module", "Sequential"}


def test_a_penalty_on_the_weights_is_refused_since_the_tuned_way_back_would_forget_it():
    network = network_of()
    parameters = network.parameters()

    def penalized(scores, labels):
        return losses.cross_entropy(scores, labels) + losses.l2_penalty(parameters) * 0.01

    batch = np.ones((3, 6)), np.array([0, 1, 2])
    with pytest.raises(ValueError, match="weight_decay"):
        TunedStep(network, penalized, optim.SGD(parameters, lr=0.1))(*batch)


@pytest.mark.parametrize("penalty", [losses.l1_penalty, losses.l2_penalty])
def test_a_penalty_is_trained_with_the_readable_step_and_shrinks_the_weights(penalty):
    def largest_after_training(strength):
        network = network_of()
        parameters = network.parameters()

        def penalized(scores, labels):
            return losses.cross_entropy(scores, labels) + penalty(parameters) * strength

        step = ReadableStep(network, penalized, optim.SGD(parameters, lr=0.1))
        for _ in range(50):
            step(np.eye(6)[:5], np.arange(5))
        return max(np.abs(parameter.data).max() for parameter in parameters)

    assert largest_after_training(0.1) < largest_after_training(0)
