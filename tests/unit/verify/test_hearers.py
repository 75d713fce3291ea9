"""Who must hear of what, by the ledger's own reading of the rules, and in which message it came."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from contracts import events
from contracts.events import Event
from contracts.values import Method, Mode, SkipReason
from tests.unit.verify.logs import (
    CITY,
    LEVELS,
    Log,
    assigned,
    at,
    breached,
    delivered,
    filed,
    mail_of,
    routing_input,
    skipped,
    step,
)
from verify import City, Histories
from verify.hearers import hearers

RULES = (
    ("complaint.assigned", "unit_head"),
    ("complaint.assigned", "{channel}"),
    ("complaint.comment_added", "unit_head"),
    ("complaint.rated", "unit_head"),
    ("complaint.resolved", "{channel}"),
    ("complaint.information_requested", "{channel}"),
    ("deadline.breached", "{channel}"),
)
TOWN = replace(
    CITY,
    messages=RULES,
    channels={"demo": "channel@city.example"},
    holders={("roads", "unit_head"): "roads@city.example", ("water", "unit_head"): "water@city.example"},
)
SILENT = replace(TOWN, channels={})
HEAD, CHANNEL = frozenset({"roads@city.example"}), frozenset({"channel@city.example"})


def heard(event: Event, *others: Event, city: City = TOWN) -> list[frozenset[str]]:
    log = Log((filed(), assigned(), *others, event))
    histories = Histories()
    for entry in log.entries():
        histories.add(entry)
    return hearers(event, histories.get("c1"), city)


def rated(stars: int) -> Event:
    return step(events.ComplaintRated, 4, 9, stars=stars)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (assigned(), [CHANNEL, HEAD]),
        (assigned(2, 2).model_copy(update={"continues": True}), []),
        (assigned(2, 2).model_copy(update={"method": Method.TRANSFER}), [HEAD]),
        (step(events.CommentAdded, 2, 5), [HEAD]),
        (rated(2), [HEAD]),
        (rated(3), []),
        (step(events.ComplaintResolved, 2, 5), [CHANNEL]),
        (breached("acknowledge_by", 11), []),
        (breached("resolve_by", 60), [CHANNEL]),
    ],
)
def test_each_event_is_for_whom_the_rules_say_and_only_where_it_concerns_them(
    event: Event, expected: list[frozenset[str]]
) -> None:
    assert heard(event) == expected


def test_a_step_may_be_heard_of_by_the_unit_that_has_the_complaint_by_then() -> None:
    comment, moved = step(events.CommentAdded, 2, 5), assigned(6, 2, unit="water", id="assigned-2")
    assert heard(comment, moved) == [frozenset({"roads@city.example", "water@city.example"})]


def test_a_channel_that_cannot_be_written_to_must_hear_only_what_is_asked() -> None:
    assert heard(step(events.ComplaintResolved, 2, 5), city=SILENT) == []
    assert heard(step(events.InformationRequested, 2, 5), city=SILENT) == [frozenset({""})]


def kinds(log: Log, city: City = CITY) -> set[str]:
    return {finding.kind for finding in log.report(city).findings}


def in_digest(event: Event, message: str) -> Event:
    return delivered(event).model_copy(update={"message": message})


def gathered(levels: Sequence[Event], to: str, message: str) -> tuple[Log, Any]:
    """The small log in which these levels were told in one mail."""
    first = in_digest(levels[0], message)
    mail = mail_of(first.model_copy(update={"delivery_id": message}), to)
    others = [each for each in LEVELS if each not in levels]
    log = Log().without(*(delivered(each).id for each in levels)).plus(*(in_digest(each, message) for each in levels))
    return log, (mail, *(mail_of(delivered(each), _to(each)) for each in others))


def _to(level: Event) -> str:
    assert isinstance(level, events.ComplaintEscalated)
    return {"unit_head": "head@city.example", "mayor": "mayor@city.example"}[level.role]


MAYORS = [LEVELS[1], LEVELS[2], LEVELS[4], LEVELS[5]]


def test_one_mail_may_tell_of_many_events() -> None:
    log, mails = gathered(MAYORS, "mayor@city.example", "digest-1")
    assert kinds(replace(log, mails=mails)) == set()
    assert kinds(replace(log, mails=mails[1:])) == {"mail_missing"}


def test_an_event_that_two_mails_tell_of_is_one_too_many() -> None:
    log, mails = gathered(MAYORS, "mayor@city.example", "digest-1")
    again = in_digest(LEVELS[1], "digest-2").model_copy(update={"id": "again"})
    second = mail_of(again.model_copy(update={"delivery_id": "digest-2"}), "mayor@city.example")
    assert kinds(replace(log.plus(again), mails=(*mails, second))) == {"mail_extra"}


def test_what_was_dealt_with_before_the_digest_left_may_be_taken_out_and_nothing_else() -> None:
    answered = step(events.ComplaintStarted, 2, 17)
    late = skipped(LEVELS[1], reason=SkipReason.ANSWERED_MEANWHILE).model_copy(update={"occurred_at": at(20)})
    log = Log().without(delivered(LEVELS[1]).id).plus(late)
    mails = tuple(mail_of(delivered(each), _to(each)) for each in LEVELS if each is not LEVELS[1])
    assert "skipped_without_reason" in kinds(replace(log, mails=mails))
    assert "skipped_without_reason" not in kinds(replace(log.plus(answered), mails=mails))


def test_what_sla_heard_of_late_was_dealt_with_as_well() -> None:
    late = skipped(LEVELS[1], reason=SkipReason.ANSWERED_MEANWHILE).model_copy(update={"occurred_at": at(20)})
    log = replace(Log().without(delivered(LEVELS[1]).id).plus(late), mails=None)
    assert "skipped_without_reason" not in kinds_of_skips(log.plus(step(events.ComplaintStarted, 2, 12)))
    breach = breached("acknowledge_by", 11).model_dump() | {"id": "taken-back"}
    assert "skipped_without_reason" not in kinds_of_skips(log.plus(events.DeadlineBreachWithdrawn(**breach)))
    assert "skipped_without_reason" in kinds_of_skips(log.plus(step(events.ComplaintStarted, 2, 5)))


def test_a_warning_that_sla_gave_for_it_had_not_heard_of_the_step_yet_need_not_be_read() -> None:
    breach = breached("acknowledge_by", 11, 8).model_dump() | {"id": "warned"}
    warned = events.DeadlineApproaching(**breach)
    late = skipped(warned, reason=SkipReason.ANSWERED_MEANWHILE).model_copy(update={"occurred_at": at(10)})
    log = Log().plus(warned, late)
    assert "skipped_without_reason" in kinds_of_skips(log)
    assert "skipped_without_reason" in kinds_of_skips(log.plus(step(events.ComplaintStarted, 2, 5)))
    assert "skipped_without_reason" not in kinds_of_skips(log.plus(step(events.ComplaintStarted, 2, 7)))


def kinds_of_skips(log: Log) -> set[str]:
    return kinds(replace(log, mails=()))


def test_who_wants_no_updates_gets_none_and_nobody_else_is_left_out_for_that() -> None:
    resolved = step(events.ComplaintResolved, 2, 5)
    left_out = skipped(resolved, "channel", SkipReason.NOT_WANTED).model_copy(update={"recipient": "channel-demo"})
    wants = Log((filed(), assigned(), resolved, left_out), ())
    quiet = filed().model_copy(update={"wants_updates": False})
    told = replace(TOWN, messages=(("complaint.resolved", "{channel}"),))
    assert "skipped_without_reason" in kinds(wants, told)
    assert "skipped_without_reason" not in kinds(replace(wants, events=(quiet, *wants.events[1:])), told)


def test_a_channel_that_takes_posts_needs_no_mail() -> None:
    resolved = step(events.ComplaintResolved, 2, 5)
    posted = delivered(resolved).model_copy(update={"recipient": "channel-demo", "transport": "webhook"})
    told = replace(TOWN, messages=(("complaint.resolved", "{channel}"),))
    log = Log((filed(), assigned(), resolved), ())
    assert "mail_missing" in kinds(log, told)
    assert not {"mail_missing", "mail_extra"} & kinds(log.plus(posted), told)


def test_what_goes_on_by_another_transport_was_not_given_up() -> None:
    values = delivered(LEVELS[0]).model_dump() | {"id": "failed-1", "status": "410", "transport": "webhook"}
    assert "delivery_failed" in kinds(Log().plus(events.NotificationFailed(**values)))
    assert "delivery_failed" not in kinds(Log().plus(events.NotificationFailed(**values, fallback="email")))


def _trial(log: Log) -> Log:
    about = routing_input().model_copy(update={"mode": Mode.SANDBOX})
    return replace(
        log,
        events=tuple(
            each.model_copy(update={"routing_input": about}) if each == filed() else each for each in log.events
        ),
    )


def test_of_a_trial_no_person_may_hear_and_notify_must_say_so() -> None:
    untold = Log().without(*(delivered(each).id for each in LEVELS))
    skips = [skipped(each, reason=SkipReason.SANDBOX) for each in LEVELS]
    assert kinds(replace(_trial(untold.plus(*skips)), mails=())) == set()
    assert kinds(replace(_trial(untold.plus(*skips[1:])), mails=())) == {"mail_missing"}
    assert "mail_misaddressed" in kinds(_trial(Log())), "people were written to"
    assert kinds(replace(untold.plus(*skips), mails=())) >= {"skipped_without_reason"}, "it is no trial"
