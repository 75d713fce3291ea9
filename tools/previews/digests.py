"""Digests: of a leader, of officers, and of a channel."""

from collections.abc import Iterator

from city.files.channels import recipient_id
from contracts.events import ComplaintAcknowledged
from contracts.improvement_events import EffectJudged
from contracts.values import ActorKind, Interval, OverdueClock
from services.notify.domain.city import City
from services.notify.domain.delivery import Digest
from services.notify.domain.digests import made
from services.notify.messages import Row
from tools.previews.actions import PASSED, agreed, finding, proposed
from tools.previews.complainants import to_complainants
from tools.previews.lives import CHANNEL, ClockNames, Life, at
from tools.previews.officers import to_officers
from tools.previews.sample import COMPLAINANT, LEADER, OFFICER, Sample, delivery_of


def digests(city: City) -> Iterator[Sample]:
    """One of each kind."""
    overdue = tuple(_overdue_rows(city))
    yield Sample("digest_of_a_mayor", LEADER, overdue, _made(_digest("wali-kota"), overdue, city))
    several = (*overdue, *_improvements(city))
    yield Sample("digest_with_improvements", LEADER, several, _made(_digest("sekretaris-daerah"), several, city))
    found = tuple(finding(city, 60 + number, complaints=30 - number, observed=30.0 - number) for number in range(12))
    yield Sample("digest_of_findings", LEADER, found, _made(_digest("asisten-pemerintahan"), found, city))
    officer = [sample.rows[0] for sample in to_officers(city) if sample.name not in ("assigned_with_dates", "triage")]
    yield Sample("digest_of_an_officer", OFFICER, tuple(officer), _digest("petugas-dinas-pu"))
    complainants = [sample.rows[0] for sample in to_complainants(city) if sample.name in ("question", "late", "closed")]
    yield Sample("digest_of_a_channel", COMPLAINANT, tuple(complainants), _digest(recipient_id(CHANNEL)))


def _overdue_rows(city: City) -> Iterator[Row]:
    """Twelve complaints of four units that are overdue."""
    names = ClockNames.of(city)
    late = (
        ("jalan-rusak", "99.71.02.1001", "dinas-pu", (9, 11, 16, 19, 23)),
        ("sampah", "99.71.01.1002", "dinas-lh", (12, 20, 23)),
        ("air-minum", "99.71.05.1001", "pdam", (18, 23)),
        ("lampu-jalan", "99.71.06.1003", "dinas-perhubungan", (20, 24)),
    )
    number = 20
    for category, area, unit, days in late:
        for day in days:
            number += 1
            life = Life(city, number, category, area, at(2, 9))
            life.assign(at(2, 9, 5), unit)
            life.take(ComplaintAcknowledged, at(3, 8), ActorKind.OFFICER)
            due = OverdueClock(clock=names.resolve if day < 20 else names.respond, due_at=at(day, 10))
            event = life.escalate(at(24, 10), 4, due, next_at=at(25, 10))
            yield Row(delivery_of(life, event, "escalated", "wali-kota", event.role, "kota"), life.complaint)


def _improvements(city: City) -> Iterator[Row]:
    """A proposal, an action that is late, and what became of another one."""
    action, event = proposed(city, 50)
    yield action.row(event)
    action, _ = agreed(city, 51, PASSED)
    yield action.row(action.escalate(at(24, 13), action.finish, PASSED, next_at=at(25, 14)))
    action, _ = agreed(city, 52)
    yield action.row(
        action.take(
            EffectJudged,
            at(24, 8),
            months=3,
            verdict="improved",
            measure="late_share",
            before=0.45,
            after=0.22,
            expected=0.44,
            change=Interval(estimate=0.5, low=0.31, high=0.8),
        )
    )


def _made(digest: Digest, rows: tuple[Row, ...], city: City) -> Digest:
    return made(digest, [row.delivery for row in rows], city)


def _digest(recipient: str) -> Digest:
    return Digest(
        id=f"digest-{recipient}",
        recipient=recipient,
        transport="email",
        endpoint="someone@demo.tanggap.example",
        language="id",
        due_at=at(24, 13),
        next_attempt_at=at(24, 13),
    )
