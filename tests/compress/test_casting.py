"""Values cut short to a format are those that exact rounding gives, and gradients are cut short too."""

import numpy as np
import pytest

from course.compress.casting import cast, narrow
from course.nn.autograd import Tensor
from course.numerics import blocks, floats
from course.numerics.blocks import MXFP8_E4M3, MXFP8_E5M2
from course.numerics.floats import BF16, FP8_E4M3, FP8_E5M2, FP16, FP32


def awkward():
    """float32: random bits, every FP16 number with its neighbours and mid-points, and what is special."""
    rng = np.random.default_rng(0)
    anything = rng.integers(0, 2**32, 100_000, dtype=np.uint32).view(np.float32)
    short = floats.decode(np.arange(2**16), FP16).astype(np.float32)
    near = [np.nextafter(short, np.float32(np.inf)), np.nextafter(short, np.float32(-np.inf))]
    halves = floats.decode(np.arange(0x7C00), FP16)
    ties = ((halves[1:] + halves[:-1]) / 2).astype(np.float32)
    special = np.float32([0, -0.0, np.inf, -np.inf, np.nan, 65519.996, 65520, 3.4e38, 1e-45, -1e-45])
    return np.concatenate([anything, short, *near, ties, -ties, special])


@pytest.mark.parametrize("fmt", [FP16, BF16, FP8_E4M3, FP8_E5M2], ids=str)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # a NaN that signals, on purpose
def test_narrow_is_exact_rounding_in_every_bit(fmt):
    values = awkward()
    ours, exact = narrow(values, fmt), floats.rounded(values, fmt).astype(np.float32)
    assert ours.dtype == np.float32
    numbers = ~np.isnan(exact)
    np.testing.assert_array_equal(np.isnan(ours), ~numbers)
    np.testing.assert_array_equal(ours[numbers].view(np.uint32), exact[numbers].view(np.uint32))


def test_fp32_is_left_as_it_is():
    values = np.float32([0.1, 1e-40])
    assert narrow(values, FP32) is values


def test_blocks_share_a_scale_along_the_last_axis():
    values = np.random.default_rng(0).standard_normal((3, 64)).astype(np.float32)
    np.testing.assert_array_equal(narrow(values, MXFP8_E4M3), blocks.rounded(values, MXFP8_E4M3))


@pytest.mark.parametrize("power", [-40, -20, 30])
def test_a_blocks_scale_is_a_power_of_two_so_powers_of_two_pass_through_it(power):
    values = np.random.default_rng(0).standard_normal((3, 64)).astype(np.float32)
    moved = values * np.float32(2.0**power)
    np.testing.assert_array_equal(
        narrow(moved, MXFP8_E5M2), narrow(values, MXFP8_E5M2) * np.float32(2.0**power)
    )
    assert not np.array_equal(narrow(moved, FP8_E5M2), narrow(values, FP8_E5M2) * np.float32(2.0**power))


def test_at_random_the_mean_is_kept():
    values = np.full(20_000, 1 + 2.0**-9, dtype=np.float32)  # a quarter of the way to BF16's next number
    found = narrow(values, BF16, "stochastic", rng=np.random.default_rng(0))
    assert set(found) == {1.0, 1 + 2.0**-7}
    four_deviations = 4 * np.sqrt(0.25 * 0.75 / 20_000)
    assert abs(np.mean(found > 1) - 0.25) < four_deviations


def test_a_cast_rounds_forward_and_on_the_way_back():
    tensor = Tensor(np.float32([0.1, 3.0]), requires_grad=True)
    result = cast(tensor, FP16, BF16)
    result.backward(np.float32([0.3, 1e-30]))
    np.testing.assert_array_equal(result.data, np.float16([0.1, 3.0]))
    np.testing.assert_array_equal(tensor.grad, narrow(np.float32([0.3, 1e-30]), BF16))
