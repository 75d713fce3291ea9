"""Who may propose, decide and carry out improvement actions: a row for each role, and nothing about it elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from contracts.values import Actor, ActorKind


class Organisation(Protocol):
    """What decisions need to know of a city's units."""

    @property
    def bureau(self) -> str:
        """The unit that looks after improvements."""
        ...

    def is_within(self, unit: str | None, upper: str) -> bool:
        """Whether `unit` is `upper` or stands somewhere below it."""
        ...


class Reach(Enum):
    """To which units a right extends."""

    OWN_UNIT = "the own unit"
    SUBTREE = "the own unit and those below it"
    ANY = "every unit"


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may do. `sees_coaching`: it reads what only the head and the bureau are to read, within its reach."""

    acts_as: ActorKind
    reach: Reach
    actions: frozenset[str] = frozenset()
    sees_coaching: bool = False


_CARRY_OUT = frozenset({"start", "report_progress", "finish"})
_LEARNING = frozenset({"assign_learning", "withdraw_learning"})
_FORUM = frozenset({"ask", "answer_idea"})
_PLAN = frozenset({"propose", "postpone", "drop", "link"})
_OWN = _CARRY_OUT | _PLAN | _LEARNING | _FORUM | {"annotate", "survey", "record_learning"}

RIGHTS: Mapping[str, Rights] = {
    "officer": Rights(ActorKind.OFFICER, Reach.OWN_UNIT, _CARRY_OUT | {"survey", "record_learning"}),
    "triage": Rights(ActorKind.TRIAGE, Reach.OWN_UNIT, _CARRY_OUT),
    "unit_head": Rights(ActorKind.UNIT_HEAD, Reach.SUBTREE, _OWN, sees_coaching=True),
    "leader": Rights(
        ActorKind.LEADER, Reach.SUBTREE, frozenset({"propose", "agree", "decline", "postpone", "drop", "dismiss"})
    ),
    "bureau": Rights(
        ActorKind.BUREAU,
        Reach.ANY,
        _PLAN | _LEARNING | _FORUM | {"dismiss", "survey", "record_learning", "look_through"},
        sees_coaching=True,
    ),
    "auditor": Rights(ActorKind.OFFICER, Reach.SUBTREE),
}
"""By the roles of the access file. The names of actions are those of `domain.actions`, and what else is done here."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who works for the city, in a role for a unit."""

    role: str
    id: str
    unit: str

    @property
    def rights(self) -> Rights:
        """What the role may do."""
        return RIGHTS[self.role]

    @property
    def actor(self) -> Actor:
        """As events name whoever acted."""
        return Actor(kind=self.rights.acts_as, id=self.id, unit=self.unit)


THE_SYSTEM = Actor(kind=ActorKind.SYSTEM)
"""Tanggap itself, which credits complaints and judges effects."""


def reaches(who: Principal, unit: str, organisation: Organisation) -> bool:
    """Whether what somebody may do extends to a unit."""
    match who.rights.reach:
        case Reach.ANY:
            return True
        case Reach.SUBTREE:
            return organisation.is_within(unit, who.unit)
        case Reach.OWN_UNIT:
            return unit == who.unit


def may(who: Principal, action: str, unit: str, organisation: Organisation) -> bool:
    """Whether somebody may take this action for that unit."""
    return action in who.rights.actions and reaches(who, unit, organisation)


def may_see_coaching(who: Principal, unit: str, organisation: Organisation) -> bool:
    """Whether somebody may read on which units help is offered: the unit's own head, and the bureau."""
    return who.rights.sees_coaching and reaches(who, unit, organisation)


def roles_with(action: str) -> str:
    """Who may take an action at all, in words."""
    return " or ".join(sorted(role.replace("_", " ") for role, rights in RIGHTS.items() if action in rights.actions))
