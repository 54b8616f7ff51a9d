"""Whether two rivals gave the same answer."""

import numpy as np


def agree(one, other, relative=1e-4):
    """Whether two answers are equal up to rounding.

    An answer: a number, an array, a tensor, None, text, or a tuple, list or dict of answers.
    relative: the largest difference allowed, relative to each element; elements near zero may also differ by
    a hundredth of that, relative to the array's largest element (sums in another order end there).
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
    if one.dtype.kind not in "fciub" or other.dtype.kind not in "fciub":
        return bool(np.array_equal(one, other))
    largest = np.abs(other.astype(np.result_type(other, np.float64))).max(initial=0.0)
    near_zero = relative / 100 * largest if np.isfinite(largest) else 0.0
    return np.allclose(one, other, rtol=relative, atol=near_zero)


def plain(answer):
    """A copy of `answer`, of None, text, dicts, tuples and NumPy arrays: a later call cannot change it."""
    if answer is None or isinstance(answer, str | bytes):
        return answer
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return tuple(plain(value) for value in answer)
    for step in ("detach", "cpu", "numpy"):  # torch's tensors, and those of course.nn.autograd
        if hasattr(answer, step):
            answer = getattr(answer, step)()
    return np.array(answer)
