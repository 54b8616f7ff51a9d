"""The same product of matrices in several dtypes, by the clock: fewer bits are not always less time."""

from functools import partial

from course.measure.answers import agree
from course.measure.timing import race

BF16_RELATIVE = 2.0**-6  # two roundings to 8 digits, one of each factor, and one of the sum
DTYPES = ("float64", "float32", "bfloat16", "float16")


def race_dtypes(size, *, turns=7):
    """A Race of torch's square matrix product in four dtypes, one thread.  size: of the matrices."""
    return race(
        partial(rivals, size), agree=partial(agree, relative=BF16_RELATIVE), turns=turns, turn_seconds=0.002
    )


def rivals(size):
    """dtype -> a function without arguments: two matrices of positive numbers, multiplied by torch."""
    import torch

    generator = torch.Generator().manual_seed(0)
    left, right = (torch.rand(size, size, generator=generator) for _ in range(2))
    factors = {name: (left.to(getattr(torch, name)), right.to(getattr(torch, name))) for name in DTYPES}
    return {name: partial(product, *pair) for name, pair in factors.items()}


def product(left, right):
    """left @ right, as float64, which NumPy can compare."""
    return (left @ right).double()
