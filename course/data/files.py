"""Where official files come from: the folder COURSE_DATA, else the cache, else a download; always checked."""

import hashlib
import os
from pathlib import Path


class DataError(RuntimeError):
    """A data set that cannot be had whole; the message says what to do."""


def fetch(name, checksums, mirrors):
    """Paths of the files of the data set `name`, each checked: file name -> path.

    checksums: file name -> MD5 of the official file.  mirrors: addresses of folders that hold them all.
    All files, or a DataError: never half a data set.
    """
    given = folder_given(name, checksums)
    if given is not None:
        for file, checksum in checksums.items():
            check(given / file, checksum)
        return {file: given / file for file in checksums}
    folder = cache_folder() / name
    return {
        file: cached_or_downloaded(folder / file, checksum, mirrors) for file, checksum in checksums.items()
    }


def folder_given(name, files):
    """The folder `name` in COURSE_DATA, or None if the student gave none that holds this data set."""
    given = os.environ.get("COURSE_DATA")
    if not given:
        return None
    root = Path(given).expanduser()
    layout = "a folder with mnist/ or fashion_mnist/ in it, each with the four official .gz files"
    if not root.is_dir():
        raise DataError(f"COURSE_DATA is {given!r}, which is no folder; set it to {layout}, or unset it")
    if not any((root / each).is_dir() for each in ("mnist", "fashion_mnist")):
        raise DataError(f"COURSE_DATA is {given!r}, but it has to be {layout}; or unset it")
    there = [file for file in files if (root / name / file).exists()]
    if there and len(there) < len(files):
        missing = ", ".join(sorted(set(files) - set(there)))
        raise DataError(f"{root / name} holds only part of {name}: add {missing}")
    return root / name if there else None


def cache_folder():
    """Where downloads are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("scalable-ml-course", appauthor=False))


def check(path, checksum):
    """DataError unless the file `path` is the official one with this MD5."""
    content = path.read_bytes()
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != checksum:
        raise DataError(
            f"{path} is not the official file: its {len(content):,} bytes have MD5 {found}, not {checksum}. "
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
