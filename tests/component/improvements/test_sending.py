"""A learning record store hears what is to be learned, once, whatever fails: it, we, or what it is told."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import httpx
import pytest

from chassis.errors import ConfigurationError
from chassis.outbox import Lease
from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.send_learning import WAITS, make_statements
from services.improvements.domain.learning.xapi.statements import wrong_members
from services.improvements.sending import LearningSender
from services.improvements.transports.lrs import LearningRecordStore, LrsUnavailable, credentials
from tests.component.improvements.conftest import Clock, bearer
from tests.component.improvements.learned import COURSE, UNITS, assign, assigned
from tests.component.improvements.record_store import RecordStore
from tests.component.improvements.test_api import step
from tests.component.improvements.test_searching import Held


@pytest.fixture
async def lrs() -> AsyncIterator[RecordStore]:
    server = RecordStore()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def sender(deps: Dependencies, lrs: RecordStore) -> AsyncIterator[LearningSender]:
    client = LearningRecordStore(lrs.url, timeout_s=30.0)
    yield LearningSender(deps, client, cast(Lease, Held(1)))
    await client.aclose()


async def refused(api: httpx.AsyncClient, improvement: str, who: str = "analyst") -> list[dict[str, object]]:
    shown = (await api.get(f"/v1/improvements/{improvement}/details", headers=bearer(who))).json()
    found: list[dict[str, object]] = shown["refused_statements"]
    return found


async def test_each_unit_has_a_statement_that_is_sent_once(
    api: httpx.AsyncClient, lrs: RecordStore, sender: LearningSender
) -> None:
    await assigned(api)
    await sender.step()
    assert {each["actor"]["account"]["name"] for each in lrs.kept.values()} == {"dinas-pu", "bidang-drainase"}
    assert {each["object"]["id"] for each in lrs.kept.values()} == {COURSE}
    assert not [fault for each in lrs.kept.values() for fault in wrong_members(each)]
    assert lrs.headers["x-experience-api-version"] == "1.0.3"
    assert not await sender.step()
    assert len(lrs.requests) == 2


async def test_nothing_is_sent_without_the_lease(api: httpx.AsyncClient, deps: Dependencies, lrs: RecordStore) -> None:
    await assigned(api)
    client = LearningRecordStore(lrs.url)
    assert not await LearningSender(deps, client, cast(Lease, Held(None))).step()
    await client.aclose()
    assert lrs.requests == []


async def test_a_process_that_ended_before_it_knew_sends_the_same_again(
    api: httpx.AsyncClient, deps: Dependencies, lrs: RecordStore, sender: LearningSender
) -> None:
    """It had been sent, and that it had been was not kept."""
    await assigned(api)
    await make_statements(deps)
    for each in await deps.statements.due(deps.clock(), 10):
        client = LearningRecordStore(lrs.url)
        await client.put(each.id, each.body)
        await client.aclose()
    await sender.step()
    assert len(lrs.requests) == 4 and len(lrs.kept) == 2
    assert await deps.statements.count_waiting(10) == 0


async def test_statements_that_were_made_and_not_noted_are_made_once(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock, lrs: RecordStore, sender: LearningSender
) -> None:
    """The process ended between keeping the statements and noting that they are made."""
    improvement = await assigned(api)
    ((_, changed_at),) = await deps.improvements.unsent(10)
    await sender.step()
    assert await deps.improvements.unsent(10) == []
    clock.pass_by(hours=1)
    await assign(api, improvement, activity=f"{COURSE}/2")
    await deps.improvements.note_sent(improvement, changed_at)
    assert await deps.improvements.unsent(10), "what has changed since is still to be made"
    await sender.step()
    assert len(lrs.kept) == len(lrs.requests) == 4


async def test_while_it_does_not_answer_everything_waits_and_nothing_is_lost(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock, lrs: RecordStore, sender: LearningSender
) -> None:
    await assigned(api)
    await lrs.stop()
    for _ in UNITS:
        with pytest.raises(LrsUnavailable):
            await sender.step()
    assert await deps.statements.due(clock.now, 10) == [], "each waits before it is tried again"
    await lrs.start()
    clock.pass_by(minutes=1)
    await sender.step()
    assert len(lrs.kept) == 2
    assert next(iter(metrics.learning_waiting.collect())).samples[0].value == 0


@pytest.mark.parametrize("status", [500, 503, 429, 401, 404, 302])
async def test_what_is_not_about_the_statement_is_tried_again_later(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock, lrs: RecordStore, sender: LearningSender, status: int
) -> None:
    await assigned(api, units=[UNITS[0]])
    lrs.answers = [status, status]
    for wait in WAITS[:2]:
        with pytest.raises(LrsUnavailable):
            await sender.step()
        clock.pass_by(seconds=wait.total_seconds() - 1)
        assert await deps.statements.due(clock.now, 1) == []
        clock.pass_by(seconds=1)
    await sender.step()
    assert len(lrs.kept) == 1


async def test_one_that_always_fails_does_not_hold_up_the_others(
    api: httpx.AsyncClient, lrs: RecordStore, sender: LearningSender
) -> None:
    await assigned(api)
    lrs.answers = [500]
    with pytest.raises(LrsUnavailable):
        await sender.step()
    await sender.step()
    assert len(lrs.kept) == 1


async def test_what_is_refused_is_shown_to_the_bureau_and_not_sent_again(
    api: httpx.AsyncClient, clock: Clock, lrs: RecordStore, sender: LearningSender
) -> None:
    improvement = await assigned(api)
    lrs.answers = [400]
    await sender.step()
    clock.pass_by(days=3)
    await sender.step()
    assert len(lrs.requests) == 2
    (found,) = await refused(api, improvement)
    assert (found["number"], found["reason"]) == (1, "400: that is wrong")
    assert await refused(api, improvement, "head") == []


async def test_a_conflict_with_the_same_statement_is_no_fault(
    api: httpx.AsyncClient, deps: Dependencies, lrs: RecordStore, sender: LearningSender
) -> None:
    improvement = await assigned(api, units=[UNITS[0]])
    await make_statements(deps)
    (waiting,) = await deps.statements.due(deps.clock(), 1)
    client = LearningRecordStore(lrs.url)
    await client.put(waiting.id, waiting.body)
    lrs.says_conflict = True
    await sender.step()
    assert [method for method, _ in lrs.requests] == ["PUT", "PUT", "GET"]
    assert await refused(api, improvement) == [] and await deps.statements.count_waiting(1) == 0
    await client.aclose()


async def test_a_conflict_with_another_statement_is_one(
    api: httpx.AsyncClient, deps: Dependencies, lrs: RecordStore, sender: LearningSender
) -> None:
    improvement = await assigned(api, units=[UNITS[0]])
    await make_statements(deps)
    (waiting,) = await deps.statements.due(deps.clock(), 1)
    lrs.kept[waiting.id] = {"actor": {}, "verb": {"id": "https://other"}, "object": {"id": COURSE}}
    await sender.step()
    (found,) = await refused(api, improvement)
    assert "another statement" in str(found["reason"])


async def test_what_is_withdrawn_is_voided_there(
    api: httpx.AsyncClient, lrs: RecordStore, sender: LearningSender
) -> None:
    improvement = await assigned(api, units=[UNITS[0]])
    await sender.step()
    (first,) = lrs.kept
    await step(api, improvement, "head", "withdraw_learning", number=1, reason="mistake")
    await sender.step()
    (voided,) = [each for id_, each in lrs.kept.items() if id_ != first]
    assert voided["object"] == {"objectType": "StatementRef", "id": first}


async def test_it_logs_in_by_what_the_file_says(lrs: RecordStore, tmp_path: Path) -> None:
    file = tmp_path / "lrs.yaml"
    file.write_text("username: kunci\npassword: rahasia\n", encoding="utf-8")
    client = LearningRecordStore(lrs.url, credentials(file))
    await client.put("6690e6c9-3ef0-4ed3-8b37-7f3964730bee", b"{}")
    await client.aclose()
    assert lrs.headers["authorization"] == "Basic " + base64.b64encode(b"kunci:rahasia").decode()


def test_a_wrong_file_is_named_without_what_stands_in_it(tmp_path: Path) -> None:
    file = tmp_path / "lrs.yaml"
    file.write_text("password: rahasia\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        credentials(file)
    assert str(file) in str(error.value) and "rahasia" not in str(error.value)
