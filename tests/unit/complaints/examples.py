"""Complaints, principals and events that the tests of this folder share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.events import AssignmentEvent, ComplaintAssigned, ComplaintEscalated, ComplaintSentToTriage
from contracts.values import SURVEY_ELEMENTS, Method, Reason, RoutingInput
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import Change, file
from services.complaints.domain.rights import THE_COMPLAINANT, THE_SYSTEM, Principal, Role
from services.complaints.domain.steps import Credit
from tests.builders import policy

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CHANNEL = Principal(Role.CHANNEL, "demo")
SYSTEM = Principal(Role.SYSTEM, "import")
ROUTING_INPUT = RoutingInput(channel="demo", filed_at=NOON, category="jalan-rusak", words=("jalan",))
REOPEN_WITHIN_DAYS = 14
SCORES = {name: number % 4 + 1 for number, name in enumerate(SURVEY_ELEMENTS)}
CREDIT = Credit("imp-1", "repair", "pu")
OTHER = Complaint("c-2", ROUTING_INPUT, State.ASSIGNED, version=2, seq=1, unit="lh", assignment_number=1)
"""An open complaint at another unit."""


@dataclass(frozen=True)
class Tree:
    """Two units below the city, one of them with a division, and the triage desk."""

    units: Mapping[str, str | None] = field(
        default_factory=lambda: {"kota": None, "pu": "kota", "bidang": "pu", "lh": "kota", "triage": "kota"}
    )
    triage_unit: str = "triage"
    staff: Mapping[str, str] = field(default_factory=lambda: {"ani": "pu", "budi": "bidang", "citra": "lh"})
    categories: tuple[str, ...] = ("jalan-rusak", "sampah")
    policy_names: tuple[str, ...] = ("short", "long")
    proof_categories: tuple[str, ...] = ()

    def is_within(self, unit: str | None, upper: str) -> bool:
        """Whether `unit` is `upper` or stands below it."""
        return unit is not None and (unit == upper or self.is_within(self.units.get(unit), upper))

    def upwards(self, unit: str) -> Iterator[str]:
        """The unit and those above it."""
        at: str | None = unit
        while at is not None and at in self.units:
            yield at
            at = self.units[at]

    def needs_proof(self, category: str | None) -> bool:
        """Whether what was done has to be shown in a photo."""
        return category in self.proof_categories

    def has_area(self, area: str) -> bool:
        """Whether it is a place in the city."""
        return area.startswith("99.71")


UNITS = Tree()


def officer(unit: str) -> Principal:
    """An officer of a unit."""
    return Principal(Role.OFFICER, f"officer-{unit}", unit)


def unit_head(unit: str) -> Principal:
    """The head of a unit, who acts for those below as well."""
    return Principal(Role.UNIT_HEAD, f"head-{unit}", unit)


def triage() -> Principal:
    """Somebody of the triage desk."""
    return Principal(Role.TRIAGE, "triage-1", "triage")


def leader(unit: str) -> Principal:
    """A leader over a unit and those below."""
    return Principal(Role.LEADER, f"leader-{unit}", unit)


def filed() -> Change:
    """A complaint that was just handed in."""
    change = file("c-1", ROUTING_INPUT, CHANNEL)
    assert isinstance(change, Change)
    return change


def new_complaint() -> Complaint:
    """The same, without its event."""
    return filed().complaint


def assignment(
    unit: str, assignment_number: int, complaint_id: str = "c-1", reopen_within_days: int = REOPEN_WITHIN_DAYS
) -> AssignmentEvent:
    """What routing emits; the unit `triage` is the triage desk."""
    common: dict[str, Any] = {
        "id": f"{complaint_id}-a{assignment_number}",
        "subject": complaint_id,
        "occurred_at": NOON,
        "assignment_number": assignment_number,
        "unit": unit,
        "filed_at": NOON,
        "reason": Reason(code="category_rule"),
        "policy": policy(reopen_within=f"P{reopen_within_days}D", promise_within="P30D", max_reclassifications=2),
    }
    return ComplaintSentToTriage(**common) if unit == "triage" else ComplaintAssigned(**common, method=Method.RULE)


PEOPLE: Mapping[str, Principal] = {
    **{f"officer of {unit}": officer(unit) for unit in ("pu", "lh", "bidang")},
    **{f"head of {unit}": unit_head(unit) for unit in ("kota", "pu", "lh", "triage")},
    **{f"leader of {unit}": leader(unit) for unit in ("kota", "lh")},
    "triage": triage(),
    "auditor": Principal(Role.AUDITOR, "auditor-1", "kota"),
    "bureau": Principal(Role.BUREAU, "bureau-1", "kota"),
    "system": SYSTEM,
}
"""Somebody of every role who works for the city, and the system."""


def complete(step: Step, complaint: Complaint, now: datetime) -> Step:
    """The step with all that its action needs beside a unit, as it should be."""
    action, known = step.action, complaint.routing_input
    later = (complaint.promised_until or now) + timedelta(hours=1)
    return replace(
        step,
        reason=next(each for each in reversed(action.reasons) if each != "no_reply"),
        category=("sampah" if known.category != "sampah" else "jalan-rusak") if "category" in action.takes else None,
        policy="long" if "policy" in action.needs else None,
        promised_until=max(later, now + timedelta(hours=1)) if "promised_until" in action.needs else None,
        stars=4 if "stars" in action.needs else None,
        scores=SCORES if "scores" in action.needs else None,
        credit=CREDIT if "credit" in action.needs else None,
        into=OTHER.id if "into" in action.needs else None,
        original=OTHER if "into" in action.needs else None,
        texts=frozenset({"message", "note", "text"}),
    )


def escalated(level: int, complaint: Complaint, at: datetime) -> ComplaintEscalated:
    """What sla emits when a level of the stage's ladder is reached."""
    return ComplaintEscalated(
        id=f"e{level}-{at}",
        subject=complaint.id,
        occurred_at=at,
        unit=complaint.unit or "pu",
        assignment_number=max(1, complaint.assignment_number),
        clock="respond_by",
        due_at=at,
        round=1,
        level=level,
        role="unit_head",
    )


def complaint(**more: Any) -> Complaint:
    """A complaint that a unit works on, escalated once, with all limits set."""
    given: dict[str, Any] = {
        "state": State.IN_PROGRESS,
        "version": 3,
        "seq": 3,
        "state_seq": 3,
        "unit": "pu",
        "assignment_number": 1,
        "stage_level": 1,
        "stage_level_of": 1,
        "reopen_within": "P14D",
        "promise_within": "P10D",
        "max_reclassifications": 2,
        "max_transfers": 3,
    }
    return Complaint("c-1", ROUTING_INPUT, **given | more)


def somebody_for(action: str) -> tuple[Principal, Complaint]:
    """Somebody who may take the action, and a complaint that allows it."""
    special: dict[str, tuple[Principal, Complaint]] = {
        "acknowledge": (officer("pu"), complaint(state=State.ASSIGNED)),
        "start": (officer("pu"), complaint(state=State.ASSIGNED)),
        "contribute": (officer("lh"), complaint(contributors=("lh",))),
        "request_review": (officer("pu"), complaint(is_bound=True)),
        "uphold": (triage(), complaint(review_pending=True)),
        "acknowledge_escalation": (leader("kota"), complaint()),
        "change_policy": (leader("kota"), complaint()),
        "reopen": (officer("pu"), complaint(state=State.RESOLVED, answered_at=NOON)),
        "reply": (THE_COMPLAINANT, complaint(state=State.NEEDS_INFORMATION)),
        "comment": (THE_COMPLAINANT, complaint()),
        "withdraw": (THE_COMPLAINANT, complaint()),
        "confirm": (THE_COMPLAINANT, complaint(state=State.RESOLVED, answered_at=NOON)),
        "rate": (THE_COMPLAINANT, complaint(state=State.RESOLVED, answered_at=NOON)),
        "survey": (THE_COMPLAINANT, complaint(state=State.CLOSED, answered_at=NOON)),
        "unmerge": (officer("pu"), complaint(state=State.DUPLICATE, duplicate_of="c-2")),
        "settle": (THE_SYSTEM, complaint(state=State.DUPLICATE, duplicate_of="c-2")),
        "rejoin": (THE_SYSTEM, complaint(state=State.DUPLICATE, duplicate_of="c-2")),
        "credit": (THE_SYSTEM, complaint(state=State.CLOSED, answered_at=NOON)),
        "close": (THE_SYSTEM, complaint(state=State.RESOLVED, answered_at=NOON)),
    }
    return special.get(action, (officer("pu"), complaint()))


def step_for(action: str) -> tuple[Complaint, Step]:
    """A step that would be taken, with everything given."""
    who, found = somebody_for(action)
    to_unit = "lh" if action in ("transfer", "request_contribution") else None
    return found, complete(Step(ACTIONS[action], who, to_unit=to_unit), found, NOON)
