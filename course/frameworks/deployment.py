"""A trained network as a file, run by a program without Python: ONNX Runtime in C, AOTInductor in C++.

The programs are built with the system's compiler on first use and kept in the user's cache folder.
"""

import importlib.util
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course.frameworks import warnings_of_torch
from course.frameworks.compilers import built

HERE = Path(__file__).parent
# ONNX Runtime's official builds report their use to Microsoft unless this is set: Privacy.md in its package.
NO_TELEMETRY = {"ORT_DISABLE_TELEMETRY": "1"}


@dataclass(frozen=True)
class Answer:
    """What a program without Python gave.

    scores: float32 (images, classes).  mapped: the names of the files mapped into its process: itself, every
    library, no path.
    """

    scores: np.ndarray
    mapped: tuple[str, ...]

    @property
    def python_files(self):
        """Those of the mapped files whose name has "python" in it: libpython3.12.so, python3.12, ..."""
        return tuple(name for name in self.mapped if "python" in name.lower())


def export_onnx(model, images, path):
    """Write a torch module as an ONNX file that takes any number of images; returns the path.

    images: an example, float32 (batch, pixels), of at least two images.  The weights are in the file.
    """
    import torch

    with warnings_of_torch.left_out():
        torch.onnx.export(
            model.eval(), (images,), path, input_names=["images"], output_names=["scores"],
            dynamic_shapes=({0: torch.export.Dim("batch")},), dynamo=True, external_data=False, verbose=False,
        )  # fmt: skip
    return Path(path)


def operations_of_onnx(path):
    """The operations of an ONNX file in order: ["Gemm", "Relu", "Gemm"]."""
    import onnx

    return [node.op_type for node in onnx.load(path).graph.node]


def run_onnx(path, images):
    """The scores of images by an ONNX file, run by a small C program; as an Answer.

    path: of the file.  images: float32 (batch, pixels), an array.  RuntimeError where there is no C compiler.
    """
    import onnx

    (entry,) = onnx.load(path).graph.output
    classes = entry.type.tensor_type.shape.dim[1].dim_value
    program = built("run_onnx", ["cc", HERE / "run_onnx.c", "-ldl"])
    return _run([program, onnx_runtime(), path], images, classes)


def onnx_runtime():
    """The path of ONNX Runtime's shared library, inside its Python package; it needs no Python itself.

    RuntimeError where the package is missing, or holds no such library (it does on Linux).
    """
    package = importlib.util.find_spec("onnxruntime")  # found, not imported: see NO_TELEMETRY
    found = sorted(Path(package.origin).parent.glob("capi/libonnxruntime.so.*")) if package else []
    if not found:
        raise RuntimeError("there is no libonnxruntime.so here: make .venv, on Linux")
    return found[0]


def onnx_scores(path, images):
    """The scores of images by an ONNX file, by ONNX Runtime inside this Python: float32 (images, classes)."""
    os.environ.update(NO_TELEMETRY)
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (scores,) = session.run(["scores"], {"images": np.asarray(images, np.float32)})
    return scores


def export_package(model, images, path):
    """Compile a torch module with AOTInductor into one package, a .pt2 file; returns the path.

    images: an example, float32 (batch, pixels); the package takes batches of that size.  RuntimeError where
    there is no C++ compiler.
    """
    import torch

    from course.frameworks.passes import check_compiler

    check_compiler()
    with warnings_of_torch.left_out():
        exported = torch.export.export(model.eval(), (images,))
        return Path(torch._inductor.aoti_compile_and_package(exported, package_path=str(path)))


def run_package(path, images):
    """The scores of images by a package of AOTInductor, run by a small C++ program; as an Answer.

    path: of the .pt2 file.  images: float32 (batch, pixels), an array.  RuntimeError where there is no g++.
    """
    import torch
    from torch.utils import cpp_extension

    libraries = cpp_extension.TORCH_LIB_PATH
    settings = [f"-D_GLIBCXX_USE_CXX11_ABI={int(torch.compiled_with_cxx11_abi())}", "-std=c++20"]
    settings += [f"-I{folder}" for folder in cpp_extension.include_paths()]
    linked = [f"-L{libraries}", f"-Wl,-rpath,{libraries}", "-ltorch", "-ltorch_cpu", "-lc10"]
    program = built(f"run_package-{torch.__version__}", ["g++", *settings, HERE / "run_package.cpp", *linked])
    return _run([program, path], images)


def _run(command, images, *more):
    images = np.ascontiguousarray(images, dtype=np.float32)
    if images.ndim != 2:
        raise ValueError(f"images need shape (batch, pixels), got {images.shape}")
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder, "images.bin")
        written.write_bytes(images.tobytes())
        command = [*command, written, *images.shape, *more]
        done = subprocess.run(
            list(map(str, command)),
            env=os.environ | NO_TELEMETRY,
            capture_output=True,
            text=True,
            timeout=120,
        )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.returncode}")
    lines = done.stdout.splitlines()
    scores = [line.split() for line in lines if not line.startswith("mapped ")]
    names = dict.fromkeys(line.removeprefix("mapped ") for line in lines if line.startswith("mapped "))
    return Answer(np.array(scores, dtype=np.float32), tuple(names))


def mapped_here():
    """The names of the files mapped into this process, to compare with: Python is among them."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    return tuple(dict.fromkeys(line.rsplit("/", 1)[1] for line in lines if "/" in line))
