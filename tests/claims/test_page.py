"""The ledger's page: escaped, self-contained, drawn true, worked by mouse and keys."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from course.claims import drawing, ledger, page
from course.claims.claim import Axis, Claim, Threshold
from course.claims.finding import VERDICTS, Figure, Finding

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
CLAIM = Claim(
    id=7,
    says="It settles.",
    measure=lambda: [],
    how="forty times",
    thresholds=(Threshold("below", "above", 20, "half", "wrong", "It does not."),),
    verdict="holds",
    because="It does.",
    axis=Axis("losses (of 40)", (0, 20, 40)),
    sources=(),
)
FIGURES = (Figure("below", 40, "of 40", 36, 40), Figure("above", 0, "of 40", 0, 4))
FINDING = Finding(
    7, "backprop", "It settles.", "holds", "measured", FIGURES, "It does.", ("a book",), "a laptop"
)


def findings_of_two_kinds():
    return [replace(FINDING, id=6, kind="sourced"), FINDING]


def test_hostile_words_are_shown_not_run():
    figures = (Figure(HOSTILE, 1, HOSTILE, 1, 1),)
    finding = replace(
        FINDING, says=HOSTILE, because=HOSTILE, sources=(HOSTILE,), machine=HOSTILE, figures=figures
    )
    html = page.whole_page([finding], [CLAIM])
    assert "alert(1)" in html and "<script>alert" not in html and "<img" not in html


def test_hostile_words_of_a_claim_are_shown_not_run():
    marks = (Threshold("below", "above", 20, HOSTILE, "wrong", HOSTILE),)
    claim = replace(CLAIM, how=HOSTILE, thresholds=marks, axis=Axis(HOSTILE, (0, 40)))
    html = page.whole_page([FINDING], [claim])
    assert "alert(1)" in html and "<script>alert" not in html and "<img" not in html


def test_the_page_asks_for_nothing_from_elsewhere():
    html = ledger.as_html([FINDING])
    assert not re.search(r'(?:src|href)="(?!data:)|@import|url\(', html)


def test_every_verdict_is_told_by_mark_and_word():
    marks = {
        re.search(r'd="([^"]+)"', page.pill(verdict))[1] for verdict in VERDICTS if verdict != "holds if"
    }
    assert len(marks) == len(VERDICTS) - 1
    assert all(page.pill(verdict).endswith(f"{verdict}</span>") for verdict in VERDICTS)


def places(svg, kind, attribute):
    elements = ElementTree.fromstring(svg).iter()
    return [float(e.get(attribute).rstrip("%")) for e in elements if e.get("class") == kind]


def test_dots_bars_and_marks_lie_where_the_figures_say():
    svg = drawing.svg(FIGURES, CLAIM)
    assert places(svg, "dot", "cx") == [100, 0]
    assert places(svg, "spread", "x") == [90, 0] and places(svg, "spread", "width") == [10, 10]
    assert places(svg, "mark", "x1") == [50]


def test_a_logarithmic_axis_makes_equal_factors_equal_steps():
    claim = replace(CLAIM, thresholds=(), axis=Axis("ratio (no unit)", (0.1, 10), logarithmic=True))
    figures = [Figure(str(value), value, "", value, value) for value in (0, 0.1, 1, 10)]
    assert places(drawing.svg(figures, claim), "dot", "cx") == [0, 0, 50, 100]


def test_what_was_only_read_is_a_ring():
    svg = drawing.svg(FIGURES, CLAIM, ring=True)
    assert 'class="ring"' in svg and 'class="dot"' not in svg


def test_a_figure_beyond_the_ticks_still_lies_on_the_line():
    svg = drawing.svg([Figure("below", 80, "", 60, 80)], CLAIM)
    assert places(svg, "dot", "cx") == [100] and places(svg, "mark", "x1") == [25]


def test_a_finding_without_figures_needs_no_drawing():
    finding = replace(FINDING, verdict="not measured here", figures=())
    assert "<svg class" not in page.part_of_a_page([finding], [CLAIM])


@pytest.fixture
def opened(browser, tmp_path):
    """The page of two findings, open in a real browser."""
    (tmp_path / "ledger.html").write_text(ledger.as_html(findings_of_two_kinds()), encoding="utf-8")
    tab = browser.new_page(viewport={"width": 900, "height": 700})
    tab.goto((tmp_path / "ledger.html").as_uri())
    yield tab
    tab.close()


def shown(tab):
    return tab.locator("article.finding:visible h2 b").all_inner_texts()


def test_a_click_on_a_kind_shows_its_claims_only(opened):
    opened.get_by_role("radio", name="sourced").click()
    assert shown(opened) == ["6"] and opened.locator(".count").inner_text() == "1"
    opened.get_by_role("radio", name="all claims").click()
    assert shown(opened) == ["6", "7"] and opened.locator(".count").inner_text() == "2"


def test_a_kind_without_claims_cannot_be_chosen(opened):
    assert opened.get_by_role("radio", name="recorded").is_disabled()


def test_arrows_move_along_the_filter_and_over_kinds_without_claims(opened):
    opened.keyboard.press("Tab")
    for key, expected in (
        ("ArrowRight", ["7"]),
        ("ArrowRight", ["6"]),
        ("ArrowRight", ["6"]),
        ("Home", ["6", "7"]),
    ):
        opened.keyboard.press(key)
        assert shown(opened) == expected
    assert opened.evaluate("document.activeElement.textContent") == "all claims"


def test_arrows_move_from_claim_to_claim_and_enter_opens_the_experiment(opened):
    opened.keyboard.press("Tab")
    opened.keyboard.press("Tab")
    opened.keyboard.press("ArrowDown")
    assert opened.evaluate("document.activeElement.querySelector('b').textContent") == "7"
    opened.keyboard.press("Enter")
    assert "def where_descent_settles" in opened.locator("article.finding").nth(1).locator("pre").inner_text()
    opened.keyboard.press("Enter")
    assert not opened.locator("pre").nth(1).is_visible()


def test_tab_stops_at_one_choice_and_at_one_claim(opened):
    assert opened.locator("[role=radio][tabindex='0']").count() == 1
    assert opened.locator("article.finding[tabindex='0']").count() == 1


@pytest.mark.parametrize("width", [480, 840, 1100])
def test_nothing_sticks_out_of_the_page(opened, width):
    opened.set_viewport_size({"width": width, "height": 700})
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_barrier(opened, theme):
    from axe_playwright_python.sync_playwright import Axe

    opened.emulate_media(color_scheme=theme)
    opened.locator("summary").first.click()
    violations = Axe().run(opened).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []
