"""`course bench numerics`: float32 numbers to FP8 codes, against ml_dtypes, the usual library for them."""

from importlib.util import find_spec

import numpy as np

from course.bench.result import Result
from course.measure import timing
from course.numerics.floats import FP8_E4M3, FP8_E5M2, encode

COUNT, TURNS, TURN_SECONDS = 1_000_000, 60, 0.02
TARGETS = {"encode_fp8_vs_ml_dtypes": 0.3}
FIGURES = {"encode_fp8_vs_ml_dtypes": FP8_E4M3, "encode_fp8_e5m2_vs_ml_dtypes": FP8_E5M2}


def run(progress):
    """The time for a million numbers, as a share of ml_dtypes' time: below 1 means that ours is faster."""
    if find_spec("ml_dtypes") is None:
        raise RuntimeError("this bench needs ml_dtypes: pip install ml-dtypes")
    races = {}
    for name, fmt in FIGURES.items():
        progress(f"a million numbers to {fmt}")
        races[name] = timing.race(rivals[fmt], turns=TURNS, turn_seconds=TURN_SECONDS)
    ratios = {name: race.ratio("course", "ml_dtypes") for name, race in races.items()}
    unclear = [name for name, target in TARGETS.items() if ratios[name].is_below(target) is None]
    settings = {
        "numbers": f"{COUNT:,} float32, normal times 2^-12 to 2^12, a few NaN and infinities",
        "threads": 1,
        "turns": TURNS,
        "targets": TARGETS,
        "spread": {name: [ratio.low, ratio.high] for name, ratio in ratios.items()},
        "seconds": {
            name: {t.name: t.fastest_seconds for t in race.timings.values()} for name, race in races.items()
        },
    }
    machine = races["encode_fp8_vs_ml_dtypes"].machine
    return Result("numerics", machine, settings, {name: each.value for name, each in ratios.items()}, unclear)


def numbers():
    """What is encoded: float32 of many sizes, both signs, all kinds."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=COUNT) * 2.0 ** rng.integers(-12, 13, size=COUNT)
    values[:6] = np.nan, np.inf, -np.inf, 0.0, -0.0, 464.0
    return values.astype(np.float32)


def e4m3_rivals():
    """name -> the codes of all numbers as E4M3."""
    import ml_dtypes

    return _rivals(FP8_E4M3, ml_dtypes.float8_e4m3fn)


def e5m2_rivals():
    """name -> the codes of all numbers as E5M2."""
    import ml_dtypes

    return _rivals(FP8_E5M2, ml_dtypes.float8_e5m2)


def _rivals(fmt, dtype):
    values = numbers()
    return {
        "course": lambda: encode(values, fmt),
        "ml_dtypes": lambda: values.astype(dtype).view(np.uint8),
    }


rivals = {FP8_E4M3: e4m3_rivals, FP8_E5M2: e5m2_rivals}
