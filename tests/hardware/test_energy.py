"""The price list holds what its sources print, and the model multiplies it by what was counted."""

from fractions import Fraction

import pytest

from course.hardware import energy, networks
from course.hardware.energy import TABLE, Work
from course.nn import costs
from course.nn.layers import Linear, ReLU, Sequential

# Transcribed a second time, by hand, from the papers that the module names.
HOROWITZ = {
    ("add", "INT8"): 0.03, ("add", "INT32"): 0.1, ("add", "FP16"): 0.4, ("add", "FP32"): 0.9,
    ("multiply", "INT8"): 0.2, ("multiply", "INT32"): 3.1,
    ("multiply", "FP16"): 1.1, ("multiply", "FP32"): 3.7,
    ("fetch", "8 KiB cache"): 10, ("fetch", "32 KiB cache"): 20, ("fetch", "1 MiB cache"): 100,
    ("fetch", "DRAM"): 1300,
}  # fmt: skip
AREAS = {
    ("add", "INT8"): 36, ("add", "INT16"): 67, ("add", "INT32"): 137, ("add", "FP16"): 1360,
    ("add", "FP32"): 4184, ("multiply", "INT8"): 282, ("multiply", "INT32"): 3495,
    ("multiply", "FP16"): 1640, ("multiply", "FP32"): 7700,
}  # fmt: skip
WORD = 32


@pytest.fixture(scope="module")
def counted():
    network = Sequential(
        Linear(6, 5, rng=networks.Paper()), ReLU(), Linear(5, 4, bias=False, rng=networks.Paper())
    )
    return costs.of_network(network, (2, 6))


def test_the_table_holds_what_was_read():
    of_horowitz = {(c.operation, c.what): c.picojoules for c in TABLE if c.source == energy.HOROWITZ}
    assert of_horowitz == HOROWITZ
    assert {(c.operation, c.what): c.square_micrometres for c in TABLE if c.square_micrometres} == AREAS


def test_every_cell_has_a_source_a_year_and_is_there_once():
    assert all(str(cell.year) in cell.source or "arXiv:23" in cell.source for cell in TABLE)
    assert len({(cell.operation, cell.what) for cell in TABLE}) == len(TABLE)
    assert all(cell.most >= cell.picojoules > 0 and cell.node == 45 for cell in TABLE)


def test_the_register_and_dram_of_another_paper_agree_within_a_fiftieth():
    dram = energy.look_up("fetch", "DRAM").picojoules_per_byte
    assert dram == pytest.approx(640 / 4, rel=0.02)  # Han et al. 2015: 640 pJ for 32 bits
    assert energy.look_up("fetch", "8 KiB cache").picojoules_per_byte == 5 / 4  # the same figure: 5 pJ


def test_fetching_gets_dearer_with_every_step_away():
    prices = [energy.look_up("fetch", memory).picojoules_per_byte for memory in energy.MEMORIES]
    assert prices == sorted(set(prices))


@pytest.mark.parametrize(
    ("operation", "what", "named"),
    [("add", "FP8", "INT16"), ("divide", "FP32", "no such"), ("fetch", "disk", "DRAM")],
)
def test_what_the_table_does_not_have_is_an_error_that_names_what_it_has(operation, what, named):
    with pytest.raises(ValueError, match=named):
        energy.look_up(operation, what)


@pytest.mark.parametrize(("fmt", "size"), [("FP32", 4), ("FP16", 2), ("INT8", 1)])
def test_the_work_of_a_pass_forward_is_counted_by_hand(counted, fmt, size):
    work = energy.inference(counted, fmt)
    weights, outputs = 6 * 5 + 5 + 5 * 4, 2 * (5 + 5 + 4)
    assert energy.num_activations(counted) == outputs
    expected = 2 * (6 * 5 + 5 * 4), weights * size, 2 * outputs * size, weights * size
    assert (work.multiply_adds, work.weight_bytes, work.activation_bytes, work.stored_bytes) == expected
    assert work.intensity == 2 * work.multiply_adds / (weights * size)


def test_zeros_are_neither_kept_nor_multiplied_and_the_rest_is_indexed(counted):
    whole, sparse = energy.inference(counted, "INT8"), energy.inference(counted, "INT8", 0.75)
    assert sparse.multiply_adds == whole.multiply_adds / 4
    assert sparse.weight_bytes == whole.weight_bytes / 4 * (8 + energy.INDEX_BITS) / 8
    assert sparse.activation_bytes == whole.activation_bytes


def test_a_training_step_is_counted_by_hand(counted):
    work = energy.training(counted)
    forward, first = 2 * (6 * 5 + 5 * 4), 2 * 6 * 5
    assert work.multiply_adds == 3 * forward - first  # nobody needs the gradient of the images
    assert (
        work.weight_bytes == 6 * 4 * 55 and work.activation_bytes == 5 * 4 * 28 and work.stored_bytes == 220
    )


@pytest.mark.parametrize(
    ("fmt", "multiply", "add"), [("FP32", 3.7, 0.9), ("FP16", 1.1, 0.9), ("INT8", 0.2, 0.1)]
)
def test_joules_are_counts_times_prices(fmt, multiply, add):
    spent = energy.of_work(Work(fmt, 1000, 40, 8, 40), "DRAM", "32 KiB cache")
    expected = {"multiply": 1000 * multiply, "add": 1000 * add, "weights": 40 * 162.5, "activations": 8 * 2.5}
    assert spent.parts == pytest.approx({name: pj * 1e-12 for name, pj in expected.items()})
    assert spent.joules == pytest.approx(sum(expected.values()) * 1e-12)
    moved = Fraction("6520") / Fraction(sum(map(Fraction, map(str, expected.values()))))
    assert spent.moving == pytest.approx(float(moved))
    assert spent.dominant == "weights"


def test_where_the_weights_live_changes_their_part_alone(counted):
    work = energy.inference(counted)
    far, near = energy.of_work(work).parts, energy.of_work(work, "register").parts
    assert far.pop("weights") > near.pop("weights") and far == near
    assert energy.of_network(counted, weights_in="register") == energy.of_work(work, "register")


def test_activations_that_do_not_fit_cost_thirteen_times_as_much():
    work = energy.inference(networks.costs_of("VGG-16"))
    near, far = energy.of_work(work), energy.of_work(work, activations_in="DRAM")
    assert work.activation_bytes / 2 > 100 * 2**20  # each is written and read
    assert far.activations == pytest.approx(13 * near.activations) and far.weights == near.weights


@pytest.mark.parametrize("sparsity", [-0.1, 1, 2])
def test_a_share_of_zeros_out_of_range_is_refused(counted, sparsity):
    with pytest.raises(ValueError, match="sparsity"):
        energy.inference(counted, sparsity=sparsity)


def test_a_format_without_prices_is_refused(counted):
    with pytest.raises(ValueError, match="FP32, FP16, INT8"):
        energy.inference(counted, "FP8")
