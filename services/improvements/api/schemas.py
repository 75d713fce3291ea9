"""What is sent and answered, in JSON."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.values import AreaCode, Code, Language
from services.improvements.domain.learning.assigning import MAX_ACTIVITY, MAX_PEOPLE
from services.improvements.domain.limits import MAX_COMPLAINTS
from services.improvements.record import MAX_TEXT, MAX_TITLE

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
"""A day of the city."""
MAX_UNITS = 200
"""Units that learn the same at once."""
Complaints = Annotated[tuple[Id, ...], Field(max_length=MAX_COMPLAINTS)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AboutBody(_Sent):
    """The complaints that it is about: those with all that is named. An area stands for those below it too."""

    category: Code | None = None
    area: AreaCode | None = None
    unit: Code | None = None
    word: Code | None = None


class TargetBody(_Sent):
    """The effect that is expected: the measure, from what to what. Shares lie between 0 and 1."""

    measure: Literal["complaints", "late_share", "reopened_share", "low_rating_share", "transfer_share", "answer_days"]
    start: float = Field(ge=0, allow_inf_nan=False)
    goal: float = Field(ge=0, allow_inf_nan=False)


class ProposalBody(_Sent):
    """A proposal. `action` is one of the kinds of `improvements.yaml`; the days are those of the city."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TITLE, strip_whitespace=True)]
    description: Annotated[str, StringConstraints(max_length=MAX_TEXT)] = ""
    action: Code
    unit: Code
    about: AboutBody
    target: TargetBody
    starts_on: Day
    due_on: Day
    findings: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    complaints: Complaints = ()


class LearningUnitBody(_Sent):
    """A unit that is to learn something, and how many of its people."""

    unit: Code
    people: Annotated[int, Field(ge=1, le=MAX_PEOPLE)]


class LearningBody(_Sent):
    """What is to be learned: an xAPI activity id, its title in each language of the city, and by whom."""

    activity: Annotated[str, StringConstraints(min_length=1, max_length=MAX_ACTIVITY)]
    title: dict[Language, Annotated[str, StringConstraints(max_length=MAX_TITLE)]]
    units: Annotated[tuple[LearningUnitBody, ...], Field(max_length=MAX_UNITS)]


class StepBody(_Sent):
    """A step. `text` is for people of the city, `due_on` the new date or the day by which `learning` is to be done,
    `complaints` are to be linked, `number` is that of the learning that is withdrawn.
    """

    action: Annotated[str, StringConstraints(max_length=40)]
    reason: Code | None = None
    due_on: Day | None = None
    complaints: Complaints = ()
    text: Annotated[str, StringConstraints(max_length=MAX_TEXT)] = ""
    learning: LearningBody | None = None
    number: int | None = None


class DismissBody(_Sent):
    """Why a finding is laid aside: one of the `dismissals` of `improvements.yaml`."""

    reason: Code


class WeekView(BaseModel):
    """One week: what was seen, what was expected, and the band that chance explains."""

    day: date
    observed: float | None
    expected: float | None
    low: float | None
    high: float | None


class EffectView(BaseModel):
    """A judgement. `change` compares with what was expected without the action, with its 95 % interval: by its `scale`
    as a ratio (1: no change) or a difference (0: no change). `compared` says which complaints show what was expected.
    """

    months: int
    judged_on: date
    verdict: Literal["improved", "worsened", "no_effect_seen", "too_few"]
    measure: str
    scale: Literal["ratio", "difference"]
    compared: str
    before: float | None
    after: float | None
    expected: float | None
    change: tuple[float, float, float] | None
    complaints_before: int
    complaints_after: int
    reasons: tuple[str, ...]


class MovedView(BaseModel):
    """Its date was moved on a day: until when it was to be done before, until when since, and why."""

    moved_on: date
    was_due_on: date
    due_on: date
    reason: str | None


class LearnersView(BaseModel):
    """How many people of a unit have finished. `finished` is null where so few cannot be shown to the reader."""

    unit: str
    people: int
    finished: int | None


class LearningView(BaseModel):
    """What an improvement action assigns, and how far it is. `finished` is null where that of any unit is."""

    number: int
    activity: str
    title: dict[str, str]
    assigned_at: datetime
    due_on: date
    people: int
    finished: int | None
    units: list[LearnersView]


class ImprovementView(BaseModel):
    """An improvement action as everybody may read it."""

    id: str
    title: str
    description: str
    state: str
    action: str
    unit: str
    about: AboutBody
    target: TargetBody
    starts_on: date
    due_on: date
    moves: int
    moved: list[MovedView]
    proposed_at: datetime
    agreed_at: datetime | None
    started_at: datetime | None
    done_at: datetime | None
    complaints: int = Field(description="how many complaints gave rise to it")
    effects: list[EffectView]
    learning: list[LearningView] = Field(description="what it assigns to be learned; what was withdrawn is left out")


class RefusedStatementView(BaseModel):
    """A statement about learning that the learning record store has refused for good, and why."""

    number: int
    unit: str
    reason: str


class NoteView(BaseModel):
    """What somebody wrote with a step."""

    seq: int
    at: datetime
    text: str


class ImprovementForStaff(ImprovementView):
    """The same with what is for people of the city: notes, the linked complaints, what the reader may do now."""

    findings: list[str]
    complaint_ids: list[str]
    notes: list[NoteView]
    possible_actions: list[str]
    refused_statements: list[RefusedStatementView] = Field(
        description="for the bureau and who looks after learning; empty for others"
    )


class Improvements(BaseModel):
    """A page of improvements, the latest first; `next` leads to the page after it, null on the last one."""

    improvements: list[ImprovementView]
    next: datetime | None


class FindingView(BaseModel):
    """A finding with its evidence. Of a share `out_of` is how many complaints could have had the outcome."""

    id: str
    pattern: str
    about: AboutBody
    compared_with: Literal["past", "others"]
    since: date
    window_weeks: int
    observed: int
    expected: float
    out_of: int | None
    ratio: float
    ratio_low: float
    ratio_high: float
    p: float
    q: float
    is_season_known: bool
    found_on: date
    confirmed_on: date
    episode: int
    is_open: bool
    dismissed_for: str | None
    measure: str = Field(description="by which an action that answers it is measured, unless somebody says otherwise")


class FindingWithEvidence(FindingView):
    """With the ids of the complaints that it rests on (at most 500), and its weeks."""

    complaints: list[str]
    weeks: list[WeekView]


class Findings(BaseModel):
    """The findings that are open, the clearest first."""

    findings: list[FindingView]
