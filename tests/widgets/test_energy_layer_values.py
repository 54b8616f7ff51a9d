"""The layer's numbers: what is lawful, which law a mistake breaks, the same in Python and JavaScript."""

import math
import runpy
from pathlib import Path

import pytest

from course.hardware import energy
from course.widgets.energy_layer import EnergyLayer
from course.widgets.energy_layer_laws import ALLOWED, BATCHES, PARTS

FORMATS = energy.FORMATS
SUM = 1e-12  # relative: the same few numbers added up in another order
right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["layer_energy"]


def changed(part, change):
    """The right function but for one part: change takes the arguments and the right value."""
    return lambda *arguments: right(*arguments) | {part: change(*arguments, value=right(*arguments)[part])}


def in_bits(num_in, num_out, batch, bits, prices):
    return {part: value * 64 for part, value in right(num_in, num_out, batch, bits, prices).items()}


def swapped(num_in, num_out, batch, bits, prices):
    return right(num_in, num_out, batch, bits, prices | {"DRAM": prices["cache"], "cache": prices["DRAM"]})


def all_in_fp32(num_in, num_out, batch, bits, prices):
    return right(num_in, num_out, batch, 32, prices)


WITH_DRAM_OF_ITS_OWN = changed("weights", lambda i, o, b, bits, prices, value: value / prices["DRAM"] * 1300)
MISTAKES = {  # what it does: (the function, {(law, part)} that it breaks)
    "fetches the weights for every example": (None, {("batch", "weights")}),
    "counts one example": (
        changed("activations", lambda i, o, b, bits, p, value: value / b), {("batch", "activations")}),
    "multiplies for one example": (
        changed("multiply", lambda i, o, b, bits, p, value: value / b), {("batch", "multiply")}),
    "adds the bias once a batch": (
        changed("add", lambda i, o, b, bits, p, value: (i * o * b + o) * p["add"]), {("batch", "add")}),
    "forgets the bits": (all_in_fp32, {("format", "weights"), ("format", "activations")}),
    "multiplies by the bits": (
        changed("multiply", lambda i, o, b, bits, p, value: value * bits / 32), {("format", "multiply")}),
    "adds at the price of a product": (
        changed("add", lambda i, o, b, bits, p, value: value / p["add"] * p["multiply"]),
        {("format", "add"), ("price", "add"), ("count", "add")}),
    "has its own price of DRAM": (WITH_DRAM_OF_ITS_OWN, {("price", "weights")}),
    "swaps the memories": (
        swapped, {(law, part) for law in ("price", "count") for part in ("weights", "activations")}),
    "forgets the biases": (
        changed("weights", lambda i, o, b, bits, p, value: i * o * bits / 64 * p["DRAM"]),
        {("count", "weights")}),
    "adds no bias": (
        changed("add", lambda i, o, b, bits, p, value: i * o * b * p["add"]), {("count", "add")}),
    "a bias for each input": (
        changed("add", lambda i, o, b, bits, p, value: (i * o + i) * b * p["add"]), {("count", "add")}),
    "writes no outputs": (
        changed("activations", lambda i, o, b, bits, p, value: i * b * bits / 64 * p["cache"]),
        {("count", "activations")}),
    "forgets that a price is for 64 bits": (in_bits, {("count", part) for part in PARTS}),
    "costs nothing": (lambda *_: dict.fromkeys(PARTS, 0), {("count", part) for part in PARTS}),
}  # fmt: skip
CASES = {name: function for name, (function, _) in MISTAKES.items()} | {
    "right": right,
    "gaps": lambda *a: right(*a) | ({"weights": math.nan} if a[2] in (1, 64) else {}),
    "nothing": lambda *_: None,
    "pays from two examples on": changed("add", lambda i, o, b, bits, p, value: value if b > 1 else 0),
    "misses a batch": changed(
        "weights",
        lambda i, o, b, bits, p, value: math.nan if b == 8 else value if b < 8 else value * b / 4,
    ),
}
every_case = pytest.mark.parametrize("case", CASES)


# ---- What is found


def test_the_right_function_finds_the_librarys_energy_and_adds_the_bias():
    layer = EnergyLayer(right)
    assert layer.agrees and layer.broken == [] and layer.problem == ""
    assert all(asked is None for parts in layer.lawful.values() for row in parts.values() for asked in row)
    num_in, num_out = 784, 300
    for layer.format in FORMATS:
        size = energy.bits_of(layer.format) / 8
        for layer.batch in BATCHES:
            work = energy.Work(
                fmt=layer.format,
                multiply_adds=num_in * num_out * layer.batch,
                weight_bytes=(num_in + 1) * num_out * size,
                activation_bytes=(num_in + num_out) * layer.batch * size,
                stored_bytes=0,
            )
            found = energy.of_work(work, "DRAM", "1 MiB cache").parts
            found["add"] *= (num_in + 1) / num_in  # the library leaves the addition of the bias out
            expected = {part: joules / energy.PICOJOULE / layer.batch for part, joules in found.items()}
            assert layer.per_example == pytest.approx(expected, rel=SUM)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_breaks_the_laws_that_it_should_and_no_other(name):
    function, laws = MISTAKES[name]
    layer = EnergyLayer(function)
    assert {(fault["law"], fault["part"]) for fault in layer.faults} == laws
    assert len(layer.broken) == len(laws) and layer.problem == "" and not layer.agrees
    for fault in layer.faults:
        assert f"your “{fault['part']}” " in fault["says"] and set(fault["formats"]) <= set(FORMATS)


SENTENCES = {
    "fetches the weights for every example": (
        "For one example, your “weights” take as much in a batch of 2 as alone: they should take half as "
        "much, since a batch fetches them once"),
    "counts one example": (
        "For one example, your “activations” take half as much in a batch of 2 as alone: they should take "
        "the same, since each example moves its own"),
    "multiplies for one example": (
        "For one example, your “multiply” takes half as much in a batch of 2 as alone: it should take the "
        "same, since each example is computed"),
    "pays from two examples on": (
        "For one example, your “add” takes more in a batch of 2 than alone: it should take the same, since "
        "each example is computed"),
    "misses a batch": (
        "For one example, your “weights” take as much in a batch of 16 as in one of 4: they should take 0.25 "
        "times as much, since a batch fetches them once"),
    "adds the bias once a batch": (
        "For one example, your “add” takes 0.999 times as much in a batch of 2 as alone: it should take the "
        "same, since each example is computed"),
    "forgets the bits": (
        "In FP16 your “weights” take 100 % of what they take in FP32: by their bits they should take 50 %"),
    "multiplies by the bits": (
        "In FP16 your “multiply” takes 14.9 % of what it takes in FP32: by its price it should take 29.7 %"),
    "has its own price of DRAM": (
        "At twice the price of “DRAM”, your “weights” take the same: they should take twice as much"),
    "writes no outputs": (
        "With 2 inputs, 3 outputs and one example, your “activations” pay for 2 inputs and outputs: "
        "by hand it is 5"),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_a_broken_law_is_a_sentence_in_numbers(name):
    assert EnergyLayer(CASES[name]).faults[0]["says"] == SENTENCES[name]


@pytest.mark.parametrize(("factor", "is_broken"), [(1 + 0.5 * ALLOWED, False), (1 + 2 * ALLOWED, True)])
def test_a_law_is_broken_by_more_than_rounding(factor, is_broken):
    off = changed("weights", lambda i, o, b, bits, p, value: value * (factor if b == 16 else 1))
    layer = EnergyLayer(off)
    assert bool(layer.faults) == is_broken
    marked = [batch for batch, asked in zip(BATCHES, layer.lawful["FP16"]["weights"], strict=True) if asked]
    assert marked == ([16] if is_broken else [])
    if is_broken:
        assert layer.batch == 16 and "in a batch of 16 as in one of 8" in layer.broken[0]
        assert "0.50001 times as much in a batch of 16" in layer.broken[0]


@pytest.mark.parametrize("name", ["fetches the weights for every example", "forgets the bits"])
def test_what_the_laws_ask_for_is_what_the_right_function_finds(name):
    """Both mistakes are right for one example in FP32, from which the laws go on."""
    layer, good = EnergyLayer(CASES[name]), EnergyLayer(right)
    off = 0
    for fmt in FORMATS:
        for part in PARTS:
            rows = zip(
                layer.energies[fmt][part], layer.lawful[fmt][part], good.energies[fmt][part], strict=True
            )
            for value, asked, wanted in rows:
                assert (value if asked is None else asked) == pytest.approx(wanted, rel=SUM)
                off += asked is not None
    assert off == {"fetches the weights for every example": 30, "forgets the bits": 44}[name]


def test_a_gap_at_the_first_batch_lets_the_laws_go_on_from_the_next():
    layer = EnergyLayer(CASES["gaps"])
    assert layer.faults == [] and layer.energies["FP32"]["weights"][0] is None
    assert layer.problem == "your “weights” is nan, it needs a finite number, at a batch of 1 in FP32"


# ---- The same in the browser


@every_case
def test_javascript_finds_the_same_energies_and_shares(functions, case):
    layer = EnergyLayer(CASES[case])
    for layer.format in FORMATS:
        for layer.batch in (1, 8, 64, 1024):
            found = functions(layer._esm, "layerFound", layer.state(), layer.format, layer.batch)
            names, at = [part["name"] for part in found["parts"]], BATCHES.index(layer.batch)
            assert names == list(PARTS)
            for part in found["parts"]:
                name = part["name"]
                assert part["energy"] == layer.per_example[name]
                assert part["share"] == (
                    None if layer.shares[name] is None else pytest.approx(layer.shares[name], rel=SUM)
                )
                asked = layer.lawful[layer.format][name][at]
                assert part["wanted"] == (None if asked is None else asked / layer.batch)
                assert part["isWrong"] == any(
                    fault["part"] == name and layer.format in fault["formats"] for fault in layer.faults
                )
            parts = layer.per_example.values()
            assert found["total"] == (None if None in parts else pytest.approx(sum(parts), rel=SUM))


@every_case
def test_every_energy_has_a_place_on_the_axis(functions, case):
    layer = EnergyLayer(CASES[case])
    lowest, highest = functions(layer._esm, "decadesOf", layer.state())
    per_example = [
        value / batch
        for table in (layer.energies, layer.lawful)
        for parts in table.values()
        for row in parts.values()
        for batch, value in zip(BATCHES, row, strict=True)
        if value
    ]
    assert 2 <= highest - lowest <= 8
    assert all(10.0**lowest <= value <= 10.0**highest for value in per_example)


def test_what_is_far_below_the_others_stands_on_the_floor(functions):
    layer = EnergyLayer(changed("add", lambda i, o, b, bits, p, value: 1e-200 * b))
    assert functions(layer._esm, "decadesOf", layer.state()) == [1, 9]


# ---- In words


TITLES = [
    ("right", "FP32", 1, "Alone, an example is dear: the weights take 99 % of its energy"),
    ("right", "FP32", 8, "At a batch of 8, the weights take 94 % of each example’s energy"),
    ("right", "FP32", 1024, "At a batch of 1,024, the arithmetic takes 84 % of each example’s energy"),
    ("right", "INT8", 512, "At a batch of 512, the weights take 47 % of each example’s energy"),
    ("fetches the weights for every example", "FP32", 64, SENTENCES["fetches the weights for every example"]),
    ("nothing", "FP32", 8, "Your layer_energy returns None, it needs a dict of four energies"),
]


@pytest.mark.parametrize(("case", "fmt", "batch", "title"), TITLES)
def test_the_title_says_what_the_state_allows(functions, case, fmt, batch, title):
    source = EnergyLayer._esm + (
        "export const title = (s, format, batch) => titleOfLayer(layerFound(s, format, batch));"
    )
    assert functions(source, "title", EnergyLayer(CASES[case]).state(), fmt, batch) == title


@pytest.mark.parametrize(
    ("case", "verdicts"),
    [
        ("right", ["holds", "holds", "holds", "holds"]),
        ("fetches the weights for every example", ["broken", "holds", "holds", "holds"]),
        ("swaps the memories", ["holds", "holds", "broken", "broken"]),
        ("gaps", ["open", "open", "open", "open"]),
    ],
)
def test_every_law_has_its_verdict(functions, case, verdicts):
    layer = EnergyLayer(CASES[case])
    found = functions(layer._esm, "verdictsOf", {"faults": layer.faults, "problem": layer.problem})
    assert [each["verdict"] for each in found] == verdicts
    said = [text for each in found if each["verdict"] == "broken" for text in each["says"]]
    assert said == [fault["says"] for fault in layer.faults]
