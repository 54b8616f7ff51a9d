"""The number formats lab as a student works it: fail a check, read its hint, see it drawn, hand in."""

LAB = "06_number_formats"
ROUNDING = ".jp-OutputArea-output .course-visualizer.rounding"
EXERCISE, CHECK = "def round_to_even(", "yours = round_to_even("
DRAWN = "NumberRounding(round_to_even)"


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    lab_notebook.run(EXERCISE)
    assert "NotImplementedError" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, ROUNDING)
    assert "NotImplementedError" in shown.locator("h3").inner_text()


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    lab_notebook.solve_wrongly(EXERCISE, "just_below_half + is_odd", "just_below_half")
    assert "1½ lies between 1 and 2, and 2 is even; not [1]" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, ROUNDING)
    shown.locator("h3", has_text="sends 8 of 65 codes elsewhere: it sends ties down").wait_for()
    lab_notebook.screenshot("lab-number-formats-rounding-wrong", ROUNDING)
    wrong = [-26, -18, -10, -2, 6, 14, 22, 30]
    assert lab_notebook.ask_kernel("[rounding.wrong, rounding.agrees]") == [wrong, False]


def test_other_digits_and_another_code_reach_the_kernel(lab_notebook):
    shown = lab_notebook.page.locator(ROUNDING)
    shown.focus()
    lab_notebook.page.keyboard.press("ArrowUp")
    lab_notebook.page.keyboard.press("m")
    shown.locator("h3", has_text="sends 4 of 65 codes elsewhere: it sends ties down").wait_for()
    seen = lab_notebook.ask_kernel_until(
        "[rounding.dropped, rounding.offset, rounding.wrong]", lambda seen: seen[:2] == [3, 12]
    )
    assert seen == [3, 12, [-20, -4, 12, 28]]


def test_the_right_rounding_passes_its_check_makes_bf16_and_agrees_everywhere(lab_notebook):
    lab_notebook.solve(EXERCISE)
    assert "Right for two bits" in lab_notebook.run(CHECK)
    assert "1.00097656e-01 2.00000000e+00" in lab_notebook.run("numbers.view(np.int32)")
    shown = lab_notebook.draw(DRAWN, ROUNDING)
    shown.locator("h3", has_text="sends all 65 codes where they belong, 16 ties to even").wait_for()
    assert lab_notebook.ask_kernel("[rounding.wrong, rounding.agrees]") == [[], True]
    lab_notebook.screenshot("lab-number-formats-rounding-right", ROUNDING)


def test_the_solved_lab_passes_every_check_and_its_zip_earns_full_marks(lab_notebook, grade):
    report = lab_notebook.hand_in_solved()
    assert report.count("written") == 6 and "not solved" not in report
    verdict = grade()
    assert verdict["score"] == verdict["max_score"] == 15, verdict
