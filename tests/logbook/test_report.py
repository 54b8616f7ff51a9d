"""The student's own report: everything in it is escaped, and it is one file."""

import json
import re
from types import SimpleNamespace

import pytest

from course.logbook import history, logbook, report
from course.logbook.calibration import calibrate, finding, picture

TOPICS = (
    SimpleNamespace(number=4, stem="backprop", title="A gradient costs two passes", claims=(6, 7)),
    SimpleNamespace(number=19, stem="practicum", title="Shrink it", claims=()),
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&[bold]"


def fill():
    logbook.predict("backprop: passes", 8, unit="passes")
    logbook.reveal("backprop: passes", 2)
    logbook.predict("share", 40, unit="%")
    logbook.reveal("share", 60)
    logbook.predict("faster", "PyTorch")
    logbook.reveal("faster", "NumPy")
    logbook.reveal("unpredicted", 3)
    logbook.predict("waiting", 3)
    finding = {"id": 7, "topic": "backprop", "says": "It works.", "verdict": "holds", "because": "It did."}
    logbook.record("claim", finding | {"machine": "AMD EPYC"})
    logbook.record("lab", {"lab": "backprop", "points": 8, "out_of": 10})


def test_the_calibration_counts_what_was_predicted_before_the_answer_was_shown():
    fill()
    logbook.predict("backprop: passes", 2)  # too late
    calibration = calibrate(history.questions())
    assert calibration.factors == {"backprop: passes": 4.0, "share": 40 / 60}
    assert (calibration.num_numbers, calibration.num_within_two, calibration.median_factor) == (2, 1, 2.75)
    assert (calibration.right, calibration.wrong, calibration.waiting) == ([], ["faster"], ["waiting"])
    assert finding(calibration) == "1 of 2 guesses were within a factor of two"


@pytest.mark.parametrize(
    ("guess", "measured", "within"), [(3, -1, 0), (0, 1, 0), (0, 0, 1), (2, 1, 1), (1, 2.01, 0)]
)
def test_one_guess_is_within_a_factor_of_two_or_not(guess, measured, within):
    logbook.predict("key", guess)
    logbook.reveal("key", measured)
    calibration = calibrate(history.questions())
    assert (calibration.num_numbers, calibration.num_within_two) == (1, within)
    assert finding(calibration) == f"Your one guess was {'' if within else 'not '}within a factor of two"


@pytest.mark.parametrize(
    ("ratio", "inside"), [(2.0, True), (2.01, False), (0.5, True), (0.499, False), (1, True), (1e9, False)]
)
def test_a_dot_stands_in_the_band_exactly_if_the_guess_was_within_a_factor_of_two(ratio, inside):
    logbook.predict("key", ratio)
    logbook.reveal("key", 1)
    drawn = picture(calibrate(history.questions()))
    left, width = map(float, re.search(r'class="band" x="([\d.]+)" y="0" width="([\d.]+)"', drawn).groups())
    place = float(re.search(r'cx="([\d.]+)"', drawn)[1])
    assert (left < place < left + width) == inside
    assert 0 < place < 640


def test_the_summary_can_be_written_as_json_and_names_every_question():
    fill()
    told = json.loads(json.dumps(report.summary()))
    verdicts = {each["key"]: each["verdict"] for each in told["questions"]}
    assert verdicts == {
        "backprop: passes": "4.0 times too high",
        "share": "1.5 times too low",
        "faster": "wrong",
        "unpredicted": None,
        "waiting": None,
    }
    assert told["calibration"]["within_a_factor_of_two"] == 1
    assert [claim["id"] for claim in told["claims"]] == [7] and [lab["points"] for lab in told["labs"]] == [8]


def test_the_page_tells_predictions_claims_labs_and_topics_and_asks_nobody_for_anything():
    fill()
    page = report.as_html(TOPICS)
    for text in (
        "8 passes",
        "4.0 times too high",
        "not predicted",
        "not measured yet",
        "It works.",
        "8 of 10",
        "1 of 2",
    ):
        assert text in page
    assert "1 holds" in page and "AMD EPYC" in page
    assert not re.search(r'(src|href)=(?!"data:)|url\((?!["\']?data:)|@import|<script', page)


def test_an_empty_logbook_gives_a_page_that_says_how_to_begin():
    assert "make your first prediction" in report.as_html(TOPICS)
    assert report.summary()["questions"] == []


def test_a_damaged_line_is_named_in_the_report(file):
    fill()
    with file.open("a") as stream:
        stream.write('{"half": \n')
    assert f"could not be read: {len(file.read_text().splitlines())}" in report.as_html(TOPICS)


def test_one_odd_entry_breaks_no_report(file):
    fill()
    odd = [
        {"key": "", "value": 3},
        {"key": ":::", "value": 3},
        {"key": "far", "value": 1e300},
        {"key": "nested", "value": 3, "choices": [[1], {}]},
    ]
    with file.open("a") as stream:
        for each in odd:
            stream.write(json.dumps({"kind": "prediction", **each}) + "\n")
            stream.write(json.dumps({"kind": "measured", "key": each["key"], "value": 1e-300}) + "\n")
    assert "far" in report.as_html(TOPICS)
    assert report.table().row_count == 5 + len(odd)
    assert report.summary()["damaged_lines"] == []
    assert "one of" not in repr(logbook.predict("nested"))


def test_nothing_in_the_logbook_can_inject_html_into_the_report():
    logbook.predict(HOSTILE[:99], 3, unit=HOSTILE)
    logbook.reveal(HOSTILE[:99], 4, unit=HOSTILE)
    logbook.predict("words", HOSTILE, choices=[HOSTILE, "b"])
    logbook.reveal("words", HOSTILE + "!")
    logbook.record("claim", dict.fromkeys(("id", "says", "verdict", "because", "machine"), HOSTILE))
    logbook.record("lab", dict.fromkeys(("lab", "points", "out_of"), HOSTILE))
    topic = SimpleNamespace(number=1, stem=HOSTILE, title=HOSTILE, claims=(1,))
    page = report.as_html([topic])
    assert "<script" not in page and "<img" not in page and "&lt;script" in page


def test_the_terminal_shows_keys_as_they_are_even_if_they_look_like_markup():
    from rich.console import Console

    logbook.predict("[bold]key[/nothing]", 3)
    console = Console(width=100, record=True)
    with console.capture() as captured:
        console.print(report.table())
    assert "[bold]key[/nothing]" in captured.get()


def test_the_report_is_readable_in_a_browser_without_a_fault(browser):
    from axe_playwright_python.sync_playwright import Axe

    fill()
    page = browser.new_page(viewport={"width": 480, "height": 800}, color_scheme="dark")
    page.set_content(report.as_html(TOPICS))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 480
    page.close()
