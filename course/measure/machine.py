"""What this machine is: cores, SIMD, caches, memory, GPUs, BLAS and its kernels."""

import functools
import importlib.metadata
import importlib.util
import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np

UNKNOWN = "unknown"

# What the operating system calls an extension -> what people call it, narrowest first.
X86_SIMD = {
    "sse2": "SSE2",
    "sse4_2": "SSE4.2",
    "avx": "AVX",
    "f16c": "F16C",
    "fma": "FMA",
    "avx2": "AVX2",
    "avx_vnni": "AVX-VNNI",
    "avx512f": "AVX-512",
    "avx512bw": "AVX-512 BW",
    "avx512_vnni": "AVX-512 VNNI",
    "avx512_bf16": "AVX-512 BF16",
    "avx512_fp16": "AVX-512 FP16",
    "amx_tile": "AMX",
    "amx_int8": "AMX INT8",
    "amx_bf16": "AMX BF16",
}
ARM_SIMD = {
    "asimd": "NEON",
    "asimdhp": "NEON FP16",
    "asimddp": "NEON dot product",
    "sve": "SVE",
    "sve2": "SVE2",
}


def describe():
    """This machine as a dict that JSON can hold; what cannot be found out is "unknown", None or empty.

    cpu: name.  cores: usable by this process.  physical_cores.  simd: extensions, narrowest first.
    caches: name -> bytes of one.  memory_bytes: usable.  gpus: see `gpus`.  blas: see `blas`.
    torch, numpy, python: versions.  system.
    """
    return {**_fixed(), "blas": blas()}


@functools.cache
def _fixed():
    return {
        "cpu": cpu_name(),
        "cores": usable_cores(),
        "physical_cores": physical_cores(),
        "simd": simd(),
        "caches": caches(),
        "memory_bytes": memory_bytes(),
        "gpus": gpus(),
        "torch": _version("torch"),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }


def cpu_name():
    """The processor's name as it tells it itself."""
    if sys.platform == "darwin":
        return _sysctl("machdep.cpu.brand_string") or UNKNOWN
    for line in _read("/proc/cpuinfo").splitlines():
        key, _, value = line.partition(":")
        if key.strip() in ("model name", "Model") and value.strip():
            return value.strip()
    return platform.processor() or platform.machine() or UNKNOWN


def usable_cores():
    """Logical cores this process may use: those it is bound to, at most what its container is granted."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _read("/sys/fs/cgroup/cpu.max").strip().partition(" ")
    granted = -(-int(quota) // int(period)) if quota.isdigit() and period.isdigit() else bound
    return max(1, min(bound, granted))


def physical_cores():
    """Cores without counting hardware threads, or None."""
    import psutil

    return psutil.cpu_count(logical=False)


def simd():
    """The vector extensions of this CPU, narrowest first; empty if the system does not say."""
    if sys.platform == "darwin":
        return _simd_of_a_mac()
    for line in _read("/proc/cpuinfo").splitlines():
        key, _, value = line.partition(":")
        if key.strip() in ("flags", "Features"):
            flags = set(value.split())
            return [name for flag, name in (X86_SIMD | ARM_SIMD).items() if flag in flags]
    return []


def _simd_of_a_mac():
    if platform.machine() == "arm64":
        return ["NEON"]
    said = f"{_sysctl('machdep.cpu.features')} {_sysctl('machdep.cpu.leaf7_features')}".lower().split()
    flags = {flag.replace("1.0", "").replace(".", "_") for flag in said}
    return [name for flag, name in X86_SIMD.items() if flag in flags]


def caches():
    """Bytes of one data or unified cache of each level, as the first core sees it: {"L1": 32768, ...}."""
    if sys.platform == "darwin":
        sizes = {
            "L1": _sysctl("hw.l1dcachesize"),
            "L2": _sysctl("hw.l2cachesize"),
            "L3": _sysctl("hw.l3cachesize"),
        }
        return {level: int(size) for level, size in sizes.items() if size.isdigit() and int(size)}
    found = {}
    for index in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        level, kind, size = (_read(index / name).strip() for name in ("level", "type", "size"))
        if kind in ("Data", "Unified") and size[:-1].isdigit():
            found[f"L{level}"] = int(size[:-1]) * {"K": 2**10, "M": 2**20}[size[-1]]
    return found


def memory_bytes():
    """Memory this process may use: the machine's, at most what its container is granted."""
    import psutil

    total = psutil.virtual_memory().total
    limit = (
        _read("/sys/fs/cgroup/memory.max").strip()
        or _read("/sys/fs/cgroup/memory/memory.limit_in_bytes").strip()
    )
    return min(total, int(limit)) if limit.isdigit() else total


def gpus():
    """The GPUs torch can use: [{"name", "memory_bytes"}].  torch is imported only where there is a driver."""
    drivers = ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd", r"C:\Windows\System32\nvcuda.dll")
    may_have_one = sys.platform == "darwin" or any(map(os.path.exists, drivers))
    if not may_have_one or importlib.util.find_spec("torch") is None:
        return []
    import torch

    if torch.cuda.is_available():
        found = map(torch.cuda.get_device_properties, range(torch.cuda.device_count()))
        return [{"name": each.name, "memory_bytes": each.total_memory} for each in found]
    if torch.backends.mps.is_available():
        return [{"name": f"{cpu_name()} (MPS)", "memory_bytes": memory_bytes()}]  # it shares the machine's
    return []


def blas():
    """The BLAS libraries loaded in this process: [{"library", "version", "kernels", "threads"}].

    kernels: the CPU architecture whose kernels the library picked.
    """
    from threadpoolctl import threadpool_info

    loaded = [info for info in threadpool_info() if info["user_api"] == "blas"]
    if not loaded:  # Apple's Accelerate does not tell
        built_with = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        return [{"library": built_with["name"], "version": UNKNOWN, "kernels": UNKNOWN, "threads": None}]
    return [
        {
            "library": info["internal_api"],
            "version": info.get("version") or UNKNOWN,
            "kernels": info.get("architecture") or UNKNOWN,
            "threads": info["num_threads"],
        }
        for info in loaded
    ]


def _version(distribution):
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _read(path):
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _sysctl(name):
    try:
        return subprocess.run(
            ["sysctl", "-n", name], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
