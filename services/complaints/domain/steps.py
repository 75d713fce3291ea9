"""What an action is, and a step: an action that somebody wants to take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contracts import events
from contracts.values import AnsweredVia
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.rights import Principal


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done. `target` of None leaves the state as it is.

    `reasons` are the published codes that may be given; without one the first is taken, unless `reason_required`.
    `needs` are the further fields that must be given, `takes` those that may be; texts may always be added.
    """

    name: str
    sources: frozenset[State]
    target: State | None
    event: type[events.ComplaintEvent]
    reasons: tuple[str, ...]
    reason_required: bool = False
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Credit:
    """An improvement action that is done, its kind, and the unit that has done it."""

    improvement: str
    improving: str
    unit: str


@dataclass(frozen=True, slots=True)
class Step:
    """An action that somebody wants to take, with what was given for it. Of free text only `texts` is known here:
    which of `message`, `note` and `text` there are. It stays outside of what is decided and published. `original` is
    the complaint `into` which this one is merged, as it stands; None when there is no such complaint. `scores` are
    those of the survey by element, which was answered `via` what is named. `credit` is what the complaint is credited
    with.
    """

    action: Action
    by: Principal
    reason: str | None = None
    to_unit: str | None = None
    to_person: str | None = None
    category: str | None = None
    area: str | None = None
    policy: str | None = None
    promised_until: datetime | None = None
    stars: int | None = None
    scores: Mapping[str, int] | None = None
    via: AnsweredVia = AnsweredVia.CHANNEL
    credit: Credit | None = None
    into: str | None = None
    original: Complaint | None = None
    texts: frozenset[str] = field(default_factory=frozenset)
    trace: str | None = None


GIVEN = ("to_unit", "to_person", "category", "area", "policy", "promised_until", "stars", "scores", "credit", "into")
"""The fields of a step that only some actions take."""
