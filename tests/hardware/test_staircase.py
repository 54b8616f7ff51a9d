"""The rivals on the staircase do equal work, and its levels are named by their caches."""

import numpy as np

from course.hardware import staircase
from course.hardware.staircase import Staircase

NAMES = {"16 KiB": 2**14, "64 KiB": 2**16}


def test_every_rival_adds_up_as_many_numbers_of_a_table_of_its_size():
    rivals = staircase.rivals(NAMES, 1000)
    assert {name: rival() for name, rival in rivals.items()} == dict.fromkeys(NAMES, 1000.0)
    for name, rival in rivals.items():
        table, places, fetched = rival.args
        assert table.nbytes == NAMES[name] and places.shape == fetched.shape == (1000,)
        assert places.min() >= 0 and places.max() < len(table)
        assert len(np.unique(places // 256)) == len(table) // 256  # all parts of the table are looked at


def test_a_sum_is_that_of_the_places_named():
    table = np.arange(8, dtype=np.float32)
    assert staircase.sum_of_fetched(table, np.array([1, 5, 5]), np.empty(3, np.float32)) == 11


def test_a_rival_is_repeated_for_as_long_as_asked_and_never_not_at_all():
    calls = []
    assert staircase.repeat(lambda: calls.append(1), 0) == len(calls) == 1
    assert staircase.repeat(lambda: calls.append(1), 0.01) == len(calls) - 1 > 1


def test_a_table_lives_in_the_smallest_level_that_holds_it():
    sizes = np.array([2**14, 2**15, 2**16, 2**25, 2**26])
    stairs = Staircase(sizes, np.ones(5), np.ones(5), np.ones(5), {"L2": 2**20, "L1": 2**15, "L3": 2**25})
    assert stairs.homes() == ["L1", "L1", "L2", "L3", "DRAM"]


def test_measuring_gives_a_time_for_each_size_relative_to_the_first():
    stairs = staircase.measure(tuple(NAMES.values()), num_fetched=1000, turns=5)
    assert stairs.num_bytes.tolist() == list(NAMES.values()) and (stairs.seconds > 0).all()
    assert stairs.times[0] == 1 == stairs.low[0] == stairs.high[0]
    assert (stairs.low <= stairs.times).all() and (stairs.times <= stairs.high).all()
