import re

import torch

from course.frameworks import devices
from course.measure import machine


def test_the_cpu_is_always_here_and_torch_can_use_what_is_said_to_be_here():
    found = {each.name: each for each in devices.here()}
    assert found["cpu"].is_here and machine.cpu_name() in found["cpu"].detail
    assert set(found) == {"cpu", "cuda", "mps", "xpu", "xla"}
    for name in ("cpu", "cuda", "mps", "xpu"):
        assert can_add_on(name) == found[name].is_here


def can_add_on(name):
    try:
        return (torch.ones(1, device=name) + 1).item() == 2
    except (RuntimeError, AssertionError):
        return False


def test_what_is_not_here_says_why():
    assert all(each.detail for each in devices.here())


def test_each_framework_has_its_row_and_whoever_claims_a_gpu_names_a_page():
    names = [row.framework for row in devices.TABLE]
    assert [name.split()[0].strip(",") for name in names] == [
        "plain",
        "NumPy",
        "PyTorch",
        "TensorFlow",
        "Keras",
    ]
    for row in devices.TABLE:
        assert bool(row.sources) == (row.gpu != "no" or row.tpu != "no")
        assert all(re.search(r"\w\.(org|io)/", source) for source in row.sources)
