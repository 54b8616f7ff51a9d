"""The energy lab as a student works it: fail a check, read its hint, see it drawn, hand in."""

import pytest

LAB = "07_energy"
LAYER = ".jp-OutputArea-output .course-visualizer.energy-layer"
EXERCISE, CHECK = "def layer_energy(", "yours = layer_energy("
DRAWN = "EnergyLayer(layer_energy)"


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    lab_notebook.run(EXERCISE)
    assert "NotImplementedError" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, LAYER)
    assert "NotImplementedError" in shown.locator("h3").inner_text()
    assert shown.locator(".law.open").count() == 4


def test_a_mistake_that_the_check_does_not_see_is_seen_in_the_picture(lab_notebook):
    once_a_batch = "num_weights * bits / 64"
    lab_notebook.solve_wrongly(EXERCISE, once_a_batch, f"batch * {once_a_batch}")
    assert "Right for one example of FP32" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, LAYER)
    says = "your “weights” take as much in a batch of 2 as alone: they should take half as much, since"
    shown.locator("h3", has_text=says).wait_for()
    assert shown.locator(".row.err .note").inner_text() == "should be 19.1 µJ"
    lab_notebook.screenshot("lab-energy-layer-wrong", LAYER)
    found = lab_notebook.ask_kernel("[[fault['part'] for fault in layer.faults], layer.agrees]")
    assert found == [["weights"], False]


def test_a_mistake_is_met_by_a_hint_and_by_a_layer_counted_by_hand(lab_notebook):
    lab_notebook.solve_wrongly(EXERCISE, "(num_in + 1) * num_out", "num_in * num_out")
    assert "weights: 6 weights and 2 biases of 32 bits" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, LAYER)
    shown.locator("h3", has_text="your “weights” pay for 6 weights and biases: by hand it is 9").wait_for()


def test_the_right_layer_passes_its_check_and_agrees(lab_notebook):
    lab_notebook.solve(EXERCISE)
    assert "Right for one example of FP32" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, LAYER)
    shown.locator("h3", has_text="At a batch of 8, the weights take 94 % of each example’s energy").wait_for()
    assert shown.locator(".law.holds").count() == 4
    assert lab_notebook.ask_kernel("[layer.broken, layer.agrees]") == [[], True]
    lab_notebook.screenshot("lab-energy-layer-right", LAYER)


def test_another_batch_and_format_reach_the_kernel(lab_notebook):
    shown = lab_notebook.page.locator(LAYER)
    shown.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"):
        lab_notebook.page.keyboard.press(key)
    shown.locator("h3", has_text="At a batch of 32, the weights take").wait_for()
    seen = lab_notebook.ask_kernel_until(
        "[layer.batch, layer.format, layer.shares['weights']]", lambda seen: seen[:2] == [32, "INT8"]
    )
    assert seen[:2] == [32, "INT8"]
    weights, others = 785 * 300 * 8 / 64 * 1300 / 32, 784 * 300 * 0.2 + 785 * 300 * 0.1 + 1084 * 8 / 64 * 100
    assert seen[2] == pytest.approx(weights / (weights + others))


def test_the_solved_lab_passes_every_check_and_its_zip_earns_full_marks(lab_notebook, grade):
    report = lab_notebook.hand_in_solved()
    assert report.count("written") == 6 and "not solved" not in report
    verdict = grade()
    assert verdict["score"] == verdict["max_score"] == 15, verdict
