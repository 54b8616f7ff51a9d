"""One 3x3 window slides over a digit: each score is one row of a large matrix that is nearly empty."""

from functools import cache

import numpy as np
import traitlets

from course.data import digits
from course.nn import functional, optim, training
from course.nn.autograd import Tensor
from course.nn.layers import Conv2d, Flatten, Linear, ReLU
from course.nn.modules import Sequential
from course.widgets.visualizer import Visualizer

SIZE, WINDOW, PLACES = 8, 3, 6  # pixels of the image, pixels of the window, its places: along each side
LEVELS = 16  # of ink, as the digits were scanned
LARGEST = 10.0  # of a weight or the bias: the picture's own field takes no more
SEED, CHANNEL = 2, 6  # the filter of `trained_filter` that is shown, for it looks for one thing
OWN = "own"
FILTERS = {
    # What `trained_filter()` returns, in hundredths, so that the printed weight is the weight.
    "learned": {"weights": [[0.25, 0.76, 0.48], [0.41, -0.06, -0.21], [-0.66, -0.8, -0.27]], "bias": 0.35},
    "blur": {
        "weights": [[0.0625, 0.125, 0.0625], [0.125, 0.25, 0.125], [0.0625, 0.125, 0.0625]],
        "bias": 0.0,
    },
}


class ForwardConvolution(Visualizer):
    """A 3x3 filter on an 8x8 digit: nine products, a map of 6x6 scores, and the same layer as a matrix.

    row, column: 0 to 5, the place of the window (the picture counts from 1).  digit: 0 to 9, which of ten
    test images.  filter: "learned" by a small network, "blur", or "own".  weights: (3, 3), and bias: at most
    10 in size; to set one of them makes the filter your "own", to choose another filter sets them both.
    """

    row = traitlets.Int(3).tag(sync=True)
    column = traitlets.Int(3).tag(sync=True)
    digit = traitlets.Int(3).tag(sync=True)
    filter = traitlets.Enum([*FILTERS, OWN], "learned").tag(sync=True)
    weights = traitlets.Any(FILTERS["learned"]["weights"]).tag(sync=True)
    bias = traitlets.Float(FILTERS["learned"]["bias"]).tag(sync=True)
    images = traitlets.List(read_only=True).tag(sync=True)
    filters = traitlets.Dict(FILTERS, read_only=True).tag(sync=True)

    def __init__(self, **traits):
        """Raises ValueError for weights or a bias of one's own together with the name of a given filter."""
        own = {"weights", "bias"} & set(traits)
        name = traits.setdefault("filter", OWN if own else "learned")
        if name in FILTERS:
            if own:
                raise ValueError(f'{name!r} has its own {" and ".join(sorted(own))}; take filter="own"')
            traits |= FILTERS[name]
        super().__init__(**traits)

    @traitlets.default("images")
    def _ten_digits(self):
        return one_of_each()

    @traitlets.validate("weights")
    def _three_by_three(self, proposal):
        weights = as_floats("weights", proposal["value"])
        if weights.shape != (WINDOW, WINDOW):
            raise traitlets.TraitError(f"weights need shape (3, 3), got {weights.shape}")
        return weights.tolist()

    @traitlets.validate("bias")
    def _small(self, proposal):
        return as_floats("bias", proposal["value"]).item()

    @traitlets.validate("row", "column", "digit")
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        last = 9 if name == "digit" else PLACES - 1
        if not 0 <= value <= last:
            raise traitlets.TraitError(f"{name} lies between 0 and {last}, got {value}")
        return value

    @traitlets.observe("filter")
    def _take_the_filters_weights(self, change):
        if change["new"] in FILTERS:
            with self.hold_trait_notifications():
                for name, value in FILTERS[change["new"]].items():
                    setattr(self, name, value)

    @traitlets.observe("weights", "bias")
    def _call_it_your_own(self, change):
        if self.filter in FILTERS and FILTERS[self.filter] != {"weights": self.weights, "bias": self.bias}:
            self.filter = OWN

    @property
    def pixels(self):
        """The digit's ink, 0 (blank) to 1, float64 of shape (8, 8)."""
        return np.array(self.images[self.digit]).reshape(SIZE, SIZE) / LEVELS

    @property
    def scores(self):
        """The score at each place of the window, float64 of shape (6, 6), by `course.nn`."""
        scores = self._layer(self.pixels[None], np.array([self.bias]))
        return scores.reshape(PLACES, PLACES)

    @property
    def score(self):
        """The score at the window's place, a float."""
        return self.scores[self.row, self.column].item()

    @property
    def matrix(self):
        """The layer's matrix, float64 (36, 64): column k is what it makes of an image of pixel k alone.

        `matrix @ pixels.ravel() + bias` equals `scores.ravel()`.
        """
        return self._layer(np.eye(SIZE * SIZE).reshape(-1, SIZE, SIZE)).reshape(SIZE * SIZE, -1).T

    def describe(self):
        """The digit, the filter, the window's place and score, and the matrix's counts in one paragraph."""
        filled = np.count_nonzero(self.matrix)
        return (
            f"A 3x3 filter ({self.filter}: weights {self.weights}, bias {self.bias:g}) slides over "
            f"a {self.digit} of 8x8 pixels. At row {self.row + 1}, column {self.column + 1} its score is "
            f"{self.score:.3f}; the largest of its 36 scores is {self.scores.max():.3f}. As a matrix the "
            f"layer has 36 rows and 64 columns: {self.matrix.size:,} entries, {filled} of them not zero."
        )

    def _layer(self, images, bias=None):
        """The layer's answer to float64 images (n, 8, 8): an array (n, 1, 6, 6)."""
        kernel = Tensor(np.array(self.weights)[None, None])
        return functional.conv2d(Tensor(images[:, None]), kernel, None if bias is None else Tensor(bias)).data


def as_floats(name, values):
    """A float64 array of what the student gave, or an error that says what is wanted."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise traitlets.TraitError(
            f"{name} need plain numbers in rows of equal length, got {values!r}"
        ) from None
    if not (np.abs(array) <= LARGEST).all():  # not a number is not at most anything either
        raise traitlets.TraitError(f"{name} lie between {-LARGEST:g} and {LARGEST:g}, got {values!r}")
    return array


@cache
def one_of_each():
    """The first test image of each class, 0 to 9: ten lists of 64 sixteenths of ink, row by row."""
    data = digits.load()
    first = [int(np.argmax(data.test_labels == label)) for label in range(10)]
    sixteenths = np.round(LEVELS * data.test_images[first].reshape(10, -1)).astype(int)
    return sixteenths.tolist()


def trained_filter():
    """Train a small network on the digits, and return one of its eight filters: weights (3, 3) and bias.

    Its first layer is a convolution like the one that is drawn; six epochs of Adam, less than a second.
    """
    data, rng = digits.load(), np.random.default_rng(SEED)
    convolution = Conv2d(1, 8, WINDOW, rng=rng, dtype=np.float64)
    scores = Linear(8 * PLACES * PLACES, 10, rng=rng, dtype=np.float64)
    network = Sequential(convolution, ReLU(), Flatten(), scores)
    step = training.ReadableStep(network, functional.cross_entropy, optim.Adam(network.parameters(), lr=0.01))
    images = data.train_images.astype(np.float64)
    for _ in range(6):
        training.train_one_epoch(step, images, data.train_labels, batch_size=50, rng=rng)
    return convolution.weight.data[CHANNEL, 0], convolution.bias.data[CHANNEL].item()
