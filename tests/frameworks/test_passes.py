"""Eager and compiled passes over memory, held against the bytes that the arrays have."""

import shutil

import pytest
import torch

from course.frameworks import example, generated, graphs, in_pytorch, passes

ROWS, COLUMNS = 64, 1000
ARRAY = ROWS * COLUMNS * 4  # bytes
NUMBER = 4  # bytes


@pytest.fixture
def x():
    return torch.randn(ROWS, COLUMNS, generator=torch.Generator().manual_seed(0))


def traffic(found):
    return [(each.bytes_read, each.bytes_written) for each in found]


def test_the_chain_is_traced_as_seven_operations_in_their_order(x):
    lines = graphs.traced(graphs.chain, x)
    assert lines[0] == "x -> (64, 1000)"
    kinds = [line.split("aten.")[1].split("(")[0] for line in lines[1:]]
    assert kinds == ["mul", "add", "tanh", "mul", "sub", "relu", "mul"]
    assert lines[1] == "mul = aten.mul(x, 2.0) -> (64, 1000)"


def test_a_network_is_traced_with_its_weights_as_inputs():
    network = in_pytorch.network(example.trained_weights())
    lines = graphs.traced(network, torch.zeros(5, 64, dtype=torch.float64))
    assert sum(line.startswith("p_") for line in lines) == len(example.trained_weights())
    assert [line.split(" = ")[1].split("(")[0] for line in lines if " = " in line] == [
        "aten.linear",
        "aten.relu",
        "aten.linear",
    ]
    assert lines[-1].endswith("-> (5, 10)")


def test_eager_reads_and_writes_the_array_seven_times(x):
    found = passes.eager(graphs.chain, x)
    assert [each.name for each in found] == ["mul", "add", "tanh", "mul", "sub", "relu", "mul"]
    assert traffic(found) == [(ARRAY, ARRAY)] * 7


def test_compiled_the_chain_is_one_pass_and_gives_the_same_numbers(x):
    found, source = passes.compiled(graphs.chain, x)
    assert traffic(found) == [(ARRAY, ARRAY)]
    assert found[0].name.startswith("cpp_fused_") and "tanh" in found[0].name
    (text,) = passes.cpp_of(source).values()
    assert text.startswith("#include") and ".tanh()" in text and text.endswith("}")
    torch.testing.assert_close(torch.compile(graphs.chain)(x), graphs.chain(x))


def test_views_are_no_passes_and_an_array_used_twice_is_read_once(x):
    assert passes.eager(lambda x: x.t().reshape(COLUMNS, ROWS)[0], x) == []
    assert traffic(passes.eager(lambda x: x * x, x)) == [(ARRAY, ARRAY)]
    assert traffic(passes.eager(lambda x: x + torch.relu(x), x)) == [(ARRAY, ARRAY), (2 * ARRAY, ARRAY)]


def test_what_is_written_in_place_is_a_pass(x):
    assert traffic(passes.eager(lambda x: x.clone().mul_(2), x)) == [(ARRAY, ARRAY), (ARRAY, ARRAY)]


@pytest.mark.parametrize(
    "function, expected",
    [
        (lambda x: x.sum(), [(ARRAY, NUMBER)]),
        (lambda x: (x - x.mean()).abs(), [(ARRAY, NUMBER), (ARRAY + NUMBER, ARRAY)]),
        (lambda x: (y := x.exp()) / y.sum(), [(ARRAY, ARRAY + NUMBER), (ARRAY + NUMBER, ARRAY)]),
        (lambda x: (x + 1, x * 2), [(ARRAY, 2 * ARRAY)]),
        (lambda x: x.double() * 2, [(ARRAY, 2 * ARRAY)]),
    ],
    ids=["a sum", "a mean has to be known first", "an array used again", "two results", "numbers of 8 bytes"],
)
def test_compiled_passes_move_what_the_arrays_hold(x, function, expected):
    assert traffic(passes.compiled(function, x)[0]) == expected


def test_a_product_stays_a_library_call_and_what_follows_is_fused_in_place(x):
    weights = torch.randn(COLUMNS, COLUMNS)
    found, _ = passes.compiled(lambda x, w: torch.relu(x @ w) + 1, x, weights)
    assert [each.name for each in found] == ["extern_kernels.mm", "cpp_fused_add_relu_0"]
    assert traffic(found) == [(ARRAY + 4 * COLUMNS**2, ARRAY), (ARRAY, ARRAY)]


def test_code_that_inductor_did_not_generate_is_refused():
    with pytest.raises(ValueError, match="no function `call`"):
        generated.launches("def run(): pass")


def test_the_compiler_is_what_cxx_names(monkeypatch):
    monkeypatch.setenv("CXX", shutil.which("g++"))
    monkeypatch.setenv("PATH", "")
    passes.check_compiler()
    monkeypatch.setenv("CXX", "rhubarb")
    with pytest.raises(RuntimeError, match=r"apt-get install g\+\+"):
        passes.check_compiler()


def test_without_a_compiler_it_says_what_to_install(monkeypatch, x):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match=r"apt-get install g\+\+"):
        passes.compiled(graphs.chain, x)
