"""Predictions are kept, answers are compared, and nothing waits for a reader."""

import json
import subprocess
import sys

import numpy as np
import pytest

from course.logbook import history, logbook, store


def test_a_prediction_is_kept_and_compared_when_the_answer_is_known(reopen):
    logbook.predict("pruned file", 10, unit="times smaller")
    reopen()
    assert repr(logbook.reveal("pruned file", 4.93)) == (
        "pruned file: you said 10 times smaller, this machine says 4.93 times smaller: 2.0 times too high"
    )


def test_a_choice_is_offered_chosen_and_remembered_when_the_notebook_is_opened_again(reopen):
    card = logbook.predict("pruned file", choices=[2, 5, 10, 20], unit="times smaller")
    assert repr(card) == "pruned file: not predicted yet; one of 2, 5, 10, 20 (times smaller)"
    card.act("choose-2")
    reopen()
    again = logbook.predict("pruned file", choices=[2, 5, 10, 20], unit="times smaller")
    assert again.guess == 10
    assert 'data-act="choose-2" aria-checked="true" tabindex="0"' in again.html(is_live=True)


def test_an_answer_that_was_not_measured_here_names_who_says_so(reopen):
    logbook.predict("dram", 10, unit="multiplications")
    said = repr(logbook.reveal("dram", 176, by="the price list"))
    assert "you said 10 multiplications, the price list says 176 multiplications" in said
    reopen()
    page = logbook.reveal("dram", 176, by="the price list").html(is_live=True)
    assert "the price list says" in page and "the price list 176" in page and "this machine" not in page
    assert "this machine says 176" in repr(logbook.reveal("dram", 176))
    assert repr(logbook.reveal("joules", 2, by="the model")) == "joules: not predicted; the model says 2"


def test_words_can_be_chosen_and_are_right_or_wrong():
    logbook.predict("faster", choices=["NumPy", "PyTorch"]).act("choose-0")
    assert repr(logbook.reveal("faster", "NumPy")) == "faster: you said NumPy, this machine says NumPy: right"
    assert repr(logbook.reveal("faster", "PyTorch")).endswith(": wrong")


def test_an_unattended_run_says_not_predicted_and_goes_on():
    logbook.predict("passes", unit="passes")
    data, _ = logbook.reveal("passes", 2)._repr_mimebundle_()
    assert data["text/plain"] == "passes: not predicted; measured 2 passes"
    assert history.question("passes").seen is False


def test_a_guess_after_the_answer_was_printed_does_not_count():
    assert str(logbook.reveal("passes", 2)) == "passes: not predicted; measured 2"
    logbook.predict("passes", 2)
    assert history.question("passes").blind is None


def test_a_measured_value_in_another_unit_than_the_prediction_is_refused(reopen):
    for prepare in (lambda: None, reopen):  # the unit is known from this notebook, or from the file
        logbook.predict("time", 3, unit="ms")
        prepare()
        with pytest.raises(ValueError, match=r"'time' is predicted in 'ms'.*convert"):
            logbook.reveal("time", 3000, unit="µs")
    assert history.question("time").measured is None
    assert repr(logbook.reveal("time", 3, unit="ms")).endswith("exactly right")


def test_a_measured_value_that_nobody_predicted_may_change_its_unit():
    logbook.reveal("time", 3, unit="ms")
    assert repr(logbook.reveal("time", 3000, unit="µs")) == "time: not predicted; measured 3,000 µs"


def test_a_card_on_screen_asks_again_after_its_file_was_deleted(file):
    revealed = logbook.reveal("passes", 2)
    revealed._repr_mimebundle_()
    logbook.predict("passes", 3)
    file.unlink()
    logbook.predict("passes", 4)
    assert revealed.widget.html == revealed.html(is_live=True)
    assert "Your prediction" in revealed.widget.html and 'value="4"' in revealed.widget.html
    assert repr(revealed) == "passes: you predicted 4"
    assert history.question("passes").blind == 4


def test_spaces_alone_are_no_guess():
    card = logbook.reveal("faster", "NumPy")
    card.act("enter", "   ")
    assert "spaces alone" in card.html(is_live=True) and card.guess is None
    with pytest.raises(ValueError, match="spaces alone"):
        logbook.predict("faster", " ")


def test_a_number_that_no_float_can_hold_is_refused():
    for number in (10**400, -(10**5000)):
        with pytest.raises(ValueError, match=r"at most 1\.8e\+308"):
            logbook.predict("big", number)


@pytest.mark.parametrize(
    "call",
    [
        lambda: logbook.predict("a\ud800", 1),
        lambda: logbook.predict("key", "\udfff"),
        lambda: logbook.record("claim", {"id": 1, "machine": float("nan")}),
        lambda: logbook.record("lab", {"lab": "pruning", "points": {1, 2}}),
    ],
)
def test_what_the_file_cannot_hold_is_refused_and_not_written(call, file):
    with pytest.raises(ValueError, match="text that can be printed and finite numbers"):
        call()
    assert not file.exists()


def test_a_number_is_typed_and_what_is_none_is_answered_with_an_example():
    card = logbook.predict("passes", unit="passes")
    card.act("enter", "many")
    assert "such as 25" in card.html(is_live=True) and 'value="many"' in card.html(is_live=True)
    assert card.guess is None
    card.act("enter", "266,610")
    assert (card.guess, card.problem) == (266610, "")


def test_the_reveal_asks_first_and_hides_the_answer_until_the_reader_commits():
    logbook.predict("pruned file", choices=[2, 5, 10, 20], unit="times smaller")
    card = logbook.reveal("pruned file", 4.93)
    assert "4.93" not in card.html(is_live=True)
    card.act("choose-2")
    assert "4.93×" in card.html(is_live=True) and "2.0 times" in card.html(is_live=True)


def test_the_reveal_can_be_had_without_a_guess_and_a_guess_after_that_does_not_count():
    card = logbook.reveal("passes", 2, unit="passes")
    card.act("show")
    assert "not predicted" in card.html(is_live=True) and ">2<" in card.html(is_live=True)
    logbook.predict("passes", 2)
    known = history.question("passes")
    assert (known.guess, known.blind, known.seen) == (2, None, True)


def test_only_the_last_guess_before_the_answer_counts():
    for guess in (5, 10):
        logbook.predict("pruned file", guess)
    logbook.reveal("pruned file", 4.93)
    card = logbook.predict("pruned file", 4.93)
    known = history.question("pruned file")
    assert (known.guess, known.blind) == (4.93, 10)
    assert "not counted" in card.html(is_live=True)


def test_running_a_cell_again_adds_nothing_to_the_file(file):
    for _ in range(3):
        logbook.predict("pruned file", 10, unit="times smaller")
        logbook.reveal("pruned file", 4.93)
    assert [json.loads(line)["kind"] for line in file.read_text().splitlines()] == [
        "prediction",
        "measured",
        "seen",
    ]


def test_numpys_numbers_are_kept_as_numbers_and_infinity_as_words():
    logbook.predict("loss", np.float32(0.5))
    assert history.question("loss").guess == 0.5
    assert repr(logbook.reveal("loss", np.float64("inf"))).endswith(
        "this machine says not a finite number: wrong"
    )
    assert repr(logbook.reveal("sign", np.bool_(True))) == "sign: not predicted; measured yes"


@pytest.mark.parametrize(
    "call",
    [
        lambda: logbook.predict(""),
        lambda: logbook.predict(3),
        lambda: logbook.predict("k" * 101),
        lambda: logbook.predict("key", choices=[1]),
        lambda: logbook.predict("key", choices=[1, 1]),
        lambda: logbook.predict("key", choices=range(7)),
        lambda: logbook.record("secret", {}),
        lambda: logbook.reveal("key", 1, by=" "),
    ],
)
def test_a_wrong_call_is_told_what_is_expected(call):
    with pytest.raises(ValueError, match=r"short text|2 to 6|records a|who says so"):
        call()


def test_a_prediction_that_is_neither_number_nor_word_is_refused():
    with pytest.raises(TypeError, match="a number or a word, not list"):
        logbook.predict("key", [1, 2])


def test_findings_and_marks_are_recorded_as_they_are_and_the_latest_holds():
    for verdict in ("wrong", "holds"):
        logbook.record("claim", {"id": 6, "kind": "measured", "verdict": verdict})
    assert history.latest("claim", "id") == {6: {"id": 6, "kind": "measured", "verdict": "holds"}}


def test_a_file_edited_by_hand_does_not_break_the_cards(file):
    file.parent.mkdir()
    odd = [{"value": [1]}, {"value": None, "choices": 7}, {"value": True, "unit": 3}, {"choices": [[1], "b"]}]
    lines = [json.dumps({"kind": "prediction", "key": "key", **each}) for each in odd]
    file.write_text(
        "\n".join([*lines, '{"kind": "claim", "content": 3}', '{"kind": "claim"}', '{"kind": "seen"}'])
    )
    assert "not predicted" in repr(logbook.reveal("key", 3))
    assert history.latest("claim", "id") == {}
    assert store.read().damaged == []


@pytest.mark.parametrize("is_live", [True, False])
def test_keys_units_and_words_cannot_inject_html(is_live):
    hostile = "<img src=x onerror=alert(1)>\"'&"
    cards = [
        logbook.predict(hostile, choices=[hostile, "b"], unit=hostile),
        logbook.reveal(hostile, hostile + "!"),
        logbook.predict(hostile + "2", unit=hostile),
        logbook.reveal(hostile + "2", 4, by=hostile),
    ]
    pages = [card.html(is_live=is_live) for card in cards]
    cards[0].act("choose-0")
    cards[2].act("enter", hostile)
    cards[2].act("enter", "3")
    pages += [card.html(is_live=is_live) for card in cards]
    assert all("<img" not in page and "&lt;img" in page for page in pages)


def test_the_ground_floor_shows_text_without_loading_any_widget():
    code = (
        "import sys; from course.logbook import logbook;"
        "print(logbook.predict('key', 3), logbook.reveal('key', 6));"
        "print({'anywidget', 'ipywidgets', 'IPython', 'numpy', 'torch'} & set(sys.modules))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "2.0 times too low" in printed and printed.splitlines()[-1] == "set()"


def test_a_cell_shows_the_live_card_with_text_and_still_html_beside_it():
    data, _ = logbook.predict("key", choices=[1, 2])._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == "key: not predicted yet; one of 1, 2"
    assert "Your prediction" in data["text/html"] and "<button" not in data["text/html"]
