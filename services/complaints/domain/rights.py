"""Who may see a complaint and who may act on it: one row per role in `RIGHTS`, and nothing about it anywhere else.

A new role is one row here, a new right of a role one word in its row. A leader may reopen what was answered. The system
files and confirms what a connected system reports; closing by a rule of its own would be a further action in its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from contracts.values import Actor, ActorKind
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.units import Units


class Role(StrEnum):
    """What somebody is to a complaint. A supervisor is an officer who also reads what the units below have."""

    CHANNEL = "channel"
    COMPLAINANT = "complainant"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    SYSTEM = "system"


class Reach(Enum):
    """Which complaints a right extends to."""

    NONE = "none"
    HANDED_IN = "those that the channel handed in"
    OWN_UNIT = "those of the own unit"
    SUBTREE = "those of the own unit and of the units below"
    ANY = "any: a complainant has found it by its code, the system by a rule"


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may do, and with which complaints. `acts_as` is what events call the actor."""

    acts_as: ActorKind
    sees: Reach
    acts_on: Reach = Reach.NONE
    actions: frozenset[str] = frozenset()
    may_file: bool = False
    sees_remarks: bool = False


_WORK = frozenset({"acknowledge", "start", "request_information", "resolve", "reject", "transfer", "reopen"})

RIGHTS: Mapping[Role, Rights] = {
    Role.CHANNEL: Rights(ActorKind.CHANNEL, sees=Reach.HANDED_IN, may_file=True),
    Role.COMPLAINANT: Rights(
        ActorKind.COMPLAINANT,
        sees=Reach.ANY,
        acts_on=Reach.ANY,
        actions=frozenset({"reply", "withdraw", "confirm", "reopen"}),
    ),
    Role.OFFICER: Rights(
        ActorKind.OFFICER, sees=Reach.OWN_UNIT, acts_on=Reach.OWN_UNIT, actions=_WORK, sees_remarks=True
    ),
    Role.SUPERVISOR: Rights(
        ActorKind.OFFICER, sees=Reach.SUBTREE, acts_on=Reach.OWN_UNIT, actions=_WORK, sees_remarks=True
    ),
    Role.LEADER: Rights(
        ActorKind.LEADER,
        sees=Reach.SUBTREE,
        acts_on=Reach.SUBTREE,
        actions=frozenset({"reopen"}),
        sees_remarks=True,
    ),
    Role.SYSTEM: Rights(
        ActorKind.SYSTEM, sees=Reach.ANY, acts_on=Reach.ANY, actions=frozenset({"confirm"}), may_file=True
    ),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody whose role is established: by a key, a token or a tracking code, or because it is Tanggap itself."""

    role: Role
    id: str | None = None
    unit: str | None = None

    @property
    def rights(self) -> Rights:
        """What the role may do."""
        return RIGHTS[self.role]

    @property
    def actor(self) -> Actor:
        """As events name whoever acted."""
        return Actor(kind=self.rights.acts_as, id=self.id, unit=self.unit)


THE_COMPLAINANT = Principal(Role.COMPLAINANT)
"""Whoever holds the tracking code; opaque on purpose."""


def may_see(who: Principal, complaint: Complaint, units: Units) -> bool:
    """Whether they may know that the complaint exists."""
    if who.rights.sees is Reach.HANDED_IN:
        return complaint.routing_input.channel == who.id
    return _reaches(who.rights.sees, who, complaint.unit, units)


def may_list(who: Principal, unit: str, units: Units) -> bool:
    """Whether they may see all that a unit has to do."""
    return _reaches(who.rights.sees, who, unit, units)


def may_act_on(who: Principal, complaint: Complaint, units: Units) -> bool:
    """Whether the complaint is theirs to act on, whatever the action."""
    return _reaches(who.rights.acts_on, who, complaint.unit, units)


def waits_for_assignment(who: Principal) -> bool:
    """Whether they act for a unit, and so have to wait while routing decides which one it is."""
    return who.rights.acts_on in (Reach.OWN_UNIT, Reach.SUBTREE)


def roles_with(action: str) -> str:
    """Who may take an action at all, in words."""
    return " or ".join(sorted({each.acts_as.value for each in RIGHTS.values() if action in each.actions}))


def _reaches(reach: Reach, who: Principal, unit: str | None, units: Units) -> bool:
    if reach is Reach.ANY:
        return True
    if unit is None or who.unit is None:
        return False
    if reach is Reach.SUBTREE:
        return units.is_within(unit, who.unit)
    return reach is Reach.OWN_UNIT and unit == who.unit
