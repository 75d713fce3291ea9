"""An independent, naive model of the lifecycle, as people would describe it. It shares no code with the real one."""

from dataclasses import dataclass, field

from tests.unit.complaints.lifecycle_tables import ANSWERING, MAY, STAYS, UNANSWERED, WHEN

BELOW = {"kota": {"kota", "pu", "bidang", "lh", "triage"}, "pu": {"pu", "bidang"}}


def looks_after(who: str, own: str | None) -> set[str]:
    """The units that somebody acts for."""
    if own is None:
        return set()
    return BELOW.get(own, {own}) if who in ("unit_head", "leader", "auditor", "bureau") else {own}


@dataclass
class Model:
    """The same complaint, modelled naively. Days are counted in whole days since the start."""

    state: str = "filed"
    unit: str | None = None
    assignment_number: int = 0
    passing_on: bool = True
    passed_on: int = 0
    gave_it_away: set[str] = field(default_factory=set)
    decided_by_triage: bool = False
    review: str = "none"
    helper: str | None = None
    asked_units: list[str] = field(default_factory=list)
    answered_units: set[str] = field(default_factory=set)
    comments: int = 0
    corrections: int = 0
    stars: int | None = None
    promises: list[int] = field(default_factory=list)
    level: int = 0
    answered_on_day: int | None = None
    days_to_reopen: int | None = None
    merged_into: str | None = None
    story: list[str] = field(default_factory=lambda: ["filed"])

    def may(self, who: str, own: str | None, action: str, to_unit: str | None, day: int) -> bool:
        """Whether the step is allowed, with everything given that it needs."""
        if action not in MAY[who] or self.state not in WHEN[action][0]:
            return False
        if who not in ("complainant", "system") and (self.passing_on or not self._is_theirs(who, own, action)):
            return False
        special = getattr(self, f"_may_{action}", None)
        return special is None or bool(special(own, to_unit, day))

    def _is_theirs(self, who: str, own: str | None, action: str) -> bool:
        for_units = looks_after(who, own)
        if action == "contribute":
            return bool(for_units & set(self.asked_units))
        if action == "uphold":
            return self.review == "pending" and "triage" in for_units
        if self.unit in for_units:
            return True
        if self.helper in for_units and action in ANSWERING:
            return True
        if for_units & set(self.asked_units) and action == "note":
            return True
        return self.review == "pending" and "triage" in for_units and action in ("transfer", "note")

    def _may_transfer(self, own: str | None, to_unit: str | None, _day: int) -> bool:
        if to_unit == self.unit and to_unit is not None:
            return False
        if own == "triage":
            return to_unit is not None
        return not self.decided_by_triage and (to_unit not in self.gave_it_away or to_unit == "triage")

    def _may_reclassify(self, own: str | None, _to: str | None, _day: int) -> bool:
        return own == "triage" or self.corrections < 2

    def _may_request_review(self, _own: str | None, _to: str | None, _day: int) -> bool:
        return self.decided_by_triage and self.review == "none"

    def _may_request_contribution(self, _own: str | None, to_unit: str | None, _day: int) -> bool:
        return len(self.asked_units) < 5 and to_unit not in (None, "triage", self.unit, *self.asked_units)

    def _may_delegate(self, _own: str | None, to_unit: str | None, _day: int) -> bool:
        return to_unit is None or to_unit in BELOW.get(self.unit or "", {self.unit})

    def _may_acknowledge_escalation(self, _own: str | None, _to: str | None, _day: int) -> bool:
        return self.level > 0 and len(self.promises) < 2

    def _may_reopen(self, _own: str | None, _to: str | None, day: int) -> bool:
        if self.answered_on_day is None or self.days_to_reopen is None:
            return False
        return day - self.answered_on_day <= self.days_to_reopen

    def _may_comment(self, _own: str | None, _to: str | None, _day: int) -> bool:
        return self.comments < 20

    def _may_rate(self, own: str | None, to: str | None, day: int) -> bool:
        return self.state == "resolved" or (self.stars is None and self._may_reopen(own, to, day))

    def take(self, who: str, own: str | None, action: str, to_unit: str | None, day: int) -> None:
        """Take an allowed step."""
        target = WHEN[action][1]
        special = getattr(self, f"_{action}", None)
        if special is not None:
            special(who, own, to_unit, day)
        self.state = self.state if target == STAYS else target
        self.story.append(action)
        if self.state in ("resolved", "rejected", "withdrawn", "closed", "duplicate") and target != STAYS:
            self.asked_units, self.level, self.promises = [], 0, []
            self.review = "done" if self.review == "pending" else self.review

    def _resolve(self, _who: str, _own: str | None, _to: str | None, day: int) -> None:
        self.answered_on_day = day

    _reject = _resolve

    def _close(self, _who: str, _own: str | None, _to: str | None, day: int) -> None:
        self.answered_on_day = day if self.answered_on_day is None else self.answered_on_day

    _confirm = _settle = _close

    def _reopen(self, _who: str, _own: str | None, _to: str | None, _day: int) -> None:
        self.passing_on, self.answered_on_day, self.stars, self.merged_into = True, None, None, None

    _unmerge = _reopen

    def _merge(self, _who: str, _own: str | None, _to: str | None, _day: int) -> None:
        self.helper, self.merged_into = None, "c-2"

    def _rejoin(self, _who: str, _own: str | None, _to: str | None, _day: int) -> None:
        self.answered_on_day, self.stars, self.merged_into = None, None, "c-2"

    def _withdraw(self, _who: str, _own: str | None, _to: str | None, _day: int) -> None:
        self.merged_into = None

    def _transfer(self, _who: str, own: str | None, to_unit: str | None, _day: int) -> None:
        decides = own == "triage"
        if not decides and self.unit is not None:
            self.gave_it_away.add(self.unit)
        if not decides and "triage" not in (self.unit, to_unit):
            self.passed_on += 1
        self.passing_on, self.decided_by_triage, self.helper = True, decides, None
        self.review = "done" if self.review == "pending" else self.review

    def _reclassify(self, _who: str, own: str | None, _to: str | None, _day: int) -> None:
        self.passing_on = True
        self.corrections += own != "triage"

    def _change_policy(self, _who: str, _own: str | None, _to: str | None, _day: int) -> None:
        self.passing_on = True

    def _delegate(self, _who: str, _own: str | None, to_unit: str | None, _day: int) -> None:
        self.helper = None if to_unit == self.unit else to_unit

    def _request_contribution(self, _who: str, _own: str | None, to_unit: str | None, _day: int) -> None:
        self.asked_units.append(to_unit or "")

    def _contribute(self, who: str, own: str | None, _to: str | None, _day: int) -> None:
        theirs = [unit for unit in self.asked_units if unit in looks_after(who, own)]
        unit = own if own in theirs else theirs[0]
        self.asked_units.remove(unit or "")
        self.answered_units.add(unit or "")

    def _request_review(self, _who: str, _own: str | None, _to: str | None, _day: int) -> None:
        self.review = "pending"

    def _uphold(self, _who: str, _own: str | None, _to: str | None, _day: int) -> None:
        self.review = "done"

    def _acknowledge_escalation(self, _who: str, _own: str | None, _to: str | None, day: int) -> None:
        self.promises.append(day)

    def _comment(self, _who: str, _own: str | None, _to: str | None, _day: int) -> None:
        self.comments += 1

    def _rate(self, _who: str, _own: str | None, _to: str | None, _day: int) -> None:
        self.stars = 4

    def assign(self, unit: str, number: int, days_to_reopen: int, *, continues: bool, by_correction: bool) -> None:
        """Routing says who is responsible."""
        if number <= self.assignment_number:
            return
        former, self.unit = self.unit, unit
        self.assignment_number, self.passing_on, self.days_to_reopen = number, False, days_to_reopen
        if continues:
            return
        if former not in (None, unit) and (by_correction or unit == "triage"):
            self.gave_it_away.add(former or "")
        self.helper, self.level, self.promises = None, 0, []
        if self.state in UNANSWERED:
            self.state = "filed" if unit == "triage" else "assigned"

    def escalate(self, level: int) -> None:
        """Somebody had to hear of it."""
        if self.state in UNANSWERED:
            self.level = max(self.level, level)

    def whose_move(self) -> str | None:
        """Who has to do something; None when it is over."""
        if self.state in ("rejected", "withdrawn", "closed", "duplicate"):
            return None
        if self.passing_on:
            return "routing"
        if self.state in ("needs_information", "resolved"):
            return "complainant"
        return "triage" if self.review == "pending" else self.helper or self.unit
