"""Wrong answers to the activations lab, each a mistake that somebody makes: at least five for an exercise.

exercise -> {what is wrong: (its source, or what is changed in the solution: (old, new); UNSEEN or SEEN)}
"""

SEEN, UNSEEN = False, True  # by the visible check

SOFTPLUS = "np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))"
SWISH = "opened + beta * x * opened * (1 - opened)"
THROUGH = "images = np.maximum(images @ weight.T + bias, 0)\n        "
SCORES = "images = images @ weight.T + bias\n        "
COUNTED = "counts.append(int(np.sum(~images.any(axis=0))))"
NORM = "norms.insert(0, np.linalg.norm(gradient))"
MEAN = "(bell * activation(z)).sum() / bell.sum() * (activation(z[:1])[0] > 0)"
DEVIATION = f"1 / np.sqrt((bell * activation(z) ** 2).sum() / bell.sum() - ({MEAN}) ** 2)"
GAIN = "np.sqrt(bell.sum() / (bell * activation(z) ** 2).sum())"

WRONG = {
    "softplus": {
        "as it is written": ((SOFTPLUS, "np.log(1 + np.exp(x))"), UNSEEN),
        "cut off before it overflows": ((SOFTPLUS, "np.log1p(np.exp(np.minimum(x, 700)))"), UNSEEN),
        "a line from 30 on, and rounded to 0 below": (
            (SOFTPLUS, "np.where(x > 30, x, np.log(1 + np.exp(np.minimum(x, 30))))"),
            UNSEEN,
        ),
        "the small part is forgotten": ((SOFTPLUS, "np.maximum(x, 0)"), SEEN),
        "the distance is forgotten": (("-np.abs(x)", "np.abs(x)"), SEEN),
        "always by the branch for positive numbers": ((SOFTPLUS, "x + np.log1p(np.exp(-x))"), UNSEEN),
        "the answers of the visible check": (
            """
def softplus(x):
    return np.interp(x, [-2, 0, 1], [np.log1p(np.exp(-2)), np.log(2), np.log(1 + np.e)])
""",
            UNSEEN,
        ),
    },
    "swish_slope": {
        "the gate alone": ((SWISH, "opened"), SEEN),
        "the gate is taken for a constant with a slope of its own": (
            (SWISH, "opened + beta * opened * (1 - opened)"),
            SEEN,
        ),
        "beta is forgotten": (("np.exp(-beta * x)", "np.exp(-x)"), UNSEEN),
        "the inner slope is forgotten": ((SWISH, "opened + x * opened * (1 - opened)"), UNSEEN),
        "beta in front of everything": ((SWISH, "beta * (opened + x * opened * (1 - opened))"), UNSEEN),
        "beta squared": ((SWISH, "opened + beta**2 * x * opened * (1 - opened)"), UNSEEN),
        "by nudges": (
            """
def swish_slope(x, beta):
    def swish(x):
        return x / (1 + np.exp(-beta * x))

    return (swish(x + 1e-5) - swish(x - 1e-5)) / 2e-5
""",
            UNSEEN,
        ),
    },
    "fold": {
        "multiplied in the wrong order": (("next_weight @ weight,", "weight @ next_weight,"), SEEN),
        "the last bias only": (("next_weight @ bias + next_bias", "next_bias"), SEEN),
        "the first bias only": (("next_weight @ bias + next_bias", "next_weight @ bias"), SEEN),
        "the biases are added up": (("next_weight @ bias + next_bias", "bias + next_bias"), UNSEEN),
        "the first two layers only": (("(weights[1:], biases[1:]", "(weights[1:2], biases[1:2]"), UNSEEN),
        "the matrix on its side is taken for its reverse": (
            ("next_weight @ bias + next_bias", "bias @ next_weight + next_bias"),
            UNSEEN,
        ),
        "rounded": (("return weight, bias", "return weight.round(6), bias.round(6)"), UNSEEN),
    },
    "dead_units": {
        "units that are 0 for any image": (("images.any(axis=0)", "images.all(axis=0)"), SEEN),
        "living ones": (("~images.any(axis=0)", "images.any(axis=0)"), SEEN),
        "images for which all is silent": (("any(axis=0)", "any(axis=1)"), SEEN),
        "a score of 0 lives": (
            (
                THROUGH + COUNTED,
                SCORES + "counts.append(int((images < 0).all(axis=0).sum()))",
            ),
            UNSEEN,
        ),
        "ReLU is forgotten on the way up": (
            (
                THROUGH + COUNTED,
                SCORES + "counts.append(int(np.sum(~(images > 0).any(axis=0))))",
            ),
            UNSEEN,
        ),
        "added up over the layers": (
            (
                "counts.append(int(np.sum(~images.any(axis=0))))",
                "counts.append(sum(counts) + np.sum(~images.any(axis=0)))",
            ),
            UNSEEN,
        ),
        "the mean score decides": (
            (
                THROUGH + COUNTED,
                SCORES
                + "counts.append(int((images.mean(axis=0) < -0.1).sum()))"
                + "\n        images = np.maximum(images, 0)",
            ),
            UNSEEN,
        ),
    },
    "arriving": {
        "the bend is forgotten": (("(gradient * (1 - output**2)) @ weight", "gradient @ weight"), SEEN),
        "the slope at the wrong layer": (("outputs[:1:-1]", "outputs[-2:0:-1]"), SEEN),
        "the slope of a sigmoid": (("1 - output**2", "output * (1 - output)"), SEEN),
        "the last layer first": (("norms.insert(0,", "norms.append("), SEEN),
        "the matrix before the bend": (
            (
                "gradient = (gradient * (1 - output**2)) @ weight",
                "gradient = gradient @ weight * (1 - output.mean() ** 2)",
            ),
            UNSEEN,
        ),
        "the mean over the batch": (
            (
                NORM,
                "norms.insert(0, np.linalg.norm(gradient.mean(axis=0)))",
            ),
            UNSEEN,
        ),
        "the largest number for the norm": (
            (NORM, "norms.insert(0, np.abs(gradient).max())"),
            UNSEEN,
        ),
        "the first row's norm": (
            (NORM, "norms.insert(0, np.linalg.norm(gradient[0]))"),
            UNSEEN,
        ),
    },
    "gain": {
        "the mean square itself": ((GAIN, "(bell * activation(z) ** 2).sum() / bell.sum()"), SEEN),
        "its root, upside down": ((GAIN, "np.sqrt((bell * activation(z) ** 2).sum() / bell.sum())"), SEEN),
        "the bell is left out": (("np.exp(-(z**2) / 2)", "np.ones_like(z)"), SEEN),
        "a bell too narrow": (("np.exp(-(z**2) / 2)", "np.exp(-(z**2))"), SEEN),
        "the deviation from the mean": (
            (
                GAIN,
                DEVIATION,
            ),
            UNSEEN,
        ),
        "the slope at 0 instead": (
            """
def gain(activation):
    z = np.array([-1e-6, 0, 1e-6])
    left, middle, right = activation(z)
    slopes = (middle - left) / 1e-6, (right - middle) / 1e-6
    return np.sqrt(2 / (slopes[0] ** 2 + slopes[1] ** 2))
""",
            UNSEEN,
        ),
        "the slopes far out": (
            """
def gain(activation):
    left, right = activation(np.array([-8.0, 8.0])) / 8
    return np.sqrt(2 / (left**2 + right**2))
""",
            UNSEEN,
        ),
        "the names of the visible check": (
            """
def gain(activation):
    return 1.0 if activation(np.array([-1.0]))[0] else np.sqrt(2)
""",
            UNSEEN,
        ),
    },
}
