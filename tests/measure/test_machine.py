import json
import os
import subprocess
import sys

import pytest

from course.measure import machine


def test_the_description_can_be_written_as_json_and_is_complete():
    described = json.loads(json.dumps(machine.describe()))
    assert set(described) == {
        "cpu", "cores", "physical_cores", "simd", "caches", "memory_bytes", "gpus", "blas",
        "torch", "numpy", "python", "system",
    }  # fmt: skip
    assert 1 <= described["cores"] <= os.cpu_count()
    assert described["memory_bytes"] > 2**28
    assert all({"library", "version", "kernels", "threads"} == set(each) for each in described["blas"])


def test_describing_a_machine_without_a_gpu_does_not_import_torch():
    if machine.gpus():
        pytest.skip("this machine has a GPU, which only torch can describe")
    code = "import sys; from course.measure import machine; machine.describe(); print('torch' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own account of the CPU")
def test_simd_and_caches_are_what_torch_and_linux_report():
    import torch

    said = torch.cpu.get_capabilities()
    for key, name in {
        "avx2": "AVX2",
        "avx512_f": "AVX-512",
        "avx512_vnni": "AVX-512 VNNI",
        "sve": "SVE",
    }.items():
        if key in said:
            assert said[key] == (name in machine.simd())
    if caches := machine.caches():
        assert list(caches.values()) == sorted(caches.values())
        assert caches["L1"] >= 2**13


def test_a_container_with_less_memory_and_fewer_cores_is_believed(monkeypatch):
    granted = {"/sys/fs/cgroup/memory.max": "536870912\n", "/sys/fs/cgroup/cpu.max": "50000 100000\n"}
    monkeypatch.setattr(machine, "_read", lambda path: granted.get(path, ""))
    assert machine.memory_bytes() == 2**29
    assert machine.usable_cores() == 1


def test_a_system_that_tells_nothing_is_described_as_unknown(monkeypatch):
    monkeypatch.setattr(machine, "_read", lambda path: "")
    monkeypatch.setattr(machine.platform, "processor", lambda: "")
    monkeypatch.setattr(machine.platform, "machine", lambda: "")
    monkeypatch.setattr(machine.sys, "platform", "plan9")
    monkeypatch.setattr(
        machine, "Path", lambda path: type("Nowhere", (), {"glob": lambda self, pattern: []})()
    )
    assert (machine.cpu_name(), machine.simd(), machine.caches()) == ("unknown", [], {})
