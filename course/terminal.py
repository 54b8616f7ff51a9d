"""What the commands share: options, output that is alone on stdout, and errors that say what to do."""

import json
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object alone on stdout.")]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained page.")]


def console(stderr=False):
    """Where readable output goes; progress goes to stderr, so that stdout stays free for the result."""
    from rich.console import Console

    return Console(stderr=stderr)


def print_json(value):
    """One JSON object, alone on stdout."""
    typer.echo(json.dumps(value, indent=2, allow_nan=False))


def check_folder(path):
    """End at once where a page could not be written later: experiments take their time."""
    if path and not path.parent.is_dir():
        fail(f"Cannot write {path}: there is no folder {path.parent}. Name a file in a folder that exists.")


def write(path, text):
    """Write a page where the user asked for it, or say why not."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"Cannot write {path}: {error.strerror}. Name a file in a folder that exists and is yours.")
    typer.echo(f"Written: {path}", err=True)


def explain(function, *arguments):
    """Call `function`; what a user can get wrong ends in one line that says what to do."""
    try:
        return function(*arguments)
    except (ValueError, RuntimeError, OSError) as error:
        fail(str(error))


def fail(message):
    """End with a message and exit code 2."""
    typer.secho(message, err=True, fg=typer.colors.RED)
    raise typer.Exit(2)
