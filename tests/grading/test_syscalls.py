"""The numbers of the system calls are Linux's own."""

import re
from pathlib import Path

import pytest

INSIDE = Path(__file__).parents[2] / "course/grading/inside"
HEADERS = ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm-generic/unistd.h")


def table():
    """The module's names: it imports nothing."""
    names = {}
    exec((INSIDE / "syscalls.py").read_text(encoding="utf-8"), names)
    return names


@pytest.mark.parametrize(("machine", "header"), list(enumerate(HEADERS)), ids=["x86-64", "arm64"])
def test_every_denied_call_has_the_number_that_the_kernels_header_gives(machine, header):
    if not Path(header).exists():
        pytest.skip(f"no {header} here: apt-get install linux-libc-dev on x86-64")
    text = Path(header).read_text(encoding="utf-8")
    known = {name: int(number) for name, number in re.findall(r"#define __NR3?_?(\w+)\s+(\d+)", text)}
    names = table()
    denied = names["DENIED"] | {"clone": names["CLONE"], "clone3": names["CLONE3"]}
    younger = {"memfd_secret"}  # an older header does not know it
    for name, numbers in denied.items():
        if name not in younger or name in known:
            assert known.get(name) == numbers[machine], name
