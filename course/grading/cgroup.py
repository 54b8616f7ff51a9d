"""A control group for each zygote, where we may make one: its memory and processes, counted together.

Version 1 and 2.  An ordinary user under systemd writes: systemd-run --user --scope -p Delegate=yes course ...
"""

import contextlib
import itertools
import os
import shlex
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
MOST_PROCESSES = 64
NONE = "no control group may be made here"
_numbers = itertools.count()


def make(memory_bytes):
    """The folders of a new control group, or None where none can be made."""
    folders = [folder for folder in (version_1("memory"), version_1("pids")) if folder] or version_2()
    made = []
    try:
        for parent in folders:
            group = parent / f"course-grading-{os.getpid()}-{next(_numbers)}"
            group.mkdir()
            made.append(group)
            limit(group, memory_bytes)
    except OSError:
        remove(made)
        return None
    return made or None


def limit(group, memory_bytes):
    """Write the limits that this group's controllers know; OSError if not one of them takes."""
    taken = 0
    for name, value in (
        ("memory.limit_in_bytes", memory_bytes), ("memory.max", memory_bytes), ("memory.swap.max", 0),
        ("pids.max", MOST_PROCESSES),
    ):  # fmt: skip
        if (group / name).exists():
            with contextlib.suppress(FileNotFoundError):
                (group / name).write_text(str(value))
                taken += 1
    if not taken:
        raise OSError("this control group limits nothing")


def version_1(controller):
    """The folder of our own group in version 1's tree of a controller, if we may make groups in it."""
    for line in own_groups():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            for folder in (ROOT / controller / path.lstrip("/"), ROOT / controller):
                if os.access(folder, os.W_OK):
                    return folder
    return None


def version_2():
    """The same for version 2, in a list: where memory and processes are handed down to groups inside ours."""
    for line in own_groups():
        number, _, path = line.split(":", 2)
        folder = ROOT / path.lstrip("/")
        if number == "0" and os.access(folder, os.W_OK) and (folder / "cgroup.controllers").exists():
            return [folder] if handed_down(folder) else []
    return []


def handed_down(folder):
    """Let groups inside `folder` count memory and processes; a group that does so holds no process itself."""
    control = folder / "cgroup.subtree_control"
    try:
        if not {"memory", "pids"} <= set(control.read_text().split()):
            leaf = folder / "course-grader"
            leaf.mkdir(exist_ok=True)
            for process in (folder / "cgroup.procs").read_text().split():
                (leaf / "cgroup.procs").write_text(process)
            control.write_text("+memory +pids")
    except OSError:
        return False
    return True


def own_groups():
    """The lines of /proc/self/cgroup: number:controllers:path."""
    try:
        return Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return []


def joining(group, command):
    """A command that enters the group before it runs: what it starts is counted from the first moment."""
    if not group:
        return command
    enter = "; ".join(f"echo $$ > {shlex.quote(str(folder / 'cgroup.procs'))}" for folder in group)
    return ["/bin/sh", "-c", f'{enter}; exec "$@"', "sh", *command]


def remove(group):
    """Remove an empty group; one that a dying process still holds is left to the next try."""
    for folder in group or ():
        with contextlib.suppress(OSError):
            folder.rmdir()
