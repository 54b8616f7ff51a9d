"""The sum's JavaScript finds every partial sum that Python finds, to the last bit, and its title is true."""

import numpy as np
import pytest

from course.widgets.mixed_precision_sum import ACCUMULATORS, LENGTHS, ORDERS, SumTree

MORE = """
export const findingOf = (state) => {
  const found = findingOfSum(state);
  return { ...found, title: titleOfSum(found), words: stepInWords(found), typical: typicalInWords(found), additions: found.additions.map(({ sum, lost, from, to, parts }) => [sum, lost, from, to, parts]) };
};
export const titleFor = (found) => titleOfSum(found);
"""  # noqa: E501


@pytest.fixture(scope="module")
def call(functions):
    return lambda name, *arguments: functions(SumTree._esm + MORE, name, *arguments)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("accumulator", ACCUMULATORS)
def test_every_partial_sum_is_pythons(call, accumulator, order):
    for length, seed in zip(LENGTHS, (0, 1, 99, 2**31 - 1, 12), strict=True):
        tree = SumTree(accumulator=accumulator, order=order, length=length, seed=seed)
        found = call("findingOf", tree.state())
        assert found["products"] == tree.products.tolist()
        assert [addition[0] for addition in found["additions"]] == tree.partial_sums
        assert (found["result"], found["error"]) == (tree.result, tree.error)
        losses = sum(addition[1] for addition in found["additions"])
        assert losses == tree.error, "the error is the sum of all roundings' errors"
        assert found["step"] == len(tree.partial_sums)


def test_the_table_and_the_growth_are_pythons_errors(call):
    tree = SumTree(order="pairwise", length=32, seed=4)
    found = call("findingOf", tree.state())
    for row, accumulator in enumerate(ACCUMULATORS):
        table = [SumTree(accumulator=accumulator, order=order, length=32, seed=4).error for order in ORDERS]
        assert found["table"][row] == table
        growth = [
            SumTree(accumulator=accumulator, order="pairwise", length=length, seed=4).error
            for length in LENGTHS
        ]
        assert found["growth"][row] == growth


def test_the_medians_over_seeds_are_pythons_and_are_told(call):
    found = call("findingOf", SumTree(accumulator="BF16", length=8).state())
    medians = [
        np.median([abs(SumTree(length=8, order=order, seed=seed).error) for seed in range(100)])
        for order in ORDERS
    ]
    assert found["medians"] == medians
    told = [f"{float(f'{median:.2g}'):.4f}" for median in medians]
    assert all(f"{size} {order}" in found["typical"] for size, order in zip(
        told, ("one by one", "in blocks of four", "pairwise"), strict=True))  # fmt: skip
    assert "the median error of 8 products in BF16 is" in found["typical"]


@pytest.mark.parametrize("order", ORDERS)
def test_a_sum_holds_all_products_below_it(call, order):
    found = call("findingOf", SumTree(order=order, length=16).state())
    additions = found["additions"]
    for place, (_, _, start, end, parts) in enumerate(additions):
        assert all(part < place for part in parts)
        if order == "pairwise" and parts:
            assert [additions[parts[0]][2], additions[parts[1]][3]] == [start, end]
    assert additions[-1][3] == 16


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({}, "FP16, one by one: 16 products are off by +0.25, 50 times FP32’s"),
        (
            {"table": [[0.25, 0, 0], [0, 0, 0], [2.0**-19, 0, 0]]},
            "FP16, one by one: 16 products are off by +0.25, 130,000 times FP32’s",
        ),
        (
            {"table": [[0.25, 0, 0], [0, 0, 0], [0.2, 0, 0]]},
            "FP16, one by one: 16 products are off by +0.25, no worse than FP32’s",
        ),
        (
            {"table": [[0.25, 0, 0], [0, 0, 0], [0, 0, 0]]},
            "FP16, one by one: 16 products are off by +0.25, in FP32 by 0",
        ),
        ({"error": 0}, "FP16, one by one: 16 products are off by 0, by luck; in FP32 by −0.0050"),
        ({"accumulator": "FP32", "error": -1e-5}, "FP32, one by one: 16 products are off by −1.0 × 10⁻⁵"),
    ],
)
def test_the_title_turns_with_the_numbers(call, change, title):
    found = {"accumulator": "FP16", "order": "one by one", "length": 16, "error": 0.25}
    found |= {"table": [[0.25, 0, 0], [0, 0, 0], [-0.005, 0, 0]]} | change
    assert call("titleFor", found).replace("\u00a0", " ") == title


def test_the_step_in_hand_is_told(call):
    found = call("findingOf", SumTree(length=16, step=0).state())
    assert found["words"] == "16 exact products, nothing added yet"
    assert call("findingOf", SumTree(step=5).state())["words"].startswith("addition 5 of 64: ")
