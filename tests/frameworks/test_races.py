"""The races of this part: equal work, equal answers; who wins is not tested."""

import numpy as np
import pytest
import torch

from course.frameworks import crossover, fusion, graphs
from course.measure import answers

SOME = {"widths": (16, 64), "batches": (1, 8), "turns": 5}
ONE_ROUNDING = 1e-7  # of a float32 weight below 2; the step itself, a hundredth of a slope, adds less


def test_eager_and_compiled_race_at_each_size():
    races = fusion.races(sizes=(2**8, 2**12), turns=5)
    assert list(races) == [2**8, 2**12]
    for race in races.values():
        assert list(race.timings) == ["eager", "compiled"] and race.threads == 1
        assert race.ratio("eager", "compiled").value > 0


def test_the_rivals_of_a_fusion_race_work_on_the_size_that_is_asked_for():
    rivals = fusion.rivals(graphs.chain, 100)
    numbers = torch.randn(100, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(rivals["eager"](), graphs.chain(numbers))
    torch.testing.assert_close(rivals["compiled"](), graphs.chain(numbers))


@pytest.mark.parametrize("races", [crossover.forward_races, crossover.step_races])
def test_numpy_and_torch_race_at_each_width_and_batch(races):
    found = races(**SOME)
    assert list(found) == [(16, 1), (16, 8), (64, 1), (64, 8)]
    assert all(list(race.timings) == ["numpy", "torch"] for race in found.values())


@pytest.mark.parametrize("rivals", [crossover.forward_rivals, crossover.step_rivals])
def test_both_rivals_give_the_same_step_after_step(rivals):
    functions = rivals(32, 8)
    for _ in range(5):
        numpys, torchs = (answers.plain(functions[name]()) for name in ("numpy", "torch"))
        assert answers.agree(numpys, torchs)


def test_the_step_by_hand_moves_every_weight_against_its_slope():
    layers, images, labels = crossover.problem(8, 4, seed=3)
    before = [(weight.copy(), bias.copy()) for weight, bias in layers]
    crossover.numpy_step(layers, images, labels)
    for place, (weight, bias) in enumerate(before):
        slopes = torch_slopes(before, images, labels)[2 * place : 2 * place + 2]
        for old, new, slope in zip((weight, bias), layers[place], slopes, strict=True):
            np.testing.assert_allclose(new, old - crossover.LEARNING_RATE * slope, rtol=0, atol=ONE_ROUNDING)


def torch_slopes(layers, images, labels):
    model = crossover.torch_model(layers)
    torch.nn.functional.cross_entropy(model(torch.tensor(images)), torch.tensor(labels)).backward()
    return [parameter.grad.numpy() for parameter in model.parameters()]


def test_training_by_hand_makes_the_loss_small():
    layers, images, labels = crossover.problem(32, 8)
    losses = [crossover.numpy_step(layers, images, labels) for _ in range(300)]
    assert losses[-1] < losses[0] / 2
