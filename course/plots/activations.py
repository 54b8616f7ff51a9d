"""Pictures of the activations lesson: bends and their slopes, gradients by depth, dead units, six rivals."""

import numpy as np

from course.plots import style
from course.plots.colour import LIGHT

SIDE = 1.5  # the plane is drawn from −SIDE to SIDE
NUM_GRID = 61
# The plane as points (NUM_GRID², 2), row by row from below: where `regions` wants to know the margin.
PLANE = np.stack(np.meshgrid(*[np.linspace(-SIDE, SIDE, NUM_GRID)] * 2), axis=-1).reshape(-1, 2)
PLANE = PLANE.astype(np.float32)
DASHED = (0, (5, 3))


def regions(points, labels, margins):
    """Where each network says "inner": a tint and its border, over the points of two classes.

    points: (N, 2).  labels: (N,), 0 for inner.
    margins: {network: (at the points (N,), on PLANE)}, above zero where it says "inner".
    """
    points, is_inner = np.asarray(points), np.asarray(labels) == 0
    missed = {name: np.mean((at_points > 0) != is_inner) for name, (at_points, _) in margins.items()}
    axes, corners = _panels(
        _who_parts_them(missed),
        f"{len(points)} points, an inner ring (dots) and an outer one (circles); triangles are misread. "
        "Tinted is where a network says “inner”.",
        columns=len(margins),
        rows=1,
        height=160,
    )
    for corner, (name, (at_points, on_plane)) in zip(corners, margins.items(), strict=True):
        middle, pixels_a_unit = corner + 80, 160 / (2 * SIDE)
        _draw_region(axes, middle, pixels_a_unit * np.linspace(-SIDE, SIDE, NUM_GRID), on_plane)
        places = middle + pixels_a_unit * points
        is_read = (at_points > 0) == is_inner
        for chosen, marker, colour, face in (
            (is_read & is_inner, "o", LIGHT.act.mark, LIGHT.act.mark),
            (is_read & ~is_inner, "o", LIGHT.faint, "none"),
            (~is_read, "^", LIGHT.err.mark, LIGHT.err.mark),
        ):
            axes.plot(*places[chosen].T, marker, color=colour, markerfacecolor=face, markersize=3.5)
        _name_panel(axes, corner, 160, (name, f"{_percent(missed[name])} misread", LIGHT.err.text))
    return axes


def six_bends(x, curves, slopes):
    """Each activation's curve, and its slope dashed, in a panel of its own.

    x: (N,) inputs, rising.  curves, slopes: {name: (N,)}.
    """
    steepest = {name: float(np.max(slopes[name])) for name in slopes}
    gentle = [name for name, largest in steepest.items() if largest < 0.99]
    title = "Every slope reaches 1 somewhere"
    if gentle:
        largest = style.number(max(steepest[name] for name in gentle), 2)
        title = f"Only the slope of {' and '.join(gentle)} stays below 1: at most {largest}"
    axes, corners = _panels(
        title,
        f"Curve solid, slope dashed, for inputs from {style.tick(x[0])} to {style.tick(x[-1])}; "
        "the hairlines are zero, one unit up is as long as one across. Cut off above 2.",
        columns=3,
        rows=-(-len(curves) // 3),
        height=118,
    )
    pixels_a_unit = 210 / (x[-1] - x[0])
    for corner, name in zip(corners, curves, strict=False):
        left, zero = corner[0], corner[1] + 1.2 * pixels_a_unit
        across = left + pixels_a_unit * (x - x[0])
        axes.plot([left, left + 210], [zero] * 2, color=LIGHT.line, linewidth=1)
        axes.plot(
            [left - pixels_a_unit * x[0]] * 2, [corner[1], corner[1] + 118], color=LIGHT.line, linewidth=1
        )
        for values, role, dashes in ((curves[name], LIGHT.act, "solid"), (slopes[name], LIGHT.grad, DASHED)):
            shown = np.where((values <= 2.05) & (values >= -1.2), values, np.nan)
            axes.plot(across, zero + pixels_a_unit * shown, color=role.mark, linewidth=2, linestyle=dashes)
        _name_panel(axes, corner, 118, (name, f"slope ≤ {style.number(steepest[name])}", LIGHT.grad.text))
    return axes


def gradient_by_depth(norms, *, subtitle):
    """The gradient after each layer that it passed on its way back, as a share of where it began (log).

    norms: {activation: (networks, layers)}, of the first layer first.
    """
    shares = {name: np.asarray(each)[:, ::-1] / np.asarray(each)[:, -1:] for name, each in norms.items()}
    left = {name: np.median(each[:, -1]) for name, each in shares.items()}
    worst = min(left, key=left.get)
    axes = _by_layer(
        shares,
        f"Through {next(iter(shares.values())).shape[1] - 1} layers of {worst} "
        f"{style.number(left[worst], 2)} of a gradient arrives",
        f"{subtitle} Line: median; band: all. A straight line is the same factor in each layer.",
        ("layers passed on the way back (count)", "gradient (share of that at the last hidden layer)"),
        LIGHT.grad,
    )
    return axes


def spread_by_layer(spreads, *, subtitle):
    """The spread of the activations after each layer, as a share of that after the first (logarithmic).

    spreads: {gain as it is written: (networks, layers)}.
    """
    shares = {name: np.asarray(each) / np.asarray(each)[:, :1] for name, each in spreads.items()}
    left = {name: np.median(each[:, -1]) for name, each in shares.items()}
    steady = min(left, key=lambda name: abs(np.log(left[name])))
    return _by_layer(
        shares,
        f"Of these, {steady} keeps the spread",
        f"{subtitle} Line: median; band: all.",
        ("layers passed on the way forward (count)", "spread of activations (share of the first layer's)"),
        LIGHT.act,
    )


def dying_units(rates, dead, errors, *, num_units, subtitle):
    """Test error by learning rate, with the count of dead units over each rate.

    rates: (R,) rising.  errors: {activation: (R, networks)}, %.  dead: (R, networks) counts, of its first.
    """
    rates, counts = np.asarray(rates), np.median(dead, axis=1)
    (first, of_first), *others = [(name, np.asarray(each, dtype=float)) for name, each in errors.items()]
    axes = style.axes(
        f"At learning rate {style.tick(rates[-1])}, {counts[-1]:.0f} of {num_units} {first} units are dead",
        f"{subtitle} Dot: median; bar: all. Above: dead {first} units, median.",
        xlabel="learning rate (no unit), logarithmic",
        ylabel="test error (%)",
    )
    axes.set(xscale="log", xlim=(rates[0] / 1.3, rates[-1] * 1.3), ylim=(0, 112))
    for k, values in enumerate([of_first, *(values for _, values in others)]):
        shifted = rates * (1.0 if k == 0 else 1.06)
        _dots_with_spread(axes, shifted, values.T, LIGHT.err, filled=k == 0)
        axes.plot(
            shifted,
            np.median(values, axis=1),
            color=LIGHT.err.mark,
            linewidth=2,
            ls="-" if k == 0 else DASHED,
        )
    ends = [(rates[-1] * 1.1, np.median(values[-1]), f"{name}, {np.median(values[-1]):.0f} %", LIGHT.err.text)
            for name, values in ((first, of_first), *others)]  # fmt: skip
    axes.label_ends([*ends, (rates[-1] * 1.1, 107, f"dead of {num_units}", LIGHT.ink)])
    for rate, count in zip(rates, counts, strict=True):
        axes.text(rate, 107, f"{count:.0f}", ha="center", va="center", fontsize=style.LABEL,
                  color=LIGHT.ink, weight="bold")  # fmt: skip
    axes.show_ticks(x=rates, y=(0, 30, 60, 90))
    return axes


def rivals(errors, *, subtitle):
    """The test errors of networks of several depths, a row for each activation, worst depth last.

    errors: {depth in words: {activation: (networks,)}}, in %, above zero.
    """
    axes = style.axes(
        _who_is_apart(errors),
        f"{subtitle} Dot: median; bar: all. The axis is logarithmic.",
        xlabel="test error (%)",
        ylabel="",
        height=150 + 26 * sum(len(each) + 1 for each in errors.values()),
        label_width=110,
    )
    everything = np.concatenate([values for each in errors.values() for values in each.values()])
    low, high = everything.min() / 1.2, max(everything.max() * 1.1, 100)
    num_rows = sum(len(each) + 1 for each in errors.values())
    axes.set(xscale="log", xlim=(low / 3, high), ylim=(num_rows - 0.3, -0.8))
    row = 0
    for depth, each in errors.items():
        axes.text(low / 3, row, depth, va="center", fontsize=style.LABEL, color=LIGHT.ink, weight="bold")
        for name, values in each.items():
            row += 1
            middle = float(np.median(values))
            axes.text(low / 2.8, row, name, va="center", fontsize=style.LABEL, color=LIGHT.ink)
            axes.plot([min(values), max(values)], [row] * 2, color=LIGHT.err.mark, linewidth=2)
            axes.plot(middle, row, "o", color=LIGHT.err.mark, markersize=8)
            axes.annotate(f"{style.number(middle, 2)} %", (high, row), (10, 0), textcoords="offset pixels",
                          va="center", fontsize=style.LABEL, color=LIGHT.err.text)  # fmt: skip
        row += 1
    axes.grid(False)
    axes.show_ticks(x=[tick for tick in (2, 5, 10, 20, 50, 90) if low < tick < high], y=[])
    return axes


def _panels(title, subtitle, *, columns, rows, height):
    """(axes, lower left corners) for small pictures in rows, all in pixels; room for two lines over each."""
    heading, gap, width = 52, 20, 760
    area = rows * (height + heading + gap)
    axes = style.axes(title, subtitle, xlabel="", ylabel="", height=77 + area, label_width=0)
    axes.set_position((0, 0, 1, area / (77 + area)))
    axes.set(xlim=(0, width), ylim=(0, area))
    axes.set_axis_off()
    places = [(column * width / columns, row) for row in reversed(range(rows)) for column in range(columns)]
    return axes, [np.array([x + 4, row * (height + heading + gap) + gap / 2]) for x, row in places]


def _name_panel(axes, corner, height, words):
    """The name of a small picture above it, and under the name what was found there."""
    name, finding, colour = words
    x, y = corner[0], corner[1] + height
    axes.text(x, y + 32, name, fontsize=style.LABEL, color=LIGHT.ink, weight="bold")
    axes.text(x, y + 14, finding, fontsize=style.TICK, color=colour)


def _draw_region(axes, middle, steps, margins):
    """The tint where a margin is above zero, and its border."""
    plane = np.reshape(margins, (NUM_GRID, NUM_GRID))
    if plane.max() > 0:
        where = (middle[0] + steps, middle[1] + steps, plane)
        axes.contourf(*where, levels=[0, plane.max()], colors=[LIGHT.act.soft])
        axes.contour(*where, levels=[0], colors=[LIGHT.act.mark], linewidths=2)


def _percent(share):
    """A share as per cent, whole where it is."""
    return f"{style.tick(round(100 * share, 1))} %"


def _who_parts_them(missed):
    """The finding of `regions`: the first network without a miss, and what the first one missed."""
    perfect = [name for name, share in missed.items() if share == 0]
    first = next(iter(missed))
    if not perfect:
        return f"None of these networks parts the rings; {first} misread {_percent(missed[first])}"
    if perfect[0] == first:
        return f"{first} part the rings"
    return f"{perfect[0]} part the rings; {first} misread {_percent(missed[first])}"


def _who_is_apart(errors):
    """The finding of `rivals`: at the last depth, who is worse than the best in every single network."""
    depth, each = list(errors.items())[-1]
    best = min(each, key=lambda name: np.median(each[name]))
    apart = [name for name, values in each.items() if min(values) > max(each[best])]
    if not apart:
        return f"With {depth} no activation stands apart from the best, {best}"
    behind = f"{' and '.join(apart)} fall{'s' * (len(apart) == 1)} behind {best}"
    return f"With {depth} {behind}; the others overlap with it"


def _by_layer(shares, title, subtitle, labels, role):
    """A line with its band for each name, over the layers passed; (networks, layers) each, logarithmic."""
    xlabel, ylabel = labels
    axes = style.axes(title, subtitle, xlabel=xlabel, ylabel=ylabel, label_width=180)
    values = np.concatenate([each.ravel() for each in shares.values()])
    passed = np.arange(next(iter(shares.values())).shape[1])
    axes.set(yscale="log", xlim=(0, passed[-1]), ylim=(values.min() / 2, values.max() * 2))
    ends = []
    for name, each in shares.items():
        middle = np.median(each, axis=0)
        axes.fill_between(
            passed, each.min(axis=0), each.max(axis=0), color=role.mark, alpha=0.15, linewidth=0
        )
        axes.plot(passed, middle, color=role.mark, linewidth=2)
        ends.append((passed[-1], middle[-1], f"{name}: {style.number(middle[-1], 2)}", role.text))
    axes.label_ends(ends)
    low, high = np.floor(np.log10(values.min())), np.ceil(np.log10(values.max()))
    step = max(1, int(np.ceil((high - low) / 5)))
    axes.show_ticks(
        x=passed[:: max(1, len(passed) // 5)], y=10.0 ** (step * np.arange(low // step, high // step + 1))
    )
    return axes


def _dots_with_spread(axes, x, values, role, *, filled):
    """A dot at the median of each column and a bar over all of it."""
    axes.vlines(x, values.min(axis=0), values.max(axis=0), color=role.mark, linewidth=1.5)
    face = role.mark if filled else LIGHT.paper
    axes.plot(x, np.median(values, axis=0), "o", color=role.mark, markerfacecolor=face, markersize=7)
