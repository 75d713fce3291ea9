"""Why something was not done, in the words of people who work on complaints."""

from services.complaints.domain.refusals import Refusal
from web.words import Words

_NOT_THEIRS = frozenset({"wrong_actor", "other_unit"})


def in_words(refusal: Refusal, words: Words) -> str:
    """Why, and what to do instead; for a code that has no words here, the code and what the API says of it."""
    known = words.refusals.get(refusal.reason)
    if known is None:
        return str(words.refused_otherwise.format(code=refusal.reason, detail=refusal.detail))
    return " ".join(known)


def status_of(refusal: Refusal) -> int:
    """What HTTP says: that it is not theirs to do, or that it cannot be done so."""
    return 403 if refusal.reason in _NOT_THEIRS else 422
