"""The descent's arithmetic is the library's, its verdicts are true, and hand, keys and ears can work it."""

import json

import numpy as np
import pytest
import torch
import traitlets
from axe_playwright_python.sync_playwright import Axe
from sklearn.datasets import load_digits

from course.widgets.backprop_descent import Descent, neighbour_bowl

STOPS = (0.01, 0.1, 0.5, 0.95, 1, 1.05, 1.2, 1.9, 2)


@pytest.fixture(scope="module")
def bowl():
    return neighbour_bowl()


@pytest.fixture
def show(browser, tmp_path):
    """Opens a visualizer's page, without a kernel, in a browser of the width given; collects its errors."""
    pages, errors = [], []

    def open_page(descent, width=872, **settings):
        descent.save_html(tmp_path / "descent.html")
        page = browser.new_page(viewport={"width": width, "height": 760}, **settings)
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: request.url.startswith("http") and errors.append(request.url))
        page.goto(f"file://{tmp_path}/descent.html")
        page.wait_for_selector(".descent .losses")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert errors == []


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


# ---- What is on the screen


def test_the_first_picture_is_complete_and_its_title_true(show):
    page = show(Descent())
    assert page.inner_text("h3") == "At 0.95 × 2/L the steps settle, at 1.05 they run away"
    assert page.locator(".surface").count() == 2
    descent = Descent()
    assert f"{descent.losses[-1]:.2f}" in page.inner_text("[role=status]")
    # the dots of the left picture stand where the library's path goes
    descent.share = 0.95
    dots = page.locator(".surface").first.locator(".dots circle")
    assert dots.count() == 25
    at = np.array([[float(dots.nth(k).get_attribute(c)) for c in ("cx", "cy")] for k in range(25)])
    size = float(page.locator(".ground").first.get_attribute("width"))
    np.testing.assert_allclose(at[:, 0], (descent.path[:, 0] + 1) * size / 2.75, rtol=1e-9)
    np.testing.assert_allclose(at[:, 1], (1.6 - descent.path[:, 1]) * size / 2.75, rtol=1e-9)


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


def test_keys_do_everything(show):
    page = show(Descent())
    page.focus("[aria-label='learning rate']")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("h3") == "At 1.05 and at 1.2 × 2/L the steps run away"
    page.keyboard.press("m")
    assert page.inner_text("h3") == "At 1.2 × 2/L the steps run away; with momentum they settle"
    assert page.get_attribute("[role=switch]", "aria-checked") == "true"
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("h3") == "With momentum, at 1.2 and at 1.05 × 2/L the steps settle"
    page.focus(".losses")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute(".losses", "aria-valuenow") == "1"
    assert page.inner_text("[role=status]").startswith("Step 1 of 24")


def test_arrows_move_the_start(show):
    page = show(Descent())
    start = page.locator(".start[tabindex='0']")
    assert start.get_attribute("aria-label") == "start: weight +1.45, bias +0.18"
    start.focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    assert start.get_attribute("aria-label") == "start: weight +1.35, bias +0.23"
    descent = Descent(start=[1.35, 0.23])
    assert f"loss {descent.losses[-1]:.2f}" in page.inner_text("[role=status]")


def test_space_plays_to_the_end(show):
    page = show(Descent(step=22), reduced_motion="no-preference")
    page.focus("[aria-label='learning rate']")
    page.keyboard.press(" ")
    page.wait_for_selector("button[aria-label=pause]")
    page.wait_for_selector(".losses[aria-valuenow='24']")
    page.wait_for_selector("button[aria-label=play]")


def test_the_mouse_does_everything(show):
    page = show(Descent())
    box = page.locator(".ground").nth(1).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2.75, box["y"] + box["height"] * 1.6 / 2.75)  # the origin
    label = page.get_attribute(".start[tabindex='0']", "aria-label")
    assert label.replace("+0.01", "0").replace("−0.01", "0") == "start: weight 0, bias 0"
    page.click("[role=switch]")
    assert "with momentum they settle" in page.inner_text("h3")
    page.click("button[aria-label=first]")
    page.click("button[aria-label=step]")
    assert page.inner_text("[role=status]").startswith("Step 1 of 24")
    rail = page.locator("[aria-label='learning rate']").bounding_box()
    page.mouse.click(rail["x"] + 16, rail["y"] + 12)
    assert page.get_attribute("[aria-label='learning rate']", "aria-valuetext") == "0.02 0.01 × 2/L"
    chart = page.locator(".losses .clipped").bounding_box()
    page.mouse.click(chart["x"] + chart["width"] / 2, chart["y"] + 20)
    assert page.get_attribute(".losses", "aria-valuenow") == "12"


def test_a_start_dragged_over_the_surface_stays_on_it(show):
    page = show(Descent())
    box = page.locator(".ground").first.bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] - 300, box["y"] + 50)
    page.mouse.up()
    assert "weight −1.00" in page.get_attribute(".start[tabindex='0']", "aria-label")


def test_tab_reaches_every_part_and_nothing_twice(show):
    page = show(Descent())
    stops = []
    page.keyboard.press("Tab")
    while (name := page.evaluate("document.activeElement.getAttribute('aria-label')")) and len(stops) < 20:
        stops.append(name)
        page.keyboard.press("Tab")
    assert stops[:2] == ["start: weight +1.45, bias +0.18", "step, on a picture of the loss after each step"]
    assert stops[2:8] == ["first", "back", "play", "step", "last", "learning rate"]
    assert len(stops) == len(set(stops))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [480, 872])
def test_axe_finds_nothing_and_all_fits(show, theme, width):
    page = show(Descent(momentum=0.9, share=1.9), width=width, color_scheme=theme)
    results = Axe().run(page, context=".descent")
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate(
        "[...document.querySelectorAll('.descent *')].filter(e => e.children.length === 0 && e.textContent)"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12


def test_where_scripts_are_off_the_words_remain(browser, tmp_path):
    Descent().save_html(tmp_path / "descent.html")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{tmp_path}/descent.html")
    assert page.locator("main img").get_attribute("alt") == Descent().describe()
    context.close()


# ---- The Python value


def test_a_new_learning_rate_leaves_the_old_one_beside_it():
    descent = Descent()
    descent.learning_rate = 0.5 * descent.edge
    assert descent.before == [1.05, 0.0]
    assert descent.share == pytest.approx(0.5)
    assert descent.learning_rate == pytest.approx(descent.edge / 2)


def test_momentum_moves_the_edge():
    descent = Descent()
    assert descent.edge == pytest.approx(1.756, abs=5e-4)
    descent.momentum = 0.9
    assert descent.edge == pytest.approx(1.9 * 1.7560782)


@pytest.mark.parametrize("rate", [0, -1.0, float("nan")])
def test_a_rate_that_does_not_descend_is_refused(rate):
    with pytest.raises(ValueError, match="above zero"):
        Descent().learning_rate = rate


def test_a_momentum_that_never_forgets_is_refused():
    with pytest.raises(traitlets.TraitError):
        Descent(momentum=1.0)
