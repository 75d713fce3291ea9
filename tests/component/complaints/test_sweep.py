"""A process that dies while it takes a file leaves nothing for ever, and loses nothing that a complaint names."""

from datetime import UTC, datetime, timedelta

from services.complaints.application.sweep import ABANDONED_AFTER, sweep
from services.complaints.store.attachments import AttachmentStore
from tests import pictures
from tests.component.complaints.attaching import left, sent
from tests.component.complaints.intake_api import DEMO, IntakeClient
from tests.component.recorder import recorded

BEGUN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = BEGUN + ABANDONED_AFTER + timedelta(seconds=1)


async def test_a_file_that_no_complaint_came_to_name_is_removed(intake_api: IntakeClient) -> None:
    """As after a death between keeping the file and naming it, and after one in the middle of keeping it."""
    filed, store = await intake_api.file(), AttachmentStore(intake_api.driver)
    await store.keep("whole", filed["id"], pictures.PDF, BEGUN)
    await store.keep("half", filed["id"], bytes(1024 * 1024), BEGUN)
    await intake_api.driver.collection("attachments.files").delete_all({"_id": "half"})
    assert not await sweep(store, BEGUN + timedelta(minutes=59))
    assert (await left(intake_api))["attachments.begun"] == 2, "the request may still be on its way"
    assert not await sweep(store, LATER)
    assert set((await left(intake_api)).values()) == {0}


async def test_a_file_that_its_complaint_names_stays(intake_api: IntakeClient) -> None:
    """As after a death between naming the file and noting that it is named."""
    filed, store = await intake_api.file(), AttachmentStore(intake_api.driver)
    (added,) = await sent(intake_api, filed["links"]["self"], pictures.picture(), who=DEMO)
    begun = intake_api.driver.collection("attachments.begun")
    await begun.update_one({"_id": added["id"]}, {"$set": {"owner": filed["id"], "at": BEGUN}}, upsert=True)
    await sweep(store, LATER)
    assert (await left(intake_api))["attachments.begun"] == 0
    answer = await intake_api.client.get(added["link"], headers=DEMO)
    assert len(answer.content) == added["size"]


async def test_a_sweep_looks_at_a_few_at_once_and_says_that_there_are_more(intake_api: IntakeClient) -> None:
    store = AttachmentStore(intake_api.driver)
    for number in range(21):
        await store.keep(f"f-{number}", "gone", b"x", BEGUN)
    with recorded() as commands:
        assert await sweep(store, LATER)
    assert len([each for each in commands if each.collection == "attachments.begun" and each.name == "find"]) == 1
    assert not await sweep(store, LATER)
    assert set((await left(intake_api)).values()) == {0}
