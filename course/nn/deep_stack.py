"""What depth does to numbers: a deep stack of equal layers, and what arrives at each of them.

An activation is a layer such as layers.ReLU(): one of ACTIVATIONS, or any other layers.Activation.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from course.nn import layers
from course.nn.autograd import Tensor, no_grad
from course.nn.losses import cross_entropy
from course.nn.optim import SGD
from course.nn.schedules import cosine
from course.nn.training import train_one_epoch
from course.nn.tuned import TunedStep

ACTIVATIONS = {
    "sigmoid": layers.Sigmoid(),
    "tanh": layers.Tanh(),
    "ReLU": layers.ReLU(),
    "leaky ReLU": layers.LeakyReLU(),
    "GELU": layers.GELU(),
    "SiLU": layers.SiLU(),
}


def deep_stack(sizes, activation, *, gain=None, rng, dtype=np.float32):
    """Fully connected layers with `activation` between them and biases of 0, a Sequential.

    sizes: inputs, hidden units ..., outputs.  Weights are normal, of standard deviation gain / √fan_in.
    gain: of the layers before an activation; None for `keeping_gain`.  The last layer's is 1.
    Source: He et al. 2015, "Delving deep into rectifiers", section 2.2, where the gain is √2.
    """
    gain = keeping_gain(activation) if gain is None else gain
    parts = [layers.Flatten()]
    for fan_in, fan_out in pairwise(sizes[:-1]):
        parts += [_normal_layer(fan_in, fan_out, gain, rng, dtype), activation]
    return layers.Sequential(*parts, _normal_layer(*sizes[-2:], 1.0, rng, dtype))


def _normal_layer(fan_in, fan_out, gain, rng, dtype):
    layer = layers.Linear(fan_in, fan_out, rng=rng, dtype=dtype)
    layer.weight.data[...] = rng.normal(0, gain / np.sqrt(fan_in), (fan_out, fan_in))
    layer.bias.data[...] = 0
    return layer


def slope(activation, x):
    """The slope of an activation at each number of `x`, float64 of the same shape, by backpropagation."""
    sums = Tensor(np.asarray(x, dtype=np.float64), requires_grad=True)
    activation(sums).backward(np.ones(sums.shape))
    return sums.grad


def keeping_gain(activation):
    """The gain at which layers of very many units keep sums of size 1 at size 1: 1 / √(mean f(z)²).

    z is a standard normal number; a size is a root mean square.  ReLU: √2, which keeps any other size too.
    Tanh and sigmoid bring other sizes back to 1; GELU and SiLU drive them further away from it.
    """
    z, weights = _bell_curve()
    return float(1 / np.sqrt(weights @ activation(Tensor(z)).data ** 2))


def gradient_factor(activation, gain):
    """By how much a layer of very many units stretches the gradient that passes it: gain · √(mean f'(z)²).

    z is a standard normal number: it holds for a layer whose sums have size 1, and so for all layers of a
    stack only where that size is kept, see `keeping_gain`.  ReLU with gain √2: 1.
    Source: Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward networks", 4.2.
    """
    z, weights = _bell_curve()
    return float(gain * np.sqrt(weights @ slope(activation, z) ** 2))


def _bell_curve():
    """(numbers, shares) of a standard normal number: outside of ±12 lies less than rounding."""
    z = np.linspace(-12, 12, 24_000)  # an even count: 0, where ReLU has its corner, is left out
    bell = np.exp(-z * z / 2)
    return z, bell / bell.sum()


@dataclass(frozen=True)
class Inside:
    """What the hidden layers of a network hold for some inputs: an array (inputs, units) a layer.

    activations: what comes out of each activation.  gradients: the slope of the loss along each of them.
    """

    activations: list[np.ndarray]
    gradients: list[np.ndarray]

    @property
    def spreads(self):
        """The standard deviation of each layer's activations over all inputs and units, (layers,)."""
        return np.array([values.std() for values in self.activations])

    @property
    def gradient_norms(self):
        """The length of the loss's gradient along all activations of a layer, (layers,)."""
        return np.array([np.linalg.norm(gradient) for gradient in self.gradients])


def look_inside(network, inputs, labels, loss=cross_entropy):
    """The Inside of a Sequential for one batch; its parameters keep whatever gradient they had.

    inputs: array of the network's dtype.  labels: as `loss` takes them.
    """
    before = [parameter.grad for parameter in network.parameters()]
    values, hidden = Tensor(inputs), []
    for layer in network:
        values = layer(values)
        if isinstance(layer, layers.Activation):
            values.retain_grad()
            hidden.append(values)
    loss(values, labels).backward()
    for parameter, gradient in zip(network.parameters(), before, strict=True):
        parameter.grad = gradient
    return Inside([each.data for each in hidden], [each.grad for each in hidden])


def dead_units(network, inputs):
    """Which units get no gradient from any input: an array (units,) of bools for each activation layer.

    A unit is dead if its activation's slope is 0 at its sum for each of the inputs.  None of them can pull it
    back, yet it may return: if the layers below change, or if momentum carries its weights on.
    inputs: array of the network's dtype.
    """
    values, dead = Tensor(inputs), []
    for layer in network:
        if isinstance(layer, layers.Activation):
            dead.append((slope(layer, values.data) == 0).all(axis=0))
        with no_grad():
            values = layer(values)
    return dead


def trained_stack(sizes, activation, data, *, rate, epochs, rng, batch_size=64):
    """A `deep_stack`, with the gain that keeps its activation's spread, trained by SGD with momentum 0.9.

    data: (images, labels).  rate: the learning rate, which falls to 0 along a cosine.  Prints nothing.
    """
    network = deep_stack(sizes, activation, rng=rng)
    step = TunedStep(network, cross_entropy, SGD(network.parameters(), rate, momentum=0.9))
    schedule = cosine(epochs * -(-len(data[1]) // batch_size))
    for _ in range(epochs):
        train_one_epoch(step, *data, batch_size=batch_size, rng=rng, schedule=schedule)
    return network
