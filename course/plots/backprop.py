"""Pictures of the backprop lesson: the price of a gradient, its exactness, and learning rates."""

import numpy as np

from course.plots import style
from course.plots.colour import LIGHT

# Lines of one role differ in their dashes, never in a second hue.
DASHES = ("solid", (0, (5, 3)), (0, (1, 2)))


def forward_passes_needed(num_weights, by_nudging, by_backprop):
    """What one gradient costs, in forward passes, against the number of weights (both logarithmic).

    num_weights: (N,) counts, rising.  by_nudging, by_backprop: (N,) each, counted or measured forward passes.
    """
    num_weights, by_nudging, by_backprop = np.asarray([num_weights, by_nudging, by_backprop], dtype=float)
    nudging, backprop = _passes(by_nudging[-1]), _passes(by_backprop[-1])
    axes = style.axes(
        f"Backprop gets {_passes(num_weights[-1])} gradients for {backprop} forward passes",
        f"Finite differences nudge each weight up and down: {nudging} passes for the largest network. "
        "Both axes are logarithmic: a line that climbs a decade a decade is proportional.",
        xlabel="weights (count)",
        ylabel="cost of one gradient (forward passes)",
        label_width=180,
    )
    axes.set(xscale="log", yscale="log", xlim=_with_room(num_weights), ylim=(1, 2 * by_nudging.max()))
    for values, marker in ((by_nudging, "s"), (by_backprop, "o")):
        axes.plot(num_weights, values, color=LIGHT.grad.mark, linewidth=2, marker=marker, markersize=6,
                  linestyle=DASHES[0 if marker == "o" else 1], clip_on=False)  # fmt: skip
    axes.show_ticks(x=num_weights, y=_decades([1, *by_nudging]))
    axes.label_ends([
        (num_weights[-1], by_nudging[-1], f"finite differences\n{nudging}", LIGHT.grad.text),
        (num_weights[-1], by_backprop[-1], f"backprop\n{backprop}", LIGHT.grad.text),
    ])  # fmt: skip
    return axes


def loss_by_learning_rate(rates, losses, edge, *, start, subtitle):
    """The loss after so many steps, against the learning rate, with the edge beyond which descent runs away.

    rates: (N,) rising, above zero.  losses: (N,); inf or nan where descent ran away so far that floats end.
    edge: 2 over the steepest curvature.  start: the loss before the first step.
    """
    rates, losses = np.asarray(rates, dtype=float), np.asarray(losses, dtype=float)
    best = np.nanargmin(losses)
    axes = style.axes(
        f"The best learning rate is {style.number(rates[best])}{_where_it_ends_worse(rates, losses, start)}",
        f"{subtitle} Both axes are logarithmic.",
        xlabel="learning rate (no unit)",
        ylabel="loss at the end (no unit)",
    )
    # A runaway must not flatten the valley: what ends above this is drawn as gone.
    ceiling = 3 * start
    axes.set(xscale="log", yscale="log", xlim=_with_room(rates), ylim=(losses[best] / 2, ceiling))
    _draw_losses(axes, rates, np.nan_to_num(losses, nan=np.inf), ceiling)
    axes.mark_threshold(edge, f"edge, {style.number(edge)}")
    axes.axhline(start, color=LIGHT.err.mark, linewidth=1, linestyle=DASHES[2])
    axes.label_ends([(axes.get_xlim()[1], start, f"at the start, {style.number(start)}", LIGHT.err.text)])
    _name_point(axes, rates[best], losses[best], style.number(losses[best]))
    axes.show_ticks(x=_decades(rates), y=_decades(axes.get_ylim()))
    return axes


def gradient_error_by_step(steps, errors):
    """How wrong a finite difference is, against the size of its nudge (both logarithmic): a V.

    steps: (N,) nudges, rising.  errors: {"float64": (N,), "float32": (N,)}, relative errors of the gradient.
    """
    steps = np.asarray(steps, dtype=float)
    errors = {name: np.asarray(values, dtype=float) for name, values in errors.items()}
    best = {name: np.nanargmin(np.where(values > 0, values, np.nan)) for name, values in errors.items()}
    sweet = " and ".join(f"{style.number(steps[k], 1)} in {name}" for name, k in best.items())
    axes = style.axes(
        f"The best nudge is {sweet}",
        "Finite differences against the exact gradient. Both axes are logarithmic: to the right the curve's "
        "bend is mistaken for slope, to the left rounding is.",
        xlabel="nudge of the weight (no unit)",
        ylabel="error of the gradient (relative)",
    )
    everything = np.concatenate([values[values > 0] for values in errors.values()])
    axes.set(
        xscale="log", yscale="log", xlim=_with_room(steps), ylim=(everything.min() / 50, everything.max() * 2)
    )
    for (name, values), dashes in zip(errors.items(), DASHES, strict=False):
        axes.plot(steps, values, color=LIGHT.err.mark, linewidth=2, linestyle=dashes)
        axes.plot(steps[best[name]], values[best[name]], "o", color=LIGHT.err.mark, markersize=8)
        label = f"{name}: {style.number(values[best[name]], 2)}"
        _name_point(axes, steps[best[name]], values[best[name]], label)
    axes.show_ticks(x=_decades(steps), y=_decades(axes.get_ylim()))
    return axes


def _name_point(axes, x, y, text):
    """The number of a point, under it."""
    axes.annotate(text, (x, y), (0, -18), textcoords="offset pixels", ha="center", va="center",
                  color=LIGHT.err.text, weight="bold", fontsize=style.LABEL)  # fmt: skip


def _where_it_ends_worse(rates, losses, start):
    """The second half of a finding, said only of rates for which it was seen."""
    worse = rates[~(losses <= start)]
    return f"; from {style.number(worse.min())} on the loss rises" if len(worse) else ""


def _draw_losses(axes, rates, losses, ceiling):
    """Dots joined by a line where descent stayed in the picture, triangles at its top where it left."""
    stays = losses < ceiling
    axes.plot(rates, np.where(stays, losses, np.nan), "o-", color=LIGHT.err.mark, linewidth=2, markersize=4)
    if not stays.all():
        axes.plot(rates[~stays], np.full((~stays).sum(), ceiling), "^", color=LIGHT.err.mark, clip_on=False)
        axes.label_ends([(rates[~stays][-1], ceiling, "ran away", LIGHT.err.text)])


def _with_room(values):
    """Limits of a logarithmic axis, a little wider than its values."""
    return min(values) / 1.15, max(values) * 1.15


def _decades(values):
    """Five ticks at most for a logarithmic axis: powers of ten, or 1 2 5 where those are too few."""
    low, high = np.log10(np.min(values)) - 1e-9, np.log10(np.max(values)) + 1e-9
    exponents = np.arange(np.ceil(low), np.floor(high) + 1)
    if len(exponents) > 2:
        return 10.0 ** exponents[:: -(-len(exponents) // 5)]
    finer = [d * 10.0**e for e in range(int(np.floor(low)), int(high) + 1) for d in (1, 2, 5)]
    return [value for value in finer if low <= np.log10(value) <= high]


def _passes(value):
    """A count with every digit, a measured number of passes with two."""
    return style.number(int(value)) if value == int(value) else style.number(value, 2)
