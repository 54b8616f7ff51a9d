"""What notebooks call: commit to an answer, then let the machine answer.

    logbook.predict("pruned file", choices=[2, 5, 10, 20], unit="times smaller")
    logbook.reveal("pruned file", dense_bytes / sparse_bytes)

Nothing here waits for the reader: in an unattended run `reveal` says "not predicted" and goes on.
"""

import weakref
from dataclasses import replace

from course import pages
from course.logbook import card, history, live, quantities, store

LONGEST_KEY = 100
MOST_CHOICES = 6

_on_screen = weakref.WeakSet()
_offered = {}  # key -> the choices and the unit that this notebook gave


class Card:
    """A question of the course, shown as a card in a notebook and as one line of text anywhere else."""

    def __init__(self, key):
        self.key, self.typed, self.problem, self.widget = key, "", "", None

    @property
    def question(self):
        """What the logbook knows of this question, with the choices and the unit that the notebook gave."""
        known = history.question(self.key)
        choices, unit = _offered.get(self.key, ((), ""))
        return replace(known, choices=choices or known.choices, unit=unit or known.unit)

    @property
    def guess(self):
        """What the reader predicted, or None."""
        return self.question.guess

    def html(self, *, is_live):
        """The card as HTML."""
        return card.prediction_html(self.question, is_live=is_live, typed=self.typed, problem=self.problem)

    def act(self, action, text=""):
        """Do what the reader asked for: "choose-2" the third choice, "enter" a text."""
        try:
            if action.startswith("choose-"):
                predict(self.key, self.question.choices[int(action.removeprefix("choose-"))])
            elif action == "enter":
                self.enter(text)
            self.typed = self.problem = ""
        except (ValueError, OSError) as error:
            self.typed, self.problem = text, str(error)
        refresh(self.key)

    def enter(self, text):
        """Take what was typed: a number, or a word where a word was measured."""
        measured = self.question.measured
        predict(self.key, text.strip() if isinstance(measured, str) else quantities.parse(text))

    def text(self):
        """The card as one line."""
        return card.prediction_text(self.question)

    def __repr__(self):
        return self.text()

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.widget is None:
            self.widget = live.show(self)
            _on_screen.add(self)
        given = self.widget._repr_mimebundle_(include=include, exclude=exclude)
        # anywidget gives the bundle alone or with metadata, by version.
        bundle, metadata = given if isinstance(given, tuple) else (given or {}, {})
        static = pages.style(card.RULES) + self.html(is_live=False)
        return {**bundle, "text/plain": self.text(), "text/html": static}, metadata


class Reveal(Card):
    """What was measured, beside what was predicted; it asks first where nothing was predicted.

    Whoever prints it has seen the answer.  In a notebook's output, of an unattended run too, the text only
    accompanies the card, and the card is what is displayed: that does not count as seen.
    """

    def __init__(self, key):
        super().__init__(key)
        self.show_anyway = False

    def html(self, *, is_live):
        """The card as HTML: revealed, or still asking."""
        question = self.question
        if question.measured is None:  # the file was deleted since
            return super().html(is_live=is_live)
        if question.guess is not None or self.show_anyway:
            return card.revealed_html(question)
        return card.asking_html(question, is_live=is_live, typed=self.typed, problem=self.problem)

    def act(self, action, text=""):
        """Do what the reader asked for; "show" gives up the guess."""
        if action == "show":
            self.show_anyway = True
            store.append("seen", key=self.key)
        super().act(action, text)

    def text(self):
        """The card as one line, which shows the answer."""
        question = self.question
        return super().text() if question.measured is None else card.reveal_text(question)

    def __repr__(self):
        text = self.text()
        if self.question.measured is not None:
            _note_seen(self.key)
        return text


def predict(key, value=None, *, choices=None, unit=""):
    """Commit to an answer: `value`, or one of `choices` to click, or a number to type into the card.

    key: what the question is called, once in the course.  value, choices: numbers or words; 2 to 6 choices.
    unit: "times smaller", "%", "passes"; "times" is written as ×.
    """
    _check(key, choices)
    choices = tuple(map(quantities.plain, choices or ()))
    if choices or unit:
        _offered[key] = (choices, unit)
    shown = Card(key)
    if value is not None:
        _keep("prediction", shown, quantities.plain(value))
        revealing = any(isinstance(other, Reveal) and other.key == key for other in _on_screen)
        if revealing and shown.question.measured is not None:
            _note_seen(key)  # that card now shows the answer
    refresh(key)
    return shown


def reveal(key, measured, *, unit="", by=history.MACHINE):
    """Show what was measured beside what was predicted, and the factor between; ask first if nothing was.

    measured: a number or a word.  unit: that of the prediction unless given; ValueError if it is another.
    by: who says so where it was not measured here: "the price list", "the model".
    """
    _check(key)
    if not isinstance(by, str) or not by.strip():
        raise ValueError(f"by names who says so, such as 'the price list', got {by!r:.80}")
    shown = Reveal(key)
    _check_unit(shown, unit)
    _keep("measured", shown, quantities.plain(measured), unit, by)
    if shown.guess is not None:
        _note_seen(key)
    refresh(key)
    return shown


def record(kind, content):
    """Keep a finding or a lab's marks for the student's report.

    kind: "claim", content: a finding as a dict with "id", "topic", "says", "verdict", "because", "machine";
    kind: "lab", content: {"lab": stem of the topic, "points": number, "out_of": number}.
    """
    if kind not in ("claim", "lab"):
        raise ValueError(f'the logbook records a "claim" or a "lab", not {kind!r}')
    store.append(kind, content=content)


def refresh(key):
    """Draw all cards of one question anew: a guess made in one of them is seen in the others."""
    for shown in list(_on_screen):
        if shown.key == key:
            shown.widget.html = shown.html(is_live=True)


def _keep(kind, shown, value, unit="", by=history.MACHINE):
    """Add a guess or a measured value to the file, unless it says so already; unit: the card's if empty."""
    known, asked = history.question(shown.key), shown.question
    before = known.guess if kind == "prediction" else known.measured
    unit = unit or asked.unit
    said_by = known.by if kind == "measured" else by  # a guess is the reader's
    if (value, unit, asked.choices, by) != (before, known.unit, known.choices, said_by):
        named = {} if by == history.MACHINE else {"by": by}
        store.append(kind, key=shown.key, value=value, unit=unit, choices=list(asked.choices), **named)


def _note_seen(key):
    """Remember that the reader was shown the answer: a guess after that does not count."""
    if not history.question(key).seen:
        store.append("seen", key=key)


def _check_unit(shown, unit):
    """ValueError if `unit` is not the one in which the reader predicts: numbers are compared as they are."""
    _, offered = _offered.get(shown.key, ((), ""))
    predicted = offered or (shown.question.unit if shown.guess is not None else "")
    if unit and predicted and unit != predicted:
        raise ValueError(
            f"{shown.key!r} is predicted in {predicted!r}, so it cannot be revealed in {unit!r}: "
            f"convert what was measured to {predicted!r}"
        )


def _check(key, choices=None):
    if not isinstance(key, str) or not key.strip() or len(key) > LONGEST_KEY:
        raise ValueError(f"a question's key is a short text such as 'pruned file', got {key!r:.80}")
    if choices is not None and not 2 <= len(set(choices)) == len(choices) <= MOST_CHOICES:
        raise ValueError(f"choices are 2 to {MOST_CHOICES} different numbers or words, got {choices!r:.80}")
