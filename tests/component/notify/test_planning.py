"""From events to what is kept: once each, whenever a process ends in between and however many hear of a complaint."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pymongo import MongoClient

from chassis.errors import StoreUnavailable
from chassis.mongo import Driver
from contracts.events import CommentAdded, Event, InformationRequested
from services.notify.application.planning import MAX_WAIT, Planning
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint
from services.notify.domain.hearing import Audience
from services.notify.domain.kinds import COMPLAINT as KIND
from services.notify.domain.kinds import Key
from services.notify.domain.webhooks import Webhook
from services.notify.settings import NotifySettings
from services.notify.store.first_of_day import FirstOfDay
from services.notify.store.stores import Stores
from services.notify.store.subjects import Subjects, SubjectsChanged
from tests.component.notify.failing import FailingDriver
from tests.component.notify.planned import Documents
from tests.component.recorder import recorded, scans
from tests.unit.notify.examples import (
    COMPLAINT,
    NOW,
    approaching,
    assigned,
    breached,
    escalated,
    of_complaints,
    overdue,
)
from tests.unit.notify.steps import filed, step

WEBHOOK = Webhook("wh_1", "whatsapp", "https://x.example/", None, ("whsec_x",), NOW)
LONG_AGO = NOW - timedelta(days=365)


def planning(stores: Stores, city: City, *webhooks: Webhook, now: Callable[[], datetime] = lambda: NOW) -> Planning:
    return Planning(stores, lambda: Audience(city, webhooks, LONG_AGO), now)


def life(subject: str = COMPLAINT, **more: Any) -> list[Event]:
    """The first steps of a complaint as they were read: an escalation before the assignment that it follows."""
    events: list[Event] = [
        filed(subject=subject),
        escalated(subject=subject),
        approaching(subject=subject),
        assigned(subject=subject),
        step(CommentAdded, 2, subject=subject),
        step(InformationRequested, 3, subject=subject),
    ]
    return [event.model_copy(update={"id": f"{subject}:{event.id}"}) for event in events]


TOLD = Counter(received=1, assigned=1, taken_on=1, escalated=1, approaching=1, commented=1, question=1, event=2)
"""By template what follows from these, with a webhook that hears of all: `event` are the comment and the warning."""
NUMBERS = [1, 2, 3, 4, 5]


def summary(documents: Documents, subject: str) -> tuple[Counter[str], list[int]]:
    """What was planned for a complaint by template, and the numbers in its lane."""
    found = list(documents.find({"complaint_id": subject}))
    return Counter(each["template"] for each in found), sorted(each["lane_seq"] for each in found if each["lane"])


async def test_the_same_events_twice_plan_once(city: City, stores: Stores, documents: Documents) -> None:
    def counted(outcome: str) -> float:
        labels = {"transport": "email", "outcome": outcome}
        return REGISTRY.get_sample_value("tanggap_notifications_total", labels) or 0

    before = counted("planned")
    part = planning(stores, city, WEBHOOK)
    for _ in range(3):
        await part.hear(of_complaints(life()))
    assert summary(documents, COMPLAINT) == (TOLD, NUMBERS)
    assert counted("planned") - before == 4


async def test_events_of_one_batch_and_one_by_one_plan_the_same(
    city: City, stores: Stores, documents: Documents
) -> None:
    part = planning(stores, city, WEBHOOK)
    for event in life("c-1"):
        await part.hear(of_complaints([event]))
    await part.hear(of_complaints(life("c-2")))
    assert summary(documents, "c-1") == summary(documents, "c-2") == (TOLD, NUMBERS)


@pytest.mark.parametrize("is_done", [False, True])
async def test_an_end_between_any_two_writes_loses_and_doubles_nothing(
    city: City, failing: FailingDriver, documents: Documents, settings: NotifySettings, is_done: bool
) -> None:
    stores, clock = Stores(failing), [NOW]
    part = planning(stores, city, WEBHOOK, now=lambda: clock[0])
    for number in range(1, 100):
        subject = f"c-{number}-{is_done}"
        # A day of its own, so that each escalation may be the first of the day.
        clock[0] = NOW + timedelta(days=number)
        failing.fail_at(number, is_done)
        first, *rest = life(subject)
        try:
            await part.hear(of_complaints([first]))
            await part.hear(of_complaints(rest))
            ended = False
        except StoreUnavailable:
            ended = True
        failing.fail_at(None)
        clock[0] += timedelta(hours=4)  # beyond the next digest
        if ended:
            await part.hear(of_complaints([first]))
            await part.hear(of_complaints(rest[::-1]))
        assert summary(documents, subject) == (TOLD, NUMBERS), number
        _all_of_it_leaves(documents, settings, subject)
        if not ended:
            assert number > 5, "several writes were tried"
            return
    raise AssertionError("it never came through")


def _all_of_it_leaves(documents: Documents, settings: NotifySettings, subject: str) -> None:
    """What is not sent by itself waits for a digest that will be made."""
    with MongoClient[dict[str, Any]](settings.mongo_url, tz_aware=True) as client:
        digests = {each["_id"]: each for each in client[settings.database]["digests"].find()}
    for each in documents.find({"complaint_id": subject}):
        assert "next_attempt_at" in each or digests[each["digest"]]["next_attempt_at"] == each["digest_at"]
    escalation = documents.find_one({"complaint_id": subject, "template": "escalated"})
    assert escalation is not None
    assert "next_attempt_at" in escalation, "it is the first of its day"


async def test_two_processes_hear_of_a_complaint_and_one_of_them_begins_anew(
    city: City, stores: Stores, driver: Driver, documents: Documents
) -> None:
    first, second = planning(stores, city, WEBHOOK), planning(Stores(driver), city, WEBHOOK)
    await first.hear(of_complaints([filed(), assigned()]))
    both = asyncio.Barrier(2)

    class Together(Subjects):
        """The real store, in which both have read before one of them writes."""

        async def load(self, keys: Any) -> Any:
            found = await super().load(keys)
            await both.wait()
            return found

    events: list[list[Event]] = [[step(CommentAdded, 2)], [breached(clock="resolve_by"), approaching()]]
    first._subjects = second._subjects = Together(driver)
    outcomes = await asyncio.gather(
        first.hear(of_complaints(events[0])), second.hear(of_complaints(events[1])), return_exceptions=True
    )
    (failed,) = [position for position, outcome in enumerate(outcomes) if outcome is not None]
    assert isinstance(outcomes[failed], SubjectsChanged)

    await planning(stores, city, WEBHOOK).hear(of_complaints(events[failed]))
    told, numbers = summary(documents, COMPLAINT)
    assert told == Counter(received=1, assigned=1, taken_on=1, commented=1, approaching=1, late=1, event=2)
    assert numbers == NUMBERS


async def test_two_processes_that_hear_of_a_new_complaint_at_once_keep_it_once(
    city: City, stores: Stores, documents: Documents
) -> None:
    parts = [planning(stores, city) for _ in range(2)]
    outcomes = await asyncio.gather(
        *(part.hear(of_complaints([filed(), assigned()])) for part in parts), return_exceptions=True
    )
    assert [outcome for outcome in outcomes if outcome and not isinstance(outcome, SubjectsChanged)] == []
    assert summary(documents, COMPLAINT)[0] == Counter(["received", "assigned", "taken_on"])


async def test_what_waits_for_an_assignment_is_told_after_a_minute_with_what_is_known(
    city: City, stores: Stores, documents: Documents
) -> None:
    clock = [NOW]
    part = planning(stores, city, now=lambda: clock[0])
    await part.hear(of_complaints([filed(), escalated()]))
    clock[0] += MAX_WAIT - timedelta(seconds=1)
    assert not await part.release()
    assert summary(documents, COMPLAINT)[0] == Counter(["received"])
    clock[0] += timedelta(seconds=1)
    assert await part.release()
    assert summary(documents, COMPLAINT)[0] == Counter(["received", "escalated"])
    assert not await part.release()
    await part.hear(of_complaints([assigned(), escalated()]))
    assert summary(documents, COMPLAINT)[0] == Counter(["received", "escalated", "assigned", "taken_on"])


async def test_what_is_known_of_a_complaint_is_read_as_it_was_kept(city: City, stores: Stores) -> None:
    clocks = (overdue("respond_by"), overdue("acknowledge_by"))
    later = escalated("bridges", assignment_number=2, overdue=clocks, next_at=NOW)
    await planning(stores, city, WEBHOOK).hear(of_complaints([*life(), later]))
    key, nobody = Key(KIND, COMPLAINT), Key(KIND, "nobody")
    known = (await stores.subjects.load([key]))[key]
    assert isinstance(known.subject, Complaint)
    assert (known.waiting, known.waiting_since, known.subject.unit) == ((later,), NOW, "roads")
    assert (known.subject.lanes["wh_1"].seq, len(known.subject.steps), known.subject.seq) == (5, 6, 3)
    assert (await stores.subjects.load([nobody]))[nobody].revision == 0


async def test_exactly_one_escalation_of_a_person_and_day_is_the_first_of_two_processes(driver: Driver) -> None:
    processes = [FirstOfDay(driver) for _ in range(4)]
    whom = ("roads-head", "2026-03-02")
    claimed = await asyncio.gather(*(each.claim({whom: f"d-{n}"}, NOW) for n, each in enumerate(processes)))
    (first,) = {found[whom] for found in claimed}
    again = await processes[0].claim({whom: "d-9", ("mayor", "2026-03-02"): "d-8", (whom[0], "2026-03-03"): "d-7"}, NOW)
    assert list(again.values()) == [first, "d-8", "d-7"]


async def test_a_leader_hears_of_the_first_escalation_of_the_day_at_once_and_of_others_with_the_digest(
    city: City, stores: Stores, documents: Documents
) -> None:
    clock = [NOW]
    part = planning(stores, city, now=lambda: clock[0])
    for number, hours in enumerate((0, 1, 24)):
        clock[0] = NOW + timedelta(hours=hours)
        subject = f"c-{number}"
        await part.hear(of_complaints([filed(subject=subject), assigned(subject=subject), escalated(subject=subject)]))
    at_once = {each["complaint_id"]: each["digest"] is None for each in documents.find({"template": "escalated"})}
    assert at_once == {"c-0": True, "c-1": False, "c-2": True}


async def test_no_query_of_planning_reads_everything(city: City, stores: Stores, settings: NotifySettings) -> None:
    part = planning(stores, city, WEBHOOK)
    await part.hear(of_complaints(life("c-0")))
    with recorded() as sent:
        await part.hear(of_complaints([*life("c-1"), *life("c-0")]))
        await part.release()
    with MongoClient[dict[str, Any]](settings.mongo_url) as client:
        assert scans(client, sent) == []
