"""A loop in the background: it works while there is work, rests, is woken, tries again, and ends when told to."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from chassis import process
from chassis.background import BackgroundLoop
from chassis.errors import TemporarilyUnavailable
from chassis.retry import Retry

HOUR = 3600.0
SOON = Retry((0.001,))


def counting(more: int) -> tuple[list[int], Callable[[], Awaitable[bool]]]:
    """A step that says `more` times that there is more to do, and the numbers of its calls."""
    calls: list[int] = []

    async def step() -> bool:
        calls.append(len(calls))
        return len(calls) <= more

    return calls, step


async def reached(calls: list[int], number: int) -> None:
    async with asyncio.timeout(5):
        while len(calls) < number:
            await asyncio.sleep(0)


async def test_it_goes_on_without_a_rest_while_there_is_more() -> None:
    calls, step = counting(more=4)
    loop = BackgroundLoop("counting", step, pause_s=HOUR, retry=SOON)
    await loop.start()
    await reached(calls, 5)
    await asyncio.sleep(0.01)
    assert len(calls) == 5, "now it rests"
    await loop.stop()


async def test_it_is_woken_from_its_rest() -> None:
    calls, step = counting(more=0)
    loop = BackgroundLoop("counting", step, pause_s=HOUR, retry=SOON)
    await loop.start()
    for number in range(1, 4):
        await reached(calls, number)
        loop.wake()
    await reached(calls, 4)
    await loop.stop()


async def test_what_wakes_it_during_a_step_is_not_missed() -> None:
    calls: list[int] = []

    async def step() -> bool:
        calls.append(len(calls))
        if len(calls) == 1:
            loop.wake()
        return False

    loop = BackgroundLoop("counting", step, pause_s=HOUR, retry=SOON)
    await loop.start()
    await reached(calls, 2)
    await loop.stop()


async def test_it_lets_work_gather_before_it_is_woken() -> None:
    calls, step = counting(more=0)
    loop = BackgroundLoop("counting", step, pause_s=HOUR, gather_s=HOUR, retry=SOON)
    await loop.start()
    await reached(calls, 1)
    loop.wake()
    await asyncio.sleep(0.01)
    assert len(calls) == 1
    await loop.stop()


@pytest.mark.parametrize("decides_readiness", [True, False])
async def test_it_tries_again_and_says_why_it_cannot_go_on(decides_readiness: bool) -> None:
    fails, calls = asyncio.Event(), list[int]()
    fails.set()

    async def step() -> bool:
        calls.append(len(calls))
        if fails.is_set():
            raise TemporarilyUnavailable("no broker answers")
        return False

    loop = BackgroundLoop("x", step, pause_s=HOUR, retry=SOON, decides_readiness=decides_readiness)
    assert loop.not_ready_because() is None
    await loop.start()
    await reached(calls, 3)
    assert loop.not_ready_because() == ("no broker answers" if decides_readiness else None)
    fails.clear()
    await reached(calls, len(calls) + 1)
    await asyncio.sleep(0)
    assert loop.not_ready_because() is None
    await loop.stop()


async def test_stopping_ends_the_wait_after_a_failure() -> None:
    calls: list[int] = []

    async def step() -> bool:
        calls.append(len(calls))
        raise TemporarilyUnavailable("no broker answers")

    loop = BackgroundLoop("x", step, pause_s=HOUR, retry=Retry((HOUR,)))
    await loop.start()
    await reached(calls, 1)
    async with asyncio.timeout(5):
        await loop.stop()


async def test_stopping_lets_the_step_in_hand_finish() -> None:
    begun, may_finish, finished = asyncio.Event(), asyncio.Event(), list[bool]()

    async def step() -> bool:
        begun.set()
        await may_finish.wait()
        finished.append(loop.is_stopping)
        return True

    loop = BackgroundLoop("x", step, pause_s=HOUR, retry=SOON)
    await loop.start()
    await begun.wait()
    stopping = asyncio.create_task(loop.stop())
    await asyncio.sleep(0)
    may_finish.set()
    await stopping
    assert finished == [True], "it knew, and no further step was taken"


async def test_stopping_ends_a_step_that_takes_longer_than_the_limit() -> None:
    ended: list[str] = []

    async def step() -> bool:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        return False

    loop = BackgroundLoop("x", step, pause_s=HOUR, retry=SOON, stop_timeout_s=0.01)
    await loop.start()
    await asyncio.sleep(0)
    await loop.stop()
    assert ended == ["cancelled"]


async def test_an_unknown_error_stops_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    died: list[tuple[str, BaseException | None]] = []
    monkeypatch.setattr(process, "die", lambda reason, error=None: died.append((reason, error)))

    async def step() -> bool:
        raise ZeroDivisionError

    loop = BackgroundLoop("dividing", step, pause_s=HOUR, retry=SOON)
    await loop.start()
    async with asyncio.timeout(5):
        while not died:
            await asyncio.sleep(0)
    [(reason, error), *_] = died
    assert (reason, type(error)) == ("dividing failed", ZeroDivisionError)


async def test_a_loop_that_was_never_started_can_be_stopped() -> None:
    _, step = counting(more=0)
    await BackgroundLoop("x", step, pause_s=HOUR, retry=SOON).stop()


async def test_it_ends_although_a_library_loses_its_first_cancellation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "CANCEL_AGAIN_S", 0.001)
    begun, lost = asyncio.Event(), asyncio.Event()

    async def step() -> bool:
        begun.set()
        try:
            await asyncio.sleep(HOUR)
        except asyncio.CancelledError:
            lost.set()
        await asyncio.sleep(HOUR)
        return False

    loop = BackgroundLoop("losing", step, pause_s=HOUR, retry=SOON, stop_timeout_s=0.001)
    await loop.start()
    async with asyncio.timeout(5):
        await begun.wait()
        await loop.stop()
    assert lost.is_set()
