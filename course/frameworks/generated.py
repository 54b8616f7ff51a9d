"""Reads the code that Inductor, torch's compiler, generates: which kernels it launches, over what memory.

The Python around the kernels allocates buffers (empty_strided_cpu), states the shapes of the inputs
(assert_size_stride) and launches kernels: cpp_fused_... are its own, extern_kernels... those of libraries.
One kernel may hold several loops, one after the other: each is a pass over memory of its own.
Held by tests against torch 2.13.
"""

import ast
import math
import re
from dataclasses import dataclass

C_BYTES = {
    "float": 4,
    "double": 8,
    "bfloat16": 2,
    "half": 2,
    "int64_t": 8,
    "int32_t": 4,
    "int8_t": 1,
    "uint8_t": 1,
    "bool": 1,
}


@dataclass(frozen=True)
class Pass:
    """One sweep over memory, by a kernel or a loop in it: the bytes that it reads, and that it writes."""

    name: str
    bytes_read: int
    bytes_written: int


def launches(source, element_bytes=4):
    """The passes over memory that generated code makes, in order, as a list of Pass.

    A loop inside a loop is no pass of its own: it works on a row or a tile that stays in the cache.
    element_bytes: of the numbers that library calls work on.  ValueError for code without a function `call`.
    """
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "call"]
    if not calls:
        raise ValueError("this is not code that Inductor generated: there is no function `call` in it")
    return _Launches(kernels(source), element_bytes).of(calls[0])


def kernels(source):
    """Kernel name -> its loops, each a list of (place among the arguments, bytes each, read, written).

    Read from the C++: what a loop loads it reads, what it stores it writes; of each array only once.
    """
    found = re.findall(r"^(cpp_fused\w*) = .*?\bkernel\((.*?)\)\s*(\{.*?\n\})", source, re.M | re.S)
    return {
        name: [_arrays(signature, loop) for loop in _loops(_without_second_names(body))]
        for name, signature, body in found
    }


def _without_second_names(body):
    """A kernel's body in which what is worked on in place has one name: `auto out_ptr0 = in_out_ptr0;`."""
    for second, first in re.findall(r"auto (\w+) = (in_out_ptr\d+);", body):
        body = re.sub(rf"\b{second}\b", first, body)
    return body


def _loops(body):
    """The text of each outermost loop, with what follows it: where a sum is stored, say."""
    starts, depth_of_loop, depth = [], None, 0
    for token in re.finditer(r"\bfor\(|[{}]", body):
        if token[0] == "for(" and depth_of_loop is None:
            starts.append(token.start())
            depth_of_loop = depth
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if token[0] == "}" and depth == depth_of_loop:
            depth_of_loop = None
    ends = [*starts[1:], len(body)]
    return [body[start:end] for start, end in zip(starts, ends, strict=True)] or [body]


def _arrays(signature, loop):
    arrays = []
    for place, (kind, name) in enumerate(
        re.findall(r"([\w:]+)\*\s*(?:__restrict__\s+)?(\w+_ptr\d+)", signature)
    ):
        reads = re.search(rf"loadu\({name}\b|=[^=;]*\b{name}\[", loop)
        writes = re.search(rf"\.store\({name}\b|\b{name}\[[^;=]*\]\s*=[^=]", loop)
        arrays.append((place, C_BYTES[kind.split("::")[-1].lower()], bool(reads), bool(writes)))
    return arrays


class _Launches:
    """Follows the function `call` line by line: how many numbers each name holds, and what is launched."""

    def __init__(self, kernels, element_bytes):
        self.kernels, self.element_bytes = kernels, element_bytes
        self.numbers = {}

    def of(self, call):
        statements = [node for node in ast.walk(call) if isinstance(node, ast.Assign | ast.Expr)]
        in_order = sorted(statements, key=lambda node: node.lineno)
        return [each for statement in in_order for each in self._follow(statement)]

    def _follow(self, statement):
        value = statement.value
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            self.numbers[statement.targets[0].id] = self._size(value)
        if not isinstance(value, ast.Call):
            return []
        name = ast.unparse(value.func)
        if name == "assert_size_stride":
            self.numbers[value.args[0].id] = _product(value.args[1])
        if name in self.kernels:
            return [self._loop(name, loop, value.args) for loop in self.kernels[name]]
        return [self._library_call(name, value)] if name.startswith("extern_kernels.") else []

    def _size(self, value):
        """How many numbers the array of an expression holds; None for what is no array."""
        if isinstance(value, ast.Name):
            return self.numbers.get(value.id)
        if isinstance(value, ast.Call):
            name = ast.unparse(value.func)
            if name.startswith("empty_strided"):
                return _product(value.args[0])
            if name == "reinterpret_tensor":
                return _product(value.args[1])
        return None

    def _loop(self, name, loop, arguments):
        sizes = [(self._size(arguments[place]) * each, reads, writes) for place, each, reads, writes in loop]
        read = sum(size for size, reads, _ in sizes if reads)
        return Pass(name, read, sum(size for size, _, writes in sizes if writes))

    def _library_call(self, name, value):
        read = sum(self._size(array) or 0 for array in value.args)
        written = sum(self._size(each.value) for each in value.keywords if each.arg == "out")
        return Pass(name, read * self.element_bytes, written * self.element_bytes)


def _product(shape):
    return math.prod(ast.literal_eval(shape))
