"""All checks together: a pure function of what the client knows and what was found."""

from collections import Counter
from collections.abc import Iterator, Sequence

from contracts.events import ComplaintAssigned, ComplaintSentToTriage
from contracts.topics import dead_letter_topics
from verify.city import CityFacts
from verify.client import ClientRecord
from verify.deadlines import check_deadlines
from verify.evidence import Evidence, Histories, History
from verify.journal import check_acts, check_assignments, check_journal, check_kept
from verify.mails import check_mails
from verify.planted import check_planted
from verify.report import Finding, Report
from verify.timing import Timing


def check(
    client: ClientRecord,
    evidence: Evidence,
    city: CityFacts,
    *,
    planted: Sequence[str] = (),
    timing: Timing | None = None,
) -> Report:
    """Compare. `timing` is by default that of a quiet stack at `evidence.read_at`."""
    exact = timing or Timing(until=evidence.read_at)
    histories = Histories(evidence.entries)
    findings = [
        *check_kept(client, evidence, histories, exact),
        *check_acts(client, histories),
        *(finding for history in histories.by_complaint.values() for finding in _of_one(history, city, exact)),
        *check_mails(evidence, histories, city, exact),
        *check_planted(evidence, planted),
        *_dead_letters(evidence),
    ]
    repeated_mails = sum(mail.receptions - 1 for mail in evidence.mails)
    repetitions = histories.repetitions + Counter({"mails": repeated_mails} if repeated_mails else {})
    return Report(tuple(findings), dict(repetitions), _counts(client, evidence, histories, city))


def _of_one(history: History, city: CityFacts, timing: Timing) -> Iterator[Finding]:
    yield from check_journal(history)
    yield from check_assignments(history, timing)
    if _can_judge(history, city):
        yield from check_deadlines(history, timing)


def _can_judge(history: History, city: CityFacts) -> bool:
    """The model counts seconds around the clock; office hours are tested with the calendars themselves."""
    return all(each.policy.calendar in city.calendars_around_the_clock for each in history.assignments)


def _dead_letters(evidence: Evidence) -> Iterator[Finding]:
    dead_letter_names = set(dead_letter_topics())
    for entry in evidence.entries:
        if entry.topic in dead_letter_names:
            yield Finding("dead_letter", "", f"{entry.topic}, partition {entry.partition}, offset {entry.offset}")
        elif entry.event is None and entry.raw and entry.topic != "sla-clocks-changelog":
            yield Finding("undecodable", "", f"{entry.topic}, partition {entry.partition}, offset {entry.offset}")


def _counts(client: ClientRecord, evidence: Evidence, histories: Histories, city: CityFacts) -> dict[str, int]:
    everything = list(histories.by_complaint.values())
    levels = Counter(f"escalated_level_{step.level}" for each in everything for step in each.escalations)
    return {
        "filed": len(client.promised()),
        "replayed": sum(filing.replayed for filing in client.filings),
        "refused": sum(400 <= (filing.status or 0) < 500 for filing in client.filings),
        "steps": sum(act.is_done for act in client.acts),
        "assigned": sum(isinstance(each, ComplaintAssigned) for h in everything for each in h.assignments),
        "in_triage": sum(isinstance(each, ComplaintSentToTriage) for h in everything for each in h.assignments),
        "breached": sum(len(each.breaches) for each in everything),
        "breaches_withdrawn": sum(len(each.withdrawn_breaches) for each in everything),
        **dict(sorted(levels.items())),
        "mails": len(evidence.mails),
        "not_judged": sum(not _can_judge(each, city) for each in everything),
    }
