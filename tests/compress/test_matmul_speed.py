"""The race of dtypes is of equal answers, and names every rival."""

import numpy as np

from course.compress import matmul_speed


def test_every_dtype_multiplies_the_same_matrices():
    answers = {name: rival().numpy() for name, rival in matmul_speed.rivals(32).items()}
    assert set(answers) == set(matmul_speed.DTYPES)
    for name in answers:
        np.testing.assert_allclose(answers[name], answers["float64"], rtol=matmul_speed.BF16_RELATIVE)
    assert not np.array_equal(answers["bfloat16"], answers["float32"])


def test_the_race_times_all_of_them():
    race = matmul_speed.race_dtypes(32, turns=5)
    assert set(race.timings) == set(matmul_speed.DTYPES)
    assert race.ratio("float32", "float32").value == 1
