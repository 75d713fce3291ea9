"""A store for one bench alone."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TypeVar

from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from deploy.local.store import Store
from tests.stacks import fresh

T = TypeVar("T")


def in_a_store_of_its_own(work: Callable[[Stack], Coroutine[object, object, T]]) -> T:
    """Do the work on a new store in a temporary directory, which is stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="tanggap-lists-") as name:
        stack = Stack(directory=Path(name), ports=free_ports())
        store = Store(stack.directory / "store", stack.ports)
        store.start()
        try:
            store.wait_until_ready()
            return asyncio.run(work(fresh(stack)))
        finally:
            store.stop()
