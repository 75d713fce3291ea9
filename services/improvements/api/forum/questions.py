"""/v1/questions: what the public is asked. Everybody reads and answers; the bureau and heads of units ask."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.http.json_bodies import JsonRoute
from contracts.values import Code
from services.improvements.api.dependencies import Anybody, Caller, Deps, Id, Key
from services.improvements.api.problems import refused
from services.improvements.api.schemas import Day
from services.improvements.application.forum import questions as use
from services.improvements.application.forum.limits import Sender
from services.improvements.application.forum.questions import Seen
from services.improvements.domain.forum.questions import MAX_ANSWERS, Question, Status, Subject, Wanted
from services.improvements.domain.refusals import Refusal
from services.improvements.store.forum.questions import MAX_PAGE, place_of
from services.improvements.voters import voters_of

router = APIRouter(prefix="/v1/questions", tags=["questions"], route_class=JsonRoute)

_Said = Annotated[str, StringConstraints(max_length=1_000)]
Texts = Annotated[dict[str, _Said], Field(max_length=20, description="a text in each language of the city")]
Before = Annotated[str | None, Query(max_length=80, description="`next` of the page before")]


class SubjectBody(BaseModel):
    """What it is about, where that is said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    improvement: Annotated[str, StringConstraints(max_length=64)] | None = None
    unit: Code | None = None
    area: Annotated[str, StringConstraints(max_length=13)] | None = None


class QuestionBody(BaseModel):
    """A question with its answers. `asked_by` is the unit that asks; both days are included. It is never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    asked_by: Code
    text: Texts
    answers: Annotated[tuple[Texts, ...], Field(max_length=MAX_ANSWERS)]
    first: Day
    last: Day
    subject: SubjectBody = SubjectBody()


class EndBody(BaseModel):
    """Why it is ended before its last day: `mistake`, `decided` or `no_longer_needed`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Code


class AnswerBody(BaseModel):
    """The place of an answer, from 0."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: Annotated[int, Field(strict=True)]


class QuestionView(BaseModel):
    """A question as everybody reads it. `ended` is the reason where it was ended early."""

    id: str
    asked_by: str
    text: dict[str, str]
    answers: list[dict[str, str]]
    first: date
    last: date
    status: Status
    subject: SubjectBody
    asked_at: datetime
    ended: str | None


class SeenView(QuestionView):
    """With the own answer, and how often each was given: after answering, when it is closed, and for who asks."""

    own: int | None
    counts: list[int] | None
    total: int | None


class Questions(BaseModel):
    """Those that end last come first. `next`, if there is more, goes into `before`."""

    questions: list[QuestionView]
    next: str | None


@router.get("")
async def list_questions(deps: Deps, before: Before = None) -> Questions:
    """All questions, those that end last first."""
    found = await deps.forum.questions.listed(before)
    following = place_of(found[-1]) if len(found) == MAX_PAGE else None
    today = deps.today()
    return Questions(questions=[QuestionView(**_public(each, each.status(today))) for each in found], next=following)


@router.get("/{question_id}")
async def read(http: Request, deps: Deps, who: Anybody, question_id: Id) -> SeenView:
    """One question, as the caller's browser or program sees it: known by its cookie."""
    voters = voters_of(http)
    known = voters.known(http.cookies)
    found = await use.look(question_id, voters.kept_as(known, question_id) if known else None, who, deps)
    if isinstance(found, Refusal):
        raise refused(found)
    return _seen(found)


@router.post("", status_code=201)
async def ask(deps: Deps, who: Caller, body: QuestionBody, response: Response, key: Key = None) -> QuestionView:
    """Ask the public. The bureau asks for every unit, heads for their own and those below."""
    wanted = Wanted(body.asked_by, body.text, body.answers, body.first, body.last, Subject(**body.subject.model_dump()))
    outcome = await use.ask(wanted, who, key, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    response.headers["Location"] = f"/v1/questions/{outcome.id}"
    return QuestionView(**_public(outcome, outcome.status(deps.today())))


@router.post("/{question_id}/end")
async def end(deps: Deps, who: Caller, question_id: Id, body: EndBody) -> QuestionView:
    """End it early, with the reason that everybody reads."""
    outcome = await use.end(question_id, body.reason, who, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return QuestionView(**_public(outcome, outcome.status(deps.today())))


@router.post("/{question_id}/answers")
async def answer(http: Request, deps: Deps, question_id: Id, body: AnswerBody, response: Response) -> SeenView:
    """Answer, or change the answer. The cookie that comes back makes the next one yours: send it again."""
    voters = voters_of(http)
    voter = voters.met(http.cookies)
    sender = Sender(voters.kept_as(voter, question_id), voters.address_key(http, "vote", deps.clock()))
    outcome = await use.answer(question_id, body.answer, sender, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    voters.remember(voter, response)
    return _seen(outcome)


def _seen(seen: Seen) -> SeenView:
    counts = None if seen.counts is None else list(seen.counts)
    total = None if counts is None else sum(counts)
    return SeenView(**_public(seen.question, seen.status), own=seen.own, counts=counts, total=total)


def _public(question: Question, status: Status) -> dict[str, object]:
    subject = question.subject
    return {
        "id": question.id,
        "asked_by": question.asked_by,
        "text": dict(question.text),
        "answers": [dict(each) for each in question.answers],
        "first": question.first,
        "last": question.last,
        "status": status,
        "subject": SubjectBody(improvement=subject.improvement, unit=subject.unit, area=subject.area),
        "asked_at": question.asked_at,
        "ended": question.ended.reason if question.ended else None,
    }
