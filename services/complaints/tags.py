"""Tags of answers, by which whoever has read one before need not be sent it again."""

import hashlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response


def tag_of(content: bytes) -> str:
    """The tag of an answer with this content."""
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'


def is_known(tag: str, request: Request) -> bool:
    """Whether the request says in `If-None-Match` that it has what has this tag."""
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    return bool(known & {tag, "*"})


def tagged(
    content: bytes, request: Request, control: str, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The content with its tag, or 304 to whoever has it."""
    tag = tag_of(content)
    said = {"ETag": tag, "Cache-Control": control, **(headers or {})}
    if is_known(tag, request):
        return Response(status_code=304, headers=said)
    return Response(content, 200, said, media_type)
