"""The formats against NumPy, ml_dtypes and the upper bits of float32; descriptions that cannot be."""

import pickle

import ml_dtypes
import numpy as np
import pytest

from course.numerics import floats
from course.numerics.floats import (
    FORMATS,
    FP4_E2M1,
    FP8_E4M3,
    FP16,
    FP32,
    FP64,
    TF32,
    Format,
    decode,
    encode,
)

ids = str


@pytest.mark.parametrize("fmt", FORMATS, ids=ids)
def test_a_format_knows_its_numbers(fmt):
    top = decode(fmt.first_special - 1, fmt)
    assert top == fmt.largest and np.isfinite(top)
    assert np.frexp(top)[1] - 1 == fmt.largest_exponent
    assert decode(1, fmt) == fmt.smallest
    assert decode(2**fmt.fraction_bits, fmt) == fmt.smallest_normal
    assert floats.next_up(1.0, fmt) - 1 == fmt.epsilon == floats.spacing(1.0, fmt)
    if fmt.bits <= 16:
        values = decode(np.arange(2**fmt.bits), fmt)
        assert len(np.unique(values[np.isfinite(values)])) == fmt.num_numbers


@pytest.mark.parametrize(("fmt", "dtype"), [(FP64, np.float64), (FP32, np.float32), (FP16, np.float16)])
def test_numpy_says_the_same_of_its_formats(fmt, dtype):
    limits = np.finfo(dtype)
    assert (fmt.largest, fmt.smallest_normal, fmt.smallest) == (
        limits.max,
        limits.tiny,
        limits.smallest_subnormal,
    )
    assert (fmt.bits, fmt.fraction_bits, fmt.epsilon) == (limits.bits, limits.nmant, limits.eps)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # patterns that signal
def test_every_tf32_is_the_upper_19_bits_of_a_float32():
    codes = np.arange(2**19, dtype=np.uint32)
    expected = (codes << 13).view(np.float32).astype(np.float64)
    values = decode(codes, TF32)
    assert TF32.bits == 19 and np.array_equal(values, expected, equal_nan=True)
    numbers = ~np.isnan(values)
    assert np.array_equal(encode(values[numbers], TF32), codes[numbers])


def test_the_counts_that_the_lesson_tells():
    assert (FP16.num_numbers, FP32.num_numbers) == (63_487, 4_278_190_079)
    assert FP8_E4M3.largest == 448 and FP4_E2M1.num_numbers == 15


OTHERS = [
    (Format("E4M3", 4, 3), ml_dtypes.float8_e4m3),
    (Format("E3M4", 3, 4), ml_dtypes.float8_e3m4),
    (Format("E4M3FNUZ", 4, 3, "none", bias=8), ml_dtypes.float8_e4m3fnuz),
    (Format("E4M3B11FNUZ", 4, 3, "none", bias=11), ml_dtypes.float8_e4m3b11fnuz),
    (Format("E5M2FNUZ", 5, 2, "none", bias=16), ml_dtypes.float8_e5m2fnuz),
]


@pytest.mark.parametrize(("fmt", "known"), OTHERS, ids=ids)
def test_formats_that_nobody_named_and_other_biases_are_described_as_well(fmt, known):
    codes = np.arange(256, dtype=np.uint8)
    codes = codes[(fmt.specials == "ieee") | (codes != fmt.sign_bit)]  # the FNUZ formats have NaN for −0
    values = decode(codes, fmt)
    assert np.array_equal(values, codes.view(known).astype(np.float64), equal_nan=True)
    given = np.linspace(-fmt.largest, fmt.largest, 100_001).astype(np.float32)
    assert np.array_equal(floats.rounded(given, fmt), given.astype(known).astype(np.float64))


def test_a_bias_is_half_the_exponents_range_unless_it_is_given():
    assert [fmt.bias for fmt in FORMATS] == [1023, 127, 127, 15, 127, 15, 7, 3, 1, 1]
    assert Format("FP16", 5, 10, bias=15) == FP16 != Format("FP16", 5, 10, bias=16)


@pytest.mark.parametrize("fmt", FORMATS, ids=ids)
def test_an_equal_format_is_as_good(fmt):
    same = pickle.loads(pickle.dumps(fmt))
    assert same == fmt and decode(encode(-1.5, same), same) == -1.5
    assert floats.next_up(1.0, same) == 1 + fmt.epsilon


@pytest.mark.parametrize(
    ("description", "advice"),
    [
        ((4, 3, "IEEE"), "ieee, one nan, none"),
        ((0, 3), "exponent_bits is an integer from 2 to 11"),
        ((1, 3), "from 2 to 11"),
        ((0, 3, "none"), "from 1 to 11"),
        ((-1, 3), "not -1"),
        ((12, 10), "not 12"),
        ((5.0, 2), "not 5.0"),
        ((5, -1), "fraction_bits is an integer from 1 to 52"),
        ((5, 0), "not 0"),
        ((5, 60), "not 60"),
        ((4, 3, "ieee", 7.5), "bias is an integer"),
        ((4, 3, "ieee", 1024), "another bias"),
        ((4, 3, "ieee", -1010), "another bias"),
        ((11, 52, "none"), "fewer bits"),
    ],
)
def test_a_description_that_cannot_be_is_told_with_what_to_do(description, advice):
    with pytest.raises(ValueError, match=advice):
        Format("X", *description)


@pytest.mark.parametrize("bias", [1023, -1009])
def test_a_format_may_reach_the_ends_of_float64(bias):
    fmt = Format("X", 4, 3, bias=bias)
    codes = np.arange(fmt.first_special)
    assert np.array_equal(encode(decode(codes, fmt), fmt), codes)
