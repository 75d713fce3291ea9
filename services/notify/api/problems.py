"""From what a use case refuses to problem details."""

from starlette.requests import Request
from starlette.responses import Response

from chassis.http import problems
from chassis.http.handlers import answer
from chassis.http.problems import Fault
from services.notify.application.refusals import NotFound, NotNow, Refusal, WrongField

KINDS = {**problems.KINDS, "not-possible-now": (409, "The webhook does not allow this now")}
"""Kind → status and title."""


class Problem(problems.Problem):
    """A refusal of this API."""

    kinds = KINDS


async def on_refusal(request: Request, error: Exception) -> Response:
    """Answer a refusal in the same form as any other error."""
    assert isinstance(error, Refusal)
    return answer(_problem(error), request)


def _problem(refusal: Refusal) -> Problem:
    match refusal:
        case NotFound():
            return Problem("not-found", refusal.reason, [Fault("path", refusal.reason, refusal.remedy)])
        case NotNow():
            return Problem("not-possible-now", refusal.reason, [Fault("path", refusal.reason, refusal.remedy)])
        case WrongField():
            fault = Fault(refusal.field, refusal.reason, refusal.remedy)
            return Problem("invalid-fields", f"nothing was kept, because of: {refusal.field}", [fault])
    raise TypeError(f"no problem is known for {type(refusal).__name__}")
