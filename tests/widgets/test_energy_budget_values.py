"""The budget's JavaScript agrees with the library over all choices; what it prints follows from it."""

import itertools
import math
import re

import numpy as np
import pytest

from course.hardware import devices, energy, networks
from course.widgets.energy_budget import CHIP, CHIP_BYTES, MEMORIES, EnergyBudget, costs_of, figures

MANY = """
export const budgetsOf = (table, choices) => choices.map((choice) => budgetOf(table, choice));
export const titleOf = (table, choice) => titleOfBudget(budgetOf(table, choice), table);
export const statusOf = (table, choice) => statusOfBudget(budgetOf(table, choice), table);
export const allDetails = (table, choices) => choices.flatMap((choice) =>
  Object.keys(ROWS).map((row) => detailsOf(row, budgetOf(table, choice), table)));
export const stepsOf = () => DIET.map((step) => stepOfDiet(step));
export const dietOf = () => DIET;
export const quantitiesOf = (values, unit) => values.map((value) => quantity(value, unit));
export const countsOf = (values) => values.map((value) => countText(value));
"""
ROUNDING = 1e-12  # relative: the same few products in another order
HALF_OF_A_TENTH = 0.0501  # per cent: the shares are printed with one decimal or more
NAMES = ("network", "format", "sparsity", "skips", "memory", "device")
CHOICES = [
    dict(zip(NAMES, values, strict=True))
    for values in itertools.product(
        networks.NETWORKS, energy.FORMATS, (0, 0.5, 0.95), (False, True), MEMORIES, devices.DEVICES
    )
]


@pytest.fixture(scope="module")
def call(functions):
    return lambda name, *arguments: functions(EnergyBudget._esm + MANY, name, *arguments)


def test_every_budget_is_the_librarys(call):
    for choice, found in zip(CHOICES, call("budgetsOf", figures(), CHOICES), strict=True):
        device, zeros = devices.DEVICES[choice["device"]], choice["sparsity"] * choice["skips"]
        work = energy.inference(costs_of(choice["network"]), choice["format"], zeros)
        spent = energy.of_work(work, choice["memory"], CHIP)
        budget = devices.budget(work, device, choice["memory"])
        expected = [spent.joules, spent.multiply + spent.add, spent.weights, spent.activations]
        own = [found["joules"], *(found["parts"][name] for name in ("arithmetic", "weights", "activations"))]
        np.testing.assert_allclose(own, expected, rtol=ROUNDING, err_msg=str(choice))
        times = [found["computing"], found["fetching"], found["seconds"], found["bytes"]]
        expected = [*devices.seconds_of(work, device, choice["memory"]), budget.seconds, work.weight_bytes]
        np.testing.assert_allclose(times, expected, rtol=ROUNDING, err_msg=str(choice))
        assert found["bound"] == budget.bound
        assert found["fits"] == (work.weight_bytes <= CHIP_BYTES if choice["memory"] == CHIP else budget.fits)
        assert found["passes"] == (budget.passes_per_charge and pytest.approx(budget.passes_per_charge))


def test_every_budget_is_the_widgets_python_value(call):
    some = CHOICES[::7]
    for choice, found in zip(some, call("budgetsOf", figures(), some), strict=True):
        python = EnergyBudget(**choice)
        values = [found["joules"], found["bytes"], found["seconds"], *found["shares"].values()]
        expected = [python.joules, python.bytes, python.seconds, *python.shares.values()]
        np.testing.assert_allclose(values, expected, rtol=ROUNDING, err_msg=str(choice))
        assert found["fits"] == python.fits


def test_the_way_down_takes_less_at_each_step_but_the_one_without_skipping(call):
    steps = call("dietOf")
    assert call("stepsOf") == list(range(len(steps)))
    joules = [EnergyBudget(network="LeNet-300-100", **step).joules for step in steps]
    falls = [after < before for before, after in itertools.pairwise(joules)]
    assert falls == [True, True, False, True, True] and joules[2] == joules[3]


# ---- What it prints


def value_of(text):
    """The number of a printed quantity or count: "27.8 mJ", "15.5 billion", "266,610"."""
    found = re.match(r"([\d.,]+) ?(trillion|billion|million|[pnµmkMGTP](?=[JBs]))?", text)
    scale = dict(zip("pnµmkMGTP", (-12, -9, -6, -3, 3, 6, 9, 12, 15), strict=True))
    scale |= {"million": 6, "billion": 9, "trillion": 12, None: 0}
    return float(found[1].replace(",", "")) * 10.0 ** scale[found[2]]


def half_of_the_third_digit(value):
    """The most by which rounding to three digits moves a number, and a hair for binary."""
    return 0.5000001 * 10.0 ** (math.floor(math.log10(value)) - 2)


def test_every_detail_comes_out_as_printed_and_names_its_source(call):
    some = CHOICES[::5]
    moved = arithmetic = charges = 0
    for text, source in call("allDetails", figures(), some):
        assert len(source) > 10 and not re.search("undefined|NaN|null", text + source), text
        if bytes_moved := re.search(r"([\d.,]+ \w?B) × ([\d.]+) pJ for each byte = (.+)", text):
            product = value_of(bytes_moved[1]) * float(bytes_moved[2]) * 1e-12
            printed = value_of(bytes_moved[3])
            assert abs(product - printed) <= half_of_the_third_digit(printed), text
            moved += 1
        elif sums := re.match(r"(.+) multiply-adds × \(([\d.]+) pJ.+ \+ ([\d.]+) pJ.+= (.+)", text):
            product = value_of(sums[1]) * (float(sums[2]) + float(sums[3])) * 1e-12
            printed = value_of(sums[4])
            assert abs(product - printed) <= half_of_the_third_digit(printed), text
            arithmetic += 1
        elif charge := re.match(r"15 Wh × 3,600 J ÷ (.+ \w?J) = (.+) (?:inference|token)s", text):
            printed = value_of(charge[2])
            assert abs(54_000 / value_of(charge[1]) - printed) <= half_of_the_third_digit(printed), text
            charges += 1
    assert (moved, arithmetic) == (2 * len(some), len(some))
    assert charges == sum(choice["device"] == "phone" for choice in some)


def test_activations_that_outgrow_the_chip_are_said_to_cost_more(call):
    for network, grows in [("LeNet-300-100", False), ("VGG-16", True)]:
        details = call("allDetails", figures(), [FIRST | {"network": network, "device": "phone"}])
        said = [text for text, _ in details if "activation is written" in text]
        assert [
            text.endswith("28.6 MB: those that do not fit there cost 13 times as much") for text in said
        ] == [grows]


def test_quantities_and_counts_are_printed_as_people_read_them(call):
    printed = {
        0.02784: "27.8 mJ",
        0.9996: "1 J",
        4.218: "4.22 J",
        7.16e-4: "716 µJ",
        999.9e-9: "1 µJ",
        0: "0 J",
    }
    printed |= {1.5e-9: "1.5 nJ", 2.1e-7: "210 nJ"}
    found = call("quantitiesOf", list(printed), "J")
    for text, expected in zip(found, printed.values(), strict=True):
        assert text == expected or (value_of(text), text[-2:]) == (value_of(expected), expected[-2:])
    counts = {266_610: "266,610", 15_470_264_320: "15.5 billion", 138_357_544: "138 million"}
    assert call("countsOf", list(counts)) == list(counts.values())


def test_printed_shares_add_up_to_100(call):
    rng = np.random.default_rng(0)
    for shares in rng.dirichlet([0.3, 0.3, 0.3], 60).tolist():
        printed = [0.0 if "<" in text else float(text.strip(" %")) for text in call("sharesText", shares)]
        assert sum(printed) == pytest.approx(100, abs=1e-9)
        np.testing.assert_allclose(printed, 100 * np.array(shares), atol=HALF_OF_A_TENTH)
    assert call("sharesText", [0.007, 0.99295, 0.00005]) == ["0.7 %", "99.3 %", "< 0.1 %"]


FIRST = {"network": "VGG-16", "format": "INT8", "sparsity": 0, "skips": False, "memory": "DRAM"}
TITLES = {
    (): "Fetching the weights takes 81 % of the energy",
    (("network", "LeNet-300-100"), ("format", "FP32")): "Fetching the weights takes 99 % of the energy",
    (("sparsity", 0.9),): "Zeros that are not skipped save nothing: still 27.8 mJ",
    (("memory", CHIP),): "The weights do not fit on the chip: 138 MB, 132 times 1 MiB",
    (
        ("network", "language model"),
        ("format", "FP32"),
    ): "The weights do not fit: 25.8 GB into the phone’s 8 GB",
    (("network", "LeNet-5"), ("memory", CHIP)): "Fetching the weights takes 82 % of the energy",
    (
        ("network", "LeNet-5"),
        ("format", "FP16"),
        ("memory", CHIP),
    ): "Fetching the weights takes 66 % of the energy",
}


@pytest.mark.parametrize(("change", "title"), TITLES.items())
def test_the_title_is_the_finding_of_the_state(call, change, title):
    choice = FIRST | dict(change) | {"device": "phone"}
    assert call("titleOf", figures(), choice) == title
    assert call("statusOf", figures(), choice).startswith(title)


def test_a_title_never_says_that_too_much_fits(call):
    for choice in CHOICES[::11]:
        title, python = call("titleOf", figures(), choice), EnergyBudget(**choice)
        assert python.fits == (not title.startswith("The weights do not fit")), choice
