"""The tuned step: the same training step as the readable one, without a wasted pass over memory.

What it leaves out, and why that saves time:
- the tape: the network is compiled once into a list of stages, and a step is two walks along it;
- fresh memory: every stage writes into buffers that it keeps (tuned_memory);
- the gradient of the network's inputs, which nobody needs: in LeNet-300-100 nearly a third of all products;
- passes: ReLU works in place, softmax and cross-entropy are one (tuned_layers, tuned_loss);
- calls: all parameters lie in one vector and are updated at once (tuned_update);
- a pass over all weights: plain SGD's learning rate is multiplied in at the scores, which are few.
What is left is the matrix products, see `course bench autograd`.
"""

import math

from course.nn import layers
from course.nn.autograd import Tensor
from course.nn.losses import cross_entropy
from course.nn.tuned_convolution import AvgPool2dStage, Conv2dStage, MaxPool2dStage
from course.nn.tuned_layers import (
    BatchNormStage,
    DropoutStage,
    ElementwiseStage,
    FlattenStage,
    ImagesInput,
    LinearStage,
    ReLUStage,
    RowsInput,
    TanhStage,
)
from course.nn.tuned_loss import OtherLoss, SoftmaxCrossEntropy
from course.nn.tuned_memory import Memory, ParameterVectors
from course.nn.tuned_update import update_for

STAGES = {
    layers.Linear: LinearStage,
    layers.Conv2d: Conv2dStage,
    layers.MaxPool2d: MaxPool2dStage,
    layers.AvgPool2d: AvgPool2dStage,
    layers.Flatten: FlattenStage,
    layers.Dropout: DropoutStage,
    layers.BatchNorm1d: BatchNormStage,
    layers.BatchNorm2d: BatchNormStage,
    layers.ReLU: ReLUStage,
    layers.Tanh: TanhStage,
    layers.Sigmoid: ElementwiseStage,
    layers.LeakyReLU: ElementwiseStage,
    layers.GELU: ElementwiseStage,
    layers.SiLU: ElementwiseStage,
}


class TunedStep:
    """One training step, called as step(inputs, labels) -> loss: what ReadableStep does, faster.

    network: a Sequential of `course.nn.layers`, or Sequentials of them.  loss: function of (scores, labels).
    optimizer: SGD or Adam over all parameters of the network.
    `.data` is changed in place.  After a step each `.grad` holds a parameter's gradient; with plain SGD it is
    None, since what came back there was no gradient but the whole step; as it is after a step that failed.
    """

    def __init__(self, network, loss, optimizer):
        self.network, self.loss, self.optimizer = network, loss, optimizer
        self.layers = layers_in_order(network)
        check_parameters(self.layers, optimizer)
        self.vectors = ParameterVectors(optimizer.parameters)
        self.update = update_for(optimizer, self.vectors)
        self.memory = Memory(self.vectors.dtype)
        self.plans = {}

    def __call__(self, inputs, labels):
        inputs = Tensor(inputs).numpy().astype(self.vectors.dtype, copy=False)
        if inputs.size == 0:
            raise ValueError(f"a step needs at least one example, got inputs of shape {inputs.shape}")
        scale, are_gradients = self.update.gradient_scale, False
        try:
            self.vectors.hold()
            plan = self.plans.get(inputs.shape) or self.plan_for(inputs.shape)
            loss = plan.find_gradients(inputs, labels, scale=1 if scale is None else scale)
            self.update()
            are_gradients = scale is None
        finally:
            if not are_gradients:  # but whole steps, or the rest of a step that failed
                self.vectors.forget_gradients()
        return loss

    def plan_for(self, shape):
        """Make the plan for inputs of this shape; plans for other batch sizes work in the same memory."""
        self.memory.start_again()
        self.plans[shape] = Plan(self.layers, self.loss, shape, self.memory)
        return self.plans[shape]


class Plan:
    """The stages for inputs of one shape, with their buffers."""

    def __init__(self, layers_in_order, loss, shape, memory):
        self.stages = stages_for(layers_in_order, shape, memory)
        is_fused = loss is cross_entropy
        self.loss = SoftmaxCrossEntropy(self.stages[-1].shape, memory) if is_fused else OtherLoss(loss)
        has_weights = [bool(stage.layer.parameters()) for stage in self.stages[1:]]
        # Before the first weights there is nothing to find a gradient for.
        self.first, *self.others = self.stages[1 + has_weights.index(True) :]
        self.others.reverse()

    def find_gradients(self, inputs, labels, scale):
        """Forward to the loss, which is returned, and back to each parameter: `scale` times its gradient."""
        self.loss.look_up(labels)  # first, since batch norm's statistics move on the way forward
        for stage in self.stages:
            inputs = stage.forward(inputs)
        loss, gradient = self.loss(inputs, scale)
        for stage in self.others:
            stage.weight_gradient(gradient)
            gradient = stage.input_gradient(gradient)
        self.first.weight_gradient(gradient)
        return loss


def layers_in_order(network):
    """The layers of nested Sequentials, one after the other; TypeError for a module that has no stage."""
    if type(network) is layers.Sequential:
        return [layer for part in network for layer in layers_in_order(part)]
    if type(network) not in STAGES:
        raise TypeError(
            f"TunedStep knows Sequentials of the layers in course.nn.layers, not {type(network).__name__}: "
            "train this network with ReadableStep(network, loss, optimizer)"
        )
    return [network]


def check_parameters(layers_in_order, optimizer):
    """ValueError unless the optimizer changes each parameter, and no two layers share one."""
    parameters = [parameter for layer in layers_in_order for parameter in layer.parameters()]
    are_shared = len(set(parameters)) < len(parameters)
    are_frozen = not all(parameter.requires_grad for parameter in parameters)
    if are_shared or are_frozen or set(parameters) != set(optimizer.parameters):
        raise ValueError(
            "TunedStep changes every parameter of a network of which no two layers share any, and the "
            "optimizer must be that network's: for anything else use ReadableStep(network, loss, optimizer)"
        )


def stages_for(layers_in_order, shape, memory):
    """The stage of each layer for inputs of `shape`, and one before them that puts the batch last."""
    while type(layers_in_order[0]) is layers.Flatten:
        shape, layers_in_order = (shape[0], math.prod(shape[1:])), layers_in_order[1:]
    stages = [(RowsInput if len(shape) == 2 else ImagesInput)(shape, memory)]
    for layer in layers_in_order:
        stages.append(STAGES[type(layer)](layer, stages[-1], memory))
    return stages
