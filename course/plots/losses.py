"""Pictures of the losses lesson: scaled scores, margins and their slopes, penalties and what they leave."""

import numpy as np

from course.plots import style
from course.plots.colour import LIGHT

# Lines of one role differ in their dashes, never in a second hue.
DASHES = ("solid", (0, (6, 3)), (0, (1, 2)))
NOTHING = "no penalty"


def loss_by_scale(scales, test_losses, train_losses, *, num_misread, subtitle):
    """The loss of one network whose scores are multiplied, on new digits and on those it learned from.

    scales: (N,) rising, above zero, 1 among them.  test_losses, train_losses: (N,); zeros are not drawn.
    num_misread: how many test digits are misread, the same at every scale.
    """
    scales, test_losses, train_losses = _floats(scales, test_losses, train_losses)
    best = np.argmin(test_losses)
    least, worse = style.number(test_losses[best], 2), style.number(test_losses.max() / test_losses[best], 2)
    axes = style.axes(
        f"The same {num_misread} mistakes: a loss of {least}, or {worse} times that",
        f"{subtitle} Both axes are logarithmic: a line that climbs a decade a decade is proportional.",
        xlabel="what all scores are multiplied with (no unit)",
        ylabel="cross-entropy (mean over the digits)",
    )
    shown = train_losses > test_losses[best] / 1000
    axes.set(xscale="log", yscale="log", xlim=_with_room(scales),
             ylim=(test_losses[best] / 1000, 3 * max(test_losses.max(), train_losses.max())))  # fmt: skip
    axes.plot(scales, test_losses, "o-", color=LIGHT.err.mark, linewidth=2, markersize=4)
    falling = np.where(train_losses > 0, train_losses, np.nan)
    axes.plot(scales, falling, color=LIGHT.err.mark, linewidth=2, linestyle=DASHES[1])
    axes.label_ends([(scales[-1], test_losses[-1], "digits never seen", LIGHT.err.text)])
    last = scales[shown][-1], train_losses[shown][-1]
    _name_beside(axes, last, (10, -10), "digits it learned", LIGHT.err.text)
    axes.mark_threshold(1, "as trained")
    _name_point(axes, scales[best], test_losses[best], least)
    axes.show_ticks(x=scales, y=_decades(axes.get_ylim()))
    return axes


def loss_by_margin(margins, losses):
    """Losses of one example against its margin: how far the right score leads.

    margins: (N,) rising.  losses: {"cross-entropy": (N,), ...}.
    """
    margins, losses = np.asarray(margins, dtype=float), _each_as_floats(losses)
    rising = [name for name, values in losses.items() if values[-1] > values.min() + 1e-6]
    more = f"; {rising[0]} punishes too large a lead" if len(rising) == 1 else ""
    axes = style.axes(
        f"Every loss punishes mistakes{more}",
        "One example of two classes, the sum over both. Left of the dashed line it is misread.",
        xlabel="margin: how far the right score leads (no unit)",
        ylabel="loss (no unit)",
    )
    axes.set(xlim=(margins[0], margins[-1]), ylim=(0, max(values[0] for values in losses.values()) * 1.05))
    _draw_lines(axes, margins, losses, LIGHT.err)
    return axes


def slope_by_margin(margins, slopes):
    """How hard each loss pulls at the right class's score, against the margin.

    margins: (N,) rising.  slopes: {"cross-entropy": (N,), ...}, of the loss along the right score; negative
    where a step of descent raises that score.
    """
    margins, slopes = np.asarray(margins, dtype=float), _each_as_floats(slopes)
    silent = [name for name, values in slopes.items() if values[-1] == 0]
    backwards = [name for name, values in slopes.items() if values[-1] > 0]
    findings = [f"{name} teaches nothing" for name in silent] + [f"{name} pulls back" for name in backwards]
    finding = " and ".join(findings) or "every loss still pulls forward"
    axes = style.axes(
        f"Where the answer is right by far, {finding}",
        "The slope of each loss along the right score. A step of descent goes the other way.",
        xlabel="margin: how far the right score leads (no unit)",
        ylabel="slope along the right score (loss per score)",
    )
    everything = np.concatenate(list(slopes.values()))
    axes.set(xlim=(margins[0], margins[-1]), ylim=(everything.min() * 1.08, everything.max() * 1.15 + 0.1))
    axes.axhline(0, color=LIGHT.faint, linewidth=1)
    _draw_lines(axes, margins, slopes, LIGHT.grad)
    return axes


def error_by_strength(strengths, train_errors, test_errors, *, subtitle):
    """Training and test error against the strength of a penalty, with every seed's range as a bar.

    strengths: (N,) rising, 0 first: no penalty.  train_errors, test_errors: (N, seeds), shares from 0 to 1.
    """
    strengths = np.asarray(strengths, dtype=float)
    train, test = (100 * np.asarray(errors, dtype=float) for errors in (train_errors, test_errors))
    places = np.arange(len(strengths))
    axes = style.axes(
        _best_strength(strengths, test),
        f"{subtitle} Dots: means of {test.shape[1]} seeds, bars: all of them.",
        xlabel="strength of the penalty λ (no unit)",
        ylabel="digits misread (%)",
    )
    axes.set(xlim=(-0.25, len(strengths) - 0.75), ylim=(-2, 1.08 * max(test.max(), train.max())))
    for errors, dashes in ((test, DASHES[0]), (train, DASHES[1])):
        axes.vlines(
            places, errors.min(axis=1), errors.max(axis=1), color=LIGHT.err.mark, linewidth=4, alpha=0.3
        )
        axes.plot(places, errors.mean(axis=1), "o", linestyle=dashes, color=LIGHT.err.mark, linewidth=2,
                  markersize=6)  # fmt: skip
    axes.label_ends([
        (places[-1] + 0.1, test[-1].mean(), "digits never seen", LIGHT.err.text),
        (places[-1] + 0.1, train[-1].mean(), "digits it learns", LIGHT.err.text),
    ])  # fmt: skip
    axes.set_xticks(places, ["none" if not value else style.tick(value) for value in strengths])
    return axes


def sorted_weights(weights):
    """The sizes of a network's weights, largest first, for each way it was trained (sizes logarithmic).

    weights: {"L1": any shape, ...}.  The first that has weights of exactly zero is named in the title.
    """
    sizes = {name: np.sort(np.abs(np.ravel(values)))[::-1] for name, values in weights.items()}
    zeros = {name: int((values == 0).sum()) for name, values in sizes.items()}
    count = len(next(iter(sizes.values())))
    zeroed = [name for name in zeros if zeros[name]]
    shrunk = [name for name in zeros if not zeros[name] and name != NOTHING]
    title = "No weight is zero"
    if zeroed:
        title = f"{zeroed[0]} makes {zeros[zeroed[0]]:,} of {count:,} weights zero"
        title += f", {shrunk[0]} none" if shrunk else ""
    axes = style.axes(
        title,
        "All weights of the network, sorted by size. The axis of sizes is logarithmic: zero lies beyond it.",
        xlabel="weights, the largest first (count)",
        ylabel="size of the weight (no unit)",
    )
    largest = max(values[0] for values in sizes.values())
    axes.set(yscale="log", xlim=(0, count), ylim=(largest / 10_000, 2 * largest))
    for (name, values), dashes in zip(sizes.items(), DASHES, strict=False):
        kept = np.count_nonzero(values)
        axes.plot(np.arange(1, kept + 1), values[:kept], color=LIGHT.ink, linewidth=2, linestyle=dashes)
        named_at = min(int((values > 3 * axes.get_ylim()[0]).sum()), int(0.62 * count))
        words = f"{name}: {kept:,} left" if kept < count else name
        _name_beside(axes, (named_at, values[named_at - 1]), (8, -10), words, LIGHT.ink)
    left = [np.count_nonzero(values) for values in sizes.values()]
    axes.show_ticks(x=sorted({0, count, *left}), y=_decades(axes.get_ylim()))
    return axes


def _draw_lines(axes, margins, lines, role):
    """Each line with its name at its right end, and the border between misread and right."""
    for (_, values), dashes in zip(lines.items(), DASHES, strict=False):
        axes.plot(margins, values, color=role.mark, linewidth=2.5, linestyle=dashes)
    axes.label_ends([(margins[-1], values[-1], name, role.text) for name, values in lines.items()])
    axes.axvline(0, color=LIGHT.ink, linewidth=1.5, linestyle=(0, (4, 3)))
    axes.show_ticks(x=np.arange(np.ceil(margins[0]), margins[-1] + 0.5))


def _best_strength(strengths, test):
    """The finding of a sweep: the strength with the lowest mean error of those that help every seed."""
    means = test.mean(axis=1)
    none = style.number(means[0], 2)
    helps = np.flatnonzero((test < test[0]).all(axis=1))
    if not len(helps):
        return f"None of these λ helps every seed: with none, {none}\u00a0% of new digits are misread"
    best = helps[np.argmin(means[helps])]
    after = style.number(means[best], 2)
    return f"The penalty λ = {strengths[best]:g} lowers the test error from {none} to {after}\u00a0%"


def _name_beside(axes, point, offset, text, colour):
    """The name of a line, `offset` pixels (right, down) from one of its points."""
    axes.annotate(text, point, (offset[0], -offset[1]), textcoords="offset pixels", va="center",
                  color=colour, fontsize=style.LABEL, weight="bold")  # fmt: skip


def _name_point(axes, x, y, text):
    """The number of a point, under it."""
    axes.annotate(text, (x, y), (0, -16), textcoords="offset pixels", ha="center", va="center",
                  color=LIGHT.err.text, weight="bold", fontsize=style.LABEL)  # fmt: skip


def _floats(*arrays):
    return tuple(np.asarray(array, dtype=float) for array in arrays)


def _each_as_floats(named):
    return {name: np.asarray(values, dtype=float) for name, values in named.items()}


def _with_room(values):
    """Limits of a logarithmic axis, a little wider than its values."""
    return min(values) / 1.15, max(values) * 1.15


def _decades(limits):
    """Powers of ten within the limits of a logarithmic axis."""
    low, high = np.log10(limits[0]) - 1e-9, np.log10(limits[-1]) + 1e-9
    return 10.0 ** np.arange(np.ceil(low), np.floor(high) + 1)
