"""POST /v1/complaints/batch: a channel hands in many complaints, a JSON object on each line."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from chassis import logs
from chassis.http import problems
from chassis.http.context import allow_body
from chassis.http.handlers import invalid_fields, malformed_body, pause_s
from chassis.http.json_bodies import strictly_read
from services.complaints.access import Caller
from services.complaints.api import batch_examples
from services.complaints.api.batch_answer import NDJSON, BatchAnswer, Result
from services.complaints.api.dependencies import CallingAnyone, Deps
from services.complaints.api.filing import IdempotencyKey, kept_or_problem, wanted
from services.complaints.api.lines import MAX_LINE, MAX_LINES, Line, read_lines
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.requests import NewComplaint
from services.complaints.application import file as filing
from services.complaints.application.dependencies import Dependencies
from services.complaints.domain.complaint import State
from services.complaints.store import StoreUnavailable

log = logs.get(__name__)

router = APIRouter(tags=["channels"])

PATH = "/v1/complaints/batch"
MAX_BODY = MAX_LINES * (MAX_LINE + 1)

_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        NDJSON: {
            "schema": {
                "type": "string",
                "minLength": 1,
                "description": f"One JSON object of the schema NewComplaint on each line: at most {MAX_LINES} lines of"
                f" at most {MAX_LINE} bytes. Blank lines are counted and passed over.",
            },
            "examples": {"complaints": {"value": batch_examples.LINES}},
        }
    },
}
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One JSON object for each line that is not blank, in their order: `line`, `status` as of a"
        " single complaint, and with 201 `id`, `tracking_code` and `replayed`, else `problem`. One that follows another"
        " complaint, which says the same, has `state` as well: `duplicate`. If it ends before the last line was looked"
        " at, the last object says why; its `line` is the first one that was not looked at.",
        "content": {NDJSON: {"schema": {"type": "string"}, "example": batch_examples.RESULTS}},
    }
}


@router.post(PATH, response_class=Response, responses=_ANSWER, openapi_extra={"requestBody": _BODY})
async def file_batch(
    http: Request, deps: Deps, caller: CallingAnyone, idempotency_key: IdempotencyKey = None
) -> BatchAnswer:
    """Take many complaints in, each as if it came alone. What is refused does not keep the others from being kept.

    Safe to send again, whole or in part: every line needs an `external_id`. With an Idempotency-Key a line may do
    without: then its number and that key make it recognisable, so send all lines again as they were.
    """
    _refuse_other_types(http)
    allow_body(http.scope["state"], MAX_BODY)
    pieces = http.stream()
    lines = read_lines(pieces)
    first = await anext(lines, None)
    if first is None:
        fault = Fault("body", "it has no line", "send one JSON object on each line")
        raise Problem("invalid-fields", fault.reason, [fault])
    one = partial(_result_of, caller=caller, key=idempotency_key, trace=http.state.trace, deps=deps)
    return BatchAnswer(pieces, _with_first(first, lines), one, _refusal, http.app.state.batch_pace)


def _refuse_other_types(http: Request) -> None:
    media_type = http.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != NDJSON:
        fault = Fault("Content-Type", f"it is not {NDJSON}", f"send Content-Type: {NDJSON}, a JSON object on each line")
        raise Problem("invalid-fields", fault.reason, [fault])


async def _with_first(first: list[Line], others: AsyncIterator[list[Line]]) -> AsyncIterator[list[Line]]:
    yield first
    async for lines in others:
        yield lines


async def _result_of(line: Line, caller: Caller, key: str | None, trace: str, deps: Dependencies) -> Result:
    """What became of a line; an error of ours is said of this line alone."""
    try:
        request = wanted(_complaint(line, key), caller, key and f"{key}\n{line.number}", trace)
        outcome = kept_or_problem(await filing.file(request, deps))
    except problems.Problem as problem:
        return _refusal(line.number, problem)
    except StoreUnavailable:
        return _refusal(line.number, _unavailable())
    except Exception:
        log.exception("a line of a batch failed")
        return _refusal(line.number, _failed())
    return {
        "line": line.number,
        "status": 201,
        "id": outcome.complaint.id,
        "tracking_code": outcome.tracking_code,
        "replayed": isinstance(outcome, filing.Replayed),
        **({"state": State.DUPLICATE.value} if outcome.complaint.is_follower else {}),
    }


def _complaint(line: Line, key: str | None) -> NewComplaint:
    """The complaint on a line; raises the problem that says what is wrong with it."""
    if line.body is None:
        reason = f"the line is longer than {MAX_LINE} bytes"
        raise Problem("body-too-large", reason, [Fault("body", reason, "send less on this line")])
    try:
        content = strictly_read(line.body)
    except (ValueError, RecursionError) as error:
        raise malformed_body() from error
    if not isinstance(content, dict):
        raise _wrong("body", "the line is not a JSON object", "send one JSON object on each line")
    try:
        complaint = NewComplaint.model_validate(content)
    except ValidationError as error:
        raise invalid_fields(error.errors()) from error
    if complaint.external_id is None and key is None:
        reason = "a line of a batch needs one: by it a repetition is recognised"
        raise _wrong("external_id", reason, "add the channel's own id, or send the batch with an Idempotency-Key")
    return complaint


def _wrong(field: str, reason: str, remedy: str) -> Problem:
    return Problem("invalid-fields", reason, [Fault(field, reason, remedy)])


def _unavailable() -> Problem:
    reason = "the store does not answer"
    return Problem("store-unavailable", reason, [Fault("line", reason, f"send the line again in {pause_s()} seconds")])


def _failed() -> Problem:
    reason = "the line may or may not have been carried out; it is logged"
    return Problem("internal-error", reason, [Fault("line", reason, "send the line again as it is")])


def _refusal(number: int, problem: problems.Problem) -> Result:
    return {"line": number, "status": problem.status_code, "problem": problem.as_json(PATH)}
