"""What a student's convolution reads: each pixel of a digit is nudged in turn, and the scores are watched."""

import math
from functools import cache

import numpy as np

from course.widgets.student_function import in_one_line, no_numbers, with_gaps

SIZE = 8  # pixels along each side of the image
WINDOW = 3  # pixels along each side of the window
SETTINGS = ((1, 0), (1, 1), (2, 0), (2, 1))  # (stride, padding)
# No two weights are alike, and none cancel where the border repeats an edge: each mistake looks different.
FILTER = np.array([[1.0, 2.0, 4.0], [3.0, 5.0, -1.0], [-2.0, -3.0, -4.0]])
BIAS = 0.5
NUDGE = 1 / 16  # one level of ink: a whole number of binary digits, so that nothing is rounded
ALLOWED = 1e-4  # of a score, or of its change: what float32 loses of numbers near ten, nudged by that
LARGEST_MAP = 16  # rows or columns that are drawn
BEYOND = 4  # pixels of border that the windows of the usual mistakes reach

TURNED = (
    (FILTER[::-1, ::-1], "turns the filter round: upside down and mirrored"),
    (FILTER[::-1], "takes the filter upside down"),
    (FILTER[:, ::-1], "takes the filter mirrored"),
    (FILTER.T, "takes the filter’s rows for its columns"),
)
BORDERS = (
    ("constant", "takes the border for zeros, where it repeats the edge"),
    ("reflect", "mirrors the border, where it repeats the edge"),
    ("wrap", "takes the border from the other side, where it repeats the edge"),
)


def places(stride, padding):
    """(rows, columns): how many places the window has."""
    count = (SIZE + 2 * padding - WINDOW) // stride + 1
    return count, count


def window_reads(top, left, weights=FILTER, border="edge"):
    """How much a score changes with each pixel's ink, float64 (64,): the window lies with its corner there.

    border: a mode of `np.pad`, by which a pixel beside the image is one of the image, or none ("constant").
    """
    rows, columns = (slice(first + BEYOND, first + BEYOND + WINDOW) for first in (top, left))
    reads = np.zeros(SIZE * SIZE + 1)  # pixel -1 is the last
    np.add.at(reads, bordered(border)[rows, columns], weights)
    return reads[:-1]


@cache
def bordered(border):
    """Which pixel stands where, int (16, 16), with the image in the middle; -1 where there is none."""
    none = {"constant_values": -1} if border == "constant" else {}
    return np.pad(np.arange(SIZE * SIZE).reshape(SIZE, SIZE), BEYOND, mode=border, **none)


def right(image, stride, padding):
    """The scores (n,) and what each of them reads (n, 64), in reading order, of a right function."""
    corners = np.ndindex(places(stride, padding))
    reads = np.array([window_reads(r * stride - padding, c * stride - padding) for r, c in corners])
    return reads @ image.ravel() + BIAS, reads


def trace(convolve, image, stride, padding):
    """One setting as JSON-able data: the student's scores and reads, the right ones, and each one's verdict.

    image: float64 (8, 8).  What the function raises or returns wrongly is the sentence `problem`.  A place
    without a finite number has the score None.  reads: for each score the pairs [pixel, change per ink].
    """
    scores, problem = answer(convolve, image, stride, padding)
    reads = None
    if scores is not None:
        reads, problem = nudge(convolve, image, scores, stride, padding)
    expected = right_scores, right_reads = right(image, stride, padding)
    found = {
        "stride": stride,
        "padding": padding,
        "problem": problem,
        "places": list(places(stride, padding) if reads is None else scores.shape),
        "isDrawn": reads is not None,
        "scores": [] if reads is None else with_gaps(scores.ravel()),
        "reads": [] if reads is None else [as_pairs(each) for each in reads],
        "right": {
            "places": list(places(stride, padding)),
            "scores": right_scores.tolist(),
            "reads": [as_pairs(each) for each in right_reads],
        },
    }
    return found | {"verdicts": verdicts(scores, reads, expected, stride, padding)}


def answer(convolve, image, stride, padding):
    """The student's map (rows, columns) of one image, or None, and what is wrong with it."""
    wanted = (1, 1, *places(stride, padding))
    arguments = image[None, None].copy(), FILTER[None, None].copy(), np.array([BIAS]), stride, padding
    try:
        returned = convolve(*arguments)
        scores = np.asarray(returned)
    except Exception as error:  # whatever the student's code raises is shown to the student
        return None, f"your function raises {in_one_line(error)}"
    if returned is None or scores.dtype.kind not in "biuf":
        return None, f"your function returns {no_numbers(returned)}, where a map of shape {wanted} belongs"
    if scores.ndim != 4 or scores.shape[:2] != (1, 1) or not 1 <= min(scores.shape) <= max(scores.shape):
        return None, f"your function returns shape {scores.shape}, where {wanted} belongs"
    if max(scores.shape) > LARGEST_MAP:
        return None, f"your map is {by(scores.shape[2:])}, where {by(wanted[2:])} places belong"
    return scores[0, 0].astype(np.float64), ""


def nudge(convolve, image, scores, stride, padding):
    """How much each score changes with each pixel's ink, float64 (n, 64) or None, and what is wrong.

    One image a call: a function that takes no batch, or mixes its images, is not to blame here.
    """
    changes = np.empty((scores.size, image.size))
    for pixel in range(image.size):
        nudged = image.copy()
        nudged.flat[pixel] += NUDGE
        after, problem = answer(convolve, nudged, stride, padding)
        if after is None or after.shape != scores.shape:
            what = problem or f"your map is {by(after.shape)} then"
            return None, f"with one pixel nudged, {what}"
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is a gap
            changes[:, pixel] = (after - scores).ravel() / NUDGE
    expected = places(stride, padding)
    problem = f"your map is {by(scores.shape)}, where {by(expected)} places belong"
    return changes, "" if scores.shape == expected else problem


def verdicts(scores, reads, expected, stride, padding):
    """For each score what it does, in words, and whether that is right: [[words, is_right], ...].

    scores: (rows, columns).  reads: (n, 64), or None for no verdict.  expected: what `right` returns.
    """
    if reads is None:
        return []
    rows, columns = places(stride, padding)
    right_scores, right_reads = expected
    found = []
    for index, (row, column) in enumerate(np.ndindex(scores.shape)):
        if row >= rows or column >= columns:
            found.append(["has no place in a right map", False])
            continue
        own, belongs = reads[index], row * columns + column
        wanted = right_reads[belongs]
        if not np.isfinite(scores[row, column]) or not np.isfinite(own).all():
            found.append(["is no finite number", False])
        elif same(own, wanted):
            found.append(of_the_score(scores[row, column], right_scores[belongs], wanted))
        else:
            found.append([mistake(own, wanted, (row, column), stride, padding), False])
    return found


def of_the_score(score, wanted, reads):
    """What a score is that reads as it should: [words, is_right]."""
    if same(score, wanted):
        count = np.count_nonzero(reads)
        how = (
            "the filter’s weights" if count == WINDOW * WINDOW else "the border’s weights added to the edge’s"
        )
        return [f"reads {count} pixels, with {how}", True]
    if same(score, wanted - BIAS):
        return ["reads the right pixels, but the bias is missing", False]
    return [f"reads the right pixels, but is {signed(score)} where {signed(wanted)} belongs", False]


def mistake(own, wanted, place, stride, padding):
    """What a score does instead of reading its window: a usual mistake, or how many pixels differ."""
    if not np.abs(own).max() > ALLOWED:
        return "reads no pixel at all"
    for reads, words in usual_mistakes(*place, stride, padding):
        if same(own, reads):
            return words
    differing = int(np.count_nonzero(np.abs(own - wanted) > ALLOWED))
    return f"differs from the right window in {differing} pixel{'s' * (differing > 1)}"


def usual_mistakes(row, column, stride, padding):
    """Pairs of what a score reads after a usual mistake, float64 (64,), and the mistake in words."""
    top, left = row * stride - padding, column * stride - padding
    for weights, words in TURNED:
        yield window_reads(top, left, weights), words
    for border, words in BORDERS:
        yield window_reads(top, left, border=border), words
    yield window_reads(row - padding, column - padding), f"takes steps of 1, where the stride is {stride}"
    yield window_reads(top + padding, left + padding), "begins inside the image: the border is missing"
    moves = [(down, across) for down in range(-2, 3) for across in range(-2, 3)]
    for down, across in sorted(moves, key=lambda move: np.hypot(*move)):
        yield window_reads(top + down, left + across), f"reads a window {moved(down, across)}"


def moved(down, across):
    """A displacement in words: "2 rows too high, 1 column too far right"."""
    parts = []
    if down:
        parts.append(f"{abs(down)} row{'s' * (abs(down) > 1)} too {'low' if down > 0 else 'high'}")
    if across:
        side = "right" if across > 0 else "left"
        parts.append(f"{abs(across)} column{'s' * (abs(across) > 1)} too far {side}")
    return ", ".join(parts)


def same(one, other):
    """Whether numbers are the same, as far as a nudge can tell."""
    return bool(np.all(np.abs(np.asarray(one) - other) <= ALLOWED))


def as_pairs(reads):
    """The pixels that change a score at all, [[pixel, change], ...]; None stands for what is not finite."""
    numbers = with_gaps(reads)
    return [[i, each] for i, each in enumerate(numbers) if each is None or abs(each) > ALLOWED]


def by(shape):
    """A map's size in words: "6 × 6"."""
    return " × ".join(str(size) for size in shape)


def signed(value):
    """A score with its sign, two decimals and a true minus; halves away from zero, as the page does."""
    return f"{value + math.copysign(1e-9, value):+.2f}".replace("-", "−")
