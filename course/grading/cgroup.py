"""A control group for each zygote, where we may make one: its memory and processes, counted together.

Version 1 and 2.  An ordinary user under systemd writes: systemd-run --user --scope -p Delegate=yes course ...
"""

import contextlib
import os
import secrets
import shlex
import threading
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
MOST_PROCESSES = 64
PREFIX, LEAF = "course-grading-", "course-grader"
_one_at_a_time = threading.Lock()


def make(memory_bytes):
    """The folders of a new control group, or None where none can be made."""
    with _one_at_a_time:
        parents = [folder for folder in (version_1("memory"), version_1("pids")) if folder] or version_2()
    name, made = f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}", []
    try:
        for parent in parents:
            remove_those_of_the_dead(parent)
            (parent / name).mkdir()
            made.append(parent / name)
            limit(parent / name, memory_bytes)
    except OSError:
        remove(made)
        return None
    return made or None


def lacking(group):
    """What a group does not count, in words; "" if it counts memory and processes."""
    names = [name for folder in group or () for name in os.listdir(folder)]
    lacks = [what for what in ("memory", "pids") if not any(name.startswith(f"{what}.") for name in names)]
    return f"no control group for {' and '.join(lacks)} may be made here" if lacks else ""


def remove_those_of_the_dead(parent):
    """Remove the groups that a killed run left."""
    for folder in parent.glob(f"{PREFIX}*"):
        process = folder.name.removeprefix(PREFIX).split("-")[0]
        if not Path("/proc", process).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()


def limit(group, memory_bytes):
    """Write the limits that this group's controllers know; OSError if not one of them takes."""
    taken = 0
    for name, value in (
        ("memory.limit_in_bytes", memory_bytes), ("memory.max", memory_bytes), ("memory.swap.max", 0),
        ("pids.max", MOST_PROCESSES),
    ):  # fmt: skip
        if (group / name).exists():
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
        folder = folder.parent if folder.name == LEAF else folder  # where an earlier zygote's start moved us
        if number == "0" and os.access(folder, os.W_OK) and (folder / "cgroup.controllers").exists():
            return [folder] if handed_down(folder) else []
    return []


def handed_down(folder):
    """Let groups inside `folder` count memory and processes; a group that does so holds no process itself."""
    control = folder / "cgroup.subtree_control"
    try:
        if not {"memory", "pids"} <= set(control.read_text().split()):
            leaf = folder / LEAF
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
    """Remove a group; its last process may need a moment to die."""
    for folder in group or ():
        for _ in range(50):
            try:
                folder.rmdir()
            except FileNotFoundError:
                break
            except OSError:
                time.sleep(0.02)
            else:
                break
