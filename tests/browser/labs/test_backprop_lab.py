"""The backprop lab as a student works it: fail a check, read its hint, see it drawn, solve all, hand in."""

LAB = "04_backprop"
TANGENT = ".jp-OutputArea-output .course-visualizer.tangent"
EXERCISE, CHECK, DRAWN = "def squared_relu_backward(", "for place, slope in", "def your_slope"


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    lab_notebook.run(EXERCISE)
    assert "NotImplementedError" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, TANGENT)
    assert "NotImplementedError" in shown.locator("h3").inner_text()


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    lab_notebook.solve_wrongly(EXERCISE, "gradient * 2 *", "gradient *")
    assert "at x = 0.5 the curve's slope is 1.0, yours is 0.5" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, TANGENT)
    shown.locator("h3", has_text="misses").wait_for()
    lab_notebook.screenshot("lab-tangent-wrong", TANGENT)
    wrong = lab_notebook.ask_kernel("len(tangent.misses)")
    assert str(wrong) in shown.locator("h3").inner_text() and wrong > 30


def test_the_right_line_passes_its_check_and_touches_the_curve(lab_notebook):
    lab_notebook.solve(EXERCISE)
    assert "Right at three places" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, TANGENT)
    shown.locator("h3", has_text="Your slope is the curve").wait_for()
    assert lab_notebook.ask_kernel("len(tangent.misses)") == 0
    lab_notebook.screenshot("lab-tangent-right", TANGENT)


def test_the_solved_lab_passes_every_check_and_its_zip_earns_full_marks(lab_notebook, grade):
    report = lab_notebook.hand_in_solved()
    assert report.count("written") == 6 and "not solved" not in report
    verdict = grade()
    assert verdict["score"] == verdict["max_score"] == 15, verdict
