"""The training of `trials` in PyTorch, by its autocast and its GradScaler: on this processor or on a GPU.

trial("float16", 0, device="cuda", lr=0.05, epochs=4)

python -m course.compress.autocast    # measures on this machine's GPU, if torch finds one, and records it

The tests run all of this on a processor; it has not been run on a GPU yet.
Source: PyTorch, "Automatic mixed precision examples", https://docs.pytorch.org/docs/stable/notes/amp_examples.html
"""

from dataclasses import dataclass

import numpy as np

from course.compress import matmul_speed
from course.compress.trials import BATCH_SIZE, MOMENTUM, SIZES
from course.data import digits
from course.measure import recordings
from course.nn.networks import mlp
from course.nn.training import batches

RECORDING, COMMAND = "autocast_on_gpu", "python -m course.compress.autocast"
PRECISIONS = ("float32", "bfloat16", "float16")
SEEDS, LEARNING_RATE, EPOCHS = range(3), 0.05, 8
SIZES_OF_RACE = {"cpu": 256, "cuda": 8192}  # rows and columns of the matrices


@dataclass(frozen=True)
class Trial:
    """What came of one training: last epoch's loss, test error in %, last loss scale, steps skipped."""

    loss: float
    error: float
    scale: float
    num_skipped: int


class Step:
    """A training step in torch, called as step(images, labels) -> loss, a float.

    network: torch's, on `device`.  precision: "bfloat16" or "float16", in which autocast computes what it
    may; else FP32.  GradScaler scales the loss with "float16", from `init_scale` on; else its scale is 1.
    """

    def __init__(self, network, precision, *, device, lr, init_scale=2.0**16):
        import torch

        is_short, is_scaled = precision in ("bfloat16", "float16"), precision == "float16"
        self.network, self.num_skipped = network, 0
        self.autocast = torch.autocast(device, getattr(torch, precision) if is_short else None, is_short)
        self.scaler = torch.amp.GradScaler(device, init_scale=init_scale, enabled=is_scaled)
        self.loss = torch.nn.functional.cross_entropy
        self.optimizer = torch.optim.SGD(network.parameters(), lr, MOMENTUM)

    def __call__(self, images, labels):
        self.optimizer.zero_grad()
        with self.autocast:
            loss = self.loss(self.network(images), labels)
        self.scaler.scale(loss).backward()
        before = self.scaler.get_scale()
        self.scaler.step(self.optimizer)  # not, if a gradient is not finite
        self.scaler.update()
        self.num_skipped += self.scaler.get_scale() < before
        return loss.item()


def trial(precision, seed, *, device="cpu", lr, epochs, init_scale=2.0**16):
    """Train the small network as `trials.trial` does, from the same weights and in the same order: a Trial.

    precision: "float32", "bfloat16", "float16", or "tf32", which only some GPUs tell from the first.
    """
    import torch

    data, rng = digits.load(), np.random.default_rng(seed)
    network = in_torch(mlp(SIZES, rng=rng)).to(device)
    step = Step(network, precision, device=device, lr=lr, init_scale=init_scale)
    images, labels = on_device(data.train_images, data.train_labels, device)
    with matmul_speed.tf32_allowed(precision == matmul_speed.TF32):
        for _ in range(epochs):
            total = 0.0
            for batch in batches(len(images), BATCH_SIZE, rng):
                total += step(images[batch], labels[batch]) * len(batch)
    images, labels = on_device(data.test_images, data.test_labels, device)
    with torch.no_grad():
        error = 100 * (network(images).argmax(1) != labels).double().mean().item()
    return Trial(total / len(data.train_labels), error, step.scaler.get_scale(), step.num_skipped)


def in_torch(network):
    """One of our fully connected networks with ReLUs, as torch's, with the same weights."""
    import torch

    layers, values = [], [torch.tensor(parameter.data) for parameter in network.parameters()]
    for weight, bias in zip(values[::2], values[1::2], strict=True):
        linear = torch.nn.Linear(*weight.T.shape)
        linear.weight.data, linear.bias.data = weight, bias
        layers += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def on_device(images, labels, device):
    """Images as rows, and labels: two tensors on a device."""
    import torch

    return torch.tensor(images.reshape(len(images), -1)).to(device), torch.tensor(labels).to(device)


def measured(device=None, *, seeds=SEEDS, epochs=EPOCHS, size=None):
    """A fresh Recording of a device: "cuda" where torch finds one, or "cpu".

    figures: "device": its name.  "test errors in %": precision -> one a seed.  "size": of the matrices.
    "seconds per product": dtype -> the fastest turn's, raced in turns.
    """
    import torch

    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    size = size or SIZES_OF_RACE[device]
    dtypes = matmul_speed.dtypes_of(device)
    precisions = PRECISIONS + (matmul_speed.TF32,) * (matmul_speed.TF32 in dtypes)
    training = {"device": device, "lr": LEARNING_RATE, "epochs": epochs}
    race = matmul_speed.race_dtypes(size, device=device, dtypes=dtypes)
    figures = {
        "device": torch.cuda.get_device_name() if device == "cuda" else "the processor",
        "test errors in %": {
            each: [trial(each, seed, **training).error for seed in seeds] for each in precisions
        },
        "size": size,
        "seconds per product": {name: timing.fastest_seconds for name, timing in race.timings.items()},
    }
    return recordings.measured(RECORDING, figures, versions={"torch": torch.__version__}, command=COMMAND)


if __name__ == "__main__":
    print(recordings.record(measured()))
