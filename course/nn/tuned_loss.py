"""The last stage of the tuned step: the loss, and the gradient of the scores."""

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
        num_classes, self.batch = shape
        self.classes = np.arange(num_classes)[:, None]
        self.truth = memory.take(*shape)
        self.gradient = memory.take(*shape)
        self.row = memory.take(self.batch)

    def __call__(self, scores, labels, scale):
        """(the mean loss, `scale` times the gradient of the scores); the scores are overwritten."""
        self.look_up(labels)
        np.maximum.reduce(scores, axis=0, out=self.row)
        np.subtract(scores, self.row, out=scores)
        np.exp(scores, out=self.gradient)  # at most 1: the largest score is 0 now
        np.add.reduce(self.gradient, axis=0, out=self.row)
        np.divide(self.gradient, self.row, out=self.gradient)
        np.subtract(self.gradient, self.truth, out=self.gradient)
        np.multiply(self.gradient, scale / self.batch, out=self.gradient)
        np.log(self.row, out=self.row)
        loss = (np.add.reduce(self.row) - np.vdot(self.truth, scores)) / self.batch
        return float(loss), self.gradient

    def look_up(self, labels):
        """Fill `truth`: 1 for the right class of each example, else 0."""
        labels = np.asarray(labels)
        if labels.shape != (self.batch,) or labels.dtype.kind not in "iu":
            raise ValueError(
                f"labels need to be {self.batch} integers, got {labels.dtype} of shape {labels.shape}"
            )
        np.equal(self.classes, labels, out=self.truth)
        if np.vdot(self.truth, self.truth) != self.batch:
            raise ValueError(
                f"labels need to lie in 0..{len(self.classes) - 1}, got {labels.min()}..{labels.max()}"
            )


class OtherLoss:
    """Any loss of the readable engine: the scores are few, so that its detour costs little."""

    def __init__(self, loss):
        self.loss = loss

    def __call__(self, scores, labels, scale):
        """(the loss, `scale` times the gradient of the scores)"""
        scores = Tensor(np.ascontiguousarray(np.moveaxis(scores, -1, 0)), requires_grad=True)
        loss = self.loss(scores, labels)
        loss.backward()
        return loss.item(), np.ascontiguousarray(np.moveaxis(scale * scores.grad, 0, -1))
