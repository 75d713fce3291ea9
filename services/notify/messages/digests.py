"""What a digest says, before anybody words it: each complaint once, the worst first, by unit; then improvement actions.

A complaint may have several deliveries in a digest (a new level, another clock, a comment): they become one entry.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.kinds import COMPLAINT, Key
from services.notify.messages.look import look_at
from services.notify.messages.text import Row
from services.notify.messages.view import ActionView, Seen

OVERDUE = "escalated"
KINDS = (OVERDUE, "approaching", "reopened", "replied", "commented", "rated_low", "withdrawn", "triage", "assigned")
"""The templates by which a complaint is counted, the most urgent first: it counts once, for the first that it has."""
OTHER = "other"
TO_DECIDE, LATE_ACTION, FINDING = "improvement_proposed", "improvement_escalated", "finding"
TO_DO = ("improvement_approaching", "improvement_agreed")
ACTION_KINDS = (
    LATE_ACTION, TO_DECIDE, *TO_DO, "improvement_judged", "improvement_declined", "improvement_dropped",
    "improvement_done", FINDING,
)  # fmt: skip
"""The templates by which an improvement action or a finding is counted, in the same way."""
OTHER_ACTION = "improvement_other"
ASKING = frozenset({LATE_ACTION, TO_DECIDE, *TO_DO})
"""Of these something is asked."""
MAX_ROWS = 100
"""Complaints that a digest shows; of what is beyond it gives the numbers."""
SHOWN_FIRST = 3
"""The worst of all come before the units, where there are more than these."""


@dataclass(frozen=True)
class Said:
    """One delivery as templates see it."""

    delivery: Delivery
    seen: Seen


@dataclass(frozen=True)
class Entry:
    """A complaint, or something else, with all that waits about it, the most urgent first, and nothing of it twice."""

    subject_id: str
    said: tuple[Said, ...]

    @property
    def first(self) -> Seen:
        """What is most urgent."""
        return self.said[0].seen

    @property
    def kind(self) -> str:
        """What it is counted as."""
        return kind_of(self.said[0].delivery)

    @property
    def unit(self) -> str | None:
        """The name of the unit that it waits for."""
        return self.first.view.unit_name

    @property
    def is_proposal(self) -> bool:
        """Whether it is an improvement action that is to be decided."""
        return isinstance(self.first.view, ActionView) and self.first.view.is_proposal and self.kind in ASKING

    @cached_property
    def late_ms(self) -> int:
        """How long its worst deadline has passed."""
        return max((each.late_ms for each in self.first.view.overdue), default=0)

    @property
    def level(self) -> int | None:
        """The highest level of escalation that is told of."""
        return max((each.delivery.level or 0 for each in self.said), default=0) or None

    @property
    def order(self) -> tuple[bool, int, int, int, datetime]:
        """Overdue ones first, the longest at the head; others by urgency and time, findings by their complaints."""
        is_late = self.kind in (OVERDUE, LATE_ACTION)
        number = int(self.first.variables.get("complaints", 0))
        return not is_late, -self.late_ms, _position(self.kind), -number, self.said[0].delivery.occurred_at


@dataclass(frozen=True)
class Group:
    """The complaints that wait for one unit. `shown` are those that have a row among its own, the worst first."""

    unit: str | None
    entries: tuple[Entry, ...]
    shown: tuple[Entry, ...] = ()

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return sum(entry.kind == OVERDUE for entry in self.entries)

    @property
    def worst(self) -> Entry:
        """Its worst one."""
        return self.entries[0]


@dataclass(frozen=True)
class Contents:
    """All `entries` of complaints in their order. `worst` are shown before the groups, of which the worst is first.

    `actions` are the entries of improvement actions and findings in theirs.
    """

    entries: tuple[Entry, ...]
    worst: tuple[Entry, ...]
    groups: tuple[Group, ...]
    actions: tuple[Entry, ...] = ()

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many complaints there are of each kind, the most urgent first; together they are all of them."""
        return _counted(self.entries, (*KINDS, OTHER))

    @property
    def action_counts(self) -> list[tuple[str, int]]:
        """The same of improvement actions and findings."""
        return _counted(self.actions, (*ACTION_KINDS, OTHER_ACTION))

    @property
    def asked_of_actions(self) -> Mapping[str, int]:
        """How many proposals are to be decided, actions to be done, late or not, and findings to be looked at."""
        to_decide = {entry.subject_id for entry in self.actions if entry.is_proposal}
        others = Counter(entry.kind for entry in self.actions if entry.subject_id not in to_decide)
        return {
            "to_decide": len(to_decide),
            "late_actions": others[LATE_ACTION],
            "due_actions": sum(others[kind] for kind in TO_DO),
            "findings": others[FINDING],
        }

    @property
    def hidden(self) -> list[tuple[str | None, int]]:
        """How many complaints of each unit have no row."""
        above = {entry.subject_id for entry in self.worst}
        left = [
            (group.unit, sum(entry.subject_id not in above for entry in group.entries) - len(group.shown))
            for group in self.groups
        ]
        return [(unit, number) for unit, number in left if number]

    def next_at(self, now: datetime) -> datetime | None:
        """When the next step of any of these escalations comes."""
        steps = [each.seen.variables.get("next_at") for entry in self.entries for each in entry.said]
        return min((step for step in steps if step and step > now), default=None)


def kind_of(delivery: Delivery) -> str:
    """What a complaint, or something else, is counted as for this delivery."""
    kinds, other = (KINDS, OTHER) if delivery.about == COMPLAINT else (ACTION_KINDS, OTHER_ACTION)
    return delivery.template if delivery.template in kinds else other


def arrange(rows: Sequence[Row], city: City, now: datetime, has_link: bool) -> Contents:
    """The contents of a digest of these rows."""
    by_subject: dict[Key, list[Row]] = {}
    for row in rows:
        by_subject.setdefault(row.delivery.subject, []).append(row)
    found = {key: _entry(each, city, now, has_link) for key, each in by_subject.items()}
    entries = sorted((each for key, each in found.items() if key.about == COMPLAINT), key=lambda each: each.order)
    actions = sorted((each for key, each in found.items() if key.about != COMPLAINT), key=lambda each: each.order)
    overdue = [entry for entry in entries if entry.kind == OVERDUE]
    groups = _groups(entries)
    worst = tuple(overdue[:SHOWN_FIRST]) if len(overdue) > SHOWN_FIRST and len(groups) > 1 else ()
    return Contents(tuple(entries), worst, _with_rows(groups, worst), tuple(actions))


def _entry(rows: Iterable[Row], city: City, now: datetime, has_link: bool) -> Entry:
    """Of several deliveries that say the same of a complaint the latest counts."""
    latest: dict[tuple[Any, ...], Row] = {}
    for row in sorted(rows, key=lambda row: (row.delivery.occurred_at, row.delivery.level or 0)):
        latest[_topic(row.delivery.template, row.delivery.variables)] = row
    said = [Said(row.delivery, look_at(row.delivery, row.subject, city, now, has_link)) for row in latest.values()]
    said.sort(key=lambda each: (_position(kind_of(each.delivery)), -(each.delivery.level or 0)))
    return Entry(said[0].delivery.subject_id, tuple(said))


def _position(kind: str) -> int:
    return (*KINDS, OTHER, *ACTION_KINDS, OTHER_ACTION).index(kind)


def _counted(entries: Iterable[Entry], kinds: Iterable[str]) -> list[tuple[str, int]]:
    counted = Counter(entry.kind for entry in entries)
    return [(kind, counted[kind]) for kind in kinds if counted[kind]]


def _topic(template: str, variables: Mapping[str, Any]) -> tuple[Any, ...]:
    """What two deliveries about a complaint have in common when the later one replaces the earlier."""
    return (
        template,
        variables.get("ladder"),
        variables.get("unit"),
        template == "approaching" and variables.get("clock"),
    )


def _groups(entries: Iterable[Entry]) -> list[Group]:
    """The complaints by unit: first the unit with most overdue ones, then the one that is late the longest."""
    by_unit: dict[str | None, list[Entry]] = {}
    for entry in entries:
        by_unit.setdefault(entry.unit, []).append(entry)
    groups = [Group(unit, tuple(each)) for unit, each in by_unit.items()]
    return sorted(groups, key=lambda group: (-group.overdue, -group.worst.late_ms, group.unit or ""))


def _with_rows(groups: Iterable[Group], above: Iterable[Entry]) -> tuple[Group, ...]:
    """The groups with the rows that they show: none that is shown above, and not more than fit."""
    taken = {entry.subject_id for entry in above}
    left = MAX_ROWS - len(taken)
    shown = []
    for group in groups:
        own = tuple(entry for entry in group.entries if entry.subject_id not in taken)[:left]
        left -= len(own)
        shown.append(Group(group.unit, group.entries, own))
    return tuple(shown)
