"""What every layer and network is: a module, which holds tensors to train and other modules."""

import numpy as np

from course.nn.autograd import Tensor


class Module:
    """A part of a network: it computes outputs from inputs, and knows its parameters.

    A subclass sets its parts as attributes and writes `forward`.  Attributes that are Tensors are parameters
    (the optimizer changes them), arrays are buffers (the module changes them itself), Modules are children.
    """

    training = True

    def forward(self, inputs):
        raise NotImplementedError(f"{type(self).__name__} needs a method forward(self, inputs)")

    def __call__(self, inputs):
        return self.forward(inputs if isinstance(inputs, Tensor) else Tensor(inputs))

    def named_children(self):
        """(name, module) of each direct child."""
        return [(name, value) for name, value in vars(self).items() if isinstance(value, Module)]

    def named_modules(self, prefix=""):
        """(dotted name, module) of this module and of all below it, in order of definition."""
        yield prefix, self
        for name, child in self.named_children():
            yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def named_parameters(self):
        """(dotted name, Tensor) of every parameter, named as in torch ("0.weight"); a shared one once."""
        seen = set()
        for name, parameter in self._attributes_of_type(Tensor):
            if parameter not in seen:
                seen.add(parameter)
                yield name, parameter

    def named_buffers(self):
        """(dotted name, array) of what is kept but not trained: batch norm's running statistics."""
        yield from self._attributes_of_type(np.ndarray)

    def _attributes_of_type(self, wanted):
        for prefix, module in self.named_modules():
            for name, value in vars(module).items():
                if isinstance(value, wanted):
                    yield f"{prefix}.{name}" if prefix else name, value

    def parameters(self):
        """Every parameter, as a list of Tensors."""
        return [parameter for _, parameter in self.named_parameters()]

    def state_dict(self):
        """Copies of all parameters and buffers: name -> array, under the names that torch gives them."""
        return {name: array.copy() for name, array in self._state().items()}

    def load_state_dict(self, state):
        """Take over all arrays of `state`, in place; names and shapes must be exactly this network's."""
        own = self._state()
        if missing_or_unknown := sorted(own.keys() ^ state.keys()):
            raise ValueError(
                f"state and network do not have the same names: {missing_or_unknown} are in only one of them"
            )
        for name, array in own.items():
            if array.shape != np.shape(state[name]):
                raise ValueError(
                    f"{name} has shape {array.shape} here, but {np.shape(state[name])} in the state"
                )
        for name, array in own.items():
            array[...] = state[name]

    def _state(self):
        parameters = {name: parameter.data for name, parameter in self._attributes_of_type(Tensor)}
        return parameters | dict(self.named_buffers())

    def train(self, training=True):
        """Behave as in training: drop units out, normalize by the batch's own statistics."""
        for _, module in self.named_modules():
            module.training = training
        return self

    def eval(self):
        """Behave as in use: nothing dropped, normalize by the running statistics."""
        return self.train(False)

    def zero_grad(self):
        """Forget all gradients; the next `backward` starts from nothing."""
        for parameter in self.parameters():
            parameter.grad = None


class Sequential(Module):
    """Layers one after the other: each takes the outputs of the one before."""

    def __init__(self, *layers):
        self.layers = layers

    def named_children(self):
        return [(str(position), layer) for position, layer in enumerate(self.layers)]

    def forward(self, inputs):
        for layer in self.layers:
            inputs = layer(inputs)
        return inputs

    def __getitem__(self, position):
        if isinstance(position, slice):
            return Sequential(*self.layers[position])
        return self.layers[position]

    def __len__(self):
        return len(self.layers)

    def __iter__(self):
        return iter(self.layers)

    def __repr__(self):
        return f"Sequential({', '.join(map(repr, self.layers))})"
