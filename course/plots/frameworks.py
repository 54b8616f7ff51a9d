"""Pictures of the frameworks lesson: lines of code, NumPy against PyTorch, one pass instead of seven."""

import numpy as np

from course.plots import style
from course.plots.colour import LIGHT

# Lines of one role differ in their dashes, never in a second hue.
DASHES = ("solid", (0, (6, 3)), (0, (1, 2)))
THRESHOLD = (0, (4, 3))
BYTES_OF_A_NUMBER = 4  # float32
BYTES_OF_TWO_ARRAYS = 8  # of each number: read in one array, written in another
ROW, HEADER, FOOTER = 44, 100, 52  # pixels of a bar with its space, of the words above, of the axis below


def lines_by_program(lines, gradient_lines):
    """How long each program is, and how much of it somebody wrote to get gradients.

    lines: name -> lines of code (count), in the order to draw.  gradient_lines: name -> those among them that
    only gradients need.
    """
    names, places = list(lines), np.arange(len(lines))
    whole, slopes = (np.array([each[name] for name in names]) for each in (lines, gradient_lines))
    by_hand = [name for name, count in zip(names, slopes, strict=True) if count == slopes.max()]
    axes = style.axes(
        f"Gradients take {slopes.max()} lines in {by_hand[0]}, {_range(slopes, by_hand[0], names)} elsewhere",
        "The same network, the same loss. Filled: lines that nobody would need without gradients.",
        xlabel="lines of code (count)",
        ylabel="",
        height=HEADER + ROW * len(names) + FOOTER,
    )
    axes.set(xlim=(0, 1.05 * whole.max()), ylim=(len(names) - 0.5, -0.5))
    area = axes.get_position()
    axes.set_position((0.14, area.y0, 0.6, area.height))
    axes.barh(places, whole, height=0.5, color=LIGHT.paper, edgecolor=LIGHT.faint, linewidth=1)
    axes.barh(places, slopes, height=0.5, color=LIGHT.grad.mark)
    for place, total, count in zip(places, whole, slopes, strict=True):
        axes.annotate(f"{total}, {count} for gradients", (total, place), (8, 0), textcoords="offset pixels",
                      va="center", color=LIGHT.grad.text, fontsize=style.LABEL)  # fmt: skip
    axes.set_yticks(places, names, fontsize=style.LABEL, color=LIGHT.ink)
    axes.grid(visible=False)
    axes.show_ticks(x=sorted({0, *map(int, (whole.min(), whole.max()))}))
    return axes


def _range(counts, left_out, names):
    """The counts of all programs but one, as 1 or 1 to 4."""
    others = [count for name, count in zip(names, counts, strict=True) if name != left_out]
    low, high = min(others), max(others)
    return f"{low}" if low == high else f"{low} to {high}"


def numpy_against_torch(ratios, *, subtitle):
    """NumPy's time in units of PyTorch's against the width of a network, a line for each batch (logarithmic).

    ratios: (width, batch) -> `course.measure.timing.Ratio` of NumPy's time to PyTorch's, for every pair of
    some widths and some batches.
    """
    widths, batches = (sorted({size[place] for size in ratios}) for place in (0, 1))
    values = np.array([[ratios[width, batch].value for batch in batches] for width in widths])
    axes = style.axes(
        _who_is_faster(values),
        f"{subtitle} Both axes are logarithmic. Bars: lowest and highest fifth of the run.",
        xlabel="width of the hidden layers (units)",
        ylabel="time of NumPy (in units of PyTorch's)",
    )
    low, high = _limits(ratios.values(), 0.25, 2)
    axes.set(xscale="log", yscale="log", xlim=_with_room(widths), ylim=(low, high))
    for column, batch in enumerate(batches):
        line = [ratios[width, batch] for width in widths]
        _draw_measured(axes, widths, line, LIGHT.act, DASHES[column % len(DASHES)])
    _mark_equal(axes, "above: PyTorch is faster", "below: NumPy is faster")
    axes.label_ends([
        (widths[-1], values[-1, column], f"batch of {batch}", LIGHT.act.text)
        for column, batch in enumerate(batches)
    ])  # fmt: skip
    axes.show_ticks(x=widths, y=_twos(low, high))
    return axes


def _who_is_faster(values):
    """The finding of a crossover, said only of what was seen."""
    if values.min() >= 1:
        return f"PyTorch is faster at every size, by up to {style.number(values.max(), 2)} times"
    if values.max() <= 1:
        return f"NumPy is faster at every size, by up to {style.number(1 / values.min(), 2)} times"
    return (
        f"NumPy is up to {style.number(1 / values.min(), 2)} times as fast, "
        f"PyTorch up to {style.number(values.max(), 2)} times"
    )


def gain_by_size(ratios, caches, *, subtitle):
    """How many times as long the eager form of a chain takes as the compiled one, by size (logarithmic).

    ratios: numbers in an array -> `course.measure.timing.Ratio` of eager time to compiled time.
    caches: name -> bytes, such as {"L2": 1048576}; each that lies among the sizes is marked.
    """
    sizes = sorted(ratios)
    line = [ratios[size] for size in sizes]
    least, most = (style.number(find(ratio.value for ratio in line), 2) for find in (min, max))
    axes = style.axes(
        f"Seven passes fused into one: {least} to {most} times as fast",
        f"{subtitle} Both axes are logarithmic. Bars: lowest and highest fifth of the run.",
        xlabel="size of the array (bytes)",
        ylabel="time of the eager form (in units of the compiled one's)",
    )
    low, high = _limits(line, 0.5, 7)
    axes.set(xscale="log", yscale="log", xlim=_with_room(sizes), ylim=(low, high))
    _draw_measured(axes, sizes, line, LIGHT.comm, DASHES[0])
    _mark_equal(axes, "above: compiled is faster", "below: eager is faster", left=True)
    for name, size in caches.items():
        numbers = size / BYTES_OF_TWO_ARRAYS
        if sizes[0] < numbers < sizes[-1]:
            axes.mark_threshold(numbers, f"two arrays fill {name}")
    axes.axhline(7, color=LIGHT.comm.mark, linewidth=1, linestyle=DASHES[2])
    axes.label_ends([
        (axes.get_xlim()[1], line[-1].value, f"measured, {style.number(line[-1].value, 2)}", LIGHT.comm.text),
        (axes.get_xlim()[1], 7, "if only passes\ncounted, 7", LIGHT.comm.text),
    ])  # fmt: skip
    axes.show_ticks(x=sizes, y=sorted({*_twos(low, 4), 7}))
    axes.set_xticks(sizes, [_bytes(BYTES_OF_A_NUMBER * size) for size in sizes])
    return axes


def _bytes(size):
    """A size in the unit that fits: 16 KiB, 4 MiB."""
    return f"{size // 2**20:,} MiB" if size >= 2**20 else f"{size // 2**10:,} KiB"


def _draw_measured(axes, x, ratios, role, dashes):
    """Filled dots, each with the bar of its spread, joined by a line."""
    axes.vlines(x, [r.low for r in ratios], [r.high for r in ratios], color=role.mark, linewidth=5, alpha=0.3)
    axes.plot(x, [r.value for r in ratios], "o", linestyle=dashes, color=role.mark, linewidth=2, markersize=6)


def _mark_equal(axes, above, below, left=False):
    """A dashed line where both take the same time, with what lies above it and below, in free corners.

    left: whether the lower words stand at the left.
    """
    axes.axhline(1, color=LIGHT.ink, linewidth=1.5, linestyle=THRESHOLD)
    lower = (0, 8, "left") if left else (1, -8, "right")
    for words, (x, right, side), y, up in ((above, (0, 8, "left"), 1, -44), (below, lower, 0, 14)):
        axes.annotate(words, (x, y), (right, up), xycoords="axes fraction", textcoords="offset pixels",
                      ha=side, va="center", color=LIGHT.ink, fontsize=style.LABEL)  # fmt: skip


def _limits(ratios, low, high):
    """From `low` to `high`, or as far as the ratios go, with room; one bad turn's bar may leave it."""
    values = [ratio.value for ratio in ratios]
    return min(low, *values) / 1.6, max(high, *values) * 1.6


def _twos(low, high):
    """The powers of two between two limits: 0.25, 0.5, 1, 2."""
    exponents = np.arange(np.ceil(np.log2(low)), np.floor(np.log2(high)) + 1)
    return [2.0**exponent for exponent in exponents]


def _with_room(values):
    """Limits of a logarithmic axis, a little wider than its values."""
    return min(values) / 1.15, max(values) * 1.15
