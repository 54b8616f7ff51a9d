"""What every page and card of the course shares: its files, its colours, the frame of a page of its own."""

from html import escape
from pathlib import Path


def resource(path):
    """The text of a file that ships with the course, named from the package's root: "widgets/style.css"."""
    return (Path(__file__).parent / path).read_text(encoding="utf-8")


def rules(*paths):
    """The course's colours and type, and then the rules of these stylesheets."""
    return "".join(map(resource, ("widgets/style.css", *paths)))


def style(*paths):
    """The same as an element."""
    return f"<style>{rules(*paths)}</style>"


def page(title, body, *, style, kind=""):
    """One self-contained page, light and dark, that needs neither Python nor a network.

    title: plain text.  body: HTML, everything in it escaped already.  style: as `style` gives it.
    kind: a class of the page, for rules of its own.
    """
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{escape(title)}</title>
{style}
</head>
<body class="course{f" {kind}" if kind else ""}">
{body}
</body>
</html>
"""
