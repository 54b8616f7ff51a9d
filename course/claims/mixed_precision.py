"""Claims 29 and 31 to 33: training in few bits, what it takes, what it gains, and wide sums."""

import numpy as np

from course.claims.claim import Axis, Claim, Threshold
from course.claims.finding import Figure
from course.compress import loss_scaling, matmul_speed, mixed_precision, tensor_core, trials
from course.compress.mixed_precision import ALL_BF16, ALL_FP32, MIXED_BF16, MIXED_FP8, MIXED_FP16
from course.nn.losses import cross_entropy
from course.numerics.floats import FP16, FP32, rounded

SEEDS = range(3)
EPOCHS = 4
FAST, SLOW = 0.05, 0.002  # learning rates
SLOW_EPOCHS = 12
SHARE = 2.0**-24  # of a loss that is the mean over very many numbers
NUM_SUMS, LENGTH = 8, 2**15
SIZE = 256  # rows and columns of the matrices that are timed

WORSE = "{}: test error above FP32's"
LOST = "updates lost in BF16 weights"
ALL_SHORT = "weights kept in BF16: error above FP32's"
UNSCALED = "tiny loss, no scale: test error"
SCALED = "tiny loss, scaled: test error"
TIME = "{} product ÷ float32's time"
OFF = "sum in {}: error"


def spread(name, values, unit):
    """A figure of several seeds: their median, least and largest."""
    return Figure(name, float(np.median(values)), unit, float(min(values)), float(max(values)))


def fewer_bits():
    """Figures in percentage points: how much more three recipes misread than FP32, over some seeds."""
    base = [trials.trial(ALL_FP32, seed, lr=FAST, epochs=EPOCHS).error for seed in SEEDS]
    figures = []
    for name, recipe in (("FP16", MIXED_FP16), ("BF16", MIXED_BF16), ("FP8 in blocks", MIXED_FP8)):
        errors = [trials.trial(recipe, seed, lr=FAST, epochs=EPOCHS).error for seed in SEEDS]
        figures.append(spread(WORSE.format(name), np.subtract(errors, base), "points"))
    return figures


def what_it_takes():
    """Figures: updates that BF16 weights lose, what it costs, and a tiny loss in FP16, bare and scaled."""
    slow = {"lr": SLOW, "epochs": SLOW_EPOCHS}
    wide = [trials.trial(ALL_FP32, seed, **slow) for seed in SEEDS]
    short = [trials.trial(ALL_BF16, seed, **slow).error for seed in SEEDS]
    lost = []
    for each in wide:
        weights, _, updates = trials.gradients_and_updates(each.step)
        lost.append(100 * mixed_precision.share_lost(weights, updates, ALL_BF16.weights))
    tiny = {"lr": FAST / SHARE, "epochs": EPOCHS, "loss": tiny_loss}
    scales = {UNSCALED: 1.0, SCALED: 1 / SHARE}
    return [
        spread(LOST, lost, "%"),
        spread(ALL_SHORT, np.subtract(short, [each.error for each in wide]), "points"),
        *(
            spread(
                name,
                [trials.trial(MIXED_FP16, s, loss_scaling.Static(scale), **tiny).error for s in SEEDS],
                "%",
            )
            for name, scale in scales.items()
        ),
    ]


def tiny_loss(scores, labels):
    """A loss that is one of very many in a mean."""
    return cross_entropy(scores, labels) * SHARE


def time_of_dtypes():
    """Figures, ratios: how long a product of matrices takes in 16 bits, in units of float32's time."""
    race = matmul_speed.race_dtypes(SIZE)
    figures = []
    for name in ("float16", "bfloat16"):
        ratio = race.ratio(name, "float32")
        figures.append(
            Figure(TIME.format(name), float(ratio.value), "×", float(ratio.low), float(ratio.high))
        )
    return figures


def narrow_and_wide_sums():
    """Figures in %: how far a tensor core's long dot products are off, with both accumulators."""
    rng = np.random.default_rng(0)
    a, b = (rounded(rng.random((NUM_SUMS, LENGTH)), FP16) for _ in range(2))
    exact = np.sum(a * b, axis=-1)
    figures = []
    for accumulator in (FP32, FP16):
        off = 100 * np.abs(tensor_core.dot(a, b, accumulator) / exact - 1)
        figures.append(spread(OFF.format(accumulator), off, "%"))
    return figures


POINTS = (3.0, "three points")

CLAIMS = (
    Claim(
        id=29,
        says="Training has to be done in FP32.",
        measure=fewer_bits,
        how=f"a small network, {EPOCHS} epochs of digits, {len(SEEDS)} seeds; products and gradients short, "
        "weights and sums in FP32",
        thresholds=tuple(
            Threshold(WORSE.format(name), "below", *POINTS, "holds", f"Trained in {name} it misreads more.")
            for name in ("FP16", "BF16", "FP8 in blocks")
        ),
        verdict="outdated",
        because="Products and gradients of 16 bits do as well, and of 8 bits in scaled blocks too. What "
        "stays in FP32 is the sum and the copy of the weights. FP8 is simulated here.",
        axis=Axis("test error above FP32's (percentage points)", (-2, 0, 2, 4)),
        sources=(
            "Micikevicius et al., Mixed precision training, ICLR 2018",
            "DeepSeek-AI, DeepSeek-V3 technical report, 2024: FP8, loss within 0.25 % of BF16's",
        ),
    ),
    Claim(
        id=31,
        says="Mixed precision means gradients in FP16 and weights in FP32.",
        measure=what_it_takes,
        how=f"digits, {len(SEEDS)} seeds: learning rate {SLOW}, {SLOW_EPOCHS} epochs; and a loss times 2⁻²⁴, "
        "in FP16, with and without a scale of 2²⁴",
        thresholds=(
            Threshold(LOST, "above", 50.0, "half", "wrong",
                      "Short weights take most updates: no copy is due."),
            Threshold(ALL_SHORT, "above", *POINTS, "inconclusive",
                      "Updates are lost, but it does not show in the test error."),
            Threshold(UNSCALED, "above", 50.0, "half", "holds", "Even a tiny loss needs no scale."),
            Threshold(SCALED, "below", 20.0, "20 %", "inconclusive", "A scale does not save it."),
        ),
        verdict="holds if",
        because="… you add the rest: activations and a copy of the weights are short as well, sums are FP32, "
        "and FP16 gradients are scaled where they would vanish. The FP32 weights are needed with BF16 too.",
        axis=Axis("share or test error (%), or percentage points", (0, 25, 50, 75, 100)),
        sources=("Micikevicius et al., Mixed precision training, ICLR 2018, sections 3.1 to 3.3",),
    ),
    Claim(
        id=32,
        says="FP16 is faster: its units are smaller, so more of them work at once.",
        measure=time_of_dtypes,
        how=f"torch, {SIZE}×{SIZE} matrices, one thread, alternating turns; energy is not measured here",
        thresholds=(
            Threshold(TIME.format("float16"), "above", 1.0, "as long as FP32", "holds",
                      "This machine multiplies FP16 faster than FP32."),
        ),
        verdict="holds if",
        because="… the hardware has such units. This one converts each FP16 number and calculates in FP32, "
        "so FP16 saves memory and costs time.",
        axis=Axis("time in units of float32's (no unit), logarithmic", (0.1, 1, 10, 100, 1000),
                  logarithmic=True),
        sources=("Intel, AVX-512 FP16 architecture specification, 2021: which processors have it",),
    ),
    Claim(
        id=33,
        says="Volta brings instructions that mix FP16 and FP32.",
        measure=narrow_and_wide_sums,
        how=f"an emulated tensor core: {NUM_SUMS} dot products of {LENGTH:,} FP16 pairs in 0 … 1, four at a "
        "time; no GPU was used",
        thresholds=(
            Threshold(OFF.format(FP32), "below", 1.0, "a hundredth", "inconclusive",
                      "Even the wide sum is off: the mixture does not help."),
            Threshold(OFF.format(FP16), "above", 1.0, "a hundredth", "inconclusive",
                      "The narrow sum is as good: there is no reason to mix."),
        ),
        verdict="holds",
        because="Products of FP16 numbers are exact, and the sum is where digits get lost: so its "
        "accumulator is FP32. Four products and C are added at once, and cut, not rounded.",
        axis=Axis("error of the sum (% of it), logarithmic", (1e-5, 1e-3, 0.1, 10, 1000), logarithmic=True),
        sources=(
            "Fasi et al., Numerical behavior of NVIDIA tensor cores, PeerJ Computer Science 7:e330, 2021",
            "Xie et al., MMA-Sim, arXiv:2511.10909, 2025: which exponent a product has",
            "NVIDIA Tesla V100 GPU architecture, white paper, 2017",
        ),
        kind="modelled",
    ),
)  # fmt: skip
