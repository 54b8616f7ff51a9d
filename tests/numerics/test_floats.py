"""Every bit pattern against NumPy and ml_dtypes; every rounding against exact fractions."""

import runpy
from fractions import Fraction
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.numerics import floats
from course.numerics.floats import FORMATS, FP4_E2M1, FP8_E4M3, FP16, FP32, FP64, decode, encode

exactly = runpy.run_path(str(Path(__file__).parent / "exact.py"))["exactly"]
KNOWN = {
    "FP16": np.float16,
    "BF16": ml_dtypes.bfloat16,
    "FP8_E5M2": ml_dtypes.float8_e5m2,
    "FP8_E4M3": ml_dtypes.float8_e4m3fn,
    "FP6_E3M2": ml_dtypes.float6_e3m2fn,
    "FP6_E2M3": ml_dtypes.float6_e2m3fn,
    "FP4_E2M1": ml_dtypes.float4_e2m1fn,
}
NARROW = [fmt for fmt in FORMATS if fmt.name in KNOWN]
ids = str


def patterns(fmt):
    """Every code."""
    return np.arange(2**fmt.bits, dtype=fmt.dtype)


def same_floats(a, b):
    """Equal bit for bit, but for what NaNs say."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return np.array_equal(
        np.where(np.isnan(a), np.nan, a).view(np.int64), np.where(np.isnan(b), np.nan, b).view(np.int64)
    )


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # patterns that signal
@pytest.mark.parametrize("fmt", NARROW, ids=ids)
def test_every_code_means_what_others_say_and_comes_back(fmt):
    codes, known = patterns(fmt), KNOWN[fmt.name]
    values = decode(codes, fmt)
    assert same_floats(values, codes.view(known).astype(np.float64))
    numbers = ~np.isnan(values)
    assert np.array_equal(encode(values, fmt)[numbers], codes[numbers])
    assert np.array_equal(encode(values.astype(np.float32), fmt)[numbers], codes[numbers])


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # patterns that signal
@pytest.mark.parametrize(("fmt", "dtype"), [(FP32, np.float32), (FP64, np.float64)], ids=["FP32", "FP64"])
def test_the_wide_formats_are_numpys(fmt, dtype):
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 2**fmt.bits, size=200_000, dtype=np.uint64, endpoint=False).astype(fmt.dtype)
    values = codes.view(dtype).astype(np.float64)
    assert same_floats(decode(codes, fmt), values)
    numbers = ~np.isnan(values)
    assert np.array_equal(encode(values, fmt)[numbers], codes[numbers])
    with np.errstate(over="ignore"):
        doubles = rng.integers(0, 2**64, size=200_000, dtype=np.uint64).view(np.float64)
        doubles = doubles[~np.isnan(doubles)]
        assert same_floats(floats.rounded(doubles, fmt), doubles.astype(dtype))


def float32s(count, rng):
    """Float32 numbers of every size, and many near where narrow formats live; no NaN."""
    anywhere = rng.integers(0, 2**32, size=count, dtype=np.uint64).astype(np.uint32).view(np.float32)
    near = (rng.normal(size=count) * 2.0 ** rng.integers(-20, 20, size=count)).astype(np.float32)
    values = np.concatenate([anywhere, near, np.array([0.0, -0.0, np.inf, -np.inf], dtype=np.float32)])
    return values[~np.isnan(values)]


def half_ways(fmt):
    """All numbers half way between two neighbours, the float32s beside each, and what lies past the end."""
    numbers = np.unique(decode(patterns(fmt)[: fmt.first_special], fmt))
    ends = np.append(numbers, 2 * numbers[-1] - numbers[-2])
    middles = ((ends[1:] + ends[:-1]) / 2).astype(np.float32)
    around = [np.nextafter(middles, np.float32(side)) for side in (-np.inf, np.inf)]
    positive = np.concatenate([middles, *around])
    return np.concatenate([positive, -positive])


@pytest.mark.parametrize("fmt", NARROW, ids=ids)
def test_float32_numbers_are_rounded_as_others_round_them_by_either_way(fmt):
    values = np.concatenate([float32s(300_000, np.random.default_rng(1)), half_ways(fmt)])
    with np.errstate(over="ignore"):
        expected = values.astype(KNOWN[fmt.name]).view(fmt.dtype)
    for given_as in (values, values.astype(np.float64)):
        assert np.array_equal(
            encode(given_as, fmt)[expected_is_number(expected, fmt)],
            expected[expected_is_number(expected, fmt)],
        )
        assert np.array_equal(np.isnan(floats.rounded(given_as, fmt)), ~expected_is_number(expected, fmt))


def expected_is_number(codes, fmt):
    """Where a code is no NaN."""
    return ~np.isnan(decode(codes, fmt))


@pytest.mark.parametrize("rounding", ["nearest", "toward zero", "up", "down"])
@pytest.mark.parametrize("fmt", FORMATS[1:], ids=ids)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_float64_numbers_are_rounded_once_as_fractions_say(fmt, rounding, data):
    near = st.integers(-(2**60), 2**60).map(lambda n: n * 2.0 ** (fmt.smallest_exponent - 55))
    value = data.draw(st.floats(allow_nan=False, allow_infinity=False) | st.floats(-600, 600) | near)
    rounded = floats.rounded(np.array([value]), fmt, rounding)[0]
    assert same_floats(rounded, exactly(Fraction(value), fmt, rounding)) or (
        rounded == 0 and abs(value) < fmt.smallest
    )


def test_a_float64_is_not_rounded_twice():
    value = (
        1 + 2.0**-11 + 2.0**-40
    )  # above half way from 1 to the next FP16, but half way itself as a float32
    assert floats.rounded(value, FP16) == 1 + FP16.epsilon
    assert floats.rounded(np.float32(value), FP16) == 1


@pytest.mark.parametrize("fmt", FORMATS, ids=ids)
def test_a_format_knows_its_numbers(fmt):
    top = decode(np.array([fmt.first_special - 1], dtype=fmt.dtype), fmt)[0]
    assert top == fmt.largest and np.isfinite(top)
    assert decode(np.array([1], dtype=fmt.dtype), fmt)[0] == fmt.smallest
    assert floats.next_up(1.0, fmt) - 1 == fmt.epsilon == floats.spacing(1.0, fmt)
    assert floats.next_down(-1.0, fmt) == -1 - fmt.epsilon
    assert floats.next_up(0.0, fmt) == fmt.smallest and floats.next_up(-0.0, fmt) == fmt.smallest
    beyond = floats.next_up(fmt.largest, fmt)
    assert beyond == (np.inf if fmt.has_infinity else fmt.largest) or np.isnan(beyond)
    if fmt.bits <= 16:
        values = decode(patterns(fmt), fmt)
        assert len(np.unique(values[np.isfinite(values)])) == fmt.num_numbers


@pytest.mark.parametrize("fmt", NARROW, ids=ids)
def test_the_next_number_is_the_next_and_the_spacing_leads_there(fmt):
    numbers = np.unique(decode(patterns(fmt), fmt))
    numbers = numbers[np.isfinite(numbers)]
    assert np.array_equal(floats.next_up(numbers[:-1], fmt), numbers[1:])
    assert np.array_equal(floats.next_down(numbers[1:], fmt), numbers[:-1])
    magnitudes = numbers[numbers >= 0]
    assert np.array_equal(magnitudes[:-1] + floats.spacing(magnitudes[:-1], fmt), magnitudes[1:])


def test_the_counts_that_the_lesson_tells():
    assert (FP16.num_numbers, FP32.num_numbers) == (63_487, 4_278_190_079)
    assert FP8_E4M3.largest == 448 and FP4_E2M1.num_numbers == 15


def test_what_is_too_large_becomes_infinity_else_nan_else_the_largest_and_saturates_if_told_so():
    huge = np.array([1e9, -1e9, np.inf])
    assert floats.rounded(huge, FP16).tolist() == [np.inf, -np.inf, np.inf]
    assert np.isnan(floats.rounded(huge, FP8_E4M3)).all()
    assert floats.rounded(huge, FP4_E2M1).tolist() == [6, -6, 6]
    for fmt in FORMATS[1:]:
        end = fmt.largest
        assert floats.rounded(np.array([1e300, -1e300, np.inf]), fmt, saturate=True).tolist() == [
            end,
            -end,
            end,
        ]


def test_stochastic_rounding_is_right_on_average_and_needs_its_generator():
    rng = np.random.default_rng(3)
    value, low, high = 1.03, 1.0, 1.125
    drawn = floats.rounded(np.full(100_000, value), FP8_E4M3, "stochastic", rng=rng)
    assert set(drawn) == {low, high}
    five_deviations = 5 * (high - low) / 2 / np.sqrt(drawn.size)
    assert abs(drawn.mean() - value) < five_deviations
    tiny = floats.rounded(np.full(200_000, FP8_E4M3.smallest / 2**12), FP8_E4M3, "stochastic", rng=rng)
    expected = tiny.size / 2**12
    assert abs(np.count_nonzero(tiny) - expected) < 5 * np.sqrt(expected)
    with pytest.raises(ValueError, match="rng="):
        encode([1.0], FP16, "stochastic")


@pytest.mark.parametrize(
    ("mistake", "advice"),
    [
        (lambda: encode([1.0], FP16, "sideways"), "toward zero"),
        (lambda: decode([0.5], FP16), "encode makes them"),
        (lambda: decode([70_000], FP16), "from 0 to 2\\^16"),
        (lambda: floats.next_up(0.1, FP16), "round them first"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(mistake, advice):
    with pytest.raises(ValueError, match=advice):
        mistake()
