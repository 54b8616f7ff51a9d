"""A real Chromium without a window, for the pictures and for the bench: Playwright drives it."""

import os
import shutil
from contextlib import contextmanager

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = "playwright install chromium (or on Debian and Ubuntu: sudo apt-get install chromium)"
FLAGS = ("--disable-gpu", "--disable-background-networking", "--no-first-run", "--force-color-profile=srgb")


@contextmanager
def chromium():
    """The system's Chromium, else Playwright's own; a missing piece is an error that names its command."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise RuntimeError(
            'a real browser is needed; install its driver: pip install "playwright>=1.45"'
        ) from None
    # Chromium refuses its sandbox to the root user, who is whom containers and Binder run as.
    flags = [*FLAGS, "--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else [*FLAGS]
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=installed(), args=flags)
        except Error as error:
            raise RuntimeError(
                f"no browser started ({str(error).splitlines()[0]}); install one: {INSTALL}"
            ) from None
        try:
            yield browser
        finally:
            browser.close()


def installed():
    """Where the system's Chromium lies, or None: then Playwright looks for its own."""
    return next(filter(None, map(shutil.which, NAMES)), None)
