"""The events of findings and of improvement actions: what keeps going wrong, and what somebody does about it.

Like those of complaints they carry codes, numbers and times: what people have written about an action stays where it
is kept.
"""

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.events import AssignmentEvent, Escalation, Event, StepEvent
from contracts.values import About, Code, EffectVerdict, Instant, Interval, LearningIri, LearningUnit, Target


class FindingEvent(Event):
    """About a finding. The same pattern that comes back after it was gone is another finding: `episode` counts them."""

    episode: int = Field(ge=1)


class FindingOpened(FindingEvent):
    """A pattern is unusual since about `since`. It says what was seen, and nothing about whose fault that is.

    `pattern` names what grew: the number of complaints, or a share of them. `observed` and `expected` are that number
    or share in the weeks that were tested; `complaints` is how many it rests on.
    """

    type: ClassVar[str] = "finding.opened.v1"
    pattern: Code
    about: About
    since: date
    observed: float
    expected: float
    complaints: int = Field(ge=1)


class FindingClosed(FindingEvent):
    """It is unusual no more (`quiet`), or somebody has looked at it and dismissed it for another reason."""

    type: ClassVar[str] = "finding.closed.v1"
    reason: Code


class ImprovementEvent(StepEvent):
    """A step in the life of an improvement action."""


class ImprovementProposed(ImprovementEvent):
    """Somebody proposes an `action` (`training`, `repair` …) that `unit` is to own, from `starts_at` until `due_at`.

    `target` is the effect that is expected in numbers, `findings` are those that it answers.
    """

    type: ClassVar[str] = "improvement.proposed.v1"
    action: Code
    unit: Code
    about: About
    target: Target
    starts_at: Instant
    due_at: Instant
    findings: tuple[str, ...] = ()


class ImprovementAgreed(ImprovementEvent):
    """A leader has signed it off: from now on its owner has to do it."""

    type: ClassVar[str] = "improvement.agreed.v1"


class ImprovementDeclined(ImprovementEvent):
    """A leader has not signed it off, for the reason given."""

    type: ClassVar[str] = "improvement.declined.v1"


class ImprovementStarted(ImprovementEvent):
    """The owner has begun."""

    type: ClassVar[str] = "improvement.started.v1"


class ImprovementProgressReported(ImprovementEvent):
    """The owner has said how far it is."""

    type: ClassVar[str] = "improvement.progress_reported.v1"


class ImprovementPostponed(ImprovementEvent):
    """It is to be done by `due_at` now, for the reason given. `moves` says how often that was moved, this time too."""

    type: ClassVar[str] = "improvement.postponed.v1"
    due_at: Instant
    moves: int = Field(ge=1)


class ImprovementDone(ImprovementEvent):
    """The owner has done it. Whether it has had an effect is judged later."""

    type: ClassVar[str] = "improvement.done.v1"


class ImprovementDropped(ImprovementEvent):
    """It is not done after all, for the reason given."""

    type: ClassVar[str] = "improvement.dropped.v1"


class ImprovementLinked(ImprovementEvent):
    """`complaint` is one of those that gave rise to it."""

    type: ClassVar[str] = "improvement.linked.v1"
    moves_clocks: ClassVar[bool] = False
    complaint: str


class ImprovementCredited(ImprovementEvent):
    """It is done, and whoever filed the linked `complaint` is to hear that it is because of them.

    `action` and `unit` say what was done, and by whom.
    """

    type: ClassVar[str] = "improvement.credited.v1"
    moves_clocks: ClassVar[bool] = False
    complaint: str
    action: Code
    unit: Code


class EffectJudged(ImprovementEvent):
    """What became of its measure so many `months` after it was done.

    `before` and `after` are the measure on both sides, `expected` what it would have been without the action, `change`
    the effect with its 95 % interval: by its `scale` a `ratio` to `expected` (1 is no change) or a `difference` from
    it (0 is no change). They are left out where there was too little to judge.
    """

    type: ClassVar[str] = "improvement.effect_judged.v1"
    moves_clocks: ClassVar[bool] = False
    months: int = Field(ge=1)
    verdict: EffectVerdict
    measure: Code
    before: float | None = None
    after: float | None = None
    expected: float | None = None
    change: Interval | None = None
    scale: Code | None = None

    def has_unknown_member(self) -> bool:
        """Whether the kind of actor is unknown, or the verdict."""
        return super().has_unknown_member() or self.verdict is EffectVerdict.OTHER


class LearningAssigned(ImprovementEvent):
    """People of `units` are to learn `activity`, an xAPI activity id, until `due_at`.

    `number` counts what is assigned by the same improvement action: 1, 2, 3 … What the activity is called stays where
    it is kept.
    """

    type: ClassVar[str] = "improvement.learning_assigned.v1"
    moves_clocks: ClassVar[bool] = False
    number: int = Field(ge=1)
    activity: LearningIri
    units: tuple[LearningUnit, ...] = Field(min_length=1)
    due_at: Instant


class LearningWithdrawn(ImprovementEvent):
    """What was assigned under `number` need not be learned after all, for the reason given."""

    type: ClassVar[str] = "improvement.learning_withdrawn.v1"
    moves_clocks: ClassVar[bool] = False
    number: int = Field(ge=1)
    activity: LearningIri


class ImprovementAssigned(AssignmentEvent):
    """Its owner has to do something by the clocks of `policy`: a proposal is to be decided, or an agreed action done.

    `filed_at` is when it was proposed. A date that is moved, or another owner, is another assignment.
    """

    type: ClassVar[str] = "improvement.assigned.v1"


class ImprovementEscalated(Escalation):
    """A level of an improvement action's ladder was reached."""

    type: ClassVar[str] = "improvement.escalated.v1"


FINDING_EVENTS: tuple[type[Event], ...] = (FindingOpened, FindingClosed)
IMPROVEMENT_STEPS: tuple[type[ImprovementEvent], ...] = (
    ImprovementProposed,
    ImprovementAgreed,
    ImprovementDeclined,
    ImprovementStarted,
    ImprovementProgressReported,
    ImprovementPostponed,
    ImprovementDone,
    ImprovementDropped,
    ImprovementLinked,
    ImprovementCredited,
    EffectJudged,
    LearningAssigned,
    LearningWithdrawn,
)
IMPROVEMENT_EVENTS: tuple[type[Event], ...] = (*IMPROVEMENT_STEPS, ImprovementAssigned)
