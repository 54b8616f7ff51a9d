"""Training with few bits: what is computed, what comes back, and what is kept, each in its own format.

step = Step(network, cross_entropy, SGD(network.parameters(), 0.1), MIXED_FP16, Dynamic())
training.train(step, images, labels, epochs=8, batch_size=32, rng=rng)

The products of a layer are summed in FP32 and rounded once, as a tensor core does it.
Source: Micikevicius et al., "Mixed precision training", ICLR 2018, https://arxiv.org/abs/1710.03740.
"""

from dataclasses import dataclass

import numpy as np

from course.compress.casting import cast, narrow
from course.compress.loss_scaling import Static
from course.nn.autograd import Tensor
from course.numerics.blocks import MXFP8_E4M3, MXFP8_E5M2, BlockFormat
from course.numerics.floats import BF16, FP16, FP32, Format


@dataclass(frozen=True)
class Recipe:
    """Which format each part of a training step has.

    compute: of weights and activations where they are multiplied.  gradients: of all that goes back.
    weights: in which the weights are kept, and each update is added to them; FP32 is the "master copy".
    rounding: of that addition, one of `numerics.rounding.MODES`.
    """

    compute: Format | BlockFormat
    gradients: Format | BlockFormat
    weights: Format = FP32
    rounding: str = "nearest"


ALL_FP32 = Recipe(FP32, FP32)
ALL_FP16, MIXED_FP16 = Recipe(FP16, FP16, FP16), Recipe(FP16, FP16)
ALL_BF16, MIXED_BF16 = Recipe(BF16, BF16, BF16), Recipe(BF16, BF16)
STOCHASTIC_BF16 = Recipe(BF16, BF16, BF16, "stochastic")
MIXED_FP8 = Recipe(MXFP8_E4M3, MXFP8_E5M2)

RECIPES = {
    "FP32": ALL_FP32,
    "all FP16": ALL_FP16,
    "FP16 + FP32 weights": MIXED_FP16,
    "all BF16": ALL_BF16,
    "BF16 + FP32 weights": MIXED_BF16,
    "BF16, rounded at random": STOCHASTIC_BF16,
    "FP8 + FP32 weights": MIXED_FP8,
}


class Step:
    """A training step by a recipe, called as step(inputs, labels) -> loss, like nn.training.ReadableStep.

    network: a Sequential.  scaler: Static or Dynamic.  rng: for a recipe that rounds at random.
    The loss itself is computed in FP32, and the optimizer calculates in FP32 too, momentum included.
    num_skipped: steps whose gradients were not finite: they change nothing but the scale.
    """

    def __init__(self, network, loss, optimizer, recipe, scaler=None, *, rng=None):
        self.network, self.loss, self.optimizer = network, loss, optimizer
        self.recipe, self.scaler, self.rng = recipe, scaler or Static(), rng
        self.num_skipped = 0
        self.round_weights()

    def __call__(self, inputs, labels):
        self.optimizer.zero_grad()
        loss = self.gradients(inputs, labels)
        is_finite = all(np.isfinite(each.grad).all() for each in self.optimizer.parameters)
        if is_finite:
            for parameter in self.optimizer.parameters:
                parameter.grad /= np.float32(self.scaler.scale)
            self.optimizer.step()
            self.round_weights()
        self.num_skipped += not is_finite
        self.scaler.update(is_finite)
        return loss

    def gradients(self, inputs, labels):
        """Leave in each parameter's `grad` its gradient, times the scale; returns the loss, a float."""
        kept = [parameter.data for parameter in self.optimizer.parameters]
        try:
            for parameter in self.optimizer.parameters:
                parameter.data = narrow(parameter.data, self.recipe.compute)
            loss = self.loss(self.scores(inputs), labels)
            with np.errstate(over="ignore", invalid="ignore"):  # too large a scale is found out afterwards
                (loss * self.scaler.scale).backward()
        finally:
            for parameter, data in zip(self.optimizer.parameters, kept, strict=True):
                parameter.data = data
        for parameter in self.optimizer.parameters:
            parameter.grad = narrow(parameter.grad, self.recipe.gradients)
        return loss.item()

    def scores(self, inputs):
        """The network's outputs, each layer's rounded: a Tensor."""
        compute, back = self.recipe.compute, self.recipe.gradients
        outputs = Tensor(narrow(inputs, compute))
        for layer in self.network:
            outputs = cast(layer(outputs), compute, back)
        return outputs

    def round_weights(self):
        """Put each weight on a number of the format that keeps it: here small updates are lost."""
        for parameter in self.optimizer.parameters:
            parameter.data[...] = narrow(
                parameter.data, self.recipe.weights, self.recipe.rounding, rng=self.rng
            )


def share_vanished(gradients, fmt, scale=1.0):
    """The share of the gradients that are not zero, but are once rounded to `fmt`, 0 to 1.

    gradients: float32 array.  scale: what the loss was multiplied by.
    """
    present = gradients[gradients != 0]
    return float(np.mean(narrow(present * np.float32(scale), fmt) == 0)) if present.size else 0.0


def share_lost(weights, updates, fmt):
    """The share of updates, not zero, that leave a weight of `fmt` where it was, 0 to 1.

    weights, updates: float32 arrays of one shape; the weights are rounded first.
    """
    weights = narrow(weights, fmt)[updates != 0]
    updates = updates[updates != 0]
    return float(np.mean(narrow(weights - updates, fmt) == weights)) if updates.size else 0.0
