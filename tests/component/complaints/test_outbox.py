"""The outbox in the real store: nothing is marked that was not published, and only the holder of the lease marks."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.errors import DeliveryFailed
from chassis.outbox import Lease, LeaseStore, Relay
from chassis.producer import Producer
from chassis.shares import SLOTS, Share, slot_of
from contracts.topics import COMPLAINTS
from deploy.local.ports import HOST, free_ports
from services.complaints.store.outbox import outbox
from tests.component.complaints.intake_api import PU, IntakeClient

EVERYTHING = Share(0, SLOTS)


async def test_events_stay_pending_until_they_are_marked(intake_api: IntakeClient) -> None:
    box = outbox(intake_api.driver)
    filed = await intake_api.file()
    [pending] = await box.look(EVERYTHING, 10)
    assert (pending.document_id, pending.published_seq, pending.seq, len(pending.bodies)) == (filed["id"], 0, 1, 1)
    await box.mark([pending], token=1)
    assert await box.look(EVERYTHING, 10) == []
    [kept] = await intake_api.kept()
    assert (kept["published_seq"], "pending_since" in kept) == (1, False)


async def test_what_was_appended_meanwhile_stays_pending(intake_api: IntakeClient) -> None:
    box = outbox(intake_api.driver)
    filed = await intake_api.file()
    other = await intake_api.file()
    pending = await box.look(EVERYTHING, 10)
    await intake_api.assign(filed["id"], "dinas-pu")
    assert (await intake_api.act(filed["id"], "acknowledge", PU)).status_code == 200
    await box.mark(pending, token=1)
    [left] = await box.look(EVERYTHING, 10)
    assert (left.document_id, left.published_seq, left.seq, len(left.bodies)) == (filed["id"], 1, 2, 1)
    assert other["id"] != left.document_id
    await box.mark([left], token=1)
    assert await box.look(EVERYTHING, 10) == []


async def test_an_earlier_holder_marks_nothing_that_a_later_one_has_touched(intake_api: IntakeClient) -> None:
    box = outbox(intake_api.driver)
    filed = await intake_api.file()
    [pending] = await box.look(EVERYTHING, 10)
    await box.mark([pending], token=2)
    await intake_api.assign(filed["id"], "dinas-pu")
    await intake_api.act(filed["id"], "acknowledge", PU)
    [second] = await box.look(EVERYTHING, 10)
    await box.mark([second], token=1)
    assert len(await box.look(EVERYTHING, 10)) == 1


async def test_a_look_finds_only_what_lies_in_its_share(intake_api: IntakeClient) -> None:
    box = outbox(intake_api.driver)
    ids = {(await intake_api.file())["id"] for _ in range(20)}
    shares = [Share(begin, SLOTS // 8) for begin in range(0, SLOTS, SLOTS // 8)]
    found = [[each.document_id for each in await box.look(share, 100)] for share in shares]
    assert found == [[each for each in found[n] if slot_of(each) // (SLOTS // 8) == n] for n in range(8)]
    assert sorted(each for part in found for each in part) == sorted(ids)


class _Watch:
    """A watch of one process's own."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


async def test_one_holds_the_lease_and_the_other_waits_for_its_silence(intake_api: IntakeClient) -> None:
    leases = LeaseStore(intake_api.driver, "test")
    mine, theirs = _Watch(), _Watch()
    theirs.seconds = 5_000.0
    first, second = Lease(leases, "a", 3.0, mine), Lease(leases, "b", 3.0, theirs)
    await first.step()
    await second.step()
    assert (first.token(), second.token()) == (1, None)

    for _ in range(10):
        mine.seconds += 1
        theirs.seconds += 1
        await first.step()
        await second.step()
        assert (first.token(), second.token()) == (1, None)

    theirs.seconds += 2.9
    await second.step()
    assert second.token() is None
    mine.seconds += 2.1
    assert first.token() is None, "a holder stops believing in its lease before anybody can take it"
    theirs.seconds += 0.2
    await second.step()
    assert second.token() == 2

    await first.step()
    assert first.token() is None
    await second.step()
    mine.seconds += 1
    await first.step()
    assert (first.token(), second.token()) == (None, 2)


async def test_a_lease_that_was_given_back_is_taken_at_once(intake_api: IntakeClient) -> None:
    leases = LeaseStore(intake_api.driver, "test")
    first, second = Lease(leases, "a", 3.0), Lease(leases, "b", 3.0)
    await first.step()
    await first.stop()
    assert first.token() is None
    await second.step()
    assert second.token() == 2


async def test_two_that_see_the_same_silence_do_not_both_take_it(intake_api: IntakeClient) -> None:
    leases = LeaseStore(intake_api.driver, "test")
    seen = await leases.take(None, "a")
    assert seen is not None
    assert await leases.take(None, "b") is None
    assert (await leases.take(seen, "b")) is not None
    assert await leases.take(seen, "c") is None
    assert not await leases.renew(seen.token)


async def test_every_process_knows_how_far_the_one_that_publishes_is_behind(intake_api: IntakeClient) -> None:
    """While no broker answers, the holder sees what waits; the standby reads it from the lease."""
    filed_at = datetime.now(UTC) - timedelta(minutes=5)
    await intake_api.file()
    await intake_api.complaints.update_all([({}, {"$set": {"pending_since": filed_at}})])
    holder, standby = _relay(intake_api, "a"), _relay(intake_api, "b")
    for lease, _ in (holder, standby):
        await lease.step()
    assert holder[1].behind_s == standby[1].behind_s == 0

    with pytest.raises(DeliveryFailed):
        for _ in range(SLOTS):
            await holder[1].step()
    assert not await standby[1].step()
    for lease, _ in (holder, standby):
        await lease.step()
    assert [299 < relay.behind_s < 600 for _, relay in (holder, standby)] == [True, True]


def _relay(intake_api: IntakeClient, name: str) -> tuple[Lease, Relay]:
    lease = Lease(LeaseStore(intake_api.driver, COMPLAINTS.name), name, 60.0)
    nobody = Producer(f"{HOST}:{free_ports().kafka}", "", name)
    return lease, Relay(outbox(intake_api.driver), lease, nobody)
