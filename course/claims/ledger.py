"""Runs the lecture's claims and shows what became of them: table, JSON, page, notebook.

In a notebook:  ledger.show("backprop")
"""

import io
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from course import topics
from course.claims import page
from course.claims.finding import Finding, printed
from course.measure import machine


def claims_of(topic=None):
    """The claims of a topic (its stem; None for all) in the lecture's order, as far as they are written."""
    stems = [each.stem for each in topics.TOPICS] if topic is None else [topics.named(topic).stem]
    modules = [f"course.claims.{stem}" for stem in stems]
    claims = [claim for module in modules if find_spec(module) for claim in import_module(module).CLAIMS]
    return sorted(claims, key=lambda claim: claim.id)


def run(topic=None, track=iter):
    """Examine the claims of a topic (its stem; None for all): one finding each, in the lecture's order.

    track: goes through the list of claims and shows how far it has come: tqdm.tqdm, rich.progress.track.
    """
    where = machine_in_a_line()
    return [claim.examine(where) for claim in track(claims_of(topic))]


def machine_in_a_line():
    """This machine as a finding names it: processor, cores, the NumPy that computed."""
    here = machine.describe()
    cores = "core" if here["cores"] == 1 else "cores"
    return f"{here['cpu']}, {here['cores']} {cores} · NumPy {here['numpy']}"


def as_json(findings):
    """The findings as the one object that `course claims --json` prints."""
    return {"findings": [finding.as_json() for finding in findings]}


def as_html(findings):
    """The findings as one self-contained page, light and dark, with a filter and keys."""
    return page.whole_page(findings, claims_of())


def table(findings):
    """The findings as a `rich` table for the terminal."""
    from rich.table import Table
    from rich.text import Text

    ledger = Table(show_lines=True)
    ledger.add_column("claim", justify="right")
    for heading, ratio in (("in our words", 3), ("verdict, and why", 4), ("figures", 4)):
        ledger.add_column(heading, ratio=ratio)
    for finding in findings:
        why = Text.assemble((finding.verdict, "bold"), "\n", finding.because)
        # Text, because a plain string's square brackets would be read as markup.
        figures = Text("\n".join(map(figure_in_two_lines, finding.figures)))
        ledger.add_row(str(finding.id), Text(finding.says), why, figures)
    return ledger


def figure_in_two_lines(figure):
    """A figure's name, and under it its value and spread, for the terminal."""
    spread = "" if figure.low == figure.high else f" ({printed(figure.low)} to {printed(figure.high)})"
    return f"{figure.name}\n  {figure}{spread}"


def as_text(findings, width=110):
    """The table as plain text, `width` characters wide."""
    from rich.console import Console

    console = Console(file=io.StringIO(), width=width, color_system=None, force_jupyter=False)
    console.print(table(findings))
    return console.file.getvalue()


@dataclass(frozen=True, repr=False)
class Ledger:
    """Findings that show themselves: a table in the terminal, the drawn ledger in a notebook."""

    findings: tuple[Finding, ...]

    def __repr__(self):
        return as_text(self.findings)

    def _repr_html_(self):
        return page.part_of_a_page(self.findings, claims_of())


def show(topic):
    """Examine the claims of one topic (its stem) and show them; the result keeps the `findings`."""
    return Ledger(tuple(run(topic)))
