"""Pictures of the number formats lesson: numbers in each doubling, sums that stop, errors, short weights."""

import numpy as np

from course.plots import style
from course.plots.colour import LIGHT

DASHED, DOTTED = (0, (5, 3)), (0, (1, 2))
ROW = 26  # pixels
NAME, BITS = 0.0, 0.31  # where a row's words begin, as shares of the drawing's width
DOTS = 0.41


def numbers_in_each_doubling(floating, fixed):
    """How many positive numbers a format has from each power of two to the next (both axes logarithmic).

    floating, fixed: {name: (exponents (N,) rising, counts (N,))}: between 2^e and 2^(e + 1) lie so many.
    The floating formats that have most numbers in a doubling and most doublings are in the title, in colour.
    """
    title, named = _densest_and_widest(floating)
    axes = style.axes(
        title,
        "All positive numbers, counted from each power of two to the next. A ramp at the left: subnormals. "
        "Dashed: fixed spacing. Both axes are logarithmic.",
        xlabel="magnitude (no unit)",
        ylabel="numbers from one power of two to the next (count)",
        height=480,
        label_width=90,
    )
    everything = floating | fixed
    exponents = np.concatenate([exponents for exponents, _ in everything.values()])
    highest = max(np.max(counts) for _, counts in everything.values())
    axes.set(xscale="log", yscale="log", ylim=(0.8, 2.5 * highest))
    axes.set(xlim=(2.0 ** (exponents.min() - 1), 2.0 ** (exponents.max() + 1)))
    ends = []
    for name, (exponents, counts) in everything.items():
        edges = np.ldexp(1.0, np.append(exponents, exponents[-1] + 1))
        mark, text = (LIGHT.frac.mark, LIGHT.frac.text) if name in named else (LIGHT.muted, LIGHT.muted)
        axes.plot(edges, np.append(counts, counts[-1]), color=mark, linewidth=2,
                  drawstyle="steps-post", linestyle=DASHED if name in fixed else "solid")  # fmt: skip
        ends.append((edges[-1], counts[-1], name, text))
    axes.label_ends(ends)
    axes.show_ticks(x=10.0 ** np.arange(-36, 37, 12), y=10.0 ** np.arange(5))
    return axes


def _densest_and_widest(floating):
    """What the title says of two formats, and their names: most numbers in a doubling, most doublings."""
    most = {name: int(np.max(counts)) for name, (_, counts) in floating.items()}
    reach = {name: int(np.sum(counts == np.max(counts))) for name, (_, counts) in floating.items()}
    dense, wide = max(most, key=most.get), max(reach, key=reach.get)
    title = f"{dense}: {reach[dense]} doublings of {most[dense]:,} numbers"
    if dense != wide:
        title += f", {wide}: {reach[wide]} of {most[wide]:,}"
    return title, (dense, wide)


def running_sums(sums, addend):
    """The running sum of equal numbers in several formats, against their count (both axes logarithmic).

    sums: {name: (additions (N,), totals (N,))}, the corners of a broken line, as `sums.of_equal` gives them.
    addend: the number that is added.
    """
    count = max(additions[-1] for additions, _ in sums.values())
    ends = {name: totals[-1] for name, (_, totals) in sums.items()}
    stuck = {name: end for name, end in ends.items() if end < 0.5 * addend * count}
    title = f"After {count:,} additions every sum is still growing"
    if stuck:
        words = [f"{name} at {style.tick(end)}" for name, end in list(stuck.items())[:3]]
        title = "The sum stops: " + ", ".join(words)
    axes = style.axes(
        title,
        f"{style.tick(addend)} added {count:,} times, each sum rounded to the format. "
        "Both axes are logarithmic.",
        xlabel="additions (count)",
        ylabel="running sum (no unit)",
        height=420,
        label_width=190,
    )
    axes.set(xscale="log", yscale="log", xlim=(1, count), ylim=(addend, 3 * addend * count))
    shown = np.unique(np.geomspace(1, count, 400).astype(int))
    for additions, totals in sums.values():
        axes.plot(shown, np.interp(shown, additions, totals), color=LIGHT.act.mark, linewidth=2)
    axes.label_ends(
        [
            (count, end, f"{name}: {style.number(end, 8) if end > 1000 else style.tick(end)}",
             LIGHT.err.text if abs(end / (addend * count) - 1) > 1e-3 else LIGHT.act.text)
            for name, end in ends.items()
        ]
    )  # fmt: skip
    powers = np.arange(int(np.log10(count)) + 1)
    axes.show_ticks(x=10.0 ** powers[::2], y=addend * 10.0**powers)
    return axes


def worst_errors(magnitudes, errors, between):
    """How far rounding can miss, relative to the number, at each magnitude (both axes logarithmic).

    magnitudes: (N,) rising.  errors: {name: (N,)} of at most three formats, relative, 1 where all is lost.
    between: (low, high), the magnitudes that the title speaks of.
    """
    magnitudes = np.asarray(magnitudes, dtype=float)
    inside = (magnitudes >= between[0]) & (magnitudes <= between[1])
    worst = {name: np.max(np.asarray(values)[inside]) for name, values in errors.items()}
    (first, miss), *others = worst.items()
    words = [f"{name} by {_percent(value)}" for name, value in others]
    axes = style.axes(
        ", ".join([f"{first} misses by {_percent(miss)}", *words]),
        f"The worst that rounding does between {style.tick(between[0])} and {style.tick(between[1])}, of the "
        "number itself. At 100 % it is lost: too small or too large. Both axes are logarithmic.",
        xlabel="magnitude of the number (no unit)",
        ylabel="worst error (% of the number)",
        height=420,
        label_width=20,
    )
    everything = 100 * np.concatenate([np.asarray(values, dtype=float) for values in errors.values()])
    low = everything[everything > 0].min() / 4
    axes.set(xscale="log", yscale="log", xlim=(magnitudes[0], magnitudes[-1]), ylim=(low, 260))
    for (name, values), dashes in zip(errors.items(), ("solid", DASHED, DOTTED), strict=False):
        percent = 100 * np.asarray(values, dtype=float)
        axes.plot(magnitudes, percent, color=LIGHT.err.mark, linewidth=2, linestyle=dashes)
        best = np.flatnonzero(percent <= 1.5 * percent.min())
        place = best[len(best) // 2]
        axes.annotate(name, (magnitudes[place], percent[place]), (0, -16), textcoords="offset pixels",
                      ha="center", va="center", fontsize=style.LABEL, weight="bold",
                      color=LIGHT.err.text)  # fmt: skip
    low_power, high_power = np.round(np.log10(magnitudes[[0, -1]]))
    axes.show_ticks(
        x=10.0 ** np.arange(low_power, high_power + 1, 2), y=(0.0001, 0.001, 0.01, 0.1, 1, 10, 100)
    )
    return axes


def weights_in_few_bits(rows, before, num_tested):
    """What rounding the weights of a trained network does to them and to its test error: a row each.

    rows: (name, bits a weight, error of the weights, test error in %) each.  The error of the weights is the
    length of what was changed over the length of all.  before: the test error with all digits, in %.
    num_tested: of how many test examples these are the errors.
    """
    name, _, _, error = min((row for row in rows if row[3] <= before + 1), key=lambda row: row[1])
    axes = style.axes(
        f"{name}: {_count(error, num_tested)} of {num_tested:,} misread, not {_count(before, num_tested)}",
        "Every weight of a trained network rounded once. Dot: how far they move, on a logarithmic axis. "
        f"One of {num_tested:,} test examples is {style.number(100 / num_tested, 2)} %.",
        xlabel="change of the weights (% of their size)",
        ylabel="",
        height=171 + ROW * len(rows),
        label_width=158,
    )
    changes = [100 * row[2] for row in rows]
    first, last = np.log10(min(changes)) - 0.2, np.log10(max(changes)) + 0.2
    left = first - (last - first) * DOTS / (1 - DOTS)
    axes.set(xscale="log", xlim=(10**left, 10**last), ylim=(len(rows) - 0.4, -0.8))
    for row, (name, bits, change, error) in enumerate(rows):
        is_worse = error > before + 1
        role = LIGHT.err if is_worse else LIGHT.act
        for words, where in ((name, NAME), (f"{style.tick(bits)} bits", BITS)):
            axes.text(10 ** (left + where * (last - left)), row, words, va="center", fontsize=style.LABEL,
                      color=LIGHT.ink)  # fmt: skip
        axes.plot(100 * change, row, "^" if is_worse else "o", color=role.mark, markersize=8)
        words = f"{_count(error, num_tested)} misread, {style.number(error, 2)} %"
        axes.annotate(words, (10**last, row), (10, 0), va="center",
                      textcoords="offset pixels", fontsize=style.LABEL, color=role.text,
                      weight="bold" if is_worse else "normal")  # fmt: skip
    axes.grid(False)
    axes.show_ticks(x=[tick for tick in (0.1, 1, 10, 100) if first <= np.log10(tick) <= last], y=[])
    return axes


def _count(percent, total):
    """How many of `total` a percentage is, an int."""
    return round(percent * total / 100)


def _percent(share):
    """A share in per cent with two digits."""
    return f"{style.number(100 * share, 2)} %"
