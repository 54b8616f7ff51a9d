"""What of the course works on this machine, and what to do about the rest."""

import importlib.metadata
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from course.measure import machine, process

GIBIBYTE = 2**30
PACKAGES = {
    "numpy": "the library and every lesson",
    "torch": "comparisons with PyTorch",
    "jupyterlab": "lessons and labs",
    "anywidget": "visualizers",
    "scikit-learn": "the digits, the bundled data set",
}
PROGRAMS = {
    "g++": ("compiled graphs, models without Python", "sudo apt-get install g++"),
    "Rscript": ("the same network in R", "sudo apt-get install r-base-core"),
}
IDX_FILES = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PLAYWRIGHT_FOLDERS = (
    "~/.cache/ms-playwright",
    "~/Library/Caches/ms-playwright",
    "~/AppData/Local/ms-playwright",
)


@dataclass(frozen=True)
class Check:
    """One thing of the course: whether it works here, why, and what to do if it does not."""

    what: str
    works: bool
    because: str
    remedy: str = ""


def examine():
    """This machine and what of the course works on it: {"machine": ..., "works": [each Check as a dict]}."""
    described = machine.describe()
    checks = [package(name, purpose) for name, purpose in PACKAGES.items()]
    checks += [memory(described["memory_bytes"]), measuring()]
    checks += [kernels(described["simd"], described["blas"])] if described["blas"] else []
    checks += [gpu(described["gpus"]), data_set("mnist"), data_set("fashion_mnist"), browser()]
    checks += [program(name, *rest) for name, rest in PROGRAMS.items()]
    return {"machine": described, "works": [asdict(check) for check in checks]}


def package(name, purpose):
    """Whether a package that the course is built on is installed."""
    try:
        return Check(purpose, True, f"{name} {importlib.metadata.version(name)}")
    except importlib.metadata.PackageNotFoundError:
        return Check(purpose, False, f"{name} is not installed", "make .venv")


def program(name, purpose, remedy):
    """Whether a program is on the path that one lesson calls and can do without."""
    found = shutil.which(name)
    return Check(purpose, bool(found), found or f"there is no {name}", remedy="" if found else remedy)


def memory(available):
    """Whether every lesson fits into memory."""
    has = f"{available / GIBIBYTE:.1f} GiB of memory"
    if available >= GIBIBYTE:
        return Check("memory for every lesson", True, has)
    return Check(
        "memory for every lesson", False, f"{has}, a lesson may need 1 GiB", "give the container 2 GiB"
    )


def measuring():
    """Whether a measuring process starts, with one thread as asked."""
    try:
        threads = {each["threads"] for each in process.call_fresh(machine.blas)}
    except (RuntimeError, OSError) as error:
        return Check("measurements", False, str(error), "make .venv, then: course doctor")
    if threads <= {1, None}:
        return Check("measurements", True, "a measuring process starts, with one thread")
    return Check("measurements", False, f"BLAS took {max(threads - {None})} threads where one was asked for",
                 "unset the variables that set threads, such as GOTO_NUM_THREADS")  # fmt: skip


def kernels(simd, blas):
    """Whether NumPy's BLAS uses the widest vectors this CPU has."""
    what = "NumPy at this CPU's full width"
    openblas = [each for each in blas if each["library"] == "openblas"]
    if not openblas:
        return Check(what, True, f"{blas[0]['library']} picks its own kernels")
    picked = openblas[0]["kernels"]
    if "AVX-512" not in simd or picked in ("SkylakeX", "Cooperlake", "SapphireRapids"):
        return Check(what, True, f"OpenBLAS uses its {picked} kernels")
    because = f"this CPU has AVX-512, but OpenBLAS uses its {picked} kernels of half the width"
    return Check(
        what, False, because, "set OPENBLAS_CORETYPE=SkylakeX before Python starts: up to twice as fast"
    )


def gpu(gpus):
    """Whether there is a GPU that torch can use."""
    if gpus:
        return Check("GPU lessons, measured here", True, ", ".join(each["name"] for each in gpus))
    because = "no GPU that torch can use; the lessons replay recordings, labelled so"
    return Check("GPU lessons, measured here", False, because, "none needed; Colab or Kaggle lend one")


def data_set(name):
    """Whether the files of MNIST or Fashion-MNIST are here; the library checks them when it reads them."""
    folder = next((folder for folder in _data_folders(name) if _holds_all(folder)), None)
    if folder:
        return Check(f"{name} offline", True, f"in {folder}")
    remedy = "downloaded when a lesson first asks for it; or set COURSE_DATA to the folder above the files"
    return Check(f"{name} offline", False, "not downloaded yet; the digits are bundled", remedy)


def _data_folders(name):
    import platformdirs

    given = os.environ.get("COURSE_DATA")
    cache = Path(platformdirs.user_cache_dir("scalable-ml-course", appauthor=False))
    return [root / name for root in ([Path(given).expanduser()] if given else []) + [cache]]


def _holds_all(folder):
    return all(any((folder / f"{file}-ubyte{end}").is_file() for end in (".gz", "")) for file in IDX_FILES)


def browser():
    """Whether the tests of the visualizers find a browser."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None) or _browser_of_playwright()
    if found:
        return Check("tests in a browser", True, str(found))
    remedy = "sudo apt-get install chromium, or: .venv/bin/playwright install chromium"
    return Check("tests in a browser", False, "no Chromium found", remedy)


def _browser_of_playwright():
    given = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = [given] if given else PLAYWRIGHT_FOLDERS
    return next((found for folder in folders for found in Path(folder).expanduser().glob("chromium-*")), None)


def table(report):
    """A report of `examine` for the terminal."""
    from rich.box import SIMPLE
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    here = Table(title="This machine", show_header=False, box=None, title_justify="left")
    for name, value in readable(report["machine"]).items():
        here.add_row(name, Text(value))
    works = Table(title="\nWhat works here", box=SIMPLE, title_justify="left")
    for name in ("", "what", "because", "what to do"):
        works.add_column(name)
    for check in report["works"]:
        mark = "[bold]✓[/bold]" if check["works"] else "–"
        works.add_row(mark, *(Text(check[name]) for name in ("what", "because", "remedy")))
    return Group(here, works)


def markdown(report):
    """A report of `examine` as Markdown, for a notebook."""
    rows = ["| this machine | |", "| --- | --- |"]
    rows += [f"| {name} | {value} |" for name, value in readable(report["machine"]).items()]
    rows += ["", "| what works here | | because | what to do |", "| --- | --- | --- | --- |"]
    for check in report["works"]:
        mark = "✓" if check["works"] else "–"
        rows.append(f"| {check['what']} | {mark} | {check['because']} | {check['remedy']} |")
    return "\n".join(rows)


def readable(described):
    """What `machine.describe` gives as text with units, name -> text."""
    caches = ", ".join(f"{level} {_bytes(size)}" for level, size in described["caches"].items())
    blas = ", ".join(
        f"{each['library']} {each['version']}, {each['kernels']} kernels" for each in described["blas"]
    )
    gpus = ", ".join(f"{each['name']}, {_bytes(each['memory_bytes'])}" for each in described["gpus"])
    versions = f"{described['numpy']}, {described['torch'] or 'none'}, {described['python']}"
    return {
        "processor": described["cpu"],
        "cores": f"{described['cores']} usable",
        "SIMD": ", ".join(described["simd"]) or machine.UNKNOWN,
        "caches of one core": caches or machine.UNKNOWN,
        "memory": _bytes(described["memory_bytes"]),
        "GPUs": gpus or "none",
        "BLAS": blas or machine.UNKNOWN,
        "NumPy, torch, Python": versions,
        "system": described["system"],
    }


def _bytes(count):
    """A size in the largest binary unit of which there is at least one: 32 KiB."""
    for unit, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} bytes"
