"""Official files: given, cached or downloaded, and never half a data set."""

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from course.data import files, mnist

CONTENT = {"train.gz": b"twelve bytes", "test.gz": b"eight by"}
MD5 = {name: hashlib.md5(content, usedforsecurity=False).hexdigest() for name, content in CONTENT.items()}
NOWHERE = ("http://127.0.0.1:9/",)  # the discard port: nothing answers


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setattr(files, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def write(folder, contents=CONTENT):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def mirror(tmp_path):
    """A web server on this machine, and the folder that it serves."""
    folder = write(tmp_path / "mirror")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", folder
    server.shutdown()
    server.server_close()


def contents(paths):
    return {name: path.read_bytes() for name, path in paths.items()}


def test_files_in_course_data_are_used_where_they_are(tmp_path, monkeypatch):
    folder = write(tmp_path / "given" / "mnist")
    monkeypatch.setenv("COURSE_DATA", str(folder.parent))
    assert files.fetch("mnist", MD5, NOWHERE) == {name: folder / name for name in CONTENT}


def test_a_wrong_course_data_is_an_error_that_tells_the_layout(tmp_path, monkeypatch):
    for wrong in (tmp_path / "missing", tmp_path):
        monkeypatch.setenv("COURSE_DATA", str(wrong))
        with pytest.raises(files.DataError, match="four official"):
            files.fetch("mnist", MD5, NOWHERE)


def test_a_file_missing_from_course_data_is_named(tmp_path, monkeypatch):
    folder = write(tmp_path / "given" / "mnist", {"train.gz": CONTENT["train.gz"]})
    monkeypatch.setenv("COURSE_DATA", str(folder.parent))
    with pytest.raises(files.DataError, match=r"only part of mnist: add test\.gz"):
        files.fetch("mnist", MD5, NOWHERE)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_a_course_data_one_folder_too_deep_is_told_the_folder_above(tmp_path, monkeypatch, name):
    folder = write(tmp_path / "given" / name)
    for given in (folder, f"{folder}/"):
        monkeypatch.setenv("COURSE_DATA", str(given))
        with pytest.raises(files.DataError, match=rf"set it to '{folder.parent}'"):
            files.fetch(name, MD5, NOWHERE)
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("COURSE_DATA", name)
    with pytest.raises(files.DataError, match=rf"set it to '{folder.parent}'"):
        files.fetch(name, MD5, NOWHERE)


def test_a_folder_in_a_files_place_is_named(tmp_path, monkeypatch, cache):
    for folder in (tmp_path / "given" / "mnist", cache / "mnist"):
        write(folder, {"test.gz": CONTENT["test.gz"]})
        (folder / "train.gz").mkdir()
    for given in (str(tmp_path / "given"), ""):
        monkeypatch.setenv("COURSE_DATA", given)
        with pytest.raises(files.DataError, match=r"train\.gz is a folder where the official file belongs"):
            files.fetch("mnist", MD5, NOWHERE)


def test_unpacked_files_in_course_data_are_used_if_their_sizes_are_right(tmp_path, monkeypatch):
    folder = write(tmp_path / "given" / "mnist", {"train": b"unpacked", "test.gz": CONTENT["test.gz"]})
    monkeypatch.setenv("COURSE_DATA", str(folder.parent))
    given = {"train.gz": folder / "train", "test.gz": folder / "test.gz"}
    assert files.fetch("mnist", MD5, NOWHERE, {"train.gz": 8}) == given
    with pytest.raises(
        files.DataError, match=r"train has 8 bytes, but the official file has 9.*get it again"
    ):
        files.fetch("mnist", MD5, NOWHERE, {"train.gz": 9})
    with pytest.raises(files.DataError, match=r"put train\.gz in its place"):
        files.fetch("mnist", MD5, NOWHERE)


def test_a_packed_file_is_preferred_to_the_unpacked_one_beside_it(tmp_path, monkeypatch):
    folder = write(tmp_path / "given" / "mnist", CONTENT | {"train": b"anything"})
    monkeypatch.setenv("COURSE_DATA", str(folder.parent))
    assert files.fetch("mnist", MD5, NOWHERE)["train.gz"] == folder / "train.gz"


@pytest.mark.parametrize("damaged", [b"twelve", b"TWELVE BYTES", b""])
def test_a_cut_or_changed_file_is_refused_in_course_data_and_in_the_cache(
    tmp_path, monkeypatch, cache, damaged
):
    write(tmp_path / "given" / "mnist", CONTENT | {"train.gz": damaged})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "given"))
    with pytest.raises(files.DataError, match=r"train\.gz is not the official file.*delete it"):
        files.fetch("mnist", MD5, NOWHERE)
    monkeypatch.delenv("COURSE_DATA")
    write(cache / "mnist", CONTENT | {"train.gz": damaged})
    with pytest.raises(files.DataError, match=r"train\.gz is not the official file.*delete it"):
        files.fetch("mnist", MD5, NOWHERE)


def test_a_data_set_that_course_data_lacks_comes_from_the_cache(tmp_path, monkeypatch, cache):
    write(tmp_path / "given" / "mnist")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "given"))
    write(cache / "fashion_mnist")
    assert contents(files.fetch("fashion_mnist", MD5, NOWHERE)) == CONTENT


def test_a_download_is_checked_and_kept(mirror, cache):
    address, served = mirror
    assert contents(files.fetch("mnist", MD5, [*NOWHERE, address])) == CONTENT
    for name in CONTENT:
        (served / name).unlink()
    assert contents(files.fetch("mnist", MD5, NOWHERE)) == CONTENT  # now from the cache
    assert sorted(path.name for path in (cache / "mnist").iterdir()) == sorted(CONTENT)


def test_a_download_with_a_wrong_checksum_is_refused_and_not_kept(mirror, cache):
    address, served = mirror
    (served / "test.gz").write_bytes(b"eight")
    with pytest.raises(files.DataError, match=r"(?s)test\.gz.*no download worked.*hash"):
        files.fetch("mnist", MD5, [address])
    assert not (cache / "mnist" / "test.gz").exists()


def test_without_files_and_without_a_network_the_error_says_what_to_do(cache):
    with pytest.raises(
        files.DataError, match=r"(?s)Connect to the internet.*put the official file into"
    ) as raised:
        files.fetch("mnist", MD5, NOWHERE)
    assert str(cache / "mnist") in str(raised.value)


def test_both_data_sets_have_four_files_with_checksums_and_mirrors():
    for checksums in (mnist.MNIST_MD5, mnist.FASHION_MD5):
        assert set(checksums) == set(mnist.FILES.values())
        assert all(len(checksum) == 32 for checksum in checksums.values())
    assert not set(mnist.MNIST_MD5.values()) & set(mnist.FASHION_MD5.values())
