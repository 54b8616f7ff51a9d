"""What a student who is right writes in the labs: the pictures are held against it, and against mistakes."""

import numpy as np


def layer_energy(num_in, num_out, batch, bits, prices):
    """Of a fully connected layer with bias, for one batch: picojoules by part."""
    products = num_in * num_out
    return {
        "multiply": products * batch * prices["multiply"],
        "add": (products + num_out) * batch * prices["add"],
        "weights": (products + num_out) * bits / 64 * prices["DRAM"],
        "activations": (num_in + num_out) * batch * bits / 64 * prices["cache"],
    }


def next_scale(scale, quiet, is_finite, interval=2000):
    """The loss scale of the next step, and the count of quiet ones."""
    if not is_finite:
        return scale / 2, 0
    return (2 * scale, 0) if quiet + 1 == interval else (scale, quiet + 1)


def round_to_even(codes, dropped):
    """Integers without their last `dropped` binary digits, ties to even."""
    odd = (codes >> dropped) & 1
    return (codes + 2 ** (dropped - 1) - 1 + odd) >> dropped


def rival_hinge(scores, pull=-1.0, push=1.0):
    """The hinge of the strongest rival and its gradient, of one example whose right class is 0."""
    strongest = 1 + int(np.argmax(scores[1:]))
    short = 1 + scores[strongest] - scores[0]
    gradient = np.zeros(len(scores))
    if short > 0:
        gradient[0], gradient[strongest] = pull, push
    return max(short, 0.0), gradient
