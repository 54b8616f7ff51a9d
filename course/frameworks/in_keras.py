"""The network in Keras 3, whose layers run on TensorFlow, JAX or PyTorch; here on PyTorch.

The backend is chosen before Keras is imported, and for good: this module is the one place that does both.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import torch

if keras.backend.backend() != "torch":
    raise ImportError(
        f"Keras runs on {keras.backend.backend()!r} here, and this module takes gradients by torch: "
        "set KERAS_BACKEND=torch before Python starts"
    )


def network(weights):
    """A keras.Sequential that holds these weights in float32; Keras keeps a matrix as (inputs, outputs)."""
    (hidden, inputs), outputs = weights["hidden.weight"].shape, len(weights["output.bias"])
    model = keras.Sequential(
        [keras.Input((inputs,)), keras.layers.Dense(hidden, activation="relu"), keras.layers.Dense(outputs)]
    )
    model.set_weights([array.T for array in weights.values()])
    return model


def loss_and_gradients(weights, images, labels):
    """(loss, gradients) of the mean cross-entropy: a float, and float32 arrays under the names of `weights`.

    weights: name -> array.  images: (batch, 64).  labels: integers (batch,).  Numbers of 64 bits would gain
    nothing: Keras multiplies matrices in 32, whatever a layer's dtype (keras.backend.result_type).
    """
    model = network(weights)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, model(images))
    gradients = torch.autograd.grad(loss, [variable.value for variable in model.trainable_weights])
    return loss.item(), {name: each.numpy().T for name, each in zip(weights, gradients, strict=True)}
