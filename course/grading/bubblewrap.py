"""What the sandbox holds: Python, its standard library and a few packages, read-only, and nothing else.

No home, no course, no submissions, no shell, no network.  Everything keeps the path that it has outside, so
that libraries find each other.
"""

import importlib.util
import os
import shutil
import sys
from glob import glob
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"
SHOWN_AS, SCRATCH = "/sandbox", "/scratch"
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives")
PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # some processors need them for right results


def python():
    """The interpreter itself, behind the links of an environment."""
    return os.path.realpath(sys.executable)


def places(modules):
    """{"packages": folders for sys.path, "modules": what to import}."""
    folders = {str(Path(folder).parent) for module in modules for folder in folders_of(module)[:1]}
    return {"packages": sorted(folders), "modules": list(modules)}


def folders_of(module):
    """A package's folder, and that of its libraries beside it; RuntimeError if it is not installed."""
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"the labs need {module}, which is not installed: make .venv")
    folder = os.path.realpath(spec.submodule_search_locations[0])
    return [each for each in (folder, f"{folder}.libs") if os.path.isdir(each)]


def environment():
    """The few variables that a zygote gets."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return (
        {"HOME": SCRATCH, "TMPDIR": SCRATCH, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        | one_thread
        | passed_on
    )


def command(modules):
    """bubblewrap's command line up to the zygote's own arguments."""
    base = os.path.realpath(sys.base_prefix)
    wrap = [
        shutil.which("bwrap") or "bwrap",
        "--unshare-all",
        "--unshare-user",
        "--uid",
        "1000",
        "--gid",
        "1000",
    ]
    wrap += ["--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    folders = [folder for folder in (*LIBRARIES, f"{base}/lib", f"{base}/lib64") if os.path.isdir(folder)]
    for folder in dict.fromkeys(folders):
        if os.path.islink(folder):
            wrap += ["--symlink", os.readlink(folder), folder]
        else:
            wrap += ["--ro-bind", folder, folder]
    for folder in dict.fromkeys(folders):
        if not os.path.islink(folder):
            wrap += [word for place in installed_in(folder) for word in ("--tmpfs", place)]
    for place in (*SYSTEM_FILES, python()):
        wrap += ["--ro-bind-try", place, place]
    for place in [place for module in modules for place in folders_of(module)]:
        wrap += ["--ro-bind", place, place]
    wrap += ["--ro-bind", str(INSIDE), SHOWN_AS, "--proc", "/proc", "--dev", "/dev", "--dir", SCRATCH]
    wrap += ["--chdir", SCRATCH, "--remount-ro", "/dev", "--remount-ro", "/"]
    return [*wrap, *zygote(SHOWN_AS)]


def installed_in(library):
    """Where a Python keeps what was installed into it: covered, for the course may be there."""
    kinds = ("site-packages", "dist-packages")
    return sorted(place for kind in kinds for place in glob(f"{library}/python3*/{kind}"))


def without():
    """The zygote with no sandbox around it."""
    return zygote(str(INSIDE))


def zygote(folder):
    """Python isolated from the user's settings, on the zygote's program."""
    return [python(), "-I", "-S", "-B", f"{folder}/zygote.py"]
