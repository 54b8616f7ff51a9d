"""The same product of matrices in several dtypes, by the clock: fewer bits are not always less time."""

from contextlib import contextmanager
from functools import partial

from course.measure.answers import agree
from course.measure.timing import race

BF16_RELATIVE = 2.0**-6  # two roundings to 8 digits, one of each factor, and one of the sum
FP8_RELATIVE = 2.0**-3  # two roundings to 4 digits
DTYPES = ("float64", "float32", "bfloat16", "float16")
TF32, FP8 = "tf32", "float8_e4m3fn"
NUM_ROWS = 8  # of a product that are compared


def race_dtypes(size, *, device="cpu", dtypes=DTYPES, turns=7):
    """A Race of torch's square matrix product in several dtypes, one thread.

    size: of the matrices, a multiple of 16 for FP8; on a GPU some thousands, or starting it takes longest.
    device: torch's, "cpu" or "cuda".  dtypes: names as in `dtypes_of`.
    """
    return race(
        partial(rivals, size, device, dtypes),
        agree=partial(agree, relative=FP8_RELATIVE if FP8 in dtypes else BF16_RELATIVE),
        turns=turns,
        turn_seconds=0.002,
    )


def dtypes_of(device):
    """What is worth a race on a device: DTYPES, and on an NVIDIA GPU what its tensor cores have besides."""
    import torch

    capability = torch.cuda.get_device_capability() if device == "cuda" else (0, 0)
    return DTYPES + (TF32,) * (capability >= (8, 0)) + (FP8,) * (capability >= (8, 9))


def rivals(size, device="cpu", dtypes=DTYPES):
    """dtype -> a function without arguments: two matrices of positive numbers, multiplied by torch."""
    import torch

    generator = torch.Generator().manual_seed(0)
    factors = [torch.rand(size, size, generator=generator).to(device) for _ in range(2)]
    return {dtype: partial(first_rows, product_in(dtype, *factors)) for dtype in dtypes}


def first_rows(multiply):
    """Of a whole product, float64 on the processor: NumPy can compare them, and a GPU is waited for."""
    return multiply()[:NUM_ROWS].double().cpu()


def product_in(dtype, left, right):
    """A function without arguments that multiplies two FP32 matrices in a dtype: a tensor on their device."""
    import torch

    if dtype == TF32:
        return partial(in_tf32, left, right)
    if dtype == FP8:
        one = torch.ones((), device=left.device)  # the scale of either matrix
        columns = right.T.contiguous().to(torch.float8_e4m3fn).T  # the unit wants column after column
        short = left.to(torch.float8_e4m3fn)
        return partial(torch._scaled_mm, short, columns, one, one, out_dtype=torch.bfloat16)
    return partial(torch.matmul, left.to(getattr(torch, dtype)), right.to(getattr(torch, dtype)))


def in_tf32(left, right):
    """left @ right, whose FP32 numbers tensor cores may read as TF32."""
    with tf32_allowed():
        return left @ right


@contextmanager
def tf32_allowed(is_allowed=True):
    """Whether FP32 products in the block may be computed in TF32: torch's "high" precision, or "highest"."""
    import torch

    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high" if is_allowed else "highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
