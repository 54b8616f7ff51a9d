"""Files that are no honest notebook: name -> (a function that writes it, exercises it costs, what is said).

Each function takes the folder of the submissions, the student's name, and the bytes of an honest notebook.
"""

import io
import json
import os
import socket
import zipfile

ALL = "123456"


def raw(make):
    """Hand in NAME.ipynb with the bytes that `make` makes of the honest ones."""
    return lambda folder, name, honest: (folder / f"{name}.ipynb").write_bytes(make(honest))


def edited(edit):
    """Hand in the honest notebook after `edit(notebook, its marked cells)`."""

    def make(honest):
        notebook = json.loads(honest)
        marked = [cell for cell in notebook["cells"] if is_marked(cell)]
        edit(notebook, marked)
        return json.dumps(notebook).encode()

    return raw(make)


def is_marked(cell):
    """Whether a student writes this cell."""
    return cell["metadata"].get("nbgrader", {}).get("solution") is True


def zipped(*entries, kind=zipfile.ZIP_DEFLATED, damage=lambda data: data):
    """Hand in NAME.zip with entries (name, bytes or None for the honest notebook)."""

    def write(folder, name, honest):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", kind) as archive:
            for entry, data in entries:
                archive.writestr(entry, honest if data is None else data)
        (folder / f"{name}.zip").write_bytes(damage(packed.getvalue()))

    return write


def link(name):
    """A zip's entry that unpacks to a link."""
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


def encrypted(data):
    """The zip with the flag of encryption set on every entry."""
    data = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def linked(target):
    """Hand in NAME.ipynb as a link to another place in the folder of the submissions, or outside."""
    return lambda folder, name, honest: (folder / f"{name}.ipynb").symlink_to(target)


def folder_with(files):
    """Hand in a folder: path -> bytes, or None for the honest notebook, or a text for a link to it."""

    def write(folder, name, honest):
        for path, data in files.items():
            place = folder / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(data, str):
                place.symlink_to(data)
            else:
                place.write_bytes(honest if data is None else data)

    return write


def unix_socket(folder, name, honest):
    """A socket with the name of a notebook."""
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(folder, os.O_RDONLY)
        listener.bind(f"/proc/self/fd/{here}/{name}.ipynb")
        os.close(here)


def device(folder, name, honest):
    """A device with the name of a notebook; for who may not make one, a pipe."""
    try:
        os.mknod(folder / f"{name}.ipynb", 0o20666, os.makedev(1, 5))
    except PermissionError:
        os.mkfifo(folder / f"{name}.ipynb")


def endless_name(folder, name, honest):
    """A student whose name has 200 letters, with the honest notebook."""
    (folder / f"{name}{'e' * (200 - len(name))}.ipynb").write_bytes(honest)


def change(number, **values):
    """Replace keys of a marked cell."""
    return edited(lambda notebook, marked: marked[number - 1].update(values))


def renamed(notebook, marked):
    """Another name for the third marked cell."""
    marked[2]["metadata"]["nbgrader"]["grade_id"] = "backprop-seven"


def doubled(notebook, marked):
    """The third marked cell a second time, and wrong there."""
    again = json.loads(json.dumps(marked[2]))
    again["source"] = "def gated_backward(gradient, x, W, V):\n    return x, W, V"
    notebook["cells"].insert(notebook["cells"].index(marked[2]) + 1, again)


def hidden_data(notebook, marked):
    """Ten megabytes among the outputs, and in the metadata."""
    marked[2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 10_000_000}]
    notebook["metadata"]["hidden"] = {"deeper": ["y" * 1_000_000]}


def half_letter(notebook, marked):
    """A lone surrogate in a cell of one's own."""
    notebook["cells"].insert(
        0, {"cell_type": "code", "metadata": {}, "source": "half = '\ud800'", "id": "\ud800"}
    )


def many_cells(notebook, marked):
    """A hundred cells of one's own, each of which ends the process."""
    for number in range(100):
        notebook["cells"].append(
            {"cell_type": "code", "metadata": {}, "source": f"import os; os._exit({number})"}
        )


ODD = [1, "x", None, {}, []]
ZEROS, OURS = b"0" * 10_000_000, b"raise SystemExit('not ours')"
MODULES = {f"{name}.py": OURS for name in ("numpy", "json", "plain", "child", "sitecustomize", "course")}

FILES = {
    "brackets": (raw(lambda honest: b"[" * 60_000), ALL, "nested"),
    "brackets that a quote hides": (
        raw(lambda honest: ('{"cells": ["∢", ' + "[" * 60_000).encode("utf-16")),
        ALL,
        "cannot be read",
    ),
    "a list": (raw(lambda honest: b"[]"), ALL, "no list of cells"),
    "a number": (raw(lambda honest: b"7"), ALL, "no list of cells"),
    "a number of five thousand digits": (raw(lambda honest: b"7" * 5_000), ALL, "JSON"),
    "nothing": (raw(lambda honest: b""), ALL, "JSON"),
    "half a notebook": (raw(lambda honest: honest[: len(honest) // 2]), ALL, "JSON"),
    "UTF-16": (raw(lambda honest: honest.decode().encode("utf-16")), "", ""),
    "UTF-8 with a mark": (raw(lambda honest: b"\xef\xbb\xbf" + honest), "", ""),
    "no text": (raw(lambda honest: bytes(range(256)) * 100), ALL, "JSON"),
    "fifty megabytes of spaces": (raw(lambda honest: b" " * 50_000_000), ALL, "the most"),
    "quotes": (raw(lambda honest: b'"\\' * 4_000_000), ALL, "JSON"),
    "three million lists": (raw(lambda honest: b'{"cells": [' + b"[]," * 3_000_000 + b"0]}"), ALL, "cells"),
    "cells that are a dict": (edited(lambda notebook, _: notebook.update(cells={"a": 1})), ALL, "cells"),
    "cells that are no cells": (edited(lambda notebook, _: notebook.update(cells=ODD)), ALL, ""),
    "other cells between": (edited(lambda notebook, _: notebook["cells"].extend(ODD)), "", ""),
    "metadata that is a number": (change(3, metadata=7), "", "missing or renamed"),
    "odd metadata": (change(3, metadata={"nbgrader": [], "tags": 5}), "", "missing or renamed"),
    "a source that is a number": (change(3, source=7), "3", "missing or renamed"),
    "a source of numbers": (change(3, source=[1, 2]), "3", "missing or renamed"),
    "a cell type that is a list": (change(3, cell_type=["code"]), "3", "missing or renamed"),
    "a missing cell": (edited(lambda notebook, marked: notebook["cells"].remove(marked[2])), "3", "missing"),
    "a doubled cell": (edited(doubled), "3", "occurs 2 times"),
    "a renamed cell": (edited(renamed), "", "missing or renamed"),
    "hidden data": (edited(hidden_data), "", ""),
    "half a letter": (edited(half_letter), "", ""),
    "many ends": (edited(many_cells), "", "ended the process"),
    "a link to another's work": (linked("zz honest.ipynb"), ALL, "link"),
    "a link to a secret": (linked("../private/secret.txt"), ALL, "link"),
    "a link to a folder": (linked("."), ALL, "link"),
    "a folder of links": (folder_with({"a.ipynb": "../zz honest.ipynb", "x": "/"}), ALL, "not read"),
    "a folder of our modules": (folder_with({"04_backprop.ipynb": None} | MODULES), "", ""),
    "a folder with a bad one": (folder_with({"04_backprop.ipynb": None, "b.ipynb": b"[" * 999}), "", ""),
    "an empty folder": (lambda folder, name, honest: (folder / f"{name}.ipynb").mkdir(), ALL, "no notebook"),
    "a pipe": (lambda folder, name, honest: os.mkfifo(folder / f"{name}.ipynb"), ALL, "no plain file"),
    "a socket": (unix_socket, ALL, "not read"),
    "a device": (device, ALL, "no plain file"),
    "a zip of our modules": (zipped(("04_backprop.ipynb", None), *MODULES.items()), "", ""),
    "a zip with a link": (zipped((link("04_backprop.ipynb"), b"../zz honest.ipynb")), ALL, "link"),
    "a zip that climbs": (zipped(("../../../climbed.ipynb", None)), "", ""),
    "a zip that climbs from the root": (zipped(("/tmp/climbed.ipynb", None)), "", ""),
    "an encrypted zip": (zipped(("04_backprop.ipynb", None), damage=encrypted), ALL, "encrypted"),
    "half a zip": (zipped(("a.ipynb", None), damage=lambda data: data[:-40]), ALL, "no readable zip"),
    "no zip": (zipped(damage=lambda data: b"PK\x03\x04 nothing"), ALL, "no readable zip"),
    "a zip of zips": (zipped(("in.zip", b"PK\x05\x06" + bytes(18))), ALL, "no notebook"),
    "a zip of zeros": (zipped(*((f"{n}.ipynb", ZEROS) for n in range(60))), ALL, ""),
    "a bzip2 of zeros": (zipped(("a.ipynb", ZEROS * 40), kind=zipfile.ZIP_BZIP2), ALL, ""),
    "an LZMA of zeros": (zipped(("a.ipynb", ZEROS * 40), kind=zipfile.ZIP_LZMA), ALL, ""),
    "a zip of many names": (zipped(*((f"{n}", b"") for n in range(60_000))), ALL, "no notebook"),
    "an endless name": (endless_name, "", ""),
}  # fmt: skip

NAMES = (
    '=HYPERLINK("x")', "+1+1", "@SUM(1)", "-2+3", "\tabc", "two\nlines,and a comma", "<script>alert(1)<",
    "\x1b[31mred\x1b]0;x\x07", "con", "[bold]rich[", "ünïcode 学生", "\u202egnirts", b"\xff\xfe", b"\xfe\xff",
    "a..b", "%s{0}", "a&b\"'",
)  # fmt: skip
"""Names of students who are honest: each gets full marks, and nobody is harmed by reading them."""
