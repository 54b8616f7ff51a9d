"""Wrong answers to the losses lab, each a mistake that somebody makes: at least five for an exercise.

exercise -> {what is wrong: (its source, or what is changed in the solution: (old, new); UNSEEN or SEEN)}
"""

SEEN, UNSEEN = False, True  # by the visible check

SHIFTED = "scores - scores.max(axis=1, keepdims=True)"
RIVALS = "wrong.argmax(axis=1)"
STEPPED = "np.sign(moved) * np.maximum(np.abs(moved) - rate * strength, 0)"
PENALTY = "len(x) * strength * np.eye(x.shape[1])"
BIAS = "y.mean() - x.mean(axis=0) @ weights"

WRONG = {
    "tempered_loss": {
        "the temperature is forgotten": (("scores / temperature", "scores * 1.0"), SEEN),
        "the temperature is multiplied": (("scores / temperature", "scores * temperature"), SEEN),
        "the loss is divided too": (("- right)", "- right) / temperature"), SEEN),
        "the sum over the batch": (("np.mean(np.log", "np.sum(np.log"), SEEN),
        "nothing is taken away before exp": ((SHIFTED, "scores * 1"), UNSEEN),
        "the logarithm of a probability": (
            (
                "return np.mean(np.log(np.exp(scores).sum(axis=1)) - right)",
                "return -np.mean(np.log(np.exp(right) / np.exp(scores).sum(axis=1) + 1e-300))",
            ),
            UNSEEN,
        ),
        "the largest of the batch is taken away": ((SHIFTED, "scores - scores.max()"), UNSEEN),
        "the largest is taken away in one place only": (
            ("right = scores[", "right = (scores + 0.5 * (temperature < 1))["),
            UNSEEN,
        ),
    },
    "smoothed_gradient": {
        "the answer is given for sure": (("+= 1 - smoothing", "+= 1"), SEEN),
        "no mean over the batch": (("(probabilities - answers) / batch", "probabilities - answers"), UNSEEN),
        "the share goes to the wrong classes alone": (
            (
                "smoothing / classes)\n    answers[np.arange(batch), labels] += 1 - smoothing",
                "smoothing / (classes - 1))\n    answers[np.arange(batch), labels] = 1 - smoothing",
            ),
            SEEN,
        ),
        "the sign": (("probabilities - answers", "answers - probabilities"), SEEN),
        "no smoothing": (
            ("smoothing / classes)", "0.0 if smoothing < 1 else 1 / classes)"),
            UNSEEN,
        ),
        "the gradient is smoothed, not the answer": (
            (
                "return (probabilities - answers) / batch",
                "return (1 - smoothing) * (probabilities - np.eye(classes)[labels]) / batch",
            ),
            UNSEEN,
        ),
        "nothing is taken away before exp": (
            ("np.exp(scores - scores.max(axis=1, keepdims=True))", "np.exp(scores)"),
            UNSEEN,
        ),
    },
    "rival_hinge": {
        "every rival that is too close": (
            (
                "short = margin + scores[rows, rivals] - scores[rows, labels]",
                "short = np.maximum(margin + wrong - scores[rows, labels][:, None], 0).sum(axis=1)",
            ),
            UNSEEN,
        ),
        "the largest score, right or wrong": ((RIVALS, "scores.argmax(axis=1)"), SEEN),
        "the loss of one that is right by far is negative": (("np.maximum(short, 0)", "short"), SEEN),
        "all examples teach": (("= short > 0", "= 1.0"), SEEN),
        "the right score is not pulled": (("gradient[rows, labels] = -1.0 * (short > 0)", "pass"), SEEN),
        "no mean in the gradient": (("gradient / len(labels)", "gradient"), SEEN),
        "a mean over those that are short": (
            ("gradient / len(labels)", "gradient / max(1, np.sum(short > 0)) / min(2, len(labels))"),
            UNSEEN,
        ),
        "a margin of 1, whatever it is": (("short = margin +", "short = 1.0 +"), UNSEEN),
        "the slope grows with what is short": (
            ("= short > 0", "= np.where(short > 0, short / 0.5, 0)"),
            UNSEEN,
        ),
        "the first wrong class": (
            (RIVALS, "np.where(labels == 0, 1, 0)"),
            UNSEEN,
        ),
    },
    "l1_step": {
        "plain descent with the penalty's slope": (
            (STEPPED, "moved - rate * strength * np.sign(moved)"),
            SEEN,
        ),
        "nothing stops at 0": ((STEPPED, "moved - rate * strength"), SEEN),
        "the rate is forgotten": (("- rate * strength, 0", "- strength, 0"), SEEN),
        "only what is positive": ((STEPPED, "np.maximum(moved - rate * strength, 0)"), UNSEEN),
        "the gradient is forgotten": (("weights - rate * gradient", "weights * 1.0"), UNSEEN),
        "uphill": (("weights - rate * gradient", "weights + rate * gradient"), UNSEEN),
        "shrunk before the step": (
            (
                STEPPED,
                "np.sign(weights) * np.maximum(np.abs(weights) - rate * strength, 0) - rate * gradient",
            ),
            UNSEEN,
        ),
        "a share of each weight, as L2 takes it": ((STEPPED, "moved * (1 - rate * strength)"), SEEN),
        "nearly zero": (("rate * strength, 0)", "rate * strength, 1e-14 * (moved < 0))"), UNSEEN),
    },
    "ridge": {
        "the penalty is not times the examples": ((PENALTY, "strength * np.eye(x.shape[1])"), SEEN),
        "the bias is the mean of y": ((BIAS, "y.mean()"), UNSEEN),
        "no bias": ((BIAS, "0.0"), UNSEEN),
        "x is not centred": (
            (
                "centred = x - x.mean(axis=0)",
                "centred = x * 1.0",
            ),
            UNSEEN,
        ),
        "the bias is penalized": (
            (
                "return weights, " + BIAS,
                "return weights, (" + BIAS + ") / (1 + strength)",
            ),
            UNSEEN,
        ),
        "no penalty": ((PENALTY, "1e-9 * np.eye(x.shape[1])"), SEEN),
        "the sign of the mean": ((BIAS, "y.mean() + x.mean(axis=0) @ weights"), UNSEEN),
        "a penalty on the first weight alone": (
            ("np.eye(x.shape[1])", "np.diag(np.arange(x.shape[1]) < 1)"),
            UNSEEN,
        ),
        "a penalty of one": (("* strength *", "*"), UNSEEN),
    },
    "best_temperature": {
        "the inverse": (("return np.exp((low + high) / 2)", "return np.exp(-(low + high) / 2)"), SEEN),
        "the logarithm": (("return np.exp((low + high) / 2)", "return (low + high) / 2"), SEEN),
        "uphill": (
            (
                "tempered_loss(scores, labels, np.exp(left)) <",
                "tempered_loss(scores, labels, np.exp(left)) >",
            ),
            SEEN,
        ),
        "a coarse grid": (
            """
def best_temperature(scores, labels):
    grid = np.concatenate([np.linspace(1, 9, 33), np.logspace(-2, 2, 41)])
    return min(grid, key=lambda temperature: tempered_loss(scores, labels, temperature))
""",
            UNSEEN,
        ),
        "never below 1": (("np.log(0.01), np.log(100)", "0.0, np.log(100)"), UNSEEN),
        "never above 10": (("np.log(100)", "np.log(10)"), UNSEEN),
        "by the first hundred examples": (
            ("    low, high =", "    scores, labels = scores[:100], labels[:100]\n    low, high ="),
            UNSEEN,
        ),
        "by the mean probability of the answers": (
            """
def best_temperature(scores, labels):
    right = np.mean(scores.argmax(axis=1) == labels)
    low, high = 0.01, 100
    for _ in range(60):
        middle = (low + high) / 2
        shares = np.exp((scores - scores.max(axis=1, keepdims=True)) / middle)
        sure = (shares.max(axis=1) / shares.sum(axis=1)).mean()
        low, high = (middle, high) if sure > right else (low, middle)
    return low
""",
            UNSEEN,
        ),
    },
}
