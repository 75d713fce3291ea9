"""Answers that whoever has read them before need not be sent again."""

import hashlib

import orjson
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

FOR_A_WHILE = "public, max-age=300"
"""What changes with the city's configuration only."""
ASK_AGAIN = "public, no-cache"
"""What may change at any moment: it may be kept, and has to be asked for."""


def cacheable(answer: BaseModel, request: Request, control: str) -> Response:
    """The answer with its tag, or 304 to whoever names that tag in `If-None-Match`."""
    body = orjson.dumps(answer.model_dump(mode="json"))
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": control}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, "application/json")
