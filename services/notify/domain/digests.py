"""What a digest holds: the deliveries that waited for it, without those that were answered meanwhile."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from contracts.events import NotificationSkipped
from contracts.values import ClockScope, SkipReason
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint, is_running, still_owes
from services.notify.domain.delivery import Delivery, Digest, digest_id, in_digest, said_of
from services.notify.domain.recipients import CHANNEL
from services.notify.domain.variables import Variables, completed


def new_digest(delivery: Delivery) -> Digest:
    """The digest that this delivery waits for, still empty."""
    assert delivery.digest_at is not None, "only what waits has a digest"
    return Digest(
        id=digest_id(delivery.recipient, delivery.digest_at),
        recipient=delivery.recipient,
        transport=delivery.transport,
        endpoint=delivery.endpoint,
        language=delivery.language,
        due_at=delivery.digest_at,
        next_attempt_at=delivery.digest_at,
        fallbacks=delivery.fallbacks,
    )


def moved_on(delivery: Delivery, city: City, now: datetime) -> Delivery:
    """A delivery whose digest was made before the delivery was kept: it waits for the next one.

    `now` may be earlier than that digest, for whoever planned it read the clock before.
    """
    assert delivery.digest_at is not None, "only what waits has a digest"
    return in_digest(delivery, city.hours(delivery.recipient).next_digest(max(now, delivery.digest_at)))


def made(digest: Digest, deliveries: Iterable[Delivery], city: City) -> Digest:
    """The digest of these deliveries."""
    held = list(deliveries)
    units = {delivery.acts_for for delivery in held if delivery.acts_for is not None}
    asked = {each.acts_for for each in held if each.acts_for is not None and is_asked(each)}
    return replace(
        digest,
        acts_for=city.spanning_unit(sorted(asked or units)) if units else None,
        counts=dict(Counter(delivery.template for delivery in held)),
        complaints=len({delivery.complaint_id for delivery in held}),
        is_asked=bool(asked),
    )


def is_asked(delivery: Delivery) -> bool:
    """Whether its reader can take the complaint on. What another unit contributes is no leader's promise to make."""
    return delivery.level is not None and delivery.variables.get("ladder") != ClockScope.CONTRIBUTION.value


def is_answered(delivery: Delivery, complaint: Complaint) -> bool:
    """Whether what a delivery asks for has been done since, so that nobody has to hear of it any more.

    What was told of a complaint (a reply, a comment) stays worth reading; so does all that goes to complainants.
    """
    about = delivery.variables
    if delivery.acts_for is None:
        return False
    if delivery.level is not None:
        owed = frozenset(str(each["clock"]) for each in _overdue(about))
        contributor = str(about["unit"]) if about.get("ladder") == ClockScope.CONTRIBUTION.value else None
        return not still_owes(complaint, delivery.occurred_at, owed, contributor)
    if "clock" in about:
        return not is_running(complaint, delivery.occurred_at, str(about["clock"]))
    if "clocks" in about:
        return complaint.is_over or complaint.unit not in (None, about["unit"])
    return False


def withdrawn(delivery: Delivery, now: datetime) -> NotificationSkipped:
    """That it was taken out of a digest, for it was answered before the digest left."""
    return NotificationSkipped(
        **said_of(delivery, NotificationSkipped, now),
        wanted_role=str(delivery.variables.get("role", CHANNEL)),
        reason=SkipReason.ANSWERED_MEANWHILE,
    )


def _overdue(about: Variables) -> list[dict[str, object]]:
    """An escalation that an older version planned names one clock."""
    overdue = completed(about)["overdue"]
    return [each for each in overdue if isinstance(each, dict)] if isinstance(overdue, list) else []
