"""What tests of several parts share: one real browser."""

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--disable-gpu", "--disable-background-networking", "--no-first-run", "--force-color-profile=srgb"]
INSTALL = "sudo apt-get install chromium, or: .venv/bin/playwright install chromium"


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium: the system's, else Playwright's own; in CI its absence is a failure."""
    from playwright.sync_api import Error, sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*FLAGS, *(["--no-sandbox"] if root else [])]
            )
        except Error as error:
            missing = pytest.fail if os.environ.get("CI") else pytest.skip
            missing(f"no browser started ({str(error).splitlines()[0]}); install one: {INSTALL}")
        yield chromium
        chromium.close()
