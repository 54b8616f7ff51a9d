"""Every rounding against exact fractions, and the one that draws against its odds."""

import runpy
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.numerics import floats
from course.numerics.floats import FORMATS, FP8_E4M3, FP16, decode, encode

exactly = runpy.run_path(str(Path(__file__).parent / "exact.py"))["exactly"]
DIRECTIONS = ("nearest", "toward zero", "up", "down")
MOST_PLACES = 70  # of a format's numbers, at which roundings are looked at


def bits_of(values):
    """Floats as bits, all NaNs alike, so that 0 and −0 differ."""
    values = np.asarray(values, dtype=np.float64)
    return np.where(np.isnan(values), np.nan, values).view(np.int64)


def critical(fmt):
    """Numbers, half-ways and random places, each with its float64 neighbours; what float64 ends with; ±."""
    rng = np.random.default_rng(2)
    subnormals = 2**fmt.fraction_bits
    edges = [range(4), range(subnormals - 3, subnormals + 3), range(fmt.first_special - 4, fmt.first_special)]
    codes = np.append(np.concatenate(edges), rng.integers(0, fmt.first_special, size=MOST_PLACES))
    codes = np.unique(codes[(codes >= 0) & (codes < fmt.first_special)])[:MOST_PLACES].astype(fmt.dtype)
    numbers = decode(codes, fmt)
    gaps = floats.spacing(numbers, fmt)
    places = np.concatenate([numbers, numbers + gaps / 2, numbers + gaps * rng.random(gaps.size)])
    far = [5e-324, 2.0**-1022, np.nextafter(2.0**-1022, 0), 1e300, np.finfo(np.float64).max]
    positive = np.concatenate([places, np.nextafter(places, np.inf), np.nextafter(places, 0), far])
    return np.concatenate([positive, -positive])


@pytest.mark.parametrize("fmt", FORMATS[1:], ids=str)
def test_numbers_half_ways_and_all_beside_them_are_rounded_as_fractions_say(fmt):
    values = critical(fmt)
    for rounding in DIRECTIONS:
        expected = np.array([exactly(value, fmt, rounding) for value in values.tolist()])
        assert np.array_equal(bits_of(floats.rounded(values, fmt, rounding)), bits_of(expected))
        within = np.where(np.isfinite(expected), expected, np.copysign(fmt.largest, values))
        found = floats.rounded(values, fmt, rounding, saturate=True)
        assert np.array_equal(bits_of(found), bits_of(within))


@pytest.mark.parametrize("rounding", DIRECTIONS)
@pytest.mark.parametrize("fmt", FORMATS[1:], ids=str)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_float64_numbers_are_rounded_once_as_fractions_say(fmt, rounding, data):
    near = st.integers(-(2**60), 2**60).map(lambda n: n * 2.0 ** (fmt.smallest_exponent - 55))
    value = data.draw(st.floats(allow_nan=False, allow_infinity=False) | st.floats(-600, 600) | near)
    assert bits_of(floats.rounded(value, fmt, rounding)) == bits_of(exactly(value, fmt, rounding))


def test_the_reference_rounds_cases_worked_by_hand():
    tie = Fraction(17, 16)  # half way from 1 to 9/8
    assert [exactly(tie, FP8_E4M3, rounding) for rounding in DIRECTIONS] == [1, 1, 1.125, 1]
    assert [exactly(-tie, FP8_E4M3, rounding) for rounding in DIRECTIONS] == [-1, -1, -1, -1.125]
    assert [exactly(Fraction(464), FP8_E4M3, rounding) for rounding in DIRECTIONS][:2] == [448, 448]
    assert str(exactly(-1e-9, FP8_E4M3, "up")) == str(exactly(-0.0, FP8_E4M3, "down")) == "-0.0"


@pytest.mark.parametrize("sign", [1, -1])
def test_stochastic_rounding_is_right_on_average(sign):
    rng = np.random.default_rng(3)
    value, low, high = 1.03, 1.0, 1.125
    drawn = sign * floats.rounded(np.full(100_000, sign * value), FP8_E4M3, "stochastic", rng=rng)
    assert set(drawn) == {low, high}
    five_deviations = 5 * (high - low) / 2 / np.sqrt(drawn.size)
    assert abs(drawn.mean() - value) < five_deviations
    tiny = np.full(200_000, sign * FP8_E4M3.smallest / 2**12)
    moved = floats.rounded(tiny, FP8_E4M3, "stochastic", rng=rng)
    assert set(moved) == {0, sign * FP8_E4M3.smallest} and (np.signbit(moved) == (sign < 0)).all()
    expected = tiny.size / 2**12
    assert abs(np.count_nonzero(moved) - expected) < 5 * np.sqrt(expected)


@pytest.mark.parametrize("sign", [1, -1])
def test_stochastic_rounding_overflows_with_the_share_of_the_way(sign):
    end, gap = FP16.largest, floats.spacing(FP16.largest, FP16)
    quarter = np.full(40_000, sign * (end + gap / 4))
    drawn = floats.rounded(quarter, FP16, "stochastic", rng=np.random.default_rng(5))
    assert set(drawn) == {sign * end, sign * np.inf}
    five_deviations = 5 * np.sqrt(drawn.size * 0.25 * 0.75)
    assert abs(np.isinf(drawn).sum() - drawn.size / 4) < five_deviations
    rng = np.random.default_rng(5)
    assert set(floats.rounded(quarter, FP16, "stochastic", saturate=True, rng=rng)) == {sign * end}


@pytest.mark.parametrize("fmt", FORMATS, ids=str)
def test_stochastic_rounding_never_moves_a_number_of_the_format(fmt):
    rng = np.random.default_rng(6)
    codes = np.unique(rng.integers(0, fmt.first_special, size=20_000).astype(fmt.dtype))
    values = decode(codes, fmt)
    for sign in (1, -1):
        assert np.array_equal(encode(sign * values, fmt, "stochastic", rng=rng), encode(sign * values, fmt))


def test_equal_generators_draw_equal_numbers():
    values = np.linspace(-3, 3, 1000)
    once, again, other = (
        encode(values, FP8_E4M3, "stochastic", rng=np.random.default_rng(seed)) for seed in (7, 7, 8)
    )
    assert np.array_equal(once, again) and not np.array_equal(once, other)
