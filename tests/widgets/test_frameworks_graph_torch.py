"""The graph's rule is PyTorch's: eager its calls, compiled what TorchInductor writes for the CPU."""

import re

import pytest
import torch
from torch._inductor.utils import get_code
from torch.utils._python_dispatch import TorchDispatchMode

from course.widgets import frameworks_graph_kernels as kernels
from course.widgets.frameworks_graph_expression import FUNCTIONS, REDUCTIONS, read

GELU = "0.5 * x * (1 + tanh(0.8 * (x + 0.045 * x ** 3)))"
NORMALIZE = "(x - mean(x)) / sqrt(mean((x - mean(x)) ** 2) + 0.001)"
# PyTorch's compiler, when it is imported, calls what PyTorch itself deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.script_method. is deprecated:DeprecationWarning")

ROWS, COLUMNS = 8, 64  # n = 512 numbers, as rows for the matrix product
EXPRESSIONS = [
    "relu(x * w + b)",
    "exp(x * w) + exp(x * w)",
    GELU,
    NORMALIZE,
    "exp(x) / sum(exp(x))",
    "exp(x - max(x)) / sum(exp(x - max(x)))",
    "sum(x) + sum(w)",
    "sum(x) / max(x)",
    "1 / x - 2 ** x",
    "sqrt(sum(x * x)) * 2 + 1",
    "tanh(x @ W + b) * 0.5",
    "x @ W - b",
    "(x @ W) * sigmoid(x @ W)",
    "relu(b + x @ W) @ V",
    "x @ W + w @ V",
    "sum(x) + sum((x @ W) * x)",
    "(x * w + b) / sum(x * w + b)",  # computed again, though it reads three arrays
]


class Calls(TorchDispatchMode):
    """Writes down every operation that PyTorch runs."""

    def __init__(self):
        super().__init__()
        self.names = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names.append(func.overloadpacket.__name__)
        return func(*args, **(kwargs or {}))


@pytest.fixture(scope="module")
def names():
    """What the names of an expression stand for: five random tensors, and PyTorch's functions."""
    torch.manual_seed(0)
    tensors = {name: torch.rand(ROWS, COLUMNS) + 0.5 for name in "xwb"}
    tensors |= {name: torch.rand(COLUMNS, COLUMNS) for name in "WV"}
    functions = {name: getattr(torch, name) for name in FUNCTIONS + REDUCTIONS if name != "gelu"}
    return tensors | functions | {"gelu": torch.nn.functional.gelu}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_eager_kernel_is_one_call_of_pytorch(names, expression):
    nodes = read(expression)
    with Calls() as calls:
        eval(expression, names)
    ours = [nodes[place].op for kernel in kernels.eager(nodes) for place in kernel.ops]
    renamed = {"mm": "matmul", "rsub": "sub"}
    assert [renamed.get(name, name) for name in calls.names] == ours


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_compiled_kernel_is_one_loop_or_library_call_of_inductor(names, expression):
    graph, _ = kernels.shared(read(expression))
    plan = kernels.compiled(graph)
    products = [kernel for kernel in plan if any(graph[place].op == "matmul" for place in kernel.ops)]
    loops = [kernel for kernel in plan if kernel not in products]
    written = written_by_inductor(eval(f"lambda: {expression}", names))
    assert written["calls"] == ["addmm" if len(kernel.ops) > 1 else "mm" for kernel in products]
    assert sorted(written["passes"]) == sorted(
        sum(graph[place].size == "n" for place in kernel.reads + kernel.writes) for kernel in loops
    )


def written_by_inductor(function):
    """The library calls of the generated code, and the arrays that each of its C++ loops loads and stores."""
    torch._dynamo.reset()
    with torch._inductor.config.patch(compile_threads=1, fx_graph_cache=False):
        code = get_code(torch.compile(function))[0]
    loops = [
        part for cpp in re.findall(r"cpp_pybinding\(.*?'''(.*?)'''", code, re.DOTALL) for part in split(cpp)
    ]
    return {
        "calls": re.findall(r"^ *extern_kernels\.(\w+)\(", code, re.MULTILINE),
        "passes": [
            len(set(re.findall(r"loadu\((\w+)", loop))) + len(set(re.findall(r"store\((\w+)", loop)))
            for loop in loops
        ],
    }


def split(cpp):
    """The loops of a generated function: from one `for` over the numbers to the next."""
    return cpp.split("for(int64_t x0")[1:]
