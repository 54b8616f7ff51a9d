import json

import pytest

from course.measure import doctor, machine

IDX = [f"{name}-ubyte.gz" for name in doctor.IDX_FILES]


@pytest.fixture(scope="module")
def report():
    return doctor.examine()


def test_the_report_can_be_written_as_json(report):
    told = json.loads(json.dumps(report))
    assert told["machine"] == json.loads(json.dumps(machine.describe()))
    assert all(set(check) == {"what", "works", "because", "remedy"} for check in told["works"])


def test_what_does_not_work_comes_with_a_remedy(report):
    for check in report["works"]:
        assert isinstance(check["works"], bool) and check["because"]
        assert check["works"] or check["remedy"]


def test_measurements_and_all_packages_work_where_the_tests_run(report):
    works = {check["what"]: check["works"] for check in report["works"]}
    assert works["measurements"]
    assert all(works[purpose] for purpose in doctor.PACKAGES.values())


def test_a_missing_package_is_named_with_the_command_that_installs_it():
    check = doctor.package("no-such-package-of-the-course", "everything")
    assert not check.works and "make .venv" in check.remedy


def test_a_program_is_found_on_the_path_or_comes_with_the_command_that_installs_it(tmp_path, monkeypatch):
    compiler = tmp_path / "g++"
    compiler.write_text("#!/bin/sh\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    compiles, runs_r = (doctor.program(name, *rest) for name, rest in doctor.PROGRAMS.items())
    assert compiles.works and compiles.because == str(compiler)
    assert not runs_r.works and "r-base-core" in runs_r.remedy


@pytest.mark.parametrize(
    ("simd", "picked", "works"),
    [
        (["AVX2", "AVX-512"], "Haswell", False),
        (["AVX2", "AVX-512"], "Zen", False),
        (["AVX2", "AVX-512"], "SkylakeX", True),
        (["AVX2"], "Haswell", True),
        (["NEON"], "neoversen1", True),
    ],
)
def test_an_openblas_that_overlooks_avx512_is_found(simd, picked, works):
    check = doctor.kernels(simd, [{"library": "openblas", "kernels": picked}])
    assert check.works == works and picked in check.because
    assert works or "OPENBLAS_CORETYPE=SkylakeX" in check.remedy


@pytest.mark.parametrize(("gibibytes", "works"), [(0.5, False), (1, True), (16, True)])
def test_a_lesson_needs_one_gibibyte(gibibytes, works):
    assert doctor.memory(gibibytes * doctor.GIBIBYTE).works == works


def test_a_data_set_is_here_only_with_all_its_files(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    folder = tmp_path / "fashion_mnist"
    folder.mkdir()
    for name in IDX[:-1]:
        (folder / name).touch()
    before = doctor.data_set("fashion_mnist")
    (folder / IDX[-1]).touch()
    after = doctor.data_set("fashion_mnist")
    assert str(folder) not in before.because and str(folder) in after.because and after.works


def test_a_machine_without_a_browser_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert "chromium" in doctor.browser().remedy and not doctor.browser().works


def test_the_table_for_the_terminal_shows_every_check(report):
    from rich.console import Console

    console = Console(width=240)
    with console.capture() as captured:
        console.print(doctor.table(report))
    shown = captured.get()
    assert report["machine"]["cpu"] in shown
    assert all(check["what"] in shown for check in report["works"])


def test_the_markdown_for_a_notebook_has_a_whole_row_for_every_check(report):
    lines = doctor.markdown(report).splitlines()
    for check in report["works"]:
        (row,) = [line for line in lines if line.startswith(f"| {check['what']} |")]
        assert row.count("|") == 5 and check["remedy"] in row
    assert any(report["machine"]["cpu"] in line and line.count("|") == 3 for line in lines)


@pytest.mark.parametrize(
    ("count", "text"), [(32768, "32 KiB"), (2**30, "1 GiB"), (500, "500 bytes"), (2**25, "32 MiB")]
)
def test_sizes_are_written_in_binary_units(count, text):
    assert doctor._bytes(count) == text
