"""What the rules refuse a complainant, in the complainant's own language."""

from services.complaints import texts
from services.complaints.api.outcomes import kind_of
from services.complaints.api.problems import Fault, Problem
from services.complaints.application.read import Found
from services.complaints.city import City
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.refusals import Refusal
from services.complaints.texts import Texts
from services.complaints.texts.dates import date_in_words
from services.complaints.texts.sentences import NO_ACTION


def refused_in_words(refusal: Refusal, action: str, found: Found, city: City, language: str) -> Problem:
    """The refusal of a step that was wanted on the complaint `found`. Fields and reasons stay codes."""
    words, kind = texts.of(language), kind_of(refusal)
    values = _values(words, action, found, city, language)
    detail, remedy = (each.format(**values) for each in words.refusals[refusal.reason])
    fault = Fault(refusal.field or "action", refusal.reason, remedy)
    return Problem(kind, detail, [fault], title=words.titles[kind], language=language)


def _values(words: Texts, action: str, found: Found, city: City, language: str) -> dict[str, str]:
    complaint = found.record.complaint
    until = complaint.reopen_until
    reasons = ACTIONS[action].reasons if action in ACTIONS else ()
    possible = found.possible_actions or (NO_ACTION,)
    return {
        "state": words.states[complaint.state.value],
        "possible": ", ".join(words.actions[each] for each in possible),
        "reasons": ", ".join(f"{each} ({words.reasons[each]})" for each in reasons),
        "until": date_in_words(until, language, city.zone) if until else "",
    }
