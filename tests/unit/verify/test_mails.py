"""Mails of levels and reminders: each that is asked for arrives, or was skipped for a reason that holds."""

from collections.abc import Sequence
from dataclasses import replace

from contracts.events import Event
from contracts.values import SkipReason
from tests.unit.verify.lives import ASKED, SHARED
from tests.unit.verify.logs import ADDRESSES, CITY, LEVELS, MAILS, Log, delivered, mail_of, skipped
from verify import City

ONE_PERSON = replace(CITY, holders=dict.fromkeys(CITY.holders, "head@city.example"))
REMINDING = replace(CITY, messages=(*CITY.messages, ("deadline.reminder", "{channel}")))
REACHABLE = replace(REMINDING, channels={"demo": "channel@city.example"})
REMINDERS = [event for event in ASKED.events if event.kind() == "deadline.reminder"]


def kinds(log: Log, city: City) -> set[str]:
    return {finding.kind for finding in log.report(city).findings}


def test_whoever_was_told_of_a_lower_level_of_the_round_need_not_be_told_again() -> None:
    second = [LEVELS[1], LEVELS[4]]
    left_out = [delivered(each).id for each in second]
    log = Log().without(*left_out).plus(*map(skipped, second))
    mails = [mail_of(delivered(each), "head@city.example") for each in LEVELS if each not in second]
    assert kinds(replace(log, mails=tuple(mails)), ONE_PERSON) == set()
    others = [mail for mail, each in zip(MAILS, LEVELS, strict=True) if each not in second]
    assert kinds(replace(log, mails=tuple(others)), CITY) == {"skipped_without_reason"}


def test_a_mail_that_was_skipped_and_sent_all_the_same_is_one_too_many() -> None:
    log = Log().plus(skipped(LEVELS[1]))
    mails = [mail_of(delivered(each), "head@city.example") for each in LEVELS]
    assert kinds(replace(log, mails=tuple(mails)), ONE_PERSON) == {"mail_extra"}
    assert len(ADDRESSES) == len(mails)


def test_a_reminder_goes_to_the_channel() -> None:
    assert kinds(ASKED, REACHABLE) == {"mail_missing"}
    log = ASKED.plus(*map(delivered, REMINDERS))
    mails = tuple(mail_of(delivered(each), "channel@city.example") for each in REMINDERS)
    assert kinds(replace(log, mails=mails), REACHABLE) == set()


def test_a_channel_that_cannot_be_written_to_is_skipped_and_named() -> None:
    assert kinds(ASKED, REMINDING) == {"mail_missing"}
    unreachable = [skipped(each, "channel", SkipReason.CHANNEL_NOT_REACHABLE) for each in REMINDERS]
    assert kinds(ASKED.plus(*unreachable), REMINDING) == set()
    assert kinds(ASKED.plus(*unreachable), REACHABLE) == {"skipped_without_reason"}


def test_a_unit_that_goes_on_where_it_was_hears_of_no_new_complaint() -> None:
    welcoming = replace(CITY, messages=(("complaint.assigned", "unit_head"),))
    assignments = [event for event in SHARED.events if event.kind() == "complaint.assigned"]
    begun = [event for event in assignments if not event.model_dump()["continues"]]
    assert len(begun) < len(assignments)
    assert kinds(_mailed(begun), welcoming) == set()
    assert kinds(_mailed(assignments), welcoming) == {"mail_extra"}


def _mailed(causes: Sequence[Event]) -> Log:
    """The life of which the head of the city was mailed these events and nothing else."""
    others = [event.id for event in SHARED.events if event.kind() == "notification.delivered"]
    log = SHARED.without(*others).plus(*map(delivered, causes))
    return replace(log, mails=tuple(mail_of(delivered(each), "head@city.example") for each in causes))
