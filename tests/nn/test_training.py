"""The training loop: what it shows, when it stops, and that a resumed one goes on exactly."""

import numpy as np
import pytest

from course.nn import checkpoint, layers, losses, optim, schedules, training
from course.nn.tuned import TunedStep

both_steps = pytest.mark.parametrize("make_step", [training.ReadableStep, TunedStep])


def points(seed, count=60):
    """Two classes of points in the plane, on either side of a curve."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(count, 2)).astype(np.float32)
    return inputs, (inputs[:, 1] > inputs[:, 0] ** 2 - 1).astype(int)


def new_step(make_step):
    rng = np.random.default_rng(0)
    network = layers.Sequential(
        layers.Linear(2, 16, rng=rng), layers.BatchNorm1d(16), layers.ReLU(), layers.Dropout(0.2, rng=rng),
        layers.Linear(16, 2, rng=rng),
    )  # fmt: skip
    return make_step(network, losses.cross_entropy, optim.Adam(network.parameters(), lr=0.02))


def train(step, epochs, rng, **options):
    options = {"batch_size": 16, "schedule": schedules.cosine(40), "validation": points(2)} | options
    return training.train(step, *points(1), epochs=epochs, rng=rng, **options)


@both_steps
def test_a_training_resumed_from_its_checkpoint_ends_bit_by_bit_where_a_straight_one_ends(
    make_step, tmp_path
):
    straight = new_step(make_step)
    history = train(straight, 10, np.random.default_rng(3))

    file = tmp_path / "run.npz"
    train(new_step(make_step), 4, np.random.default_rng(3), checkpoint=file)
    resumed = new_step(make_step)  # as in a new process: nothing of the first run is left but the file
    resumed_history = train(resumed, 10, np.random.default_rng(999), checkpoint=file)

    assert resumed_history == history
    for name, array in straight.network.state_dict().items():
        assert (resumed.network.state_dict()[name] == array).all(), name


@both_steps
def test_training_lowers_the_loss_and_the_validation_error(make_step):
    history = train(new_step(make_step), 20, np.random.default_rng(0), schedule=schedules.constant)
    assert history.losses[-1] < history.losses[0] / 2
    assert history.validation_errors[-1] < history.validation_errors[0]


def test_training_stops_when_patience_is_over_and_returns_the_best_weights(monkeypatch):
    errors = iter([0.5, 0.3, 0.4, 0.3, 0.35, 0.2])
    seen = []

    def error_rate(network, images, labels):
        seen.append(network.state_dict())
        return next(errors)

    monkeypatch.setattr(training, "error_rate", error_rate)
    step = new_step(TunedStep)
    history = train(step, 100, np.random.default_rng(0), patience=3)
    assert history.validation_errors == [0.5, 0.3, 0.4, 0.3, 0.35]
    assert all((array == seen[1][name]).all() for name, array in step.network.state_dict().items())


def test_a_run_that_stopped_early_stays_stopped(tmp_path):
    file = tmp_path / "run.npz"
    options = {"patience": 2, "checkpoint": file}
    first = new_step(TunedStep)
    history = train(first, 200, np.random.default_rng(0), **options)
    assert len(history.losses) < 200
    again = new_step(TunedStep)
    assert train(again, 200, np.random.default_rng(0), **options) == history
    assert all(
        (array == again.network.state_dict()[name]).all()
        for name, array in first.network.state_dict().items()
    )


def test_each_epoch_sees_every_example_once_and_in_another_order():
    rng = np.random.default_rng(0)
    first, second = (list(training.batches(10, 4, rng)) for _ in range(2))
    assert [len(batch) for batch in first] == [4, 4, 2]
    assert sorted(np.concatenate(first)) == sorted(np.concatenate(second)) == list(range(10))
    assert list(np.concatenate(first)) != list(np.concatenate(second))


def test_the_schedule_scales_the_learning_rate_of_every_step_and_leaves_it_as_it_was():
    step, rates = new_step(training.ReadableStep), []

    def watched(inputs, labels):
        rates.append(step.optimizer.lr)
        return step(inputs, labels)

    watched.network, watched.optimizer = step.network, step.optimizer
    train(watched, 2, np.random.default_rng(0), schedule=lambda number: 1 / (1 + number))
    assert rates == [0.02 * (1 / (1 + number)) for number in range(8)]
    assert step.optimizer.lr == 0.02


def test_the_mean_loss_of_an_epoch_counts_every_example_once():
    def step(inputs, labels):
        return float(inputs.mean())

    step.network, step.optimizer = layers.Sequential(), optim.SGD([layers.Tensor(np.zeros(1))], lr=0.1)
    inputs = np.arange(10.0)
    mean = training.train_one_epoch(step, inputs, inputs, batch_size=4, rng=np.random.default_rng(0))
    assert mean == pytest.approx(4.5)


def test_an_error_rate_is_measured_in_use_and_leaves_the_network_in_training():
    step = new_step(TunedStep)
    images, labels = points(5)
    before = step.network.state_dict()
    first, second = (training.error_rate(step.network, images, labels) for _ in range(2))
    assert first == second == np.mean(training.predict(step.network, images, batch_size=7) != labels)
    assert step.network.training and step.network[3].training
    assert all((array == before[name]).all() for name, array in step.network.state_dict().items())


def test_an_interrupted_write_leaves_the_old_checkpoint_whole(tmp_path, monkeypatch):
    file = tmp_path / "run.npz"
    checkpoint.write(file, {"network": {"weight": np.arange(3)}})

    def stop(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint.os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        checkpoint.write(file, {"network": {"weight": np.zeros(3)}})
    assert (checkpoint.read(file)["network"]["weight"] == np.arange(3)).all()
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("damage", [lambda whole: b"", lambda whole: whole[:-200], lambda whole: b"hello"])
def test_a_damaged_checkpoint_is_named_with_what_to_do(damage, tmp_path):
    file = tmp_path / "run.npz"
    checkpoint.write(file, {"network": {"weight": np.arange(1000)}})
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(ValueError, match=r"run\.npz is not a whole checkpoint: delete it"):
        checkpoint.read(file)


def test_a_checkpoint_with_a_pickle_in_it_is_not_read(tmp_path):
    file = tmp_path / "run.npz"
    np.savez(file, **{"network/weight": np.array([object()])}, allow_pickle=True)
    with pytest.raises(ValueError, match="delete it"):
        checkpoint.read(file)


@pytest.mark.parametrize(("before", "after"), [(None, points(2)), (points(2), None)])
def test_a_checkpoint_is_not_resumed_with_a_validation_set_added_or_taken_away(before, after, tmp_path):
    file = tmp_path / "run.npz"
    train(new_step(TunedStep), 2, np.random.default_rng(0), checkpoint=file, validation=before)
    step = new_step(TunedStep)
    untouched = step.network.state_dict()
    with pytest.raises(ValueError, match=r"run\.npz comes from a training with(out)? a validation set"):
        train(step, 4, np.random.default_rng(0), checkpoint=file, validation=after)
    assert all((array == untouched[name]).all() for name, array in step.network.state_dict().items())


@pytest.mark.parametrize("save", [np.save, np.savez])
def test_a_file_of_somebody_else_is_no_checkpoint_and_stays(save, tmp_path):
    file = tmp_path / "mine.npz"
    with open(file, "wb") as mine:
        save(mine, np.arange(3))
    whole = file.read_bytes()
    with pytest.raises(ValueError, match=r"mine\.npz is .*no checkpoint.*: choose another name"):
        train(new_step(TunedStep), 2, np.random.default_rng(0), checkpoint=file)
    assert file.read_bytes() == whole


MISTAKES = {
    "patience without a validation set": ({"patience": 1, "validation": None}, "needs a validation set"),
    "patience zero": ({"patience": 0}, "at least 1, or None to never stop; got 0"),
    "an empty batch": ({"batch_size": 0}, "at least one image a batch, got .*batch_size=0"),
    "less than an empty batch": ({"batch_size": -1}, "at least one image a batch, got .*batch_size=-1"),
}


@pytest.mark.parametrize(("options", "advice"), MISTAKES.values(), ids=MISTAKES)
def test_an_option_that_cannot_work_is_refused_before_the_first_step(options, advice):
    step = new_step(TunedStep)
    with pytest.raises(ValueError, match=advice):
        train(step, 2, np.random.default_rng(0), **options)
    assert step.optimizer.num_steps == 0


def test_a_label_too_few_or_too_many_is_noticed_before_the_first_step():
    images, labels = points(1)
    for some_labels in (labels[:-1], np.append(labels, 0)):
        with pytest.raises(ValueError, match=r"one label an image.*got 60 images, (59|61) labels"):
            training.train(
                new_step(TunedStep),
                images,
                some_labels,
                epochs=1,
                batch_size=16,
                rng=np.random.default_rng(0),
            )


def test_a_missing_folder_for_the_checkpoint_is_noticed_before_the_first_step(tmp_path):
    step = new_step(TunedStep)
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*missing for the checkpoint: make it"):
        train(step, 2, np.random.default_rng(0), checkpoint=tmp_path / "missing" / "run.npz")
    assert step.optimizer.num_steps == 0
