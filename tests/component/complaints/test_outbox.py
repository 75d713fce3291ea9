"""The outbox in the real store: nothing is marked that was not published, and only the holder of the lease marks."""

from datetime import UTC, datetime, timedelta

from services.complaints.relay.lease import Lease
from services.complaints.store.outbox import Outbox
from tests.component.complaints.intake_api import PU, IntakeClient


async def test_events_stay_pending_until_they_are_marked(intake_api: IntakeClient) -> None:
    outbox = Outbox(intake_api.driver)
    filed = await intake_api.file()
    [pending] = await outbox.pending(None, 10)
    assert (pending.complaint_id, pending.published_seq, pending.seq, len(pending.bodies)) == (filed["id"], 0, 1, 1)
    await outbox.mark([pending], token=1)
    assert await outbox.pending(None, 10) == []
    [kept] = await intake_api.kept()
    assert (kept["published_seq"], "pending_since" in kept) == (1, False)


async def test_what_was_appended_meanwhile_stays_pending(intake_api: IntakeClient) -> None:
    outbox = Outbox(intake_api.driver)
    filed = await intake_api.file()
    other = await intake_api.file()
    pending = await outbox.pending(None, 10)
    await intake_api.assign(filed["id"], "dinas-pu")
    assert (await intake_api.act(filed["id"], "acknowledge", PU)).status_code == 200
    await outbox.mark(pending, token=1)
    [left] = await outbox.pending(None, 10)
    assert (left.complaint_id, left.published_seq, left.seq, len(left.bodies)) == (filed["id"], 1, 2, 1)
    assert other["id"] != left.complaint_id
    await outbox.mark([left], token=1)
    assert await outbox.pending(None, 10) == []


async def test_an_earlier_holder_marks_nothing_that_a_later_one_has_touched(intake_api: IntakeClient) -> None:
    outbox = Outbox(intake_api.driver)
    filed = await intake_api.file()
    [pending] = await outbox.pending(None, 10)
    await outbox.mark([pending], token=2)
    await intake_api.assign(filed["id"], "dinas-pu")
    await intake_api.act(filed["id"], "acknowledge", PU)
    [second] = await outbox.pending(None, 10)
    await outbox.mark([second], token=1)
    assert len(await outbox.pending(None, 10)) == 1


async def test_a_window_leaves_out_what_is_younger(intake_api: IntakeClient) -> None:
    outbox = Outbox(intake_api.driver)
    await intake_api.file()
    [pending] = await outbox.pending(None, 10)
    assert await outbox.pending(pending.since - timedelta(milliseconds=1), 10) == []
    assert len(await outbox.pending(datetime.now(UTC), 10)) == 1


class _Watch:
    """A watch of one process's own."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


async def test_one_holds_the_lease_and_the_other_waits_for_its_silence(intake_api: IntakeClient) -> None:
    outbox = Outbox(intake_api.driver)
    mine, theirs = _Watch(), _Watch()
    theirs.seconds = 5_000.0
    first, second = Lease(outbox, "a", 3.0, mine), Lease(outbox, "b", 3.0, theirs)
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
    outbox = Outbox(intake_api.driver)
    first, second = Lease(outbox, "a", 3.0), Lease(outbox, "b", 3.0)
    await first.step()
    await first.stop()
    assert first.token() is None
    await second.step()
    assert second.token() == 2


async def test_two_that_see_the_same_silence_do_not_both_take_it(intake_api: IntakeClient) -> None:
    outbox = Outbox(intake_api.driver)
    seen = await outbox.take(None, "a")
    assert seen is not None
    assert await outbox.take(None, "b") is None
    assert (await outbox.take(seen, "b")) is not None
    assert await outbox.take(seen, "c") is None
    assert not await outbox.renew(seen.token)
