"""A network leaves Python: its file is run by programs in which no Python is mapped."""

import subprocess
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from course.frameworks import compilers, deployment, example, in_pytorch, warnings_of_torch

FLOAT32_ROUNDING = 2e-5  # scores of size 20, sums of 64 and 32 products in another order, at 6e-8 each


@pytest.fixture(scope="module")
def network():
    return in_pytorch.network(example.trained_weights("float32"))


@pytest.fixture(scope="module")
def images():
    return example.test_digits("float32")[0]


@pytest.fixture(scope="module")
def scores(network, images):
    with torch.no_grad():
        return network(torch.tensor(images)).numpy()


@pytest.fixture(scope="module")
def onnx_file(network, images, tmp_path_factory):
    return deployment.export_onnx(
        network, torch.tensor(images[:2]), tmp_path_factory.mktemp("onnx") / "n.onnx"
    )


def test_the_onnx_file_is_checked_and_holds_two_products_and_a_relu(onnx_file):
    import onnx

    onnx.checker.check_model(onnx_file, full_check=True)
    assert deployment.operations_of_onnx(onnx_file) == ["Gemm", "Relu", "Gemm"]
    num_weights = sum(array.size for array in example.trained_weights().values())
    assert onnx_file.stat().st_size > 4 * num_weights


def test_onnx_runtime_in_python_gives_torchs_scores(onnx_file, images, scores):
    assert np.abs(deployment.onnx_scores(onnx_file, images) - scores).max() <= FLOAT32_ROUNDING
    assert deployment.onnx_scores(onnx_file, images[:1]).shape == (1, 10)


def test_a_program_in_c_runs_the_onnx_file_without_python(onnx_file, images, scores):
    answer = deployment.run_onnx(onnx_file, images)
    assert answer.scores.dtype == np.float32 and answer.scores.shape == (360, 10)
    assert np.abs(answer.scores - scores).max() <= FLOAT32_ROUNDING
    assert any(name.startswith("libonnxruntime.so") for name in answer.mapped)
    assert answer.python_files == ()


def test_it_takes_any_number_of_images(onnx_file, images, scores):
    one = deployment.run_onnx(onnx_file, images[:1])
    assert np.abs(one.scores - scores[:1]).max() <= FLOAT32_ROUNDING
    with pytest.raises(ValueError, match=r"shape \(batch, pixels\), got \(64,\)"):
        deployment.run_onnx(onnx_file, images[0])


def test_in_this_process_python_is_found_by_the_same_search():
    here = deployment.Answer(np.zeros(0), deployment.mapped_here())
    assert any("python" in name for name in here.python_files)


def test_onnx_runtime_leaves_nothing_behind_and_reports_nothing(onnx_file, images, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    deployment.run_onnx(onnx_file, images)
    assert not [path for path in tmp_path.rglob("*") if "onnxruntime" in path.name or "deviceid" in path.name]


def test_a_file_that_is_no_network_is_an_error_in_onnx_runtimes_words(onnx_file, images, tmp_path):
    import onnx

    broken = onnx.load(onnx_file)
    broken.graph.node[1].op_type = "Rhubarb"
    onnx.save(broken, tmp_path / "broken.onnx")
    with pytest.raises(RuntimeError, match=r"run_onnx.* failed: .*Rhubarb"):
        deployment.run_onnx(tmp_path / "broken.onnx", images)


def test_a_program_in_cpp_runs_the_compiled_package_without_python(network, images, scores, tmp_path):
    package = deployment.export_package(network, torch.tensor(images), tmp_path / "network.pt2")
    answer = deployment.run_package(package, images)
    assert np.abs(answer.scores - scores).max() <= FLOAT32_ROUNDING
    assert "libtorch_cpu.so" in answer.mapped
    built_for = f"run_package-{torch.__version__}-"  # another torch is not run by what was built for this one
    assert any(name.startswith(built_for) for name in answer.mapped)
    assert answer.python_files == ()


def test_a_program_is_built_once_and_anew_when_its_text_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(compilers, "folder", lambda: tmp_path)
    text = tmp_path / "one.c"
    text.write_text("int main(void) { return 0; }")
    first = compilers.built("one", ["cc", text])
    when = first.stat().st_mtime_ns
    assert compilers.built("one", ["cc", text]) == first and first.stat().st_mtime_ns == when
    text.write_text("int main(void) { return 1; }")
    assert compilers.built("one", ["cc", text]) != first
    assert sorted(path.suffix for path in tmp_path.iterdir()) == ["", "", ".c"], "what was unfinished is gone"


def test_a_program_that_many_build_at_once_is_whole_and_there_once(tmp_path, monkeypatch):
    monkeypatch.setattr(compilers, "folder", lambda: tmp_path / "programs")
    text = tmp_path / "one.c"
    text.write_text("int main(void) { return 0; }")
    with ThreadPoolExecutor(4) as pool:
        programs = set(pool.map(lambda _: compilers.built("one", ["cc", text]), range(4)))
    assert sorted(programs) == list((tmp_path / "programs").iterdir())
    assert subprocess.run([*programs]).returncode == 0


def test_a_folder_in_which_nothing_can_be_kept_says_what_to_do(tmp_path, monkeypatch):
    text = tmp_path / "one.c"
    text.write_text("int main(void) { return 0; }")
    monkeypatch.setattr(compilers, "folder", lambda: text / "programs")
    with pytest.raises(RuntimeError, match=r"cannot be written .*XDG_CACHE_HOME"):
        compilers.built("one", ["cc", text])


def test_a_compiler_that_is_missing_or_fails_says_so(tmp_path, monkeypatch):
    wrong = tmp_path / "wrong.c"
    wrong.write_text("int main(void) { return rhubarb; }")
    with pytest.raises(RuntimeError, match="rhubarb"):
        compilers.built("wrong", ["cc", wrong])
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match=r"no cc here.*apt-get install g\+\+"):
        compilers.built("wrong", ["cc", wrong])


def test_torchs_warnings_about_itself_are_left_out_and_others_are_not():
    with pytest.warns(UserWarning, match="mine") as heard, warnings_of_torch.left_out():
        warnings.warn("mine", stacklevel=1)
        warnings.warn("`torch.jit.script_method` is deprecated", DeprecationWarning, stacklevel=1)
    assert len(heard) == 1
