"""A real store that fails at a chosen write, as it does for a process that is killed there or cut off from it."""

from collections.abc import Awaitable, Callable
from typing import Any

from chassis.errors import StoreUnavailable
from chassis.mongo import Collection, Driver


class Killed(Exception):
    """The process ends here; nothing in it may go on."""


class FailingDriver(Driver):
    """Fails at the write of number `fails_at`, counted from 1: before it is done or, with `is_done`, right after it.

    `writes` are those so far. Without a number it works. `error` is what it fails with.
    """

    error: Callable[[str], Exception] = StoreUnavailable

    writes = 0
    fails_at: int | None = None
    is_done = False
    is_unavailable = False

    def collection(self, name: str) -> Collection:
        return _FailingCollection(self, name)

    def fail_at(self, number: int | None, is_done: bool = False) -> None:
        """From now on, counted anew."""
        self.writes, self.fails_at, self.is_done = 0, number, is_done

    async def do(self, write: Callable[[], Awaitable[Any]]) -> Any:
        """Count a write and do it, or fail."""
        if self.is_unavailable:
            raise StoreUnavailable("as the test wants it")
        self.writes += 1
        fails = self.writes == self.fails_at
        if fails and not self.is_done:
            raise self.error("before a write, as the test wants it")
        result = await write()
        if fails:
            raise self.error("after a write, as the test wants it")
        return result


class _FailingCollection(Collection):
    def __init__(self, driver: FailingDriver, name: str) -> None:
        super().__init__(driver, name)
        self._failing = driver

    async def insert_many(self, *given: Any) -> dict[int, Exception]:
        found: dict[int, Exception] = await self._failing.do(
            lambda: super(_FailingCollection, self).insert_many(*given)
        )
        return found

    async def update_one(self, *given: Any, **more: Any) -> bool:
        write = super().update_one
        kept: bool = await self._failing.do(lambda: write(*given, **more))
        return kept

    async def update_each(self, *given: Any, **more: Any) -> int:
        if not given[0]:
            return 0
        write = super().update_each
        kept: int = await self._failing.do(lambda: write(*given, **more))
        return kept

    async def update_all(self, *given: Any) -> int:
        if not given[0]:
            return 0
        write = super().update_all
        kept: int = await self._failing.do(lambda: write(*given))
        return kept
