"""/v1/ideas: what people propose. Everybody proposes, reads and supports; the bureau and heads of units answer."""

from datetime import datetime
from hmac import compare_digest
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.http.json_bodies import JsonRoute
from contracts.values import AreaCode, Code
from services.improvements.api.dependencies import Anybody, Caller, Deps, Id
from services.improvements.api.problems import refused
from services.improvements.application.forum import ideas as use
from services.improvements.application.forum.ideas import Supported
from services.improvements.application.forum.limits import Sender
from services.improvements.domain.forum.ideas import IdeaState, IdeaStep, IdeaWords
from services.improvements.domain.limits import not_allowed
from services.improvements.domain.refusals import Refusal
from services.improvements.store.forum.ideas import MAX_PAGE, place_of
from services.improvements.voters import voters_of

router = APIRouter(prefix="/v1/ideas", tags=["ideas"], route_class=JsonRoute)

_Text = Annotated[str, StringConstraints(max_length=10_000)]
Sort = Annotated[Literal["newest", "support"], Query(description="`support`: the fifty with the most")]
Before = Annotated[str | None, Query(max_length=80, description="`next` of the page before, where sorted by newest")]
Secret = Annotated[str, Query(max_length=64, description="the code that was given when it was proposed")]


class IdeaBody(BaseModel):
    """An idea. Everybody reads it once it is public: without contact data, of anybody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Text
    text: _Text
    category: Code | None = None
    area: AreaCode | None = None


class IdeaStepBody(BaseModel):
    """A step: `publish` (with the `unit` that answers), `decline`, `refuse` (with a `reason`), `take_up` (with the
    `improvement`), or `exists` (with a `text`). Everybody reads the `text`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Annotated[str, StringConstraints(max_length=40)]
    reason: Code | None = None
    unit: Code | None = None
    improvement: Annotated[str, StringConstraints(max_length=64)] | None = None
    text: _Text = ""


class IdeaView(BaseModel):
    """An idea. `said` is what the city answers, `improvement` the action that takes it up."""

    id: str
    title: str
    text: str
    category: str | None
    area: str | None
    unit: str | None
    state: IdeaState
    reason: str | None
    improvement: str | None
    said: str
    supports: int
    proposed_at: datetime
    changed_at: datetime


class NewIdeaView(IdeaView):
    """With the secret code of whoever proposed it: `GET /v1/ideas/{id}?code=` says how it stands."""

    code: str


class Ideas(BaseModel):
    """`next`, if there is more, goes into `before`."""

    ideas: list[IdeaView]
    next: str | None = Field(default=None)


@router.get("")
async def list_ideas(deps: Deps, sort: Sort = "newest", before: Before = None) -> Ideas:
    """Public ideas: the latest first, or those with the most support."""
    store = deps.forum.ideas
    found = await (store.most_supported() if sort == "support" else store.newest(before))
    following = place_of(found[-1]) if sort == "newest" and len(found) == MAX_PAGE else None
    return Ideas(ideas=[_view(each) for each in await use.with_support(found, deps)], next=following)


@router.get("/waiting")
async def list_waiting(deps: Deps, who: Caller) -> Ideas:
    """Those that nobody has looked at, for the bureau: fifty, the longest waiting first."""
    if not use.may_read_hidden(who, deps):
        raise refused(not_allowed("look_through", "request"))
    found = await deps.forum.ideas.waiting()
    return Ideas(ideas=[_view(each) for each in await use.with_support(found, deps)])


@router.get("/{idea_id}")
async def read(http: Request, deps: Deps, who: Anybody, idea_id: Id, code: Secret = "") -> IdeaView:
    """One idea; one that is not public with its code, or by the bureau."""
    is_author = compare_digest(code.encode(), voters_of(http).idea_code(idea_id).encode())
    found = await use.look(idea_id, is_author, who, deps)
    if isinstance(found, Refusal):
        raise refused(found)
    return _view(found)


@router.post("", status_code=201)
async def propose(http: Request, deps: Deps, body: IdeaBody, response: Response) -> NewIdeaView:
    """Propose an idea. It waits until the bureau has looked at it; keep the code."""
    voters = voters_of(http)
    address_key = voters.address_key(http, "idea", deps.clock())
    outcome = await use.propose(IdeaWords(**body.model_dump()), address_key, None, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    response.headers["Location"] = f"/v1/ideas/{outcome.id}"
    return NewIdeaView(**_view(Supported(outcome, 0)).model_dump(), code=voters.idea_code(outcome.id))


@router.post("/{idea_id}/supports")
async def support(http: Request, deps: Deps, idea_id: Id, response: Response) -> IdeaView:
    """Support an idea, once: the cookie that comes back is how it is known. Send it again."""
    voters = voters_of(http)
    voter = voters.met(http.cookies)
    sender = Sender(voters.kept_as(voter, idea_id), voters.address_key(http, "vote", deps.clock()))
    outcome = await use.support(idea_id, sender, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    voters.remember(voter, response)
    return _view(outcome)


@router.post("/{idea_id}/steps")
async def take_step(deps: Deps, who: Caller, idea_id: Id, body: IdeaStepBody) -> IdeaView:
    """Publish or decline (the bureau), take up, refuse, or say that it exists (also the head of the unit)."""
    outcome = await use.take_step(idea_id, IdeaStep(**body.model_dump()), who, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return _view(outcome)


def _view(found: Supported) -> IdeaView:
    names = IdeaView.model_fields.keys() - {"supports"}
    return IdeaView(**{name: getattr(found.idea, name) for name in names}, supports=found.supports)
