"""Images as they are read: a strip of digits with their labels, and one image pixel by pixel."""

import numpy as np
from matplotlib.collections import PolyCollection

from course.plots import style
from course.plots.colour import DARK, LIGHT, activation_colour

TILE, ROW, SIDE = 76, 92, 60  # pixels from digit to digit, from row to row, and of a digit's side
TILES_A_ROW = 10


def digits(images, labels, predictions=None, *, title, subtitle):
    """A strip of digits, each with its label, or with what it was read as.

    images: (N, 1, H, W) or (N, H, W), brightness in [0, 1].  labels: (N,).  predictions: (N,) or None.
    """
    images = np.asarray(images).reshape(len(labels), *np.shape(images)[-2:])
    rows = -(-len(images) // TILES_A_ROW)
    axes = style.axes(title, subtitle, xlabel="", ylabel="", height=61 + ROW * rows, label_width=0)
    axes.set_position((0, 0, 1, ROW * rows / (61 + ROW * rows)))
    axes.set(xlim=(0, TILE * TILES_A_ROW), ylim=(ROW * rows, 0))
    axes.set_axis_off()
    for k, image in enumerate(images):
        corner = np.array([TILE * (k % TILES_A_ROW), ROW * (k // TILES_A_ROW)])
        draw(axes, image, corner, SIDE / max(image.shape))
        _caption(axes, corner, labels[k], labels[k] if predictions is None else predictions[k])
    return axes


def draw(axes, image, corner, unit):
    """The pixels that are not dark, as cells of activation green on the ground of zero.

    image: (H, W), brightness in [0, 1].  corner: (x, y) of its upper left.  unit: the side of a pixel.
    """
    height, width = image.shape
    rows, columns = np.nonzero(image)
    lower = corner + unit * np.stack([columns, rows], axis=1)
    cells = lower[:, None] + unit * np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    ground = corner + unit * np.array([[0, 0], [width, 0], [width, height], [0, height]])
    shades = [
        axes.paired(activation_colour(v), activation_colour(v, DARK)) for v in (0, *image[rows, columns])
    ]
    # Neighbours share an edge: without smoothing no seam shows between them.
    axes.add_collection(PolyCollection([ground, *cells], facecolors=shades, linewidths=0, antialiased=False))


def _caption(axes, corner, label, prediction):
    """What the digit is; where it was read as another, both, with the triangle of an error."""
    x, y = corner[0] + SIDE / 2, corner[1] + SIDE + 8
    if label == prediction:
        axes.text(x, y, label, ha="center", va="top", fontsize=style.LABEL, color=LIGHT.ink)
    else:
        error = f"▲ {label} as {prediction}"
        axes.text(
            x, y, error, ha="center", va="top", fontsize=style.TICK, color=LIGHT.err.text, weight="bold"
        )
