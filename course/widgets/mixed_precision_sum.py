"""A dot product as hardware makes it: exact products, and a sum that is rounded at each addition."""

import numpy as np
import traitlets

from course.numerics import arithmetic, floats
from course.widgets.losses_boundary_run import Mulberry32
from course.widgets.visualizer import Visualizer

ACCUMULATORS = {fmt.name: fmt for fmt in (floats.FP16, floats.BF16, floats.FP32)}
LENGTHS = (4, 8, 16, 32, 64)
ORDERS = ("one by one", "blocks of four", "pairwise")
UNIT = 1 / 1024  # inputs are multiples of it, from −0.5 to below 2, so all their sums are exact in float64
TYPICAL = 60  # a seed whose errors of 64 products in BF16 lie near the medians of many seeds
BLOCK = 4  # as many products as a tensor core of Volta adds at once


class SumTree(Visualizer):
    """The additions of a dot product of two FP16 vectors, and what each of them loses by its rounding.

    accumulator: "FP16", "BF16" or "FP32", the format to which each partial sum is rounded.  order: "one by
    one"; "blocks of four", where four products and the sum so far are added exactly and rounded once, to the
    nearest (a tensor core takes as many at once, but cuts its FP32 sums: `compress.tensor_core`); or
    "pairwise", neighbours first.  length: 4, 8, 16, 32 or 64 numbers a vector.  seed: of the vectors, 0 or
    more.  step: how many additions are shown, 0 to 64; beyond the last it is the last.
    `partial_sums`, `result` and `error` follow from them.
    """

    accumulator = traitlets.Enum((*ACCUMULATORS,), "BF16").tag(sync=True)
    order = traitlets.Enum(ORDERS, "one by one").tag(sync=True)
    length = traitlets.Enum(LENGTHS, 64).tag(sync=True)
    seed = traitlets.Int(TYPICAL, min=0, max=2**31 - 1).tag(sync=True)
    step = traitlets.Int(64, min=0, max=64).tag(sync=True)

    @property
    def inputs(self):
        """The two vectors, float64 (2, length) of numbers that FP16 holds."""
        drawn = np.floor(2560 * Mulberry32(self.seed).random(2 * LENGTHS[-1])) - 512
        return UNIT * drawn.reshape(2, -1)[:, : self.length]

    @property
    def products(self):
        """The exact products, float64 (length,)."""
        return self.inputs[0] * self.inputs[1]

    @property
    def partial_sums(self):
        """What the accumulator holds after each addition, a list of floats; in pairs level by level."""
        fmt, products = ACCUMULATORS[self.accumulator], self.products.tolist()
        if self.order == "pairwise":
            return pairwise(products, fmt)
        sums, total = [], 0.0
        size = 1 if self.order == "one by one" else BLOCK
        for start in range(0, len(products), size):
            exact = total
            for product in products[start : start + size]:
                exact = arithmetic.odd_sum(exact, product)
            total = float(floats.rounded(exact, fmt))
            sums.append(total)
        return sums

    @property
    def result(self):
        """The last partial sum, a float."""
        return self.partial_sums[-1]

    @property
    def error(self):
        """The result minus the exact dot product, a float."""
        return self.result - float(self.products.sum())

    def describe(self):
        """The setting, the result and how far it is off."""
        return (
            f"A dot product of two vectors of {self.length} FP16 numbers, summed {self.order} in "
            f"{self.accumulator}: {self.result:.8g}, off by {self.error:.2g} from the exact "
            f"{self.products.sum():.8g} after {len(self.partial_sums)} roundings."
        )


def pairwise(numbers, fmt):
    """All sums of neighbours, then of neighbouring sums and so on, each rounded once: a list of floats."""
    found = []
    while len(numbers) > 1:
        numbers = [float(arithmetic.add(a, b, fmt)) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
        found += numbers
    return found
