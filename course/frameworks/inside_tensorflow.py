"""What runs in TensorFlow's own environment: the network in TensorFlow, and what TensorFlow makes of it.

A program that the course starts and never imports: arrays come in an .npz file, figures leave as JSON.
    python inside_tensorflow.py gradients|report question.npz answer.json
"""

import importlib.metadata
import json
import re
import sys
from collections import Counter

import inside_litert
import numpy as np
import tensorflow as tf

NAMES = ("hidden.weight", "hidden.bias", "output.weight", "output.bias")


def forward(weights, images):
    """Scores (batch, 10) of `images` (batch, 64); matrices of weights are (outputs, inputs)."""
    hidden_weight, hidden_bias, output_weight, output_bias = weights
    hidden = tf.nn.relu(tf.matmul(images, hidden_weight, transpose_b=True) + hidden_bias)
    return tf.matmul(hidden, output_weight, transpose_b=True) + output_bias


def loss_and_gradients(weights, images, labels):
    """(loss, gradients) of the mean cross-entropy, as tensors.  weights: the four, in order, as tensors."""
    with tf.GradientTape() as tape:
        tape.watch(weights)
        scores = forward(weights, images)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=scores)
        loss = tf.reduce_mean(losses)
    return loss, tape.gradient(loss, weights)


def gradients(question):
    """Loss and gradients by name, computed eagerly, as plain numbers."""
    loss, slopes = loss_and_gradients(*tensors(question))
    named = {name: each.numpy().tolist() for name, each in zip(NAMES, slopes, strict=True)}
    return {"loss": float(loss), "gradients": named}


def tensors(question):
    """(weights, images, labels) of a question, as TensorFlow takes them."""
    weights = [tf.constant(question[name]) for name in NAMES]
    return weights, tf.constant(question["images"]), tf.constant(question["labels"])


def report(question):
    """All that the lesson shows of TensorFlow: its default, its graph, XLA's, LiteRT's integers."""
    return {
        "executing eagerly": tf.executing_eagerly(),
        "executing eagerly inside tf.function": traced_eagerly(),
        "eager": gradients(question),
        "graph": as_graph(question),
        "xla": as_compiled(question),
        "litert": inside_litert.converted(forward, NAMES, question),
    }


def traced_eagerly():
    """Whether TensorFlow executes eagerly while it traces a function."""
    seen = []
    tf.function(lambda: seen.append(tf.executing_eagerly()))()
    return seen[0]


def as_graph(question):
    """The network by tf.function: its forward graph line by line, and how far it is from eager."""
    inputs = tensors(question)
    function = tf.function(loss_and_gradients)
    whole = function.get_concrete_function(*inputs).graph.get_operations()
    only_forward = tf.function(forward).get_concrete_function(*inputs[:2]).graph.get_operations()
    return {
        "forward": [line(operation) for operation in only_forward],
        "operations": dict(Counter(operation.type for operation in whole)),
        **differences(function, inputs),
    }


def line(operation):
    """One operation of a graph as text: MatMul(images, ReadVariableOp) -> (32, 10)."""
    inputs = ", ".join(tensor.op.name for tensor in operation.inputs)
    shapes = ", ".join(str(tuple(tensor.shape)) for tensor in operation.outputs)
    return f"{operation.name} = {operation.type}({inputs})" + (f" -> {shapes}" if shapes else "")


def as_compiled(question):
    """The same function compiled by XLA: the instructions that are left of it, and how far from eager."""
    inputs = tensors(question)
    function = tf.function(loss_and_gradients, jit_compile=True)
    program = function.experimental_get_compiler_ir(*inputs)(stage="optimized_hlo")
    return {"instructions": instructions(program), **differences(function, inputs)}


def instructions(program):
    """How often each kind of instruction that computes stands in the entry of a program in XLA's HLO."""
    entry = program[program.index("\nENTRY") :]
    kinds = re.findall(r"^  (?:ROOT )?%\S+ = .*? ([a-z][\w-]*)\(", entry, re.MULTILINE)
    return dict(Counter(kind for kind in kinds if kind not in ("parameter", "constant", "tuple")))


def differences(function, inputs):
    """How far a function's loss and gradients are from those computed eagerly."""
    pairs = zip(tf.nest.flatten(function(*inputs)), tf.nest.flatten(loss_and_gradients(*inputs)), strict=True)
    return {"largest difference": max(float(tf.reduce_max(tf.abs(one - other))) for one, other in pairs)}


def main(task, question, answer):
    """Run one task on the arrays of a file and write its figures, and the versions they were made with."""
    with np.load(question) as arrays:
        figures = {"gradients": gradients, "report": report}[task](arrays)
    versions = {"tensorflow": tf.__version__, "ai-edge-litert": importlib.metadata.version("ai-edge-litert")}
    with open(answer, "w", encoding="utf-8") as file:
        json.dump({"figures": figures, "versions": versions}, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
