"""The network in PyTorch: a module that holds its weights, and autograd."""

import torch
from torch import nn
from torch.nn import functional


class Network(nn.Module):
    """Linear, ReLU, linear; scores (batch, outputs) of images (batch, inputs)."""

    def __init__(self, inputs=64, hidden=32, outputs=10):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.output = nn.Linear(hidden, outputs)

    def forward(self, images):
        """The scores of the classes, before any softmax."""
        return self.output(functional.relu(self.hidden(images)))


def network(weights):
    """A Network that holds these weights, name -> array, in their own sizes and dtype."""
    (hidden, inputs), outputs = weights["hidden.weight"].shape, len(weights["output.bias"])
    made = Network(inputs, hidden, outputs)
    tensors = {name: torch.tensor(array) for name, array in weights.items()}
    made.load_state_dict(tensors, assign=True)  # assign: the dtype comes along
    return made.requires_grad_()


def loss_and_gradients(weights, images, labels):
    """(loss, gradients) of the mean cross-entropy: a float, and arrays under the names of `weights`.

    weights: name -> array.  images: (batch, 64).  labels: integers (batch,).
    """
    model = network(weights)
    loss = functional.cross_entropy(model(torch.as_tensor(images)), torch.as_tensor(labels))
    loss.backward()
    return loss.item(), {name: each.grad.numpy() for name, each in model.named_parameters()}
