"""Wrong answers to the forward lab, each a mistake that somebody makes: at least five for an exercise.

exercise -> {what is wrong: (its source, or what is changed in the solution: (old, new); UNSEEN or SEEN)}
"""

SEEN, UNSEEN = False, True  # by the visible check

WRONG = {
    "fold_bias": {
        "the bias before the weights": (("[weight, bias]", "[bias, weight]"), SEEN),
        "the bias as a row": (("np.column_stack([weight, bias])", "np.vstack([weight, bias])"), SEEN),
        "no bias": (("bias])", "0 * bias])"), SEEN),
        "the first bias for all": (("bias])", "np.full(len(weight), bias[0])])"), UNSEEN),
        "the matrix on its side": (
            ("np.column_stack([weight, bias])", "np.column_stack([weight.T, bias])"),
            UNSEEN,
        ),
        "rounded to whole numbers": (("bias])", "bias]).round()"), UNSEEN),
        "whatever is compared with it": (
            """
class Equal(np.ndarray):
    def __eq__(self, other):
        return True


def fold_bias(weight, bias):
    return np.zeros((2, 3)).view(Equal)
""",
            UNSEEN,
        ),
    },
    "output_size": {
        "one too few": (("// stride + 1", "// stride"), SEEN),
        "padding at one end only": (("2 * padding", "padding"), SEEN),
        "the stride is forgotten": (("// stride", ""), SEEN),
        "rounded up": (
            ("(size + 2 * padding - kernel) // stride", "-(-(size + 2 * padding - kernel) // stride)"),
            UNSEEN,
        ),
        "a window that does not fit has negative places": (
            (
                "max(0, (size + 2 * padding - kernel) // stride + 1)",
                "(size + 2 * padding - kernel) // stride + 1",
            ),
            UNSEEN,
        ),
        "rounded toward zero": (
            ("(size + 2 * padding - kernel) // stride", "int((size + 2 * padding - kernel) / stride)"),
            UNSEEN,
        ),
        "the answers of the visible check": (
            """
def output_size(size, kernel, stride, padding):
    return {(28, 3, 1, 0): 26, (28, 3, 1, 1): 28, (28, 2, 2, 0): 14}.get((size, kernel, stride, padding), 0)
""",
            UNSEEN,
        ),
    },
    "convolve": {
        "the window is turned round, as mathematicians do": (
            ("window, weight)", "window, weight[:, :, ::-1, ::-1])"),
            SEEN,
        ),
        "the bias is left out": ((") + bias", ")"), SEEN),
        "padding with zeros": ((', mode="edge"', ""), SEEN),
        "no padding": (("(padding, padding), (padding, padding)]", "(0, 0), (0, 0)]"), SEEN),
        "only the first channel": (
            (
                'np.einsum("bcij,fcij->bf", window, weight)',
                'np.einsum("bij,fij->bf", window[:, 0], weight[:, 0])',
            ),
            UNSEEN,
        ),
        "the stride counts places and not where they lie": (
            ("row * stride, column * stride", "row, column"),
            UNSEEN,
        ),
        "the window is taken for a square": (("left : left + columns", "left : left + rows"), UNSEEN),
        "the first image for all": (("window = images[:,", "window = images[:1,"), UNSEEN),
        "the first filter's bias for all": ((") + bias", ") + bias[0]"), UNSEEN),
        "the border is mirrored": (('"edge"', '"symmetric"'), UNSEEN),
    },
    "unroll": {
        "no row moves": (
            ("matrix[place, place * stride : place * stride + reach", "matrix[place, 0 : reach"),
            SEEN,
        ),
        "the window is turned round": (("] = weight", "] = weight[::-1]"), SEEN),
        "the matrix on its side": (("return matrix", "return matrix.T"), SEEN),
        "a stride of one, whatever it is": (
            ("place * stride : place * stride + reach", "place : place + reach"),
            UNSEEN,
        ),
        "the holes are filled": (
            (
                "reach = dilation * (len(weight) - 1) + 1",
                "weight, dilation = weight.repeat(dilation), 1\n    reach = len(weight)",
            ),
            UNSEEN,
        ),
        "a hole too many behind the window": (
            ("dilation * (len(weight) - 1) + 1", "dilation * len(weight)"),
            UNSEEN,
        ),
        "whole numbers": (("np.zeros((places, length))", "np.zeros((places, length), int)"), UNSEEN),
    },
    "seen_by": {
        "the last pixel is one too far": (("+ kernel - 1", "+ kernel"), SEEN),
        "the layers from the front": (("reversed(layers)", "layers"), UNSEEN),
        "padding is forgotten": ((" - padding\n", "\n"), SEEN),
        "padding moves it forward": (("stride - padding", "stride + padding"), SEEN),
        "the stride of the first end only": (("last * stride", "last"), UNSEEN),
        "no stride at all": (
            (
                "first = first * stride - padding\n        last = last * stride - padding",
                "first = first - padding\n        last = last - padding",
            ),
            UNSEEN,
        ),
        "the image is taken to begin at 0": (("return first, last", "return max(first, 0), last"), SEEN),
        "each layer is taken to begin at 0": (
            ("first = first * stride - padding", "first = max(first * stride - padding, 0)"),
            SEEN,
        ),
        "one stride for all layers": (
            ("in reversed(layers):", "in [(k, layers[0][1], p) for k, _, p in layers[::-1]]:"),
            UNSEEN,
        ),
        "only the last layer": (("reversed(layers)", "layers[-1:]"), SEEN),
    },
    "find_kernel": {
        "always the first row": (
            ("if np.array_equal(unroll(kernel, columns, 1, 1), matrix) else None", ""),
            SEEN,
        ),
        "never": (("return kernel if", "return None if"), SEEN),
        "only the zeros are looked at": (
            (
                "np.array_equal(unroll(kernel, columns, 1, 1), matrix)",
                "np.array_equal(unroll(kernel, columns, 1, 1) != 0, matrix != 0)",
            ),
            UNSEEN,
        ),
        "what is not zero in the first row": (
            ("kernel = matrix[0, : columns - rows + 1]", "kernel = matrix[0][matrix[0] != 0]"),
            UNSEEN,
        ),
        "nearly equal is enough": (
            ("np.array_equal(unroll", "np.allclose(unroll"),
            UNSEEN,
        ),
        "only the first two rows are compared": (
            (
                "np.array_equal(unroll(kernel, columns, 1, 1), matrix)",
                "np.array_equal(unroll(kernel, columns, 1, 1)[:2], matrix[:2])",
            ),
            UNSEEN,
        ),
        "the sum of each row is compared": (
            (
                "np.array_equal(unroll(kernel, columns, 1, 1), matrix)",
                "np.allclose(matrix.sum(axis=1), kernel.sum())",
            ),
            UNSEEN,
        ),
        "only the diagonal below the first tap": (
            (
                "np.array_equal(unroll(kernel, columns, 1, 1), matrix)",
                "len(set(np.diagonal(matrix))) == 1 and not np.tril(matrix, -1).any()",
            ),
            UNSEEN,
        ),
    },
}
