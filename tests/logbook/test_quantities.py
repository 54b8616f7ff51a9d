import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.logbook import card, quantities, scale
from course.logbook.calibration import calibrate, picture
from course.logbook.history import Question
from course.logbook.verdicts import closest, judge

FINITE = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**308), 10**308)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12).filter(
    lambda number: number == 0 or abs(number) > 1e-12
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"), (10, "10"), (266610, "266,610"), (533220.0, "533,220"), (4.934, "4.93"), (-3.25, "−3.25"),
        (0.5, "0.5"), (1234.56, "1,235"), (6.03e-5, "6.03 × 10⁻⁵"), (6e-5, "6 × 10⁻⁵"), (2e20, "2 × 10²⁰"),
        (99.96, "100"), (1e14, "100,000,000,000,000"),
    ],
)  # fmt: skip
def test_numbers_are_written_with_true_minus_commas_and_powers_of_ten(number, text):
    assert quantities.digits(number) == text


@pytest.mark.parametrize(
    ("unit", "short", "tail", "long"),
    [
        ("times smaller", "10×", "smaller", "10 times smaller"),
        ("times", "10×", "", "10 times"),
        ("%", "10 %", "", "10 %"),
        ("passes", "10", "passes", "10 passes"),
        ("", "10", "", "10"),
    ],
)
def test_a_unit_is_written_short_in_large_type_and_long_in_a_sentence(unit, short, tail, long):
    assert (quantities.short(10, unit), quantities.tail(unit), quantities.long(10, unit)) == (
        short,
        tail,
        long,
    )


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("25", 25), (" 266,610 ", 266610), ("1,234.5", 1234.5), ("0.5", 0.5), ("0,5", 0.5), ("1e6", 1000000),
        ("0,125", 0.125), ("-0,125", -0.125), ("1,125", 1125),
        ("−3", -3), ("40 %", 40), ("10×", 10), ("533 220", 533220), ("1_000", 1000),
    ],
)  # fmt: skip
def test_a_number_is_understood_as_people_type_it(typed, number):
    assert quantities.parse(typed) == number


@pytest.mark.parametrize("typed", ["", "many", "1,2,3", "0,125,000", "nan", "inf", "1e999", "--3", "<b>"])
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match="such as 25"):
        quantities.parse(typed)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_whole_number_is_read_back_as_it_is_written(number):
    assert quantities.parse(quantities.digits(number)) == number


@pytest.mark.parametrize(
    ("guess", "measured", "choices", "says", "is_miss"),
    [
        (10, 5, (), "2.0 times too high", True),
        (5, 10, (), "2.0 times too low", True),
        (5, 4.93, (2, 5, 10), "the closest choice", False),
        (10, 4.93, (2, 5, 10), "2.0 times too high", True),
        (266610, 2, (), "133,305 times too high", True),
        (1.04, 1, (), "4.0 % too high", False),
        (3, 3.0, (), "exactly right", False),
        (3, -2.5, (), "5.5 too high", True),
        (-4, -2, (), "2.0 times too low", True),
        (0, 5, (), "5 too low", True),
        (1e300, 1e-300, (), "1 × 10³⁰⁰ too high", True),
        (1e-300, 1e-300 * 3, (), "3.0 times too low", True),
        (5e-324, 1, (1, 5e-324), "1 too low", True),
        (1e308, -1e308, (), "far too high", True),
        ("NumPy", "NumPy", (), "right", False),
        ("PyTorch", "NumPy", ("PyTorch", "NumPy"), "wrong", True),
        (3, "not a finite number", (), "wrong", True),
    ],
)
def test_a_guess_is_judged_by_its_factor(guess, measured, choices, says, is_miss):
    verdict = judge(guess, measured, choices)
    assert (str(verdict), verdict.is_miss) == (says, is_miss)


def test_the_closest_choice_is_closest_by_factor():
    assert closest(4, (1, 10)) == 10  # 2.5 times away, where 1 is 4 times away
    assert closest(-4, (1, 10)) == 1
    assert closest(4, ("few", "many")) is None


@given(NUMBERS, NUMBERS, st.lists(NUMBERS, max_size=6, unique=True))
def test_any_two_numbers_lie_on_their_scale_and_its_ticks_rise(guess, measured, choices):
    drawn = scale.fitting(guess, measured, choices)
    assert all(before < after for before, after in zip(drawn.ticks, drawn.ticks[1:], strict=False))
    assert all(-1e-6 <= drawn.position(value) <= 100 + 1e-6 for value in (guess, measured, *choices))
    assert drawn.is_logarithmic == (min(guess, measured, *choices) > 0)
    assert (drawn.position(guess) < drawn.position(measured)) <= (guess < measured)


@given(FINITE, FINITE, st.lists(FINITE, max_size=6, unique=True))
def test_any_two_finite_numbers_make_a_card_and_a_report(guess, measured, choices):
    asked = Question("key", "ms", tuple(choices), guess, guess, measured)
    assert "this machine says" in card.revealed_html(asked)
    assert card.reveal_text(asked).startswith("key: you said")
    calibrated = calibrate({"key": asked})
    assert calibrated.num_numbers == 1
    assert "one dot a guess" in picture(calibrated)


def test_the_scale_of_a_choice_has_the_choices_as_its_ticks():
    assert scale.fitting(10, 4.93, (2, 5, 10, 20)).ticks == (2, 5, 10, 20)
    assert scale.fitting(10, 90, (2, 5, 10, 20)).ticks == (2, 5, 10, 20, 100)
    assert scale.fitting(2, 0.3, (2, 5)).ticks == (0.2, 2, 5)
    assert scale.fitting(3, 3).ticks == (2, 5)
