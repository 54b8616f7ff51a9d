"""The computation graph of an expression that the reader types: kernel by kernel, eager and compiled."""

import traitlets

from course.widgets import frameworks_graph_kernels as kernels
from course.widgets.frameworks_graph_expression import ExpressionError, read
from course.widgets.visualizer import Visualizer

BYTES_PER_NUMBER = 4  # float32
MATRIX_ELEMENTS = 1_000_000  # a matrix is 1,000 × 1,000, and n numbers are rows of 1,000
FEWEST, MOST = 10**3, 10**8


class FrameworksGraph(Visualizer):
    """Which kernels an expression runs, and how often they go through memory, eager or compiled.

    expression: `+ - * / ** @`, numbers, and relu, tanh, sigmoid, exp, log, sqrt, abs, gelu, sum, mean, max of
    names: lower-case ones are float32 vectors of `num_elements` (1,000 to 100,000,000), names with a capital
    1,000 × 1,000 matrices, which stand right of @.  mode: "eager" or "compiled".  step: the kernel shown,
    counted from 1; past the last one it is the last one.
    """

    expression = traitlets.Unicode("relu(x * w + b)").tag(sync=True)
    mode = traitlets.Unicode("eager").tag(sync=True)
    num_elements = traitlets.Int(10_000_000).tag(sync=True)
    step = traitlets.Int(2).tag(sync=True)

    @traitlets.validate("expression")
    def _readable(self, proposal):
        try:
            read(proposal["value"])
        except ExpressionError as error:
            raise traitlets.TraitError(f"expression {proposal['value']!r}: {error}") from None
        return proposal["value"]

    @traitlets.validate("mode")
    def _known_mode(self, proposal):
        if proposal["value"] not in ("eager", "compiled"):
            raise traitlets.TraitError(f"mode is eager or compiled, got {proposal['value']!r}")
        return proposal["value"]

    @traitlets.validate("num_elements")
    def _in_range(self, proposal):
        if not FEWEST <= proposal["value"] <= MOST:
            raise traitlets.TraitError(
                f"num_elements lies between {FEWEST:,} and {MOST:,}, got {proposal['value']}"
            )
        return proposal["value"]

    @traitlets.validate("step")
    def _counts_from_one(self, proposal):
        if proposal["value"] < 1:
            raise traitlets.TraitError(f"step counts kernels from 1, got {proposal['value']}")
        return proposal["value"]

    @property
    def kernels(self):
        """How many kernels run."""
        return len(self._plan().kernels)

    @property
    def passes(self):
        """How often n numbers travel: reads and writes of all kernels; single numbers and matrices aside."""
        return self._plan().passes

    @property
    def bytes(self):
        """The bytes that all kernels read and write: `passes` of n numbers, and the matrices."""
        return self._plan().bytes

    @property
    def peak_bytes(self):
        """The most bytes that intermediate arrays take at one time; inputs and the result are none."""
        return self._plan().peak_bytes

    @property
    def groups(self):
        """The operations in each kernel: [["mul"], ["add"], ["relu"]] or [["mul", "add", "relu"]]."""
        return self._plan().groups

    def describe(self):
        """The expression, its kernels, passes and bytes in both modes."""
        plans = {mode: Plan(self.expression, mode, self.num_elements) for mode in ("eager", "compiled")}
        counts = "; ".join(
            f"{mode}, {counted(len(one.kernels), 'kernel')}, {counted(one.passes, 'pass', 'passes')} over "
            f"memory, {one.bytes:,} bytes, {one.peak_bytes:,} bytes of intermediate arrays at the peak"
            for mode, one in plans.items()
        )
        fused = " | ".join(" ".join(group) for group in self.groups)
        return (
            f"{self.expression} on vectors of {self.num_elements:,} float32 numbers, shown {self.mode} "
            f"at kernel {min(self.step, self.kernels)} of {self.kernels}: {counts}. The kernels: {fused}."
        )

    def _plan(self):
        return Plan(self.expression, self.mode, self.num_elements)


class Plan:
    """The kernels of an expression, eager or compiled, and what they move for vectors of n numbers."""

    def __init__(self, expression, mode, num_elements):
        nodes = read(expression)
        if mode == "compiled":
            nodes, _ = kernels.shared(nodes)
        self.nodes, self.num_elements = nodes, num_elements
        self.kernels = kernels.eager(nodes) if mode == "eager" else kernels.compiled(nodes)

    @property
    def passes(self):
        """Reads and writes of n numbers."""
        return self._traffic("n")

    @property
    def bytes(self):
        """What all kernels read and write."""
        return BYTES_PER_NUMBER * (
            self.passes * self.num_elements + self._traffic("matrix") * MATRIX_ELEMENTS
        )

    @property
    def peak_bytes(self):
        """The most that intermediate arrays take at one time."""
        alive = [
            sum(is_intermediate(self.nodes, place) for place in live_at(self.nodes, self.kernels, step))
            for step in range(len(self.kernels))
        ]
        return BYTES_PER_NUMBER * self.num_elements * max(alive)

    @property
    def groups(self):
        """The operations in each kernel."""
        return [[self.nodes[place].op for place in kernel.ops] for kernel in self.kernels]

    def _traffic(self, size):
        traffic = (place for kernel in self.kernels for place in kernel.reads + kernel.writes)
        return sum(self.nodes[place].size == size for place in traffic)


def counted(count, noun, plural=None):
    """A count with its noun: "1 pass", "8 passes"."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def is_intermediate(nodes, place):
    """Whether a place is an array that is neither an input nor the result."""
    return nodes[place].is_operation and nodes[place].size == "n" and place != len(nodes) - 1


def live_at(nodes, plan, step):
    """The places in memory while kernel `step`, counted from 0, runs: written by then, still to be read."""
    live = []
    for place, node in enumerate(nodes):
        born = next((k for k, kernel in enumerate(plan) if place in kernel.writes), None)
        read_last = max((k for k, kernel in enumerate(plan) if place in kernel.reads), default=-1)
        is_result = place == len(nodes) - 1
        if not node.is_operation or (born is not None and born <= step and (is_result or step <= read_last)):
            live.append(place)
    return live
