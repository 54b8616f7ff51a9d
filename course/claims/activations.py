"""Claim 3: which activations are worth being popular, in a network deep enough to tell them apart."""

import numpy as np
from threadpoolctl import threadpool_limits

from course.claims.claim import Axis, Claim, Threshold
from course.claims.finding import Figure
from course.data import digits
from course.nn.deep_stack import ACTIVATIONS, dead_units, deep_stack, look_inside, trained_stack
from course.nn.training import error_rate

NUM_NETWORKS = 5
DEPTH, WIDTH, NUM_CLASSES = 10, 32, 10
PLAN = {"rate": 0.03, "epochs": 12}
NUM_IMAGES_LOOKED_AT = 256

ERROR = "test error, {}"
DEAD = "dead units, ReLU, trained"
ARRIVES = "gradient at the first layer, sigmoid"


def six_rivals():
    """Figures in %: test errors by activation, dead ReLU units, the gradient that sigmoids let through."""
    data = digits.load()
    with threadpool_limits(1, user_api="blas"):
        networks = {name: trained_networks(activation, data) for name, activation in ACTIVATIONS.items()}
        figures = [
            spread(ERROR.format(name), [test_error(network, data) for network in each])
            for name, each in networks.items()
        ]
        dead = [100 * share_of_dead_units(network, data.train_images) for network in networks["ReLU"]]
        arrives = [100 * share_that_arrives(ACTIVATIONS["sigmoid"], data, seed) for seed in seeds()]
    return [*figures, spread(DEAD, dead), spread(ARRIVES, arrives)]


def seeds():
    """One for each network of an activation: the six begin with the same draws."""
    return range(NUM_NETWORKS)


def sizes_for(data):
    """Pixels, the hidden layers' units, classes."""
    return [data.train_images[0].size, *[WIDTH] * DEPTH, NUM_CLASSES]


def trained_networks(activation, data):
    """The network with this activation, trained from several random starts."""
    examples = data.train_images, data.train_labels
    return [
        trained_stack(sizes_for(data), activation, examples, rng=np.random.default_rng(seed), **PLAN)
        for seed in seeds()
    ]


def test_error(network, data):
    """The share of test digits that are misread, in %."""
    return 100 * error_rate(network, data.test_images, data.test_labels)


def share_of_dead_units(network, images):
    """The share of hidden units, 0 to 1, through which no image sends a gradient."""
    return float(np.concatenate(dead_units(network, images)).mean())


def share_that_arrives(activation, data, seed):
    """The gradient at the first hidden layer, as a share of that at the last, before any training."""
    network = deep_stack(sizes_for(data), activation, rng=np.random.default_rng(seed))
    first = slice(NUM_IMAGES_LOOKED_AT)
    norms = look_inside(network, data.train_images[first], data.train_labels[first]).gradient_norms
    return float(norms[0] / norms[-1])


def spread(name, values):
    """The figure of several networks: their median, lowest and highest, in %."""
    return Figure(name, float(np.median(values)), "%", float(min(values)), float(max(values)))


HALF = (50.0, "half")  # far above any network that learns, far below guessing, which misreads 90 %

CLAIMS = (
    Claim(
        id=3,
        says="Tanh and sigmoid are popular activations, and ReLU is the most popular one.",
        measure=six_rivals,
        how=f"{DEPTH} hidden layers of {WIDTH}, digits, {PLAN['epochs']} epochs, learning rate "
        f"{PLAN['rate']}, {NUM_NETWORKS} networks each; dot: median, bar: all",
        thresholds=(
            Threshold(ERROR.format("sigmoid"), "above", *HALF, "inconclusive",
                      "Even ten layers of sigmoid learn here, so nothing speaks against them."),
            Threshold(ERROR.format("ReLU"), "below", *HALF, "inconclusive",
                      "Not even ReLU learns here: this network tells nothing about activations."),
            Threshold(ERROR.format("tanh"), "below", *HALF, "wrong",
                      "Tanh does not learn in ten layers: it gives no reason to be popular."),
            Threshold(ERROR.format("GELU"), "below", *HALF, "holds",
                      "GELU does not learn here, and ReLU does."),
            Threshold(ERROR.format("SiLU"), "below", *HALF, "holds",
                      "SiLU does not learn here, and ReLU does."),
        ),
        verdict="outdated",
        because="Ten layers of sigmoid do not learn, for hardly any gradient reaches the first. ReLU learns, "
        "but is not the best of those that do. Language models took others: BERT GELU in 2018, LLaMA SiLU in "
        "2023.",
        axis=Axis("share of the test digits, hidden units, last layer's gradient (%)", (0, 25, 50, 75, 100)),
        sources=(
            "J. Devlin et al., BERT, 2018, arXiv:1810.04805, appendix A.2",
            "H. Touvron et al., LLaMA, 2023, arXiv:2302.13971, section 2.2",
        ),
    ),
)  # fmt: skip
