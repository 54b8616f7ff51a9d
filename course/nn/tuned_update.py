"""The last passes of the tuned step: optimizers over the vector of all parameters, in place.

What they remember lies in vectors too, of which the optimizer's own arrays become views: a state_dict, or a
step of the optimizer itself, sees no difference.
"""

import numpy as np

from course.nn.optim import SGD, Adam
from course.nn.tuned_memory import aligned_zeros, take_over


def update_for(optimizer, vectors):
    """The update that does what `optimizer.step()` does."""
    updates = {SGD: SGDUpdate, Adam: AdamUpdate}
    if type(optimizer) not in updates:
        raise TypeError(f"TunedStep knows SGD and Adam, not {type(optimizer).__name__}: use ReadableStep")
    return updates[type(optimizer)](optimizer, vectors)


class Remembered:
    """What the optimizer remembers of all parameters under `name`, in one vector."""

    def __init__(self, optimizer, name, vectors):
        self.optimizer, self.name = optimizer, name
        self.vector, self.views = vectors.vector()

    def hold(self):
        """The vector; every array of the optimizer is a view of it again, whatever it was set to since."""
        memory = self.optimizer.memory
        for view, array in zip(self.views, memory[self.name], strict=True):
            if array is not view:
                take_over(view, array)
        memory[self.name] = list(self.views)
        return self.vector


class SGDUpdate:
    """One pass for plain SGD, whose gradients come as whole steps; more for momentum and weight decay."""

    def __init__(self, optimizer, vectors):
        self.optimizer = optimizer
        self.values, self.gradients = vectors.values, vectors.gradients
        self.velocity = Remembered(optimizer, "velocity", vectors) if optimizer.momentum else None
        self.change = aligned_zeros(self.values.size, vectors.dtype)

    @property
    def gradient_scale(self):
        """What the loss's gradient is to be multiplied with: the scores are few, and the weights many."""
        is_plain = self.velocity is None and not self.optimizer.weight_decay
        return self.optimizer.lr if is_plain else None

    def __call__(self):
        optimizer, gradients = self.optimizer, self.gradients
        optimizer.num_steps += 1
        if self.gradient_scale is not None:
            np.subtract(self.values, gradients, out=self.values)
            return
        if optimizer.weight_decay:
            np.multiply(self.values, optimizer.weight_decay, out=self.change)
            gradients = np.add(self.change, gradients, out=self.change)
        if self.velocity is not None:
            velocity = self.velocity.hold()
            np.multiply(velocity, optimizer.momentum, out=velocity)
            gradients = np.add(velocity, gradients, out=velocity)
        np.multiply(gradients, optimizer.lr, out=self.change)
        np.subtract(self.values, self.change, out=self.values)


class AdamUpdate:
    """Twelve passes: each of them a loop of SIMD instructions over all weights of the network."""

    gradient_scale = None

    def __init__(self, optimizer, vectors):
        self.optimizer = optimizer
        self.values, self.gradients = vectors.values, vectors.gradients
        self.means = Remembered(optimizer, "mean", vectors)
        self.squares = Remembered(optimizer, "square", vectors)
        self.change = aligned_zeros(self.values.size, vectors.dtype)

    def __call__(self):
        means, squares = self.means.hold(), self.squares.hold()
        self.optimizer.num_steps += 1
        beta_mean, beta_square = self.optimizer.betas
        self.move(means, self.gradients, 1 - beta_mean)
        np.multiply(self.gradients, self.gradients, out=self.change)
        self.move(squares, self.change, 1 - beta_square)

        # rate * mean / (root / correction + eps), one pass less: both sides of the fraction times correction.
        rate, root_correction = self.optimizer.corrections()
        np.sqrt(squares, out=self.change)
        np.add(self.change, self.optimizer.eps * root_correction, out=self.change)
        np.divide(means, self.change, out=self.change)
        np.multiply(self.change, rate * root_correction, out=self.change)
        np.subtract(self.values, self.change, out=self.values)

    def move(self, averages, new, share):
        """Let running `averages` go a `share` of the way towards `new`."""
        np.subtract(new, averages, out=self.change)
        np.multiply(self.change, share, out=self.change)
        np.add(averages, self.change, out=averages)
