"""The fully connected layer's Python side: trained, equal to torch's, clear about what is wrong."""

import numpy as np
import pytest
import torch
import traitlets

from course.data import digits
from course.widgets.forward_matrix import ForwardMatrix, image_of, trained_layer

ERROR_WITHOUT_TRAINING = 0.9
LARGEST_ERROR = 0.06  # of 360 test images; it is 0.044, and four images more or less do not matter here
ROUNDED = 0.005  # the weights are given in hundredths


def test_the_scores_are_torchs_with_and_without_biases():
    rng = np.random.default_rng(1)
    for bias in (True, False):
        layer = ForwardMatrix(pixels=rng.random((8, 8)), bias=bias)
        image, weights, biases = map(as_tensor, (layer.pixels, layer.weights, layer.biases))
        scores = torch.nn.functional.linear(image.reshape(1, 64), weights, biases if bias else None)
        np.testing.assert_allclose(layer.scores, scores[0].numpy(), rtol=1e-12, atol=1e-14)


def as_tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


def test_the_products_add_up_to_the_score():
    layer = ForwardMatrix(digit=8, row=2)
    assert layer.products.shape == (8, 8)
    assert layer.products.sum() + layer.biases[2] == pytest.approx(layer.scores[2])


def test_the_layer_has_learned():
    data = digits.load()
    weights, biases = trained_layer()
    scores = data.test_images.reshape(-1, 64) @ weights.T + biases
    assert np.mean(scores.argmax(axis=1) != data.test_labels) < LARGEST_ERROR < ERROR_WITHOUT_TRAINING


def test_the_layer_is_softmax_regression_as_torch_trains_it():
    data = digits.load()
    images = torch.tensor(data.train_images.reshape(-1, 64), dtype=torch.float64)
    layer = torch.nn.Linear(64, 10, dtype=torch.float64)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.5)
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(layer(images), torch.tensor(data.train_labels)).backward()
        optimizer.step()
    for ours, theirs in zip(trained_layer(), (layer.weight, layer.bias), strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), atol=ROUNDED + 1e-9)


def test_pixels_that_are_blank_in_every_image_learned_nothing():
    data = digits.load()
    blank = (data.train_images.reshape(-1, 64) == 0).all(axis=0)
    assert blank.any() and not np.array(ForwardMatrix().weights)[:, blank].any()


def test_each_of_the_ten_digits_is_read_right():
    assert [int(ForwardMatrix(digit=digit).scores.argmax()) for digit in range(10)] == list(range(10))


def test_a_digit_brings_its_pixels_and_painted_ones_hold():
    layer = ForwardMatrix()
    layer.digit = 6
    assert layer.pixels == image_of(6)
    painted = ForwardMatrix(digit=6, pixels=np.zeros((8, 8)))
    assert painted.digit == 6 and painted.pixels == [[0.0] * 8] * 8
    np.testing.assert_allclose(painted.scores, painted.biases)
    painted.bias = False
    assert not painted.scores.any()


def test_what_the_page_sends_arrives_whole():
    layer = ForwardMatrix()
    layer.set_state({"digit": 5, "pixels": image_of(5), "row": 1})
    assert (layer.digit, layer.row, layer.pixels) == (5, 1, image_of(5))
    layer.set_state({"pixels": np.eye(8).tolist()})
    assert layer.digit == 5 and layer.pixels == np.eye(8).tolist()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"pixels": np.zeros(64)}, r"pixels need shape \(8, 8\), got \(64,\)"),
        ({"pixels": np.full((8, 8), 1.5)}, r"pixels lie between 0 \(blank\) and 1"),
        ({"pixels": np.full((8, 8), np.nan)}, "pixels lie between"),
        ({"pixels": [[1, 2], [3]]}, "rows of equal length"),
        ({"row": 10}, "row lies between 0 and 9, got 10"),
        ({"digit": -1}, "digit lies between 0 and 9"),
        ({"bias": "yes"}, "bias"),
    ],
)
def test_a_wrong_trait_is_a_clear_error(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        ForwardMatrix(**wrong)


def test_the_trained_numbers_cannot_be_set():
    with pytest.raises(TypeError, match="knows no weights; it takes bias, digit, pixels, row"):
        ForwardMatrix(weights=[])
    with pytest.raises(traitlets.TraitError, match="read-only"):
        ForwardMatrix().biases = [0.0] * 10


def test_the_words_hold_the_numbers_of_the_state():
    layer = ForwardMatrix(digit=4, row=9)
    words = layer.describe()
    for number in ("sees a 4, 0 of its pixels repainted", f"{layer.scores[7]:.2f}", "highest is that of 4"):
        assert number in words
    assert f"{layer.products[layer.products < 0].sum():.2f} from negative" in words
