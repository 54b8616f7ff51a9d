"""What tests of several parts share: one real browser."""

import contextlib
import os

import pytest

from course.widgets.browser import chromium


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium; in CI its absence is a failure, elsewhere a reason that names what to install."""
    with contextlib.ExitStack() as stack:
        try:
            found = stack.enter_context(chromium())
        except RuntimeError as error:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))
        yield found
