"""All checks together: a pure function of what the client knows and what was found."""

from collections import Counter
from collections.abc import Iterator, Sequence

from contracts.events import ComplaintAssigned, ComplaintSentToTriage, EscalationAcknowledged
from contracts.topics import TOPICS, dead_letter_topics
from verify.assignments import check_assignments
from verify.city import City
from verify.client import ClientRecord
from verify.complainant import is_closed_by_system
from verify.deadlines import check_deadlines
from verify.evidence import Entry, Evidence, Histories, History
from verify.intake import check_acts, check_filings, check_sequence
from verify.life import check_next_mover
from verify.mails import check_deliveries, check_mails
from verify.planted import check_planted
from verify.repetitions import check_repetitions
from verify.report import Finding, Report
from verify.timing import Timing
from verify.transfers import check_transfers


def check(
    client: ClientRecord | None,
    evidence: Evidence,
    city: City,
    *,
    planted: Sequence[str] = (),
    timing: Timing | None = None,
) -> Report:
    """Compare. `timing` is by default that of a quiet stack at `evidence.read_at`.

    Without a client's record nothing is known of what was promised: then only topics and mails are checked.
    """
    exact = timing or Timing(until=evidence.read_at)
    histories = Histories(evidence.entries)
    findings = [
        *(_promises(client, evidence, histories, city, exact) if client is not None else ()),
        *(finding for history in histories.by_complaint.values() for finding in _of_one(history, city, exact)),
        *check_repetitions(evidence.entries),
        *check_deliveries(histories),
        *(check_mails(evidence.mails, histories, city, exact) if evidence.mails is not None else ()),
        *check_planted(evidence, planted),
        *_unreadable(evidence.entries),
    ]
    repeated_mails = sum(mail.receptions - 1 for mail in evidence.mails or ())
    repetitions = histories.repetitions + Counter({"mails": repeated_mails})
    return Report(tuple(findings), dict(repetitions), _counts(client, evidence, histories, city))


def _promises(
    client: ClientRecord, evidence: Evidence, histories: Histories, city: City, timing: Timing
) -> Iterator[Finding]:
    yield from check_filings(client, evidence, histories, city, timing)
    yield from check_acts(client, histories)


def _of_one(history: History, city: City, timing: Timing) -> Iterator[Finding]:
    yield from check_sequence(history)
    yield from check_assignments(history, city, timing)
    yield from check_transfers(history, city)
    yield from check_next_mover(history, city)
    if can_judge(history, city):
        yield from check_deadlines(history, timing)


def can_judge(history: History, city: City) -> bool:
    """The model counts seconds around the clock; office hours are tested with the calendars themselves."""
    return all(each.policy.calendar in city.calendars_around_the_clock for each in history.assignments)


def _unreadable(entries: Sequence[Entry]) -> Iterator[Finding]:
    event_topics, dead_letters = {topic.name for topic in TOPICS if topic.events}, set(dead_letter_topics())
    for entry in entries:
        if entry.topic in dead_letters:
            yield Finding("dead_letter", "", entry.place)
        elif entry.event is None and entry.topic in event_topics:
            yield Finding("undecodable", "", entry.place)


def _counts(client: ClientRecord | None, evidence: Evidence, histories: Histories, city: City) -> dict[str, int]:
    everything = list(histories.by_complaint.values())
    known = client or ClientRecord()
    levels = Counter(f"escalated_level_{step.level}" for each in everything for step in each.escalations)
    return {
        "filed": len(everything if client is None else client.promised()),
        "replayed": sum(filing.replayed for filing in known.filings),
        "refused": sum(400 <= (filing.status or 0) < 500 for filing in known.filings),
        "steps": sum(act.is_done for act in known.acts),
        "assigned": sum(isinstance(each, ComplaintAssigned) for h in everything for each in h.assignments),
        "in_triage": sum(isinstance(each, ComplaintSentToTriage) for h in everything for each in h.assignments),
        "breached": sum(len(each.breaches) for each in everything),
        "closed_by_system": sum(is_closed_by_system(step) for each in everything for step in each.steps),
        "promises": sum(isinstance(step, EscalationAcknowledged) for each in everything for step in each.steps),
        "breaches_withdrawn": sum(len(each.withdrawn_breaches) for each in everything),
        **dict(sorted(levels.items())),
        "mails": len(evidence.mails or ()),
        "not_judged": sum(not can_judge(each, city) for each in everything),
    }
