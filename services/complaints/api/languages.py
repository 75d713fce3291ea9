"""Which language an answer is in: that of its reader, on every address that complainants use; elsewhere English."""

from collections.abc import Mapping

from starlette.requests import Request

from chassis.http import problems
from services.complaints import texts
from services.complaints.api.problems import Fault, Problem
from services.complaints.application.dependencies import Dependencies
from services.complaints.texts import Words
from web.languages import choose_language

FOR_COMPLAINANTS = "/v1/track/"


def in_readers_language(problem: problems.Problem, request: Request) -> problems.Problem:
    """The problem in the words of whoever reads it; one that is in a language already stays as it is."""
    if problem.language is not None or not request.url.path.startswith(FOR_COMPLAINANTS):
        return problem
    return _translated(problem, language_of(request))


def language_of(request: Request) -> str:
    """The language that a request asks for, else the city's first."""
    deps: Dependencies = request.app.state.deps
    asked, accepted = request.query_params.get("lang"), request.headers.get("accept-language")
    return choose_language(asked, accepted, deps.city.languages)


def _translated(problem: problems.Problem, language: str) -> Problem:
    known, headers = texts.of(language), dict(problem.headers or {})
    values = {"seconds": headers.get("Retry-After", ""), "fields": ", ".join(fault.field for fault in problem.faults)}
    faults = [_in_words(fault, known.faults, values) for fault in problem.faults]
    detail = known.details.get(problem.kind)
    said = detail.format(**values) if detail else faults[0].reason if faults else known.titles[problem.kind]
    return Problem(problem.kind, said, faults, headers, known.titles[problem.kind], language)


def _in_words(fault: Fault, words: Mapping[str, Words], values: Mapping[str, str]) -> Fault:
    said = {**values, **fault.values}
    reason, remedy = words.get(fault.code, words["other"])
    return Fault(fault.field, reason.format(**said), remedy.format(**said))
