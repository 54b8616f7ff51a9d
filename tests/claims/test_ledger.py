"""Running the claims, and their ledger in the terminal and in a notebook."""

import json
from dataclasses import replace

import pytest

from course import topics
from course.claims import ledger
from course.claims.finding import KINDS, VERDICTS

ONE, OTHER = ledger.claims_of("backprop")


@pytest.fixture
def two(findings):
    """The findings of this topic's two claims."""
    return [findings[ONE.id], findings[OTHER.id]]


def fails():
    raise RuntimeError("out of luck")


def test_a_topics_claims_are_those_of_the_table_of_topics():
    for topic in topics.TOPICS:
        written = {claim.id for claim in ledger.claims_of(topic.stem)}
        assert written in (set(), set(topic.claims)), f"{topic.stem}: write all of its claims or none"


def test_all_claims_come_in_the_lectures_order_and_once():
    numbers = [claim.id for claim in ledger.claims_of()]
    assert numbers == sorted(set(numbers)) and {6, 7} <= set(numbers)


def test_an_unknown_topic_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"'astrology'.*backprop"):
        ledger.run("astrology")


def test_what_shows_progress_goes_through_every_claim(monkeypatch, two):
    tracked = []

    def track(claims):
        for claim in claims:
            tracked.append(claim.id)
            yield claim

    monkeypatch.setattr(ledger, "claims_of", lambda topic: [replace(ONE, measure=lambda: two[0].figures)])
    assert ledger.run("backprop", track) == [two[0]] and tracked == [6]


def test_an_experiment_that_fails_leaves_the_others_standing(monkeypatch, two):
    claims = [replace(ONE, measure=fails), replace(OTHER, measure=lambda: two[1].figures)]
    monkeypatch.setattr(ledger, "claims_of", lambda topic: claims)
    broken, whole = ledger.run("backprop")
    assert broken.verdict == "not measured here" and "out of luck" in broken.because
    assert whole == two[1]


def test_a_measured_finding_names_the_machine_in_a_line(two):
    assert all("core" in finding.machine and "NumPy" in finding.machine for finding in two)


def test_the_json_of_a_run_follows_its_schema(two):
    report = json.loads(json.dumps({"findings": [finding.as_json() for finding in two]}, allow_nan=False))
    assert [finding["id"] for finding in report["findings"]] == [6, 7]
    for finding in report["findings"]:
        keys = {"id", "topic", "says", "verdict", "kind", "figures", "because", "sources", "machine"}
        assert set(finding) == keys
        assert finding["verdict"] in VERDICTS and finding["kind"] in KINDS
        for figure in finding["figures"]:
            assert set(figure) == {"name", "value", "unit", "low", "high"}
            assert figure["low"] <= figure["value"] <= figure["high"]


def test_the_terminal_shows_verdict_reason_and_figures(two):
    text = " ".join(ledger.as_text(two, width=200).replace("│", " ").split())
    assert "holds if" in text and "40 of 40 (36.5 to 40)" in text and "learning rate 1.01 × 2/L" in text


def test_square_brackets_reach_the_terminal_as_they_are(two):
    assert "[bold]loud" in ledger.as_text([replace(two[0], says="[bold]loud[/bold]")])


def test_a_notebook_gets_the_drawn_ledger_and_plain_text(two, monkeypatch):
    monkeypatch.setattr(ledger, "run", lambda topic: two)
    shown = ledger.show("backprop")
    assert shown.findings == tuple(two)
    assert shown._repr_html_().count("<article") == 2 and "<script" not in shown._repr_html_()
    assert "40 of 40" in repr(shown)
