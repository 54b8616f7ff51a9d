"""The sum's Python side: every partial sum is the exact one rounded once, found with fractions and NumPy."""

import json
from fractions import Fraction

import numpy as np
import pytest
import traitlets

from course.compress import tensor_core
from course.numerics import arithmetic, floats
from course.widgets.mixed_precision_sum import ACCUMULATORS, LENGTHS, ORDERS, SumTree

every_accumulator = pytest.mark.parametrize("accumulator", ACCUMULATORS)


@pytest.mark.parametrize("seed", [0, 7, 2**31 - 1])
def test_the_inputs_are_fp16_and_their_products_and_sums_exact(seed):
    tree = SumTree(seed=seed, length=64)
    np.testing.assert_array_equal(floats.rounded(tree.inputs, floats.FP16), tree.inputs)
    exact = [Fraction(a) * Fraction(b) for a, b in tree.inputs.T]
    assert [Fraction(product) for product in tree.products] == exact
    assert Fraction(float(tree.products.sum())) == sum(exact)
    np.testing.assert_array_equal(SumTree(seed=seed, length=8).products, tree.products[:8])


@every_accumulator
def test_one_by_one_is_the_librarys_dot(accumulator):
    for length in LENGTHS:
        tree = SumTree(accumulator=accumulator, length=length, seed=length)
        assert tree.result == arithmetic.dot(*tree.inputs, ACCUMULATORS[accumulator])
        assert len(tree.partial_sums) == length


def test_numpys_float16_adds_the_same_pairs():
    tree = SumTree(accumulator="FP16", order="pairwise", length=16)
    row, found = tree.products, []
    pairs = (row[::2] + row[1::2]).astype(np.float16)
    while True:
        found += pairs.tolist()
        if len(pairs) == 1:
            break
        pairs = pairs[::2] + pairs[1::2]
    assert tree.partial_sums == found


@every_accumulator
def test_a_block_of_four_is_rounded_once(accumulator):
    tree = SumTree(accumulator=accumulator, order="blocks of four", length=64, seed=3)
    total = Fraction(0)
    for place, found in enumerate(tree.partial_sums):
        exact = total + sum(Fraction(product) for product in tree.products[4 * place : 4 * place + 4])
        assert found == floats.rounded(float(exact), ACCUMULATORS[accumulator])
        total = Fraction(found)
    assert len(tree.partial_sums) == 16


def test_blocks_of_four_are_a_tensor_cores_in_fp16_and_in_fp32_it_cuts_where_they_are_rounded():
    off = {"FP16": 0, "FP32": 0}
    for accumulator in off:
        for seed in range(20):
            tree = SumTree(accumulator=accumulator, order="blocks of four", length=64, seed=seed)
            core = tensor_core.dot(*tree.inputs, ACCUMULATORS[accumulator])
            off[accumulator] += core != tree.result
    assert off["FP16"] == 0 < off["FP32"]


def test_the_lesson_a_wide_sum_of_narrow_products_loses_least():
    def typical(accumulator, length=64):
        trees = [SumTree(accumulator=accumulator, length=length, seed=seed) for seed in range(20)]
        return np.sqrt(np.mean([tree.error**2 for tree in trees]))

    # Three and thirteen digits more: 8 and 8,192 times smaller roundings.
    assert typical("BF16") > 4 * typical("FP16") > 4 * 2**10 * typical("FP32")
    assert typical("FP16") > 2 * typical("FP16", length=8), "the error grows with the sum"


def test_the_first_example_is_near_the_medians_and_tells_all_three_orders_apart():
    sizes = {order: [abs(SumTree(order=order, seed=seed).error) for seed in range(100)] for order in ORDERS}
    medians = [np.median(sizes[order]) for order in ORDERS]
    shown = [abs(SumTree(order=order).error) for order in ORDERS]
    assert medians[0] > 1.5 * medians[1] > 1.5 * medians[2] and shown[0] > shown[1] > shown[2]
    np.testing.assert_array_less(np.abs(np.log2(np.divide(shown, medians))), 1)  # within a factor of two


def test_the_error_is_the_result_minus_the_exact_sum():
    tree = SumTree(accumulator="BF16", order="pairwise", length=32)
    assert Fraction(tree.error) == Fraction(tree.result) - sum(map(Fraction, tree.products))


@pytest.mark.parametrize(
    ("name", "value"),
    [("accumulator", "FP8"), ("order", "sorted"), ("length", 12), ("seed", -1), ("step", 65)],
)
def test_a_wrong_trait_is_an_error_and_changes_nothing(name, value):
    tree = SumTree()
    with pytest.raises(traitlets.TraitError, match=name):
        setattr(tree, name, value)
    assert tree.state() == SumTree().state()


@pytest.mark.parametrize("order", ORDERS)
def test_it_says_its_numbers_to_readers_without_a_picture(order):
    tree = SumTree(order=order, length=32, accumulator="BF16")
    assert tree.describe() == (
        f"A dot product of two vectors of 32 FP16 numbers, summed {order} in BF16: {tree.result:.8g}, "
        f"off by {tree.error:.2g} from the exact {tree.products.sum():.8g} "
        f"after {len(tree.partial_sums)} roundings."
    )


def test_its_state_is_json_and_makes_an_equal_one():
    tree = SumTree(accumulator="FP32", order="pairwise", length=8, seed=5, step=2)
    assert SumTree(**json.loads(json.dumps(tree.state()))).state() == tree.state()
