"""The levels of this machine's memory, in time: the same sum, over numbers that lie ever farther away."""

import time
from dataclasses import dataclass
from functools import partial

import numpy as np

from course.measure import machine, timing

KIBIBYTE = 2**10
SIZES = (*(2**power for power in range(14, 27, 2)), 2**27)  # 16 KiB to 128 MiB
NUM_FETCHED = 2**20
ITEM_BYTES = 4


@dataclass(frozen=True)
class Staircase:
    """Seconds for each fetched number, by the size of the table that it is fetched from.

    num_bytes: (N,) sizes of the tables, rising.  seconds: (N,) per fetch, of the fastest turns.
    low, high: (N,) of the fifths of the run, relative to the smallest table.  caches: name -> bytes of one
    cache; the largest is shared by several cores.
    """

    num_bytes: np.ndarray
    seconds: np.ndarray
    low: np.ndarray
    high: np.ndarray
    caches: dict

    @property
    def times(self):
        """(N,) how many times as long a fetch takes as from the smallest table."""
        return self.seconds / self.seconds[0]

    def homes(self):
        """The smallest level that holds each table: "L1" … or "DRAM"."""
        levels = sorted(self.caches.items(), key=lambda item: item[1])
        return [next((name for name, size in levels if size >= each), "DRAM") for each in self.num_bytes]


def measure(sizes=SIZES, *, num_fetched=NUM_FETCHED, turns=10):
    """The Staircase of this machine, by a race with one thread.

    sizes: bytes of the tables, rising, each a power of two.  num_fetched: numbers that each sum adds up.
    """
    names = {f"{size // KIBIBYTE:,} KiB": size for size in sizes}
    race = timing.race(partial(rivals, names, num_fetched), turns=turns, turn_seconds=0.004)
    first = next(iter(names))
    ratios = [race.ratio(name, first) for name in names]
    return Staircase(
        np.array(sizes),
        np.array([race.timings[name].fastest_seconds for name in names]) / num_fetched,
        np.array([ratio.low for ratio in ratios]),
        np.array([ratio.high for ratio in ratios]),
        machine.caches(),
    )


def rivals(names, num_fetched):
    """name -> the sum of numbers at random places of a table: as many for each size, all of them 1."""
    rng = np.random.default_rng(0)
    fetched = np.empty(num_fetched, np.float32)
    return {name: partial(sum_of_fetched, *table_and_places(size, num_fetched, rng), fetched)
            for name, size in names.items()}  # fmt: skip


def repeat(rival, seconds):
    """Call a rival again and again for so many seconds: how many times, at least once.

    Not to time it, but for a meter that moves on too seldom to see one call (`meters.read`).
    """
    end, times = time.monotonic() + seconds, 0
    while not times or time.monotonic() < end:
        rival()
        times += 1
    return times


def table_and_places(size, num_fetched, rng):
    """(table, places): `size` bytes of ones, written and so really there, and where to look in it."""
    table = np.ones(size // ITEM_BYTES, np.float32)
    return table, rng.integers(0, len(table), num_fetched)


def sum_of_fetched(table, places, fetched):
    """Fetch the numbers at `places` into `fetched`, and add them up."""
    table.take(places, out=fetched, mode="clip")
    return float(fetched.sum())
