"""Mails against events: whoever must be written to was, in one message, and nobody else."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from contracts.events import (
    AssignmentEvent,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    DeadlineApproaching,
    DeadlineEvent,
    Event,
    NotificationDelivered,
    NotificationSkipped,
)
from contracts.values import SkipReason
from verify.city import NOBODY, City
from verify.evidence import Histories, History, Mail
from verify.hearers import Addresses, channel_of, hearers, is_asked_of_the_complainant, is_sandbox
from verify.report import Finding
from verify.timing import Timing

MAIL = "email"
OF_CHANNEL = "channel-"


def check_deliveries(histories: Histories) -> Iterator[Finding]:
    """No notification was given up; one that goes on by another transport was not."""
    for history in histories.by_complaint.values():
        for failed in history.failed:
            if failed.fallback is None:
                yield Finding("delivery_failed", history.complaint_id, f"{failed.template}: {failed.status}")


def check_mails(mails: Sequence[Mail], histories: Histories, city: City, timing: Timing) -> Iterator[Finding]:
    """Each event in one mail to each recipient; what arrives twice under one Message-ID is a repetition."""
    by_message = {mail.message_id.strip("<>").partition("@")[0]: mail for mail in mails}
    explained: set[str] = set()
    for history in histories.by_complaint.values():
        yield from _one_complaint(history, by_message, explained, city, timing)
    for message, mail in by_message.items():
        if message not in explained and timing.is_demanded(mail.received_at):
            yield Finding("mail_extra", "", f"mail {message} of {mail.received_at:%H:%M:%S} belongs to no known event")


def _one_complaint(
    history: History, by_message: dict[str, Mail], explained: set[str], city: City, timing: Timing
) -> Iterator[Finding]:
    deliveries: defaultdict[str | None, list[NotificationDelivered]] = defaultdict(list)
    for delivered in history.delivered:
        deliveries[delivered.cause].append(delivered)
    skips: defaultdict[str | None, list[NotificationSkipped]] = defaultdict(list)
    for skipped in history.skipped:
        skips[skipped.cause].append(skipped)
    for event in history.all:
        wanted = hearers(event, history, city)
        if wanted:
            explained.update(_message(each) for each in deliveries[event.id])
        got = _by_mail(deliveries[event.id], by_message)
        got += _otherwise(deliveries[event.id], wanted, city.channels.get(channel_of(event, history) or "", NOBODY))
        yield from _wrongly_skipped(history, event, skips[event.id], city, timing)
        yield from _one_event(history, event, wanted, got, skips[event.id], city, timing)


def _message(delivered: NotificationDelivered) -> str:
    """The id of the message that carried it: a digest, or what was sent for it alone."""
    return delivered.message or delivered.delivery_id


def _by_mail(deliveries: Sequence[NotificationDelivered], by_message: dict[str, Mail]) -> Counter[str]:
    """The addresses that heard of an event by mail."""
    mails = (by_message.get(_message(each)) for each in deliveries if each.transport == MAIL)
    return Counter(address for mail in mails if mail is not None for address in mail.recipients)


def _otherwise(deliveries: Sequence[NotificationDelivered], wanted: Sequence[Addresses], channel: str) -> Counter[str]:
    """The channel's address, where the channel took by another way what it had to hear: its own webhooks may be told of
    more than that.
    """
    took = any(each.recipient.startswith(OF_CHANNEL) and each.transport != MAIL for each in deliveries)
    return Counter({channel: 1}) if took and any(channel in addresses for addresses in wanted) else Counter()


def _one_event(
    history: History,
    event: Event,
    wanted: Sequence[Addresses],
    got: Counter[str],
    skips: Sequence[NotificationSkipped],
    city: City,
    timing: Timing,
) -> Iterator[Finding]:
    spared = Counter(_skipped_address(skip, event, history, city) for skip in skips)
    missing = 0
    for addresses in wanted:
        for pool in (spared, got):
            if found := next((each for each in sorted(addresses) if pool[each]), None):
                pool[found] -= 1
                break
            if NOBODY in addresses and pool[NOBODY]:
                pool[NOBODY] -= 1
                break
        else:
            missing += 1
    extra, kind = +got, event.kind()
    if missing and timing.is_demanded(history.written_at[event.id]) and not extra:
        yield Finding("mail_missing", history.complaint_id, f"{kind}: {missing} of {len(wanted)}")
    elif extra and missing:
        yield Finding("mail_misaddressed", history.complaint_id, f"{kind}: {', '.join(extra)}")
    elif extra:
        yield Finding("mail_extra", history.complaint_id, f"{kind}: {extra.total()} too many")


def _wrongly_skipped(
    history: History, event: Event, skips: Sequence[NotificationSkipped], city: City, timing: Timing
) -> Iterator[Finding]:
    for skip in skips:
        if not _has_reason(skip, event, history, city, timing):
            yield Finding("skipped_without_reason", history.complaint_id, f"{event.kind()}: {skip.reason}")


def _skipped_address(skip: NotificationSkipped, event: Event, history: History, city: City) -> str:
    """Whom the mail would have gone to."""
    if skip.reason is SkipReason.SANDBOX:
        return NOBODY
    if skip.recipient.startswith(OF_CHANNEL) or skip.wanted_role == "channel":
        return city.channels.get(channel_of(event, history) or "", NOBODY)
    return city.holder(getattr(event, "unit", None), skip.wanted_role)


def _has_reason(skip: NotificationSkipped, event: Event, history: History, city: City, timing: Timing) -> bool:
    """A channel without an address cannot be written to, who wants no updates gets none, nobody is told of one round at
    two levels, nobody has to hear of what was dealt with before the digest left, and no person of a trial.
    """
    match skip.reason:
        case SkipReason.SANDBOX:
            return is_sandbox(history) and not skip.recipient.startswith(OF_CHANNEL)
        case SkipReason.CHANNEL_NOT_REACHABLE:
            return is_asked_of_the_complainant(event) and channel_of(event, history) not in city.channels
        case SkipReason.NOT_WANTED:
            filed = (step for step in history.steps if isinstance(step, ComplaintFiled))
            return not is_asked_of_the_complainant(event) and not any(step.wants_updates for step in filed)
        case SkipReason.ANSWERED_MEANWHILE:
            return _was_dealt_with(event, history, skip, timing)
        case SkipReason.ALREADY_NOTIFIED if isinstance(event, ComplaintEscalated):
            address = _skipped_address(skip, event, history, city)
            below = (each for each in history.escalations if each.round == event.round and each.level < event.level)
            return any(address in addresses for each in below for addresses in hearers(each, history, city))
    return False


def _was_dealt_with(event: Event, history: History, skip: NotificationSkipped, timing: Timing) -> bool:
    """Whether something was done before the digest left. sla may have heard late of what came before its own event: of
    a step after the deadline, or of one in time, and then it has taken the breach back. A warning it never takes back.
    """
    since = event.occurred_at
    if isinstance(event, DeadlineApproaching):
        since -= timing.late
    elif isinstance(event, DeadlineEvent):
        since = min(event.due_at, since)
    done = (each for each in history.all if isinstance(each, ComplaintEvent | AssignmentEvent) and each.id != event.id)
    if any(since <= each.occurred_at <= skip.occurred_at for each in done):
        return True
    taken_back = {each.clock for each in history.withdrawn_breaches}
    return isinstance(event, DeadlineEvent) and event.clock in taken_back
