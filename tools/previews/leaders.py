"""What leaders hear of."""

from collections.abc import Iterator
from dataclasses import replace

from contracts.events import ComplaintEscalated
from contracts.values import ClockScope, OverdueClock
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint
from services.notify.messages import Row
from tools.previews.lives import ClockNames, Life, at
from tools.previews.sample import LEADER, Sample, delivery_of
from tools.previews.usual import damaged_road, reopened


def to_leaders(city: City) -> Iterator[Sample]:
    """Escalations."""
    names = ClockNames.of(city)
    respond = OverdueClock(clock=names.respond, due_at=at(19, 11))
    resolve = OverdueClock(clock=names.resolve, due_at=at(23, 10))
    tomorrow = at(25, 14)

    life = damaged_road(city)
    event = life.escalate(at(19, 11), 1, respond, next_at=tomorrow)
    yield _leader("one_clock", life, event, "kepala-bidang-jalan")
    unread = Row(delivery_of(life, event, "escalated", "kepala-bidang-jalan", event.role), Complaint(life.id))
    yield Sample("nothing_read_yet", LEADER, (unread,))

    life = damaged_road(city)
    life.escalate(at(19, 11), 1, respond)
    event = life.escalate(at(24, 10), 2, resolve, respond, next_at=tomorrow)
    yield _leader("two_clocks", life, event, "kepala-dinas-pu")

    life = damaged_road(city)
    life.escalate(at(19, 11), 1, respond)
    life.escalate(at(20, 11), 2, respond)
    life.escalate(at(23, 11), 3, resolve, respond)
    event = life.escalate(at(24, 14), 4, resolve, respond)
    yield _leader("last_level", life, event, "wali-kota", "kota")

    life = damaged_road(city)
    life.escalate(at(20, 14), 4, respond)
    event = life.escalate(at(24, 14), 4, resolve, respond, next_at=tomorrow, repeat=1)
    yield _leader("repetition", life, event, "wali-kota", "kota")

    life = damaged_road(city)
    part = OverdueClock(clock=names.contribute, due_at=at(20, 10))
    event = life.escalate(at(20, 10), 1, part, respond, ladder=ClockScope.CONTRIBUTION, next_at=tomorrow, unit="pdam")
    yield _leader("contribution", life, event, "manajer-pelayanan-pdam", "pdam")

    life = reopened(city)
    event = life.escalate(at(23, 10), 1, OverdueClock(clock=names.after_reopening, due_at=at(23, 10)), next_at=tomorrow)
    yield _leader("late_after_reopening", life, event, "kepala-bidang-jalan")

    life = Life(city, 3, "pohon-tumbang", "99.71.02.1003", at(24, 9))
    life.assign(at(24, 9, 1), "bidang-drainase")
    event = life.escalate(at(24, 13), 1, OverdueClock(clock=names.acknowledge, due_at=at(24, 13)), next_at=tomorrow)
    sample = _leader("life_and_vacant_post", life, event, "kepala-bidang-jalan", "bidang-drainase")
    (row,) = sample.rows
    variables = row.delivery.variables | {"rerouted": "post_vacant"}
    yield replace(sample, rows=(Row(replace(row.delivery, urgent=True, variables=variables), row.subject),))


def _leader(name: str, life: Life, event: ComplaintEscalated, person: str, unit: str | None = None) -> Sample:
    return Sample(name, LEADER, (Row(delivery_of(life, event, "escalated", person, event.role, unit), life.complaint),))
