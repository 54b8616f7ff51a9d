"""The `course` command: what this machine is, what is fast, which claims hold, what you predicted."""

import sys
from functools import partial
from typing import Annotated

import typer

from course import cli_labs
from course.terminal import Html, Json, check_folder, console, explain, fail, print_json, write

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Scalable Machine Learning, a course that runs. Start with: make lab",
)

app.add_typer(cli_labs.app)


@app.callback()
def course():
    """Scalable Machine Learning, a course that runs. Start with: make lab"""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal without × or π still shows the rest


@app.command()
def doctor(as_json: Json = False):
    """Say what this machine is and what of the course works on it."""
    from dataclasses import asdict

    from course.grading import isolation
    from course.measure import doctor as examination

    report = examination.examine()
    report["works"] += map(asdict, isolation.checks())
    if as_json:
        print_json(report)
    else:
        console().print(examination.table(report))


@app.command()
def bench(name: Annotated[str, typer.Argument(help="autograd, widgets, ...")], as_json: Json = False):
    """Run one bench and print its figures."""
    import importlib

    if name not in bench_names():
        fail(f"There is no bench {name!r}. There are: {', '.join(bench_names())}.")
    module = importlib.import_module(f"course.bench.{name}")
    with console(stderr=True).status("starting") as status:
        result = explain(module.run, status.update)
    print_json(result.as_json()) if as_json else console().print(result.table())


@app.command()
def claims(
    topic: Annotated[str | None, typer.Option(help="Only the claims of one topic, such as backprop.")] = None,
    as_json: Json = False,
    html: Html = None,
):
    """Test the lecture's claims on this machine and print the verdicts."""
    from rich.progress import track

    from course.claims import ledger
    from course.logbook import logbook as book

    check_folder(html)
    bar = partial(track, description="testing claims", console=console(stderr=True))
    findings = explain(ledger.run, topic, bar)
    if html:
        write(html, ledger.as_html(findings))
    if as_json:
        print_json(ledger.as_json(findings))
    elif not html:
        console().print(ledger.table(findings))
    try:
        for finding in findings:
            book.record("claim", finding.as_json())
    except OSError as error:
        typer.echo(f"Not kept in your logbook: {error}. Set COURSE_LOGBOOK to a file of yours.", err=True)


@app.command()
def logbook(as_json: Json = False, html: Html = None):
    """Show what you predicted and what this machine then measured."""
    from course import topics
    from course.logbook import report

    check_folder(html)
    if html:
        write(html, explain(report.as_html, topics.TOPICS))
    if as_json:
        print_json(explain(report.summary))
    elif not html:
        console().print(explain(report.table))


def bench_names():
    """The benches that there are: the modules of course.bench."""
    import pkgutil

    from course import bench as package

    return [module.name for module in pkgutil.iter_modules(package.__path__) if module.name != "result"]


if __name__ == "__main__":
    app()
