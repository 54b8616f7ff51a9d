"""The losses lab.  Losses are added up term by term, gradients found by a step in the imaginary direction.

For a function built from analytic operations, f(x + ih) = f(x) + ih f'(x) + O(h²): with h = 1e-30 the
imaginary part divided by h is the slope to the last digit.  Source: Squire and Trapp, "Using complex
variables to estimate derivatives of real functions", SIAM Review 40, 1998.
"""

import math

import numpy as np

from course.grading.exercise import Case, Exercise, Lab, same_array, same_arrays

IMAGINARY_STEP = 1e-30
ONE_PART_IN_A_THOUSAND = 1e-3
SOLVING = 1e-9  # of linear equations whose matrix is far from singular: some hundred roundings, with room
HALVINGS = 60  # of an interval of temperatures: it is then shorter than the rounding


def log_of_sum(row):
    """log Σ exp of a row of numbers, which may have imaginary parts, without an exp of a large one."""
    largest = max(row, key=lambda each: each.real)
    return largest + np.log(sum(np.exp(each - largest) for each in row))


def gradient_of(loss, scores):
    """The gradient of loss(scores), one number, by every score."""
    moved, gradient = scores.astype(complex), np.empty(scores.shape)
    for place in np.ndindex(scores.shape):
        moved[place] += 1j * IMAGINARY_STEP
        gradient[place] = loss(moved).imag / IMAGINARY_STEP
        moved[place] -= 1j * IMAGINARY_STEP
    return gradient


# Exercise 1: cross-entropy at a temperature


def mean_loss(scores, labels, temperature):
    """The mean cross-entropy of scores / temperature, row by row."""
    rows = zip(scores / temperature, labels, strict=True)
    return sum(log_of_sum(row) - row[label] for row, label in rows) / len(labels)


def tempered_cases(rng):
    """Temperatures on both sides of 1, a batch of one, and scores that are far too large for exp."""
    for batch, classes, scale, temperature, what in (
        (4, 3, 1.0, 1.0, "a temperature of 1"),
        (5, 6, 2.0, rng.uniform(2, 5), "a high temperature"),
        (1, 4, 1.0, rng.uniform(0.2, 0.6), "a batch of one, at a low temperature"),
        (6, 5, 3000.0, rng.uniform(0.5, 2), "scores in the thousands"),
    ):
        scores, labels = scale * rng.normal(size=(batch, classes)), rng.integers(classes, size=batch)
        labels[0] = scores[0].argmin()  # as wrong as can be: the loss is never rounding alone
        expected = mean_loss(scores, labels, temperature)
        arguments = (scores, labels, float(temperature))
        yield Case(arguments, lambda a, e=expected: same_array(a, e, "the loss"), what)


# Exercise 2: the gradient with smoothed labels


def smoothed_loss(scores, labels, smoothing):
    """The mean cross-entropy against labels of which a share is spread evenly over all classes."""
    total = 0.0
    for row, label in zip(scores, labels, strict=True):
        from_all = sum(log_of_sum(row) - score for score in row) / len(row)
        total += (1 - smoothing) * (log_of_sum(row) - row[label]) + smoothing * from_all
    return total / len(labels)


def smoothed_cases(rng):
    """No smoothing, some, nothing but smoothing, and scores in the thousands."""
    for batch, classes, scale, smoothing, what in (
        (3, 4, 1.0, 0.0, "no smoothing"),
        (5, 3, 1.0, rng.uniform(0.05, 0.3), "some smoothing"),
        (1, 6, 2.0, rng.uniform(0.4, 0.8), "a batch of one"),
        (4, 5, 1.0, 1.0, "nothing but smoothing"),
        (4, 5, 2000.0, 0.1, "scores in the thousands"),
    ):
        scores, labels = scale * rng.normal(size=(batch, classes)), rng.integers(classes, size=batch)
        expected = gradient_of(lambda z, t=labels, s=smoothing: smoothed_loss(z, t, s), scores)
        share = 1 / batch  # of one example

        def complaint(answer, expected=expected, share=share):
            return same_array(answer, expected, "the gradient", least=share)

        yield Case((scores, labels, float(smoothing)), complaint, what)


# Exercise 3: the hinge of the strongest rival


def rival_loss(scores, labels, margin):
    """The mean of max(0, margin + best wrong score − right score), also for complex scores."""
    total = 0.0
    for row, label in zip(scores, labels, strict=True):
        rival = max((score for place, score in enumerate(row) if place != label), key=lambda z: z.real)
        short = margin + rival - row[label]
        total += short if short.real > 0 else 0.0
    return total / len(labels)


def rival_cases(rng):
    """Wide margins and narrow ones, so that examples lie on both sides of the hinge."""
    for batch, classes, margin, what in (
        (6, 3, 1.0, "a margin of 1"),
        (8, 5, rng.uniform(0.1, 0.4), "a narrow margin"),
        (5, 4, rng.uniform(3, 6), "a wide margin"),
        (1, 7, 1.0, "a batch of one"),
        (9, 2, 1.0, "two classes"),
    ):
        scores, labels = 2 * rng.normal(size=(batch, classes)), rng.integers(classes, size=batch)
        if batch > 2:
            scores[0, labels[0]] = scores[0].max() + margin + 0.5  # taught enough
            scores[1, labels[1]] = scores[1].min() - 0.5  # not at all

        def loss(scores, labels=labels, margin=margin):
            return rival_loss(scores, labels, margin)

        expected = loss(scores), gradient_of(lambda z, f=loss: f(z) + 0j, scores)

        def complaint(answer, expected=expected):
            return same_arrays(answer, expected, ("the loss", "the gradient"), least=1.0)

        yield Case((scores, labels, float(margin)), complaint, what)


# Exercise 4: a step that makes zeros


def shrunk(weight, amount):
    """Where amount × |w| + (w − weight)² / 2 is smallest: where its slope changes sign."""
    if -weight - amount <= 0 <= -weight + amount:  # the slopes left and right of w = 0
        return 0.0
    return weight - amount if weight > 0 else weight + amount


def proximal_cases(rng):
    """Steps that leave some weights and zero others, no penalty, and one that zeroes all."""
    for shape, rate, strength, what in (
        ((12,), rng.uniform(0.1, 0.5), rng.uniform(1, 3), "a vector"),
        ((4, 5), rng.uniform(0.05, 0.2), rng.uniform(2, 6), "a matrix"),
        ((6,), 0.3, 0.0, "no penalty"),
        ((2, 3, 2), 0.5, 100.0, "a penalty that leaves nothing"),
    ):
        weights, gradient = rng.normal(size=shape), rng.normal(size=shape)
        moved = weights - rate * gradient
        expected = np.reshape([shrunk(each, rate * strength) for each in moved.flat], shape)
        zeros = expected == 0

        def complaint(answer, expected=expected, zeros=zeros):
            wrong = same_array(answer, expected, "the weights", least=1.0)
            if not wrong and np.any(np.asarray(answer)[zeros] != 0):
                return "weights that the penalty takes are to be exactly 0"
            return wrong

        yield Case((weights, gradient, float(rate), float(strength)), complaint, what)


# Exercise 5: ridge


def ridge_cases(rng):
    """More examples than inputs and fewer, data far from zero, and a penalty of many sizes."""
    for examples, inputs, shift, strength, what in (
        (20, 3, 0.0, 0.1, "more examples than inputs"),
        (5, 8, 0.0, rng.uniform(0.5, 2), "fewer examples than inputs"),
        (15, 4, 5.0, rng.uniform(0.05, 0.5), "data far from zero"),
        (10, 2, 1.0, 1e4, "a penalty that leaves no weight"),
    ):
        x = rng.normal(size=(examples, inputs)) + shift * rng.normal(size=inputs)
        y = x @ rng.normal(size=inputs) + 0.3 * rng.normal(size=examples) + shift
        # As least squares without a penalty: the penalty is `inputs` more examples, whose answer is 0.
        penalty = math.sqrt(examples * strength) * np.eye(inputs)
        left = np.block([[x, np.ones((examples, 1))], [penalty, np.zeros((inputs, 1))]])
        solution, *_ = np.linalg.lstsq(left, np.concatenate([y, np.zeros(inputs)]), rcond=None)
        expected = solution[:-1], solution[-1]

        def complaint(answer, expected=expected):
            return same_arrays(answer, expected, ("the weights", "the bias"), SOLVING)

        yield Case((x, y, float(strength)), complaint, what)


# Exercise 6: the best temperature


def best_temperature_of(scores, labels):
    """Where the slope of the loss along 1 / temperature is 0, by halving: the loss is convex in it."""
    low, high = 1e-3, 1e3
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high)
        shifted = middle * (scores - scores.max(axis=1, keepdims=True))
        shares = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        slope = (shares * scores).sum() - scores[np.arange(len(labels)), labels].sum()
        low, high = (middle, high) if slope < 0 else (low, middle)
    return 1 / low


def temperature_cases(rng):
    """Networks that are too sure of themselves, and one that is not sure enough."""
    for true, batch, classes, what in (
        (1.0, 300, 4, "scores as they should be"),
        (rng.uniform(2, 4), 400, 5, "a network too sure of itself"),
        (rng.uniform(0.3, 0.6), 300, 3, "a network not sure enough"),
        (rng.uniform(20, 40), 300, 4, "scores a hundred times too large"),
    ):
        scores = 2 * rng.normal(size=(batch, classes))
        shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        labels = np.array([rng.choice(classes, p=share) for share in shares])
        scores = true * scores
        expected = best_temperature_of(scores, labels)

        def complaint(answer, expected=expected):
            return same_array(answer, expected, "the temperature", ONE_PART_IN_A_THOUSAND)

        yield Case((scores, labels), complaint, what)


LAB = Lab(
    "losses",
    "The number that is made small",
    (
        Exercise("tempered_loss", "The same answers, another loss", 2, tempered_cases),
        Exercise("smoothed_gradient", "Never quite sure", 3, smoothed_cases),
        Exercise("rival_hinge", "Only the strongest rival", 3, rival_cases),
        Exercise("l1_step", "A step that makes zeros", 2, proximal_cases),
        Exercise("ridge", "Least squares on a leash", 3, ridge_cases),
        Exercise("best_temperature", "How sure should it be?", 2, temperature_cases),
    ),
)
