"""The race of dtypes is of equal answers, and names every rival."""

import numpy as np
import torch

from course.compress import matmul_speed
from course.compress.matmul_speed import DTYPES, FP8, TF32


def test_every_dtype_multiplies_the_same_matrices():
    answers = {name: rival().numpy() for name, rival in matmul_speed.rivals(32).items()}
    assert set(answers) == set(DTYPES)
    for name in answers:
        np.testing.assert_allclose(answers[name], answers["float64"], rtol=matmul_speed.BF16_RELATIVE)
    assert not np.array_equal(answers["bfloat16"], answers["float32"])


def test_what_tensor_cores_have_besides_multiplies_them_too():
    answers = {name: rival() for name, rival in matmul_speed.rivals(64, dtypes=(*DTYPES, TF32, FP8)).items()}
    np.testing.assert_allclose(answers[FP8], answers["float64"], rtol=matmul_speed.FP8_RELATIVE)
    np.testing.assert_allclose(answers[TF32], answers["float64"], rtol=matmul_speed.BF16_RELATIVE)
    assert not np.allclose(answers[FP8], answers["float64"], rtol=matmul_speed.BF16_RELATIVE / 8)


def test_fp8_is_torchs_rounding_of_each_factor():
    generator = torch.Generator().manual_seed(0)
    left, right = (torch.rand(32, 32, generator=generator) for _ in range(2))
    short = [factor.to(torch.float8_e4m3fn).double() for factor in (left, right)]
    found = matmul_speed.product_in(FP8, left, right)().double()
    np.testing.assert_allclose(found, short[0] @ short[1], rtol=2.0**-8)  # the sum is rounded to BF16


def test_tf32_is_allowed_in_the_block_only():
    before = torch.get_float32_matmul_precision()
    with matmul_speed.tf32_allowed():
        assert torch.get_float32_matmul_precision() == "high"
    with matmul_speed.tf32_allowed(False):
        assert torch.get_float32_matmul_precision() == "highest"
    assert torch.get_float32_matmul_precision() == before


def test_the_race_times_all_of_them():
    race = matmul_speed.race_dtypes(32, dtypes=(*matmul_speed.dtypes_of("cpu"), FP8), turns=5)
    assert set(race.timings) == {*DTYPES, FP8}
    assert race.ratio("float32", "float32").value == 1
