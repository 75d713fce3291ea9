"""Waits for what other services do with a complaint."""

import time
from collections.abc import Callable
from typing import Any

from tests.browser.visits import PagesSite

TIMEOUT_S = 60.0
_LOOK_S = 0.1


def assigned(site: PagesSite, complaint_id: str, officer: str) -> None:
    """Until an officer of the responsible unit sees the complaint."""
    until(lambda: site.read(complaint_id, officer).status_code == 200, f"{complaint_id} is with {officer}")


def until(holds: Callable[[], Any], what: str) -> Any:
    """Wait for something that is true, and return it."""
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(_LOOK_S)
    raise AssertionError(f"did not happen in {TIMEOUT_S:.0f} s: {what}")
