"""Eager against compiled: what one pass over memory instead of seven is worth, by size."""

import functools

import torch

from course.frameworks.graphs import chain
from course.frameworks.passes import check_compiler
from course.measure.timing import race

SIZES = (2**12, 2**16, 2**20, 2**22)


def rivals(function, size):
    """The two ways to run `function` on `size` random float32, "eager" and "compiled", as a race takes them.

    Compiled once for all sizes (dynamic=True), when it is first called.
    """
    numbers = torch.randn(size, generator=torch.Generator().manual_seed(0))
    compiled = torch.compile(function, fullgraph=True, dynamic=True)
    return {"eager": lambda: function(numbers), "compiled": lambda: compiled(numbers)}


def races(function=chain, sizes=SIZES, *, threads=1, turns=15):
    """Size -> Race of "eager" against "compiled" for a function of one tensor; sizes in numbers of 4 bytes.

    Each race's `ratio("eager", "compiled")` says how many times as long the eager form takes.
    """
    check_compiler()
    return {
        size: race(functools.partial(rivals, function, size), threads=threads, turns=turns) for size in sizes
    }
