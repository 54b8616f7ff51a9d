"""The lesson's pictures draw the numbers they were given, and say of them only what is so."""

import numpy as np

from course.measure.timing import Ratio
from course.plots import frameworks


def words(axes):
    return " | ".join([axes.description, *(text.get_text() for text in axes.texts)])


def exact(value):
    return Ratio(value, value, value)


def crossover(*values):
    """Ratios of two widths and two batches."""
    sizes = [(16, 1), (16, 32), (256, 1), (256, 32)]
    return {size: exact(value) for size, value in zip(sizes, values, strict=True)}


def test_a_bar_is_as_long_as_its_program_and_filled_for_gradients():
    axes = frameworks.lines_by_program({"by hand": 46, "PyTorch": 21}, {"by hand": 16, "PyTorch": 1})
    lengths = [bar.get_width() for bar in axes.patches]
    assert lengths == [46, 21, 16, 1]
    assert "Gradients take 16 lines in by hand, 1 elsewhere" in words(axes)
    assert "46, 16 for gradients" in words(axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["by hand", "PyTorch"]


def test_programs_that_differ_in_their_lines_for_gradients_are_told_by_their_range():
    lines = {"by hand": 46, "PyTorch": 21, "TensorFlow": 20}
    axes = frameworks.lines_by_program(lines, {"by hand": 16, "PyTorch": 1, "TensorFlow": 3})
    assert "16 lines in by hand, 1 to 3 elsewhere" in words(axes)


def test_the_crossover_is_a_line_for_each_batch_with_the_bar_of_every_spread():
    ratios = crossover(0.25, 0.5, 0.75, 1.5) | {(256, 1): Ratio(0.75, 0.7, 0.8)}
    axes = frameworks.numpy_against_torch(ratios, subtitle="A pass.")
    lines = [(line.get_xdata(), line.get_ydata()) for line in axes.lines[:2]]
    np.testing.assert_array_equal(lines[0], [[16, 256], [0.25, 0.75]])
    np.testing.assert_array_equal(lines[1], [[16, 256], [0.5, 1.5]])
    (_, bar), _ = (bars.get_segments() for bars in axes.collections)
    np.testing.assert_allclose(bar, [[256, 0.7], [256, 0.8]])
    assert "NumPy is up to 4.0 times as fast, PyTorch up to 1.5 times" in words(axes)
    assert "batch of 1" in words(axes) and "batch of 32" in words(axes)


def test_who_is_faster_everywhere_is_said_to_be():
    numpy = frameworks.numpy_against_torch(crossover(0.2, 0.5, 0.5, 0.5), subtitle="")
    torch = frameworks.numpy_against_torch(crossover(2.0, 1.5, 1.5, 3.0), subtitle="")
    assert "NumPy is faster at every size, by up to 5.0 times" in words(numpy)
    assert "PyTorch is faster at every size, by up to 3.0 times" in words(torch)


def test_the_gain_is_drawn_against_the_size_and_caches_are_marked_where_two_arrays_fill_them():
    gains = {2**12: exact(0.9), 2**18: exact(1.5), 2**23: exact(4.0)}
    caches = {"L1": 2**15, "L2": 2**20, "L3": 2**30}
    axes = frameworks.gain_by_size(gains, caches, subtitle="A chain.")
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), [[2**12, 0.9], [2**18, 1.5], [2**23, 4.0]])
    assert "Seven passes fused into one: 0.90 to 4.0 times as fast" in words(axes)
    assert "two arrays fill L2" in words(axes)
    assert "L1" not in words(axes) and "L3" not in words(axes), "2¹² and 2²⁷ numbers are not inside"
    marks = [line.get_xdata()[0] for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert marks == [2**17]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["16 KiB", "1 MiB", "32 MiB"]


def test_the_bar_of_one_bad_turn_does_not_press_the_lines_together():
    ratios = crossover(0.3, 0.5, 0.75, 1.5)
    calm = frameworks.numpy_against_torch(ratios, subtitle="").get_ylim()
    bad = ratios | {(16, 1): Ratio(0.3, 0.001, 100.0)}
    assert frameworks.numpy_against_torch(bad, subtitle="").get_ylim() == calm
