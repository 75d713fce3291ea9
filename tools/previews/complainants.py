"""What complainants hear of, by their channel."""

from collections.abc import Iterator
from dataclasses import replace

from city.files.channels import recipient_id
from contracts.events import (
    ComplaintClosed,
    ComplaintCredited,
    ComplaintMerged,
    ComplaintRejected,
    ComplaintReopened,
    DeadlineBreached,
    DeadlineReminder,
    EscalationAcknowledged,
    Event,
    InformationRequested,
)
from contracts.values import ActorKind
from services.notify.domain.city import City
from services.notify.messages import Row
from tools.previews.lives import CHANNEL, ClockNames, Life, at, owed_by_complainant, running
from tools.previews.sample import COMPLAINANT, Sample, delivery_of
from tools.previews.usual import asked, damaged_road, resolve, resolved

OTHER = "c0ffee00-2222-4222-8333-0123456789ab"
"""The complaint that another one is merged into."""


def to_complainants(city: City) -> Iterator[Sample]:
    """From the filing to the end."""
    names = ClockNames.of(city)
    life = Life(city, 6, "jalan-rusak", "99.71.02.1001", at(24, 13))
    yield _complainant("received", life, life.filed)
    event = life.assign(at(24, 13, 1), "dinas-pu")
    life.clocks(at(24, 13, 1), running(names.resolve, at(24, 13), at(14, 13, month=12)))
    yield _complainant("taken_on", life, event)

    life = damaged_road(city, 7)
    event = life.take(InformationRequested, at(24, 10), ActorKind.OFFICER, "location_unclear")
    life.clocks(at(24, 10), owed_by_complainant(names.reply, at(24, 10), at(8, 10, month=12)))
    yield _complainant("question", life, event)
    life = damaged_road(city)
    yield _complainant("transferred", life, life.transfer(at(24, 10), "other_expertise", "dinas-perhubungan"))
    life = asked(city)
    event = life.deadline(DeadlineReminder, at(24, 10), names.reply, at(1, 10, month=12), share=0.5, channel=CHANNEL)
    yield _complainant("reminder", life, event)

    life = damaged_road(city)
    event = life.deadline(DeadlineBreached, at(23, 10), names.resolve, at(23, 10))
    yield _complainant("late", life, event)
    promise = life.take(
        EscalationAcknowledged, at(24, 10), ActorKind.LEADER, "answer_promised", promised_until=at(30, 15)
    )
    yield _complainant("late_with_promise", life, event, "late")
    yield _complainant("promised", life, promise)

    life = damaged_road(city)
    event = resolve(life)
    yield _complainant("resolved", life, event)
    life = damaged_road(city)
    event = life.take(ComplaintRejected, at(24, 10), ActorKind.OFFICER, "outside_city")
    yield _complainant("rejected", life, event)
    life = resolved(city, 8)
    yield _complainant("closed", life, life.take(ComplaintClosed, at(24, 10), ActorKind.COMPLAINANT, "content"))
    life = resolved(city)
    event = life.take(ComplaintClosed, at(24, 10), ActorKind.SYSTEM, "not_objected")
    yield _complainant("closed_by_system", life, event, "closed")
    credit = {"improvement": "imp-1", "improving": "repair", "unit": "dinas-pu"}
    event = life.take(ComplaintCredited, at(26, 10), ActorKind.SYSTEM, "improvement_done", **credit)
    yield _complainant("improved", life, event)
    yield from _duplicates(city)


def _duplicates(city: City) -> Iterator[Sample]:
    """A complaint that is handled with another one, to the answer, or until it stands on its own again."""
    life = damaged_road(city)
    merged = life.take(ComplaintMerged, at(24, 10), ActorKind.OFFICER, "duplicate_same_place", into=OTHER)
    yield _complainant("merged", life, merged)
    event = life.take(ComplaintClosed, at(24, 15), ActorKind.SYSTEM, "original_resolved")
    yield _complainant("closed_with_another", life, event, "closed")
    event = life.take(ComplaintMerged, at(25, 10), ActorKind.SYSTEM, "original_reopened", into=OTHER)
    yield _complainant("merged_again", life, event, "merged")
    about = {"unit": "dinas-pu", "routing_input": life.given}
    event = life.take(ComplaintReopened, at(25, 11), ActorKind.OFFICER, "not_a_duplicate", **about)
    yield _complainant("unmerged", life, event)


def _complainant(name: str, life: Life, event: Event, template: str | None = None) -> Sample:
    delivery = delivery_of(life, event, template or name, recipient_id(CHANNEL), "channel")
    return Sample(name, COMPLAINANT, (Row(replace(delivery, acts_for=None), life.complaint),))
