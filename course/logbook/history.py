"""What the logbook's lines add up to: for each key the guess, and what was measured."""

from dataclasses import dataclass, replace

from course.logbook import store

MACHINE = "this machine"


@dataclass(frozen=True)
class Question:
    """One question of the course.

    guess: the reader's latest.  blind: the last one made before the answer was shown; only this one counts.
    measured: the latest; a number or text.  by: who says so, "this machine" unless `reveal` names another.
    seen: whether the reader was shown it.
    """

    key: str
    unit: str = ""
    choices: tuple = ()
    guess: float | str | None = None
    blind: float | str | None = None
    measured: float | str | None = None
    by: str = MACHINE
    seen: bool = False


def questions(entries=None):
    """key -> Question, in the order in which they were first met; entries: the logbook's unless given."""
    found = {}
    for entry in store.read().entries if entries is None else entries:
        key = entry.get("key")
        if isinstance(key, str) and entry["kind"] in ("prediction", "measured", "seen"):
            found[key] = _after(found.get(key, Question(key)), entry)
    return found


def question(key):
    """The Question called `key`, empty if the logbook does not know it."""
    return questions().get(key, Question(key))


def latest(kind, field, entries=None):
    """What was last recorded under `kind` for each value of its `field`: value -> content."""
    found = {}
    for entry in store.read().entries if entries is None else entries:
        content = entry.get("content")
        if entry["kind"] == kind and isinstance(content, dict) and isinstance(content.get(field), str | int):
            found[content[field]] = content
    return found


def _after(before, entry):
    """What is known about a question after one more entry."""
    unit = str(entry.get("unit") or before.unit)
    choices = _choices(entry.get("choices"))
    now = replace(
        before, unit=unit, choices=choices or before.choices, seen=before.seen or entry["kind"] == "seen"
    )
    if entry["kind"] == "measured":
        return replace(now, measured=_answer(entry.get("value")), by=str(entry.get("by") or MACHINE))
    if entry["kind"] == "prediction":
        guess = _answer(entry.get("value"))
        return replace(now, guess=guess, blind=before.blind if before.seen else guess)
    return now


def _choices(values):
    """`values` as a tuple if every one of them can be chosen."""
    answers = tuple(map(_answer, values)) if isinstance(values, list) else ()
    return () if None in answers else answers


def _answer(value):
    """`value` if it is a number or text; a file edited by hand may hold anything."""
    return value if isinstance(value, int | float | str) and not isinstance(value, bool) else None
