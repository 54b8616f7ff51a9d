"""What may be rounded: numbers that a float64 holds exactly, so that nothing is rounded before."""

import numpy as np

LARGEST_INTEGER = 2**53  # up to here every integer is a float64


def as_float64(values):
    """The same numbers as a float64 array of their shape, exactly; float64 itself is not copied.

    values: float16, float32, float64, the narrow floats of ml_dtypes, or integers from −2^53 to 2^53; a list
    or a number is read as NumPy reads it.
    Raises TypeError for other kinds (booleans, wider floats, fractions, text), and ValueError for larger
    integers: to take one to float64 is a rounding of its own, which is the caller's to make.
    """
    values = np.asarray(values)
    if values.dtype == bool or not np.can_cast(values.dtype, np.float64):
        raise TypeError(
            f"{values.dtype} is none of the kinds that float64 holds exactly, floats of at most 64 bits and"
            " integers up to 2^53: .astype(np.float64) makes one of it, which is a rounding too"
        )
    is_wide = values.dtype.kind in "iu" and values.dtype.itemsize == np.dtype(np.int64).itemsize
    if is_wide and values.size and (values.min() < -LARGEST_INTEGER or values.max() > LARGEST_INTEGER):
        raise ValueError(
            "integers beyond 2^53 would be rounded to float64 first: say so with .astype(np.float64), or take"
            " smaller ones"
        )
    with np.errstate(invalid="ignore"):  # a NaN that signals is a NaN
        return values.astype(np.float64, copy=False)
