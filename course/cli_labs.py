"""The commands about labs: make them, check one, hand it in, grade what was handed in."""

import contextlib
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from course.terminal import Json, console, explain, fail, print_json

app = typer.Typer()
Lab = Annotated[Path, typer.Argument(help="A lab, such as labs/04_backprop.ipynb")]
SomeLabs = Annotated[list[Path], typer.Argument(metavar="LAB...", help="Such as labs/04_backprop.ipynb")]
Submissions = Annotated[Path, typer.Argument(help="A folder of notebooks, folders or zips named by student")]
Out = Annotated[Path, typer.Option(metavar="FOLDER", help="Where grades and feedback go.")]
Jobs = Annotated[int | None, typer.Option(min=1, max=256, help="Submissions at once; one a core by default.")]
Due = Annotated[
    list[str] | None,
    typer.Option("--lab", metavar="TOPIC", help="Grade this lab alone, as: --lab backprop; repeatable."),
]
REQUIRE = "Refuse to grade without every lock."
UNSAFE = "Grade without a sandbox: only what you trust."
Labs = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the labs are; ./labs by default.")]


@app.command()
def labs(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; 1 if a lab is stale.")] = False,
    solutions: Annotated[Path, typer.Option(metavar="FOLDER")] = Path("solutions"),
    folder: Annotated[Path, typer.Option("--labs", metavar="FOLDER")] = Path("labs"),
):
    """Make the students' labs from the solutions, as nbgrader would."""
    from course.grading.labs import generate

    if not check:
        for lab in explain(generate, solutions, folder):
            typer.echo(f"Written: {lab}")
    stale = explain(partial(generate, solutions, folder, check=True))
    for lab in stale:
        if (solutions / lab.name).exists():
            typer.echo(f"{lab} is not what its solution gives. Run: course labs", err=True)
        else:
            typer.echo(f"{lab} has no solution. Delete it, or bring its solution back.", err=True)
    if stale:
        raise typer.Exit(1)
    typer.echo("Every lab is what its solution gives.")


@app.command()
def check(lab: Lab, as_json: Json = False):
    """Run the visible checks of a lab and print their hints."""
    from course.grading import checks
    from course.logbook import logbook

    with console(stderr=True).status(f"running {lab}"):
        checked = explain(checks.run, lab)
    print_json(checked) if as_json else console().print(checks.table(checked))
    try:
        marks = {"lab": checked["lab"], "points": checked["passed"], "out_of": checked["of"]}
        logbook.record("lab", marks)
    except OSError as error:
        typer.echo(f"Not kept in your logbook: {error}. Set COURSE_LOGBOOK to a file of yours.", err=True)
    if checked["passed"] < checked["of"]:
        raise typer.Exit(1)


@app.command()
def submit(
    labs: SomeLabs,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The zip to write.")] = Path("submission.zip"),
):
    """Make one zip of your labs, and say what is missing or unsolved."""
    from course.grading import submission

    typer.echo(repr(explain(partial(submission.hand_in, *labs, out=out))))


@app.command()
def grade(
    submissions: Submissions,
    out: Out,
    *,
    lab: Due = None,
    jobs: Jobs = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="For each cell, and for each call.")] = 10.0,
    require_isolation: Annotated[bool, typer.Option("--require-isolation", help=REQUIRE)] = False,
    unsafe: Annotated[bool, typer.Option("--unsafe", help=UNSAFE)] = False,
    labs: Labs = None,
    as_json: Json = False,
):
    """Grade untrusted submissions in a sandbox; a run that was stopped goes on where it was."""
    from course.grading import grade as grading
    from course.grading import labs_here
    from course.grading.sandbox import Limits
    from course.measure import machine

    if unsafe and require_isolation:
        fail("--unsafe and --require-isolation exclude each other: leave one out.")
    settings = grading.Settings(
        labs=labs or labs_here.folder(),
        only=tuple(lab or ()),
        jobs=jobs or machine.usable_cores(),
        require_isolation=require_isolation,
        limits=Limits(seconds=seconds, sandboxed=not unsafe),
    )
    with progress_bar() as progress:
        summary = explain(grading.grade, submissions, out, settings, progress)
    tell_about_isolation(summary["isolation"])
    if as_json:
        print_json(summary)
    else:
        kept = f", {summary['kept']} had been before" if summary["kept"] else ""
        typer.echo(f"{summary['graded']} graded{kept}: {Path(out) / 'grades.csv'}")


@contextlib.contextmanager
def progress_bar():
    """A context that gives `progress(done, total, what)`: a bar on stderr with the time that is left."""
    from rich import progress as parts
    from rich.markup import escape

    columns = [parts.BarColumn(), parts.MofNCompleteColumn(), parts.TimeElapsedColumn()]
    columns += [parts.TextColumn("left"), parts.TimeRemainingColumn(), parts.TextColumn("{task.description}")]
    with parts.Progress(*columns, transient=True, console=console(stderr=True)) as bar:
        task = bar.add_task("starting the sandbox", total=None)

        def show(done, total, what):
            bar.update(task, completed=done, total=total, description=escape(what))

        yield show


def tell_about_isolation(held):
    """Say loudly which locks were missing."""
    from course.grading import isolation

    lacking = isolation.missing(held)
    if lacking:
        told = "\n".join(f"  {name}: {held[name]}" for name in lacking)
        typer.secho(
            f"NOT FULLY ISOLATED; these locks were missing:\n{told}\nSee: course doctor",
            err=True,
            fg=typer.colors.RED,
        )
