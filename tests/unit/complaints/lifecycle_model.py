"""An independent, naive model of the lifecycle, as people would describe it. It shares no code with the real one."""

from dataclasses import dataclass, field

ALLOWED: dict[tuple[str, str], dict[str, str]] = {
    ("officer", "acknowledge"): {"filed": "acknowledged", "assigned": "acknowledged"},
    ("officer", "start"): {"assigned": "in_progress", "acknowledged": "in_progress"},
    ("officer", "request_information"): {
        "acknowledged": "needs_information",
        "in_progress": "needs_information",
    },
    ("officer", "resolve"): {"assigned": "resolved", "acknowledged": "resolved", "in_progress": "resolved"},
    ("officer", "reject"): {
        "filed": "rejected",
        "assigned": "rejected",
        "acknowledged": "rejected",
        "in_progress": "rejected",
        "needs_information": "rejected",
    },
    ("officer", "transfer"): {
        "filed": "filed",
        "assigned": "assigned",
        "acknowledged": "acknowledged",
        "in_progress": "in_progress",
    },
    ("officer", "reopen"): {"resolved": "reopened", "rejected": "reopened", "closed": "reopened"},
    ("complainant", "reopen"): {"resolved": "reopened", "rejected": "reopened", "closed": "reopened"},
    ("leader", "reopen"): {"resolved": "reopened", "rejected": "reopened", "closed": "reopened"},
    ("system", "confirm"): {"resolved": "closed"},
    ("complainant", "reply"): {"needs_information": "in_progress"},
    ("complainant", "confirm"): {"resolved": "closed"},
    ("complainant", "withdraw"): {
        "filed": "withdrawn",
        "assigned": "withdrawn",
        "acknowledged": "withdrawn",
        "in_progress": "withdrawn",
        "needs_information": "withdrawn",
        "reopened": "withdrawn",
    },
}
TYPES = {
    "acknowledge": "complaint.acknowledged",
    "start": "complaint.started",
    "request_information": "complaint.information_requested",
    "resolve": "complaint.resolved",
    "reject": "complaint.rejected",
    "transfer": "complaint.transferred",
    "reopen": "complaint.reopened",
    "reply": "complaint.information_provided",
    "confirm": "complaint.closed",
    "withdraw": "complaint.withdrawn",
}
WAITING_FOR_AN_ANSWER = {"filed", "assigned", "acknowledged", "in_progress", "needs_information", "reopened"}


@dataclass
class Model:
    """The same complaint, modelled naively. Days are counted in whole days since the start."""

    state: str = "filed"
    unit: str | None = None
    assignment_number: int = 0
    passing_on: bool = True
    passed_on: int = 0
    answered_on_day: int | None = None
    days_to_reopen: int | None = None
    story: list[str] = field(default_factory=lambda: ["complaint.filed"])

    def may(self, who: str, unit: str | None, action: str, to_unit: str | None, day: int) -> bool:
        """Whether the step is allowed."""
        if self.state not in ALLOWED.get((who, action), {}):
            return False
        if who in ("officer", "leader") and (self.passing_on or not self._is_theirs(who, unit)):
            return False
        if action == "reopen":
            return self._is_open_to_objections(day)
        return action != "transfer" or self._may_transfer(to_unit)

    def _is_theirs(self, who: str, unit: str | None) -> bool:
        if unit is None or self.unit is None:
            return False
        return unit == self.unit or (who == "leader" and unit == "kota")

    def _is_open_to_objections(self, day: int) -> bool:
        if self.answered_on_day is None or self.days_to_reopen is None:
            return False
        return day - self.answered_on_day <= self.days_to_reopen

    def _may_transfer(self, to_unit: str | None) -> bool:
        if to_unit == self.unit:
            return False
        return self.unit != "triage" or to_unit is not None

    def take(self, who: str, action: str, to_unit: str | None, day: int) -> None:
        """Take an allowed step."""
        self.state = ALLOWED[who, action][self.state]
        self.story.append(TYPES[action])
        if action in ("resolve", "reject"):
            self.answered_on_day = day
        if action in ("reopen", "transfer"):
            self.passing_on = True
        if action == "reopen":
            self.answered_on_day = None
        if action == "transfer" and "triage" not in (self.unit, to_unit):
            self.passed_on += 1

    def assign(self, unit: str, assignment_number: int, days_to_reopen: int) -> None:
        """Routing says who is responsible."""
        if assignment_number <= self.assignment_number:
            return
        self.unit, self.assignment_number, self.passing_on = unit, assignment_number, False
        self.days_to_reopen = days_to_reopen
        if self.state in WAITING_FOR_AN_ANSWER:
            self.state = "filed" if unit == "triage" else "assigned"
