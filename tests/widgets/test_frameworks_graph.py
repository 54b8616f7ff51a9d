"""The graph's Python side: what it counts, and its traits."""

import pytest
import traitlets

from course.widgets.frameworks_graph import FrameworksGraph
from course.widgets.frameworks_graph_expression import read

GELU = "0.5 * x * (1 + tanh(0.8 * (x + 0.045 * x ** 3)))"
NORMALIZE = "(x - mean(x)) / sqrt(mean((x - mean(x)) ** 2) + 0.001)"


def graph(expression, mode="compiled", **traits):
    return FrameworksGraph(expression=expression, mode=mode, **traits)


def test_an_eager_operation_is_one_kernel_and_its_passes_are_its_arrays():
    eager = FrameworksGraph()
    assert (eager.expression, eager.mode, eager.step) == ("relu(x * w + b)", "eager", 2)
    assert eager.groups == [["mul"], ["add"], ["relu"]]
    assert (eager.kernels, eager.passes, eager.bytes) == (3, 3 + 3 + 2, 8 * 4 * 10_000_000)


def test_compiled_a_chain_is_one_kernel_that_reads_its_inputs_and_writes_its_result():
    fused = graph("relu(x * w + b)")
    assert fused.groups == [["mul", "add", "relu"]]
    assert (fused.kernels, fused.passes, fused.bytes, fused.peak_bytes) == (1, 4, 4 * 4 * 10_000_000, 0)


@pytest.mark.parametrize(
    ("expression", "eager", "compiled"),
    [
        (GELU, (8, 18), (1, 2)),
        ("x * sigmoid(x)", (2, 5), (1, 2)),
        ("exp(x) / sum(exp(x))", (4, 7), (2, 3)),  # exp is computed again, not stored
        (NORMALIZE, (9, 11), (3, 4)),
        ("sum(x) + sum(w)", (3, 2), (2, 2)),  # two loops, for they read nothing in common
        ("sum(x) / max(x)", (3, 2), (1, 1)),
        ("tanh(x @ W + b) * 0.5", (4, 9), (2, 5)),  # the + goes into the library's call
        ("x @ W - b", (2, 5), (2, 5)),
        ("(x @ W) * sigmoid(x @ W)", (4, 9), (3, 7)),  # the product is made twice
        ("1 / x", (2, 4), (1, 2)),
    ],
)
def test_kernels_and_passes_of_both_modes(expression, eager, compiled):
    counts = [(one.kernels, one.passes) for one in (graph(expression, "eager"), graph(expression))]
    assert counts == [eager, compiled]


def test_a_matrix_has_bytes_of_its_own():
    product = graph("x @ W", "eager", num_elements=1000)
    assert product.passes == 2 and product.bytes == 4 * (2 * 1000 + 1_000_000)


def test_the_peak_holds_intermediate_arrays_alone():
    assert graph("relu(x)", "eager", num_elements=1000).peak_bytes == 0
    assert graph("x * w + b * x", "eager", num_elements=1000).peak_bytes == 2 * 4 * 1000
    assert graph("relu(exp(tanh(x)))", "eager", num_elements=1000).peak_bytes == 2 * 4 * 1000
    assert graph("relu(x @ W)", num_elements=1000).peak_bytes == 4 * 1000


def test_equal_text_is_one_node_compiled_and_two_eager():
    assert graph("exp(x) + exp(x)", "eager").groups == [["exp"], ["exp"], ["add"]]
    assert graph("exp(x) + exp(x)").groups == [["exp", "add"]]


def test_numbers_are_folded_as_python_groups_them():
    assert [node.number for node in read("-2 ** 2 * x")] == [None, -4.0]
    assert [node.op for node in read("2 / 4 - x")] == ["input", "sub"]
    assert read("2 / 4 - x")[-1].number_first
    assert [node.op for node in read("-x ** 2")] == ["input", "pow", "neg"]
    assert [node.number for node in read("2 ** 3 ** 2 * x")] == [None, 512.0]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"expression": "x + sin(b)"}, r"expression 'x \+ sin\(b\)': sin is not known.*\(at character 5\)"),
        ({"mode": "lazy"}, "mode is eager or compiled, got 'lazy'"),
        ({"num_elements": 10}, "num_elements lies between 1,000 and 100,000,000, got 10"),
        ({"step": 0}, "step counts kernels from 1, got 0"),
    ],
)
def test_a_wrong_trait_is_a_clear_error(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        FrameworksGraph(**wrong)


def test_a_bad_expression_leaves_the_last_one():
    one = FrameworksGraph()
    with pytest.raises(traitlets.TraitError):
        one.expression = "relu("
    assert one.expression == "relu(x * w + b)" and one.kernels == 3


def test_the_words_hold_the_numbers_of_the_state():
    words = graph(GELU, num_elements=1000, step=7).describe()
    for part in (
        GELU,
        "1,000",
        "kernel 1 of 1",
        "8 kernels, 18 passes",
        "1 kernel, 2 passes",
        "8,000 bytes",
        "tanh",
    ):
        assert part in words
