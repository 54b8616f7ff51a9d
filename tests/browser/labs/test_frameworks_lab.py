"""The frameworks lab as a student works it: fail a check, read its hint, see it drawn, solve all, hand in."""

LAB = "05_frameworks"
FUSION = ".jp-OutputArea-output .course-visualizer.fusion"
EXERCISE, CHECK, DRAWN = "def fuse(", "yours = fuse(", "FrameworksFusion(fuse)"


def test_an_unsolved_exercise_says_so_and_its_picture_is_not_empty(lab_notebook):
    lab_notebook.run(EXERCISE)
    assert "NotImplementedError" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, FUSION)
    assert "NotImplementedError" in shown.locator("h3").inner_text()
    assert shown.locator(".plan").first.locator(".box").count() == 3, "eager's kernels are there"


def test_a_mistake_is_met_by_a_hint_and_is_seen_in_the_picture(lab_notebook):
    lab_notebook.solve_wrongly(EXERCISE, 'is_open = operation != "matmul"', "is_open = True")
    assert "the product is one kernel, the two lines after it another: 2, not 1" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, FUSION)
    shown.locator("h3", has_text="a matmul, with others").wait_for()
    lab_notebook.screenshot("lab-fusion-wrong", FUSION)
    first = lab_notebook.ask_kernel("fusion.faults[0]")
    assert first in shown.locator("h3").inner_text() and shown.locator(".box.wrong").count() > 0


def test_a_mistake_that_the_check_does_not_see_is_seen_in_the_picture(lab_notebook):
    ends = "            is_open = False\n            continue"
    lab_notebook.solve_wrongly(EXERCISE, "            continue", ends)
    assert "Right for one product" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, FUSION)
    shown.locator("h3", has_text="belong in one").wait_for()
    assert lab_notebook.ask_kernel("fusion.program") == "inputs between"
    assert shown.locator(".cut").count() == lab_notebook.ask_kernel("len(fusion.faults)") == 2
    lab_notebook.screenshot("lab-fusion-cut", FUSION)


def test_the_right_kernels_pass_their_check_and_save_passes_in_the_picture(lab_notebook):
    lab_notebook.solve(EXERCISE)
    assert "Right for one product" in lab_notebook.run(CHECK)
    shown = lab_notebook.draw(DRAWN, FUSION)
    shown.locator("h3", has_text="where eager makes").wait_for()
    assert lab_notebook.ask_kernel("len(fusion.faults)") == 0
    name, value = (shown.locator(f".counters {part}").last.bounding_box() for part in ("dt", ".answer"))
    assert name["height"] < 20 and name["y"] + name["height"] <= value["y"], "as outside JupyterLab"
    shown.press("ArrowUp")
    shown.locator("h3", has_text="Your 3 kernels").wait_for()
    assert lab_notebook.ask_kernel_until("fusion.program", "read later".__eq__) == "read later"
    lab_notebook.screenshot("lab-fusion-right", FUSION)


def test_the_solved_lab_passes_every_check_and_its_zip_earns_full_marks(lab_notebook, grade):
    report = lab_notebook.hand_in_solved()
    assert report.count("written") == 6 and "not solved" not in report
    verdict = grade()
    assert verdict["score"] == verdict["max_score"] == 15, verdict
