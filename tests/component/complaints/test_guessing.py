"""Guessing at tracking codes gets nowhere, and cannot be turned against those who share an address with the guesser."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from deploy.local.store import Store
from services.complaints.store.complaints import TIMEOUT_S
from services.complaints.throttle import ADDRESS_SLOW_FROM, LIMIT
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.complaints.reused import PreparedStack
from tests.stacks import fresh

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
GATEWAY = "10.0.0.1"


class Clock:
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def clock() -> Clock:
    """The time of both replicas."""
    return Clock()


@pytest.fixture
async def replicas(bare_stack: Stack, store: Store, clock: Clock) -> AsyncIterator[tuple[IntakeClient, IntakeClient]]:
    """Two intake APIs over one store, behind one gateway."""
    stack = fresh(bare_stack)
    behind: dict[str, Any] = {"clock": clock, "trusted_proxies": [ip_network("10.0.0.0/8")], "peer": GATEWAY}
    async with AsyncExitStack() as both:
        yield (
            await both.enter_async_context(opened(stack, **behind)),
            await both.enter_async_context(opened(stack, **behind)),
        )


def _like(code: str, number: int) -> str:
    """Another code with the same beginning."""
    return f"{code[:4]}-{number:04}-0000-0000"


async def _statuses(replicas: tuple[IntakeClient, ...], codes: list[str], **how: Any) -> list[int]:
    """What is answered to codes that the replicas are asked for by turns."""
    return [
        (await replicas[number % len(replicas)].client.get(f"/v1/track/{code}", **how)).status_code
        for number, code in enumerate(codes)
    ]


async def test_after_ten_wrong_codes_with_one_beginning_even_the_right_one_has_to_wait(
    replicas: tuple[IntakeClient, IntakeClient], clock: Clock
) -> None:
    filed = await replicas[0].file()
    code = filed["tracking_code"]
    assert await _statuses(replicas, [_like(code, n) for n in range(11)]) == [404] * 10 + [429]
    clock.now += timedelta(seconds=20, milliseconds=500)
    answer = await replicas[1].client.get(f"/v1/track/{code}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "40")
    clock.now += timedelta(seconds=40)
    assert await _statuses(replicas, [code, code]) == [200, 200]


async def test_answers_slow_down_before_they_stop(replicas: tuple[IntakeClient, IntakeClient]) -> None:
    filed = await replicas[0].file()
    await _statuses(replicas, [_like(filed["tracking_code"], n) for n in range(9)])
    assert sorted((*replicas[0].waited, *replicas[1].waited)) == sorted([0.25, 0.5, 1, 2, 4, 0.25, 0.5, 1, 2])
    waits = len(replicas[0].waited)
    assert await _statuses(replicas[:1], [filed["tracking_code"]]) == [200]
    assert replicas[0].waited[waits:] == [4], "the right code must not be told by how soon it is answered"


async def test_ten_wrong_codes_from_a_gateway_do_not_block_a_citizen_behind_it(
    replicas: tuple[IntakeClient, IntakeClient],
) -> None:
    filed = await replicas[0].file()
    other = "0000" if filed["tracking_code"][:4] != "0000" else "1111"
    assert await _statuses(replicas, [f"{other}-{n:04}-0000-0000" for n in range(11)]) == [404] * 10 + [429]
    before = len(replicas[0].waited)
    assert await _statuses(replicas[:1], [filed["tracking_code"]]) == [200]
    assert len(replicas[0].waited) == before


async def test_a_forwarded_address_is_counted_alone(replicas: tuple[IntakeClient, IntakeClient]) -> None:
    filed = await replicas[0].file()
    wrong, right = [_like(filed["tracking_code"], n) for n in range(11)], [filed["tracking_code"]]
    assert (await _statuses(replicas, wrong, headers={"X-Forwarded-For": "203.0.113.7"}))[-1] == 429
    assert await _statuses(replicas, right, headers={"X-Forwarded-For": "203.0.113.8"}) == [200]
    assert await _statuses(replicas, right, headers={"X-Forwarded-For": "203.0.113.8, 203.0.113.7"}) == [429]


async def test_a_whole_ipv6_network_is_one_caller(replicas: tuple[IntakeClient, IntakeClient]) -> None:
    filed = await replicas[0].file()
    for number in range(LIMIT):
        how = {"headers": {"X-Forwarded-For": f"2001:db8:1:2::{number}"}}
        assert await _statuses(replicas, [_like(filed["tracking_code"], number)], **how) == [404]
    right = [filed["tracking_code"]]
    assert await _statuses(replicas, right, headers={"X-Forwarded-For": "2001:db8:1:2:ffff::1"}) == [429]
    assert await _statuses(replicas, right, headers={"X-Forwarded-For": "2001:db8:1:3::1"}) == [200]


async def test_a_header_from_elsewhere_is_ignored(prepared_stack: PreparedStack, clock: Clock) -> None:
    async with opened(prepared_stack, clock=clock, peer="198.51.100.9") as api:
        filed = await api.file()
        for number in range(LIMIT):
            how = {"headers": {"X-Forwarded-For": f"203.0.113.{number}"}}
            assert await _statuses((api,), [_like(filed["tracking_code"], number)], **how) == [404]
        assert await _statuses((api,), [filed["tracking_code"]]) == [429]


async def test_many_wrong_codes_of_any_beginning_slow_down_only_wrong_answers(
    replicas: tuple[IntakeClient, IntakeClient],
) -> None:
    filed = await replicas[0].file()
    first = {f"{n:04}" for n in range(50)} - {filed["tracking_code"][:4]}
    codes = [f"{each}-0000-0000-0000" for each in sorted(first)][: ADDRESS_SLOW_FROM + 2]
    assert set(await _statuses(replicas[:1], codes)) == {404}
    assert replicas[0].waited == [0.25, 0.5, 1]
    assert await _statuses(replicas[:1], [filed["tracking_code"]]) == [200]
    assert len(replicas[0].waited) == 3


async def test_of_a_caller_nothing_is_kept_but_a_keyed_hash_and_counts(
    replicas: tuple[IntakeClient, IntakeClient],
) -> None:
    await _statuses(replicas, ["7Q2M-0000-0000-0000"], headers={"X-Forwarded-For": "203.0.113.7"})
    kept = await replicas[0].driver.collection("guesses").find({}, {}, limit=10)
    assert [set(each) for each in kept] == [{"_id", "wrong", "until"}] * 2
    assert not any(sign in str(kept) for sign in ("203.0", "7Q2M"))


async def test_actions_are_limited_like_reading(replicas: tuple[IntakeClient, IntakeClient]) -> None:
    filed = await replicas[0].file()
    await _statuses(replicas, [_like(filed["tracking_code"], n) for n in range(LIMIT)])
    answer = await replicas[1].client.post(f"/v1/track/{filed['tracking_code']}/actions/withdraw")
    assert answer.status_code == 429


async def test_while_the_store_is_down_nothing_is_guessed(tmp_path: Path) -> None:
    async with opened(Stack(directory=tmp_path, ports=free_ports()), prepared=False, timeout_s=TIMEOUT_S) as api:
        answer = await api.client.get("/v1/track/7Q2M-0000-0000-0000")
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
