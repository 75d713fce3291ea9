"""What officers hear of."""

from collections.abc import Iterator

from contracts.events import (
    CommentAdded,
    ComplaintRated,
    ComplaintWithdrawn,
    DeadlineApproaching,
    Event,
    InformationProvided,
)
from contracts.values import ActorKind
from services.notify.domain.city import City
from services.notify.messages import Row
from tools.previews.lives import ClockNames, Life, at, running
from tools.previews.sample import OFFICER, Sample, delivery_of
from tools.previews.usual import asked, damaged_road, resolved


def to_officers(city: City) -> Iterator[Sample]:
    """What has come to them, and what complainants did."""
    names = ClockNames.of(city)
    life = Life(city, 4, "jalan-rusak", "99.71.03.1001", at(24, 13))
    event = life.assign(at(24, 13, 1), "dinas-pu")
    yield _officer("assigned", life, event)
    life.clocks(
        at(24, 13, 1),
        running(names.acknowledge, at(24, 13), at(27, 13)),
        running(names.respond, at(24, 13), at(1, 13, month=12)),
        running(names.resolve, at(24, 13), at(14, 13, month=12)),
    )
    yield _officer("assigned_with_dates", life, event, "assigned")

    life = Life(city, 5, "lainnya", "99.71.03.1001", at(24, 13))
    yield _officer("triage", life, life.send_to_triage(at(24, 13, 1), "no_rule_for_category"))

    life = asked(city, 11)
    yield _officer("replied", life, life.take(InformationProvided, at(24, 10), ActorKind.COMPLAINANT))
    life = damaged_road(city, 12)
    yield _officer("commented", life, life.take(CommentAdded, at(24, 10), ActorKind.COMPLAINANT))
    life = damaged_road(city, 13)
    event = life.take(ComplaintWithdrawn, at(24, 10), ActorKind.COMPLAINANT, "solved_otherwise")
    yield _officer("withdrawn", life, event)
    life = resolved(city, 14)
    yield _officer("reopened", life, life.reopen(at(24, 10), "not_fixed"))
    life = resolved(city, 15)
    yield _officer("rated_low", life, life.take(ComplaintRated, at(24, 10), ActorKind.COMPLAINANT, stars=2))
    life = damaged_road(city, 12)
    event = life.deadline(DeadlineApproaching, at(24, 10), names.resolve, at(27, 10))
    yield _officer("approaching", life, event)


def _officer(name: str, life: Life, event: Event, template: str | None = None) -> Sample:
    delivery = delivery_of(life, event, template or name, f"petugas-{life.complaint.unit}", "officers")
    return Sample(name, OFFICER, (Row(delivery, life.complaint),))
