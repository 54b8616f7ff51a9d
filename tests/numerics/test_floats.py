"""Every bit pattern, many float32 numbers and all half-ways against NumPy and ml_dtypes."""

import ml_dtypes
import numpy as np
import pytest

from course.numerics import floats
from course.numerics.floats import FORMATS, FP4_E2M1, FP8_E4M3, FP16, FP32, FP64, Format, decode, encode

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
    many = np.resize(values.astype(np.float32), max(values.size, floats.MANY))  # so many have a table
    known_codes = np.resize(codes, many.size)
    assert np.array_equal(encode(many, fmt)[~np.isnan(many)], known_codes[~np.isnan(many)])


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


def test_a_float64_is_not_rounded_twice():
    value = (
        1 + 2.0**-11 + 2.0**-40
    )  # above half way from 1 to the next FP16, but half way itself as a float32
    assert floats.rounded(value, FP16) == 1 + FP16.epsilon
    assert floats.rounded(np.float32(value), FP16) == 1


@pytest.mark.parametrize("fmt", NARROW, ids=ids)
def test_the_next_number_is_the_next_and_the_spacing_leads_there(fmt):
    numbers = np.unique(decode(patterns(fmt), fmt))
    numbers = numbers[np.isfinite(numbers)]
    assert np.array_equal(floats.next_up(numbers[:-1], fmt), numbers[1:])
    assert np.array_equal(floats.next_down(numbers[1:], fmt), numbers[:-1])
    magnitudes = numbers[numbers >= 0]
    assert np.array_equal(magnitudes[:-1] + floats.spacing(magnitudes[:-1], fmt), magnitudes[1:])


@pytest.mark.parametrize("fmt", FORMATS, ids=ids)
def test_past_the_ends_and_at_zero_the_next_is_as_ieee_754_has_it(fmt):
    after = np.inf if fmt.has_infinity else np.nan if fmt.has_nan else fmt.largest
    given = [0.0, -0.0, -fmt.smallest, fmt.largest, -fmt.largest]
    expected = [fmt.smallest, fmt.smallest, -0.0, after, floats.next_down(fmt.largest, fmt) * -1]
    if fmt.has_infinity:
        given, expected = [*given, np.inf, -np.inf], [*expected, np.inf, -fmt.largest]
    if fmt.has_nan:
        given, expected = [*given, np.nan], [*expected, np.nan]
    given, expected = np.array(given), np.array(expected)
    assert same_floats(floats.next_up(given, fmt), expected)
    assert same_floats(floats.next_down(-given, fmt), -expected)


def test_the_spacing_is_numpys_and_what_is_not_finite_has_none():
    values = np.array([0.0, 1.0, 1.9, 40_000.0, 6e-8, np.nan, np.inf]).astype(np.float16)
    with np.errstate(invalid="ignore"):
        assert np.array_equal(floats.spacing(values, FP16), np.spacing(values), equal_nan=True)
    assert np.isnan(floats.spacing(-np.inf, FP8_E4M3))
    assert floats.spacing(1e9, FP8_E4M3) == 2.0 ** (29 - 3)


NAN_CODES = [0x7FF8 << 48, 0x7FC00000, 0x7FC00000 >> 13, 0x7E00, 0x7FC0, 0x7E, 0x7F, 0x20, 0x20, 0x8]


@pytest.mark.parametrize(("fmt", "code"), list(zip(FORMATS, NAN_CODES, strict=True)), ids=str)
def test_every_nan_becomes_the_quiet_one_and_minus_zero_where_there_is_none(fmt, code):
    nans = np.array([0x7FC00000, 0xFFC00000, 0x7F800001, 0xFFFFFFFF], dtype=np.uint32).view(np.float32)
    with np.errstate(invalid="ignore"):  # one signals
        doubles = nans.astype(np.float64)
    for values in (nans, np.resize(nans, floats.MANY), doubles):
        assert set(encode(values, fmt).tolist()) == {code}


def test_what_is_too_large_becomes_infinity_else_nan_else_the_largest():
    huge = np.array([1e9, -1e9, np.inf])
    assert floats.rounded(huge, FP16).tolist() == [np.inf, -np.inf, np.inf]
    assert np.isnan(floats.rounded(huge, FP8_E4M3)).all()
    assert floats.rounded(huge, FP4_E2M1).tolist() == [6, -6, 6]


@pytest.mark.parametrize("rounding", ["nearest", "toward zero", "up", "down"])
@pytest.mark.parametrize("fmt", FORMATS, ids=ids)
def test_what_is_too_large_is_the_largest_if_told_so(fmt, rounding):
    huge = np.array([FP64.largest, np.inf])
    found = floats.rounded(np.append(huge, -huge), fmt, rounding, saturate=True)
    assert found.tolist() == [fmt.largest] * 2 + [-fmt.largest] * 2
    assert np.isnan(floats.rounded(np.nan, fmt, rounding, saturate=True)) == fmt.has_nan


SIX_DIGITS = Format("E1M6", 1, 6, "none")
FAR_BELOW = Format("E4M3", 4, 3, bias=140)


@pytest.mark.parametrize("fmt", [SIX_DIGITS, FAR_BELOW, Format("E2M5", 2, 5), Format("E6M1", 6, 1)], ids=ids)
def test_many_numbers_are_rounded_as_few_are(fmt):
    rng = np.random.default_rng(4)
    values = rng.normal(size=floats.MANY) * 2.0 ** rng.integers(
        fmt.smallest_exponent - 8, fmt.largest_exponent + 2, size=floats.MANY
    )
    values = np.append(values, 2 + 2.0**-5 + 2.0**-8).astype(np.float32)
    assert np.array_equal(encode(values, fmt), encode(values.astype(np.float64), fmt))


@pytest.mark.parametrize("fmt", FORMATS, ids=ids)
def test_a_number_gives_a_number_and_an_array_one_of_its_shape(fmt):
    code = encode(1.0, fmt)
    scalars = (
        code,
        *(f(1.0, fmt) for f in (floats.rounded, floats.next_up, floats.next_down, floats.spacing)),
    )
    assert code.dtype == fmt.dtype and all(np.isscalar(scalar) for scalar in (*scalars, decode(code, fmt)))
    for shape in ((0,), (2, 0), (3, 1), (1,)):
        codes = encode(np.ones(shape), fmt)
        assert codes.dtype == fmt.dtype and codes.shape == decode(codes, fmt).shape == shape
    assert decode([], fmt).shape == (0,)


@pytest.mark.parametrize(
    ("mistake", "advice"),
    [
        (lambda: encode([1.0], FP16, "sideways"), "toward zero"),
        (lambda: encode([1.0], FP64, "sideways"), "toward zero"),
        (lambda: encode([1.0], FP64, "stochastic"), "rng="),
        (lambda: encode([1.0], FP16, "stochastic", rng=0), "rng="),
        (lambda: decode([0.5], FP16), "encode makes them"),
        (lambda: decode([-1], FP16), "from 0 to 2\\^16"),
        (lambda: decode([-1], FP64), "from 0 to 2\\^64"),
        (lambda: decode([70_000], FP16), "from 0 to 2\\^16"),
        (lambda: floats.next_up(0.1, FP16), "round them first"),
        (lambda: floats.next_down(np.nan, FP4_E2M1), "round them first"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(mistake, advice):
    with pytest.raises(ValueError, match=advice):
        mistake()
