"""Optimizers: how a gradient becomes a change of the weights; the simplest first, torch's names and rules."""

import math

import numpy as np


class Optimizer:
    """Changes `parameters` in place, by their gradients.

    parameters: Tensors.  lr: the learning rate, may be set anew before any step.
    memory: name -> one array a parameter, what the rule remembers from step to step.
    """

    def __init__(self, parameters, lr):
        self.parameters = list(parameters)
        if not self.parameters:
            raise ValueError("nothing to optimize: pass network.parameters()")
        if not lr >= 0:  # as nan is neither
            raise ValueError(f"the learning rate must not be negative, got {lr}")
        self.lr = lr
        self.num_steps = 0
        self.memory = {}

    def remember(self, *names):
        """Begin to remember something of each parameter under each of `names`; it starts at zero."""
        for name in names:
            self.memory[name] = [np.zeros_like(parameter.data) for parameter in self.parameters]

    def zero_grad(self):
        """Forget all gradients: the next `backward` would add to them."""
        for parameter in self.parameters:
            parameter.grad = None

    def step(self):
        """Change every parameter that has a gradient."""
        self.num_steps += 1
        for position, parameter in enumerate(self.parameters):
            if parameter.grad is not None:
                remembered = {name: arrays[position] for name, arrays in self.memory.items()}
                self.update(parameter.data, parameter.grad, **remembered)

    def update(self, values, gradient, **remembered):
        """Change `values` and what is remembered of them, in place."""
        raise NotImplementedError(f"{type(self).__name__} needs a method update(self, values, gradient, ...)")

    def state_dict(self):
        """Copies of all that the next step depends on: name -> array."""
        state = {"lr": np.array(self.lr), "num_steps": np.array(self.num_steps)}
        return state | {name: array.copy() for name, array in self._named_memory()}

    def load_state_dict(self, state):
        """Go on from a `state_dict` of the same kind of optimizer over the same parameters."""
        memory = dict(self._named_memory())
        if missing_or_unknown := sorted((memory.keys() | {"lr", "num_steps"}) ^ state.keys()):
            raise ValueError(f"this is not the state of such an optimizer: {missing_or_unknown} do not match")
        for name, array in memory.items():
            if array.shape != np.shape(state[name]):
                raise ValueError(f"{name} has shape {array.shape} here, {np.shape(state[name])} in the state")
        self.lr, self.num_steps = float(state["lr"]), int(state["num_steps"])
        for name, array in memory.items():
            array[...] = state[name]

    def _named_memory(self):
        return [
            (f"{name}.{i}", array) for name, arrays in self.memory.items() for i, array in enumerate(arrays)
        ]


class SGD(Optimizer):
    """Stochastic gradient descent: a step of `lr` times the gradient, downhill.

    momentum: how much of the last step's velocity goes on.  weight_decay: adds that share of each weight to
    its gradient, which is the gradient of an L2 penalty of weight_decay / 2.
    """

    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr)
        self.momentum, self.weight_decay = momentum, weight_decay
        if momentum:
            self.remember("velocity")

    def update(self, values, gradient, velocity=None):
        if self.weight_decay:
            gradient = gradient + self.weight_decay * values
        if velocity is not None:
            velocity *= self.momentum
            velocity += gradient
            gradient = velocity
        values -= self.lr * gradient


class Adam(Optimizer):
    """Each weight takes steps of about `lr`, whatever the size of its gradients.

    It divides a running mean of the gradients by the root of a running mean of their squares.
    betas: how much of each mean goes on.  eps: keeps weights without gradients from a division by zero.
    Source: Kingma and Ba 2015, "Adam", algorithm 1, https://arxiv.org/abs/1412.6980
    """

    def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(parameters, lr)
        self.betas, self.eps = betas, eps
        self.remember("mean", "square")

    def update(self, values, gradient, mean, square):
        beta_mean, beta_square = self.betas
        mean += (1 - beta_mean) * (gradient - mean)
        square += (1 - beta_square) * (gradient * gradient - square)
        rate, root_correction = self.corrections()
        values -= rate * mean / (np.sqrt(square) / root_correction + self.eps)

    def corrections(self):
        """(rate, root correction): both means start at zero, so they are too small in the first steps."""
        beta_mean, beta_square = self.betas
        return self.lr / (1 - beta_mean**self.num_steps), math.sqrt(1 - beta_square**self.num_steps)
