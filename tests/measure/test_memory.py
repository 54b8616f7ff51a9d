import numpy as np
import pytest

from course.measure import memory

MEGABYTE = 10**6
KERNELS_SLACK = MEGABYTE  # Linux counts resident pages in batches, per core


@pytest.mark.parametrize("megabytes", [20, 80])
def test_the_peak_of_a_function_is_the_memory_it_touches(megabytes):
    peak = memory.peak_bytes(lambda: np.ones(megabytes * MEGABYTE, np.uint8).sum())
    assert megabytes * MEGABYTE - KERNELS_SLACK <= peak < (megabytes + 10) * MEGABYTE


def test_memory_that_is_given_back_counts_at_its_peak_only():
    def one_after_the_other():
        for _ in range(4):
            np.ones(40 * MEGABYTE, np.uint8)

    assert 40 * MEGABYTE - KERNELS_SLACK <= memory.peak_bytes(one_after_the_other) < 60 * MEGABYTE


def test_what_the_asking_process_holds_does_not_count():
    held = np.ones(200 * MEGABYTE, np.uint8)
    assert memory.peak_bytes(lambda: None) < 20 * MEGABYTE
    assert memory.resident_bytes() > held.nbytes
