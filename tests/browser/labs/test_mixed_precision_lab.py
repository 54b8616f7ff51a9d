"""The mixed precision lab as a student works it: fail a check, read its hint, see it drawn, hand in."""

LAB = "11_mixed_precision"
SCALER = ".jp-OutputArea-output .course-visualizer.scaler"
EXERCISE, CHECK = "def next_scale(", "yours = next_scale("
DRAWN = "ScalerTrace(next_scale)"


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    lab_notebook.run(EXERCISE)
    assert "NotImplementedError" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, SCALER)
    assert "NotImplementedError" in shown.locator("h3").inner_text()
    assert shown.locator(".trace .ceiling").get_attribute("d")


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    lab_notebook.solve_wrongly(EXERCISE, "return scale * 2, 0", "return scale, 0")
    assert "after ten finite steps of ten it is 2048, not 1024" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, SCALER)
    shown.locator(
        "h3", has_text="The scale does not double at the interval: 10 of 240 steps break"
    ).wait_for()
    lab_notebook.screenshot("lab-mixed-precision-scaler-wrong", SCALER)
    doubles = "the scale does not double at the interval"
    assert lab_notebook.ask_kernel("[trace.step, trace.broken[trace.step]]") == [24, [doubles]]


def test_a_mistake_that_passes_the_check_breaks_a_law_in_the_picture(lab_notebook):
    lab_notebook.solve_wrongly(EXERCISE, "return scale / 2, 0", "return scale / 2, quiet")
    assert "Right for a quiet time" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, SCALER)
    shown.locator("h3", has_text="An overflow does not restart the count: 7 of 240 steps break").wait_for()
    lab_notebook.screenshot("lab-mixed-precision-scaler-unseen", SCALER)
    assert lab_notebook.ask_kernel("[trace.agrees, list(trace.broken)]") == [False, [*range(99, 106)]]


def test_another_step_and_another_run_reach_the_kernel(lab_notebook):
    shown = lab_notebook.page.locator(SCALER)
    shown.focus()
    for key in ("m", "ArrowRight", "r"):
        lab_notebook.page.keyboard.press(key)
    shown.locator("h3", has_text="17 of 240 steps were skipped, 6 of them at the start").wait_for()
    seen = lab_notebook.ask_kernel_until(
        "[trace.profile, trace.step, trace.broken]", lambda seen: seen[0] == "steady"
    )
    assert seen == ["steady", 101, {}]


def test_the_right_controller_passes_its_check_and_keeps_every_law(lab_notebook):
    lab_notebook.solve(EXERCISE)
    assert "Right for a quiet time" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, SCALER)
    shown.locator("h3", has_text="15 of 240 steps were skipped, 4 of them at the start").wait_for()
    assert lab_notebook.ask_kernel("[trace.agrees, trace.problem]") == [True, ""]
    lab_notebook.screenshot("lab-mixed-precision-scaler-right", SCALER)


def test_the_solved_lab_passes_every_check_and_its_zip_earns_full_marks(lab_notebook, grade):
    report = lab_notebook.hand_in_solved()
    assert report.count("written") == 6 and "not solved" not in report
    verdict = grade()
    assert verdict["score"] == verdict["max_score"] == 15, verdict
