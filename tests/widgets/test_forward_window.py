"""What a student's convolution reads is found by nudging; a usual mistake is named, and nothing fails."""

import json

import numpy as np
import pytest
import traitlets

from course.widgets.forward_window import ForwardWindow
from course.widgets.forward_window_reads import BIAS, FILTER, SETTINGS, right

NAN = float("nan")
IMAGE = np.round(16 * np.random.default_rng(3).random((8, 8))) / 16


def convolve(
    images, weight, bias, stride, padding, *, mode="edge", step=None, down=0, across=0, turn=lambda w: w
):
    """A right function, and with its settings a wrong one."""
    step = stride if step is None else step
    size = (images.shape[2] + 2 * padding - 3) // stride + 1
    images = np.pad(
        images, [(0, 0), (0, 0), (padding + 3, padding + 3), (padding + 3, padding + 3)], mode=mode
    )
    scores = np.zeros((len(images), len(weight), size, size))
    for row, column in np.ndindex(size, size):
        top, left = row * step + 3 + down, column * step + 3 + across
        window = images[:, :, top : top + 3, left : left + 3]
        scores[:, :, row, column] = np.einsum("bcij,fcij->bf", window, turn(weight)) + bias
    return scores


def wrong(**settings):
    return lambda *arguments: convolve(*arguments, **settings)


@pytest.fixture(scope="module")
def good():
    """The visualizer of a right function."""
    return ForwardWindow(convolve, IMAGE)


# ---- What is found


def test_a_right_function_agrees_everywhere(good):
    assert good.agrees and {setting["problem"] for setting in good.settings} == {""}
    assert [setting["places"] for setting in good.settings] == [[6, 6], [8, 8], [3, 3], [4, 4]]
    assert good.describe() == (
        "Stride 1, padding 0, a map of 6 × 6. Your score at row 2, column 3 "
        f"({good.score:+.2f}) reads 9 pixels, with the filter’s weights. All is right.".replace("-", "−")
    )


def test_reads_are_the_filter_where_the_window_lies(good):
    expected = np.zeros((8, 8))
    expected[1:4, 2:5] = FILTER
    np.testing.assert_array_equal(good.reads, expected)
    assert good.score == pytest.approx((IMAGE[1:4, 2:5] * FILTER).sum() + BIAS)


@pytest.mark.parametrize(("stride", "padding"), SETTINGS)
def test_the_right_scores_and_reads_are_those_of_unit_impulses(stride, padding):
    scores, reads = right(IMAGE, stride, padding)
    arguments = FILTER[None, None], np.zeros(1), stride, padding
    impulses = convolve(np.eye(64).reshape(64, 1, 8, 8), *arguments, mode="edge")
    np.testing.assert_array_equal(reads, impulses.reshape(64, -1).T)
    np.testing.assert_allclose(scores, convolve(IMAGE[None, None], *arguments).ravel() + BIAS, rtol=1e-12)


def test_no_weights_are_alike_nor_cancel_at_the_border():
    assert len(np.unique(FILTER)) == 9
    corners = [
        FILTER[rows, columns].sum() for rows in (slice(2), slice(1, 3)) for columns in (slice(2), slice(1, 3))
    ]
    edges = [
        pair for half in (slice(2), slice(1, 3)) for pair in (*FILTER[half].sum(0), *FILTER[:, half].sum(1))
    ]
    assert np.all(np.array(corners + edges) != 0), "each pixel that a right score reads changes it"


MISTAKES = [
    (wrong(turn=lambda w: w[:, :, ::-1, ::-1]), (1, 0), "turns the filter round: upside down and mirrored"),
    (wrong(turn=lambda w: w[:, :, ::-1]), (1, 0), "takes the filter upside down"),
    (wrong(turn=lambda w: w[:, :, :, ::-1]), (1, 0), "takes the filter mirrored"),
    (wrong(turn=lambda w: w.swapaxes(2, 3)), (1, 0), "takes the filter’s rows for its columns"),
    (wrong(mode="constant"), (1, 1), "takes the border for zeros, where it repeats the edge"),
    (wrong(mode="reflect"), (1, 1), "mirrors the border, where it repeats the edge"),
    (wrong(mode="wrap"), (1, 1), "takes the border from the other side, where it repeats the edge"),
    (wrong(step=1), (2, 0), "takes steps of 1, where the stride is 2"),
    (wrong(down=1), (1, 0), "reads a window 1 row too low"),
    (wrong(down=-1, across=2), (1, 0), "reads a window 1 row too high, 2 columns too far right"),
    (wrong(across=-1), (1, 0), "reads a window 1 column too far left"),
    (wrong(turn=lambda w: 2 * w), (1, 0), "differs from the right window in 9 pixels"),
    (wrong(turn=np.abs), (1, 0), "differs from the right window in 4 pixels"),
    (wrong(turn=np.zeros_like), (1, 0), "reads no pixel at all"),
    (
        lambda i, w, b, s, p: convolve(i, w, 0 * b, s, p),
        (1, 0),
        "reads the right pixels, but the bias is missing",
    ),
    (lambda i, w, b, s, p: convolve(i, w, 3 * b, s, p), (1, 0), "reads the right pixels, but is"),
    (lambda i, w, b, s, p: np.full_like(convolve(i, w, b, s, p), NAN), (1, 0), "is no finite number"),
]


@pytest.mark.parametrize(("function", "first", "words"), MISTAKES, ids=[words for *_, words in MISTAKES])
def test_a_usual_mistake_is_named_and_it_opens_there(function, first, words):
    seen = ForwardWindow(function, IMAGE)
    assert not seen.agrees and words in seen.describe()
    assert (seen.stride, seen.padding) == first, "the first setting in which it shows"
    json.dumps(seen.state(), allow_nan=False)


def test_where_a_mistake_does_not_show_the_score_is_right():
    seen = ForwardWindow(wrong(mode="constant"), IMAGE, padding=1, row=3, column=3)
    assert "reads 9 pixels, with the filter’s weights" in seen.describe() and not seen.agrees
    right_ones = sum(right for _, right in seen.settings[1]["verdicts"])
    assert right_ones == 36, "all of 64 but those whose windows reach the border"


def test_a_repeated_border_adds_its_weights_to_the_edges(good):
    corner = ForwardWindow(convolve, IMAGE, padding=1, row=0, column=0)
    assert "reads 4 pixels, with the border’s weights added to the edge’s" in corner.describe()
    assert corner.reads[0, 0] == FILTER[:2, :2].sum() and np.count_nonzero(corner.reads) == 4


def test_a_map_of_the_wrong_size_is_said_and_drawn():
    def forgets_the_stride(images, weight, bias, stride, padding):
        return convolve(images, weight, bias, 1, padding)

    seen = ForwardWindow(forgets_the_stride, IMAGE, stride=2, row=5, column=5)
    assert seen.settings[2]["problem"] == "your map is 6 × 6, where 3 × 3 places belong"
    assert (
        "Your score at row 6, column 6" in seen.describe()
        and "has no place in a right map" in seen.describe()
    )
    assert np.count_nonzero(seen.reads) == 9 and not seen.agrees
    assert "takes steps of 1, where the stride is 2" in ForwardWindow(forgets_the_stride, IMAGE).describe()


# ---- What is wrong is said, and nothing fails


def raises(error):
    def function(*arguments):
        raise error

    return function


SAYS = [
    (raises(NotImplementedError()), "raises NotImplementedError: write it and run this cell again"),
    (raises(ValueError("two\n lines\u202e\ud800")), "raises ValueError: two lines"),
    (raises(KeyError("<b>" + 200 * "a")), f"raises KeyError: '<b>{115 * 'a'}…"),
    (lambda x: x, "raises TypeError: "),
    (lambda *a: None, "returns None, where a map of shape (1, 1, 6, 6) belongs"),
    (lambda *a: "scores", "returns str without real numbers, where a map of shape (1, 1, 6, 6) belongs"),
    (lambda *a: convolve(*a) + 1j, "returns ndarray without real numbers, where"),
    (lambda *a: 3.0, "returns shape (), where (1, 1, 6, 6) belongs"),
    (lambda *a: convolve(*a)[0, 0], "returns shape (6, 6), where (1, 1, 6, 6) belongs"),
    (lambda *a: convolve(*a)[:, :, :0], "returns shape (1, 1, 0, 6), where (1, 1, 6, 6) belongs"),
]


@pytest.mark.parametrize(("function", "says"), SAYS)
def test_what_is_wrong_with_the_function_is_one_sentence(function, says):
    seen = ForwardWindow(function, IMAGE)
    assert seen.settings[0]["problem"].startswith(f"your function {says}")
    assert not seen.agrees and seen.score is None and np.isnan(seen.reads).all()
    json.dumps(seen.state(), allow_nan=False)
    assert f"our function {says}" in seen.describe() and seen.to_html().encode()


def test_an_exception_while_a_pixel_is_nudged_is_said():
    calls = []

    def tires(*arguments):
        calls.append(1)
        if len(calls) > 5:
            raise RuntimeError("enough")
        return convolve(*arguments)

    seen = ForwardWindow(tires, IMAGE)
    assert seen.settings[0]["problem"] == "with one pixel nudged, your function raises RuntimeError: enough"
    assert np.isnan(seen.reads).all()


def test_a_map_that_is_too_large_is_not_drawn():
    seen = ForwardWindow(lambda *a: np.zeros((1, 1, 62, 62)), IMAGE)
    assert seen.settings[0]["problem"] == "your map is 62 × 62, where 6 × 6 places belong"
    assert not seen.settings[0]["isDrawn"]


def test_lists_and_float32_are_numbers_and_what_is_written_into_the_input_spoils_nothing():
    def spoiling(images, weight, bias, stride, padding):
        scores = convolve(images, weight, bias, stride, padding)
        for each in (images, weight, bias):
            each[...] = 9
        return scores

    for function in (lambda *a: convolve(*a).tolist(), lambda *a: convolve(*a).astype(np.float32), spoiling):
        assert ForwardWindow(function, IMAGE).agrees


def test_a_gap_in_the_scores_is_one_wrong_score():
    def gap(*arguments):
        scores = convolve(*arguments)
        scores[0, 0, 2, 1] = NAN
        return scores

    seen = ForwardWindow(gap, IMAGE)
    assert (seen.row, seen.column) == (2, 1) and seen.score is None and np.isnan(seen.reads).all()
    assert [i for i, (_, right) in enumerate(seen.settings[0]["verdicts"]) if not right] == [13]


# ---- Traits


def test_the_example_shows_a_mistake():
    example = ForwardWindow()
    assert "turns the filter round" in example.describe() and not example.agrees
    np.testing.assert_array_equal(example.reads[1:4, 2:5], FILTER[::-1, ::-1])


def test_what_is_chosen_stays_and_a_place_beyond_the_map_is_its_last(good):
    seen = ForwardWindow(wrong(mode="constant"), IMAGE, stride=2, row=7, column=9)
    assert (seen.stride, seen.padding, seen.row, seen.column) == (2, 1, 7, 9)
    assert "Your score at row 4, column 4" in seen.describe()
    assert (ForwardWindow(wrong(mode="constant"), IMAGE, padding=0).padding) == 0


@pytest.mark.parametrize(
    ("name", "value"), [("row", -1), ("column", 16), ("stride", 3), ("padding", 2), ("row", "one")]
)
def test_a_choice_that_is_none_is_a_clear_error(name, value):
    with pytest.raises(traitlets.TraitError, match=name):
        ForwardWindow(raises(ValueError()), IMAGE, **{name: value})


@pytest.mark.parametrize(
    ("image", "says"),
    [
        (np.zeros((1, 8, 8)), r"shape \(8, 8\), got \(1, 8, 8\)"),
        ([[1, 2], [3]], "8 rows of 8 numbers, got list"),
        (np.full((8, 8), NAN), "finite numbers"),
    ],
)
def test_an_image_that_is_none_is_a_clear_error(image, says):
    with pytest.raises(ValueError, match=says):
        ForwardWindow(convolve, image)


@pytest.mark.parametrize("name", ["pixels", "settings"])
def test_what_was_found_cannot_be_set(name):
    takes = "takes column, convolve, image, padding, row, stride"
    with pytest.raises(TypeError, match=rf"knows no {name}; it {takes}"):
        ForwardWindow(raises(ValueError()), IMAGE, **{name: []})
