"""Read an expression such as `relu(x * w + b)` as array operations, in the order Python runs them."""

import ast
import math
import re
from dataclasses import dataclass

FUNCTIONS = ("relu", "tanh", "sigmoid", "exp", "log", "sqrt", "abs", "gelu")
REDUCTIONS = ("sum", "mean", "max")
OPERATORS = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}
MOST_LETTERS = 120
MOST_OPERATIONS = 16

# Words that Python keeps for itself: no name may be one.
KEPT = frozenset(
    "False None True and as assert async await break class continue def del elif else except finally for "
    "from global if import in is lambda nonlocal not or pass raise return try while with yield".split()
)
TOKEN = re.compile(
    r" +|[-+*/@()]|\*\*"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))|(?P<name>[A-Za-z]\w{0,7}(?!\w))",
    re.ASCII,
)


class ExpressionError(ValueError):
    """What is wrong with an expression, and the place in its text, counted from 0."""

    def __init__(self, message, position):
        super().__init__(f"{message} (at character {position + 1})")
        self.message, self.position = message, position


@dataclass(frozen=True)
class Node:
    """A value of the graph: an input, or what one operation makes of others.

    op: "input", "matrix", or an operation's name.  args: the places of the nodes it takes.  size: "n"
    elements, "one" number or a "matrix".  name: an input's.  number: a constant that the operation takes
    besides its args, the first of the two where `number_first`.
    """

    op: str
    args: tuple = ()
    size: str = "n"
    name: str = ""
    number: float | None = None
    number_first: bool = False

    @property
    def is_operation(self):
        """Whether it is computed: inputs lie in memory already."""
        return self.op not in ("input", "matrix")


def read(text):
    """The nodes of an expression, inputs and operations, each after what it takes; the last is the result.

    Lower-case names are vectors of n elements, names with a capital are matrices and stand right of @.
    Numbers are folded.  Raises ExpressionError with the place of what cannot be read.
    """
    tokens(text)
    start = len(text) - len(text.lstrip(" "))
    try:
        tree = ast.parse(text.strip(" "), mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(
            "this cannot be read as an expression", start + max((error.offset or 1) - 1, 0)
        ) from None
    graph = _Graph(start)
    graph.finish(graph.value(tree), tree)
    return graph.nodes


def tokens(text):
    """Check every word and sign of the text.  Raises ExpressionError at the first that none can read."""
    if len(text) > MOST_LETTERS:
        raise ExpressionError(f"{MOST_LETTERS} characters are the most", MOST_LETTERS)
    if not text.strip(" "):
        raise ExpressionError("type an expression, such as relu(x * w + b)", 0)
    place = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if not found:
            raise ExpressionError(
                "names have at most 8 letters, numbers look like 0.5, signs are + − * / ** @ ( )", place
            )
        if found["name"] in KEPT:
            raise ExpressionError(f"{found['name']} cannot be a name", place)
        if found["number"] and re.fullmatch(r"0\d+", found["number"]):
            raise ExpressionError("a number does not start with 0 and a digit", place)
        place = found.end()


class _Graph:
    """Nodes in the order of their making; a value is the place of a node, or a float."""

    def __init__(self, start):
        self.start, self.nodes = start, []

    def value(self, tree):
        """What a part of the expression stands for."""
        match tree:
            case ast.Constant():
                return self.finite(tree, lambda: float(tree.value))
            case ast.Name():
                return self.named(tree)
            case ast.UnaryOp(op=ast.USub()):
                inner = self.value(tree.operand)
                return -inner if isinstance(inner, float) else self.add(tree, "neg", (inner,))
            case ast.BinOp() if type(tree.op) in OPERATORS:
                return self.binary(tree, OPERATORS[type(tree.op)])
            case ast.Call(func=ast.Name()) if tree.func.col_offset == tree.col_offset:
                return self.call(tree)
        raise self.error("this cannot be read as an expression", tree)

    def named(self, tree):
        name = tree.id
        if name in FUNCTIONS + REDUCTIONS:
            raise self.error(f"{name} needs its argument: {name}(x)", tree)
        if name[0].isupper():
            raise self.error(f"{name} is a matrix: it stands right of @, as in x @ {name}", tree)
        return self.input("input", name, "n")

    def input(self, op, name, size):
        node = Node(op, size=size, name=name)
        if node not in self.nodes:
            self.nodes.append(node)
        return self.nodes.index(node)

    def binary(self, tree, op):
        if op == "matmul":
            return self.matmul(tree)
        left, right = self.value(tree.left), self.value(tree.right)
        if isinstance(left, float) and isinstance(right, float):
            folds = {"add": lambda: left + right, "sub": lambda: left - right, "mul": lambda: left * right}
            folds |= {"div": lambda: left / right, "pow": lambda: left**right}
            return self.finite(tree, folds[op])
        if isinstance(right, float):
            return self.add(tree, op, (left,), number=right)
        if not isinstance(left, float):
            return self.add(tree, op, (left, right))
        if op == "div":  # PyTorch has no kernel for a number over a tensor: it takes two
            return self.add(tree, "mul", (self.add(tree, "reciprocal", (right,)),), number=left)
        return self.add(tree, op, (right,), number=left, number_first=True)

    def matmul(self, tree):
        left = self.value(tree.left)
        if isinstance(left, float) or self.nodes[left].size != "n":
            raise self.error("the left of @ takes a vector, not one number", tree.left)
        if not (isinstance(tree.right, ast.Name) and tree.right.id[0].isupper()):
            raise self.error("the right of @ takes a matrix, a name with a capital: x @ W", tree.right)
        return self.add(tree, "matmul", (left, self.input("matrix", tree.right.id, "matrix")))

    def call(self, tree):
        name = tree.func.id
        if name not in FUNCTIONS + REDUCTIONS:
            raise self.error(f"{name} is not known; there are {', '.join(FUNCTIONS + REDUCTIONS)}", tree)
        if len(tree.args) != 1 or tree.keywords:
            raise self.error(f"{name} takes one argument: {name}(x)", tree)
        inner = self.value(tree.args[0])
        if isinstance(inner, float):
            raise self.error(f"{name} of a number: give it a vector, as in {name}(x)", tree)
        if name in REDUCTIONS and self.nodes[inner].size == "one":
            raise self.error(f"{name} of one number: nothing is left to reduce", tree)
        return self.add(tree, name, (inner,))

    def add(self, tree, op, args, **constant):
        arrays = op not in REDUCTIONS and any(self.nodes[arg].size == "n" for arg in args)
        self.nodes.append(Node(op, args, "n" if arrays else "one", **constant))
        if sum(node.is_operation for node in self.nodes) > MOST_OPERATIONS:
            raise self.error(f"{MOST_OPERATIONS} operations are the most", tree)
        return len(self.nodes) - 1

    def finish(self, value, tree):
        if isinstance(value, float):
            raise self.error("this is a number: a vector's name is needed, such as x", tree)
        if not self.nodes[value].is_operation:
            raise self.error("nothing is computed: this lies in memory already", tree)

    def finite(self, tree, compute):
        try:
            number = compute()
        except (OverflowError, ZeroDivisionError):
            number = math.nan
        if isinstance(number, complex) or not math.isfinite(number):
            raise self.error("this is no finite number", tree)
        return number

    def error(self, message, tree):
        return ExpressionError(message, self.start + tree.col_offset)
