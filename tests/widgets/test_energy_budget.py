"""The budget's Python side: its values are the library's, and zeros save only where they are skipped."""

import json

import pytest
import traitlets

from course.hardware import devices, energy, networks
from course.widgets.energy_budget import CHIP, EnergyBudget, figures

ROUNDING = 1e-12  # relative: the same few products in another order


@pytest.mark.parametrize("network", networks.NETWORKS)
@pytest.mark.parametrize("fmt", energy.FORMATS)
def test_the_joules_are_operations_and_bytes_times_the_tables_picojoules(network, fmt):
    budget = EnergyBudget(network=network, format=fmt)
    costs, bits = networks.costs_of(network), {"FP32": 32, "FP16": 16, "INT8": 8}[fmt]
    per_operation = {"FP32": 3.7 + 0.9, "FP16": 1.1 + 0.9, "INT8": 0.2 + 0.1}[fmt]  # the ISSCC paper's figure
    arithmetic = costs.forward * per_operation
    weights = costs.num_parameters * bits / 64 * 1300
    activations = 2 * energy.num_activations(costs) * bits / 64 * 100
    assert budget.joules == pytest.approx(1e-12 * (arithmetic + weights + activations), rel=ROUNDING)
    assert budget.bytes == costs.num_parameters * bits / 8
    assert budget.shares["weights"] * budget.joules == pytest.approx(1e-12 * weights, rel=ROUNDING)
    assert sum(budget.shares.values()) == pytest.approx(1, rel=ROUNDING)


def test_zeros_save_nothing_until_they_are_skipped():
    dense, blind = EnergyBudget(), EnergyBudget(sparsity=0.9)
    assert (blind.joules, blind.bytes, blind.seconds) == (dense.joules, dense.bytes, dense.seconds)
    skipping = EnergyBudget(sparsity=0.9, skips=True)
    assert skipping.bytes == pytest.approx(0.1 * dense.bytes * (8 + 5) / 8, rel=ROUNDING)
    assert skipping.joules < blind.joules / 4
    assert EnergyBudget(skips=True).joules == dense.joules, "without zeros no index is needed"


def test_weights_on_the_chip_cost_a_thirteenth_and_no_time_to_fetch():
    far, near = (EnergyBudget(network="LeNet-300-100", format="INT8", memory=name) for name in ("DRAM", CHIP))
    ratio = far.shares["weights"] * far.joules / (near.shares["weights"] * near.joules)
    assert ratio == pytest.approx(1300 / 100, rel=ROUNDING)
    assert near.seconds == 2 * 266_200 / (4 * devices.PHONE.operations_per_second) < far.seconds


def test_weights_fit_on_the_chip_in_the_device_or_nowhere():
    small = {"network": "LeNet-300-100", "memory": CHIP}
    assert EnergyBudget(**small).fits and not EnergyBudget(**small, format="FP32").fits
    large = {"network": "language model", "format": "FP32"}
    assert EnergyBudget(**large, device="server").fits and not EnergyBudget(**large).fits
    assert EnergyBudget(**large).describe().endswith("bound by memory, but the weights do not fit there.")


def test_a_charge_is_the_batterys_joules_and_a_plug_has_none():
    phone, server = EnergyBudget(), EnergyBudget(device="server")
    assert phone.passes_per_charge * phone.joules == pytest.approx(15 * 3600, rel=ROUNDING)
    assert server.passes_per_charge is None and server.seconds < phone.seconds


def test_every_figure_of_the_table_has_its_source_and_year():
    table = figures()
    cells = [cell for fmt in table["formats"].values() for cell in (fmt["multiply"], fmt["add"])]
    for cell in [*cells, *table["memories"].values()]:
        assert cell["picojoules"] > 0 and len(cell["source"]) > 20 and 2010 < cell["year"] < 2030
    assert all(device["basis"] for device in table["devices"].values())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"sparsity": 0.96}, "sparsity lies between 0 and 0.95, got 0.96"),
        ({"sparsity": float("nan")}, "sparsity lies between"),
        ({"network": "ResNet"}, "VGG-16"),
        ({"format": "FP8"}, "INT8"),
        ({"memory": "register"}, "1 MiB cache"),
        ({"device": "watch"}, "phone"),
    ],
)
def test_a_wrong_trait_is_a_clear_error_and_changes_nothing(wrong, message):
    budget = EnergyBudget()
    before = budget.state()
    with pytest.raises(traitlets.TraitError, match=message):
        for name, value in wrong.items():
            setattr(budget, name, value)
    assert budget.state() == before
    with pytest.raises(traitlets.TraitError, match=message):
        EnergyBudget(**wrong)


def test_it_says_its_numbers_to_readers_without_a_picture():
    assert EnergyBudget(network="LeNet-300-100", format="FP32").describe() == (
        "One inference of LeNet-300-100 in FP32, weights in DRAM: 0.000175 joules by the model "
        "(arithmetic 0.7%, weights 99.3%, activations 0.0%). It fetches 1.07e+06 bytes of weights; "
        "on the phone it takes at least 2.13e-05 seconds, bound by memory."
    )


def test_its_state_is_json_and_makes_an_equal_one():
    budget = EnergyBudget(network="LeNet-5", sparsity=0.8, skips=True, memory=CHIP, device="laptop")
    state = json.loads(json.dumps(budget.state()))
    state.pop("table")
    assert EnergyBudget(**state).state() == budget.state()
