"""Training: the readable step, and the loop around any step."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm.auto import tqdm

from course.nn import checkpoint as checkpoints
from course.nn.autograd import Tensor, no_grad
from course.nn.schedules import constant


class ReadableStep:
    """One training step, called as step(inputs, labels) -> loss, as every framework's tutorial writes it."""

    def __init__(self, network, loss, optimizer):
        self.network, self.loss, self.optimizer = network, loss, optimizer

    def __call__(self, inputs, labels):
        self.optimizer.zero_grad()
        loss = self.loss(self.network(Tensor(inputs)), labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()


@dataclass
class History:
    """What a training has seen: the mean loss of each epoch, and the validation error after it (0 to 1)."""

    losses: list[float] = field(default_factory=list)
    validation_errors: list[float] = field(default_factory=list)

    @property
    def best_epoch(self):
        """The epoch, from 0 on, with the lowest validation error; the first of equal ones."""
        return int(np.argmin(self.validation_errors))

    def is_worn_out(self, patience):
        """Whether the validation error has not improved for `patience` epochs; never with patience None."""
        if patience is None or not self.validation_errors:
            return False
        return len(self.validation_errors) - 1 - self.best_epoch >= patience


def train(
    step, images, labels, *,
    epochs, batch_size, rng, schedule=constant, validation=None, patience=None, checkpoint=None,
):  # fmt: skip
    """Train `step.network` for `epochs` epochs, each over all images in a new order; returns the History.

    step: ReadableStep or TunedStep.  schedule: see `schedules`, over the optimizer's steps.
    validation: (images, labels) whose error is measured after each epoch.
    patience: stop when that error has not improved for so many epochs; the best epoch's weights come back.
        None: never stop early.
    checkpoint: file that is written after each epoch; if it is there already, training goes on from it,
    exactly as if it had never stopped; so give it a validation set if the training before had one.
    """
    check_options(validation, patience, checkpoint)
    network, history = step.network, History()
    best = network.state_dict()
    if checkpoint is not None and Path(checkpoint).exists():
        history, best = resume(checkpoint, step, rng, is_validated=validation is not None)

    # One thread: with more, small products wait for each other's threads, 50x as long on a busy machine.
    with (
        threadpool_limits(1, user_api="blas"),
        tqdm(total=epochs, initial=len(history.losses), unit="epoch") as bar,
    ):
        while len(history.losses) < epochs and not history.is_worn_out(patience):
            epoch = {"batch_size": batch_size, "rng": rng, "schedule": schedule}
            history.losses.append(train_one_epoch(step, images, labels, **epoch))
            if validation is not None:
                history.validation_errors.append(error_rate(network, *validation))
                if history.best_epoch == len(history.validation_errors) - 1:
                    best = network.state_dict()
            if checkpoint is not None:
                save(checkpoint, step, rng, history, best)
            bar.set_postfix({name: f"{values[-1]:.4f}" for name, values in vars(history).items() if values})
            bar.update()
    if patience is not None:
        network.load_state_dict(best)
    return history


def check_options(validation, patience, checkpoint):
    """ValueError or FileNotFoundError for what would go wrong only after an epoch."""
    if patience is not None and validation is None:
        raise ValueError("patience needs a validation set: pass validation=(images, labels)")
    if patience is not None and patience < 1:
        raise ValueError(f"patience is a number of epochs, at least 1, or None to never stop; got {patience}")
    if checkpoint is not None and not Path(checkpoint).parent.is_dir():
        raise FileNotFoundError(f"there is no folder {Path(checkpoint).parent} for the checkpoint: make it")


def train_one_epoch(step, images, labels, *, batch_size, rng, schedule=constant):
    """One step for each batch; returns the mean loss of all images."""
    if len(images) != len(labels) or batch_size < 1:
        raise ValueError(
            "training needs one label an image and at least one image a batch, "
            f"got {len(images)} images, {len(labels)} labels, batch_size={batch_size}"
        )
    step.network.train()
    optimizer, learning_rate, total = step.optimizer, step.optimizer.lr, 0.0
    try:
        for batch in batches(len(images), batch_size, rng):
            optimizer.lr = learning_rate * schedule(optimizer.num_steps)
            total += step(images[batch], labels[batch]) * len(batch)
    finally:
        optimizer.lr = learning_rate
    return total / len(images)


def batches(num_examples, batch_size, rng):
    """All examples' numbers in random order, in pieces of `batch_size`; the last may be smaller."""
    order = rng.permutation(num_examples)
    for start in range(0, num_examples, batch_size):
        yield order[start : start + batch_size]


def predict(network, images, batch_size=500):
    """The class with the highest score for each image, by the network in use: nothing dropped."""
    was_training = network.training
    network.eval()
    try:
        with no_grad():
            starts = range(0, len(images), batch_size)
            scores = [network(Tensor(images[start : start + batch_size])) for start in starts]
    finally:
        network.train(was_training)
    return np.concatenate([batch.numpy().argmax(axis=1) for batch in scores])


def error_rate(network, images, labels):
    """The share of images, 0 to 1, that the network puts into a wrong class."""
    return float(np.mean(predict(network, images) != labels))


def save(path, step, rng, history, best):
    """Write all that the next epoch depends on."""
    checkpoints.write(
        path,
        {
            "network": step.network.state_dict(),
            "optimizer": step.optimizer.state_dict(),
            "best": best,
            "history": {name: np.array(values) for name, values in vars(history).items()},
            "rng": {name: checkpoints.rng_state(each) for name, each in generators(step, rng).items()},
        },
    )


def resume(path, step, rng, is_validated):
    """Set network, optimizer and generators to what `save` wrote; returns (history, the best weights).

    is_validated: whether the epochs to come have a validation error; those in the file must be alike.
    """
    saved = checkpoints.read(path)
    if {"network", "optimizer", "best", "history", "rng"} - saved.keys():
        raise ValueError(f"{path} is no checkpoint of this course: choose another name for the checkpoint")
    history = History(**{name: values.tolist() for name, values in saved["history"].items()})
    if bool(history.validation_errors) != is_validated:
        was, now = ("with", "without") if history.validation_errors else ("without", "with")
        raise ValueError(
            f"{path} comes from a training {was} a validation set, so it cannot go on {now} one: "
            f"train {was} one, or delete the file to train from the beginning"
        )
    step.network.load_state_dict(saved["network"])
    step.optimizer.load_state_dict(saved["optimizer"])
    for name, generator in generators(step, rng).items():
        checkpoints.set_rng_state(generator, saved["rng"][name])
    return history, saved["best"]


def generators(step, rng):
    """name -> each generator that training draws from: the shuffling's and those of dropout layers."""
    drawing = {name: part.rng for name, part in step.network.named_modules() if hasattr(part, "rng")}
    return {"shuffle": rng} | drawing
