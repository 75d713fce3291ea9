"""A real browser: Debian's Chromium, driven by Playwright, whose own downloads are not needed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What the browser is called on different systems."""


def find_chromium() -> str:
    """Where the browser is; fails the test with what to install when there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no Chromium on this machine; on Debian: apt-get install chromium", pytrace=False)
    return found


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A browser without a window. Its sandbox needs rights that containers do not give; it opens only our own pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()
