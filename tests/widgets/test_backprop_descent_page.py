"""The descent in a real browser: complete at once, nothing cut off, and hand, keys and ears can work it."""

import numpy as np
import pytest

from course.widgets.backprop_descent import Descent

READY = ".descent .losses"


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
    page = show(Descent(step=22), motion="no-preference")
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


@pytest.mark.parametrize("width", [480, 872])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, width):
    looks.accessible(show(Descent(momentum=0.9, share=1.9), width=width, motion="reduce"), ".descent")


BOUNCING = {"share": 1.2, "momentum": 0.9, "before": [1.2, 0.0]}
AWAY = {"share": 2.0, "momentum": 0.999, "before": [10.0, 0.0]}


@pytest.mark.parametrize(
    ("setting", "width"), [({}, 480), (BOUNCING, 480), (AWAY, 480), (BOUNCING, 520), (AWAY, 872)]
)
def test_no_label_of_the_pictures_is_cut_off_or_covers_another(show, looks, setting, width):
    looks.words_apart(show(Descent(**setting), width=width).locator(".panel > svg"))


@pytest.mark.parametrize("width", [480, 520, 872])
@pytest.mark.parametrize("setting", [{}, BOUNCING])
def test_the_arrows_name_covers_no_dot_of_the_path(show, setting, width):
    page = show(Descent(**setting), width=width)
    for surface in page.locator(".surface").all():
        name = surface.locator(".arrow-name").bounding_box()
        for dot in [one.bounding_box() for one in surface.locator(".dots circle").all()]:
            middle = [dot["x"] + dot["width"] / 2 - name["x"], dot["y"] + dot["height"] / 2 - name["y"]]
            assert not (0 < middle[0] < name["width"] and 0 < middle[1] < name["height"])
