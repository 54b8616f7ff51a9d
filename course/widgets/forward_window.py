"""A student's own convolution on a real digit: the pixels that each of its scores really reads."""

import numpy as np
import traitlets

from course.data import digits
from course.widgets.forward_window_reads import (
    FILTER,
    LARGEST_MAP,
    SETTINGS,
    SIZE,
    by,
    signed,
    trace,
)
from course.widgets.student_function import with_gaps
from course.widgets.visualizer import Visualizer


class ForwardWindow(Visualizer):
    """What one score of your convolution reads, beside what it should read, and your map of scores.

    convolve: takes images (batch, channels, height, width), weight (filters, channels, rows, columns), bias
    (filters,), stride, padding; returns (batch, filters, places down, places across).  It is called when the
    visualizer is made, with one image and a filter whose nine weights differ, for strides 1 and 2 and padding
    0 and 1, once for each nudged pixel.  What it raises or returns wrongly is said in the picture.
    image: (8, 8), the ink of a digit.
    row, column: of the score, 0 to 15 (the picture counts from 1; beyond the map it is the last one).
    stride: 1 or 2.  padding: 0 or 1.  Left out, they begin where something is wrong.

    Without arguments it shows an example of a mistake: a filter that is turned round, as mathematicians do.
    """

    derived = ("convolve", "image")

    row = traitlets.Int(1).tag(sync=True)
    column = traitlets.Int(2).tag(sync=True)
    stride = traitlets.Enum([1, 2], 1).tag(sync=True)
    padding = traitlets.Enum([0, 1], 0).tag(sync=True)
    pixels = traitlets.List(read_only=True).tag(sync=True)
    settings = traitlets.List(read_only=True).tag(sync=True)

    def __init__(self, convolve=None, image=None, **traits):
        """Call the function in all settings.  Raises ValueError for an image that is not (8, 8) numbers."""
        self._image = as_image(digits.load().test_images[0, 0] if image is None else image)
        example = turned_round if convolve is None else convolve
        self._found = [trace(example, self._image, stride, padding) for stride, padding in SETTINGS]
        super().__init__(**first_mistake(self._found, traits))

    @traitlets.default("pixels")
    def _image_in_reading_order(self):
        return self._image.ravel().tolist()

    @traitlets.default("settings")
    def _what_was_found(self):
        return self._found

    @traitlets.validate("row", "column")
    def _in_range(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        if not 0 <= value < LARGEST_MAP:
            raise traitlets.TraitError(f"{name} lies between 0 and {LARGEST_MAP - 1}, got {value}")
        return value

    @property
    def reads(self):
        """How much the selected score changes with each pixel's ink, float64 (8, 8); NaN without a score."""
        if not self._setting["isDrawn"]:
            return np.full((SIZE, SIZE), np.nan)
        reads = np.zeros(SIZE * SIZE)
        for pixel, change in self._setting["reads"][self._index]:
            reads[pixel] = np.nan if change is None else change
        return reads.reshape(SIZE, SIZE)

    @property
    def score(self):
        """The selected score, a float, or None where there is no finite number."""
        return self._setting["scores"][self._index] if self._setting["isDrawn"] else None

    @property
    def agrees(self):
        """Whether in all four settings the map has its size, and each score its window, weights and bias."""
        return all(is_right(setting) for setting in self.settings)

    def describe(self):
        """The finding at the selected score and the settings that are wrong, in words and numbers."""
        setting = self._setting
        row, column = (1 + each for each in divmod(self._index, setting["places"][1]))
        words = f"{setting['problem'][:1].upper()}{setting['problem'][1:]}. " if setting["problem"] else ""
        if setting["isDrawn"]:
            score = "no number" if self.score is None else signed(self.score)
            verdict = setting["verdicts"][self._index][0]
            words += f"Your score at row {row}, column {column} ({score}) {verdict}. "
        wrong = [f"stride {s['stride']}, padding {s['padding']}" for s in self.settings if not is_right(s)]
        rest = f"Wrong are {len(wrong)} of 4 settings: {'; '.join(wrong)}." if wrong else "All is right."
        here = f"Stride {self.stride}, padding {self.padding}, a map of {by(setting['places'])}. "
        return here + words + rest

    @property
    def _setting(self):
        return self.settings[SETTINGS.index((self.stride, self.padding))]

    @property
    def _index(self):
        rows, columns = self._setting["places"]
        return min(self.row, rows - 1) * columns + min(self.column, columns - 1)


def is_right(setting):
    """Whether a setting has no problem and no wrong score."""
    return not setting["problem"] and all(right for _, right in setting["verdicts"])


def first_mistake(settings, traits):
    """The traits to begin with: as given, or the first setting and score with a mistake."""
    allowed = [
        setting
        for setting in settings
        if all(traits.get(name, setting[name]) == setting[name] for name in ("stride", "padding"))
    ]
    setting = next((setting for setting in allowed if not is_right(setting)), None)
    if setting is None:
        return traits
    chosen = {"stride": setting["stride"], "padding": setting["padding"]}
    wrong = [divmod(i, setting["places"][1]) for i, (_, right) in enumerate(setting["verdicts"]) if not right]
    usual = (ForwardWindow.row.default_value, ForwardWindow.column.default_value)
    if wrong and usual not in wrong and not {"row", "column"} & set(traits):
        chosen |= dict(zip(("row", "column"), wrong[0], strict=True))
    return chosen | traits


def as_image(image):
    """A float64 copy of the image (8, 8), or an error that says what is wanted."""
    try:
        array = np.array(image, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"image needs 8 rows of 8 numbers, got {type(image).__name__}") from None
    if array.shape != (SIZE, SIZE):
        raise ValueError(f"image needs shape (8, 8), got {array.shape}")
    if None in with_gaps(array.ravel()):
        raise ValueError("image needs finite numbers")
    return array


def turned_round(images, weight, bias, stride, padding):
    """The example's function, and so a mistake: right but for its filter, which it turns round."""
    images = np.pad(images, [(0, 0), (0, 0), (padding, padding), (padding, padding)], mode="edge")
    size = [(pixels - len(FILTER)) // stride + 1 for pixels in images.shape[2:]]
    scores = np.empty((len(images), len(weight), *size))
    for row, column in np.ndindex(scores.shape[2:]):
        window = images[:, :, row * stride :, column * stride :][:, :, : len(FILTER), : len(FILTER)]
        scores[:, :, row, column] = np.einsum("bcij,fcij->bf", window, weight[:, :, ::-1, ::-1]) + bias
    return scores
