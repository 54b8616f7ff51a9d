"""Which kernels an expression runs, eager and compiled, and what each of them reads and writes.

Eager, PyTorch runs each operation as a kernel of its own.  Compiled, TorchInductor's rule for the CPU, as its
generated C++ shows it (torch 2.13; `tests/widgets/test_frameworks_graph_torch.py` holds this module to it):

* elementwise operations and the reduction they end in are one loop; loops that read the same array and do not
  wait for each other are one loop too;
* what needs the result of a whole reduction waits for another loop;
* what is written twice in two loops is computed in both: without gradients, the compiler looks for equal work
  inside a loop only.  (A value kept in a Python variable and used twice is another matter: exp, log, tanh and
  sigmoid are then stored; an expression has no variables);
* a matrix product is a library call of its own, made again where it is written again; a `+` that follows it
  at once goes into that call.
"""

from dataclasses import dataclass, replace

from course.widgets.frameworks_graph_expression import REDUCTIONS


@dataclass(frozen=True)
class Kernel:
    """One sweep over memory: the places of the nodes that it computes, reads and writes."""

    ops: tuple
    reads: tuple
    writes: tuple


def eager(nodes):
    """One kernel for each operation, in the order of the expression."""
    operations = [place for place, node in enumerate(nodes) if node.is_operation]
    return [Kernel((place,), tuple(dict.fromkeys(nodes[place].args)), (place,)) for place in operations]


def shared(nodes):
    """The graph with equal subexpressions as one node; matrix products stay as often as they are written."""
    merged, place_of, seen = [], [], {}
    for node in nodes:
        node = replace(node, args=tuple(place_of[arg] for arg in node.args))
        key = (len(merged),) if node.op == "matmul" else node
        place_of.append(seen.setdefault(key, len(merged)))
        if place_of[-1] == len(merged):
            merged.append(node)
    return merged, place_of


def compiled(nodes):
    """The kernels of a graph without equal subexpressions (see `shared`), in an order that can run."""
    calls = _calls(nodes)
    kernels = [Kernel(ops, (), ()) for ops in _loops(nodes, calls)]
    return _in_order([_with_traffic(nodes, kernels, index) for index in range(len(kernels))])


def _users(nodes, place):
    return [user for user, node in enumerate(nodes) if place in node.args]


def _calls(nodes):
    """The matrix products, {the place of the result: the places of what one library call computes}."""
    calls = {}
    for place, node in enumerate(nodes):
        if node.op == "matmul":
            calls[place] = (place,)
    for place, node in enumerate(nodes):
        absorbed = [arg for arg in node.args if nodes[arg].op == "matmul" and _users(nodes, arg) == [place]]
        if node.op == "add" and len(set(node.args)) == 2 and absorbed:
            calls[place] = (calls.pop(absorbed[-1])[0], place)
    return calls


def _loops(nodes, calls):
    """The places that each kernel computes: library calls, and loops of what needs no other loop's result."""
    ready = _ready(nodes, calls)
    stored = _stored(nodes, calls)
    groups = [
        _needed(nodes, place, stored) for place in sorted(stored - set(calls)) if not _is_tail(nodes, place)
    ]
    groups += list(calls.values())
    stages = [max(ready[place] for place in group) for group in groups]
    order = sorted(range(len(groups)), key=lambda index: stages[index])
    groups = [frozenset(groups[index]) for index in order]
    while pair := _mergeable(nodes, groups, calls):
        one, other = pair
        groups[one] |= groups.pop(other)
    return _with_tail(nodes, [tuple(sorted(group)) for group in groups])


def _is_tail(nodes, place):
    """Whether a place is arithmetic on single numbers only: no loop over elements."""
    return nodes[place].size == "one" and nodes[place].op not in REDUCTIONS


def _with_tail(nodes, groups):
    """The arithmetic on single numbers that ends the expression, in the loop whose number comes last."""
    last = len(nodes) - 1
    if not _is_tail(nodes, last):
        return groups
    tail = _needed(
        nodes, last, {place for group in groups for place in group if nodes[place].op in REDUCTIONS}
    )
    closing = _in_order(
        [_with_traffic(nodes, [Kernel(g, (), ()) for g in groups], i) for i in range(len(groups))]
    )[-1]
    return [tuple(sorted({*group, *tail})) if group == closing.ops else group for group in groups]


def _ready(nodes, calls):
    """How many kernels must have ended, one after another, before each place can be computed."""
    ready = []
    absorbed = {op for ops in calls.values() for op in ops}
    for place, node in enumerate(nodes):
        waits = [ready[arg] + (nodes[arg].op in REDUCTIONS or arg in calls) for arg in node.args]
        if place in absorbed:
            waits += [ready[arg] + 1 for arg in node.args if nodes[arg].is_operation and arg not in absorbed]
        ready.append(max(waits, default=0))
    return ready


def _stored(nodes, calls):
    """What ends a kernel: the result, reductions, library calls and the arrays that they take."""
    taken = {arg for ops in calls.values() for op in ops for arg in nodes[op].args if arg not in ops}
    ends = {place for place, node in enumerate(nodes) if node.op in REDUCTIONS}
    return {place for place in taken | ends | set(calls) | {len(nodes) - 1} if nodes[place].is_operation}


def _needed(nodes, place, stored):
    """The place and all that is computed again for it, back to inputs and to what is stored."""
    needed, waiting = set(), [place]
    while waiting:
        needed.add(one := waiting.pop())
        waiting += [arg for arg in nodes[one].args if nodes[arg].is_operation and arg not in stored | needed]
    return needed


def _mergeable(nodes, groups, calls):
    """Two loops that share an array, neither of which waits for the other; None if there are none."""
    in_calls = {op for ops in calls.values() for op in ops}
    for one, first in enumerate(groups):
        for other in range(one + 1, len(groups)):
            second = groups[other]
            if (first | second) & in_calls or not _share(nodes, first, second):
                continue
            if not _waits(nodes, groups, first, second) and not _waits(nodes, groups, second, first):
                return one, other
    return None


def _share(nodes, first, second):
    arrays = [
        {arg for place in group for arg in nodes[place].args if nodes[arg].size == "n"}
        for group in (first, second)
    ]
    return bool((arrays[0] | first) & (arrays[1] | second))


def _waits(nodes, groups, late, early):
    """Whether the group `late` needs a whole result of `early`, on its own or through other groups."""
    reached, waiting = set(), [late]
    while waiting:
        group = waiting.pop()
        for arg in {arg for place in group for arg in nodes[place].args} - group:
            if nodes[arg].size == "n" and arg in early and group == late:
                continue  # elementwise: the same loop hands it on
            waiting += [other for other in groups if arg in other and other not in reached]
            reached |= {other for other in groups if arg in other}
    return early in reached


def _with_traffic(nodes, kernels, index):
    """The kernel with what it reads and writes."""
    ops = kernels[index].ops
    reads = tuple(dict.fromkeys(arg for place in ops for arg in nodes[place].args if arg not in ops))
    elsewhere = {
        arg
        for other, kernel in enumerate(kernels)
        if other != index
        for place in kernel.ops
        for arg in nodes[place].args
        if arg not in kernel.ops
    }
    writes = tuple(place for place in ops if place in elsewhere or place == len(nodes) - 1)
    return Kernel(ops, reads, writes)


def _in_order(kernels):
    """The kernels, each after those whose results it reads."""
    ordered, waiting = [], list(kernels)
    while waiting:
        unwritten = {place for kernel in waiting for place in kernel.writes}
        first = next(kernel for kernel in waiting if not unwritten & set(kernel.reads))
        ordered.append(first)
        waiting.remove(first)
    return ordered
