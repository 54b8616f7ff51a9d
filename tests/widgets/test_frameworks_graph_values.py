"""The graph's two languages agree: what they read, what they refuse, which kernels they find."""

from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.widgets import frameworks_graph_kernels as kernels
from course.widgets.frameworks_graph import FrameworksGraph, is_intermediate, live_at
from course.widgets.frameworks_graph_expression import ExpressionError, read

GELU = "0.5 * x * (1 + tanh(0.8 * (x + 0.045 * x ** 3)))"
NORMALIZE = "(x - mean(x)) / sqrt(mean((x - mean(x)) ** 2) + 0.001)"
LEAVES = st.sampled_from(["x", "w", "b", "0.5", "2", "1e-3", "x @ W"])


def wrapped(inner):
    """One more operation round expressions, with and without parentheses."""
    binary = st.tuples(inner, st.sampled_from(["+", "-", "*", "/", " ** ", " @ "]), inner).map("".join)
    call = st.tuples(st.sampled_from(["relu", "exp", "sigmoid", "sum", "mean", "max", "gelu"]), inner)
    return st.one_of(
        binary,
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("({}) @ V".format),
        call.map(lambda parts: "{}({})".format(*parts)),
    )


EXPRESSIONS = st.recursive(LEAVES, wrapped, max_leaves=9)
NOISE = st.text(alphabet="xWb12.e()+-*/@ sumabs", max_size=14)
ONE_BROWSER = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SOURCE = """
export const found = (texts) => texts.map((text) => {
    const { nodes, message, position } = readOrError(text);
    if (!nodes) return { message, position };
    return { nodes, plans: ["eager", "compiled"].map((mode) => planOf(nodes, mode)) };
});"""


# What is wrong, and where: the same words in both languages.
WRONG = [
    ("", "type an expression, such as relu(x * w + b)", 0),
    ("   ", "type an expression, such as relu(x * w + b)", 0),
    ("x" * 121, "120 characters are the most", 120),
    ("x + longername", "names have at most 8 letters, numbers look like 0.5, signs are + − * / ** @ ( )", 4),
    ("x ? w", "names have at most 8 letters, numbers look like 0.5, signs are + − * / ** @ ( )", 2),
    ("x + lambda", "lambda cannot be a name", 4),
    ("x * 012", "a number does not start with 0 and a digit", 4),
    ("x + relu", "relu needs its argument: relu(x)", 4),
    (
        "relu(x * w + sin(b))",
        "sin is not known; there are relu, tanh, sigmoid, exp, log, sqrt, abs, gelu, sum, mean, max",
        13,
    ),
    ("exp()", "exp takes one argument: exp(x)", 0),
    ("x + tanh(2)", "tanh of a number: give it a vector, as in tanh(x)", 4),
    ("sum(mean(x))", "sum of one number: nothing is left to reduce", 0),
    ("x + W", "W is a matrix: it stands right of @, as in x @ W", 4),
    ("x @ w", "the right of @ takes a matrix, a name with a capital: x @ W", 4),
    ("x @ (x + w)", "the right of @ takes a matrix, a name with a capital: x @ W", 5),
    ("2 @ W", "the left of @ takes a vector, not one number", 0),
    ("x + sum(x) @ W", "the left of @ takes a vector, not one number", 4),
    ("1 + 2", "this is a number: a vector's name is needed, such as x", 0),
    ("  x", "nothing is computed: this lies in memory already", 2),
    ("x * (1 / 0)", "this is no finite number", 5),
    ("x * 1e999", "this is no finite number", 4),
    ("x * (0 - 8) ** 0.5", "this is no finite number", 4),
    ("-" * 17 + "x", "16 operations are the most", 0),
]


@pytest.mark.parametrize(("text", "message", "position"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text, message, position):
    with pytest.raises(ExpressionError) as error:
        read(text)
    assert (error.value.message, error.value.position) == (message, position)


UNREADABLE = [
    "x +",
    "* x",
    "(x",
    "x)",
    "x w",
    "2x",
    "()",
    "+x",
    "x // w",
    "(relu)(x)",
    "relu(x, w)",
    "x(w)",
    "relu(x)(w)",
]
UNREADABLE += [
    "x, w",
    "x.w",
    "x[0]",
    "x = w",
    "x < w",
    "x if w else b",
    "1j * x",
    "0x1 + x",
    "1_0 * x",
    "x ** ",
    "x\n+ w",
]
UNREADABLE += ["relu (x) x", "x * * w", "2(x)", "x @ @ W", "*x", "relu(*x)", "not x", "'x'", "x @ W(x)"]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(ExpressionError):
        read(text)


@pytest.fixture(scope="module")
def found(functions):
    """A function that says what the module finds in texts."""
    return lambda texts: functions(FrameworksGraph._esm + SOURCE, "found", texts)


def plan(nodes, mode):
    """What the module's `planOf` returns, by the library."""
    graph, places = kernels.shared(nodes) if mode == "compiled" else (nodes, list(range(len(nodes))))
    run = kernels.compiled(graph) if mode == "compiled" else kernels.eager(graph)
    live = [live_at(graph, run, step) for step in range(len(run))]
    sizes = [graph[place].size for kernel in run for place in kernel.reads + kernel.writes]
    peak = max(sum(is_intermediate(graph, place) for place in places) for places in live)
    counts = {
        "kernels": len(run),
        "passes": sizes.count("n"),
        "matrices": sizes.count("matrix"),
        "peak": peak,
    }
    return {
        "nodes": [plain(node) for node in graph],
        "kernels": [{name: list(part) for name, part in asdict(kernel).items()} for kernel in run],
        "places": places,
        "live": live,
        "counts": counts,
    }


def plain(node):
    """A node as JSON has it; a constant to twelve digits, for powers are rounded differently."""
    return rounded(asdict(node) | {"args": list(node.args)})


def rounded(node):
    return node | {"number": None if node["number"] is None else float(f"{node['number']:.12g}")}


def agree(text, answer):
    """Hold what the module says of a text against the library."""
    try:
        nodes = read(text)
    except ExpressionError as error:
        assert "nodes" not in answer, text
        if "cannot be read" not in error.message:  # of a text that is no expression both say just that
            assert answer == {"message": error.message, "position": error.position}, text
        else:
            assert answer["message"] == error.message, text
        return
    assert "nodes" in answer, (text, answer)
    assert [rounded(node) for node in answer["nodes"]] == [plain(node) for node in nodes], text
    for mode, theirs in zip(("eager", "compiled"), answer["plans"], strict=True):
        theirs["nodes"] = [rounded(node) for node in theirs["nodes"]]
        assert theirs == plan(nodes, mode), (text, mode)


def test_the_module_says_of_every_wrong_text_what_the_library_says(found):
    texts = [text for text, *_ in WRONG] + UNREADABLE
    for text, answer in zip(texts, found(texts), strict=True):
        assert "nodes" not in answer
        agree(text, answer)


def test_the_modules_kernels_are_the_librarys(found):
    texts = [
        GELU,
        NORMALIZE,
        "exp(x) / sum(exp(x))",
        "tanh(x @ W + b) * 0.5",
        "(x @ W + w) + (x @ W)",
        "sum(x) + sum(w)",
    ]
    texts += [
        "sum(x) + sum((x @ W) * x)",
        "relu(x @ W) @ V + x @ W",
        "sqrt(sum(x * x)) * 2 + 1",
        "1 / x - 2 ** x",
    ]
    for text, answer in zip(texts, found(texts), strict=True):
        assert "nodes" in answer
        agree(text, answer)


@ONE_BROWSER
@given(texts=st.lists(EXPRESSIONS, min_size=4, max_size=12))
def test_both_agree_on_random_expressions(found, texts):
    for text, answer in zip(texts, found(texts), strict=True):
        agree(text, answer)


@ONE_BROWSER
@given(texts=st.lists(NOISE, min_size=4, max_size=12))
def test_both_agree_on_noise(found, texts):
    for text, answer in zip(texts, found(texts), strict=True):
        agree(text, answer)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(EXPRESSIONS)
def test_compiled_never_moves_more_than_eager_and_kernels_run_in_order(text):
    try:
        nodes = read(text)
    except ExpressionError:
        return
    graph, _ = kernels.shared(nodes)
    written = {place for place, node in enumerate(graph) if not node.is_operation}
    for kernel in kernels.compiled(graph):
        assert set(kernel.reads) <= written, "what it reads is there"
        done = set(kernel.reads)
        for place in kernel.ops:
            assert set(graph[place].args) <= done, "what an operation takes is read or computed in the kernel"
            done.add(place)
        written |= set(kernel.writes)
    assert len(graph) - 1 in written
    eager, compiled = (FrameworksGraph(expression=text, mode=mode) for mode in ("eager", "compiled"))
    assert compiled.passes <= eager.passes and compiled.kernels <= eager.kernels
