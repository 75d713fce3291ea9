"""What this API refuses beside what any API refuses: see `chassis.http.problems`."""

from chassis.http import problems
from chassis.http.problems import Fault
from services.improvements.application.forum.limits import RETRY_S
from services.improvements.domain.refusals import Refusal

KINDS: dict[str, tuple[int, str]] = {
    **problems.KINDS,
    "not-allowed": (403, "This is not yours to do"),
    "not-possible-now": (409, "It does not allow this now"),
    "request-reused": (422, "The same key was used for another request"),
}
"""Kind → status and title."""

_KIND_OF = {
    "not_found": "not-found",
    "not_allowed": "not-allowed",
    "own_proposal": "not-allowed",
    "key_reused": "request-reused",
    "too_many": "rate-limited",
    **dict.fromkeys(
        (
            "too_many_notes",
            "question_closed",
            "question_not_open",
            "idea_answered",
            "wrong_state",
            "overtaken",
            "finding_closed",
            "moved_too_often",
            "learning_withdrawn",
        ),
        "not-possible-now",
    ),
}


class Problem(problems.Problem):
    """Raised anywhere in a request to end it with this answer; nothing was changed."""

    kinds = KINDS


def refused(refusal: Refusal) -> Problem:
    """What a use case refuses, as a problem."""
    kind = _KIND_OF.get(refusal.code, "invalid-fields")
    headers = {"Retry-After": str(RETRY_S)} if refusal.code == "too_many" else None
    return Problem(kind, refusal.reason, [Fault(refusal.field or "request", refusal.reason, refusal.remedy)], headers)
