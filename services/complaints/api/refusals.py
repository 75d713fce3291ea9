"""What the rules refuse a complainant, as a problem in the complainant's own language."""

from services.complaints import texts
from services.complaints.api.outcomes import faults_of, kind_of
from services.complaints.api.problems import Problem
from services.complaints.application.read import Found
from services.complaints.city import City
from services.complaints.domain.refusals import Refusal
from services.complaints.refusals import files_refused, step_refused


def refused_in_words(refusal: Refusal, action: str, found: Found, city: City, language: str) -> Problem:
    """The refusal of a step that was wanted on the complaint `found`. Fields and reasons stay codes."""
    detail, remedy = step_refused(refusal, action, found, city, language)
    return _problem(refusal, detail, remedy, language)


def files_refused_in_words(refusal: Refusal, language: str) -> Problem:
    """The refusal of photos and documents."""
    detail, remedy = files_refused(refusal.reason, language)
    return _problem(refusal, detail, remedy, language)


def _problem(refusal: Refusal, detail: str, remedy: str, language: str) -> Problem:
    kind = kind_of(refusal)
    return Problem(kind, detail, faults_of(refusal, remedy), title=texts.of(language).titles[kind], language=language)
