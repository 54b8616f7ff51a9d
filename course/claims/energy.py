"""Claims 20 to 23: what a byte saves, what memory costs, and whether the models are too large."""

from course.claims.claim import Axis, Claim, Threshold
from course.claims.finding import Figure
from course.hardware import devices, energy, networks
from course.nn import costs

SMALL, LARGE = "LeNet-300-100", "language model"
WIDTH = 1024  # of the narrower model; the other is twice as wide
TOKENS_PER_WEIGHT = 20  # assumed: about the amount that CHINCHILLA finds best for a given computation
CHINCHILLA = "Hoffmann et al., Training compute-optimal large language models, 2022, arXiv:2203.15556"
SECONDS_A_DAY = 86_400

BY_ENERGY = "{}: energy, FP32 ÷ INT8"
BY_AREA = "{}: area, FP32 ÷ INT8"
WHOLE_PASS = "whole pass, weights in DRAM: FP32 ÷ INT8"
OVER_MULTIPLY = "32 bits from DRAM ÷ FP32 multiplication"
OVER_CACHE = "DRAM ÷ {}, for each byte"
TWICE_AS_WIDE = "twice as wide: energy of a training step"
SIX = "operations ÷ (weights × tokens), training"
DAYS = f"days on one accelerator, {TOKENS_PER_WEIGHT} tokens a weight"
OF_THE_MEMORY = "{} in {}: of the phone's memory"
PER_CHARGE = "{} in INT8: passes for a charge"


def exact(name, value, unit="×", high=None):
    """A figure without a spread, or with the range that its source gives."""
    return Figure(name, float(value), unit, float(value), float(value if high is None else high))


def bytes_against_floats():
    """Figures, ratios: an addition, a multiplication and both, and a whole pass of a small network."""
    figures = []
    for operation, short in (("add", "INT8"), ("multiply", "INT8")):
        cells = energy.look_up(operation, "FP32"), energy.look_up(operation, short)
        figures += ratios(operation, [cells[:1], cells[1:]])
    both = [
        [energy.look_up("multiply", fmt), energy.look_up("add", sums)]
        for fmt, sums in (("FP32", "FP32"), ("INT8", "INT32"))
    ]
    figures += ratios("multiply-add", both)
    counted = networks.costs_of(SMALL)
    passes = [energy.of_network(counted, fmt).joules for fmt in ("FP32", "INT8")]
    return [*figures, exact(WHOLE_PASS, passes[0] / passes[1])]


def ratios(name, cells):
    """Two figures, energy and area: what the first circuits take over what the second take."""
    joules = [sum(cell.picojoules for cell in each) for each in cells]
    areas = [sum(cell.square_micrometres for cell in each) for each in cells]
    return [
        exact(BY_ENERGY.format(name), joules[0] / joules[1]),
        exact(BY_AREA.format(name), areas[0] / areas[1]),
    ]


def what_memory_costs():
    """Figures, ratios: DRAM in multiplications, and against each memory on the chip."""
    dram, multiply = energy.look_up("fetch", "DRAM"), energy.look_up("multiply", "FP32")
    word = 32 / dram.bits
    figures = [
        exact(
            OVER_MULTIPLY,
            word * dram.picojoules / multiply.picojoules,
            high=word * dram.most / multiply.picojoules,
        )
    ]
    for memory in energy.MEMORIES[:-1]:
        cell = energy.look_up("fetch", memory)
        ratio = dram.picojoules_per_byte / cell.picojoules_per_byte
        figures.append(exact(OVER_CACHE.format(memory), ratio, high=ratio * dram.most / dram.picojoules))
    return figures


def what_training_takes():
    """Figures: what twice the width multiplies, operations for a weight and token, days of a large run."""
    narrow, wide = (training_joules(width) for width in (WIDTH, 2 * WIDTH))
    large = networks.costs_of(LARGE)
    operations = 2 * (large.forward + large.backward)
    tokens = TOKENS_PER_WEIGHT * large.num_parameters
    seconds = operations * tokens / devices.SERVER.operations_per_second
    return [
        exact(TWICE_AS_WIDE, wide / narrow),
        exact(SIX, operations / large.num_parameters, ""),
        exact(DAYS, seconds / SECONDS_A_DAY, "days"),
    ]


def training_joules(width):
    """Joules of a training step of a language model, two blocks deep, for a batch of one token."""
    network = networks.language_model(networks.Paper(), width, num_blocks=2)
    return energy.of_work(energy.training(costs.of_network(network, (1, width)))).joules


def what_a_phone_can_hold():
    """Figures: how much of a phone's memory a small and a large network take, and passes for a charge."""
    figures = []
    for name in (SMALL, LARGE):
        counted = networks.costs_of(name)
        for fmt in energy.FORMATS:
            share = energy.inference(counted, fmt).stored_bytes / devices.PHONE.memory_bytes
            figures.append(exact(OF_THE_MEMORY.format(name, fmt), share))
        budget = devices.budget(energy.inference(counted, "INT8"), devices.PHONE)
        figures.append(exact(PER_CHARGE.format(name), budget.passes_per_charge, "passes"))
    return figures


TEN = (10.0, "tenfold")
ONE = (1.0, "all of it")
MODEL = (energy.HOROWITZ, energy.KIM)

CLAIMS = (
    Claim(
        id=20,
        says="Calculating with bytes takes a tenth of the chip area and of the energy of FP32.",
        measure=bytes_against_floats,
        how=f"published figures for 45 nm; products of bytes are added in 32 bits; pass: {SMALL}, one image",
        thresholds=(
            Threshold(BY_ENERGY.format("multiply-add"), "above", *TEN, "wrong",
                      "A multiply-add of bytes saves less than the factor ten."),
            Threshold(BY_AREA.format("multiply-add"), "above", *TEN, "wrong",
                      "Its circuit saves less area than the factor ten."),
            Threshold(WHOLE_PASS, "below", *TEN, "holds", "A whole pass saves that as well."),
        ),
        verdict="holds if",
        because="… only the arithmetic counts, and then ten is too modest. A whole pass with its weights in "
        "DRAM saves a factor four: a byte is a quarter of the bits to be moved.",
        axis=Axis("FP32 ÷ INT8 (no unit), logarithmic", (1, 3, 10, 30, 100), logarithmic=True),
        sources=MODEL,
        kind="modelled",
    ),
    Claim(
        id=21,
        says="Memory beyond the chip is very expensive to access.",
        measure=what_memory_costs,
        how="published figures for 45 nm, per byte or for 32 bits; the spread: the range given for DRAM",
        thresholds=(
            Threshold(OVER_MULTIPLY, "above", *TEN, "wrong",
                      "Fetching costs about what computing costs."),
            Threshold(OVER_CACHE.format("1 MiB cache"), "above", 3.0, "threefold", "inconclusive",
                      "A large cache on the chip is as expensive: leaving the chip is not the reason."),
        ),
        verdict="holds",
        because="The wires off the chip are long and wide; a multiplication stays within a fraction of a "
        "millimetre.",
        axis=Axis("energy ÷ energy (no unit), logarithmic", (1, 10, 100, 1000), logarithmic=True),
        sources=(energy.HOROWITZ, energy.HAN),
        kind="modelled",
    ),
    Claim(
        id=22,
        says="Larger models and more data take much time, or much hardware, and much energy always.",
        measure=what_training_takes,
        how=f"operations and bytes counted by shape; {LARGE}: 32 blocks, 4,096 wide; the accelerator at its "
        f"full FP32 speed; {TOKENS_PER_WEIGHT} tokens for each weight assumed, after Hoffmann et al., 2022",
        thresholds=(
            Threshold(TWICE_AS_WIDE, "above", 2.0, "twofold", "wrong",
                      "A model twice as wide costs no more than twice as much."),
            Threshold(DAYS, "above", 1.0, "a day", "wrong", "One accelerator does it in a day."),
        ),
        verdict="holds",
        because="Weights grow with the square of the width, and every weight meets every token: about six "
        "operations for each pair. Both grow together, so the product does.",
        axis=Axis("factor, operations or days, logarithmic", (1, 10, 100, 1000), logarithmic=True),
        sources=(energy.HOROWITZ, CHINCHILLA, devices.SERVER.basis),
        kind="modelled",
    ),
    Claim(
        id=23,
        says="Models grow too large for mobile devices, and running them drains the battery.",
        measure=what_a_phone_can_hold,
        how=f"a phone of {devices.PHONE.memory_bytes / 1e9:.0f} GB and {devices.PHONE.watt_hours} Wh, round "
        f"numbers, assumed; {SMALL} for an image, {LARGE} for a token",
        thresholds=(
            Threshold(OF_THE_MEMORY.format(LARGE, "FP32"), "above", *ONE, "wrong",
                      "Even the large model fits in full precision."),
            Threshold(OF_THE_MEMORY.format(SMALL, "FP32"), "below", *ONE, "holds",
                      "Even the small network does not fit."),
        ),
        verdict="holds if",
        because="… the model is large. A small network fits ten thousand times over and runs for a billion "
        "images; the large one fits only in bytes, and the charge lasts for some ten thousands of tokens.",
        axis=Axis("times the memory, or passes, logarithmic", (1e-3, 1, 1e3, 1e6, 1e9), logarithmic=True),
        sources=(energy.HOROWITZ,),
        kind="modelled",
    ),
)  # fmt: skip
