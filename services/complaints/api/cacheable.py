"""Answers that whoever has read them before need not be sent again."""

import orjson
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.tags import tagged

FOR_A_WHILE = "public, max-age=300"
"""What changes with the city's configuration only."""
ASK_AGAIN = "public, no-cache"
"""What may change at any moment: it may be kept, and has to be asked for."""


def cacheable(answer: BaseModel, request: Request, control: str) -> Response:
    """The answer with its tag, or 304 to whoever names that tag in `If-None-Match`."""
    return tagged(orjson.dumps(answer.model_dump(mode="json")), request, control, "application/json")
