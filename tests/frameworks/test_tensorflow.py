"""TensorFlow in its own environment: `make .tensorflow` makes it, and `make test` depends on that."""

import re
import shutil
import sys

import numpy as np
import pytest
import torch

from course.frameworks import example, in_pytorch, in_tensorflow
from course.measure import recordings

FLOAT64_ROUNDING = 1e-13  # sums of up to 64 products, in another order
FLOAT32_ROUNDING = 1e-6  # of a scale that is itself a float32
HALF_A_STEP = 0.5 + 1e-4  # rounding to the nearest integer; the scales themselves are float32
TWO_DIGITS = 2 / 360  # an image on the border between two classes may fall to either side on another CPU
TRAINED_ELSEWHERE = 1e-12  # 300 steps of training on kernels that sum in another order end 1e-15 apart
FEWER_OR_MORE_BYTES = 0.02  # names and padding in a file may change with the converter's patch release


@pytest.fixture(scope="module")
def fresh():
    return in_tensorflow.measured().figures


def test_tensorflow_is_here():
    assert in_tensorflow.find_python(), in_tensorflow.REMEDY


def test_it_runs_eagerly_by_default_and_not_while_it_traces(fresh):
    assert fresh["executing eagerly"] is True
    assert fresh["executing eagerly inside tf.function"] is False


def test_graph_and_xla_give_what_eager_gives_and_eager_what_torch_gives(fresh):
    loss, gradients = in_pytorch.loss_and_gradients(example.trained_weights(), *example.some_digits())
    assert abs(fresh["eager"]["loss"] - loss) <= FLOAT64_ROUNDING
    for name, expected in gradients.items():
        assert np.abs(np.array(fresh["eager"]["gradients"][name]) - expected).max() <= FLOAT64_ROUNDING
    assert fresh["graph"]["largest difference"] <= FLOAT64_ROUNDING
    assert fresh["xla"]["largest difference"] <= FLOAT64_ROUNDING


def test_the_forward_graph_holds_two_products_two_sums_and_a_relu(fresh):
    kinds = [re.search(r"= (\w+)\(", line)[1] for line in fresh["graph"]["forward"]]
    assert kinds == [*["Placeholder"] * 5, "MatMul", "AddV2", "Relu", "MatMul", "AddV2", "Identity"]
    assert any("MatMul(images, weights) -> (32, 32)" in line for line in fresh["graph"]["forward"])


def test_the_backward_pass_adds_three_matrix_products_and_xla_keeps_all_five(fresh):
    assert fresh["graph"]["operations"]["MatMul"] == 2 + 3
    assert fresh["xla"]["instructions"]["dot"] == 2 + 3


def test_xla_leaves_fewer_instructions_than_the_graph_has_operations(fresh):
    graph, xla = fresh["graph"]["operations"], fresh["xla"]["instructions"]
    computed = sum(graph.values()) - graph["Placeholder"] - graph["Const"] - graph["Identity"]
    assert xla["fusion"] > 0 and xla.keys() <= {"dot", "fusion", "custom-call", "call"}
    assert sum(xla.values()) < computed


def test_int8_rounds_each_weight_to_the_nearest_step_of_its_output(fresh):
    weights = fresh["litert"]["weights"]
    assert {name: each["scales"] for name, each in weights.items()} == {
        "hidden.weight": 32,
        "output.weight": 10,
    }
    for name, each in weights.items():
        assert 0.4 < each["largest error in steps"] <= HALF_A_STEP
        largest_step = np.abs(example.trained_weights()[name]).max() / 127
        assert 0 < each["largest error"] <= HALF_A_STEP * largest_step


def test_the_file_of_integers_is_smaller_and_nearly_as_accurate(fresh):
    floats, integers = fresh["litert"]["float32"], fresh["litert"]["int8"]
    weights = sum(array.size for array in example.trained_weights().values())
    assert floats["bytes"] > 4 * weights > integers["bytes"] > weights
    assert floats["operations"] == integers["operations"] == ["FULLY_CONNECTED"] * 2
    model = in_pytorch.network(example.trained_weights())
    images, labels = example.test_digits()
    accuracy = (model(torch.tensor(images)).argmax(1).numpy() == labels).mean()
    assert abs(floats["accuracy"] - accuracy) <= TWO_DIGITS
    assert accuracy - integers["accuracy"] < 0.05


def test_a_fresh_run_has_the_recordings_form_and_its_figures(fresh):
    recorded = recordings.load(in_tensorflow.RECORDING)
    measured = in_tensorflow.measured()
    assert recorded.versions == measured.versions and recorded.command == measured.command
    # XLA chooses what it fuses by the processor: how much of that there is has a test of its own.
    new, old = ({place: each for place, each in leaves(figures) if "instructions" not in place}
                for figures in (fresh, recorded.figures))  # fmt: skip
    assert list(new) == list(old)
    for place in old:
        assert type(new[place]) is type(old[place]), place
        assert agrees(place, new[place], old[place]), (place, new[place], old[place])


def leaves(figures, place=()):
    """(path, value) of every number and text in nested dicts and lists."""
    parts = figures.items() if isinstance(figures, dict) else enumerate(figures)
    for key, value in parts:
        if isinstance(value, dict | list):
            yield from leaves(value, (*place, key))
        else:
            yield (*place, key), value


def agrees(place, new, old):
    if place[-1] == "bytes":
        return abs(new - old) <= FEWER_OR_MORE_BYTES * old
    if place[-1] == "accuracy":
        return abs(new - old) <= TWO_DIGITS
    if isinstance(old, float):
        return abs(new - old) <= max(TRAINED_ELSEWHERE, FLOAT32_ROUNDING * abs(old) * (place[0] == "litert"))
    return new == old


def test_where_there_is_none_the_recording_is_shown_with_its_label(monkeypatch):
    monkeypatch.setattr(in_tensorflow, "find_python", lambda: None)
    shown = in_tensorflow.report()
    assert shown == recordings.load(in_tensorflow.RECORDING) and shown.label.startswith("recorded ")
    with pytest.raises(RuntimeError, match=r"no TensorFlow here: make \.tensorflow"):
        in_tensorflow.loss_and_gradients(example.trained_weights(), *example.some_digits())


def test_where_there_is_one_the_report_is_measured_here(fresh):
    assert in_tensorflow.report().label.startswith("measured here, tensorflow ")


def test_the_variable_names_the_python_that_is_asked(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_TENSORFLOW", str(tmp_path / "python"))
    assert in_tensorflow.find_python() == str(tmp_path / "python")
    with pytest.raises(RuntimeError, match="cannot be started"):
        in_tensorflow.ask("gradients", images=np.zeros(1))


def test_a_python_without_tensorflow_says_so(monkeypatch):
    monkeypatch.setenv("COURSE_TENSORFLOW", sys.executable)
    with pytest.raises(RuntimeError, match="No module named 'tensorflow'"):
        in_tensorflow.ask("gradients", images=np.zeros(1))


def test_a_program_that_is_no_python_says_so(monkeypatch):
    monkeypatch.setenv("COURSE_TENSORFLOW", shutil.which("true"))
    with pytest.raises(RuntimeError, match=r"true gave no answer\. make \.tensorflow"):
        in_tensorflow.ask("gradients", images=np.zeros(1))


def test_an_environment_that_make_did_not_finish_is_not_asked(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_TENSORFLOW", raising=False)
    monkeypatch.setattr(in_tensorflow, "ENVIRONMENT", tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python").touch()
    assert in_tensorflow.find_python() is None
    (tmp_path / "installed-from-constraints").touch()
    assert in_tensorflow.find_python() == str(tmp_path / "bin/python")


def test_an_answer_that_does_not_come_is_not_waited_for():
    with pytest.raises(RuntimeError, match=r"did not answer in 0\.2 seconds"):
        in_tensorflow.ask("report", timeout=0.2, images=np.zeros(1))


def test_the_programs_functions_can_be_read():
    text = in_tensorflow.source("loss_and_gradients")
    assert text.startswith("def loss_and_gradients(") and "GradientTape" in text and "\ndef " not in text
    with pytest.raises(ValueError, match="no function 'losses'"):
        in_tensorflow.source("losses")
