"""GET /v1/complaints/{id}: for the channel that handed it in, and the officers of its unit."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.complaints.access import principal_of
from services.complaints.api import examples, similar, views
from services.complaints.api.dependencies import CallingAnyone, Deps, InLanguage
from services.complaints.api.outcomes import etag, found_or_problem
from services.complaints.api.schemas.responses import Detail
from services.complaints.application.read import read
from services.complaints.application.similar import similar_to

router = APIRouter()

ComplaintId = Annotated[str, Path(examples=[examples.COMPLAINT_ID])]


@router.get(
    "/v1/complaints/{complaint_id}", tags=["channels", "officers"], responses=examples.in_answer(200, examples.DETAIL)
)
async def read_complaint(
    complaint_id: ComplaintId, deps: Deps, caller: CallingAnyone, language: InLanguage, response: Response
) -> Detail:
    """One complaint. `ETag` names the version to send back in `If-Match`: a step or an assignment changes it."""
    found = found_or_problem(await read(complaint_id, principal_of(caller), deps))
    response.headers["ETag"] = etag(found.record.complaint.version)
    hints = await similar_to(found.record, found.reader, deps)
    return views.detail(found, deps.city, language, deps.clock(), similar.shown(hints))
