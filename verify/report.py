"""The verdicts, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS: Mapping[str, str] = {
    "lost": "a 201 was answered, but the complaint cannot be read or was never published",
    "unequal": "what is read is not what was sent",
    "board_differs": "the timeline that the API shows is not what was published",
    "unknown_complaint": "a complaint was published that no client filed",
    "act_lost": "a step was confirmed, but is not among the published facts",
    "act_unasked": "a step was published that no client took",
    "journal_gap": "the numbers of a complaint's facts have a gap or come in the wrong order",
    "journal_conflict": "two different facts have the same number",
    "unassigned": "nobody was made responsible",
    "assigned_twice": "two different assignments have the same assignment_number",
    "assignment_contradicts": "a repeated assignment names another unit",
    "assignment_uncaused": "an assignment answers no fact of the intake API",
    "breach_early": "a breach was stated before the deadline, or of a deadline that was never due then",
    "breach_missing": "a deadline passed and no breach was stated",
    "breach_twice": "the same breach was stated twice",
    "escalated_early": "a level was stated before its time, or while nothing was owed",
    "escalated_twice": "the same level was stated twice",
    "level_missing": "a level that was due was not stated",
    "wrong_role": "a level names another role than the policy",
    "mail_missing": "a fact asks for a mail that did not arrive",
    "mail_extra": "a mail arrived that no fact asks for, or a second one for the same fact",
    "mail_misaddressed": "a mail went to somebody else",
    "delivery_failed": "notify gave up on a mail",
    "undecodable": "a record is not an event",
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
