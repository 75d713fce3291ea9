"""What the ledger found, as data."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MAX_SHOWN = 20
"""Findings that a report shows one by one."""

KINDS: Mapping[str, str] = {
    "lost": "a 201 was answered, but the complaint cannot be read or was never published",
    "unequal": "what is read is not what was sent",
    "timeline_differs": "the timeline that the API shows is not what was published",
    "unknown_complaint": "a complaint was published that no client filed",
    "act_lost": "a step was confirmed, but is not among the published events",
    "act_unrequested": "a step was published that no client took",
    "sequence_gap": "the numbers of a complaint's steps have a gap or come in the wrong order",
    "sequence_conflict": "two different steps have the same number",
    "repeated_differently": "an event was repeated under its id, but not byte for byte",
    "unassigned": "nobody was made responsible",
    "assigned_twice": "two different assignments have the same assignment_number",
    "assignment_uncaused": "an assignment answers no step of the complaint",
    "assigned_otherwise": "an assignment is not what the step that asked for it demands",
    "transferred_too_often": "units passed a complaint on more often than the policy allows",
    "transferred_back": "a complaint went back to a unit that had given it away, and the triage desk did not decide so",
    "decision_not_kept": "a unit went against the triage desk's decision other than by asking once for a review",
    "mover_differs": "the API names somebody else who has to move next than the events do",
    "nobody_moves": "a complaint is not over, and nobody can be named who has to move next",
    "breach_early": "a breach was emitted before the deadline, or of a deadline that was never due then",
    "breach_missing": "a deadline passed and no breach was emitted",
    "breach_twice": "the same breach was emitted twice",
    "escalated_early": "a level was emitted before its time, or while nothing was owed",
    "escalated_twice": "the same level was emitted twice",
    "level_missing": "a level that was due was not emitted",
    "wrong_role": "a level names another role than the policy",
    "wrong_next": "a level announces a next one at another time than it comes, or one that never comes",
    "overdue_differs": "an escalation does not name what is overdue, the worst first",
    "reminder_missing": "a complainant who owed something was not reminded",
    "reminded_early": "a complainant was reminded before the time, or of nothing",
    "reminded_twice": "a complainant was reminded twice at the same share of the time",
    "expiry_missing": "a complainant's time for something was over and nothing said so",
    "expired_early": "a complainant's time was said to be over before it was, or for nothing",
    "expired_twice": "the same time of a complainant was said to be over twice",
    "not_closed": "a complainant's time was over, nobody acted, and the system did not close the complaint",
    "closed_without_cause": "the system closed a complaint, and no time of a complainant was over that says so",
    "mail_missing": "an event asks for a mail that did not arrive",
    "mail_extra": "a mail arrived that no event asks for, or a second one for the same event",
    "skipped_without_reason": "a mail was skipped, and the reason that was given for it does not hold",
    "mail_misaddressed": "a mail went to somebody else",
    "delivery_failed": "notify gave up on a mail",
    "undecodable": "a record is not an event that is known",
    "dead_letter": "a record ended among the dead letters",
    "planted_marker": "a planted marker was seen outside the store",
}
"""Every kind of finding, and what it means."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise that was not kept. `detail` never holds what a complainant wrote."""

    kind: str
    complaint_id: str
    detail: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is not a kind of finding; KINDS lists them")


@dataclass(frozen=True)
class Report:
    """What came out. `repetitions` are harmless: the same event id or mail twice, by where it was seen."""

    findings: tuple[Finding, ...]
    repetitions: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept."""
        return not self.findings

    def lines(self) -> Iterator[str]:
        """The report for people: how much of each kind, then each finding."""
        repeated = ", ".join(f"{where} {number}" for where, number in self.repetitions.items()) or "none"
        yield f"outside ledger: {len(self.findings)} findings; harmless repetitions: {repeated}"
        for kind, number in Counter(finding.kind for finding in self.findings).most_common():
            yield f"  {kind} x {number}: {KINDS[kind]}"
        for finding in self.findings[:MAX_SHOWN]:
            yield f"  {finding.kind} {finding.complaint_id} {finding.detail}"
