"""Everything that the grader is attacked with, and what must be true of each verdict."""

import json
import os
import runpy
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
SOLUTION = HERE.parents[1] / "solutions" / "04_backprop.ipynb"
POINTS = {"1": 1, "2": 2, "3": 3, "4": 3, "5": 4, "6": 2}
HEADS = {
    2: "def nudged_gradient(loss, weights, h):\n",
    3: "def gated_backward(gradient, x, W, V):\n",
}
LOOK = """
seen = []
def look(what, place):
    try:
        seen.append(what(place))
    except BaseException: pass
"""


@dataclass(frozen=True)
class Attack:
    """What one student hands in, and what it earns.

    write: takes the folder, the student's name and the bytes of an honest notebook.
    lost: the exercises, by number, that give no points.  may_lose: those that may give none.  All others give
    full marks.  says: what the verdict holds, a proof that the attack has run.
    """

    write: Callable
    lost: str = ""
    may_lose: str = ""
    says: str = ""


def parts(name):
    """The names of another file of attacks."""
    return runpy.run_path(str(HERE / f"{name}.py"))


def marked_cells(notebook):
    """The six cells that a student writes."""
    return [
        cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution") is True
    ]


def code(number, source, is_before=False):
    """Hand in the honest notebook with the source of a marked cell replaced, or with this code before it."""

    def write(folder, name, honest):
        notebook = json.loads(honest)
        cell = marked_cells(notebook)[number - 1]
        cell["source"] = f"{source}\n{''.join(cell['source'])}" if is_before else source
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")

    return write


def body(number, source):
    """Hand in the honest notebook with another body of a marked function."""
    return code(number, HEADS[number] + textwrap.indent(source, "    "))


def honest(folder, name, data):
    """Hand in the honest notebook."""
    path = os.path.join(os.fsencode(folder), os.fsencode(name) + b".ipynb")
    Path(os.fsdecode(path)).write_bytes(data)


def corpus(places, port, mark):
    """student -> Attack.

    places: files with secrets.  port: where somebody listens.  mark: a word to leave behind.
    """
    known = f"PLACES, PORT, MARK = {list(map(str, places))}, {port}, {mark!r}\n{LOOK}"
    cells, answers = parts("attack_cells")["CELLS"], parts("attack_answers")
    attacks = {}
    for name, (source, lost, says) in (cells | parts("attack_spies")["SPIES"]).items():
        attacks[name] = Attack(code(3, known + source, is_before=True), lost, says=says)
    for name, (source, may_lose, says) in answers["BODIES"].items():
        attacks[name] = Attack(body(3, source), "3", may_lose, says)
    for name, value in answers["VALUES"].items():
        attacks[f"returns {name}"] = Attack(body(3, f"return {value}"), "3")
    for name, (source, says) in answers["CALLBACKS"].items():
        attacks[name] = Attack(body(2, LOOK + source), "2", says=says)
    frames = parts("attack_frames")
    for name, (source, may_lose, says) in frames["FRAMES"].items():
        sends = body(3, f"{LOOK}{frames['FRAME']}{source}\nreturn x, W, V")
        attacks[name] = Attack(sends, "3", may_lose, says)
    for name, (write, lost, says) in parts("attack_files")["FILES"].items():
        attacks[f"hands in {name}"] = Attack(write, lost, says=says)
    return attacks | {name: replace(attacks[name], **change) for name, change in EXCEPTIONS.items()}


EXCEPTIONS = {
    # They go on to hold memory or the channel: what comes later may fail too, which is their own loss.
    "starts threads": {"may_lose": "12456"},
    "works on after the end": {"may_lose": "123456"},
    "deletes the ways to import": {"may_lose": "6"},
}


def names():
    """Names of honest students that have harmed graders before."""
    return parts("attack_files")["NAMES"]


def complaint(attack, verdict):
    """What is wrong with the verdict of an attack, or ""."""
    for number, mark in zip(POINTS, verdict["exercises"], strict=True):
        allowed = {0} if number in attack.lost else {POINTS[number]}
        if number in attack.may_lose:
            allowed.add(0)
        if mark["score"] not in allowed:
            return f"exercise {number} gives {mark['score']}, where {allowed} belongs: {mark['message']}"
    told = json.dumps(verdict, ensure_ascii=False)
    return "" if attack.says in told else f"it never says {attack.says!r}: {told[:1500]}"
