"""The boundary in a real browser: it trains there, by hand and by keys, and says what comes of it."""

import json
import re
from datetime import datetime

import numpy as np

from course.nn.autograd import Tensor
from course.widgets.losses_boundary import LossesBoundary

ROOT = ".boundary-in-training"
READY = f"{ROOT} .curves"
SPAN = 1.75  # of the plane, as the picture shows it


def step_of(page):
    return int(page.get_attribute(".curves", "aria-valuenow"))


def title_of(boundary, setting="no penalty"):
    def percent(share):
        return f"{100 * share:.1f}".removesuffix(".0") + " %"

    errors = percent(boundary.train_error), percent(boundary.test_error)
    return f"Step {boundary.steps:,}, {setting}: {errors[0]} wrong in training, {errors[1]} in the test"


def number_at(path, pattern):
    return [float(number) for number in re.findall(pattern, path)]


def stop_the_clock(page):
    """From now on the page's timers run by `page.clock.run_for` alone, however busy the machine is."""
    page.clock.install(time=datetime(2026, 1, 1))
    page.clock.pause_at(datetime(2026, 1, 2))


def test_the_first_picture_is_complete_and_its_title_true(show):
    boundary, page = LossesBoundary(), show(LossesBoundary())
    assert page.inner_text("h3") == title_of(boundary)
    assert page.locator(".points .train").count() == 60 and page.locator(".points .test").count() == 200
    assert page.locator(".ring").count() == boundary.flips
    wrong = page.locator(".points .test[data-wrong]").count()
    assert wrong == round(200 * boundary.test_error) > 20
    assert page.locator(".points .train[data-wrong]").count() == 0
    assert "points and first weights of seed" in page.inner_text(".another")


def test_the_points_stand_where_python_draws_them(show):
    boundary, page = LossesBoundary(steps=10), show(LossesBoundary(steps=10))
    side = float(page.get_attribute(".plane svg", "width"))
    for kind, points in (("train", boundary.sample.train_points), ("test", boundary.sample.test_points)):
        moves = page.eval_on_selector_all(
            f".points .{kind}", "groups => groups.map(group => group.getAttribute('transform'))"
        )
        at = np.array([number_at(move, r"-?[\d.]+") for move in moves])
        half_a_tenth = 0.05001
        np.testing.assert_allclose(at[:, 0], (points[:, 0] + SPAN) / (2 * SPAN) * side, atol=half_a_tenth)
        np.testing.assert_allclose(at[:, 1], (SPAN - points[:, 1]) / (2 * SPAN) * side, atol=half_a_tenth)


def test_the_line_runs_where_the_network_is_undecided(show):
    boundary = LossesBoundary(penalty="L2")
    page = show(boundary)
    side = float(page.get_attribute(".plane svg", "width"))
    places = np.array(number_at(page.get_attribute(".boundary", "d"), r"[\d.]+")).reshape(-1, 2) / side
    scores = boundary.network(Tensor(SPAN * (places * 2 - 1) * [1, -1])).data
    probability = 1 / (1 + np.exp(scores[:, 0] - scores[:, 1]))
    assert len(places) > 100
    # between two corners of a cell the lead is taken for straight
    np.testing.assert_allclose(probability, 0.5, atol=0.02)


def test_playing_trains_on_by_frames_of_ten_steps_until_it_is_paused(show):
    page = show(LossesBoundary(steps=0, penalty="L1", strength=0.003))
    assert step_of(page) == 0
    page.focus("[role=slider][aria-label=strength]")
    page.keyboard.press(" ")
    page.wait_for_selector("button[aria-label=pause]")
    page.wait_for_function("document.querySelector('.curves').getAttribute('aria-valuenow') >= 60")
    page.keyboard.press(" ")
    page.wait_for_selector("button[aria-label=play]")
    steps = step_of(page)
    assert steps % 10 == 0 and steps >= 60
    there = LossesBoundary(steps=steps, penalty="L1", strength=0.003)
    assert page.inner_text("h3") == title_of(there, "L1 × 0.003")
    assert page.inner_text(".sums .answer >> nth=1") == str(there.num_zero)
    assert f"{there.num_zero} of 320 weights exactly 0" in page.inner_text("[role=status]")
    page.wait_for_timeout(200)
    assert step_of(page) == steps, "paused is paused"


def test_space_plays_from_a_chosen_penalty_too(show):
    page = show(LossesBoundary(steps=0))
    page.click("[role=radio] >> text=L1")
    page.keyboard.press(" ")
    page.wait_for_selector("button[aria-label=pause]")
    page.keyboard.press(" ")
    page.wait_for_selector("button[aria-label=play]")
    assert page.inner_text("h3").startswith(f"Step {step_of(page)}, L1 × 0.003")


def test_the_strength_moved_while_it_trains_goes_on_from_there(show):
    page = show(LossesBoundary(steps=100))
    page.click("button[aria-label=play]")
    page.wait_for_function("document.querySelector('.curves').getAttribute('aria-valuenow') >= 130")
    page.focus("[role=slider][aria-label=strength]")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("[role=radio][aria-checked=true] >> text=L2", "role") == "radio"
    begun = page.locator(".changes path").count()
    assert begun == 1
    page.wait_for_function("document.querySelector('h3').textContent.includes('now L2 × 0.001')")
    page.click("button[aria-label=pause]")
    assert step_of(page) > 130


def test_keys_do_everything(show):
    page = show(LossesBoundary(steps=50))
    page.focus("[role=slider][aria-label=strength]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("[aria-label=strength]", "aria-valuetext") == "0.003 × Σw²"
    page.keyboard.press("r")
    assert step_of(page) == 0
    page.focus(".curves")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    there = LossesBoundary(steps=20, penalty="L2", strength=0.003)
    assert page.inner_text("h3") == title_of(there, "L2 × 0.003")
    page.keyboard.press("ArrowLeft")
    assert step_of(page) == 10
    page.keyboard.press("End")
    assert step_of(page) == 20
    page.keyboard.press("Home")
    assert step_of(page) == 0
    page.keyboard.press("End")
    page.keyboard.press("n")
    there.seed += 1
    assert page.inner_text("h3") == title_of(there, "L2 × 0.003")
    page.focus("[role=radio][aria-checked=true] >> text=two moons")
    page.keyboard.press("ArrowRight")
    there.shape = "circles"
    assert page.inner_text("h3") == title_of(there, "L2 × 0.003")


def test_the_mouse_does_everything(show):
    page = show(LossesBoundary(steps=200))
    page.click("button:has-text('new seed')")
    assert page.inner_text("h3") == title_of(LossesBoundary(steps=200, seed=LossesBoundary().seed + 1))
    page.click("[role=radio] >> text=L1")
    page.click("[aria-label='step 10 times']")
    assert page.inner_text("h3").startswith("Step 210, now L1 × 0.003")
    chart = page.locator(".curves .hit").bounding_box()
    page.mouse.click(chart["x"] + 34 + (chart["width"] - 142) * 0.2, chart["y"] + 40)
    assert step_of(page) == 100
    assert page.get_attribute("[role=radio] >> text=none", "aria-checked") == "true", (
        "there was no penalty there"
    )
    page.click("[role=radio] >> text=loss")
    assert "cross-entropy" in page.inner_text(".charts")


def test_a_step_that_is_no_multiple_of_ten_is_trained_to_as_well(show):
    page = show(LossesBoundary(steps=57))
    assert page.inner_text("h3") == title_of(LossesBoundary(steps=57))
    page.click("[aria-label='step 10 times']")
    assert page.inner_text("h3") == title_of(LossesBoundary(steps=60))
    page.click("[aria-label='back 10 steps']")
    assert page.inner_text("h3") == title_of(LossesBoundary(steps=50))


def test_at_the_last_step_it_stops(show):
    page = show(LossesBoundary(steps=2980))
    page.click("button[aria-label=play]")
    page.wait_for_selector(".curves[aria-valuenow='3000']")
    page.wait_for_selector("button[aria-label=play][aria-disabled=true]")
    page.click("[aria-label='step 10 times']", force=True)
    assert step_of(page) == 3000


def test_where_motion_is_reduced_a_frame_is_a_second_and_a_hundred_steps(show):
    page = show(LossesBoundary(steps=0), motion="reduce")
    stop_the_clock(page)
    page.click("button[aria-label=play]")
    assert step_of(page) == 100
    page.clock.run_for(900)
    assert step_of(page) == 100
    page.clock.run_for(200)
    assert step_of(page) == 200


def test_out_of_sight_it_does_not_train(show):
    page = show(LossesBoundary(steps=0))
    page.evaluate("document.body.style.paddingBottom = '5000px'")
    stop_the_clock(page)
    page.click("button[aria-label=play]")
    page.clock.run_for(200)
    assert step_of(page) == 50, "the first frame at once, four more in 200 milliseconds"
    page.evaluate("scrollTo(0, 4000)")
    page.screenshot()  # a frame is drawn, so the page knows what is in sight
    page.clock.run_for(1000)
    assert step_of(page) == 50
    page.evaluate("scrollTo(0, 0)")
    page.screenshot()
    page.clock.run_for(100)
    assert step_of(page) == 70


def test_python_is_told_the_weights_when_it_pauses_and_steps(live):
    boundary = LossesBoundary(steps=30, penalty="L1", strength=0.01)
    tell = "model.save_changes = () => told.push(structuredClone(model.get('_trained')))"
    page = live(boundary, before=f"window.told = []; {tell};")
    page.click("button[aria-label=play]")
    page.wait_for_function("model.get('steps') >= 80")
    assert page.evaluate("told.length") == 0, "no messages while it plays"
    page.click("button[aria-label=pause]")
    page.click("[role=radio] >> text=L2")
    page.click("[aria-label='step 10 times']")
    assert page.evaluate("told.length") == 3
    names = ["schedule", "steps", "penalty", "strength", "_trained"]
    message = json.loads(page.evaluate("names => JSON.stringify(names.map(name => model.get(name)))", names))
    replayed = LossesBoundary(schedule=message[0], steps=message[1])
    boundary.set_state(dict(zip(names, message, strict=True)))
    assert boundary._trained["steps"] == boundary.steps == page.evaluate("model.get('steps')")
    for told, ours in zip(boundary.weights, replayed.weights, strict=True):
        np.testing.assert_allclose(told, ours, rtol=0, atol=4 * 2.0**-21)
    assert boundary.test_error == replayed.test_error and boundary.num_zero == replayed.num_zero
    assert page.inner_text("h3") == title_of(boundary, "now L2 × 0.01")


def test_python_moves_the_picture(live):
    page = live(LossesBoundary(steps=20))
    page.evaluate("model.set('steps', 130)")
    assert page.inner_text("h3") == title_of(LossesBoundary(steps=130))
    page.evaluate("model.set('schedule', [[0, 'L2', 0.01]])")
    assert page.inner_text("h3") == title_of(
        LossesBoundary(steps=130, penalty="L2", strength=0.01), "L2 × 0.01"
    )
    page.evaluate("model.set('flips', 0)")
    assert page.locator(".ring").count() == 0 and "with every label right" in page.inner_text("section")
