"""The gradients of a real run over the range of a narrow format, the loss scale under the finger."""

import base64

import numpy as np
import traitlets

from course.numerics import arithmetic, floats
from course.widgets import mixed_precision_gradients_run as run
from course.widgets.visualizer import Visualizer

FORMATS = {fmt.name: fmt for fmt in (floats.FP16, floats.BF16, floats.FP8_E5M2, floats.FP8_E4M3)}
LAYERS = ("all", "1", "2", "3")
MOST_SCALE = 24  # a power of two
LAST = len(run.STEPS) - 1


class GradientRange(Visualizer):
    """What of a run's gradients a format holds, and which of its updates its weights feel.

    The run trains 64 → 24 → 16 → 10 on digits in FP32; kept are the gradients of the weight matrices at five
    steps, each number as it was.  Here they are multiplied by the loss scale, rounded once to the format,
    divided by the scale again, and times the learning rate they move the weights.
    format: "FP16", "BF16", "FP8_E5M2" or "FP8_E4M3".  scale_log2: the loss scale is 2 to this power, 0 to 24.
    moment: 0 to 4, which of the kept steps.  layer: "all", "1", "2" or "3".  master: whether the weights are
    kept in FP32; else they are rounded to the format too.
    `vanished`, `overflowed` and `lost` follow from them.
    """

    format = traitlets.Enum((*FORMATS,), "FP16").tag(sync=True)
    scale_log2 = traitlets.Int(0, min=0, max=MOST_SCALE).tag(sync=True)
    moment = traitlets.Int(LAST, min=0, max=LAST).tag(sync=True)
    layer = traitlets.Enum(LAYERS, "all").tag(sync=True)
    master = traitlets.Bool(False).tag(sync=True)
    run = traitlets.Dict(read_only=True).tag(sync=True)

    @traitlets.default("run")
    def _run_as_text(self):
        kept = run.moments()
        return {
            "steps": [moment.step for moment in kept],
            "counts": [matrix.size for matrix in kept[0].weights],
            "rate": run.LEARNING_RATE,
            "gradients": as_text(moment.gradients for moment in kept),
            "weights": as_text(moment.weights for moment in kept),
        }

    @property
    def gradients(self):
        """The gradients of the chosen layers that are not exactly 0, in one row: float64."""
        return self._chosen[0]

    @property
    def weights(self):
        """The weights that belong to `gradients`, before the step: float64 of the same length."""
        return self._chosen[1]

    @property
    def _chosen(self):
        moment = run.moments()[self.moment]
        layers = slice(None) if self.layer == "all" else slice(int(self.layer) - 1, int(self.layer))
        gradients, weights = (
            np.concatenate([matrix.ravel() for matrix in matrices[layers]]).astype(np.float64)
            for matrices in (moment.gradients, moment.weights)
        )
        return gradients[gradients != 0], weights[gradients != 0]

    @property
    def held(self):
        """What the format holds of scale × gradient: float64, ±inf or NaN where it is too large."""
        return floats.rounded(self.gradients * 2.0**self.scale_log2, FORMATS[self.format])

    @property
    def vanished(self):
        """The share of the gradients other than 0 that become 0 in the format, 0 to 1."""
        return float(np.mean(self.held == 0))

    @property
    def overflowed(self):
        """The share of the gradients other than 0 that are too large for the format, 0 to 1."""
        return float(np.mean(~np.isfinite(self.held)))

    @property
    def lost(self):
        """The share of the gradients other than 0 after whose update the weight is what it was, 0 to 1.

        Gradients that vanished are among them, those that overflowed are not.
        """
        held, fmt = self.held, floats.FP32 if self.master else FORMATS[self.format]
        fits = np.isfinite(held)
        weights = floats.rounded(self.weights[fits], fmt)
        updates = run.LEARNING_RATE * held[fits] / 2.0**self.scale_log2
        return float(np.sum(arithmetic.add(weights, -updates, fmt) == weights) / len(held))

    def describe(self):
        """The setting, how many gradients it loses at both ends, and how many updates in the weights."""
        where = "all layers" if self.layer == "all" else f"layer {self.layer}"
        copy = "in FP32" if self.master else f"in {self.format}"
        return (
            f"Gradients of {where} of a network in training, step {run.STEPS[self.moment]:,}, "
            f"{len(self.gradients):,} of them not 0: with a loss scale of 2^{self.scale_log2}, "
            f"{100 * self.vanished:.1f} % vanish in {self.format} and {100 * self.overflowed:.1f} % overflow"
            f". With weights {copy}, {100 * self.lost:.1f} % of the updates are lost in the weights."
        )


def as_text(moments):
    """Float32 matrices, moment by moment, as base64 of their little-endian bytes: no bit is lost."""
    rows = [matrix.ravel() for matrices in moments for matrix in matrices]
    return base64.b64encode(np.concatenate(rows).astype("<f4").tobytes()).decode()
