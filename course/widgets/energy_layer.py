"""A student's own energy of a layer, for each example: what becomes of it when the batch grows."""

import traitlets

from course.hardware import energy
from course.widgets import energy_layer_laws as laws
from course.widgets.visualizer import Visualizer


class EnergyLayer(Visualizer):
    """Your energy for one example of a batch, by its four parts, and the laws that your function breaks.

    layer_energy: takes (num_in, num_out, batch, bits, prices) and returns a dict with the keys "multiply",
    "add", "weights", "activations", picojoules for a fully connected layer and one batch; prices has the keys
    "multiply", "add" (pJ each), "DRAM", "cache" (pJ for 64 bits).  It is called when the visualizer is made,
    with 784 inputs and 300 outputs for every format and batch, and with a layer of 2 inputs and 3 outputs.
    What it raises or returns wrongly becomes the sentence `problem`, never an error.
    batch: 1, 2, 4, ... 1024.  format: "FP32", "FP16" or "INT8".  At first both are where a law is broken.
    energies: {format: {part: picojoules of a whole batch at each batch size, None where there is no number}}.
    lawful: of the same form, what the laws ask for where they are broken, else None.
    faults: [{law, part, formats, says}], a sentence for each law that a part breaks.

    Without a function it shows a mistake: the weights are fetched for every example.
    """

    derived = ("layer_energy",)

    batch = traitlets.Int(8).tag(sync=True)
    format = traitlets.Enum(energy.FORMATS, "FP32").tag(sync=True)
    energies = traitlets.Dict(read_only=True).tag(sync=True)
    lawful = traitlets.Dict(read_only=True).tag(sync=True)
    faults = traitlets.List(read_only=True).tag(sync=True)
    problem = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, layer_energy=None, **traits):
        """Call the function for every format and batch, and go to the first broken law."""
        self._found = laws.sample(fetches_for_every_example if layer_energy is None else layer_energy)
        super().__init__(**traits)
        self._go_to_a_fault({"batch", "format"} - set(traits))

    @traitlets.default("energies")
    def _energies_found(self):
        return self._found[0]

    @traitlets.default("lawful")
    def _lawful_energies(self):
        return laws.lawful(self._found[0])

    @traitlets.default("faults")
    def _faults_found(self):
        return self._found[1]

    @traitlets.default("problem")
    def _problem_found(self):
        return self._found[2]

    @traitlets.validate("batch")
    def _one_of_the_batches(self, proposal):
        if proposal["value"] not in laws.BATCHES:
            listed = ", ".join(str(batch) for batch in laws.BATCHES)
            raise traitlets.TraitError(f"batch is one of {listed}, got {proposal['value']}")
        return proposal["value"]

    def _go_to_a_fault(self, free):
        """Set those of the two traits that are free so that a missing number or a broken law is shown."""
        formats = self.faults[0]["formats"] if self.faults else energy.FORMATS
        if "format" in free:
            self.format = next((fmt for fmt in formats if self._missing(fmt)), formats[0])
        off = self._missing(self.format) or (self._off(self.faults[0]["part"]) if self.faults else [])
        if "batch" in free and off and self.batch not in off:
            self.batch = off[0]

    def _missing(self, fmt):
        """The batches without all four numbers."""
        rows = zip(laws.BATCHES, *self.energies[fmt].values(), strict=True)
        return [batch for batch, *values in rows if None in values]

    def _off(self, part):
        """The batches at which a part takes, in the chosen format, what the laws do not allow."""
        asked = zip(laws.BATCHES, self.lawful[self.format][part], strict=True)
        return [batch for batch, wanted in asked if wanted is not None]

    @property
    def per_example(self):
        """The four parts for one example of the chosen batch, picojoules: a dict, None for no number."""
        at = laws.BATCHES.index(self.batch)
        parts = self.energies[self.format]
        return {part: values[at] and values[at] / self.batch for part, values in parts.items()}

    @property
    def shares(self):
        """The shares of the four parts, floats of sum 1; None where a part is missing or all are zero."""
        parts = self.per_example
        total = None if None in parts.values() else sum(parts.values())
        return {part: value / total if total else None for part, value in parts.items()}

    @property
    def broken(self):
        """What is wrong, a sentence each: the problem first, then every law that is broken; [] if nothing."""
        return [*([self.problem] if self.problem else []), *(fault["says"] for fault in self.faults)]

    @property
    def agrees(self):
        """Whether every answer is four numbers and they obey all laws: a bool."""
        return not self.broken

    def describe(self):
        """The four parts for one example with their shares, then all that is wrong."""
        parts, shares = self.per_example, self.shares
        listed = ", ".join(
            f"{part} {'nothing to draw' if value is None else f'{value:.4g} pJ'}"
            + ("" if shares[part] is None else f" ({shares[part]:.1%})")
            for part, value in parts.items()
        )
        wrong = "".join(f" {says[:1].upper()}{says[1:]}." for says in self.broken)
        return (
            f"A layer of {laws.NUM_IN} inputs and {laws.NUM_OUT} outputs in {self.format}, by your function "
            f"for one example of a batch of {self.batch}: {listed}.{wrong}"
        )


def fetches_for_every_example(num_in, num_out, batch, bits, prices):
    """The example's energies: right, but that the weights are fetched again for every example."""
    products = num_in * num_out * batch
    return {
        "multiply": products * prices["multiply"],
        "add": (products + num_out * batch) * prices["add"],
        "weights": (num_in + 1) * num_out * batch * bits / 64 * prices["DRAM"],
        "activations": (num_in + num_out) * batch * bits / 64 * prices["cache"],
    }
