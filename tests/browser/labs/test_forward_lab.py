"""The forward lab as a student works it: fail a check, read its hint, see a wrong window, solve, hand in."""

LAB = "01_forward"
WINDOW = ".jp-OutputArea-output .course-visualizer.reader"
EXERCISE, CHECK, DRAWN = "def convolve(", "yours = convolve(image", "ForwardWindow(convolve"


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    lab_notebook.run(EXERCISE)
    assert "NotImplementedError" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, WINDOW)
    assert "NotImplementedError" in shown.locator("h3").inner_text()
    assert shown.locator(".digit >> nth=1 >> .cell text", has_text="+5").count() == 1


def test_a_mistake_is_met_by_a_hint_and_the_wrong_window_is_seen(lab_notebook):
    lab_notebook.solve("def output_size(")
    lab_notebook.solve_wrongly(EXERCISE, "window, weight)", "window, weight[:, :, ::-1, ::-1])")
    assert "0·1 + 1·2 + 3·3 + 4·4 + 0.5 = 27.5, not 13.5" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, WINDOW)
    shown.locator("h3", has_text="turns the filter round: upside down and mirrored").wait_for()
    lab_notebook.screenshot("lab-window-turned", WINDOW)
    assert lab_notebook.ask_kernel("int(window.reads[1, 2])") == -4
    assert not lab_notebook.ask_kernel("window.agrees")


def test_a_mistake_that_its_check_does_not_see_is_seen_in_the_picture(lab_notebook):
    lab_notebook.solve_wrongly(EXERCISE, "row * stride, column * stride", "row, column")
    assert "Right for one image" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, WINDOW)
    shown.locator("h3", has_text="takes steps of 1, where the stride is 2").wait_for()
    lab_notebook.screenshot("lab-window-steps", WINDOW)
    shown.locator("[role=gridcell][tabindex='0']").focus()
    lab_notebook.page.keyboard.press("Home")
    shown.locator("h3", has_text="row 1, column 1 reads 9 pixels").wait_for()
    chosen = "[window.row, window.column, window.stride]"
    assert lab_notebook.ask_kernel_until(chosen, lambda value: value[0] == 0) == [0, 0, 2]


def test_the_right_function_passes_its_check_and_reads_its_window(lab_notebook):
    lab_notebook.solve(EXERCISE)
    assert "Right for one image" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, WINDOW)
    shown.locator("h3", has_text="reads 9 pixels, with the filter").wait_for()
    assert lab_notebook.ask_kernel("window.agrees")
    lab_notebook.screenshot("lab-window-right", WINDOW)


def test_the_solved_lab_passes_every_check_and_its_zip_earns_full_marks(lab_notebook, grade):
    report = lab_notebook.hand_in_solved()
    assert report.count("written") == 6 and "not solved" not in report
    verdict = grade()
    assert verdict["score"] == verdict["max_score"] == 15, verdict
