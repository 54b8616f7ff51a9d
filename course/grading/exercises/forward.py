"""The forward lab.  Each reference goes another way than the lesson: by impulses, by shifts, by counting."""

import numpy as np

from course.grading.exercise import Case, Exercise, Lab, same_array

# Exercise 1: the bias as one more weight


def fold_cases(rng):
    """More outputs than inputs, fewer, and one of each."""
    for outputs, inputs, what in ((3, 5, "more inputs"), (6, 2, "more outputs"), (1, 1, "one of each")):
        weight, bias = rng.normal(size=(outputs, inputs)), rng.normal(size=outputs)
        impulses = np.vstack([np.eye(inputs), np.zeros(inputs)])  # at all zeros only the bias answers
        answers = impulses @ weight.T
        answers[-1] += bias
        yield Case((weight, bias), lambda a, e=answers.T: same_array(a, e, "the matrix"), what)


# Exercise 2: how many places a window has


def size_cases(rng):
    """Windows that fit exactly, that leave a rest, that need their padding, and that do not fit at all."""
    size = int(rng.integers(20, 40))
    for settings, what in (
        ((size, 5, 1, 0), "one step at a time"),
        ((size, 3, 1, 1), "padding that keeps the size"),
        ((size, 4, 3, 0), "a stride of 3"),
        ((2 * size + 1, 2, 2, 0), "a last pixel that no window reaches"),
        ((size, 7, 4, 3), "all at once"),
        ((4, 6, 2, 1), "a window as large as the padded image"),
        ((3, 9, 1, 2), "a window that is too large"),
        ((2, 7, 4, 1), "a window that is too large by less than a step"),
    ):
        image, kernel, stride, padding = settings
        starts = len(range(-padding, image + padding - kernel + 1, stride))
        words = f"size {image}, kernel {kernel}, stride {stride}, padding {padding}"
        yield Case(settings, lambda a, e=starts, w=words: same_array(a, e, f"for {w} the answer", 0.0), what)


# Exercise 3: the convolution itself


def shifted(images, weight, bias, stride, padding):
    """The same scores, one place of the window at a time: the images shifted, scaled and added up."""
    rows, columns = (range(-padding, size + padding) for size in images.shape[2:])
    rows, columns = (np.clip(each, 0, each.stop - padding - 1) for each in (rows, columns))
    padded = images[:, :, rows][:, :, :, columns]
    height, width = (
        len(range(0, size - kernel + 1, stride))
        for size, kernel in zip(padded.shape[2:], weight.shape[2:], strict=True)
    )
    scores = np.zeros((len(images), len(weight), height, width)) + bias[:, None, None]
    for row, column in np.ndindex(weight.shape[2:]):
        part = padded[:, :, row::stride, column::stride][:, :, :height, :width]
        scores += np.tensordot(part, weight[:, :, row, column], axes=(1, 1)).transpose(0, 3, 1, 2)
    return scores


def convolve_cases(rng):
    """Batches, channels, windows that are no squares, strides and borders."""
    for images, weight, stride, padding, what in (
        ((1, 1, 6, 6), (1, 1, 3, 3), 1, 0, "one image, one filter"),
        ((3, 2, 5, 7), (4, 2, 2, 3), 1, 0, "a batch with two channels and a window that is no square"),
        ((2, 1, 7, 8), (2, 1, 3, 3), 2, 0, "a stride of 2"),
        ((2, 3, 5, 4), (2, 3, 3, 3), 1, 2, "a border two pixels wide"),
        ((1, 2, 6, 9), (3, 2, 4, 2), 3, 1, "all at once"),
    ):
        images, weight = rng.normal(size=images), rng.normal(size=weight)
        bias = rng.normal(size=len(weight))
        expected = shifted(images, weight, bias, stride, padding)
        arguments = (images, weight, bias, stride, padding)
        least = float(np.abs(weight).sum())  # what is added up, where it may cancel
        yield Case(arguments, lambda a, e=expected, s=least: same_array(a, e, "the score", least=s), what)


# Exercise 4: unrolled


def unroll_cases(rng):
    """The answer to each unit impulse is a column."""
    for taps, length, stride, dilation, what in (
        (3, 8, 1, 1, "three taps"),
        (4, 11, 2, 1, "a stride of 2"),
        (3, 10, 1, 3, "a dilation of 3"),
        (2, 12, 3, 2, "both"),
        (1, 5, 1, 1, "a single tap"),
    ):
        weight = rng.normal(size=taps)
        spread = np.zeros(dilation * (taps - 1) + 1)
        spread[::dilation] = weight
        columns = [np.correlate(impulse, spread, "valid")[::stride] for impulse in np.eye(length)]
        expected, arguments = np.transpose(columns), (weight, length, stride, dilation)
        yield Case(arguments, lambda a, e=expected: same_array(a, e, "the matrix"), what)


# Exercise 5: what a unit sees


def reached(layers, index):
    """All positions of the input that lead to a position of the output, walked one by one."""
    positions = {index}
    for kernel, stride, padding in reversed(layers):
        positions = {each * stride - padding + tap for each in positions for tap in range(kernel)}
    return [min(positions), max(positions)]


def seen_cases(rng):
    """One layer, several, strides, padding, and a window of one pixel."""
    for layers, what in (
        ([[5, 1, 0]], "one layer"),
        ([[3, 1, 0], [3, 1, 0], [3, 1, 0]], "three small windows"),
        ([[3, 2, 0], [5, 1, 0]], "a stride below a window"),
        ([[5, 1, 0], [3, 2, 0]], "a stride above a window"),
        ([[3, 1, 1], [2, 2, 0], [3, 1, 1], [2, 2, 0]], "padding and pooling"),
        ([[7, 3, 2], [1, 1, 0], [4, 2, 1]], "all at once"),
        ([[3, 1, 1], [5, 2, 2]], "the first unit, which sees padding"),
    ):
        index = 0 if what.startswith("the first unit") else int(rng.integers(5, 20))
        expected = reached(layers, index)
        words = f"layers {layers}, index {index}"

        def complaint(answer, expected=expected, words=words):
            return same_array(answer, expected, f"(first, last) for {words}")

        yield Case((layers, index), complaint, what)


# Exercise 6: is it a convolution?


def kernel_complaint(answer, kernel):
    """None where there is no kernel, else the kernel itself."""
    if kernel is None:
        return "" if answer is None else "it gives a kernel for a matrix that is no convolution"
    if answer is None:
        return "it gives None for a convolution"
    return same_array(answer, kernel, "the kernel")


def kernel_cases(rng):
    """Convolutions, and matrices that are none by a hair."""
    taps, outputs = int(rng.integers(3, 6)), int(rng.integers(5, 8))
    length = outputs + taps - 1
    kernel = rng.normal(size=taps)
    matrix = np.transpose([np.correlate(impulse, kernel, "valid") for impulse in np.eye(length)])
    gap = np.where(np.arange(taps) == 1, 0.0, kernel)
    gappy = np.transpose([np.correlate(impulse, gap, "valid") for impulse in np.eye(length)])
    unshared, near, reaching, late, turned = (*(matrix.copy() for _ in range(4)), matrix[::-1])
    late[1] = np.roll(late[1], 1)
    unshared[-1, -1] += 0.5
    near[-1, -1] = np.nextafter(near[-1, -1], np.inf)  # less than allclose sees
    reaching[0, -1] = 0.25
    local = np.where(matrix != 0, rng.normal(size=matrix.shape), 0)
    single = rng.normal(size=(1, taps))
    for given, answer, what in (
        (matrix, kernel, "a convolution"),
        (gappy, gap, "a kernel with a zero in it"),
        (single, single[0], "a single window"),
        (np.zeros((outputs, length)), np.zeros(taps), "a kernel of zeros"),
        (unshared, None, "one weight that is not shared"),
        (near, None, "one weight that differs in its last bit"),
        (reaching, None, "a row that reaches too far"),
        (local, None, "windows that share nothing"),
        (late, None, "a row that is one step ahead"),
        (turned, None, "rows in the wrong order"),
        (rng.normal(size=(outputs, length)), None, "a full matrix"),
    ):
        yield Case((given,), lambda a, k=answer: kernel_complaint(a, k), what)


LAB = Lab(
    "forward",
    "One window for the whole image",
    (
        Exercise("fold_bias", "One weight more", 1, fold_cases),
        Exercise("output_size", "Places for a window", 2, size_cases),
        Exercise("convolve", "A window that moves", 4, convolve_cases),
        Exercise("unroll", "The same as a matrix", 3, unroll_cases),
        Exercise("seen_by", "What a unit sees", 2, seen_cases),
        Exercise("find_kernel", "Which matrices are convolutions?", 3, kernel_cases),
    ),
)
