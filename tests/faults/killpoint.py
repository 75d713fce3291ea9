"""Runs a module as its own process that is killed (SIGKILL) at one step of the n-th batch.

`python -m tests.faults.killpoint chassis.streams.worker:StreamWorker._publish after 3 services.sla` kills the service
right after it has published the outputs of its third batch, so every gap between two steps can be hit for certain.
"""

import asyncio
import functools
import importlib
import inspect
import os
import runpy
import signal
import sys
from collections.abc import Callable
from typing import Any


def arm(target: str, moment: str, number: int) -> None:
    """Replace `module:Class.method` by one that kills the process before or after its `number`-th call."""
    module, _, path = target.partition(":")
    owner_name, _, method = path.rpartition(".")
    owner = getattr(importlib.import_module(module), owner_name)
    setattr(owner, method, _deadly(getattr(owner, method), moment, number))


def _deadly(original: Callable[..., Any], moment: str, number: int) -> Callable[..., Any]:
    calls = 0

    def count(now: str) -> None:
        nonlocal calls
        calls += now == "before"
        if calls == number and now == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(original)
    async def deadly_coroutine(*args: Any, **kwargs: Any) -> Any:
        count("before")
        result = await original(*args, **kwargs)
        count("after")
        await asyncio.sleep(0)
        return result

    @functools.wraps(original)
    def deadly_function(*args: Any, **kwargs: Any) -> Any:
        count("before")
        result = original(*args, **kwargs)
        count("after")
        return result

    return deadly_coroutine if inspect.iscoroutinefunction(original) else deadly_function


if __name__ == "__main__":
    arm(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    module = sys.argv[4]
    sys.argv = sys.argv[4:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
