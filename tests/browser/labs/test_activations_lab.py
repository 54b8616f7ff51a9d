"""The activations lab as a student works it: fail a check, read its hint, see it drawn, solve, hand in."""

LAB = "02_activations"
GAIN = ".jp-OutputArea-output .course-visualizer.gain"
EXERCISE, CHECK, DRAWN = "def gain(activation)", "yours = gain(", "ActivationsGain(gain)"


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    lab_notebook.run(EXERCISE)
    assert "NotImplementedError" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, GAIN)
    assert "NotImplementedError" in shown.locator("h3").inner_text()


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    lab_notebook.solve_wrongly(EXERCISE, "bell.sum() / (bell * ", "len(z) / (")
    assert "without a bend nothing changes: the gain is 1, not 0.173196" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, GAIN)
    shown.locator("h3", has_text="Your gain for ReLU, 0.24, is too small: the size vanishes").wait_for()
    lab_notebook.screenshot("lab-gain-wrong", GAIN)
    one_line = 16  # pixels
    assert {meaning.bounding_box()["height"] for meaning in shown.locator(".numbers dt").all()} == {one_line}
    assert "relu" not in lab_notebook.ask_kernel("stack.keeps")
    assert lab_notebook.ask_kernel("stack.sizes['relu'][-1]") < 1e-12


def test_the_right_gain_passes_its_check_and_keeps_the_size(lab_notebook):
    lab_notebook.solve(EXERCISE)
    assert "Right for a line and for ReLU" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, GAIN)
    shown.locator("h3", has_text="Your gain for ReLU, 1.41, roughly keeps the size").wait_for()
    shown.get_by_role("radio", name="ReLU", exact=True).press("ArrowLeft")
    shown.locator("h3", has_text="Your gain for sigmoid, 1.85, keeps the size").wait_for()
    chosen = lab_notebook.ask_kernel_until("stack.function", lambda name: name != "relu")
    assert chosen == "sigmoid" and chosen in lab_notebook.ask_kernel("stack.keeps")
    lab_notebook.screenshot("lab-gain-right", GAIN)


def test_the_solved_lab_passes_every_check_and_its_zip_earns_full_marks(lab_notebook, grade):
    report = lab_notebook.hand_in_solved()
    assert report.count("written") == 6 and "not solved" not in report
    verdict = grade()
    assert verdict["score"] == verdict["max_score"] == 15, verdict
