"""The layer's numbers as it prints them: joules, shares that add up, what a batch saves."""

import pytest

from course.widgets.energy_layer import EnergyLayer


@pytest.mark.parametrize(
    ("picojoules", "text"),
    [
        (None, "·"), (0, "0 pJ"), (0.25, "0.250 pJ"), (3.7, "3.70 pJ"), (999.6, "1.00 nJ"), (1000, "1.00 nJ"),
        (54_200, "54.2 nJ"), (19_134_375, "19.1 µJ"), (1.5e9, "1.50 mJ"), (2e12, "2.00 J"), (3e16, "30.0 kJ"),
        (1e30, "1.00 × 10¹⁵ kJ"), (1e-200, "1.00 × 10⁻²⁰⁰ pJ"),
    ],
)  # fmt: skip
def test_joules_have_three_digits_and_their_unit(functions, picojoules, text):
    assert functions(EnergyLayer._esm, "joulesText", picojoules) == text


def test_what_it_takes_and_should_take_are_printed_apart(functions):
    for energy_of_part, wanted, texts in [
        (153e6, 19.1e6, ["153 µJ", "should be 19.1 µJ"]),
        (211_734, 211_950, ["211.7 nJ", "should be 211.9 nJ"]),
        (5, None, ["5.00 pJ", ""]),
        (None, None, ["no number", ""]),
    ]:
        part = {"energy": energy_of_part, "wanted": wanted}
        assert functions(EnergyLayer._esm, "energyInWords", part) == texts


@pytest.mark.parametrize(
    "shares", [[0.043, 0.0105, 0.944, 0.0025], [1 / 3, 1 / 3, 1 / 3, 0], [0.9999, 0.0001, 0, 0]]
)
def test_printed_shares_add_up(functions, shares):
    texts = functions(EnergyLayer._esm, "layerShares", shares)
    units = [0.0 if text.startswith("<") else float(text.removesuffix(" %")) for text in texts]
    assert sum(units) == pytest.approx(100)
    assert all(abs(unit - 100 * share) < 0.2 for unit, share in zip(units, shares, strict=True))
    assert functions(EnergyLayer._esm, "layerShares", [None] * 4) == ["·"] * 4


@pytest.mark.parametrize(
    ("total", "alone", "batch", "text"),
    [
        (20.0, 154.0, 8, "for one example, 7.7 times less than alone"),
        (1.0, 120.0, 1024, "for one example, 120 times less than alone"),
        (154.0, 154.0, 8, "for one example, as much as alone"),
        (154.0, 154.0, 1, "for one example, alone"),
        (300.0, 150.0, 8, "for one example, 2 times more than alone"),
        (None, 154.0, 8, "for one example"), (0.0, 0.0, 8, "for one example"),
    ],
)  # fmt: skip
def test_what_a_batch_saves_is_said(functions, total, alone, batch, text):
    found = {"total": total, "alone": alone, "batch": batch}
    assert functions(EnergyLayer._esm, "savedInWords", found) == text
