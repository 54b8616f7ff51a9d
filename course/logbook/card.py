"""A card as text and as HTML; every word of it that a notebook or a file supplied is escaped."""

from html import escape

from course.logbook import scale
from course.logbook.history import MACHINE
from course.logbook.quantities import long, short, tail
from course.logbook.verdicts import judge

RULES = "logbook/card.css"
KEPT = "kept in your logbook, stays on this machine"
OPEN = "goes into your logbook, stays on this machine"
# JupyterLab would take Enter and the arrows for itself.
OWN_KEYS = 'data-lm-suppress-shortcuts="true"'
LATE = "changed after the answer was shown: not counted"


def prediction_text(question):
    """One line: what was predicted, or how to."""
    if question.guess is not None:
        return f"{question.key}: you predicted {long(question.guess, question.unit)}"
    offered = ", ".join(long(choice, "") for choice in question.choices)
    what = f"one of {offered}" if offered else "a number"
    return f"{question.key}: not predicted yet; {what}{f' ({question.unit})' if question.unit else ''}"


def reveal_text(question):
    """One line: what was predicted, what was measured, and how far they are apart."""
    measured = long(question.measured, question.unit)
    if question.guess is None:
        how = "measured" if question.by == MACHINE else f"{question.by} says"
        return f"{question.key}: not predicted; {how} {measured}"
    said = long(question.guess, question.unit)
    verdict = judge(question.guess, question.measured, question.choices)
    return f"{question.key}: you said {said}, {question.by} says {measured}: {verdict}"


def prediction_html(question, *, is_live, typed="", problem=""):
    """The card that takes a guess; where no kernel listens it only shows what there is."""
    body = ask(question, typed) if is_live else offer(question)
    note = OPEN if question.guess is None else KEPT
    if question.seen and question.guess != question.blind:
        note = LATE
    return section(
        "Your prediction", question, f'<div class="row">{body}<span class="note">{note}</span></div>', problem
    )


def asking_html(question, *, is_live, typed="", problem=""):
    """The card that hides what was measured until the reader commits or asks to see it."""
    if not is_live:
        body = (
            f"<details><summary>show what {escape(question.by)} says</summary>{figures(question)}</details>"
        )
        return section("Not predicted", question, body)
    show = '<button type="button" class="show" data-act="show">show me without a guess</button>'
    return section(
        "First your prediction", question, f'<div class="row">{ask(question, typed)}{show}</div>', problem
    )


def revealed_html(question):
    """The card with both values, the scale and the verdict; or with the measured value alone."""
    return section("Revealed", question, figures(question))


def section(title, question, body, problem=""):
    """A card's frame."""
    alert = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return (
        f'<section class="course course-card" tabindex="-1" aria-label="{title}: {escape(question.key)}">'
        f'<p class="title">{title}</p>{body}{alert}</section>'
    )


def ask(question, typed=""):
    """Controls for a guess: segments for choices, else a field."""
    if question.choices:
        return segments(question) + f'<span class="tail">{escape(tail(question.unit))}</span>'
    given = escape(typed or ("" if question.guess is None else long(question.guess, "")))
    label = f'placeholder="your guess" aria-label="your guess: {escape(question.key)}"'
    return (
        f'<div class="field" {OWN_KEYS}><input type="text" autocomplete="off" data-act="enter" {label} '
        f'value="{given}"><span class="tail">{escape(question.unit)}</span>'
        '<button type="button" data-act="commit">commit</button></div>'
    )


def segments(question):
    """One button a choice, as a group of radio buttons: one in the tab order, arrows go on from there."""
    chosen = question.choices.index(question.guess) if question.guess in question.choices else None
    buttons = []
    for index, choice in enumerate(question.choices):
        state = (
            f'aria-checked="{str(index == chosen).lower()}" tabindex="{0 if index == (chosen or 0) else -1}"'
        )
        text = escape(short(choice, question.unit))
        buttons.append(
            f'<button type="button" role="radio" data-act="choose-{index}" {state}>{text}</button>'
        )
    label = escape(f"{question.key} ({question.unit})" if question.unit else question.key)
    return f'<div role="radiogroup" {OWN_KEYS} aria-label="{label}">{"".join(buttons)}</div>'


def offer(question):
    """What `ask` shows, as words: the guess, or the choices."""
    if question.guess is not None:
        return f'<span class="said">{escape(long(question.guess, question.unit))}</span>'
    return f'<span class="tail">{escape(prediction_text(question).split(": ", 1)[1])}</span>'


def figures(question):
    """Both values in large type, the scale, the verdict."""
    guess, measured, unit, choices = question.guess, question.measured, question.unit, question.choices
    machine = figure(f"{question.by} says", measured, unit, "b")
    if guess is None:
        return f'<div class="row">{machine}<span class="note">not predicted</span></div>'
    verdict = judge(guess, measured, choices)
    values = [value for value in (guess, measured, *choices) if not isinstance(value, str)]
    numbers = not isinstance(guess, str) and not isinstance(measured, str)
    has_scale = numbers and scale.can_hold(values)
    drawn = (
        scale.as_html(guess, measured, unit, choices, is_miss=verdict.is_miss, by=question.by)
        if has_scale
        else ""
    )
    words = f"<b>{escape(verdict.headline)}</b> {escape(verdict.detail)}"
    return (
        f'<div class="row">{figure("you said", guess, unit, "i")}{machine}{drawn}'
        f'<p class="verdict{" miss" if verdict.is_miss else ""}">{words}</p></div>'
    )


def figure(label, value, unit, tag):
    """One value in large type under its label."""
    rest = "" if isinstance(value, str) else tail(unit)
    word = ' class="word"' if isinstance(value, str) else ""
    return (
        f'<div class="figure"><span>{escape(label)}</span><{tag}{word}>{escape(short(value, unit))}</{tag}>'
        f"<span>{escape(rest)}</span></div>"
    )
