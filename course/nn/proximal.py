"""The proximal step of an L1 penalty: every weight towards zero, and none beyond it.

Source: Parikh and Boyd, "Proximal algorithms", 2014, chapters 4 and 6, doi 10.1561/2400000003
"""

import numpy as np


def soft_threshold(values, distance):
    """Move every number `distance` towards 0; one that lies closer becomes exactly 0.

    values: float array of any shape; the result is a new one.  distance: not negative.
    """
    return values - np.clip(values, -distance, distance)


class ProximalStep:
    """Descend on the loss alone, then do the L1 penalty's own step, called as step(inputs, labels) -> loss.

    step: a ReadableStep or TunedStep whose optimizer is SGD without momentum.
    parameters: Tensors of its network that are penalized, usually the weights without the biases.
    strength: how often their `losses.l1_penalty` is added to the loss.
    A penalty in the loss only carries small weights back and forth over zero; this step stops there.
    """

    def __init__(self, step, parameters, strength):
        if getattr(step.optimizer, "momentum", None) != 0:
            raise ValueError("the proximal step belongs to plain SGD: pass a step with SGD and momentum=0")
        if not strength >= 0:  # as nan is neither
            raise ValueError(f"the strength of a penalty must not be negative, got {strength}")
        self.step, self.parameters, self.strength = step, list(parameters), strength
        self.network, self.optimizer = step.network, step.optimizer

    def __call__(self, inputs, labels):
        loss = self.step(inputs, labels)
        for parameter in self.parameters:
            parameter.data[...] = soft_threshold(parameter.data, self.optimizer.lr * self.strength)
        return loss
