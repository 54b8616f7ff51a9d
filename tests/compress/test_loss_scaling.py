"""The scale moves as torch's GradScaler moves it."""

import numpy as np
import pytest

from course.compress.loss_scaling import Dynamic, Static


@pytest.mark.parametrize("seed", range(3))
def test_the_dynamic_scale_is_torchs_step_for_step(seed):
    import torch

    settings = {"init_scale": 2.0**10, "growth_factor": 4.0, "backoff_factor": 0.25, "growth_interval": 3}
    ours, theirs = Dynamic(**settings), torch.amp.GradScaler("cpu", **settings)
    weight = torch.nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], 0.0)
    for is_finite in np.random.default_rng(seed).random(60) < 0.8:
        theirs.scale(weight.sum()).backward()
        weight.grad = torch.full((1,), 1.0 if is_finite else np.inf)
        theirs.step(optimizer)
        theirs.update()
        ours.update(bool(is_finite))
        assert ours.scale == theirs.get_scale()


def test_the_defaults_are_torchs():
    import torch

    theirs = torch.amp.GradScaler("cpu")
    ours = Dynamic()
    assert ours.scale == theirs.get_scale() and ours.growth_factor == theirs.get_growth_factor()
    assert ours.backoff_factor == theirs.get_backoff_factor()
    assert ours.growth_interval == theirs.get_growth_interval()


def test_a_static_scale_stays():
    scaler = Static(1024)
    for is_finite in (True, False):
        scaler.update(is_finite)
    assert scaler.scale == 1024.0
