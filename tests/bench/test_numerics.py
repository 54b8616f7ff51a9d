"""`course bench numerics`: the same codes, and figures that follow from the races."""

import pytest

from course.bench import numerics


@pytest.fixture(scope="module")
def result():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numerics, "TURNS", 10)
        return numerics.run(lambda text: None)


def test_the_figures_are_the_promised_ones_and_follow_from_the_times(result):
    assert result.bench == "numerics" and "encode_fp8_vs_ml_dtypes" in result.figures
    assert set(result.inconclusive) <= set(result.figures)
    for name, figure in result.figures.items():
        low, high = result.settings["spread"][name]
        assert low <= figure <= high
        seconds = result.settings["seconds"][name]
        assert figure == pytest.approx(seconds["course"] / seconds["ml_dtypes"])


def test_ours_is_faster(result):
    # Loose, as tests run on busy machines: the bench itself holds the target.
    assert all(figure < 0.8 for figure in result.figures.values())
