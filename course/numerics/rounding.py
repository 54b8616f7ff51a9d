"""Which way to round: the one question of arithmetic with few digits."""

import numpy as np

MODES = ("nearest", "toward zero", "up", "down", "stochastic")


def check(rounding, rng):
    """Raises ValueError for what is none of MODES, and for "stochastic" without a generator."""
    if rounding not in MODES:
        raise ValueError(f"rounding is one of {', '.join(MODES)}, not {rounding!r}")
    if rounding == "stochastic" and not hasattr(rng, "random"):
        raise ValueError("stochastic rounding draws: give it rng=np.random.default_rng(seed)")


def rounds_away(rest, dropped, kept, is_negative, *, rounding="nearest", rng=None):
    """Whether a number of which `rest` is dropped becomes the next larger in magnitude: booleans.

    rest: non-negative int64, what the last `dropped` binary digits say.  kept: int64, the digits before.
    is_negative: booleans.  rounding: one of MODES.  rng: a numpy Generator, for "stochastic".
    Raises ValueError as `check` does.
    """
    check(rounding, rng)
    if rounding == "toward zero":
        return np.zeros(np.shape(rest), dtype=bool)
    if rounding == "up":
        return (rest > 0) & ~is_negative
    if rounding == "down":
        return (rest > 0) & is_negative
    share = np.ldexp(rest.astype(np.float64), -dropped)  # of the way to the next: exact, below 1
    if rounding == "nearest":
        return (share > 0.5) | ((share == 0.5) & (kept & 1 == 1))
    return rng.random(np.shape(rest)) < share
