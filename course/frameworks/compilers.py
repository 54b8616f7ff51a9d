"""Builds small C and C++ programs with the system's compiler, and keeps them."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path


def built(name, command):
    """The path of a program, built by a compiler's command unless that was done before.

    name: what the program is called.  command: the compiler, its settings and files, without the output.
    RuntimeError where there is no such compiler, or with what the compiler says where it fails.
    """
    compiler = shutil.which(command[0])
    if compiler is None:
        raise RuntimeError(f"there is no {command[0]} here; on Debian and Ubuntu: apt-get install g++")
    command = [compiler, *map(str, command[1:])]
    program = folder() / f"{name}-{_fingerprint(command)}"
    if not program.exists():
        unfinished = program.with_suffix(f".{os.getpid()}")  # two processes may build at once
        done = subprocess.run([*command, "-O1", "-o", str(unfinished)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stderr[-2000:]}")
        unfinished.replace(program)
    return program


def folder():
    """Where built programs are kept: the user's cache folder, made if need be."""
    import platformdirs

    made = Path(platformdirs.user_cache_dir("scalable-ml-course", appauthor=False), "programs")
    made.mkdir(parents=True, exist_ok=True)
    return made


def _fingerprint(command):
    """Twelve letters that change with the command and with the content of each file in it."""
    texts = [part.encode() + (Path(part).read_bytes() if Path(part).suffix in (".c", ".cpp") else b"")
             for part in command]  # fmt: skip
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:12]
