"""Which complaints a digest told of is remembered: in whatever order its events come, within bounds, for a while."""

import asyncio
from datetime import UTC, datetime, timedelta

from chassis.mongo import Document
from contracts.events import NotificationDelivered
from deploy.local.environment import Stack
from services.complaints.store.messages import KEPT_FOR, MAX_COMPLAINTS
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.complaints.links import LEADER_ID, day, deliver, link, overdue, path
from tests.component.complaints.reused import PreparedStack
from tests.component.recorder import Client, most_matched, recorded, scans
from tests.stacks import fresh

AT = datetime.now(UTC).replace(microsecond=0)


async def test_the_events_of_a_digest_add_up_to_its_complaints(intake_api: IntakeClient) -> None:
    several = [(await intake_api.file(external_id=f"A-{n}"))["id"] for n in range(4)]
    await deliver(intake_api, "m-1", several[:2], at=AT)
    await deliver(intake_api, "m-1", several[1:], at=AT + timedelta(minutes=1))
    await deliver(intake_api, "m-1", several[1:], at=AT)
    await deliver(intake_api, "m-2", several[:1], recipient="somebody-else", at=AT)
    first, second = await kept(intake_api)
    assert (first["_id"], first["recipient"], sorted(first["complaints"])) == ("m-1", LEADER_ID, sorted(several))
    assert (second["_id"], second["complaints"]) == ("m-2", several[:1])
    assert first["at"] == AT


async def test_two_workers_may_hear_of_the_same_digest_at_once(intake_api: IntakeClient) -> None:
    several = [(await intake_api.file(external_id=f"A-{n}"))["id"] for n in range(8)]
    await asyncio.gather(*(deliver(intake_api, "m-1", [each], at=AT) for each in several))
    [message] = await kept(intake_api)
    assert sorted(message["complaints"]) == sorted(several)


async def test_what_was_sent_alone_needs_no_memory(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    for number, message in enumerate((None, "d-1")):
        await intake_api.apply(
            NotificationDelivered(
                id=f"e-{number}",
                subject=filed["id"],
                occurred_at=AT,
                delivery_id="d-1",
                recipient=LEADER_ID,
                transport="email",
                template="escalation",
                attempts=1,
                status="accepted",
                message=message,
            )
        )
    assert await kept(intake_api) == []


async def test_a_digest_of_very_many_complaints_is_remembered_up_to_a_bound(prepared_stack: PreparedStack) -> None:
    """Also complaints that are not known: what is said of them is kept aside as before."""
    async with opened(prepared_stack) as api:
        several = [f"c-{number}" for number in range(MAX_COMPLAINTS + 300)]
        for start in range(0, len(several), 100):
            await deliver(api, "m-1", several[start : start + 100], at=AT)
        [message] = await kept(api)
        assert message["complaints"] == several[:MAX_COMPLAINTS]
        assert await api.deps.store.of_message("m-1", LEADER_ID) == tuple(several[:MAX_COMPLAINTS])
        assert await api.deps.store.of_message("m-1", "somebody-else") == ()
        assert await api.deps.store.of_message("m-2", LEADER_ID) == ()


async def test_the_store_forgets_messages_when_their_links_have_expired(
    intake_api: IntakeClient, store: object
) -> None:
    await deliver(intake_api, "m-1", [await overdue(intake_api)])
    indexes = await intake_api.driver.motor("leader_messages").index_information()
    assert indexes["at_1"]["expireAfterSeconds"] == KEPT_FOR.total_seconds() > timedelta(days=3).total_seconds()


async def test_no_page_reads_a_whole_collection(bare_stack: Stack, store: object) -> None:
    stack = fresh(bare_stack)
    async with opened(stack) as api:
        several = [await overdue(api, external_id=f"A-{n}") for n in range(5)]
        others = [f"c-{number}" for number in range(150)]
        with recorded() as sent:
            await deliver(api, "m-1", [*several, *others])
            for made in (link(None, count=155), link(several[0], "m-2"), link(several[0], "m-3", "read")):
                assert (await api.client.get(path(made))).status_code == 200
            form = {"day": day(1), "complaint": several}
            assert (await api.client.post(path(link(None, count=155)), data=form)).status_code == 200
        with Client(stack.mongo_url, tz_aware=True) as client:
            assert scans(client, sent) == []
            assert most_matched(client, sent) <= 155


async def kept(api: IntakeClient) -> list[Document]:
    """The messages that are remembered."""
    return await api.driver.collection("leader_messages").find({}, {}, 10, [("_id", 1)])
