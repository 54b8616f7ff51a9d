"""The controller in a real browser: the trace where Python says, its words true, nothing cut off."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from course.widgets.mixed_precision_scaler import ScalerTrace

right = runpy.run_path(str(Path(__file__).parent / "right_answers.py"))["next_scale"]


def not_written(*_, **__):
    raise NotImplementedError


def spiteful(*_, **__):
    raise ValueError("<img src=x onerror=alert(1)></script><b>bold</b> " + 12 * "together ")


def fails_late(scale, quiet, is_finite, interval):
    return right(scale, quiet, is_finite, interval) if scale > 64 else None


CASES = {
    "example": {},
    "right": {"next_scale": right},
    "shrink": {"next_scale": right, "profile": "gradients shrink", "init_log2": 24},
    "grow": {"profile": "gradients grow", "interval": 10},
    "never": {"next_scale": lambda s, q, f, interval: (s, q + 1) if f else (s / 2, 0), "init_log2": 4},
    "soars": {"next_scale": lambda s, q, f, interval: (2 * s, 0)},
    "sinks": {"next_scale": lambda s, q, f, interval: (s / 2, 0), "profile": "steady"},
    "late": {"next_scale": fails_late},
    "stub": {"next_scale": not_written},
    "spite": {"next_scale": spiteful},
}
every_case = pytest.mark.parametrize("case", CASES)


@pytest.fixture
def show(open_page):
    """A function that opens the controller's page and waits until its picture has its size."""

    def show_one(case="example", **settings):
        page = open_page(ScalerTrace(**CASES[case]), **settings)
        page.wait_for_selector(".scaler .trace")
        return page

    return show_one


def state(page):
    """The chosen step and the three settings, as the page says them."""
    step = page.locator(".card > .label").inner_text().removeprefix("Step ").removesuffix(" of 240")
    return step, *page.locator(".segments [aria-checked=true]").all_inner_texts()


# ---- What it says and draws


def test_a_problem_is_the_title_and_nothing_but_text(show):
    page = show("stub")
    title = page.get_by_role("heading", level=3).inner_text()
    assert title == "Your function raises NotImplementedError: write it and run this cell again"
    assert page.locator(".call").inner_text() == "next_scale(65536, 0, False, interval=20) → ?"
    assert page.locator(".facts dd").all_inner_texts() == ["·", "·", "·"]
    page = show("spite")
    title = page.get_by_role("heading", level=3)
    assert title.inner_text().startswith("Your function raises ValueError: <img src=x onerror=alert(1)>")
    assert title.inner_text().endswith("…") and title.locator("*").count() == 0
    assert page.locator(".scaler img").count() == 0


@pytest.mark.parametrize("case", ["example", "right", "shrink", "grow"])
def test_the_trace_its_overflows_and_broken_laws_stand_where_python_says(show, case):
    page, trace = show(case), ScalerTrace(**CASES[case])

    def path(name):
        return page.locator(f".trace .{name}").get_attribute("d") or ""

    width = float(page.locator(".trace .hit").get_attribute("width"))
    steps = np.arange(1, 241)
    heights, ends = np.array(re.findall(r"(?:M0 |V)([\d.]+)H([\d.]+)", path("scale")), dtype=float).T
    np.testing.assert_allclose(ends, steps / 240 * width, atol=0.06)
    ceiling = np.array(re.findall(r"L([\d.]+) ([\d.]+)", path("ceiling")), dtype=float)
    slope, zero = np.polyfit(trace.ceilings[trace.profile], ceiling[:, 1], 1)
    assert slope < 0, "larger is higher"
    np.testing.assert_allclose(heights, zero + slope * np.log2(trace.scales), atol=0.1)
    triangles = re.findall(r"M([-\d.]+) [-\d.]+h8", path("skipped"))
    middles = [(step - 0.5) / 240 * width for step in trace.skipped]
    np.testing.assert_allclose(np.array(triangles, dtype=float) + 4, middles, atol=0.06)
    crosses = np.array(re.findall(r"M([-\d.]+) ", path("broken")), dtype=float) + 3
    np.testing.assert_allclose(crosses, [(step - 0.5) / 240 * width for step in trace.broken], atol=0.06)


def test_the_call_of_the_chosen_step_is_written_out_and_judged(show):
    page = show()
    assert page.locator(".call").inner_text() == "next_scale(8192, 0, False, interval=20) → (4096, 1)"
    assert page.locator(".event").inner_text() == (
        "The scale is 0.6 powers of two above the ceiling: overflow, the step is skipped"
    )
    assert page.locator(".verdict.err").inner_text() == "✗ an overflow does not restart the count"
    page.locator(".scaler").press("ArrowRight")
    assert page.locator(".call").inner_text() == "next_scale(4096, 1, True, interval=20) → (4096, 2)"
    assert page.locator(".event").inner_text() == (
        "All gradients are finite: the step is taken, 2 of 20 without an overflow"
    )
    assert page.locator(".verdict").inner_text() == "✓ as the laws want it"
    assert page.locator(".verdict.err").count() == 0


def test_laws_are_told_with_how_often_they_held(show):
    laws = show().locator("tbody td")
    assert [" ".join(law.split()) for law in laws.all_inner_texts()] == [
        "it halves ✓ 16", "it restarts at 0 ✗ 16 of 16", "it stays ✓ 213", "it grows by one ✓ 213",
        "it doubles ✓ 10", "it restarts at 0 ✓ 10",
    ]  # fmt: skip
    page = show("stub")
    assert page.locator("tbody .unmet").count() == 6 and page.locator("tbody td.err").count() == 0


def test_the_row_of_the_case_at_hand_is_marked(show):
    page = show("right")
    rows = []
    for key in ("o", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.locator(".scaler").press(key)
        rows.append(page.locator("tbody .now th").inner_text())
    assert rows == [
        "after an overflow",
        "finite, below the interval",
        "after an overflow",
        "finite, the interval reached",
    ]
    page = show("never")
    page.locator(".scaler").press("End")
    assert page.locator("tbody .now").count() == 0
    assert page.locator(".verdict").inner_text() == "no law is left for it"


def test_what_runs_away_is_told_with_its_power(show):
    assert "up to 2²⁵⁵ ↑" in show("soars").locator(".trace").text_content()
    assert "down to 2⁻²²³ ↓" in show("sinks").locator(".trace").text_content()


def test_a_run_that_fails_is_drawn_up_to_there(show):
    page = show("late")
    assert page.get_by_role("heading", level=3).inner_text() == (
        "Your function returns None, it needs two: the scale and the count, at step 105"
    )
    assert page.locator(".trace .scale").get_attribute("d").count("H") == 105
    assert state(page)[0] == "105" and page.locator(".call").inner_text().endswith("→ ?")
    page.locator(".scaler").press("ArrowRight")
    assert state(page)[0] == "105"
    page.get_by_role("radio", name="steady").click()
    assert (
        page.get_by_role("heading", level=3)
        .inner_text()
        .endswith("steps were skipped, 6 of them at the start")
    )


@every_case
def test_every_case_is_drawn_in_numbers(show, case):
    page = show(case)
    for key in ("End", "o", "m", "r", "i", "ArrowDown", "f", "Home"):
        page.locator(".scaler").press(key)
        drawn = page.locator(".panel, .card").evaluate_all("all => all.map((e) => e.outerHTML).join()")
        assert not [word for word in ("NaN", "Infinity", "undefined", "null") if word in drawn]


# ---- How it looks


@pytest.mark.parametrize("width", [480, 872])
@pytest.mark.parametrize("case", ["example", "never", "spite"])
def test_it_can_be_read_and_hit_in_both_themes(show, looks, case, width):
    looks.accessible(show(case, width=width, motion="reduce"), ".scaler")


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (700, 1), (760, 2), (872, 2), (1180, 2)])
def test_the_facts_stand_beside_the_laws_where_there_is_room(show, width, columns):
    page = show(width=width)
    laws, facts = (page.locator(part).bounding_box() for part in ("table", ".facts"))
    if columns == 2:
        assert laws["x"] + laws["width"] <= facts["x"]
    else:
        assert laws["x"] == facts["x"] and laws["y"] + laws["height"] < facts["y"]


@pytest.mark.parametrize(
    ("case", "width"),
    [*((case, 480) for case in ("example", "shrink", "soars", "late")), ("late", 760), ("soars", 872)],
)
def test_no_word_of_the_pictures_is_cut_off_or_covers_another(show, looks, case, width):
    page = show(case, width=width)
    for key in ("Home", "r", "m", "i", "End", "f"):
        looks.words_apart(page.locator(".panel, .card"))
        page.locator(".scaler").press(key)
