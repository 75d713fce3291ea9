"""What has happened to a complaint since somebody saw it: who did what, and how long ago."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts.events import AssignmentEvent, ComplaintEvent, Event
from contracts.values import ActorKind
from services.complaints.city import City
from services.complaints.domain.rights import Principal
from services.complaints.pages.work.seen import Seen
from services.complaints.record import Record
from services.complaints.timeline import known_events, timeline
from web.words import Words

_OF_THE_CITY = frozenset({ActorKind.OFFICER, ActorKind.UNIT_HEAD, ActorKind.LEADER, ActorKind.TRIAGE})


def changes_since(
    seen: Seen, record: Record, reader: Principal, city: City, language: str, words: Words, now: datetime
) -> tuple[str, ...]:
    """A sentence for each of them, the newest first."""
    texts = {each.id: each.text for each in timeline(record, city, language, for_staff=True)}
    found = sorted(_since(seen, record), key=lambda each: each.occurred_at, reverse=True)
    return tuple(
        words.overtaken.change.format(
            who=_who(each, reader, words), ago=ago(now - each.occurred_at, words), text=texts[each.id]
        )
        for each in found
        if each.id in texts
    )


def _since(seen: Seen, record: Record) -> Iterator[Event]:
    """What changes a version: its own steps, and assignments."""
    for own in known_events(record.events):
        if isinstance(own, ComplaintEvent) and own.seq > seen.seq:
            yield own
    for other in known_events(record.other_events):
        if isinstance(other, AssignmentEvent) and other.assignment_number > seen.assignment_number:
            yield other


def _who(event: Event, reader: Principal, words: Words) -> str:
    if not isinstance(event, ComplaintEvent):
        return str(words.who.routing)
    actor = event.actor
    if actor.kind in _OF_THE_CITY and actor.id is not None:
        return str(words.who.you) if actor.id == reader.id else actor.id
    return str(words.who.get(actor.kind.value, words.who.somebody))


def ago(passed: timedelta, words: Words) -> str:
    """How long ago something was, in the largest unit of which there is one."""
    seconds = max(0, int(passed.total_seconds()))
    for name, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if count := seconds // size:
            return str(words.ago[f"{name}_one" if count == 1 else f"{name}_many"].format(n=count))
    return str(words.ago.now)
