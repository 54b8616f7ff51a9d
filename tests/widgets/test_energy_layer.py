"""The layer's Python side: what is wrong with a student's function is said, and the traits are checked."""

import json
import math
import runpy
from pathlib import Path

import numpy as np
import pytest
import traitlets

from course.hardware import energy
from course.widgets.energy_layer import EnergyLayer
from course.widgets.energy_layer_laws import BATCHES, PARTS

right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["layer_energy"]


def returns(value):
    return lambda *_: value


def with_part(part, value):
    return lambda *arguments: right(*arguments) | {part: value}


def mistaken(error):
    def layer_energy(*_):
        raise error

    return layer_energy


class Spiteful:
    def __array__(self, *_, **__):
        raise RuntimeError("no array")


class Hashless(dict):
    def __contains__(self, key):
        raise KeyError("<b>none</b>")


SAYS = [
    (mistaken(NotImplementedError()), "your layer_energy raises NotImplementedError: write it and run this"),
    (mistaken(ValueError("two\n  lines\u202e")), "your layer_energy raises ValueError: two lines"),
    (mistaken(ValueError("long " * 10_000)), "your layer_energy raises ValueError: long long"),
    (5, "your layer_energy raises TypeError: 'int' object is not callable"),
    (lambda num_in: num_in, "your layer_energy raises TypeError: "),
    (returns(None), "your layer_energy returns None, it needs a dict of four energies"),
    (returns((1.0, 2.0, 3.0, 4.0)), "your layer_energy returns tuple, it needs a dict of four energies"),
    (returns({}), "your dict has no “multiply”"),
    (returns(Hashless()), "your layer_energy raises KeyError: '<b>none</b>'"),
    (lambda *a: right(*a) | {"bias": 1.0}, "your dict has “bias” too, it needs four keys"),
    (lambda *a: right(*a) | {"x" * 10**6: 1.0}, "your dict has “xxx"),
    (lambda *a: right(*a) | {7: 1.0}, "your dict has a key of type int too, it needs four keys"),
    (with_part("add", None), "your “add” is None, it needs a number of picojoules"),
    (with_part("add", "9" * 10**6), "your “add” is str, it needs a number of picojoules"),
    (with_part("add", True), "your “add” is bool, it needs a number of picojoules"),
    (with_part("add", 1j), "your “add” is complex, it needs a number of picojoules"),
    (with_part("add", 10**400), "your “add” is int, it needs a number of picojoules"),
    (with_part("add", [1.0, 2.0]), "your “add” has shape (2,), it needs one number of picojoules"),
    (with_part("add", np.ones((1, 1))), "your “add” has shape (1, 1), it needs one number of picojoules"),
    (with_part("weights", math.nan), "your “weights” is nan, it needs a finite number"),
    (with_part("weights", math.inf), "your “weights” is inf, it needs a finite number"),
    (with_part("weights", -3.0), "your “weights” is negative, −3 pJ"),
    (with_part("weights", 1e300), "your “weights” is 1e+300 pJ, out of all bounds"),
    (with_part("weights", Spiteful()), "your layer_energy raises RuntimeError: no array"),
]


@pytest.mark.parametrize(("wrong", "says"), SAYS)
def test_what_is_wrong_with_an_answer_is_one_short_sentence(wrong, says):
    layer = EnergyLayer(wrong)
    assert layer.problem.startswith(says) and "\n" not in layer.problem and len(layer.problem) < 300
    assert layer.agrees is False and layer.broken[0] == layer.problem
    assert f"{layer.problem[:1].upper()}{layer.problem[1:]}." in layer.describe()
    assert layer.per_example.keys() == layer.shares.keys() == set(PARTS)
    json.dumps(layer.state(), allow_nan=False)
    assert layer.to_html().encode()


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_who_stops_a_slow_function_stops_it(stop):
    with pytest.raises(stop):
        EnergyLayer(mistaken(stop()))


def test_a_problem_with_one_call_names_its_place_and_leaves_the_others_alone():
    def only_some(num_in, num_out, batch, bits, prices):
        if (batch, bits) == (64, 16):
            raise ValueError("not these")
        return right(num_in, num_out, batch, bits, prices)

    layer = EnergyLayer(only_some)
    assert layer.problem == "your layer_energy raises ValueError: not these, at a batch of 64 in FP16"
    assert (layer.format, layer.batch, layer.faults) == ("FP16", 64, [])
    assert layer.per_example == layer.shares == dict.fromkeys(PARTS)
    layer.batch = 32
    assert sum(layer.shares.values()) == pytest.approx(1)

    def small_fails(num_in, *arguments):
        return right(num_in, *arguments) if num_in > 2 else {}

    assert EnergyLayer(small_fails).problem == "your dict has no “multiply”, for 2 inputs and 3 outputs"


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.array])
def test_every_kind_of_real_number_is_taken(kind):
    layer = EnergyLayer(lambda *arguments: {part: kind(value) for part, value in right(*arguments).items()})
    assert layer.agrees
    json.dumps(layer.state(), allow_nan=False)


def test_it_is_called_for_every_format_and_batch_with_prices_of_its_own():
    calls = []

    def spoils(num_in, num_out, batch, bits, prices):
        calls.append((num_in, num_out, batch, bits, dict(prices)))
        found = right(num_in, num_out, batch, bits, prices)
        prices.clear()
        return found

    assert EnergyLayer(spoils).agrees
    large = [call for call in calls if call[0] == 784]
    assert [call[1:4] for call in large] == [(300, batch, bits) for bits in (32, 16, 8) for batch in BATCHES]
    figures = {32: (3.7, 0.9), 16: (1.1, 0.9), 8: (0.2, 0.1)}  # the ISSCC paper's, sums in FP32 and INT32
    for *_, bits, prices in large:
        multiply, add = figures[bits]
        assert prices == {"multiply": multiply, "add": add, "DRAM": 1300.0, "cache": 100.0}
    assert {call[:4] for call in calls if call[0] != 784} == {(2, 3, 1, 32)}


# ---- Traits


def test_it_begins_where_it_goes_wrong_unless_told_where():
    def place(layer_energy, **traits):
        layer = EnergyLayer(layer_energy, **traits)
        return layer.format, layer.batch

    def without_bits(num_in, num_out, batch, bits, prices):
        return right(num_in, num_out, batch, 32, prices)

    def late(num_in, num_out, batch, bits, prices):
        found = right(num_in, num_out, batch, bits, prices)
        return found | {"weights": found["weights"] * (2 if batch > 100 else 1)}

    assert place(right) == place(None) == ("FP32", 8)
    assert place(without_bits) == ("FP16", 8)
    assert place(late) == ("FP32", 128)
    assert place(late, batch=2) == ("FP32", 2)
    assert place(without_bits, format="FP32", batch=1) == ("FP32", 1)


@pytest.mark.parametrize("batch", [0, 3, 2048, -8])
def test_a_batch_that_is_not_drawn_is_a_clear_error(batch):
    with pytest.raises(traitlets.TraitError, match=rf"batch is one of 1, 2, 4, .*1024, got {batch}"):
        EnergyLayer(batch=batch)


def test_an_unknown_format_or_name_is_a_clear_error_and_what_was_found_stays():
    with pytest.raises(traitlets.TraitError, match="FP32"):
        EnergyLayer(format="FP8")
    with pytest.raises(TypeError, match="knows no energies; it takes batch, format, layer_energy"):
        EnergyLayer(energies={})
    with pytest.raises(traitlets.TraitError, match="read-only"):
        EnergyLayer().faults = []


def test_the_value_follows_format_and_batch():
    layer = EnergyLayer(right, batch=4, format="INT8")
    whole = right(784, 300, 4, 8, {"multiply": 0.2, "add": 0.1, "DRAM": 1300.0, "cache": 100.0})
    assert layer.per_example == pytest.approx({part: value / 4 for part, value in whole.items()})
    assert layer.shares == pytest.approx({part: whole[part] / sum(whole.values()) for part in whole})
    layer.format = "FP32"
    assert layer.per_example["multiply"] == pytest.approx(
        784 * 300 * energy.look_up("multiply", "FP32").picojoules
    )


def test_what_the_reader_does_reaches_the_model_and_back(bench_page):
    page = bench_page.page
    page.set_content(f"<style>{EnergyLayer._css}</style><main></main>")
    page.add_script_tag(
        type="module",
        content=f"""{EnergyLayer._esm}
        window.model = modelOf({json.dumps(EnergyLayer().state())});
        window.end = render({{ model, el: document.querySelector("main") }});""",
    )
    page.wait_for_selector(".energy-layer .lines")
    page.locator(".energy-layer").press("ArrowRight")
    page.locator(".energy-layer").press("ArrowDown")
    assert page.evaluate("[model.get('batch'), model.get('format')].join()") == "16,FP16"
    page.evaluate("model.set('batch', 512)")
    assert page.locator(".card > .label").text_content() == "A batch of 512 in FP16"
    page.evaluate("end(); model.set('batch', 1)")
    assert page.locator(".card > .label").text_content() == "A batch of 512 in FP16"
