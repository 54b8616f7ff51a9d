"""Layers that slide over images: convolution and pooling, all made from one step, `windows`.

Images have shape (batch, channels, height, width).  Sizes, strides, paddings and dilations are one
number, or a pair (vertical, horizontal).
"""

import numpy as np

from course.nn.arrays import check_one_per_channel
from course.nn.autograd import record


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Slide the kernels over the images: each output is a weighted sum of one window.

    weight: (out_channels, channels / groups, kernel height, kernel width).  bias: (out_channels,) or None.
    padding: rows and columns of zeros at each side, or "valid" for none, or "same" for outputs as large
    as the inputs.  groups: the channels are split into so many groups that do not see each other.
    Returns shape (batch, out_channels, out_height, out_width).
    """
    out_channels, group_channels, *kernel_size = weight.shape
    _check_images(input, channels=group_channels * groups)
    check_one_per_channel(out_channels, bias=bias)
    if out_channels % groups:
        raise ValueError(f"{out_channels} output channels cannot be split into {groups} equal groups")
    patches = windows(input, kernel_size, stride, padding, dilation)
    batch, _, kernel_height, kernel_width, out_height, out_width = patches.shape
    window_size = group_channels * kernel_height * kernel_width

    # Each window becomes a column, so that the whole convolution is one matrix product a group and image.
    columns = patches.reshape(batch, groups, window_size, out_height * out_width)
    kernels = weight.reshape(groups, out_channels // groups, window_size)
    output = (kernels @ columns).reshape(batch, out_channels, out_height, out_width)
    return output if bias is None else output + bias.reshape(-1, 1, 1)


def max_pool2d(input, kernel_size, stride=None, padding=0):
    """The largest number of each window; the first of equal ones gets the whole gradient, as in torch.

    stride: how far from window to window, by default the window's own size, so that they just touch.
    """
    _check_pooling(input, kernel_size, padding)
    stride = kernel_size if stride is None else stride
    patches = windows(input, kernel_size, stride, padding, padding_value=-np.inf)
    batch, channels, height, width, *out_size = patches.shape
    choices = patches.reshape(batch, channels, height * width, *out_size)
    chosen = choices.data.argmax(axis=2)[:, :, None]

    def put_back(gradient):
        everywhere = np.zeros_like(choices.data)
        np.put_along_axis(everywhere, chosen, gradient[:, :, None], axis=2)
        return everywhere

    return record(np.take_along_axis(choices.data, chosen, axis=2)[:, :, 0], (choices, put_back))


def avg_pool2d(input, kernel_size, stride=None, padding=0, *, count_include_pad=True):
    """The average of each window; the padding's zeros count, unless told otherwise.

    stride: how far from window to window, by default the window's own size, so that they just touch.
    """
    _check_pooling(input, kernel_size, padding)
    stride = kernel_size if stride is None else stride
    totals = windows(input, kernel_size, stride, padding).sum(dim=(2, 3))
    if count_include_pad:
        return totals / float(np.prod(pair(kernel_size)))
    is_pixel = record(np.ones_like(input.data[:1, :1]))
    return totals / windows(is_pixel, kernel_size, stride, padding).sum(dim=(2, 3))


def windows(input, kernel_size, stride=1, padding=0, dilation=1, *, padding_value=0.0):
    """Every window that a kernel sees as it slides over the images.

    Returns shape (batch, channels, kernel height, kernel width, out_height, out_width): one image for each
    place in the kernel, of what that place sees.  A pixel is in many windows, so its gradient is a sum.
    """
    sizes, strides, steps = (pair(each, least=1) for each in (kernel_size, stride, dilation))
    reaches = [step * (size - 1) + 1 for size, step in zip(sizes, steps, strict=True)]
    sides = _sides(padding, reaches, strides)
    padded = np.pad(input.data, [(0, 0), (0, 0), *sides], constant_values=padding_value)
    if padded.shape[2] < reaches[0] or padded.shape[3] < reaches[1]:
        raise ValueError(f"a window of {reaches} does not fit into a padded image of {padded.shape[2:]}")
    sliding = np.lib.stride_tricks.sliding_window_view(padded, reaches, axis=(2, 3))
    seen = sliding[:, :, :: strides[0], :: strides[1], :: steps[0], :: steps[1]]

    def add_up(gradient):
        total = np.zeros_like(padded)
        everywhere = np.lib.stride_tricks.sliding_window_view(total, reaches, axis=(2, 3), writeable=True)
        for row, column in np.ndindex(gradient.shape[2:4]):
            place = everywhere[..., row * steps[0], column * steps[1]]
            place[:, :, :: strides[0], :: strides[1]] += gradient[:, :, row, column]
        (top, _), (left, _) = sides
        return total[:, :, top:, left:][:, :, : input.shape[2], : input.shape[3]]

    return record(seen.transpose(0, 1, 4, 5, 2, 3), (input, add_up))


def _sides(padding, reaches, strides):
    """How many rows to pad with at (top, bottom), and columns at (left, right)."""
    if padding == "valid":
        padding = 0
    if padding == "same":
        if strides != (1, 1):
            raise ValueError(f'padding="same" needs stride 1, got {strides}')
        return [((reach - 1) // 2, reach // 2) for reach in reaches]
    return [(size, size) for size in pair(padding)]


def pair(value, least=0):
    """One number stands for both directions: (vertical, horizontal)."""
    both = (value, value) if isinstance(value, int | np.integer) else tuple(value)
    if len(both) != 2 or not all(isinstance(number, int | np.integer) and number >= least for number in both):
        raise ValueError(
            f"need a whole number of at least {least} or a pair (vertical, horizontal), got {value!r}"
        )
    return both


def _check_images(input, channels):
    if input.ndim != 4 or input.shape[1] != channels:
        raise ValueError(f"inputs need shape (batch, {channels}, height, width), got {input.shape}")


def _check_pooling(input, kernel_size, padding):
    if input.ndim != 4:
        raise ValueError(f"inputs need shape (batch, channels, height, width), got {input.shape}")
    if any(2 * side > size for side, size in zip(pair(padding), pair(kernel_size), strict=True)):
        raise ValueError(f"padding may be half of the kernel's size {kernel_size} at most, got {padding}")
