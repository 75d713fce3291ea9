"""Mails against events: whoever must be written to was, once, and nobody else."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from contracts.events import ComplaintEscalated, DeadlineReminder, Event, NotificationSkipped
from contracts.values import SkipReason
from deploy.local.mails import Mail
from verify.city import NOBODY, City
from verify.evidence import Histories, History
from verify.report import Finding
from verify.timing import Timing


def check_deliveries(histories: Histories) -> Iterator[Finding]:
    """No notification was given up."""
    for history in histories.by_complaint.values():
        for failed in history.failed:
            yield Finding("delivery_failed", history.complaint_id, f"{failed.template}: {failed.status}")


def check_mails(mails: Sequence[Mail], histories: Histories, city: City, timing: Timing) -> Iterator[Finding]:
    """One mail by Message-ID for each event and recipient; what arrives twice under one Message-ID is a repetition."""
    by_delivery = {mail.message_id.strip("<>").partition("@")[0]: mail for mail in mails}
    explained: set[str] = set()
    for history in histories.by_complaint.values():
        yield from _one_complaint(history, by_delivery, explained, city, timing)
    for delivery, mail in by_delivery.items():
        if delivery not in explained and timing.is_demanded(mail.received_at):
            yield Finding("mail_extra", "", f"mail {delivery} of {mail.received_at:%H:%M:%S} belongs to no known event")


def _one_complaint(
    history: History, by_delivery: dict[str, Mail], explained: set[str], city: City, timing: Timing
) -> Iterator[Finding]:
    deliveries: defaultdict[str | None, list[str]] = defaultdict(list)
    for delivered in history.delivered:
        deliveries[delivered.cause].append(delivered.delivery_id)
    skips: defaultdict[str | None, list[NotificationSkipped]] = defaultdict(list)
    for skipped in history.skipped:
        skips[skipped.cause].append(skipped)
    for event in history.all:
        if city.addresses(event):
            explained.update(deliveries[event.id])
        mails = [by_delivery[each] for each in deliveries[event.id] if each in by_delivery]
        yield from _wrongly_skipped(history, event, skips[event.id], city)
        yield from _one_event(history, event, mails, skips[event.id], city, timing)


def _one_event(
    history: History,
    event: Event,
    mails: Sequence[Mail],
    skips: Sequence[NotificationSkipped],
    city: City,
    timing: Timing,
) -> Iterator[Finding]:
    wanted = Counter(city.addresses(event))
    expected = wanted - Counter(_skipped_address(skip, event, city) for skip in skips)
    got = Counter(address for mail in mails for address in mail.recipients)
    missing, extra, kind = expected - got, got - expected, event.kind()
    if missing and timing.is_demanded(history.written_at[event.id]) and not extra:
        yield Finding("mail_missing", history.complaint_id, f"{kind}: {missing.total()} of {wanted.total()}")
    elif extra and missing:
        yield Finding("mail_misaddressed", history.complaint_id, f"{kind}: {', '.join(extra)}")
    elif extra:
        yield Finding("mail_extra", history.complaint_id, f"{kind}: {extra.total()} too many")


def _wrongly_skipped(
    history: History, event: Event, skips: Sequence[NotificationSkipped], city: City
) -> Iterator[Finding]:
    for skip in skips:
        if not _has_reason(skip, event, history, city):
            yield Finding("skipped_without_reason", history.complaint_id, f"{event.kind()}: {skip.reason}")


def _skipped_address(skip: NotificationSkipped, event: Event, city: City) -> str:
    """Whom the mail would have gone to."""
    if isinstance(event, DeadlineReminder):
        return city.channels.get(event.channel or "", NOBODY)
    return city.holder(getattr(event, "unit", None), skip.wanted_role)


def _has_reason(skip: NotificationSkipped, event: Event, history: History, city: City) -> bool:
    """A channel without an address cannot be written to, and nobody is told of one round at two levels."""
    if isinstance(event, DeadlineReminder):
        unreachable = event.channel not in city.channels
        return skip.reason is SkipReason.CHANNEL_NOT_REACHABLE and unreachable
    if not isinstance(event, ComplaintEscalated) or skip.reason is not SkipReason.ALREADY_NOTIFIED:
        return False
    address = _skipped_address(skip, event, city)
    below = (each for each in history.escalations if each.round == event.round and each.level < event.level)
    return any(address in city.addresses(each) for each in below)
