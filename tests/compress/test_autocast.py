"""PyTorch's own mixed precision, on the processor: the same training as ours, and what its scaler does."""

import numpy as np
import pytest
import torch

from course.compress import autocast, trials
from course.compress.autocast import Step, in_torch, trial
from course.compress.mixed_precision import ALL_FP32
from course.measure import recordings
from course.nn.networks import mlp


def short_step(precision, **options):
    network = in_torch(mlp((8, 16, 4), rng=np.random.default_rng(0)))
    seen = []
    network[0].register_forward_hook(lambda layer, inputs, output: seen.append(output.dtype))
    step = Step(network, precision, device="cpu", lr=0.1, **options)
    generator = torch.Generator().manual_seed(1)
    batch = torch.randn(32, 8, generator=generator), torch.randint(4, (32,), generator=generator)
    return step, batch, seen


def test_in_fp32_it_is_our_training():
    ours, theirs = trials.trial(ALL_FP32, 0, lr=0.05, epochs=2), trial("float32", 0, lr=0.05, epochs=2)
    assert theirs.loss == pytest.approx(ours.loss, rel=1e-4)  # the sums are taken in another order
    assert theirs.error == pytest.approx(ours.error, abs=0.6)  # two of 360 digits
    assert (theirs.scale, theirs.num_skipped) == (1.0, 0)


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_in_sixteen_bits_it_learns_as_much(precision):
    wide, short = (trial(each, 0, lr=0.05, epochs=4) for each in ("float32", precision))
    assert short.loss != wide.loss
    assert abs(short.error - wide.error) < 3


@pytest.mark.parametrize("precision", ["float32", "tf32", "bfloat16", "float16"])
def test_products_are_short_and_weights_and_gradients_are_not(precision):
    step, batch, seen = short_step(precision)
    step(*batch)
    assert seen == [torch.float32 if precision in ("float32", "tf32") else getattr(torch, precision)]
    for parameter in step.network.parameters():
        assert parameter.dtype == parameter.grad.dtype == torch.float32


def test_a_scale_that_is_too_large_is_halved_and_the_step_skipped():
    step, batch, _ = short_step("float16", init_scale=2.0**40)
    before = [parameter.clone() for parameter in step.network.parameters()]
    step(*batch)
    assert (step.num_skipped, step.scaler.get_scale()) == (1, 2.0**39)
    for parameter, was in zip(step.network.parameters(), before, strict=True):
        assert torch.equal(parameter, was)
    losses = [step(*batch) for _ in range(60)]
    assert step.num_skipped < 60 and losses[-1] < losses[0]


def test_what_is_measured_can_be_recorded(tmp_path):
    fresh = autocast.measured("cpu", seeds=range(1), epochs=1, size=32)
    recordings.record(fresh, tmp_path)
    kept = recordings.load(autocast.RECORDING, tmp_path)
    assert kept.figures == fresh.figures
    assert set(kept.figures["test errors in %"]) == set(autocast.PRECISIONS)
    assert min(kept.figures["seconds per product"].values()) > 0
    assert kept.command == "python -m course.compress.autocast" and "torch" in kept.versions
