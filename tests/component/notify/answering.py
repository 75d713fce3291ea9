"""A receiver that answers each of its paths as a test wants, and a clock that a test moves on."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.component.notify.http_receiver import Received, Receiver, answer


class Answers:
    """Answers each path with what a test gave it, one after the other, the last one for ever; else with 204."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver, self.by_path = receiver, dict[str, list[Callable[[Any], Awaitable[None]]]]()
        receiver.answer = self

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        waiting = self.by_path.get(_name(self._receiver.received[-1]), [answer(204)])
        await (waiting.pop(0) if len(waiting) > 1 else waiting[0])(writer)

    def give(self, name: str, *statuses: int, **headers: str) -> None:
        self.by_path[name] = [answer(status, b"", **headers if status == 429 else {}) for status in statuses]

    def received(self) -> dict[str, Counter[str]]:
        """By path how often each message id came."""
        found: dict[str, Counter[str]] = {}
        for each in self._receiver.received:
            found.setdefault(_name(each), Counter())[each.headers["webhook-id"]] += 1
        return found


def _name(received: Received) -> str:
    return received.path.rpartition("/")[2]


class Clock:
    """The time, which a test moves on instead of waiting."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move_on(self, by: timedelta) -> None:
        self._ahead += by
