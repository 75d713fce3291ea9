"""What a digest holds: the deliveries that waited for it, without those that were answered meanwhile."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from contracts.events import NotificationSkipped
from contracts.values import ClockScope, SkipReason
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint, still_owes
from services.notify.domain.deadlines import is_running
from services.notify.domain.delivery import Delivery, Digest, digest_id, in_digest, said_of
from services.notify.domain.finding import Finding
from services.notify.domain.improvement import Improvement, is_task_done, still_runs
from services.notify.domain.improvement import still_owes as still_owes_action
from services.notify.domain.kinds import COMPLAINT
from services.notify.domain.recipients import CHANNEL
from services.notify.domain.subjects import Subject
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
    """The digest of these deliveries. Its link lets its reader act on the complaints that it holds."""
    held = list(deliveries)
    of_complaints = [each for each in held if each.about == COMPLAINT]
    units = {delivery.acts_for for delivery in of_complaints or held if delivery.acts_for is not None}
    asked = {each.acts_for for each in held if each.acts_for is not None and is_asked(each)}
    return replace(
        digest,
        acts_for=city.spanning_unit(sorted(asked or units)) if units else None,
        counts=dict(Counter(delivery.template for delivery in held)),
        complaints=len({delivery.subject_id for delivery in of_complaints}),
        others=len({delivery.subject for delivery in held if delivery.about != COMPLAINT}),
        is_asked=bool(asked),
    )


def is_asked(delivery: Delivery) -> bool:
    """Whether its reader can take the complaint on. What another unit contributes is no leader's promise to make."""
    is_escalation = delivery.about == COMPLAINT and delivery.level is not None
    return is_escalation and delivery.variables.get("ladder") != ClockScope.CONTRIBUTION.value


def is_answered(delivery: Delivery, subject: Subject) -> bool:
    """Whether what a delivery asks for has been done since, so that nobody has to hear of it any more.

    What was told of a complaint (a reply, a comment) stays worth reading; so does all that goes to complainants, and
    what became of an improvement action.
    """
    match subject:
        case Complaint():
            return delivery.acts_for is not None and _is_complaint_answered(delivery, subject)
        case Improvement():
            return _is_action_answered(delivery, subject)
        case Finding():
            return subject.closed_at is not None and subject.closed_at >= delivery.occurred_at


def _is_complaint_answered(delivery: Delivery, complaint: Complaint) -> bool:
    about = delivery.variables
    if delivery.level is not None:
        owed = _owed(about)
        contributor = str(about["unit"]) if about.get("ladder") == ClockScope.CONTRIBUTION.value else None
        return not still_owes(complaint, delivery.occurred_at, owed, contributor)
    if "clock" in about:
        return not is_running(complaint, delivery.occurred_at, str(about["clock"]))
    if "clocks" in about:
        return complaint.is_over or complaint.unit not in (None, about["unit"])
    return False


def _is_action_answered(delivery: Delivery, improvement: Improvement) -> bool:
    about, since = delivery.variables, delivery.occurred_at
    number = about.get("assignment_number")
    if not isinstance(number, int):
        return False
    if delivery.level is not None:
        return not still_owes_action(improvement, number, since, _owed(about))
    if "clock" in about:
        return not still_runs(improvement, number, since, str(about["clock"]))
    return is_task_done(improvement, number, str(about["reason"]))


def withdrawn(delivery: Delivery, now: datetime) -> NotificationSkipped:
    """That it was taken out of a digest, for it was answered before the digest left."""
    return NotificationSkipped(
        **said_of(delivery, NotificationSkipped, now),
        wanted_role=str(delivery.variables.get("role", CHANNEL)),
        reason=SkipReason.ANSWERED_MEANWHILE,
    )


def _owed(about: Variables) -> frozenset[str]:
    """The clocks that an escalation calls overdue."""
    return frozenset(str(each["clock"]) for each in _overdue(about))


def _overdue(about: Variables) -> list[dict[str, object]]:
    """An escalation that an older version planned names one clock."""
    overdue = completed(about)["overdue"]
    return [each for each in overdue if isinstance(each, dict)] if isinstance(overdue, list) else []
