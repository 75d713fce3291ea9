"""GET /v1/replies: texts that an officer can start a message to a complainant from."""

from typing import Annotated

from fastapi import APIRouter, Query

from contracts.values import Code, Language
from services.complaints.access import principal_of
from services.complaints.api import examples, views
from services.complaints.api.dependencies import CallingOfficer, Deps, InLanguage
from services.complaints.api.outcomes import found_or_problem
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.catalogue import Replies
from services.complaints.application.read import read
from services.complaints.application.replies import Wanted, offered
from services.complaints.city import City
from services.complaints.domain.actions import ACTIONS

router = APIRouter(tags=["officers"])

Action = Annotated[str, Query(description="what the message goes with", examples=["resolve"])]
Category = Annotated[Code | None, Query(description="that of `complaint` by default", examples=["saluran-mampet"])]
Reason = Annotated[Code | None, Query(description="only texts for this reason or for any", examples=["work_done"])]
InWhich = Annotated[
    Language | None, Query(description="of the text; the complainant's by default, else the reader's", examples=["id"])
]
Complaint = Annotated[
    str | None, Query(description="fill in what this complaint says", examples=[examples.COMPLAINT_ID])
]


@router.get("/v1/replies", responses=examples.in_answer(200, examples.REPLIES))
async def list_replies(
    deps: Deps,
    officer: CallingOfficer,
    readers: InLanguage,
    action: Action,
    category: Category = None,
    reason: Reason = None,
    language: InWhich = None,
    complaint: Complaint = None,
) -> Replies:
    """The texts of the city for an action, the most specific first. They are to be completed before they are sent."""
    _refuse_unknown(action, language, deps.city)
    record = None
    if complaint is not None:
        record = found_or_problem(await read(complaint, principal_of(officer), deps)).record
    language = language or (record.request.language if record else readers)
    texts = offered(Wanted(action, category, reason, language), record, deps)
    return Replies(language=language, replies=[views.reply(each) for each in texts])


def _refuse_unknown(action: str, language: str | None, city: City) -> None:
    if language not in (None, *city.languages):
        fault = Fault("language", "it is not a language of the city", f"send one of {', '.join(city.languages)}")
        raise Problem("invalid-fields", fault.reason, [fault])
    if action not in ACTIONS:
        known = ", ".join(dict.fromkeys(reply.action for reply in city.replies))
        fault = Fault("action", "there is no such action", f"send one of {known}")
        raise Problem("invalid-fields", fault.reason, [fault])
