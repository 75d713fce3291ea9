"""Nothing is lost and no effect is doubled, whatever happens to a worker between two steps of a batch."""

import asyncio
import signal
from pathlib import Path

import pytest

from contracts.records import Record
from deploy.local.environment import Stack
from tests.component.chassis.harness import all_emitted, numbers, read_all, topics, worker, wrong

KEYS, UPTO = 40, 50

KILLPOINTS = (
    "_publish before",
    "_publish after",
    "_write_changelog before",
    "_write_changelog after",
    "_write_changelog after",
    "_acknowledge after",
)


@pytest.mark.parametrize("killpoint", KILLPOINTS)
async def test_a_kill_between_any_two_steps_loses_nothing(killpoint: str, stack: Stack, tmp_path: Path) -> None:
    async with topics(stack) as producer:
        for life in (0, 1):
            await producer.deliver(numbers(KEYS, UPTO * (life + 1), start=UPTO * life + 1))
            with worker(stack, tmp_path, killpoint=f"{killpoint} {life + 1}") as doomed:
                assert await doomed.gone() == -signal.SIGKILL
        with worker(stack, tmp_path):
            sums = await all_emitted(stack, KEYS, UPTO * 2)
    assert wrong(sums, KEYS, UPTO * 2) == []


async def test_two_workers_and_a_kill_share_the_keys_without_loss(stack: Stack, tmp_path: Path) -> None:
    async with topics(stack) as producer:
        with worker(stack, tmp_path, "w-0") as first:
            await producer.deliver(numbers(KEYS, UPTO))
            await all_emitted(stack, KEYS, UPTO)
            with worker(stack, tmp_path, "w-1"):
                await producer.deliver(numbers(KEYS, UPTO * 2, start=UPTO + 1))
                await all_emitted(stack, KEYS, UPTO * 2)
                first.kill()
                await producer.deliver(numbers(KEYS, UPTO * 3, start=UPTO * 2 + 1))
                sums = await all_emitted(stack, KEYS, UPTO * 3)
    assert wrong(sums, KEYS, UPTO * 3) == []


async def test_a_worker_that_was_stopped_beyond_its_session_writes_nothing_when_it_goes_on(
    stack: Stack, tmp_path: Path
) -> None:
    async with topics(stack) as producer:
        with worker(stack, tmp_path, "w-0") as zombie:
            await producer.deliver(numbers(KEYS, UPTO))
            await all_emitted(stack, KEYS, UPTO)
            zombie.kill(signal.SIGSTOP)
            await producer.deliver(numbers(KEYS, UPTO * 2, start=UPTO + 1))
            with worker(stack, tmp_path, "w-1"):
                await all_emitted(stack, KEYS, UPTO * 2)
                zombie.kill(signal.SIGCONT)
                assert await zombie.gone() == 70
                await producer.deliver(numbers(KEYS, UPTO * 3, start=UPTO * 2 + 1))
                sums = await all_emitted(stack, KEYS, UPTO * 3)
    assert wrong(sums, KEYS, UPTO * 3) == []


async def test_poison_becomes_a_dead_letter_and_the_next_record_is_handled(stack: Stack, tmp_path: Path) -> None:
    async with topics(stack) as producer:
        poison = Record("complaints", b"key-0", b"poison", partition=0)
        unkeyed = Record("assignments", None, b"1", partition=0)
        await producer.deliver([poison, unkeyed, *numbers(1, 3)])
        with worker(stack, tmp_path):
            sums = await all_emitted(stack, 1, 3)
            letters = [*await read_all(stack, "complaints-dlq"), *await read_all(stack, "assignments-dlq")]
    assert wrong(sums, 1, 3) == []
    assert [(key, value) for key, value, _ in letters] == [(b"key-0", b"poison"), (None, b"1")]
    assert [headers["reason"] for _, _, headers in letters] == ["not_a_number", "no_key"]
    assert letters[0][2]["topic"] == "complaints"
    assert (letters[0][2]["partition"], letters[0][2]["offset"]) == ("0", "0")


async def test_an_unforeseen_error_stops_the_worker_and_the_record_waits(stack: Stack, tmp_path: Path) -> None:
    async with topics(stack) as producer:
        await producer.deliver([Record("complaints", b"key-0", b"unknown"), *numbers(1, 3)])
        with worker(stack, tmp_path, UNFORESEEN="yes") as failing:
            assert await failing.gone() == 70
        with worker(stack, tmp_path):
            sums = await all_emitted(stack, 1, 3)
    assert (0, 0) in sums[b"key-0"]


async def test_a_stop_under_load_commits_what_was_done_and_repeats_nothing(stack: Stack, tmp_path: Path) -> None:
    async with topics(stack) as producer:
        await producer.deliver(numbers(KEYS, UPTO))
        with worker(stack, tmp_path) as stopped:
            await all_emitted(stack, KEYS, UPTO)
            stopped.kill(signal.SIGTERM)
            assert await stopped.gone() == 0
        with worker(stack, tmp_path) as again:
            await again.ready()
            await producer.deliver(numbers(KEYS, UPTO + 1, start=UPTO + 1))
            sums = await all_emitted(stack, KEYS, UPTO + 1)
    assert wrong(sums, KEYS, UPTO + 1) == []
    assert all(len(outputs) == UPTO + 1 for outputs in sums.values())


async def test_two_topics_of_one_key_are_decided_one_after_the_other(stack: Stack, tmp_path: Path) -> None:
    async with topics(stack) as producer:
        odd = [each for each in numbers(KEYS, UPTO) if int(each.value or b"0") % 2]
        with worker(stack, tmp_path):
            await producer.deliver([Record("assignments", each.key, each.value) for each in odd])
            await asyncio.gather(*(producer.deliver(numbers(KEYS, UPTO)) for _ in range(2)))
            sums = await all_emitted(stack, KEYS, UPTO)
    for outputs in sums.values():
        assert len({number for number, _ in outputs}) == len({total for _, total in outputs})
