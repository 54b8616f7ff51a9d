"""One network, the same weights, every framework: equal losses, equal gradients, equal scores."""

import sys

import numpy as np
import pytest
import torch

from course.frameworks import (
    example,
    in_keras,
    in_our_engine,
    in_plain_python,
    in_pytorch,
    in_r,
    in_tensorflow,
)

FLOAT64_ROUNDING = 1e-13  # sums of up to 64 products, each rounded to 1.1e-16 of itself, in any order
FLOAT32_ROUNDING = 1e-5  # the same at 6e-8: Keras multiplies matrices in 32 bits
NUDGING = 1e-9  # by a step of 1e-5: its square is 1e-10, rounding 1e-16 of a loss over the step is 1e-11


def in_lists(weights, images, labels):
    answer = in_plain_python.loss_and_gradients(
        in_plain_python.as_lists(weights), images.tolist(), labels.tolist()
    )
    return answer[0], {name: np.array(each) for name, each in answer[1].items()}


FORMS = {
    "plain Python": (in_lists, FLOAT64_ROUNDING),
    "our engine": (in_our_engine.loss_and_gradients, FLOAT64_ROUNDING),
    "PyTorch": (in_pytorch.loss_and_gradients, FLOAT64_ROUNDING),
    "Keras": (in_keras.loss_and_gradients, FLOAT32_ROUNDING),
    "TensorFlow": (in_tensorflow.loss_and_gradients, FLOAT64_ROUNDING),
}


def by_hand(weights, images, labels):
    """The loss in NumPy, from its definition alone."""
    hidden = np.maximum(images @ weights["hidden.weight"].T + weights["hidden.bias"], 0)
    powers = np.exp(hidden @ weights["output.weight"].T + weights["output.bias"])
    return -np.log(powers[np.arange(len(labels)), labels] / powers.sum(axis=1)).mean()


def a_problem(seed, sizes=(7, 5, 3), batch=4):
    rng = np.random.default_rng(seed)
    weights = example.random_weights(rng, sizes)
    return weights, rng.normal(size=(batch, sizes[0])), rng.integers(0, sizes[2], batch)


@pytest.mark.parametrize("form", FORMS)
def test_the_loss_is_its_definition_and_each_gradient_its_slope(form):
    loss_and_gradients, rounding = FORMS[form]
    weights, images, labels = a_problem(seed=1)
    loss, gradients = loss_and_gradients(weights, images, labels)
    assert abs(loss - by_hand(weights, images, labels)) <= rounding
    for name, array in weights.items():
        for place in np.ndindex(array.shape):
            slope = central_difference(weights, name, place, images, labels)
            assert abs(gradients[name][place] - slope) <= NUDGING + rounding, (name, place)


def central_difference(weights, name, place, images, labels, step=1e-5):
    ends = []
    for sign in (1, -1):
        moved = {key: array.copy() for key, array in weights.items()}
        moved[name][place] += sign * step
        ends.append(by_hand(moved, images, labels))
    return (ends[0] - ends[1]) / (2 * step)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "plain Python"])
def test_every_framework_gives_what_plain_python_gives_on_the_digits(form):
    loss_and_gradients, rounding = FORMS[form]
    weights, (images, labels) = example.trained_weights(), example.some_digits()
    loss, gradients = loss_and_gradients(weights, images, labels)
    expected_loss, expected = in_lists(weights, images, labels)
    assert abs(loss - expected_loss) <= rounding
    assert gradients.keys() == expected.keys() == weights.keys()
    for name, array in expected.items():
        assert gradients[name].shape == array.shape
        assert np.abs(gradients[name] - array).max() <= rounding


@pytest.mark.parametrize("form", FORMS)
def test_another_weight_gives_another_gradient(form):
    loss_and_gradients, _ = FORMS[form]
    weights, images, labels = a_problem(seed=2)
    _, before = loss_and_gradients(weights, images, labels)
    weights["output.bias"][0] += 0.5
    _, after = loss_and_gradients(weights, images, labels)
    assert all(np.abs(after[name] - before[name]).max() > 1e-4 for name in weights)


def test_r_gives_the_same_scores():
    weights, (images, _) = example.trained_weights(), example.some_digits()
    hidden = np.maximum(images @ weights["hidden.weight"].T + weights["hidden.bias"], 0)
    expected = hidden @ weights["output.weight"].T + weights["output.bias"]
    assert np.abs(in_r.scores(weights, images) - expected).max() <= FLOAT64_ROUNDING
    assert in_r.scores(weights, images[:1]).shape == (1, 10)


def test_r_says_what_is_missing(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="no Rscript"):
        in_r.scores(*a_problem(seed=0)[:2])


def test_what_r_says_of_a_failure_is_handed_on():
    weights, images, _ = a_problem(seed=0)
    with pytest.raises(RuntimeError, match="non-conformable"):
        in_r.scores(weights, images[:, :3])


def test_the_program_of_r_loads_no_package():
    assert "library(" not in in_r.source() and "require" not in in_r.source()


def test_the_example_is_learned_and_the_same_each_time():
    weights, (images, labels) = example.trained_weights(), example.test_digits()
    hidden = np.maximum(images @ weights["hidden.weight"].T + weights["hidden.bias"], 0)
    right = (hidden @ weights["output.weight"].T + weights["output.bias"]).argmax(axis=1) == labels
    assert images.shape == (360, 64) and right.mean() > 0.9
    weights["hidden.bias"] += 1
    assert not np.array_equal(example.trained_weights()["hidden.bias"], weights["hidden.bias"])


def test_random_weights_lie_within_torchs_bounds():
    weights = example.random_weights(np.random.default_rng(0), (100, 50, 10), np.float32)
    assert {array.dtype for array in weights.values()} == {np.dtype(np.float32)}
    assert weights["hidden.weight"].shape == (50, 100) and weights["output.weight"].shape == (10, 50)
    assert 0.09 < np.abs(weights["hidden.weight"]).max() <= 0.1
    assert np.abs(weights["output.weight"]).max() <= 50**-0.5


def test_keras_runs_on_torch_without_tensorflow():
    model = in_keras.network(example.trained_weights())
    assert isinstance(model.trainable_weights[0].value, torch.Tensor) and "tensorflow" not in sys.modules
