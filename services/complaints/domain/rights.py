"""Who may see a complaint and who may act on it: one row per role in `RIGHTS`, and nothing about it anywhere else.

A role says what somebody may do at all. What their unit is to a complaint, its `Standing`, says which of it they may do
there. A new role is one row in `RIGHTS`, a new right of a role one word in its row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from city.access import StaffRole
from contracts.values import Actor, ActorKind
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.organisation import Organisation


class Role(StrEnum):
    """What somebody is to a complaint. Who works for the city has the role that they have there."""

    CHANNEL = "channel"
    COMPLAINANT = "complainant"
    FOLLOWER = "follower"
    OFFICER = StaffRole.OFFICER.value
    UNIT_HEAD = StaffRole.UNIT_HEAD.value
    LEADER = StaffRole.LEADER.value
    TRIAGE = StaffRole.TRIAGE.value
    AUDITOR = StaffRole.AUDITOR.value
    BUREAU = StaffRole.BUREAU.value
    SYSTEM = "system"


class Reach(Enum):
    """Which complaints a role extends to."""

    HANDED_IN = "those that the channel handed in"
    OWN_UNIT = "those of the own unit"
    SUBTREE = "those of the own unit and of the units below"
    ANY = "any: a complainant has found it by its code, the system by a rule"


class Standing(Enum):
    """What somebody's unit is to a complaint."""

    RESPONSIBLE = "it answers for the complaint"
    DELEGATE = "it does the work for a unit above"
    CONTRIBUTOR = "it was asked for its part"
    REVIEWER = "it is the triage desk, and was asked to look again at its decision"
    INFORMED = "it has given its part"


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may do, and with which complaints. `acts_as` is what events call the actor.

    `may_attach`: add photos and documents; people of the city where they may act at all.
    """

    acts_as: ActorKind
    reach: Reach
    actions: frozenset[str] = frozenset()
    may_file: bool = False
    may_attach: bool = False
    is_staff: bool = False


_ANSWER = frozenset({"acknowledge", "start", "report_progress", "request_information", "resolve", "note"})
_WORK = _ANSWER | {"reject", "transfer", "reclassify", "delegate", "request_contribution", "reopen", "merge", "unmerge"}
_OFFICER = _WORK | {"contribute", "request_review"}

RIGHTS: Mapping[Role, Rights] = {
    Role.CHANNEL: Rights(ActorKind.CHANNEL, Reach.HANDED_IN, may_file=True, may_attach=True),
    Role.COMPLAINANT: Rights(
        ActorKind.COMPLAINANT,
        Reach.ANY,
        actions=frozenset({"reply", "comment", "withdraw", "confirm", "reopen", "rate", "survey"}),
        may_attach=True,
    ),
    Role.FOLLOWER: Rights(ActorKind.COMPLAINANT, Reach.ANY, actions=frozenset({"comment", "rate"})),
    Role.OFFICER: Rights(ActorKind.OFFICER, Reach.OWN_UNIT, _OFFICER, may_file=True, may_attach=True, is_staff=True),
    Role.UNIT_HEAD: Rights(
        ActorKind.UNIT_HEAD,
        Reach.SUBTREE,
        _OFFICER | {"acknowledge_escalation", "uphold"},
        may_file=True,
        may_attach=True,
        is_staff=True,
    ),
    Role.LEADER: Rights(
        ActorKind.LEADER,
        Reach.SUBTREE,
        frozenset({"acknowledge_escalation", "change_policy", "delegate", "note", "reopen"}),
        may_attach=True,
        is_staff=True,
    ),
    Role.TRIAGE: Rights(
        ActorKind.TRIAGE, Reach.OWN_UNIT, _WORK | {"uphold"}, may_file=True, may_attach=True, is_staff=True
    ),
    Role.AUDITOR: Rights(ActorKind.OFFICER, Reach.SUBTREE, is_staff=True),
    Role.BUREAU: Rights(ActorKind.OFFICER, Reach.SUBTREE, is_staff=True),
    Role.SYSTEM: Rights(
        ActorKind.SYSTEM,
        Reach.ANY,
        frozenset({"confirm", "close", "unmerge", "settle", "rejoin", "credit"}),
        may_file=True,
    ),
}

OPEN_TO: Mapping[Standing, frozenset[str]] = {
    Standing.RESPONSIBLE: frozenset().union(*(each.actions for each in RIGHTS.values())) - {"contribute", "uphold"},
    Standing.DELEGATE: _ANSWER,
    Standing.CONTRIBUTOR: frozenset({"contribute", "note"}),
    Standing.REVIEWER: frozenset({"transfer", "uphold", "note"}),
    Standing.INFORMED: frozenset(),
}
"""What each standing leaves of a role's actions."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody whose role is established: by a key, a token or a tracking code, or because it is Tanggap itself.

    `is_sandbox`: what they file is for a trial.
    """

    role: Role
    id: str | None = None
    unit: str | None = None
    is_sandbox: bool = False

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
THE_FOLLOWER = Principal(Role.FOLLOWER)
"""Whoever holds the code of one who follows a complaint: they speak for themselves, and decide nothing for others."""
THE_SYSTEM = Principal(Role.SYSTEM)
"""Tanggap itself, when a rule of the policy acts."""


def may_see(who: Principal, complaint: Complaint, organisation: Organisation) -> bool:
    """Whether they may know that the complaint exists."""
    if who.rights.reach is Reach.HANDED_IN:
        return complaint.routing_input.channel == who.id
    return who.rights.reach is Reach.ANY or any(True for _ in standings(who, complaint, organisation))


def may_list(who: Principal, unit: str, organisation: Organisation) -> bool:
    """Whether they may see all that a unit has to do."""
    return who.rights.is_staff and _reaches(who, unit, organisation)


def actions_on(who: Principal, complaint: Complaint, organisation: Organisation) -> frozenset[str]:
    """What they may do with this complaint, whatever its state."""
    if who.rights.reach is Reach.ANY:
        return who.rights.actions
    open_to = (OPEN_TO[standing] for standing in standings(who, complaint, organisation))
    return who.rights.actions & frozenset().union(*open_to)


def may_attach_to(who: Principal, complaint: Complaint, organisation: Organisation) -> bool:
    """Whether they may add photos and documents to a complaint that they may see."""
    return who.rights.may_attach and (not who.rights.is_staff or bool(actions_on(who, complaint, organisation)))


def standings(who: Principal, complaint: Complaint, organisation: Organisation) -> Iterator[Standing]:
    """What the units that somebody acts for are to the complaint; nothing when it does not concern them.

    One of the sandbox concerns nobody: only its channel and its complainant know of it.
    """
    if complaint.is_sandbox:
        return
    concerned = (
        (Standing.RESPONSIBLE, (complaint.unit,)),
        (Standing.DELEGATE, (complaint.delegated_to,)),
        (Standing.CONTRIBUTOR, complaint.contributors),
        (Standing.REVIEWER, (organisation.triage_unit if complaint.review_pending else None,)),
        (Standing.INFORMED, complaint.contributed),
    )
    for standing, units in concerned:
        if any(_reaches(who, unit, organisation) for unit in units):
            yield standing


def contributing_unit(who: Principal, complaint: Complaint, organisation: Organisation) -> str | None:
    """The unit that they contribute for: their own one if it was asked, else one below it."""
    asked = [unit for unit in complaint.contributors if _reaches(who, unit, organisation)]
    return who.unit if who.unit in asked else next(iter(asked), None)


def decides_for_triage(who: Principal, organisation: Organisation) -> bool:
    """Whether they belong to the triage desk, whose decision binds."""
    return who.unit == organisation.triage_unit


def waits_for_assignment(who: Principal) -> bool:
    """Whether they act for a unit, and so have to wait while routing decides which one it is."""
    return who.rights.is_staff


def roles_with(action: str) -> str:
    """Who may take an action at all, in words."""
    roles = sorted(role.value.replace("_", " ") for role, rights in RIGHTS.items() if action in rights.actions)
    return " or ".join(roles)


def _reaches(who: Principal, unit: str | None, organisation: Organisation) -> bool:
    if unit is None or who.unit is None:
        return False
    if who.rights.reach is Reach.SUBTREE:
        return organisation.is_within(unit, who.unit)
    return who.rights.reach is Reach.OWN_UNIT and unit == who.unit
