"""The convolution's Python side: its numbers are torch's, its filter is learned, its errors clear."""

import numpy as np
import pytest
import torch
import traitlets

from course.data import digits
from course.widgets.forward_convolution import FILTERS, ForwardConvolution, trained_filter

ROUNDED = 0.005  # the stored filter is given in hundredths
OTHER_ROUNDING = 1e-4  # what another machine's order of adding may have grown to in 174 steps


def random_convolution(rng):
    return ForwardConvolution(
        weights=rng.normal(size=(3, 3)),
        bias=rng.normal(),
        digit=int(rng.integers(10)),
        row=int(rng.integers(6)),
        column=int(rng.integers(6)),
    )


def test_the_scores_are_torchs():
    rng = np.random.default_rng(5)
    for _ in range(10):
        layer = random_convolution(rng)
        image, kernel = (torch.tensor(array)[None, None] for array in (layer.pixels, np.array(layer.weights)))
        scores = torch.nn.functional.conv2d(image, kernel, torch.tensor([layer.bias], dtype=torch.float64))
        np.testing.assert_allclose(layer.scores, scores[0, 0].numpy(), rtol=1e-12, atol=1e-14)
        assert layer.score == layer.scores[layer.row, layer.column]


def test_the_matrix_is_the_layer():
    layer = random_convolution(np.random.default_rng(6))
    assert layer.matrix.shape == (36, 64)
    by_matrix = layer.matrix @ layer.pixels.ravel() + layer.bias
    np.testing.assert_allclose(by_matrix, layer.scores.ravel(), rtol=1e-12, atol=1e-14)
    assert np.count_nonzero(layer.matrix) == 324
    assert len(np.unique(layer.matrix)) == 10, "nine weights and zero"


def test_the_learned_filter_is_what_a_network_learns():
    weights, bias = trained_filter()
    np.testing.assert_allclose(FILTERS["learned"]["weights"], weights, atol=ROUNDED + OTHER_ROUNDING)
    assert FILTERS["learned"]["bias"] == pytest.approx(bias, abs=ROUNDED + OTHER_ROUNDING)


def test_the_ten_digits_are_test_images_of_their_classes():
    data = digits.load()
    for digit in range(10):
        same = (data.test_images[:, 0] == ForwardConvolution(digit=digit).pixels).all(axis=(1, 2))
        assert data.test_labels[same].tolist() == [digit]


def test_a_filter_by_name_brings_its_weights_and_weights_make_it_your_own():
    layer = ForwardConvolution()
    assert layer.weights == FILTERS["learned"]["weights"]
    layer.filter = "blur"
    assert {"weights": layer.weights, "bias": layer.bias} == FILTERS["blur"]
    layer.bias = 0.25
    assert layer.filter == "own" and layer.weights == FILTERS["blur"]["weights"]
    assert ForwardConvolution(weights=np.eye(3)).filter == "own"


def test_what_the_page_sends_arrives_whole():
    layer = ForwardConvolution()
    layer.set_state({"filter": "blur", **FILTERS["blur"], "row": 0, "column": 5})
    assert (layer.filter, layer.weights) == ("blur", FILTERS["blur"]["weights"])
    layer.set_state({"weights": np.eye(3).tolist(), "bias": -1.0, "filter": "own"})
    assert (layer.filter, layer.weights, layer.bias) == ("own", np.eye(3).tolist(), -1.0)
    assert layer.score == pytest.approx(np.trace(layer.pixels[:3, 5:]) - 1)


def test_a_blur_keeps_the_mean_brightness_of_a_plain_image():
    assert np.sum(FILTERS["blur"]["weights"]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"weights": np.ones((2, 3))}, r"weights need shape \(3, 3\), got \(2, 3\)"),
        ({"weights": [[1, 2, 3], [4], [5]]}, "rows of equal length"),
        ({"weights": "edge"}, "plain numbers"),
        ({"weights": np.full((3, 3), np.nan)}, "weights lie between -10 and 10"),
        ({"weights": np.full((3, 3), 10.1)}, "weights lie between -10 and 10"),
        ({"bias": float("inf")}, "bias lie between -10 and 10"),
        ({"row": 6}, "row lies between 0 and 5, got 6"),
        ({"column": -1}, "column lies between 0 and 5"),
        ({"digit": 10}, "digit lies between 0 and 9"),
        ({"filter": "sharpen"}, "learned"),
    ],
)
def test_a_wrong_trait_is_a_clear_error(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        ForwardConvolution(**wrong)


def test_a_given_filter_has_its_own_weights():
    with pytest.raises(ValueError, match=r"'blur' has its own bias; take filter=\"own\""):
        ForwardConvolution(filter="blur", bias=1.0)


def test_the_words_hold_the_numbers_of_the_state():
    layer = ForwardConvolution(row=5, column=0, digit=7)
    for number in ("row 6, column 1", f"{layer.score:.3f}", "2,304", "324 of them not zero", "-0.66", "a 7"):
        assert number in layer.describe()
