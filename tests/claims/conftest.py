"""What the tests of the claims share: every experiment, run once."""

import pytest

from course.claims import ledger


@pytest.fixture(scope="session")
def findings():
    """The finding of every claim on this machine, by number."""
    return {finding.id: finding for finding in ledger.run()}
