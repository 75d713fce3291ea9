"""What this API refuses beside what any API refuses: see `chassis.http.problems`."""

from chassis.http import problems
from chassis.http.problems import MEDIA_TYPE, Fault

__all__ = ["KINDS", "MEDIA_TYPE", "Fault", "Problem"]

KINDS: dict[str, tuple[int, str]] = {
    **problems.KINDS,
    "not-allowed": (403, "This is not yours to do"),
    "not-possible-now": (409, "The complaint does not allow this now"),
    "changed-meanwhile": (412, "The complaint has changed meanwhile"),
    "request-reused": (422, "The same key was used for another request"),
    "precondition-required": (428, "Say which version you mean"),
    "too-many-guesses": (429, "Too many wrong tracking codes"),
    "scanner-unavailable": (503, "The virus scanner does not answer"),
}
"""Kind → status and title."""


class Problem(problems.Problem):
    """Raised anywhere in a request to end it with this answer; nothing was changed. It is in English by default."""

    kinds = KINDS
