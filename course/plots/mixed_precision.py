"""Pictures of the mixed precision lesson: recipes side by side, a scale that searches, long sums."""

import numpy as np

from course.plots import style
from course.plots.colour import LIGHT

DASHED = (0, (5, 3))
ROW = 26  # pixels
WORSE = 3.0  # percentage points above the first row from which a recipe counts as worse


def recipes(rows):
    """The test errors of one training by several recipes, a row each, a dot for every seed.

    rows: (name, error in %, or errors (seeds,)) each; the first is what the others are compared with.
    """
    names, errors = zip(*((name, np.atleast_1d(each).astype(float)) for name, each in rows), strict=True)
    means = np.array([each.mean() for each in errors])
    axes = style.axes(
        _worst_recipe(names, means),
        f"Test error after the same training, {_seeds(errors)}",
        xlabel="test digits misread (%)",
        ylabel="",
        height=150 + ROW * len(rows),
        label_width=90,
    )
    last = 1.1 * max(each.max() for each in errors)
    left = -0.55 * last
    axes.set(xlim=(left, last), ylim=(len(rows) - 0.4, -0.7))
    for row, (name, each, mean) in enumerate(zip(names, errors, means, strict=True)):
        is_worse = mean > means[0] + WORSE
        role = LIGHT.err if is_worse else LIGHT.act
        axes.text(left, row, name, va="center", fontsize=style.LABEL, color=LIGHT.ink)
        axes.plot(each, np.full(len(each), row), "^" if is_worse else "o", color=role.mark, markersize=7)
        if len(each) > 1:
            axes.plot(mean, row, "|", color=role.mark, markersize=18, markeredgewidth=2)
        axes.annotate(f"{style.number(mean, 2)} %", (last, row), (10, 0), va="center",
                      textcoords="offset pixels", fontsize=style.LABEL, color=role.text,
                      weight="bold" if is_worse else "normal")  # fmt: skip
    axes.grid(False)
    axes.show_ticks(x=np.arange(0, last, 5 if last < 30 else 10), y=[])
    return axes


def _seeds(errors):
    """How many trainings a row shows, and as what."""
    most = max(len(each) for each in errors)
    return "one seed each." if most == 1 else f"{most} seeds. A dot is a seed, a dash the mean."


def _worst_recipe(names, means):
    """The title: which recipe does worst, and how many do as well as the first."""
    worst, good = int(means.argmax()), int(np.sum(means[1:] <= means[0] + WORSE))
    if means[worst] <= means[0] + WORSE:
        return f"No recipe is {style.tick(WORSE)} points worse than {names[0]}"
    found, base = style.number(means[worst], 2), style.number(means[0], 2)
    return f"{names[worst]} misreads {found} %, {names[0]} {base} %; as good: {good} of the others"


def scale_over_steps(scales):
    """The loss scale before each step (logarithmic).  scales: (steps,), powers of two."""
    scales = np.asarray(scales, dtype=float)
    changes = np.diff(np.log2(scales))
    skipped = int(np.sum(changes < 0))
    axes = style.axes(
        f"The scale begins at 2^{np.log2(scales[0]):.0f} and ends at 2^{np.log2(scales[-1]):.0f}; "
        f"{skipped} of {len(scales):,} steps are skipped",
        "Down: a gradient was infinite, and the step is skipped. Up: none was for a while.",
        xlabel="training step (count)",
        ylabel="loss scale (power of two)",
        height=320,
        label_width=40,
    )
    axes.plot(np.arange(len(scales)), np.log2(scales), color=LIGHT.grad.mark, linewidth=2,
              drawstyle="steps-post")  # fmt: skip
    low, high = np.log2(scales).min(), np.log2(scales).max()
    axes.set(xlim=(0, len(scales)), ylim=(low - 1, high + 1))
    axes.show_ticks(y=np.arange(low, high + 1, max(1, (high - low) // 5)))
    return axes


def errors_of_sums(lengths, errors):
    """How wrong a sum of products is, against its length (both axes logarithmic).

    lengths: (N,) rising.  errors: {name: (N,)}, relative; the first is drawn solid, the others dashed.
    """
    lengths = np.asarray(lengths)
    words = [f"{name} is {_percent(np.asarray(values)[-1])} off" for name, values in errors.items()]
    axes = style.axes(
        f"After {lengths[-1]:,} products " + ", ".join(words),
        "The same products of FP16 numbers, four at a time, added in two formats. Median of many sums; both "
        "axes are logarithmic.",
        xlabel="products in the sum, K (count)",
        ylabel="error of the sum (% of it)",
        height=400,
        label_width=130,
    )
    percent = {name: 100 * np.asarray(values, dtype=float) for name, values in errors.items()}
    shown = np.concatenate([values[values > 0] for values in percent.values()])
    axes.set(xscale="log", yscale="log", xlim=(lengths[0], lengths[-1]))
    axes.set(ylim=(shown.min() / 3, 3 * shown.max()))
    for k, (_, values) in enumerate(percent.items()):
        role = LIGHT.err if values[-1] > 1 else LIGHT.act
        axes.plot(lengths, np.where(values > 0, values, np.nan), color=role.mark, linewidth=2,
                  linestyle=DASHED if k else "solid")  # fmt: skip
    axes.label_ends(
        [
            (lengths[-1], values[-1], name, (LIGHT.err if values[-1] > 1 else LIGHT.act).text)
            for name, values in percent.items()
        ]
    )
    axes.show_ticks(x=lengths[::2], y=10.0 ** np.arange(-7, 3, 2))
    return axes


def _percent(share):
    """A share in per cent with two digits."""
    return f"{style.number(100 * share, 2)} %"
