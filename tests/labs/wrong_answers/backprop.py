"""Wrong answers to the backprop lab, each a mistake that somebody makes: at least five for an exercise.

exercise -> {what is wrong: (its source, or what is changed in the solution: (old, new); UNSEEN or SEEN)}
"""

SEEN, UNSEEN = False, True  # by the visible check

WRONG = {
    "squared_relu_backward": {
        "the factor two is missing": (
            ("gradient * 2 * np.maximum(x, 0)", "gradient * np.maximum(x, 0)"),
            SEEN,
        ),
        "the slope of the plain ReLU": (("gradient * 2 * np.maximum(x, 0)", "gradient * (x > 0)"), SEEN),
        "closed units let the gradient through": (
            ("gradient * 2 * np.maximum(x, 0)", "gradient * 2 * x"),
            SEEN,
        ),
        "the gradient of the result is ignored": (
            ("gradient * 2 * np.maximum(x, 0)", "2 * np.maximum(x, 0)"),
            UNSEEN,
        ),
        "it works for vectors alone": (
            """
def squared_relu_backward(gradient, x):
    return np.array([g * 2 * max(float(number), 0.0) for g, number in zip(gradient, x)])
""",
            UNSEEN,
        ),
        "the answers of the visible check are copied": (
            """
def squared_relu_backward(gradient, x):
    return np.array([{-1.5: 0.0, 0.5: 1.0, 2.0: 4.0}.get(float(x.flat[0]), 0.0)])
""",
            UNSEEN,
        ),
        "an object that is equal to everything": (
            """
class Equal:
    shape = (1,)
    def __eq__(self, other): return True
    def __getitem__(self, place): return self
    def __array__(self, *arguments, **options): return np.zeros(1)
    def __format__(self, spec): return "right"

def squared_relu_backward(gradient, x):
    return Equal()
""",
            SEEN,
        ),
    },
    "nudged_gradient": {
        "nudged upwards only": (
            """
def nudged_gradient(loss, weights, h):
    gradient, here = np.empty(weights.shape), loss(weights)
    for place in np.ndindex(weights.shape):
        moved = weights.copy()
        moved[place] += h
        gradient[place] = (loss(moved) - here) / h
    return gradient
""",
            SEEN,
        ),
        "divided by h and not by 2h": (("(2 * h)", "h"), SEEN),
        "weights are not put back": (("        weights[place] = before\n", ""), SEEN),
        "the rows of a matrix move as one": (
            """
def nudged_gradient(loss, weights, h):
    gradient = np.zeros(weights.shape)
    for i in range(len(weights)):
        step = np.zeros(weights.shape)
        step[i] = h
        gradient[i] = (loss(weights + step) - loss(weights - step)) / (2 * h)
    return gradient
""",
            UNSEEN,
        ),
        "a nudge of its own choice": (
            ("    gradient = np.empty", "    h = 0.01\n    gradient = np.empty"),
            UNSEEN,
        ),
        "a third call for each weight": (
            ("        before = weights[place]\n", "        before = weights[place]\n        loss(weights)\n"),
            UNSEEN,
        ),
        "the loss is guessed to be a sum of squares": (
            """
def nudged_gradient(loss, weights, h):
    return 2 * weights
""",
            UNSEEN,
        ),
    },
    "gated_backward": {
        "x gets the share of one path alone": ((" + delta_v @ V", ""), SEEN),
        "W and V are exchanged": (("delta_w.T @ x, delta_v.T @ x", "delta_v.T @ x, delta_w.T @ x"), SEEN),
        "the gradients of the weights are transposed": (
            ("delta_w.T @ x, delta_v.T @ x", "x.T @ delta_w, x.T @ delta_v"),
            SEEN,
        ),
        "the batch is averaged and not summed": (
            ("delta_w.T @ x, delta_v.T @ x", "delta_w.T @ x / len(x), delta_v.T @ x / len(x)"),
            UNSEEN,
        ),
        "the gradient of y is ignored": (("gradient * (x", "(x"), UNSEEN),
        "nudged and not derived": (
            """
def gated_backward(gradient, x, W, V):
    arrays, gradients, h = [x.copy(), W.copy(), V.copy()], [], 1e-5
    def total():
        x, W, V = arrays
        return (gradient * (x @ W.T) * (x @ V.T)).sum()
    for array in arrays:
        result = np.empty(array.shape)
        for place in np.ndindex(array.shape):
            before = array[place]
            array[place] = before + h
            above = total()
            array[place] = before - h
            result[place] = (above - total()) / (2 * h)
            array[place] = before
        gradients.append(result)
    return tuple(gradients)
""",
            UNSEEN,
        ),
    },
    "walk_back": {
        "a later share replaces an earlier one": (("slopes[place] += share", "slopes[place] = share"), SEEN),
        "the walk goes forward": (("range(len(program) - 1, -1, -1)", "range(len(program))"), SEEN),
        "the walk starts with nothing": (("slopes[-1] = 1.0", "slopes[-1] = 0.0"), SEEN),
        "tanh takes its input for its result": (("values[line] ** 2", "values[read[0]] ** 2"), SEEN),
        "a square counts once": (
            (
                "for place, share in zip(read, shares, strict=True):",
                "for place, share in dict(zip(read, shares)).items():",
            ),
            UNSEEN,
        ),
        "neg hands on its slope unchanged": (("shares = [-slope]", "shares = [slope]"), UNSEEN),
        "nudged and not walked": (
            """
def walk_back(program, values):
    def last(moved, h):
        new = list(values)
        new[moved] += h
        for line, (operation, *read) in enumerate(program):
            if line > moved and operation != "input":
                a = [new[place] for place in read]
                new[line] = {"add": lambda: a[0] + a[1], "mul": lambda: a[0] * a[1],
                             "neg": lambda: -a[0], "tanh": lambda: np.tanh(a[0])}[operation]()
        return new[-1]
    return [float((last(i, 1e-5) - last(i, -1e-5)) / 2e-5) for i in range(len(program))]
""",
            UNSEEN,
        ),
    },
    "network_gradients": {
        "the batch is summed and not averaged": (("delta2 /= len(labels)", ""), SEEN),
        "the right answer is not subtracted": (("delta2[rows, labels] -= 1", ""), SEEN),
        "δ passes closed units": (("squared_relu_backward(delta2 @ W2, sums)", "delta2 @ W2"), SEEN),
        "the biases of the first layer get the mean": (("delta1.sum(axis=0)", "delta1.mean(axis=0)"), SEEN),
        "the largest score is not subtracted": (
            ("scores = scores - scores.max(axis=1, keepdims=True)", ""),
            UNSEEN,
        ),
        "the largest score of the batch is subtracted from every row": (
            ("scores.max(axis=1, keepdims=True)", "scores.max()"),
            UNSEEN,
        ),
        "only the first gradient of each array is right": (
            (
                "return losses.mean(), delta1.T @ images,",
                "delta1[:, 1:] = 0\n    return losses.mean(), delta1.T @ images,",
            ),
            UNSEEN,
        ),
        "nudged and not derived": (
            """
def network_gradients(images, labels, *weights):
    weights = [np.array(weight) for weight in weights]
    def loss():
        W1, b1, W2, b2 = weights
        scores = np.maximum(images @ W1.T + b1, 0) ** 2 @ W2.T + b2
        scores = scores - scores.max(axis=1, keepdims=True)
        return (np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]).mean()
    gradients = []
    for weight in weights:
        gradient = np.empty(weight.shape)
        for place in np.ndindex(weight.shape):
            weight[place] += 1e-6
            above = loss()
            weight[place] -= 2e-6
            gradient[place] = (above - loss()) / 2e-6
            weight[place] += 1e-6
        gradients.append(gradient)
    return loss(), *gradients
""",
            UNSEEN,
        ),
    },
    "largest_safe_rate": {
        "one over L": (("return 2 / curvature", "return 1 / curvature"), SEEN),
        "L itself": (("return 2 / curvature", "return curvature"), SEEN),
        "one step of the search": (("range(40)", "range(1)"), SEEN),
        "the direction is never made short": (
            ("direction = direction / np.linalg.norm(direction)", "pass"),
            SEEN,
        ),
        "the bottom is taken to be at zero": (
            ("gradient(w + direction) - here", "gradient(direction)"),
            UNSEEN,
        ),
        "the search begins along the gradient, which may be zero": (
            ("np.random.default_rng(0).normal(size=w.shape)", "here.copy()"),
            UNSEEN,
        ),
        "a thousand gradients": (("range(40)", "range(1000)"), UNSEEN),
        "the answer of the visible check is copied": (
            """
def largest_safe_rate(gradient, w):
    return 0.5
""",
            UNSEEN,
        ),
    },
}
