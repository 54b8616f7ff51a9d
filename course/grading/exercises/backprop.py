"""The backprop lab.  No reference here knows the chain rule: each moves its input in the imaginary direction.

For a function built from analytic operations, f(x + ih) = f(x) + ih f'(x) + O(h²), so that with h = 1e-30 the
imaginary part divided by h is the slope to the last digit: no difference is taken, and nothing cancels.
Source: Squire and Trapp, "Using complex variables to estimate derivatives of real functions", SIAM Review 40,
1998.
"""

import numpy as np

from course.grading.exercise import Case, Exercise, Lab, same_array, same_arrays

IMAGINARY_STEP = 1e-30
NUDGE = 1e-4
NUDGING = 1e-6  # of a central difference at NUDGE: its square times a third derivative, with room
ONE_PART_IN_A_THOUSAND = 1e-3
MOST_GRADIENTS = 300


def imaginary_gradient(function, inputs, number):
    """The gradient of `function(*inputs)`, a single number, by the array with that number in the list."""
    moved = [np.array(each, dtype=complex) for each in inputs]
    gradient = np.empty(moved[number].shape)
    for place in np.ndindex(gradient.shape):
        moved[number][place] += 1j * IMAGINARY_STEP
        gradient[place] = function(*moved).imag / IMAGINARY_STEP
        moved[number][place] -= 1j * IMAGINARY_STEP
    return gradient


def squared_relu(x):
    """max(x, 0)², also for numbers with an imaginary part."""
    return np.where(x.real > 0, x * x, 0)


# Exercise 1: one backward line


def squared_relu_cases(rng):
    """Arrays of several shapes; gradients that are not all ones; zeros and closed units among the inputs."""
    for shape, what in (((7,), "a vector"), ((3, 4), "a matrix"), ((2, 3, 2), "a batch of images")):
        x, gradient = rng.normal(size=shape), rng.normal(size=shape)
        x.flat[0], x.flat[1] = 0.0, -abs(x.flat[1])
        expected = imaginary_gradient(lambda z, g=gradient: (g * squared_relu(z)).sum(), [x], 0)
        yield Case((gradient, x), lambda a, e=expected: same_array(a, e, "the gradient of x"), what)


# Exercise 2: the slow way


class WatchedLoss:
    """A secret loss that counts its calls, and sees whether more than one weight was moved at once."""

    def __init__(self, weights, rng):
        self.start, self.calls, self.most_moved = weights.copy(), 0, 0
        self.slopes, self.bends = rng.normal(size=weights.shape), rng.uniform(2, 4, size=weights.shape)

    def value(self, weights):
        """The loss itself, curved in every direction and mixing them all."""
        products = self.slopes * weights
        return np.sum(self.bends * weights**2) + np.sum(np.exp(-(weights**2))) + np.sin(products.sum())

    def __call__(self, weights):
        """As the student calls it, with an array of the weights' shape."""
        weights = np.asarray(weights)
        if weights.shape != self.start.shape or weights.dtype.kind not in "fiu":
            raise ValueError(f"loss needs floats of shape {self.start.shape}, got {weights.shape}")
        self.calls += 1
        moved = np.abs(weights - self.start) > NUDGE / 2  # + h − 2h + h comes back but for rounding
        self.most_moved = max(self.most_moved, int(moved.sum()))
        with np.errstate(all="ignore"):  # of a stranger's numbers
            return float(self.value(weights))

    def complaint(self, answer):
        """Right numbers, and no more than two calls for each weight."""
        if self.most_moved > 1:
            return f"loss saw {self.most_moved} weights moved: move one number at a time, and put it back"
        if self.calls > 2 * self.start.size:
            return f"loss was called {self.calls} times for {self.start.size} weights: two each will do"
        expected = imaginary_gradient(self.value, [self.start], 0)
        return same_array(answer, expected, "the gradient", NUDGING)


def nudged_gradient_cases(rng):
    """Weights of one, two and three axes."""
    for shape, what in (((5,), "a vector"), ((2, 3), "a matrix"), ((2, 2, 2), "three axes")):
        weights = rng.normal(size=shape)
        loss = WatchedLoss(weights, rng)
        yield Case((loss, weights, NUDGE), loss.complaint, what)


# Exercise 3: a gated layer


def gated_cases(rng):
    """Batches, one of a single row, and more outputs than inputs and fewer."""
    sizes = ((4, 3, 2, "a batch of 4"), (1, 2, 5, "a batch of one"), (6, 5, 5, "as many outputs as inputs"))
    for batch, inputs, outputs, what in sizes:
        x, gradient = rng.normal(size=(batch, inputs)), rng.normal(size=(batch, outputs))
        W, V = rng.normal(size=(2, outputs, inputs))

        def total(x, W, V, gradient=gradient):
            return (gradient * (x @ W.T) * (x @ V.T)).sum()

        expected = [imaginary_gradient(total, [x, W, V], number) for number in range(3)]
        names = ("the gradient of x", "the gradient of W", "the gradient of V")
        yield Case((gradient, x, W, V), lambda a, e=expected, n=names: same_arrays(a, e, n), what)


# Exercise 4: the walk back

OPERATIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "neg": lambda a: -a,
    "tanh": np.tanh,
}


def run(program, inputs):
    """All results of a program, whose lines are [operation, places it reads]; inputs: of its "input"s."""
    given, results = iter(inputs), []
    for operation, *places in program:
        results.append(
            next(given) if operation == "input" else OPERATIONS[operation](*(results[i] for i in places))
        )
    return results


def slopes_of_last(program, results):
    """How fast the last result moves with each one: it is moved, and what comes after it computed anew."""
    slopes = []
    for moved in range(len(program)):
        values = [complex(value) for value in results]
        values[moved] += 1j * IMAGINARY_STEP
        for line, (operation, *places) in enumerate(program[moved + 1 :], start=moved + 1):
            if operation != "input":
                values[line] = OPERATIONS[operation](*(values[i] for i in places))
        slopes.append(values[-1].imag / IMAGINARY_STEP)
    return slopes


def random_program(rng, length):
    """Three inputs, then operations on earlier results, recent ones more often; some results nobody uses.

    `add` can double its results and `mul` square them, so every fourth line squeezes one by tanh.
    """
    program = [["input"], ["input"], ["input"]]
    while len(program) < length:
        here = len(program)
        operation = "tanh" if here % 4 == 0 else ["add", "mul", "mul", "neg"][rng.integers(4)]
        places = [
            max(0, here - 1 - int(rng.exponential(2))) for _ in range(2 if operation in ("add", "mul") else 1)
        ]
        program.append([operation, *places])
    return program


def walk_back_cases(rng):
    """Programs written down for their traps, and random ones."""
    square = [["input"], ["mul", 0, 0], ["add", 1, 1]]
    unused = [["input"], ["input"], ["tanh", 0], ["mul", 1, 1], ["neg", 3]]
    input_only = [["input"]]
    for program, what in (
        (square, "a result used twice by one operation"),
        (unused, "a result that nobody uses"),
        (input_only, "a program without an operation"),
        (random_program(rng, 12), "a random program"),
        (random_program(rng, 25), "a longer program"),
    ):
        values = [float(value) for value in run(program, rng.uniform(-1, 1, size=len(program)))]
        expected = slopes_of_last(program, values)
        yield Case(
            (program, values), lambda answer, e=expected: same_array(answer, e, "the list of slopes"), what
        )


# Exercise 5: a whole network


def network_loss(weights, images, labels):
    """The mean cross-entropy of a network with one hidden layer of squared ReLUs."""
    W1, b1, W2, b2 = weights
    scores = squared_relu(images @ W1.T + b1) @ W2.T + b2
    scores = scores - scores.real.max(axis=1, keepdims=True)
    right = scores[np.arange(len(labels)), labels]
    return (np.log(np.exp(scores).sum(axis=1)) - right).mean()


def network_cases(rng):
    """Batches, one of a single image, and scores in the thousands."""
    names = (
        "the loss",
        "the gradient of W1",
        "the gradient of b1",
        "the gradient of W2",
        "the gradient of b2",
    )
    for batch, sizes, scale, what in (
        (5, (4, 6, 3), 0.6, "a batch of 5"),
        (1, (3, 4, 2), 0.6, "a batch of one"),
        (6, (3, 3, 3), 0.3, "layers of one size"),
        (4, (3, 5, 4), 20.0, "scores in the thousands"),
    ):
        inputs, hidden, outputs = sizes
        shapes = ((hidden, inputs), (hidden,), (outputs, hidden), (outputs,))
        weights = [scale * rng.normal(size=shape) for shape in shapes]
        images, labels = rng.normal(size=(batch, inputs)), rng.integers(outputs, size=batch)
        # One answer is as wrong as can be: where all are right, 1 − p is rounding and nothing else.
        hidden_units = squared_relu(images @ weights[0].T + weights[1])
        labels[0] = (hidden_units @ weights[2].T + weights[3])[0].argmin()

        def loss(*weights, images=images, labels=labels):
            return network_loss(weights, images, labels)

        expected = [loss(*weights).real, *(imaginary_gradient(loss, weights, number) for number in range(4))]
        arguments = (images, labels, *weights)
        share = 1 / batch  # of one example in a gradient: those of two may cancel
        yield Case(arguments, lambda a, e=expected, s=share: same_arrays(a, e, names, least=s), what)


# Exercise 6: how far to follow it


class Bowl:
    """A quadratic loss of which only gradients can be asked; it counts how often."""

    def __init__(self, curvatures, bottom, rng):
        directions, _ = np.linalg.qr(rng.normal(size=(len(curvatures), len(curvatures))))
        self.hessian = directions @ np.diag(curvatures) @ directions.T
        self.bottom, self.edge, self.calls = bottom, 2 / max(curvatures), 0

    def gradient(self, w):
        """As the student calls it, with an array of shape (n,)."""
        w = np.asarray(w)
        if w.shape != self.bottom.shape or w.dtype.kind not in "fiu":
            raise ValueError(f"gradient needs floats of shape {self.bottom.shape}, got {w.shape}")
        self.calls += 1
        with np.errstate(all="ignore"):  # of a stranger's numbers
            return self.hessian @ (w - self.bottom)

    def complaint(self, answer):
        """2 / L to one part in a thousand, with few gradients."""
        if self.calls > MOST_GRADIENTS:
            return f"gradient was called {self.calls} times: at most {MOST_GRADIENTS}"
        return same_array(answer, self.edge, "the rate", ONE_PART_IN_A_THOUSAND)


def edge_cases(rng):
    """Bowls with their bottom elsewhere, a flat one and a steep one, and a start at the very bottom."""
    for scale, num_weights, at_bottom, what in (
        (1.0, 6, False, "six weights"),
        (4000.0, 4, False, "a steep bowl"),
        (0.003, 9, False, "a flat bowl"),
        (1.0, 5, True, "a start at the bottom, where the gradient is zero"),
    ):
        # The second steepest direction is half as steep at most: 40 steps of the power method then find
        # the steepest from any random start; at 0.75 one start in ten thousand was still 0.1% off.
        curvatures = scale * np.concatenate([[1.0], rng.uniform(0.05, 0.5, size=num_weights - 1)])
        bottom = rng.normal(size=num_weights)
        bowl = Bowl(curvatures, bottom, rng)
        start = bottom.copy() if at_bottom else rng.normal(size=num_weights)
        yield Case((bowl.gradient, start), bowl.complaint, what)


LAB = Lab(
    "backprop",
    "266,610 slopes at once",
    (
        Exercise("squared_relu_backward", "One backward line", 1, squared_relu_cases),
        Exercise("nudged_gradient", "The slow way", 2, nudged_gradient_cases),
        Exercise("gated_backward", "A layer that multiplies", 3, gated_cases),
        Exercise("walk_back", "The walk back", 3, walk_back_cases),
        Exercise("network_gradients", "A whole network", 4, network_cases),
        Exercise("largest_safe_rate", "The edge of descent", 2, edge_cases),
    ),
)
