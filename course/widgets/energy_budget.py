"""An energy budget under the finger: where the joules of one inference go, and what makes them fewer."""

import functools

import traitlets

from course.hardware import devices, energy, networks
from course.widgets.visualizer import Visualizer

CHIP = "1 MiB cache"
MEMORIES = ("DRAM", CHIP)  # where weights may live; activations count as if they fitted on the chip
CHIP_BYTES = 2**20
MOST_SPARSITY = 0.95


class EnergyBudget(Visualizer):
    """Joules of one inference as a stacked bar: arithmetic, weights moved, activations moved.

    network: one of `course.hardware.networks.NETWORKS`.  format: one of `energy.FORMATS`.  sparsity: the
    share of weights that are zero, 0 to 0.95.  skips: whether format and hardware leave zeros out, so that
    they are neither fetched nor multiplied; if not, zeros cost what other weights cost.  memory: where the
    weights live, "DRAM" or "1 MiB cache".  device: one of `devices.DEVICES`.
    `joules`, `bytes`, `seconds`, `shares` and `passes_per_charge` follow, all by the model of
    `course.hardware.energy`, for a batch of one; whether the weights fit there at all: `fits`.
    """

    network = traitlets.Enum(tuple(networks.NETWORKS), "VGG-16").tag(sync=True)
    format = traitlets.Enum(energy.FORMATS, "INT8").tag(sync=True)
    sparsity = traitlets.Float(0.0).tag(sync=True)
    skips = traitlets.Bool(False).tag(sync=True)
    memory = traitlets.Enum(MEMORIES, "DRAM").tag(sync=True)
    device = traitlets.Enum(tuple(devices.DEVICES), "phone").tag(sync=True)
    table = traitlets.Dict(read_only=True).tag(sync=True)

    @traitlets.default("table")
    def _figures_and_counts(self):
        return figures()

    @traitlets.validate("sparsity")
    def _in_its_range(self, proposal):
        value = proposal["value"]
        if not 0 <= value <= MOST_SPARSITY:  # nan never is
            raise traitlets.TraitError(f"sparsity lies between 0 and {MOST_SPARSITY}, got {value}")
        return value

    @property
    def work(self):
        """What one inference has to do, an `energy.Work`: zeros are work, unless they are skipped."""
        return energy.inference(costs_of(self.network), self.format, self.sparsity if self.skips else 0.0)

    @property
    def joules(self):
        """The joules of one inference, a float."""
        return self._energy.joules

    @property
    def bytes(self):
        """The bytes of weights that one inference fetches, a float."""
        return self.work.weight_bytes

    @property
    def fits(self):
        """Whether the weights fit where they live: on the chip, or in the device's memory."""
        return self.bytes <= CHIP_BYTES if self.memory == CHIP else self._budget.fits

    @property
    def seconds(self):
        """The seconds of one inference at the device's full speed: the longer of computing and fetching."""
        return self._budget.seconds

    @property
    def shares(self):
        """The shares of the joules by "arithmetic", "weights" and "activations": a dict of floats, sum 1."""
        parts, joules = self._energy, self.joules
        arithmetic = parts.multiply + parts.add
        return {
            "arithmetic": arithmetic / joules,
            "weights": parts.weights / joules,
            "activations": parts.activations / joules,
        }

    @property
    def passes_per_charge(self):
        """How many inferences a full battery gives, a float; None for a device with a plug."""
        return self._budget.passes_per_charge

    @property
    def _energy(self):
        return energy.of_work(self.work, self.memory, CHIP)

    @property
    def _budget(self):
        return devices.budget(self.work, devices.DEVICES[self.device], self.memory)

    def describe(self):
        """The setting, its joules by what they are spent on, and what binds the time."""
        zeros = f", {self.sparsity:.0%} zeros{' skipped' if self.skips else ''}" if self.sparsity else ""
        shares = ", ".join(f"{name} {share:.1%}" for name, share in self.shares.items())
        return (
            f"One inference of {self.network} in {self.format}{zeros}, weights in {self.memory}: "
            f"{self.joules:.3g} joules by the model ({shares}). It fetches {self.bytes:.3g} bytes of "
            f"weights; on the {self.device} it takes at least {self.seconds:.3g} seconds, bound by "
            f"{self._budget.bound}{'' if self.fits else ', but the weights do not fit there'}."
        )


@functools.cache
def costs_of(name):
    """The `nn.costs.Costs` of a network for a batch of one."""
    return networks.costs_of(name)


def counts_of(name):
    """What one pass of a network needs."""
    costs = costs_of(name)
    return {
        "parameters": costs.num_parameters,
        "multiply_adds": costs.forward,
        "activations": energy.num_activations(costs),
    }


def format_of(name, sums_in):
    """What a multiplication in a format costs, and an addition in the format that sums it."""
    return {
        "bits": energy.bits_of(name),
        "multiply": figure("multiply", name),
        "add": figure("add", sums_in),
        "sums_in": sums_in,
    }


def figures():
    """All that the picture calculates with, JSON-able: counts, picojoules, devices, each with its source."""
    counts = {name: counts_of(name) for name in networks.NETWORKS}
    formats = {name: format_of(name, sums_in) for name, sums_in in energy.SUMS_IN.items()}
    return {
        "order": {
            "network": list(counts),
            "format": list(formats),
            "memory": list(MEMORIES),
            "device": list(devices.DEVICES),
        },
        "networks": counts,
        "formats": formats,
        "memories": {name: figure("fetch", name) for name in MEMORIES},
        "devices": {name: budget_of(device) for name, device in devices.DEVICES.items()},
        "index_bits": energy.INDEX_BITS,
        "index_source": energy.DEEP_COMPRESSION,
        "chip": CHIP,
        "chip_bytes": CHIP_BYTES,
    }


def figure(operation, what):
    """A cell of the table: picojoules of one operation, or of one byte where something is fetched."""
    cell = energy.look_up(operation, what)
    per = cell.picojoules_per_byte if operation == "fetch" else cell.picojoules
    return {"picojoules": per, "node": cell.node, "year": cell.year, "source": cell.source}


def budget_of(device):
    """What a device may use up, by the names that the picture uses."""
    return {
        "memory_bytes": device.memory_bytes,
        "operations_per_second": device.operations_per_second,
        "bytes_per_second": device.bytes_per_second,
        "watt_hours": device.watt_hours,
        "basis": device.basis,
    }
