"""The gradients' Python side: what a format holds of them, and what the weights feel, found another way."""

import base64
import json

import numpy as np
import pytest
import traitlets

from course.numerics import floats
from course.widgets import mixed_precision_gradients_run as run
from course.widgets.mixed_precision_gradients import FORMATS, GradientRange


def test_the_run_learns_and_the_kept_numbers_are_its_own():
    kept = run.moments()
    assert [moment.step for moment in kept] == list(run.STEPS)
    shapes = [(24, 64), (16, 24), (10, 16)]
    for moment in kept:
        for matrices in (moment.weights, moment.gradients):
            assert [matrix.shape for matrix in matrices] == shapes
            assert all(matrix.dtype == np.float32 for matrix in matrices)
    norms = [np.linalg.norm(np.concatenate([g.ravel() for g in moment.gradients])) for moment in kept]
    assert norms[-1] < norms[0] / 2, "gradients shrink as the network learns"


def test_the_text_that_is_sent_loses_no_bit():
    sent, kept = GradientRange().state()["run"], run.moments()
    for name in ("gradients", "weights"):
        numbers = np.frombuffer(base64.b64decode(sent[name]), dtype="<f4")
        own = [matrix.ravel() for moment in kept for matrix in getattr(moment, name)]
        np.testing.assert_array_equal(numbers, np.concatenate(own))
    assert sent["counts"] == [24 * 64, 16 * 24, 10 * 16] and sent["rate"] == run.LEARNING_RATE


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("scale", [0, 9, 24])
def test_what_vanishes_and_overflows_is_found_by_the_formats_ends(name, scale):
    range_, fmt = GradientRange(format=name, scale_log2=scale), FORMATS[name]
    sizes = np.abs(range_.gradients) * 2.0**scale
    last_gap = fmt.largest - floats.next_down(fmt.largest, fmt)
    assert range_.vanished == np.mean(sizes <= fmt.smallest / 2)  # half of it is rounded to the even: 0
    beyond = fmt.largest + float(last_gap) / 2
    # The code after the largest is even where the largest is odd, and odd in E4M3, whose largest is even.
    is_beyond = sizes > beyond if name == "FP8_E4M3" else sizes >= beyond
    assert range_.overflowed == np.mean(is_beyond)


def test_numpys_own_fp16_loses_the_same():
    for scale in (0, 12, 24):
        range_ = GradientRange(scale_log2=scale)
        scaled = (range_.gradients * 2.0**scale).astype(np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            held = scaled.astype(np.float16)
        assert range_.vanished == np.mean(held == 0)
        assert range_.overflowed == np.mean(np.isinf(held))


def test_numpys_own_float32_keeps_the_master_weights():
    range_ = GradientRange(master=True)
    held = range_.gradients.astype(np.float16).astype(np.float32)
    weights = range_.weights.astype(np.float32)
    assert range_.lost == np.mean(weights - np.float32(run.LEARNING_RATE) * held == weights)


def test_the_lesson_most_updates_are_lost_without_a_master_copy_whatever_the_scale():
    for name in FORMATS:
        for scale in (0, 10):
            narrow = GradientRange(format=name, scale_log2=scale)
            wide = GradientRange(format=name, scale_log2=scale, master=True)
            assert narrow.lost > 0.5
            assert 0 <= wide.lost - wide.vanished < 0.1, "with FP32 weights hardly more than what vanished"


def test_a_scale_brings_vanished_gradients_back_and_too_much_of_it_overflows():
    shares = [GradientRange(scale_log2=scale).vanished for scale in (0, 8, 16, 24)]
    assert shares == sorted(shares, reverse=True) and shares[0] > 0.01 > shares[-1]
    assert GradientRange(scale_log2=24).overflowed > 0 == GradientRange(scale_log2=16).overflowed


def test_layers_part_the_whole():
    parts = [GradientRange(layer=layer).gradients for layer in ("1", "2", "3")]
    np.testing.assert_array_equal(np.concatenate(parts), GradientRange().gradients)
    assert (GradientRange().gradients != 0).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [("format", "FP32"), ("scale_log2", 25), ("scale_log2", -1), ("moment", 5), ("layer", "4")],
)
def test_a_wrong_trait_is_an_error_and_changes_nothing(name, value):
    range_ = GradientRange()
    with pytest.raises(traitlets.TraitError, match=name):
        setattr(range_, name, value)
    assert range_.state() == GradientRange().state()


def test_the_run_is_not_to_be_set():
    with pytest.raises(TypeError, match="knows no run"):
        GradientRange(run={})


def test_it_says_its_numbers_to_readers_without_a_picture():
    range_ = GradientRange(format="BF16", scale_log2=3, layer="2", moment=2, master=True)
    assert range_.describe() == (
        f"Gradients of layer 2 of a network in training, step 100, {len(range_.gradients)} of them not 0: "
        f"with a loss scale of 2^3, 0.0 % vanish in BF16 and 0.0 % overflow. "
        f"With weights in FP32, {100 * range_.lost:.1f} % of the updates are lost in the weights."
    )


def test_its_state_is_json():
    state = GradientRange(layer="3").state()
    assert json.loads(json.dumps(state)) == state and len(json.dumps(state)) < 150_000
