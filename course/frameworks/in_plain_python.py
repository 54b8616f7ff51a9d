"""The network in plain Python: lists and loops, and every slope written down by hand."""

from math import exp, log


def linear(weight, bias, inputs):
    """One output for each row of `weight`: the inputs' weighted sum, plus a bias.  Lists of floats."""
    return [
        sum(w * x for w, x in zip(row, inputs, strict=True)) + b for row, b in zip(weight, bias, strict=True)
    ]


def relu(inputs):
    """Each number, or 0 if it is negative."""
    return [max(x, 0.0) for x in inputs]


def softmax(scores):
    """Shares of 1, one for each score; the highest score is taken off first, so that exp stays finite."""
    highest = max(scores)
    powers = [exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def forward(weights, image):
    """(hidden units, shares of the classes) of one image, a list of pixels."""
    hidden = relu(linear(weights["hidden.weight"], weights["hidden.bias"], image))
    return hidden, softmax(linear(weights["output.weight"], weights["output.bias"], hidden))


def backward(weights, image, hidden, errors):
    """One image's gradients by name, from `errors`, the slopes of the loss for the scores."""
    sent_back = [sum(row[j] * error for row, error in zip(weights["output.weight"], errors, strict=True))
                 for j in range(len(hidden))]  # fmt: skip
    hidden_errors = [slope if unit > 0 else 0.0 for slope, unit in zip(sent_back, hidden, strict=True)]
    return {
        "hidden.weight": [[error * pixel for pixel in image] for error in hidden_errors],
        "hidden.bias": hidden_errors,
        "output.weight": [[error * unit for unit in hidden] for error in errors],
        "output.bias": errors,
    }


def add(total, more):
    """The sum of two numbers, or of two lists of the same form, nested to any depth."""
    if isinstance(total, list):
        return [add(one, other) for one, other in zip(total, more, strict=True)]
    return total + more


def scale(values, factor):
    """Every number of a nested list times `factor`."""
    return [scale(each, factor) for each in values] if isinstance(values, list) else values * factor


def loss_and_gradients(weights, images, labels):
    """(loss, gradients) of the mean cross-entropy over a batch of images.

    weights: name -> nested lists (`as_lists` makes them of arrays).  images: a list of lists of pixels.
    labels: the right classes, a list of integers.  gradients: nested lists in the form of `weights`.
    """
    loss, gradients = 0.0, None
    for image, label in zip(images, labels, strict=True):
        hidden, shares = forward(weights, image)
        loss -= log(shares[label]) / len(images)
        errors = [share - (digit == label) for digit, share in enumerate(shares)]
        of_image = backward(weights, image, hidden, errors)
        gradients = {n: add(gradients[n], g) for n, g in of_image.items()} if gradients else of_image
    return loss, {name: scale(each, 1 / len(images)) for name, each in gradients.items()}


def as_lists(arrays):
    """A dict of arrays, or one array, as nested lists of Python numbers."""
    if isinstance(arrays, dict):
        return {name: each.tolist() for name, each in arrays.items()}
    return arrays.tolist()
