"""The ledger as HTML: a page of its own, or a part of a notebook; every word in it is escaped."""

import inspect
from html import escape

from course import pages, topics
from course.claims import drawing
from course.claims.finding import KINDS, VERDICTS

TITLE = "What the lecture says, and what this machine answers"
RULE = "A verdict follows from its figures: on which side of the dashed mark the dot and its whole bar lie."
RULES = "claims/ledger.css"
COLUMNS = ("claim", "in our words", "verdict, and why", "figures", "where it was seen")

# Strokes in a square of 16: a verdict is told by its mark and its word, the colour comes on top.
MARKS = {
    "holds": "M3 8.5 6.5 12 13 4.5",
    "holds if": "M3 8.5 6.5 12 13 4.5",
    "wrong": "M4 4 12 12M12 4 4 12",
    "outdated": "M8 2.5A5.5 5.5 0 1 1 2.8 6.2M8 5V8.5L10.5 10",
    "inconclusive": "M2.5 9.5C4.5 4.5 6.5 6 8 8S11.5 11.5 13.5 6.5",
    "not measured here": "M4 8H12",
}


def whole_page(findings, claims):
    """A self-contained page of the findings; `claims` are those they came from."""
    count = sum(len(topic.claims) for topic in topics.TOPICS)
    body = f"""<main class="course-ledger">
<header><div><h1>{TITLE}</h1><p>{RULE}</p></div>{filters(findings)}</header>
{legend()}
{rows(findings, claims)}
<footer><p><span class="count" aria-live="polite">{len(findings)}</span> of {count} claims shown.
Run them again on your machine: <code>course claims</code></p>
<p class="keys"><kbd>↑</kbd><kbd>↓</kbd> claim <kbd>Enter</kbd> open its experiment</p></footer>
</main>
<script>{pages.resource("claims/ledger.js")}</script>"""
    return pages.page(TITLE, body, style=pages.style(RULES), kind="course-ledger-page")


def part_of_a_page(findings, claims):
    """The findings for a notebook's output: what the page shows, without its filter and keys."""
    return (
        f'{pages.style(RULES)}<div class="course course-ledger"><p>{RULE}</p>{rows(findings, claims)}</div>'
    )


def filters(findings):
    """The choice of what to show; a kind that no finding has cannot be chosen."""
    present = {finding.kind for finding in findings}
    first = (
        '<button type="button" role="radio" aria-checked="true" tabindex="0" data-kind="">all claims</button>'
    )
    others = (
        f'<button type="button" role="radio" aria-checked="false" tabindex="-1" data-kind="{kind}"'
        f"{'' if kind in present else ' disabled'}>{kind}</button>"
        for kind in KINDS
    )
    return (
        f'<div class="filter"><span id="show">show</span>'
        f'<div role="radiogroup" aria-labelledby="show">{first}{"".join(others)}</div></div>'
    )


def legend():
    """Every verdict with its mark, and what dot, ring and bar stand for."""
    pills = "".join(map(pill, VERDICTS))
    forms = "dot: measured or computed · ring: sourced · bar: its spread"
    return f'<div class="legend"><p>{pills}</p><p>{forms}</p></div>'


def pill(verdict):
    """A verdict as its mark and its word."""
    return (
        f'<span class="verdict" data-verdict="{verdict}"><svg viewBox="0 0 16 16" aria-hidden="true">'
        f'<path d="{MARKS[verdict]}"/></svg>{verdict}</span>'
    )


def rows(findings, claims):
    """The heads of the columns, and a row for each finding."""
    by_id = {claim.id: claim for claim in claims}
    heads = "".join(f"<span>{head}</span>" for head in COLUMNS)
    return (
        f'<div class="heads" aria-hidden="true">{heads}</div>'
        f"{''.join(row(finding, by_id[finding.id]) for finding in findings)}"
    )


def row(finding, claim):
    """One finding in its five columns, with its experiment's code folded away below."""
    drawn = drawing.svg(finding.figures, claim, ring=finding.kind == "sourced") if finding.figures else ""
    return f"""<article class="finding" data-kind="{finding.kind}" aria-labelledby="claim-{finding.id}">
<h2 id="claim-{finding.id}"><b>{finding.id}</b> <span>{escape(finding.topic.replace("_", " "))}</span></h2>
<div class="pair judged">
<p class="says">{escape(finding.says)}</p>
<div class="why">{pill(finding.verdict)}<p>{escape(finding.because)}</p></div>
</div>
<div class="pair shown">
<div class="drawn">{drawn}</div>
<div class="seen"><b>{finding.kind}</b>{where(finding, claim)}</div>
</div>
{experiment(claim)}
</article>
"""


def experiment(claim):
    """The experiment's code, folded away; in reach of the keyboard, since it scrolls."""
    code = escape(f"# {claim.measure.__module__}\n{inspect.getsource(claim.measure)}")
    name = f"experiment of claim {claim.id}"
    return (
        "<details><summary>its experiment</summary>"
        f'<pre tabindex="0" role="region" aria-label="{name}"><code>{code}</code></pre></details>'
    )


def where(finding, claim):
    """The machine, what was done, and what was read, a line each."""
    machine = [f"<span>{escape(line)}</span>" for line in finding.machine.split(" · ") if line]
    return "".join([*machine, *(f"<small>{escape(line)}</small>" for line in (claim.how, *finding.sources))])
