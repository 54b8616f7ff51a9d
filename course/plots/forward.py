"""Pictures of the forward lesson: a line without a bias, a matrix of windows, what outputs see, shuffling."""

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from course.plots import images, style
from course.plots.colour import DARK, LIGHT, weight_colour

DASHED = (0, (5, 3))
CORNER = 112  # rows and columns of a matrix that are drawn: four image rows of 28
CELL = 4  # pixels of a matrix entry
HEADER = 65  # pixels of a title and a sentence, one line each
UNIT, GAP, BORDER = 10, 150, 2  # pixels of an image pixel, between two images, and image pixels around one


def scores_by_ink(ink, is_one, alone, with_bias):
    """The score of a layer with one input, by that input: without a bias a line through zero, with one free.

    ink: (N,) inputs.  is_one: (N,) bool, True for those whose score belongs above zero.
    alone: slope of the score without a bias.  with_bias: (slope, bias) of the other.
    """
    ink, is_one = np.asarray(ink, dtype=float), np.asarray(is_one, dtype=bool)
    lines = {"with a bias": with_bias, "without": (alone, 0.0)}
    wrong = {name: (slope * ink + bias > 0) != is_one for name, (slope, bias) in lines.items()}
    axes = style.axes(
        f"{wrong['without'].sum()} of {len(is_one)} digits misread without a bias, "
        f"{wrong['with a bias'].sum()} with a bias",
        "Each digit is one number, the ink in its middle. Filled: a 1. Ring: a 0. "
        "Triangle: its score lies on the wrong side of zero.",
        xlabel="ink in the four middle pixels (no unit)",
        ylabel="score of 1 less score of 0 (no unit)",
    )
    x = np.array([0, 1.02 * ink.max()])
    reach = 1.1 * max(np.abs(slope * x + bias).max() for slope, bias in lines.values())
    axes.set(xlim=x, ylim=(-reach, reach))
    axes.axhline(0, color=LIGHT.ink, linewidth=1.5, linestyle=(0, (4, 3)))
    for words, end, offset, side in (
        ("above zero: reads 1", 0, (8, 60), "left"),
        ("below: reads 0", x[1], (-8, -60), "right"),
    ):
        axes.annotate(words, (end, 0), offset, textcoords="offset pixels", ha=side, va="center",
                      fontsize=style.LABEL, color=LIGHT.ink)  # fmt: skip
    ends = []
    for (name, (slope, bias)), dashes in zip(lines.items(), ("solid", DASHED), strict=True):
        axes.plot(x, slope * x + bias, color=LIGHT.act.mark, linewidth=1.5, linestyle=dashes)
        _draw_scores(axes, ink, slope * ink + bias, is_one, wrong[name])
        ends.append((x[1], slope * x[1] + bias, name, LIGHT.act.text))
    axes.label_ends(ends)
    axes.show_ticks(x=(0, 0.5, 1), y=(0,))
    return axes


def _draw_scores(axes, x, scores, is_one, wrong):
    """Dots for ones, rings for zeros, and triangles for those on the wrong side."""
    right = ~wrong
    mark = {"linestyle": "none", "markersize": 7, "markeredgewidth": 1.5, "clip_on": False}
    for shown, marker, edge, face in (
        (right & is_one, "o", LIGHT.act.mark, LIGHT.act.mark),
        (right & ~is_one, "o", LIGHT.act.mark, LIGHT.paper),
        (wrong & is_one, "^", LIGHT.err.mark, LIGHT.err.mark),
        (wrong & ~is_one, "^", LIGHT.err.mark, LIGHT.paper),
    ):
        axes.plot(x[shown], scores[shown], marker, markeredgecolor=edge, markerfacecolor=face, **mark)


def matrix_corner(matrix, width):
    """The upper left corner of a sparse matrix whose columns are the pixels of an image, row after row.

    matrix: SciPy sparse (outputs, pixels).  width: of the image in pixels.
    """
    outputs, pixels = matrix.shape
    distinct = np.unique(matrix.data)
    corner = matrix.tocsr()[:CORNER, :CORNER].tocoo()
    rows, columns = corner.shape
    height = HEADER + max(CELL * rows, 24 * len(distinct)) + 32
    axes = style.axes(
        f"{matrix.nnz:,} connections in {outputs * pixels:,} entries, and {_numbers(len(distinct))}",
        f"The first {rows} outputs (rows) and {columns} pixels (columns). Blue: below zero. Orange: above.",
        xlabel="", ylabel="", height=height, label_width=0,
    )  # fmt: skip
    axes.set_position((0, 0, 1, 1 - HEADER / height))
    axes.set(xlim=(0, 760 / CELL), ylim=((height - HEADER) / CELL, 0))
    axes.set_axis_off()
    axes.add_patch(_cells(axes, [(0, 0, columns, rows)], 0.0, 1.0))
    for value in distinct:
        taken = corner.data == value
        squares = [(x, y, 1, 1) for x, y in zip(corner.col[taken], corner.row[taken], strict=True)]
        axes.add_patch(_cells(axes, squares, value, np.abs(distinct).max()))
    for row in range(columns // width):
        axes.text((row + 0.5) * width, rows + 4, f"image row {row + 1}", ha="center", va="center",
                  fontsize=style.TICK, color=LIGHT.muted)  # fmt: skip
    _frame_a_row(axes, min(72, rows - 1), columns)
    _name_weights(axes, distinct, columns)
    return axes


def _numbers(count):
    """1 number, 2 numbers."""
    return f"{count} number" if count == 1 else f"{count} numbers"


def _frame_a_row(axes, row, columns):
    """An ink frame round one row, and what it is."""
    top, bottom = row - 1, row + 2
    axes.plot([0, columns, columns, 0, 0], [top, top, bottom, bottom, top], color=LIGHT.ink, linewidth=2,
              clip_on=False)  # fmt: skip
    axes.text(columns + 3, row + 0.5, "one row: one place of the window", va="center",
              fontsize=style.LABEL, color=LIGHT.ink)  # fmt: skip


def _cells(axes, rectangles, value, largest):
    """Rectangles (x, y, width, height) in the colour of a weight, as one path."""
    corners = np.array([[(x, y), (x + w, y), (x + w, y + h), (x, y + h)] for x, y, w, h in rectangles])
    shade = axes.paired(weight_colour(value, largest), weight_colour(value, largest, DARK))
    return PathPatch(
        Path.make_compound_path_from_polys(corners.astype(float)),
        facecolor=shade,
        linewidth=0,
        antialiased=False,
    )


def _name_weights(axes, distinct, columns):
    """The different numbers with their colours, at the right."""
    x, step = columns + 3, 24 / CELL
    for k, value in enumerate(distinct[::-1]):
        y = k * step
        axes.add_patch(_cells(axes, [(x, y, step - 1, step - 1)], value, np.abs(distinct).max()))
        axes.text(x + step + 1, y + (step - 1) / 2, f"{value:+.2f}".replace("-", "−"), va="center",
                  fontsize=style.LABEL, color=LIGHT.ink)  # fmt: skip


def receptive_fields(image, stacks, fields):
    """What one output sees of an image after each layer: a square around the middle that grows.

    image: (H, W) brightness in [0, 1].  stacks: their names.  fields: for each stack the side in pixels that
    an output sees after 1, 2, 3 … layers.
    """
    side = len(image)
    needed = [next((n for n, field in enumerate(each, 1) if field >= side), None) for each in fields]
    area = UNIT * (side + 2 * BORDER) + 30
    height = HEADER + area
    axes = style.axes(
        _seen_title(stacks, needed, side),
        "Each frame is what one output sees after a layer more; the number counts the layers.",
        xlabel="", ylabel="", height=height, label_width=0,
    )  # fmt: skip
    axes.set_position((0, 0, 1, area / height))
    axes.set(xlim=(0, 760), ylim=(area, 0))
    axes.set_axis_off()
    for k, (name, sides) in enumerate(zip(stacks, fields, strict=True)):
        corner = np.array([BORDER * UNIT + k * (UNIT * side + GAP / 2), BORDER * UNIT])
        images.draw(axes, image, corner, UNIT)
        _draw_frames(axes, [min(each, side + 1) for each in sides], corner + UNIT * side / 2, needed[k])
        axes.text(corner[0] + UNIT * side / 2, corner[1] + UNIT * side + 26, name, ha="center", va="center",
                  fontsize=style.LABEL, color=LIGHT.ink, weight="bold")  # fmt: skip
    return axes


def _seen_title(stacks, needed, side):
    """How many layers each stack needs, or that those given never see so much."""
    seen = [f"{count} layers at {name}" for name, count in zip(stacks, needed, strict=True) if count]
    return f"All {side} × {side} pixels: {', '.join(seen) or 'too few layers'}"


def _draw_frames(axes, sides, middle, needed):
    """A square for each layer, up to the first that holds the whole image; the number stands on its edge."""
    for count, side in enumerate(sides[:needed], 1):
        low, high = middle - UNIT * side / 2, middle + UNIT * side / 2
        x, y = [low[0], high[0], high[0], low[0], low[0]], [low[1], low[1], high[1], high[1], low[1]]
        axes.plot(x, y, color=LIGHT.ink, linewidth=2.5 if count == needed else 1.2)
        if count in (1, needed) or len(sides[:needed]) < 8 or count % 4 == 0:
            axes.text(
                high[0] - 5, low[1], count, ha="right", va="center", fontsize=style.TICK, color=LIGHT.ink
            )


def errors_when_shuffled(errors):
    """Test errors on images as they are and with their pixels shuffled, a line for each pair of networks.

    errors: name of a kind of network -> (as they are, shuffled), each (N,) in %.
    """
    errors = {name: np.asarray(pair, dtype=float) for name, pair in errors.items()}
    factors = {name: style.number(pair[1].mean() / pair[0].mean(), 2) for name, pair in errors.items()}
    finding = ", ".join(f"{name} by {factor}" for name, factor in factors.items())
    axes = style.axes(
        f"Shuffling multiplies errors: {finding}",
        "A line for each pair of networks that began alike and saw the same digits, as they are and with "
        "their pixels in one other order. Thick: the mean.",
        xlabel="pixels",
        ylabel="test error (% of digits)",
        label_width=190,
    )
    axes.set(xlim=(-0.15, 1.05), ylim=(0, 1.15 * max(pair.max() for pair in errors.values())))
    ends = []
    for (name, pair), dashes in zip(errors.items(), (DASHED, "solid"), strict=True):
        axes.plot([0, 1], pair, color=LIGHT.err.mark, linewidth=1, alpha=0.45, linestyle=dashes)
        means = pair.mean(axis=1)
        axes.plot([0, 1], means, "o", color=LIGHT.err.mark, linewidth=3, markersize=8, linestyle=dashes)
        ends.append((1, means[1], f"{name}\n{style.number(means[0], 2)} → {style.number(means[1], 2)} %",
                     LIGHT.err.text))  # fmt: skip
    axes.label_ends(ends)
    axes.set_xticks([0, 1], ["as they are", "shuffled"])
    return axes
