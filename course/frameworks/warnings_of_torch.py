"""What torch says about itself: it deprecates functions that its own compiler and exporters call."""

import contextlib
import logging
import warnings

DEPRECATED_BY_TORCH_AND_CALLED_BY_TORCH = (r"`isinstance\(treespec, LeafSpec\)`", r"`torch\.jit\.script")
SPEAKS_OF_TORCHVISION = "torch.onnx._internal.exporter._registration"  # which the course does without


@contextlib.contextmanager
def left_out():
    """Leave out what torch warns of in its own code while it compiles or exports; other warnings stay."""
    registration = logging.getLogger(SPEAKS_OF_TORCHVISION)
    level = registration.level
    registration.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            for message in DEPRECATED_BY_TORCH_AND_CALLED_BY_TORCH:
                warnings.filterwarnings("ignore", message)
            yield
    finally:
        registration.setLevel(level)
