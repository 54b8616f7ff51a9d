"""How many bytes a function needs."""

import sys

from course.measure import process


def resident_bytes():
    """Bytes of memory this process holds now."""
    import psutil

    return psutil.Process().memory_info().rss


def peak_bytes(function):
    """Bytes by which memory grows at its peak while `function()` runs, in a process started for it alone.

    What the function carries along (a notebook's arrays) and what it imported before do not count.
    """
    return process.call_fresh(growth, function)


def growth(function):
    """Bytes by which this process grows at its peak while `function()` runs; only true in a fresh process."""
    _forget_peak()
    before = resident_bytes()
    function()
    return max(0, _peak_resident_bytes() - before)


def _forget_peak():
    """Let Linux count the peak from now on; elsewhere a fresh process has hardly any peak behind it."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass


def _peak_resident_bytes():
    """The most this process ever held.

    Linux's getrusage also counts the process that started this one, hence /proc.
    """
    if sys.platform == "linux":
        with open("/proc/self/status") as file:
            line = next(line for line in file if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS
