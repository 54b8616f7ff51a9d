"""A fully connected layer as its matrix: each score is one row times the image laid flat, plus a bias."""

from functools import cache

import numpy as np
import traitlets
from threadpoolctl import threadpool_limits

from course.data import digits
from course.nn import functional, optim
from course.nn.autograd import Tensor
from course.widgets.forward_convolution import LEVELS, SIZE, one_of_each
from course.widgets.visualizer import Visualizer

CLASSES = 10
STEPS, LEARNING_RATE = 200, 0.5


class ForwardMatrix(Visualizer):
    """A layer of 10 scores that sees all 64 pixels of a digit, trained on such digits, drawn as its matrix.

    digit: 0 to 9, which of ten test images; to choose one sets the pixels.  pixels: (8, 8), 0 to 1, as the
    reader paints them.  row: 0 to 9, the score that is looked at.  bias: whether the ten biases are added.
    weights: (10, 64) and biases: (10,), in hundredths, as `trained_layer` found them; they cannot be set.
    """

    digit = traitlets.Int(3).tag(sync=True)
    pixels = traitlets.Any().tag(sync=True)
    row = traitlets.Int(3).tag(sync=True)
    bias = traitlets.Bool(True).tag(sync=True)
    images = traitlets.List(read_only=True).tag(sync=True)
    weights = traitlets.List(read_only=True).tag(sync=True)
    biases = traitlets.List(read_only=True).tag(sync=True)

    def __init__(self, **traits):
        """Pixels that are given with a digit hold: they are what the reader made of it."""
        painted = {"pixels": traits.pop("pixels")} if "pixels" in traits else {}
        super().__init__(**traits)
        self.set_trait("pixels", painted.get("pixels", self.pixels))

    @traitlets.default("images")
    def _ten_digits(self):
        return [image_of(digit) for digit in range(CLASSES)]

    @traitlets.default("pixels")
    def _the_digits_pixels(self):
        return image_of(self.digit)

    @traitlets.default("weights")
    def _trained_weights(self):
        return trained_layer()[0].tolist()

    @traitlets.default("biases")
    def _trained_biases(self):
        return trained_layer()[1].tolist()

    @traitlets.validate("pixels")
    def _an_image(self, proposal):
        try:
            pixels = np.asarray(proposal["value"], dtype=np.float64)
        except (TypeError, ValueError):
            raise traitlets.TraitError(
                f"pixels need plain numbers in rows of equal length, got {proposal['value']!r}"
            ) from None
        if pixels.shape != (SIZE, SIZE):
            raise traitlets.TraitError(f"pixels need shape (8, 8), got {pixels.shape}")
        if not ((pixels >= 0) & (pixels <= 1)).all():
            raise traitlets.TraitError(f"pixels lie between 0 (blank) and 1, got {pixels.tolist()}")
        return pixels.tolist()

    @traitlets.validate("row", "digit")
    def _one_of_ten(self, proposal):
        if not 0 <= proposal["value"] < CLASSES:
            name = proposal["trait"].name
            raise traitlets.TraitError(f"{name} lies between 0 and 9, got {proposal['value']}")
        return proposal["value"]

    @traitlets.observe("digit")
    def _show_the_digit(self, change):
        self.pixels = image_of(change["new"])

    @property
    def scores(self):
        """The ten scores, float64 of shape (10,), by `course.nn`."""
        image = Tensor(np.array(self.pixels).reshape(1, -1))
        bias = Tensor(np.array(self.biases)) if self.bias else None
        return functional.linear(image, Tensor(np.array(self.weights)), bias).data[0]

    @property
    def products(self):
        """What each pixel brings to the chosen score, weight times ink: float64 of shape (8, 8)."""
        return np.array(self.weights[self.row]).reshape(SIZE, SIZE) * np.array(self.pixels)

    def describe(self):
        """The image, the ten scores, and how the chosen one comes about, in one paragraph."""
        scores, products = self.scores, self.products
        repainted = int(np.sum(np.array(self.pixels) != np.array(self.images[self.digit])))
        listed = ", ".join(f"{score:.2f}" for score in scores)
        return (
            f"A fully connected layer of 64 pixels and 10 scores as a matrix of 640 weights. It sees a "
            f"{self.digit}, {repainted} of its pixels repainted; its scores for 0 to 9 are {listed}; the "
            f"highest is that of {scores.argmax()}. The score of {self.row} is "
            f"{products[products > 0].sum():.2f} from positive weights, "
            f"{products[products < 0].sum():.2f} from negative ones, and a bias of "
            f"{self.biases[self.row] if self.bias else 0:.2f}."
        )


def image_of(digit):
    """The digit's image: 8 rows of 8 numbers, 0 (blank) to 1 (full ink)."""
    return (np.array(one_of_each()[digit]).reshape(SIZE, SIZE) / LEVELS).tolist()


@cache
def trained_layer():
    """Softmax regression on the digits, from zeros, all images in every step: (10, 64) weights, (10,) biases.

    Both are rounded to hundredths.  Its loss has no other valley, so every machine finds the same numbers.
    """
    data = digits.load()
    images = Tensor(data.train_images.reshape(-1, SIZE * SIZE).astype(np.float64))
    weight = Tensor(np.zeros((CLASSES, SIZE * SIZE)), requires_grad=True)
    bias = Tensor(np.zeros(CLASSES), requires_grad=True)
    optimizer = optim.SGD([weight, bias], lr=LEARNING_RATE)
    with threadpool_limits(1):  # matrices this small take longer on two busy cores than on one
        for _ in range(STEPS):
            optimizer.zero_grad()
            functional.cross_entropy(functional.linear(images, weight, bias), data.train_labels).backward()
            optimizer.step()
    return np.round(weight.data, 2) + 0.0, np.round(bias.data, 2) + 0.0  # adding zero makes -0.0 plain
