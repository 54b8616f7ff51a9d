"""The network in the engine of this course: the forward pass is written, the gradients are not."""

from course.nn import functional
from course.nn.autograd import Tensor


def forward(weights, images):
    """Scores (batch, 10) of `images` (batch, 64), as a Tensor.  weights: name -> Tensor."""
    hidden = functional.relu(functional.linear(images, weights["hidden.weight"], weights["hidden.bias"]))
    return functional.linear(hidden, weights["output.weight"], weights["output.bias"])


def loss_and_gradients(weights, images, labels):
    """(loss, gradients) of the mean cross-entropy: a float, and arrays under the names of `weights`.

    weights: name -> array.  images: (batch, 64).  labels: integers (batch,).
    """
    leaves = {name: Tensor(array, requires_grad=True) for name, array in weights.items()}
    loss = functional.cross_entropy(forward(leaves, Tensor(images)), labels)
    loss.backward()
    return loss.item(), {name: leaf.grad for name, leaf in leaves.items()}
