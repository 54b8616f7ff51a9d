"""The last stage of the tuned step: the loss, and the gradient of the scores.

A loss is asked twice: `look_up` before the way forward, so that wrong labels are found before anything has
changed, and then for the loss itself.  The scores are left as they are: the last stage may read them again.
"""

import numpy as np

from course.nn.autograd import Tensor


class SoftmaxCrossEntropy:
    """Softmax and cross-entropy in one: the gradient of the scores is just probability minus truth.

    scores: (classes, batch).
    """

    def __init__(self, shape, memory):
        if len(shape) != 2:
            raise ValueError(
                f"cross_entropy takes scores (batch, classes); these have {len(shape)} dimensions"
            )
        self.num_classes, self.batch = shape
        self.gradient = memory.take(*shape)
        self.row = memory.take(self.batch)
        self.examples = np.arange(self.batch)

    def look_up(self, labels):
        """Remember where the right classes' scores are; ValueError for labels that name no class."""
        labels = np.asarray(labels)
        if labels.shape != (self.batch,) or labels.dtype.kind not in "iu":
            raise ValueError(
                f"labels need to be {self.batch} integers, got {labels.dtype} of shape {labels.shape}"
            )
        lowest, highest = labels.min(), labels.max()
        if lowest < 0 or highest >= self.num_classes:
            raise ValueError(f"labels need to lie in 0..{self.num_classes - 1}, got {lowest}..{highest}")
        self.right = labels, self.examples

    def __call__(self, scores, scale):
        """(the mean loss, `scale` times the gradient of the scores)"""
        np.maximum.reduce(scores, axis=0, out=self.row)
        np.subtract(scores, self.row, out=self.gradient)
        right_scores = self.gradient[self.right]
        np.exp(self.gradient, out=self.gradient)  # at most 1: the largest score is 0 now
        np.add.reduce(self.gradient, axis=0, out=self.row)
        np.divide(self.gradient, self.row, out=self.gradient)
        self.gradient[self.right] -= 1
        np.multiply(self.gradient, scale / self.batch, out=self.gradient)
        np.log(self.row, out=self.row)
        loss = np.add.reduce(self.row - right_scores) / self.batch
        return float(loss), self.gradient


class OtherLoss:
    """Any loss of the readable engine: the scores are few, so that its detour costs little."""

    def __init__(self, loss):
        self.loss, self.is_checked = loss, False

    def look_up(self, labels):
        """Remember the labels; the loss itself will check them."""
        self.labels = labels

    def __call__(self, scores, scale):
        """(the loss, `scale` times the gradient of the scores)"""
        scores = np.ascontiguousarray(np.moveaxis(scores, -1, 0))
        if not self.is_checked:
            self.check(scores)
        scores = Tensor(scores, requires_grad=True)
        loss = self.loss(scores, self.labels)
        loss.backward()
        return loss.item(), np.ascontiguousarray(np.moveaxis(scale * scores.grad, 0, -1))

    def check(self, scores):
        """ValueError for a loss that depends on more than the scores: the tuned way back starts there."""
        if self.loss(Tensor(scores), self.labels).requires_grad:
            raise ValueError(
                "TunedStep takes a loss of (scores, labels) alone: for an L2 penalty give the optimizer a "
                "weight_decay, for any other penalty train with ReadableStep(network, loss, optimizer)"
            )
        self.is_checked = True
