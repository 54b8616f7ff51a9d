"""The race itself: it runs in the measuring process."""

import gc
import sys
from itertools import combinations, repeat
from math import ceil
from time import perf_counter

from course.measure import answers, machine


def run_race(rivals, agree, turns, turn_seconds, threads):
    """Time `rivals` in alternating turns after their answers agreed.

    rivals: name -> callable, or a callable that builds such a dict here.
    Returns (name -> calls in a turn, name -> seconds per call of each turn, the BLAS libraries loaded).
    """
    functions = rivals if isinstance(rivals, dict) else rivals()
    check_rivals(functions)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(threads)
    compare_answers(functions, agree)
    gc.collect()
    calls = {name: calls_that_last(function, turn_seconds) for name, function in functions.items()}
    seconds = {name: [] for name in functions}
    for _ in range(turns):
        for name, function in functions.items():
            seconds[name].append(time_calls(function, calls[name]) / calls[name])
    return calls, seconds, machine.blas()


def check_rivals(functions):
    """ValueError unless `functions` is a dict of at least one function, each with a text as its name."""
    if not isinstance(functions, dict):
        raise ValueError(
            f"rivals are a dict of functions or a function that returns one, not {type(functions).__name__}"
        )
    unfit = [f"{name!r} is not a function" for name, rival in functions.items() if not callable(rival)]
    unfit += [f"the name {name!r} is not text" for name in functions if not isinstance(name, str)]
    if unfit or not functions:
        raise ValueError(
            "a race needs functions without arguments, by name: race({'loop': lambda: ...}); "
            + (unfit[0] if unfit else "there is none")
        )


def compare_answers(functions, agree):
    """Call each function once, which also touches its buffers; ValueError naming two whose answers differ."""
    given = {name: answers.plain(function()) for name, function in functions.items()}
    for one, other in combinations(given, 2):
        if not agree(given[one], given[other]):
            raise ValueError(
                f"{one!r} and {other!r} give different answers: timing them would compare unequal work.\n"
                f"{one}: {_shortened(given[one])}\n{other}: {_shortened(given[other])}"
            )


def calls_that_last(function, turn_seconds):
    """How many calls of `function` last about `turn_seconds`, at least one."""
    calls = 1
    while (seconds := time_calls(function, calls)) < turn_seconds / 4:
        calls *= 4
    return max(1, ceil(calls * turn_seconds / seconds)) if seconds < turn_seconds else calls


def time_calls(function, calls):
    """Seconds that `calls` calls of `function` take, one after the other."""
    nothing = repeat(None, calls)
    start = perf_counter()
    for _ in nothing:
        function()
    return perf_counter() - start


def _shortened(answer):
    text = repr(answer)
    return text if len(text) <= 200 else text[:200] + " ..."
