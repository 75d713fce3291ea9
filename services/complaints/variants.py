"""Which of the sentences about a kind of event fits an event: `texts` has one for each variant."""

from contracts import events
from contracts.events import Event
from contracts.values import ActorKind
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.attachments import LOOKS_SEEN, Phase


def key_of(event: Event, has_until: bool) -> str:
    """Which of the sentences about such an event fits."""
    variant = _variant(event, has_until)
    return f"{event.kind()}.{variant}" if variant else event.kind()


def _variant(event: Event, has_until: bool) -> str | None:
    match event:
        case events.ComplaintEnd() if events.is_history(event):
            return "imported_undated" if event.is_undated else "imported"
        case events.ComplaintClosed() if _by_rule(event):
            return "by_system_until" if has_until else "by_system"
        case events.InformationRequested() | events.ComplaintResolved() | events.ComplaintRejected():
            return "until" if has_until else None
        case events.ComplaintReclassified():
            return _corrected(event)
        case events.ComplaintDelegated(to_unit=None):
            return "to_person" if event.to_person else "taken_back"
        case events.EscalationAcknowledged(moves=times) | events.ComplaintEscalated(repeat=times):
            return _again(event) if times else None
        case events.AttachmentAdded():
            return _attached(event)
    return "following" if _follows(event) else None


def _follows(event: Event) -> bool:
    """Whether it goes the way of another complaint from its filing on."""
    return isinstance(event, events.ComplaintFiled) and event.duplicate_of is not None


def _again(event: events.EscalationAcknowledged | events.ComplaintEscalated) -> str:
    return "moved" if isinstance(event, events.EscalationAcknowledged) else "repeated"


def _by_rule(event: events.ComplaintClosed) -> bool:
    """Whether nobody confirmed anything: a connected system may report that somebody did."""
    return event.actor.kind is ActorKind.SYSTEM and event.reason not in ACTIONS["confirm"].reasons


def _attached(event: events.AttachmentAdded) -> str | None:
    """Whose it is, and whether it looks like an earlier one; what a unit adds beside results is for colleagues."""
    kind = "" if event.actor.unit is None else "result" if event.phase == Phase.AFTER else "by_unit"
    seen = "seen_before" if LOOKS_SEEN & set(event.flags) else ""
    return "_".join(filter(None, (kind, seen))) or None


def _corrected(event: events.ComplaintReclassified) -> str | None:
    category = event.previous_category != event.routing_input.category
    area = event.previous_area != event.routing_input.area
    if category == area:
        return None
    return "category" if category else "area"
