"""Picojoules for an operation and for a byte, with their sources, and what a pass through a network takes.

A model, not a measurement: chips of 45 nm at 0.9 V, the arithmetic and the transport of numbers alone.  What
a processor spends on instructions, clocks and leakage comes on top.
"""

from dataclasses import dataclass

HOROWITZ = "M. Horowitz, Computing's energy problem, ISSCC 2014, figure 1.1.9"
KIM = "S. Kim et al., Full stack optimization of transformer inference, arXiv:2302.14017, figure 15"
HAN = "S. Han et al., Learning both weights and connections, NIPS 2015, arXiv:1506.02626, figure 1"
DEEP_COMPRESSION = "S. Han et al., Deep compression, ICLR 2016, arXiv:1510.00149"

PICOJOULE = 1e-12
INDEX_BITS = 5  # of each kept weight of a sparse layer: how far it is from the one before; DEEP_COMPRESSION


@dataclass(frozen=True)
class Cell:
    """One figure of the table.

    operation: "add" or "multiply" of two numbers, or "fetch" of one.  what: the number format, or the memory
    that is fetched from.  bits: of one number.  picojoules, most: of one operation, `most` where a range is
    given.  square_micrometres: of the circuit, None where nobody says.  node: the process, in nanometres.
    """

    operation: str
    what: str
    bits: int
    picojoules: float
    most: float
    square_micrometres: float | None
    node: int
    year: int
    source: str

    @property
    def picojoules_per_byte(self):
        """What one byte takes, by the lower end of the range."""
        return 8 * self.picojoules / self.bits


def cell(operation, what, bits, picojoules, *, area=None, most=None, year=2014, source=HOROWITZ):
    """A Cell of the 45 nm table."""
    return Cell(operation, what, bits, picojoules, most or picojoules, area, 45, year, source)


TABLE = (
    cell("add", "INT8", 8, 0.03, area=36),
    cell("add", "INT16", 16, 0.05, area=67, year=2023, source=KIM),
    cell("add", "INT32", 32, 0.1, area=137),
    cell("add", "FP16", 16, 0.4, area=1360),
    cell("add", "FP32", 32, 0.9, area=4184),
    cell("multiply", "INT8", 8, 0.2, area=282),
    cell("multiply", "INT32", 32, 3.1, area=3495),
    cell("multiply", "FP16", 16, 1.1, area=1640),
    cell("multiply", "FP32", 32, 3.7, area=7700),
    cell("fetch", "register", 32, 1.0, year=2015, source=HAN),
    cell("fetch", "8 KiB cache", 64, 10.0),
    cell("fetch", "32 KiB cache", 64, 20.0),
    cell("fetch", "1 MiB cache", 64, 100.0),
    cell("fetch", "DRAM", 64, 1300.0, most=2600.0),
)
AREA_SOURCE = KIM

MEMORIES = tuple(each.what for each in TABLE if each.operation == "fetch")
# A product of short numbers is added to a long sum, or the sum stops growing.
SUMS_IN = {"FP32": "FP32", "FP16": "FP32", "INT8": "INT32"}
FORMATS = tuple(SUMS_IN)


def look_up(operation, what):
    """The Cell of an operation in a format, or of a fetch from a memory; ValueError names those there are."""
    found = [each for each in TABLE if (each.operation, each.what) == (operation, what)]
    if not found:
        there = ", ".join(each.what for each in TABLE if each.operation == operation) or "no such operation"
        raise ValueError(f"the table has no {operation} {what!r}; there are: {there}")
    return found[0]


def bits_of(fmt):
    """The bits of one weight or activation in a format that a network can be computed in."""
    if fmt not in SUMS_IN:
        raise ValueError(f"a network is computed in {', '.join(SUMS_IN)}, not in {fmt!r}")
    return look_up("multiply", fmt).bits


@dataclass(frozen=True)
class Work:
    """What a pass through a network has to do.

    fmt: of weights and activations.  multiply_adds: of the sums.  weight_bytes, activation_bytes: moved to or
    from where they live, every reading and every writing counted.  stored_bytes: that the weights take up.
    """

    fmt: str
    multiply_adds: float
    weight_bytes: float
    activation_bytes: float
    stored_bytes: float

    @property
    def intensity(self):
        """Arithmetic intensity: operations, two for a multiply-add, for each byte of weights moved."""
        return 2 * self.multiply_adds / self.weight_bytes


def inference(costs, fmt="FP32", sparsity=0.0):
    """The Work of one pass forward.

    costs: of a whole network for one batch, from `nn.costs.of_network`.  sparsity: the share of weights that
    are zero, from 0 to below 1; zeros are neither kept nor multiplied, and each of the rest needs an index.
    Each weight is fetched once a pass, each output written once and read once.
    """
    if not 0 <= sparsity < 1:
        raise ValueError(f"sparsity is a share from 0 to below 1, got {sparsity}")
    kept, bits = 1 - sparsity, bits_of(fmt)
    stored = kept * costs.num_parameters * (bits + (INDEX_BITS if sparsity else 0)) / 8
    return Work(fmt, kept * costs.forward, stored, 2 * num_activations(costs) * bits / 8, stored)


def training(costs, fmt="FP32"):
    """The Work of one training step with plain SGD: forward, back, update.

    Weights are read forward, read on the way back, and read and written by the update, which also reads the
    gradients that the way back has written: six passes over them.  Outputs are written and read forward and
    read again on the way back, where their gradients are written and read: five.
    """
    size = bits_of(fmt) / 8
    weights, outputs = costs.num_parameters * size, num_activations(costs) * size
    return Work(fmt, costs.forward + costs.backward, 6 * weights, 5 * outputs, weights)


def num_activations(costs):
    """How many outputs all layers have together."""
    return costs.activation_bytes * costs.num_parameters // costs.weight_bytes


@dataclass(frozen=True)
class Energy:
    """Joules of a pass, by what they are spent on."""

    multiply: float
    add: float
    weights: float
    activations: float

    @property
    def joules(self):
        """All of them."""
        return sum(self.parts.values())

    @property
    def parts(self):
        """The four parts by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @property
    def dominant(self):
        """The name of the part that takes most."""
        return max(self.parts, key=self.parts.get)

    @property
    def moving(self):
        """The share of the joules that moves numbers, from 0 to 1."""
        return (self.weights + self.activations) / self.joules


def of_work(work, weights_in="DRAM", activations_in="1 MiB cache"):
    """The Energy of a Work, by where its weights and its activations live (MEMORIES).

    Nothing here asks whether they fit.  A mebibyte holds the activations of a small network; those of VGG-16
    and of large batches take a hundred times as much, and what does not fit costs thirteen times as much.
    """
    return Energy(
        multiply=work.multiply_adds * look_up("multiply", work.fmt).picojoules * PICOJOULE,
        add=work.multiply_adds * look_up("add", SUMS_IN[work.fmt]).picojoules * PICOJOULE,
        weights=work.weight_bytes * look_up("fetch", weights_in).picojoules_per_byte * PICOJOULE,
        activations=work.activation_bytes * look_up("fetch", activations_in).picojoules_per_byte * PICOJOULE,
    )


def of_network(costs, fmt="FP32", weights_in="DRAM", sparsity=0.0):
    """The Energy of one pass forward: `of_work` of `inference`, activations on the chip as if they fitted."""
    return of_work(inference(costs, fmt, sparsity), weights_in)
