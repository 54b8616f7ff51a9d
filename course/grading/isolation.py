"""Which locks of the sandbox hold on this machine, and what to do about the rest."""

import shutil
import sys
from dataclasses import replace

from course.grading.sandbox import Limits, Zygote
from course.measure.doctor import Check

LOCKS = {
    "namespaces": ("its own users, processes, files, network",
                   "allow user namespaces: sysctl kernel.apparmor_restrict_unprivileged_userns=0, "
                   "user.max_user_namespaces above zero, in Docker --security-opt seccomp=unconfined"),
    "mounts": ("a read-only system, an empty folder to write in, no /proc", "as for namespaces"),
    "privileges": ("no capability", "as for namespaces"),
    "limits": ("limits on memory, time and files", "raise the hard limits that ulimit -H shows"),
    "landlock": ("Landlock: files and signals, a second time", "a kernel from 5.13 with landlock in lsm="),
    "seccomp": ("seccomp: no new processes, no sockets, no mounts", "a kernel with CONFIG_SECCOMP_FILTER"),
    "cgroup": ("a control group that counts the memory together",
               "run as root, or: systemd-run --user --scope -p Delegate=yes course grade ..."),
}  # fmt: skip
OPTIONAL = {"cgroup"}
"""Not needed for full isolation: without new processes, the limits of the one process limit its memory."""
REQUIRED = tuple(name for name in LOCKS if name not in OPTIONAL)
INSTALL = "sudo apt-get install bubblewrap"


def probe(limits=None):
    """name of a lock -> "" if it holds here, else why not; tried with a real child.

    RuntimeError where there is no sandbox at all.
    """
    limits = limits or Limits()
    check_system(limits)
    with Zygote(limits=limits) as zygote:
        with zygote.child() as child:
            return dict.fromkeys(LOCKS, "no sandbox (--unsafe)") | child.held


def check_system(limits):
    """RuntimeError where the sandbox cannot be had: not on Linux, or without bubblewrap."""
    if sys.platform != "linux":
        raise RuntimeError("the sandbox is Linux's: grade on Linux, in WSL or in a container")
    if limits.sandboxed and not shutil.which("bwrap"):
        raise RuntimeError(f"bubblewrap, the sandbox, is not installed: {INSTALL}")


def missing(held):
    """The required locks that do not hold, or of which nothing is known, by name."""
    return [name for name in REQUIRED if held.get(name, "unknown")]


def insist(held):
    """RuntimeError if one of the required locks does not hold."""
    if lacking := missing(held):
        told = "; ".join(f"{name}: {held.get(name)}" for name in lacking)
        raise RuntimeError(f"--require-isolation: these locks do not hold here: {told}. See: course doctor")


def checks():
    """The lines of `course doctor` about grading: the sandbox itself, then each lock."""
    what = "grading untrusted notebooks"
    try:
        held = probe(replace(Limits(), seconds=30.0))
    except (RuntimeError, OSError) as error:
        remedy = LOCKS["namespaces"][1] if shutil.which("bwrap") else INSTALL
        return [Check(what, False, str(error), remedy if sys.platform == "linux" else "use Linux or WSL")]
    is_full = not missing(held)
    because = "in a bubblewrap sandbox" if is_full else "not fully isolated"
    lines = [Check(what, is_full, because, "" if is_full else "see the next lines")]
    for name, why in held.items():
        gives, remedy = LOCKS[name]
        lines.append(Check(f"isolation: {name}", not why, why or gives, remedy if why else ""))
    return lines
