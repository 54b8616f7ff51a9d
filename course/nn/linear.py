"""The fully connected layer: every output sees every input."""

from course.nn.autograd import check_tensors, record


def linear(input, weight, bias=None):
    """Each output is a weighted sum of all inputs, plus its bias.

    input: (..., in_features).  weight: (out_features, in_features).  bias: (out_features,) or None.
    Returns shape (..., out_features).
    """
    check_tensors(input, weight, *([] if bias is None else [bias]))
    out_features, in_features = weight.shape
    if input.shape[-1:] != (in_features,):
        raise ValueError(f"inputs need shape (batch, {in_features}), got {input.shape}")
    x, w = input.data, weight.data
    history = [
        (input, lambda gradient: gradient @ w),
        (weight, lambda gradient: gradient.reshape(-1, out_features).T @ x.reshape(-1, in_features)),
    ]
    if bias is None:
        return record(x @ w.T, *history)
    return record(x @ w.T + bias.data, *history, (bias, lambda gradient: gradient))
