"""The boundary's Python side: its traits follow each other, its values are those of the run they describe."""

import json

import numpy as np
import pytest
import traitlets

from course.nn.autograd import Tensor
from course.widgets import losses_boundary_run as runs
from course.widgets.losses_boundary import LossesBoundary

NAN = float("nan")
HELPFUL = 0.003  # a strength in the middle of the slider


def test_the_first_state_is_overfitted_and_a_penalty_helps_it():
    free, shrunk = LossesBoundary(), LossesBoundary(penalty="L2", strength=HELPFUL)
    assert free.train_error == 0 and free.num_zero == 0
    assert free.test_error > 2 * shrunk.test_error
    assert shrunk.train_error > 0


def test_l1_makes_zeros_that_l2_does_not_make():
    shrunk, cut = (LossesBoundary(penalty=name, strength=HELPFUL, steps=300) for name in ("L2", "L1"))
    assert shrunk.num_zero == 0 and cut.num_zero > 200
    assert np.abs(shrunk.weights[2]).max() < np.abs(LossesBoundary(steps=300).weights[2]).max()


def test_its_values_are_those_of_its_network():
    boundary = LossesBoundary(shape="circles", penalty="L1", steps=150)
    shapes = [array.shape for array in boundary.weights]
    assert shapes == [(16, 2), (16,), (16, 16), (16,), (2, 16), (2,)]
    for points, labels, error in (
        (boundary.sample.train_points, boundary.sample.train_labels, boundary.train_error),
        (boundary.sample.test_points, boundary.sample.test_labels, boundary.test_error),
    ):
        classes = boundary.network(Tensor(points)).data.argmax(axis=1)
        assert error == np.mean(classes != labels)
    assert boundary.num_zero == sum((array == 0).sum() for array in boundary.weights if array.ndim == 2)
    assert f"{100 * boundary.test_error:.1f} %" in boundary.describe()


def test_what_is_done_to_the_weights_in_hand_changes_no_later_answer():
    boundary = LossesBoundary(steps=20)
    first = boundary.weights[0].copy()
    boundary.weights[0][...] = 0
    boundary.network.parameters()[0].data[...] = 0
    np.testing.assert_array_equal(boundary.weights[0], first)


# ---- The schedule


def test_another_penalty_holds_from_the_step_at_which_it_was_set():
    boundary = LossesBoundary(penalty="L2", strength=0.01, steps=100)
    assert boundary.schedule == [[0, "L2", 0.01]]
    before = boundary.weights
    boundary.penalty = "L1"
    boundary.strength = 0.003
    assert boundary.schedule == [[0, "L2", 0.01], [100, "L1", 0.003]]
    for now, then in zip(boundary.weights, before, strict=True):
        np.testing.assert_array_equal(now, then)
    boundary.steps = 250
    assert boundary.num_zero > LossesBoundary(penalty="L2", strength=0.01, steps=250).num_zero
    boundary.steps = 60
    assert (boundary.penalty, boundary.strength) == ("L2", 0.01), "back there it was still L2"
    boundary.strength = 0.03
    assert boundary.schedule == [[0, "L2", 0.01], [60, "L2", 0.03]], "what came after is gone"


def test_other_points_begin_a_run_of_the_penalty_in_hand():
    boundary = LossesBoundary(schedule=[[0, "none", 0.0], [40, "L1", 0.01]], steps=90)
    assert (boundary.penalty, boundary.strength) == ("L1", 0.01)
    boundary.seed = 5
    assert boundary.schedule == [[0, "L1", 0.01]] and boundary.steps == 90
    fresh = LossesBoundary(seed=5, penalty="L1", strength=0.01, steps=90)
    assert boundary.state() == fresh.state()


def test_settings_in_force():
    schedule = [[0, "none", 0.0], [40, "L1", 0.01]]
    found = [runs.in_force(schedule, step) for step in (0, 39, 40, 2000)]
    assert found == [("none", 0.0)] * 2 + [("L1", 0.01)] * 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"strength": NAN}, "strength lies between 0 and 1, got nan"),
        ({"strength": -0.1}, "strength lies between 0 and 1"),
        ({"noise": 0.6}, r"noise lies between 0 and 0\.5, got 0\.6"),
        ({"flips": 31}, "flips lies between 0 and 30"),
        ({"seed": -1}, "seed lies between 0 and"),
        ({"steps": 3001}, "steps lies between 0 and 3,000, got 3001"),
        ({"penalty": "L3"}, "penalty"),
        ({"shape": "squares"}, "shape"),
        ({"curves": "both"}, "curves"),
        ({"schedule": [[10, "L1", 0.1]]}, "the first at step 0"),
        ({"schedule": [[0, "L1", 0.1], [0, "L2", 0.1]]}, "each later than the one before"),
        ({"schedule": [[0, "L1", 0.1], [9.5, "L2", 0.1]]}, "schedule has rows"),
        ({"schedule": [[0, "L1"]]}, "schedule has rows"),
        ({"schedule": [[0, "L1", NAN]]}, "schedule has rows"),
        ({"schedule": [3]}, "schedule has rows"),
    ],
)
def test_a_wrong_trait_is_a_clear_error_and_changes_nothing(wrong, message):
    with pytest.raises(traitlets.TraitError, match=message):
        LossesBoundary(**wrong)
    boundary = LossesBoundary()
    before = json.dumps(boundary.state())
    with pytest.raises(traitlets.TraitError, match=message):
        for name, value in wrong.items():
            setattr(boundary, name, value)
    assert json.dumps(boundary.state()) == before


# ---- What the browser tells


def told(boundary, **changes):
    """Let the browser's message arrive: the traits it changed, and what it trained."""
    boundary.set_state(changes)
    return boundary


def test_weights_that_the_browser_trained_are_taken_while_they_belong_to_the_run():
    boundary = LossesBoundary(steps=10)
    weights = np.random.default_rng(0).normal(size=354)
    weights[:7] = 0
    schedule = [[0, "none", 0.003], [10, "L1", 0.01]]
    trained = {
        "run": ["two moons", 0.15, 8, boundary.seed, schedule],
        "steps": 30,
        "weights": weights.tolist(),
    }
    told(boundary, schedule=schedule, penalty="L1", strength=0.01, steps=30, _trained=trained)
    np.testing.assert_array_equal(np.concatenate([array.ravel() for array in boundary.weights]), weights)
    assert boundary.num_zero == 7 and boundary.schedule == schedule
    boundary.steps = 40
    assert boundary.num_zero != 7, "at another step the library trains"
    boundary.steps = 30
    assert boundary.num_zero == 7
    boundary.flips = 0
    assert boundary.num_zero != 7, "other labels are another run"


def test_what_the_browser_trained_is_no_part_of_the_page():
    boundary = LossesBoundary(steps=10)
    assert "_trained" not in boundary.state()
    assert len(json.dumps(boundary.state())) < 400
