"""Run a command as an ordinary user, from root, even where Python lies in a folder that only root may enter.

Such a folder is covered by an empty one in a mount namespace of the command's own, and what the command needs
of it is shown there again.  For everybody else nothing changes.
"""

import os
import shlex
import sys
from pathlib import Path

USER = 54321  # nobody's
REPOSITORY = Path(__file__).parents[2]


def needed():
    """What the command must be able to read: Python, its environment, the course."""
    return [os.path.realpath(each) for each in (sys.base_prefix, sys.prefix, REPOSITORY)]


def closed_above(path):
    """The topmost folder on the way to `path` that others may not enter, or None."""
    for folder in [*reversed(Path(path).parents), Path(path)]:
        if not folder.stat().st_mode & 0o1:
            return folder
    return None


def opened(paths):
    """Shell commands that show each path to others, in a mount namespace; [] if all are open."""
    closed = {path: folder for path in dict.fromkeys(paths) if (folder := closed_above(path))}
    if not closed:
        return []
    lines = ["aside=$(mktemp -d)"]
    for number, path in enumerate(closed):
        lines += [f'mkdir "$aside/{number}"', f'mount --bind {shlex.quote(path)} "$aside/{number}"']
    for folder in dict.fromkeys(closed.values()):
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(folder))}")
    for number, path in enumerate(closed):
        lines += [f"mkdir -p {shlex.quote(path)}", f'mount --move "$aside/{number}" {shlex.quote(path)}']
    return [*lines, 'rm -r "$aside"']


def command(words):
    """The command line that runs `words` as USER."""
    drop = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *words]
    script = "; ".join(["set -e", "umask 022", *opened(needed()), f"exec {shlex.join(drop)}"])
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]
