"""Pictures of the energy lesson: prices, the staircase of memory, what a pass is spent on, the roofline."""

import numpy as np

from course.plots import style
from course.plots.colour import LIGHT

ROW = 26  # pixels
WORD_BITS = 32
DASHED = (0, (5, 3))


def price_list(cells):
    """What each operation costs, a row each, fetches for 32 bits (logarithmic axis).

    cells: of `energy.TABLE`, all of one process: all but the area is read.
    """
    prices = sorted(
        (_price(cell), _price(cell) * cell.most / cell.picojoules, cell.operation, cell.what)
        for cell in cells
    )
    dearest, multiply = prices[-1], next(each for each in prices if each[2:] == ("multiply", "FP32"))
    axes = style.axes(
        f"Fetching 32 bits from {dearest[3]} costs {dearest[0] / multiply[0]:,.0f} FP32 multiplications",
        f"Green: arithmetic. Grey: fetching 32 bits. A bar: the range that is given. {cells[0].node} nm; "
        f"{_sources(cells)}. Logarithmic axis.",
        xlabel="energy of one operation (picojoules)",
        ylabel="",
        height=150 + ROW * len(prices),
        label_width=60,
    )
    axes.set(xscale="log", xlim=(1e-4, 12 * dearest[1]), ylim=(len(prices) - 0.4, -0.8))
    for row, (least, most, operation, what) in enumerate(prices):
        role = LIGHT.mem if operation == "fetch" else LIGHT.act
        axes.text(1.2e-4, row, f"{operation} {what}", va="center", fontsize=style.LABEL, color=LIGHT.ink)
        axes.plot([least, most], [row, row], "o-", color=role.mark, markersize=8, linewidth=4)
        printed = dict.fromkeys(style.number(price, 2) for price in (least, most))
        axes.annotate(" to ".join(printed), (most, row), (10, 0), va="center", fontsize=style.LABEL,
                      textcoords="offset pixels", color=role.text)  # fmt: skip
    axes.grid(False)
    axes.show_ticks(x=[0.01, 0.1, 1, 10, 100, 1000], y=[])
    return axes


def _sources(cells):
    """Who printed the figures of some cells, and when, each once."""
    return ", ".join(dict.fromkeys(f"{cell.source.split(',')[0]} {cell.year}" for cell in cells))


def _price(cell):
    """Picojoules of an operation, or of fetching 32 bits."""
    return cell.picojoules * WORD_BITS / cell.bits if cell.operation == "fetch" else cell.picojoules


def staircase(stairs):
    """How much longer a fetch takes the larger the table it is fetched from (logarithmic sizes).

    stairs: a `staircase.Staircase`: num_bytes, times, low, high and caches are read.
    """
    sizes = np.asarray(stairs.num_bytes) / 2**10
    axes = style.axes(
        f"A number from {_size(sizes[-1])} takes {style.number(stairs.times[-1], 2)} times as long "
        f"as from {_size(sizes[0])}",
        "The same sum of numbers at random places of tables of different size. Band: fifths of the run. "
        "Dashed: a cache ends here; the largest is shared by several cores.",
        xlabel="size of the table (KiB), logarithmic",
        ylabel="time of a fetch (smallest table = 1), logarithmic",
        height=400,
        label_width=40,
    )
    highest = 1.6 * np.max(stairs.high)
    axes.set(
        xscale="log",
        xlim=(sizes[0] / 1.3, 1.3 * sizes[-1]),
        yscale="log",
        ylim=(0.8 * min(stairs.times), highest),
    )
    axes.fill_between(sizes, stairs.low, stairs.high, color=LIGHT.mem.soft, linewidth=0)
    axes.plot(sizes, stairs.times, "o-", color=LIGHT.mem.mark, linewidth=2, markersize=7)
    for name, size in stairs.caches.items():
        if sizes[0] <= size / 2**10 <= sizes[-1]:
            axes.mark_threshold(size / 2**10, name)
    axes.show_ticks(x=sizes[::2], y=[tick for tick in (1, 2, 5, 10, 20, 50) if tick < highest])
    return axes


def _size(kibibytes):
    """A size of memory in words."""
    return f"{kibibytes / 1024:,.0f} MiB" if kibibytes >= 1024 else f"{kibibytes:,.0f} KiB"


def spent(rows):
    """What a pass is spent on: computing, fetching weights, moving activations, as shares, a row each.

    rows: (name, Energy) each, two or more; of an `energy.Energy` all is read.
    """
    (name, most), (_, second), *_ = sorted(rows, key=lambda row: row[1].moving)
    axes = style.axes(
        f"{name} spends {100 * (1 - most.moving):.0f} % on computing, the others "
        f"at most {100 * (1 - second.moving):.0f} %",
        "One pass, by the model. Green: multiplying and adding. Amber: fetching weights from DRAM. "
        "Grey: moving activations on the chip.",
        xlabel="share of the energy (%)",
        ylabel="",
        height=150 + 36 * len(rows),
        label_width=110,
    )
    axes.set(xlim=(-62, 100), ylim=(len(rows) - 0.4, -0.7))
    for row, (name, energy) in enumerate(rows):
        axes.text(-62, row, name, va="center", fontsize=style.LABEL, color=LIGHT.ink)
        left = 0
        for role, part in (
            (LIGHT.act, energy.multiply + energy.add),
            (LIGHT.comm, energy.weights),
            (LIGHT.mem, energy.activations),
        ):
            share = 100 * part / energy.joules
            axes.barh(row, share, left=left, color=role.mark, height=0.55)
            left += share
        axes.annotate(joules(energy.joules), (100, row), (10, 0), va="center", textcoords="offset pixels",
                      fontsize=style.LABEL, color=LIGHT.ink)  # fmt: skip
    axes.grid(False)
    axes.show_ticks(x=[0, 25, 50, 75, 100], y=[])
    return axes


def joules(value):
    """Joules with two digits and a fitting unit."""
    for unit, size in (("J", 1.0), ("mJ", 1e-3)):
        if value >= size:
            return f"{style.number(value / size, 2)} {unit}"
    return f"{style.number(value / 1e-6, 2)} µJ"


def roofline(points, device):
    """How fast a device can go at most, by operations for each byte moved (both axes logarithmic).

    points: {name: operations for a byte}.  device: a `devices.Device`: its two speeds and ridge are read.
    """
    below = [name for name, intensity in points.items() if intensity < device.ridge]
    axes = style.axes(
        f"{len(below)} of {len(points)} wait for memory: below {device.ridge:.0f} operations a byte",
        f"The {device.name}, FP32, weights in DRAM. On the slope the bus is the limit, under the roof the "
        "arithmetic. Both axes are logarithmic.",
        xlabel="arithmetic intensity (operations for each byte of weights)",
        ylabel="speed at most (billion operations a second)",
        height=400,
        label_width=40,
    )
    low, high = min(0.1, *points.values()) / 2, 10 * max(device.ridge, *points.values())
    intensity = np.array([low, device.ridge, high])
    roof = np.minimum(intensity * device.bytes_per_second, device.operations_per_second) / 1e9
    axes.set(xscale="log", yscale="log", xlim=(low, high), ylim=(roof[0], 4 * roof[-1]))
    axes.plot(intensity, roof, color=LIGHT.ink, linewidth=2)
    _mark_points(axes, points, device, below)
    axes.show_ticks(x=[0.1, 1, 10, 100, 1000], y=[10, 100, 1000])
    return axes


def _mark_points(axes, points, device, below):
    """A dot for each point, its name beside the slope, or above the roof at its left and right in turns."""
    on_the_roof = [name for name in points if name not in below]
    for name, value in points.items():
        speed = min(value * device.bytes_per_second, device.operations_per_second) / 1e9
        role = LIGHT.mem if name in below else LIGHT.act
        at_left = name in on_the_roof[::2]
        offset = (12, -12) if name in below else (6 if at_left else -6, 12)
        axes.plot(value, speed, "o", color=role.mark, markersize=9)
        axes.annotate(name, (value, speed), offset, textcoords="offset pixels", fontsize=style.LABEL,
                      ha="right" if at_left else "left", va="top" if name in below else "bottom",
                      color=role.text, weight="bold")  # fmt: skip
