"""Where these programs run: the devices that torch finds here, and what each framework can use elsewhere."""

import importlib.util
from dataclasses import dataclass

from course.measure import machine

PYTORCH_XLA = "docs.pytorch.org/xla/release/r2.9/learn/xla-overview.html"
TENSORFLOW_STRATEGIES = "tensorflow.org/guide/distribute_strategy"
TENSORFLOW_GPU = "tensorflow.org/guide/gpu"
KERAS = "keras 3 README, pypi.org/project/keras"
PYTORCH_DEVICES = "docs.pytorch.org/docs/stable/tensor_attributes.html#torch.device"


@dataclass(frozen=True)
class Device:
    """A kind of device that torch knows: its name, whether one can be used here, and which or why not."""

    name: str
    is_here: bool
    detail: str


@dataclass(frozen=True)
class Support:
    """What one framework runs on: for CPU, GPU and TPU how, or "no"; and where that is documented."""

    framework: str
    cpu: str
    gpu: str
    tpu: str
    sources: tuple[str, ...] = ()


TABLE = (
    Support("plain Python", "yes", "no", "no"),
    Support("NumPy, and our engine on it", "yes", "no", "no"),
    Support("PyTorch", "yes", 'device "cuda", "mps" or "xpu"', "with the package torch_xla",
            (PYTORCH_DEVICES, PYTORCH_XLA)),
    Support("TensorFlow", "yes", "the same program", "tf.distribute.TPUStrategy, as a graph",
            (TENSORFLOW_GPU, TENSORFLOW_STRATEGIES)),
    Support("Keras 3", "yes", "where its backend does", "where its backend does", (KERAS,)),
)  # fmt: skip


def here():
    """Every kind of device that torch may use, as a list of Device, those of this machine marked."""
    import torch

    found = [Device("cpu", True, f"{machine.cpu_name()}, {machine.usable_cores()} cores")]
    for name, what in (("cuda", "NVIDIA or AMD GPU"), ("mps", "Apple GPU"), ("xpu", "Intel GPU")):
        is_here = _is_available(torch, name)
        found.append(
            Device(name, is_here, _name_of(torch, name) if is_here else f"no {what} that torch can use")
        )
    has_xla = importlib.util.find_spec("torch_xla") is not None
    found.append(Device("xla", has_xla, "torch_xla is installed" if has_xla else "no torch_xla, so no TPU"))
    return found


def _is_available(torch, name):
    backend = torch.backends.mps if name == "mps" else getattr(torch, name)
    return backend.is_available()


def _name_of(torch, name):
    return "Apple GPU" if name == "mps" else getattr(torch, name).get_device_name(0)
