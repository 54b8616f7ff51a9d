"""Where official files come from: the folder COURSE_DATA, else the cache, else a download; always checked."""

import hashlib
import os
from pathlib import Path

DATA_SETS = ("mnist", "fashion_mnist")


class DataError(RuntimeError):
    """A data set that cannot be had whole; the message says what to do."""


def fetch(name, checksums, mirrors, unpacked_bytes=None):
    """Paths of the files of the data set `name`, each checked: file name -> path.

    checksums: file name -> MD5 of the official file.  mirrors: addresses of folders that hold them all.
    unpacked_bytes: file name -> size of the file without .gz, which COURSE_DATA may hold in its place.
    All files, or a DataError: never half a data set.
    """
    given = files_given(name, checksums)
    for file, path in given.items():
        if path.name == file:
            check(path, checksums[file])
        else:
            check_size(path, (unpacked_bytes or {}).get(file))
    if given:
        return given
    folder = cache_folder() / name
    return {
        file: cached_or_downloaded(folder / file, checksum, mirrors) for file, checksum in checksums.items()
    }


def files_given(name, files):
    """The files of the data set `name` in COURSE_DATA, packed or unpacked: file name -> path, or none."""
    root = root_given()
    if root is None:
        return {}
    choices = [(file, root / name / each) for file in files for each in (file.removesuffix(".gz"), file)]
    there = {file: path for file, path in choices if path.exists()}  # the packed one wins: it has a checksum
    if there and len(there) < len(files):
        missing = ", ".join(sorted(set(files) - set(there)))
        raise DataError(f"{root / name} holds only part of {name}: add {missing}")
    return there


def root_given():
    """The folder COURSE_DATA, or None if the student gave none."""
    given = os.environ.get("COURSE_DATA")
    if not given:
        return None
    root = Path(given).expanduser()
    layout = "a folder with mnist/ or fashion_mnist/ in it, each with the four official .gz files"
    if not root.is_dir():
        raise DataError(f"COURSE_DATA is {given!r}, which is no folder; set it to {layout}, or unset it")
    if not any((root / each).is_dir() for each in DATA_SETS):
        parent = root.absolute().parent
        hint = f": set it to {str(parent)!r}, the folder above" if root.absolute().name in DATA_SETS else ""
        raise DataError(f"COURSE_DATA is {given!r}, but it has to be {layout}{hint}; or unset it")
    return root


def cache_folder():
    """Where downloads are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("scalable-ml-course", appauthor=False))


def check(path, checksum):
    """DataError unless the file `path` is the official one with this MD5."""
    if path.is_dir():
        raise DataError(f"{path} is a folder where the official file belongs: delete it and get the file")
    content = path.read_bytes()
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != checksum:
        raise DataError(
            f"{path} is not the official file: its {len(content):,} bytes have MD5 {found}, not {checksum}. "
            "It may have been cut short on its way: delete it and get it again."
        )


def check_size(path, size):
    """DataError unless `path`, an official file unpacked, has `size` bytes; None: it has to be packed."""
    if size is None or path.is_dir():
        raise DataError(f"{path} is not the official file: put {path.name}.gz in its place")
    if path.stat().st_size != size:
        raise DataError(
            f"{path} has {path.stat().st_size:,} bytes, but the official file has {size:,} when unpacked. "
            "It may have been cut short on its way: delete it and get it again."
        )


def cached_or_downloaded(path, checksum, mirrors):
    """`path`, there already or downloaded from the first mirror that gives the official file."""
    if path.exists():
        check(path, checksum)
        return path
    failures = []
    for mirror in mirrors:
        try:
            return download(mirror + path.name, path, checksum)
        except (OSError, ValueError) as error:  # no network, no such file; a wrong checksum
            failures.append(f"  {mirror}{path.name}: {_first_line(error)}")
    raise DataError(
        f"{path.name} is neither in COURSE_DATA nor in {path.parent}, and no download worked:\n"
        + "\n".join(failures)
        + f"\nConnect to the internet and run this again, or put the official file into {path.parent}."
    )


def download(address, path, checksum):
    """Download `address` to `path`, which appears only when it is whole and checked."""
    import pooch

    pooch.get_logger().setLevel("WARNING")
    downloader = pooch.HTTPDownloader(timeout=30)
    return Path(
        pooch.retrieve(address, f"md5:{checksum}", fname=path.name, path=path.parent, downloader=downloader)
    )


def _first_line(error):
    return str(error).strip().splitlines()[0][:160] if str(error).strip() else type(error).__name__
