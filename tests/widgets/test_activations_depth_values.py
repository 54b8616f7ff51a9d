"""The stack's JavaScript and its Python agree to rounding, and what it says follows from the numbers."""

import json

import numpy as np
import pytest

from course.widgets.activations_curve import FUNCTIONS
from course.widgets.activations_depth import ActivationsDepth, first_gradient, uniform

EITHER_WAY = 1e-9  # relative: 20 layers of sums of 64 products, in another order
KEYS = {"spread": "spreads", "gradient": "gradient_norms", "dead": "dead", "flat": "saturated"}


@pytest.fixture(scope="module")
def call(functions):
    return lambda name, *arguments: functions(ActivationsDepth._esm, name, *arguments)


def measures(call, depth):
    return call("measuresOfTraits", depth.function, depth.gain, depth.seed, depth.digits)


@pytest.mark.parametrize("function", ["none", *FUNCTIONS])
@pytest.mark.parametrize("gain", [0.2, 1.0, 2**0.5, 3.0])
def test_every_layers_measures_are_pythons(call, function, gain):
    depth = ActivationsDepth(function=function, gain=gain, seed=int(100 * gain))
    found = measures(call, depth)
    for key, name in KEYS.items():
        own = [float(layer[key]) for layer in found]
        np.testing.assert_allclose(own, getattr(depth, name), rtol=EITHER_WAY, atol=0, err_msg=key)
    between = [float(layer["between"]) for layer in found]
    noise = 1e-15 * np.maximum(1, depth.spreads)  # where all digits look alike, rounding is what differs
    assert (
        np.abs(between - depth.spreads_between_digits) <= 1e-6 * depth.spreads_between_digits + noise
    ).all()


def test_the_random_numbers_are_the_same_to_the_last_bit(call):
    for seed in (0, 1, 99, 2**31 - 1):
        for first in (0, 4095, 20 * 4096):
            found = np.array(call("numbersOf", seed, first, 64), dtype=float)
            np.testing.assert_array_equal(found, uniform(seed, first + np.arange(64)))
    assert first_gradient(1).shape == (64, 64)


def test_a_histogram_counts_all_but_zeros_and_keeps_what_lies_beyond_at_its_ends(call):
    rng = np.random.default_rng(0)
    numbers = np.concatenate([rng.normal(size=500), np.zeros(100)])
    found = call("histogramOf", numbers.tolist(), 0.01, [-1, 2], 30)
    inside = np.clip(numbers[np.abs(numbers) > 0.01], -1, 2 - 1e-12)
    np.testing.assert_array_equal(found, np.histogram(inside, bins=30, range=(-1, 2))[0])


def title(call, **state):
    depth = ActivationsDepth(**state)
    layers = measures(call, depth)
    found = call("findingOfStack", {"activation": depth.function, "gain": depth.gain, "layers": layers})
    assert float(found["spread"]) == pytest.approx(depth.spreads[-1] / depth.spreads[0], rel=EITHER_WAY)
    assert float(found["gradient"]) == pytest.approx(depth.gradient_norms[0], rel=EITHER_WAY)
    return call("titleOfStack", found).replace("\u00a0", " "), found


def brief(value):
    """A number as the pictures print it, from the other side: two digits below a tenth, three above."""
    if abs(value) < 9.5e-4 or abs(value) >= 9999.5:
        mantissa, power = f"{value:.1e}".split("e")
        return f"{mantissa} × 10" + str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    if abs(value) < 0.095:
        return np.format_float_positional(value, precision=2, fractional=False, min_digits=2)
    return f"{value:,.{2 if value < 9.95 else 1 if value < 99.5 else 0}f}"


@pytest.mark.parametrize(
    ("state", "opening"),
    [
        ({"function": "relu", "gain": 1.0}, "ReLU with gain 1 fades both ways: spread × {s}, gradient × {g}"),
        (
            {"function": "relu", "gain": 2**0.5},
            "ReLU with gain 1.41 holds both ways: spread × {s}, gradient × {g}",
        ),
        (
            {"function": "silu", "gain": 3.0},
            "SiLU with gain 3 runs away both ways: spread × {s}, gradient × {g}",
        ),
        ({"function": "sigmoid", "gain": 1.0}, "Sigmoid with gain 1 loses the gradient: × {g}"),
        ({"function": "tanh", "gain": 3.0}, "Tanh with gain 3 blows up the gradient: × {g}"),
        (
            {"function": "none", "gain": 0.5},
            "No activation with gain 0.5 fades both ways: spread × {s}, gradient × {g}",
        ),
    ],
)
def test_the_title_is_the_finding_of_the_state(call, state, opening):
    found, finding = title(call, **state)
    depth = ActivationsDepth(**state)
    assert found == opening.format(
        s=brief(depth.spreads[-1] / depth.spreads[0]), g=brief(depth.gradient_norms[0])
    )
    assert finding["areAlike"] is (state["function"] == "sigmoid")


@pytest.mark.parametrize(
    ("spread", "gradient", "says"),
    [
        (0.11, 9.9, "holds both ways"),
        (0.09, 9.9, "loses the activations"),
        (10.1, 0.11, "blows up the activations"),
        (0.11, 0.09, "loses the gradient"),
        (0.11, 10.1, "blows up the gradient"),
        (0.09, 0.09, "fades both ways"),
        (10.1, 10.1, "runs away both ways"),
        (0.09, 10.1, "fades one way"),
        (10.1, 0.09, "fades one way"),
    ],
)
def test_the_verdict_flips_where_a_ratio_crosses_its_threshold(call, spread, gradient, says):
    found = {"name": "Tanh", "gain": 1, "spread": spread, "gradient": gradient}
    assert call("titleOfStack", found).startswith(f"Tanh with gain 1 {says}: ")


def test_its_state_alone_makes_it(call):
    state = json.loads(json.dumps(ActivationsDepth(seed=4).state()))
    found = call("measuresOfTraits", state["function"], state["gain"], state["seed"], state["digits"])
    assert len(found) == 20
