"""Whether two rivals gave the same answer."""

import numpy as np


def agree(one, other, relative=1e-4):
    """Whether two answers are equal up to rounding.

    An answer: a number, an array, a tensor, None, text, or a tuple, list or dict of answers.
    Whole numbers and bools have to be equal exactly, and NaN equals NaN.
    relative: the largest difference allowed, relative to each element; elements near zero may also differ by
    a hundredth of that, relative to the array's largest finite element (sums in another order end there).
    """
    one, other = plain(one), plain(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key], relative) for key in one)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(agree, one, other, [relative] * len(one)))
    if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
        return type(one) is type(other) and one == other
    if one.shape != other.shape:
        return False
    if not _are_rounded(one, other):
        return bool(np.array_equal(one, other))
    largest = np.abs(other[np.isfinite(other)].astype(np.result_type(other, np.float64))).max(initial=0.0)
    return np.allclose(one, other, rtol=relative, atol=relative / 100 * largest, equal_nan=True)


def _are_rounded(one, other):
    """Whether both are numbers and at least one of them is no whole number."""
    kinds = {one.dtype.kind, other.dtype.kind}
    return kinds <= set("fciub") and not kinds <= set("iub")


def plain(answer):
    """A copy of `answer`, of None, text, dicts, tuples and NumPy arrays: a later call cannot change it.

    ValueError if it is something that NumPy cannot hold, such as a sparse matrix.
    """
    if answer is None or isinstance(answer, str | bytes):
        return answer
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return tuple(plain(value) for value in answer)
    try:
        for step in ("detach", "cpu", "numpy"):  # torch's tensors, and those of course.nn.autograd
            if hasattr(answer, step):
                answer = getattr(answer, step)()
    except TypeError as error:
        raise ValueError(_advice(answer, "answer.float() or answer.to_dense()")) from error
    if hasattr(answer, "toarray"):  # SciPy's sparse matrices
        raise ValueError(_advice(answer, "answer.toarray()"))
    return np.array(answer)


def _advice(answer, remedy):
    held = f"{type(answer).__name__} ({getattr(answer, 'dtype', 'no dtype')})"
    return f"NumPy cannot hold an answer of type {held}: return an array, such as {remedy}"
