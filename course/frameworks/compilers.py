"""Builds small C and C++ programs with the system's compiler, and keeps them."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path


def built(name, command):
    """The path of a program, built by a compiler's command unless that was done before.

    name: what the program is called; one that is linked to a library carries that library's version in it.
    command: the compiler, its settings and files, without the output.
    RuntimeError where there is no such compiler, with what the compiler says where it fails, and where the
    program cannot be kept.
    """
    compiler = shutil.which(command[0])
    if compiler is None:
        raise RuntimeError(f"there is no {command[0]} here; on Debian and Ubuntu: apt-get install g++")
    command = [compiler, *map(str, command[1:])]
    program = folder() / f"{name}-{_fingerprint(command)}"
    if not program.exists():
        try:
            _build(command, program)
        except OSError as error:
            raise RuntimeError(
                f"{program} cannot be written ({error.strerror}): "
                "let XDG_CACHE_HOME name a folder in which you may write"
            ) from error
    return program


def folder():
    """Where built programs are kept: a folder in the user's cache."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("scalable-ml-course", appauthor=False), "programs")


def _build(command, program):
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as unfinished:  # another process may build it too
        made = Path(unfinished, program.name)
        done = subprocess.run([*command, "-O1", "-o", str(made)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stderr[-2000:]}")
        made.replace(program)


def _fingerprint(command):
    """Twelve digits that change with the command and with the content of each source file in it."""
    digest = hashlib.sha256()
    for part in command:
        digest.update(part.encode() + b"\0")
        if part.endswith((".c", ".cpp")):
            digest.update(Path(part).read_bytes())
    return digest.hexdigest()[:12]
