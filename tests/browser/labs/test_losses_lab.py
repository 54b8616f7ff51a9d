"""The losses lab as a student works it: fail a check, read its hint, see it drawn, solve all, hand in."""

import pytest

LAB = "03_losses"
SLOPE = ".jp-OutputArea-output .course-visualizer.losses-slope"
EXERCISE, CHECK, DRAWN = "def rival_hinge(", "yours = rival_hinge(", "def your_hinge("


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    lab_notebook.run(EXERCISE)
    assert "NotImplementedError" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, SLOPE)
    assert "NotImplementedError" in shown.locator("h3").inner_text()


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    lab_notebook.solve_wrongly(EXERCISE, "= short > 0", "= 0.5 * (short > 0)")
    assert "the first pulls 0 up, pushes 1 down: −½, ½, 0" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, SLOPE)
    shown.locator(
        "h3", has_text="Your slope along score 1 is +0.50, the curve’s is +1.00: it cuts"
    ).wait_for()
    lab_notebook.screenshot("lab-losses-slope-wrong", SLOPE)
    assert lab_notebook.ask_kernel("[slope.chosen, slope.slope, slope.agrees, slope.off]") == [
        1,
        0.5,
        False,
        [1],
    ]
    assert lab_notebook.ask_kernel("slope.nudged") == pytest.approx(1, abs=1e-9)


def test_a_moved_score_asks_the_kernel_for_the_other_curves(lab_notebook):
    """Where the rival is too weak the loss is flat; then the right score, lowered, brings it back."""
    shown = lab_notebook.page.locator(SLOPE)
    shown.locator(".scores .row.chosen").focus()
    for _ in range(8):
        lab_notebook.page.keyboard.press("ArrowLeft")
    shown.locator("h3", has_text="Your slope along score 1 is 0.00, and so is the curve’s").wait_for()
    lab_notebook.page.keyboard.press("ArrowUp")
    shown.locator("h3", has_text="Your slope along score 0 is 0.00, and so is the curve’s").wait_for()
    for _ in range(8):
        lab_notebook.page.keyboard.press("ArrowLeft")
    shown.locator("h3", has_text="Your slope along score 0 is −1.00, and so is the curve’s").wait_for()
    seen = lab_notebook.ask_kernel_until(
        "[slope.scores, slope.around, slope.gradient]", lambda seen: seen[0][0] == 0.4
    )
    assert seen == [[0.4, 0.0, -0.5], [1.2, 0.0, -0.5], [-1.0, 0.5, 0.0]]


def test_the_right_slopes_pass_their_check_and_touch_the_curve(lab_notebook):
    lab_notebook.solve(EXERCISE)
    assert "Right for two examples" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, SLOPE)
    shown.locator("h3", has_text="and so is the curve’s: it touches").wait_for()
    assert lab_notebook.ask_kernel("slope.off") == []
    lab_notebook.screenshot("lab-losses-slope-right", SLOPE)


def test_the_solved_lab_passes_every_check_and_its_zip_earns_full_marks(lab_notebook, grade):
    report = lab_notebook.hand_in_solved()
    assert report.count("written") == 6 and "not solved" not in report
    verdict = grade()
    assert verdict["score"] == verdict["max_score"] == 15, verdict
