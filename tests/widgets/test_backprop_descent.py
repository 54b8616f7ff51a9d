"""The descent's arithmetic is the library's, and its verdicts are true."""

import json

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from course.widgets.backprop_descent import Descent, neighbour_bowl

READY = ".descent .losses"

STOPS = (0.01, 0.1, 0.5, 0.95, 1, 1.05, 1.2, 1.9, 2)


@pytest.fixture(scope="module")
def bowl():
    return neighbour_bowl()


@pytest.fixture(scope="module")
def arithmetic(browser):
    """Calls a function of the module in a blank page; numbers travel as text, so that none is rounded."""
    page = browser.new_page()
    load = (
        "async text => { window.descent = await import(`data:text/javascript,${encodeURIComponent(text)}`) }"
    )
    page.evaluate(load, Descent._esm)

    def call(function, *arguments):
        program = f"text => JSON.stringify(window.descent.{function}(...JSON.parse(text)))"
        return json.loads(page.evaluate(program, json.dumps(arguments)))

    yield call
    page.close()


def as_json(bowl):
    return {"curvature": bowl.curvature.tolist(), "optimum": bowl.optimum.tolist(), "floor": bowl.floor}


def truth(bowl, rate, momentum, steps=24):
    """What the steps do, from the eigenvalues of the whole 4 × 4 matrix of a step with momentum."""
    identity = np.eye(2)
    step = np.block(
        [
            [identity - rate * bowl.curvature, -rate * momentum * identity],
            [bowl.curvature, momentum * identity],
        ]
    )
    factors = np.linalg.eigvals(step)
    one_sided = [factor.real for factor in factors if factor.imag == 0 and factor.real > 0]
    if np.abs(factors).max() > 1:
        return "away"
    return "crawl" if max(one_sided, default=0) ** steps > 0.5 else "settle"


# ---- The bowl


def test_the_bowl_is_the_mean_over_every_pair_of_neighbours(bowl):
    images = load_digits().images / 16
    left, right = images[:, :, :-1].ravel(), images[:, :, 1:].ravel()
    assert bowl.num_pairs == len(left) == 100632
    for weight, bias in np.random.default_rng(0).normal(size=(5, 2)):
        direct = 0.5 * np.mean((weight * left + bias - right) ** 2)
        np.testing.assert_allclose(bowl.loss(np.array([weight, bias])), direct, rtol=1e-12)
    best, *_ = np.linalg.lstsq(np.stack([left, np.ones_like(left)], axis=1), right)
    np.testing.assert_allclose(bowl.optimum, best, rtol=1e-9)


def test_the_gradient_is_the_slope_of_the_loss(bowl):
    point, h = np.array([1.45, 0.18]), 1e-5
    slopes = [(bowl.loss(point + h * e) - bowl.loss(point - h * e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(bowl.gradient(point), slopes, rtol=1e-9)


# ---- The path


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_the_path_is_the_one_torch_takes(bowl, momentum):
    descent = Descent(learning_rate=1.2, momentum=momentum, start=[0.5, -0.7])
    point = torch.tensor([0.5, -0.7], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([point], lr=1.2, momentum=momentum)
    curvature, optimum = torch.tensor(bowl.curvature), torch.tensor(bowl.optimum)
    for here, loss in zip(descent.path, descent.losses, strict=True):
        np.testing.assert_allclose(here, point.detach().numpy(), rtol=1e-12, atol=1e-14)
        value = bowl.floor + 0.5 * (point - optimum) @ curvature @ (point - optimum)
        np.testing.assert_allclose(loss, value.item(), rtol=1e-12)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()


def test_javascript_takes_the_same_path_as_the_library(bowl, arithmetic):
    rng = np.random.default_rng(1)
    for _ in range(60):
        share, momentum = float(rng.uniform(0.01, 2.2)), float(rng.choice([0.0, 0.5, 0.9]))
        descent = Descent(share=share, momentum=momentum, start=rng.uniform(-2, 2, size=2).tolist())
        setting = {"start": descent.start, "rate": descent.learning_rate, "momentum": momentum, "steps": 24}
        found = arithmetic("descend", as_json(bowl), setting)
        # rounding grows with the path itself where it runs away
        scale = np.abs(descent.path).max()
        np.testing.assert_allclose(
            np.array(found["path"], dtype=float), descent.path, rtol=1e-10, atol=1e-12 * scale
        )
        np.testing.assert_allclose(np.array(found["losses"], dtype=float), descent.losses, rtol=1e-9)


# ---- The verdict


def test_the_verdict_is_that_of_the_whole_matrix_of_a_step(bowl, arithmetic):
    rng = np.random.default_rng(2)
    unit = 2 / np.linalg.eigvalsh(bowl.curvature)[-1]
    seen = set()
    for _ in range(150):
        share, momentum = float(10 ** rng.uniform(-2, 0.4)), float(rng.choice([0.0, 0.5, 0.9]))
        setting = {"start": rng.uniform(-1, 1, 2).tolist(), "share": share, "momentum": momentum, "steps": 24}
        expected = truth(bowl, share * unit, momentum)
        assert arithmetic("verdictOf", as_json(bowl), setting) == expected
        seen.add(expected)
    assert seen == {"away", "crawl", "settle"}


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_exactly_on_the_edge_descent_neither_settles_nor_runs_away(bowl, arithmetic, momentum):
    def verdict(share):
        setting = {"start": [1.0, 1.0], "share": share, "momentum": momentum, "steps": 24}
        return arithmetic("verdictOf", as_json(bowl), setting)

    edge = 1 + momentum
    assert [verdict(edge * factor) for factor in (1 - 1e-9, 1, 1 + 1e-9)] == ["settle", "edge", "away"]
    descent = Descent(momentum=momentum)
    descent.learning_rate = descent.edge
    assert verdict(descent.share) == "edge"


def test_at_the_bottom_nothing_moves_at_any_rate(bowl, arithmetic):
    setting = {"start": bowl.optimum.tolist(), "share": 2.0, "momentum": 0, "steps": 24}
    assert arithmetic("verdictOf", as_json(bowl), setting) == "rest"


@pytest.mark.parametrize("share", STOPS)
def test_the_printed_sum_adds_up_as_printed(bowl, arithmetic, share):
    for curvature in np.linalg.eigvalsh(bowl.curvature):
        rate = share * 2 / np.linalg.eigvalsh(bowl.curvature)[-1]
        printed = arithmetic("factorSum", {"curvature": curvature}, {"rate": rate, "momentum": 0})
        factor, before, second, _ = (text.replace("−", "-") for text in printed)
        first = before.removeprefix("1 - ").removesuffix(" × ")
        half_a_digit = 0.5 * 10.0 ** (1 - len(second.partition(".")[2]))
        assert abs(float(factor) - (1 - float(first) * float(second))) <= 1.0001 * half_a_digit
        assert abs(float(factor) - (1 - rate * curvature)) <= 1.0001 * half_a_digit
        # 1 may be printed only where it is the truth
        assert abs(float(factor)) != 1 or share == 1


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_the_title_says_what_the_path_does_at_every_stop(show, bowl, momentum):
    descent = Descent(momentum=momentum, share=0.01, before=[0.5, momentum])
    page, unit = show(descent), descent.learning_rate / 0.01
    page.focus("[aria-label='learning rate']")
    previous = "settle"
    for share in STOPS:
        verb = truth(bowl, share * unit, momentum).replace("away", "run away")
        if share == 1 + momentum:
            verb = "neither settle nor run away"
        both = f"and at {share:g} × 2/L the steps {verb}"
        title = page.inner_text("h3")
        assert title.endswith(both if verb == previous else f"the steps {previous}, at {share:g} they {verb}")
        previous = verb
        page.keyboard.press("ArrowRight")
