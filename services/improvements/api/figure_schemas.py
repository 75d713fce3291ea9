"""What is sent and answered about the figures of units, in JSON."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.improvements.domain.unit_notes import MAX_TEXT

Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_TEXT, strip_whitespace=True),
    Field(description="Everybody can read it. Name no person, neither who complained nor who works for the city."),
]


class AnnotationBody(BaseModel):
    """What a unit says about its figures; about all of them where `measures` names none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    period: Annotated[str, StringConstraints(max_length=10)]
    text: Text
    measures: Annotated[tuple[str, ...], Field(max_length=10)] = ()


class AnnotationView(BaseModel):
    """A note of a unit, as everybody reads it."""

    id: str
    unit: str
    period: str
    measures: list[str]
    text: str


class FigureView(BaseModel):
    """One measure of a unit, from `complaints` complaints: `value` with its 95 % interval.

    A value is a share, median working days, or mean stars. Of `compared` complaints `observed` stands beside what the
    mix of categories lets expect; `ratio` is their quotient (of stars the difference) with its interval, and `shrunk`
    is `observed` as it is to be believed. Where nothing is compared `alone` says why. `complaints_at` is the address of
    the complaints that it rests on, for people of the unit.
    """

    measure: str
    clock: str | None
    complaints: int
    value: float
    low: float
    high: float
    compared: int
    observed: float | None
    expected: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    shrunk: float | None
    alone: str | None
    complaints_at: str


class TrendView(BaseModel):
    """How a measure moved since the period before, with the 95 % interval of the change.

    What moved the whole city, or the mix of categories, is taken out of `change`. `before` and `now` are plain values.
    """

    measure: str
    clock: str | None
    before: float
    now: float
    change: float
    low: float
    high: float


class UnitView(BaseModel):
    """A unit over a period. `hidden` are measures that are not shown because too few complaints would be seen."""

    unit: str
    names: dict[str, str]
    complaints: int | None = Field(description="null where too few would be seen")
    complaints_at: str
    figures: list[FigureView]
    hidden: list[str]
    trends: list[TrendView]
    notes: list[AnnotationView]


class EntryView(BaseModel):
    """Why a unit stands out, and for which measure: what was seen, and what it is held against."""

    unit: str
    why: str
    measure: str
    clock: str | None
    complaints: int
    value: float
    against: float


class Units(BaseModel):
    """All units over a period, in the order of their ids: this is no ranking."""

    period: str
    first: date
    last: date
    made_at: datetime
    days_without_data: int = Field(description="days on which the whole city has no complaint, by no chance")
    units: list[UnitView]
    recognition: list[EntryView]


class ListsView(BaseModel):
    """What a unit is recognised for, and for its head and the bureau where help is offered; null for all others."""

    unit: str
    period: str
    made_at: datetime
    recognition: list[EntryView]
    coaching: list[EntryView] | None


class ComplaintsBehind(BaseModel):
    """The ids of complaints that a figure rests on, the latest first, at most 500, and how many there are."""

    unit: str
    period: str
    measure: str
    complaints: list[str]
    number: int


class IndexView(BaseModel):
    """The index, from 25 to 100, with its 95 % interval and grade, and the mean score of each element, from 1 to 4.

    `response_share` is how many answered of those who could, `needed` how many answers the table of the regulation
    wants; null where that is not known, as with paper forms.
    """

    answers: int
    index: float
    low: float
    high: float
    grade: str
    is_grade_sure: bool
    elements: dict[str, float]
    response_share: float | None
    needed: int | None
    is_enough: bool | None


class SatisfiedView(BaseModel):
    """A unit's answers, in all where `category` is null; `index` is null where too few answered to be shown."""

    unit: str
    category: str | None
    index: IndexView | None


class SatisfactionView(BaseModel):
    """The satisfaction survey over a period. `city` is all answers, whichever unit is asked for."""

    period: str
    made_at: datetime
    city: IndexView | None
    groups: list[SatisfiedView]
