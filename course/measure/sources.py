"""Which modules of this process somebody may be editing: those outside Python's and installed packages."""

import os
import sys
import sysconfig

STANDARD = tuple(sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib"))


def states():
    """Module name -> (time of change in ns, size in bytes) of its file, for modules imported here."""
    found = {}
    for name, module in list(sys.modules.items()):
        # Not getattr: a module that loads lazily would load now.
        file = getattr(module, "__dict__", {}).get("__file__")
        if isinstance(file, str) and not _is_installed(file):
            found[name] = _state(file)
    return found


def _is_installed(file):
    return file.startswith(STANDARD) or "site-packages" in file or "dist-packages" in file


def _state(file):
    """None for a file that is gone, or that stands in an archive."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
