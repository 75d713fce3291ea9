"""Photos and documents of a complaint, for channels and people of the city, and for whoever has the tracking code."""

from typing import Annotated, Any, assert_never

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.context import allow_body
from chassis.http.downloads import download
from services.complaints.access import principal_of
from services.complaints.api import attachment_examples as samples
from services.complaints.api import examples
from services.complaints.api.attachment_views import attachments_of
from services.complaints.api.dependencies import CallingAnyone, Deps, InLanguage
from services.complaints.api.outcomes import etag, found_or_problem, not_found, overtaken, refused
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.reading import ComplaintId
from services.complaints.api.refusals import files_refused_in_words
from services.complaints.api.schemas.attachments import Attachments
from services.complaints.api.tracking import Code, found_by_code
from services.complaints.api.upload import MAX_REQUEST, UploadForm
from services.complaints.application.act import Overtaken
from services.complaints.application.attach import Attached, AttachRequest, FileTools, UnfitFile, attach
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import Found, NotFound, NotYours, read
from services.complaints.attachments.redraw import MAX_PIXELS
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal
from services.complaints.store.attachments import FileMissing

router = APIRouter()

_UNFIT = {
    "unknown_kind": ("it is neither a picture nor a PDF", "send JPEG, PNG, WebP or PDF"),
    "unreadable_file": ("the file is damaged or incomplete", "send it again"),
    "too_many_pixels": ("the picture has too many pixels", f"send one of at most {MAX_PIXELS} pixels"),
    "infected": ("the virus scanner has refused it", "send another file"),
}


async def the_files(request: Request) -> FileTools:
    """What files need."""
    files: FileTools = request.app.state.files
    return files


Tools = Annotated[FileTools, Depends(the_files)]
AttachmentId = Annotated[str, Path(description="one of the complaint's attachments", examples=[samples.ATTACHMENT_ID])]
_STAFF_AND_CHANNELS: list[str | Any] = ["channels", "officers"]
_COMPLAINANTS: list[str | Any] = ["complainants"]
_ADDED = examples.in_answer(201, samples.ATTACHMENTS)
_LISTED = examples.in_answer(200, samples.ATTACHMENTS)


@router.post(
    "/v1/complaints/{complaint_id}/attachments",
    tags=_STAFF_AND_CHANNELS,
    status_code=201,
    responses=_ADDED,
    openapi_extra=samples.UPLOAD,
)
async def add_attachments(
    complaint_id: ComplaintId,
    http: Request,
    response: Response,
    deps: Deps,
    tools: Tools,
    caller: CallingAnyone,
    language: InLanguage,
) -> Attachments:
    """Add photos and documents: all of them or none. The same file again is the one that is there."""
    outcome = await _attach(complaint_id, principal_of(caller), http, deps, tools)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    attached = _attached_or_problem(outcome)
    _describe(response, attached)
    return attachments_of(attached.complaint.id, attached.attachments, principal_of(caller), language)


@router.get("/v1/complaints/{complaint_id}/attachments", tags=_STAFF_AND_CHANNELS, responses=_LISTED)
async def list_attachments(
    complaint_id: ComplaintId, deps: Deps, caller: CallingAnyone, language: InLanguage
) -> Attachments:
    """The photos and documents of a complaint that the caller may see."""
    found = found_or_problem(await read(complaint_id, principal_of(caller), deps))
    return attachments_of(found.record.complaint.id, found.record.attachments, found.reader, language)


@router.get(
    "/v1/complaints/{complaint_id}/attachments/{attachment_id}",
    tags=_STAFF_AND_CHANNELS,
    response_class=Response,
    responses=samples.CONTENT,
)
async def download_attachment(
    complaint_id: ComplaintId, attachment_id: AttachmentId, deps: Deps, tools: Tools, caller: CallingAnyone
) -> Response:
    """One of them, as a download."""
    found = found_or_problem(await read(complaint_id, principal_of(caller), deps))
    return await _content(found, attachment_id, tools, not_found())


@router.post(
    "/v1/track/{code}/attachments",
    tags=_COMPLAINANTS,
    status_code=201,
    responses=_ADDED,
    openapi_extra=samples.UPLOAD,
)
async def add_attachments_as_complainant(
    code: Code, http: Request, response: Response, deps: Deps, tools: Tools, language: InLanguage
) -> Attachments:
    """Add photos and documents to the complaint behind a tracking code."""
    found = await found_by_code(code, http, deps)
    outcome = await _attach(found.record.complaint.id, found.reader, http, deps, tools)
    if isinstance(outcome, Refusal):
        raise files_refused_in_words(outcome, language)
    attached = _attached_or_problem(outcome)
    _describe(response, attached)
    response.headers["Content-Language"] = language
    return attachments_of(None, attached.attachments, found.reader, language)


@router.get("/v1/track/{code}/attachments", tags=_COMPLAINANTS, responses=_LISTED)
async def list_attachments_as_complainant(
    code: Code, http: Request, response: Response, deps: Deps, language: InLanguage
) -> Attachments:
    """The photos and documents that the complainant may see: the own ones, and those of the result."""
    found = await found_by_code(code, http, deps)
    response.headers["Content-Language"] = language
    return attachments_of(None, found.record.attachments, found.reader, language)


@router.get(
    "/v1/track/{code}/attachments/{attachment_id}",
    tags=_COMPLAINANTS,
    response_class=Response,
    responses=samples.CONTENT,
)
async def download_attachment_as_complainant(
    code: Code, attachment_id: AttachmentId, http: Request, deps: Deps, tools: Tools
) -> Response:
    """One of them, as a download."""
    found = await found_by_code(code, http, deps)
    reason, remedy = "there is no such photo or document", "the complaint lists the ones there are"
    missing = Problem("not-found", reason, [Fault("attachment_id", reason, remedy, "no_attachment")])
    return await _content(found, attachment_id, tools, missing)


async def _attach(
    complaint_id: str, by: Principal, http: Request, deps: Dependencies, tools: FileTools
) -> Attached | UnfitFile | Overtaken | Refusal | NotFound | NotYours:
    allow_body(http.scope["state"], MAX_REQUEST)
    form = UploadForm(http.stream(), http.headers.get("content-type"))
    return await attach(AttachRequest(complaint_id, by, http.state.trace), form, deps, tools)


def _attached_or_problem(outcome: Attached | UnfitFile | Overtaken | NotFound | NotYours) -> Attached:
    match outcome:
        case Attached():
            return outcome
        case UnfitFile(number=number, code=code):
            reason, remedy = _UNFIT[code]
            fault = Fault(f"file.{number}", reason, remedy, code, {"megapixels": str(MAX_PIXELS // 1_000_000)})
            raise Problem("invalid-fields", f"nothing was kept: {reason}", [fault])
        case Overtaken():
            raise overtaken()
        case NotFound() | NotYours():
            raise not_found()
    assert_never(outcome)


def _describe(response: Response, attached: Attached) -> None:
    response.headers["ETag"] = etag(attached.complaint.version)
    if not attached.is_new:
        response.headers["Idempotency-Replayed"] = "true"


async def _content(found: Found, attachment_id: str, tools: FileTools, missing: Problem) -> Response:
    visible = (each for each in found.record.attachments if each.is_shown_to(found.reader))
    attachment = next((each for each in visible if each.id == attachment_id), None)
    if attachment is None:
        raise missing
    try:
        content = await tools.store.content(attachment.id)
    except FileMissing as error:
        raise missing from error
    ending = "jpg" if attachment.media_type.is_image else "pdf"
    return download(content, f"{attachment.id}.{ending}", attachment.media_type.value, attachment.size)
