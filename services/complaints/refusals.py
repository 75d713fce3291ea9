"""What the rules refuse a complainant, in the complainant's own language."""

from services.complaints import texts
from services.complaints.application.read import Found
from services.complaints.city import City
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.survey import elements_of
from services.complaints.texts import Texts, Words
from services.complaints.texts.sentences import NO_ACTION
from web.dates import date_in_words


def step_refused(refusal: Refusal, action: str, found: Found, city: City, language: str) -> Words:
    """Why a step was refused that was wanted on the complaint `found`, and what to do. Reasons stay codes in it."""
    words = texts.of(language)
    values = _values(words, action, found, city, language)
    values["elements"] = ", ".join(words.survey_elements[each] for each in elements_of(refusal.fields))
    reason, remedy = words.refusals[refusal.reason]
    return reason.format(**values), remedy.format(**values)


def files_refused(code: str, language: str) -> Words:
    """Why photos and documents cannot be added, and what to do."""
    return texts.of(language).attaching[code]


def _values(words: Texts, action: str, found: Found, city: City, language: str) -> dict[str, str]:
    complaint = found.record.complaint
    until, surveyed_at = complaint.reopen_until, complaint.surveyed_at
    reasons = ACTIONS[action].reasons if action in ACTIONS else ()
    possible = found.possible_actions or (NO_ACTION,)
    return {
        "state": words.states[complaint.state.value],
        "possible": ", ".join(words.actions[each] for each in possible),
        "reasons": ", ".join(f"{each} ({words.reasons[each]})" for each in reasons),
        "until": date_in_words(until, language, city.zone) if until else "",
        "surveyed": date_in_words(surveyed_at, language, city.zone) if surveyed_at else "",
    }
