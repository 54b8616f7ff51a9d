"""The page that a student reads after grading: what each exercise earned, and what to look at.

Everything that comes from the submission is text from a stranger: it is escaped here, all of it.
"""

from html import escape

from course import pages
from course.grading import isolation
from course.grading.judge import UNSOLVED

WORDS = {"right": "✓ right", "wrong": "✗ not yet right", "unsolved": "– not solved yet"}


def page(verdict):
    """A verdict as one self-contained page, light and dark, without scripts."""
    title = f"{verdict['lab']}: {verdict['score']} of {verdict['max_score']} points"
    notes = "".join(f"<li>{escape(note)}</li>" for note in verdict["notes"])
    body = f"""<main class="course-feedback">
<p class="who">{escape(verdict["student"])} · lab {escape(verdict["lab"])}</p>
<h1>{verdict["score"]} of {verdict["max_score"]} points</h1>
<p>{summary(verdict)}</p>
{"".join(exercise(number, mark) for number, mark in enumerate(verdict["exercises"], start=1))}
{f"<h2>What else was seen</h2><ul>{notes}</ul>" if notes else ""}
<footer>{footer(verdict)}</footer>
</main>"""
    return pages.page(title, body, style=pages.style("grading/feedback.css"))


def summary(verdict):
    """The marks in a sentence."""
    if not verdict["isolation"]:
        return "Nothing of it could be run. What was seen stands below."
    right = sum(mark["status"] == "right" for mark in verdict["exercises"])
    count = len(verdict["exercises"])
    if right == count:
        return "Every exercise is right, on fresh random cases."
    return (
        f"{right} of {count} exercises are right. Under each of the others stands what was seen first; "
        "the cases are random, and new ones are drawn each time."
    )


def exercise(number, mark):
    """One exercise: its marks, and what its first failing case showed."""
    is_told = mark["message"] not in ("", UNSOLVED)
    message = f"<p>{escape(mark['message'])}</p>" if is_told else ""
    status = mark["status"] if mark["status"] in WORDS else "wrong"
    return f"""<section class="{status}">
<h2><span>{number}. {escape(mark["title"])} <code>{escape(mark["name"])}</code></span>
<span class="mark">{WORDS[status]} <b>{mark["score"]} / {mark["points"]}</b></span></h2>
{message}</section>"""


def footer(verdict):
    """When and how it was graded, and which locks held."""
    held = [name for name, why in verdict["isolation"].items() if not why]
    sandbox = f"in a sandbox ({', '.join(held)})" if held else "without running it"
    if held and isolation.missing(verdict["isolation"]):
        sandbox = f"NOT FULLY ISOLATED ({', '.join(held)})"
    seed = f", with seed {verdict['seed']}" if held else ""
    return escape(f"Graded {verdict['graded_at']} {sandbox}{seed}. File: {verdict['file'] or 'none'}.")
