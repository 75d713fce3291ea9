"""From the named outcomes of the use cases to what HTTP answers."""

import re
from typing import assert_never

from services.complaints.api.problems import Fault, Problem
from services.complaints.application.act import Overtaken, StepOutcome, Taken
from services.complaints.application.read import Found, NotFound, NotYours
from services.complaints.domain.refusals import Refusal

_ETAG = re.compile(r'"v(0|[1-9][0-9]{0,8})"')
_KIND_OF_REFUSAL = {"wrong_actor": "not-allowed", "other_unit": "not-allowed", "action_unknown": "not-found"}


def found_or_problem(outcome: Found | NotFound | NotYours) -> Found:
    """The complaint that was found; raises the same problem for what does not exist and for what is not theirs."""
    if isinstance(outcome, Found):
        return outcome
    raise not_found()


def taken_or_problem(outcome: StepOutcome) -> Taken:
    """The step that was taken; raises the problem that says why it was not."""
    match outcome:
        case Taken():
            return outcome
        case Overtaken():
            raise overtaken()
        case Refusal():
            raise refused(outcome)
        case NotFound() | NotYours():
            raise not_found()
    assert_never(outcome)


def kind_of(refusal: Refusal) -> str:
    """What kind of problem a refusal is: the input is wrong, or the step is."""
    return "invalid-fields" if refusal.field else _KIND_OF_REFUSAL.get(refusal.reason, "not-possible-now")


def refused(refusal: Refusal) -> Problem:
    """What the rules refuse, as a problem."""
    return Problem(kind_of(refusal), refusal.detail, faults_of(refusal, refusal.remedy))


def faults_of(refusal: Refusal, remedy: str) -> list[Fault]:
    """Each input at fault; the action itself when it was none."""
    return [Fault(field, refusal.reason, remedy) for field in refusal.fields or (refusal.field or "action",)]


def etag(version: int) -> str:
    """The tag of a complaint's version, for `If-Match`."""
    return f'"v{version}"'


def versions_in(if_match: str | None) -> frozenset[int]:
    """The versions that an `If-Match` names; raises a problem when there is none at all."""
    if if_match is None:
        fault = Fault("If-Match", "it is missing", "read the complaint and send its ETag")
        raise Problem("precondition-required", "an action has to name the version it is meant for", [fault])
    tags = (_ETAG.fullmatch(tag.strip()) for tag in if_match.split(","))
    return frozenset(int(tag[1]) for tag in tags if tag)


def overtaken() -> Problem:
    """Somebody else was quicker."""
    fault = Fault("If-Match", "this version is not the current one", "read the complaint again and decide anew")
    return Problem("changed-meanwhile", fault.reason, [fault])


def not_found() -> Problem:
    """The same for what does not exist and for what is not theirs."""
    detail = "no such complaint, or it is not yours to see"
    return Problem("not-found", detail, [Fault("id", detail, "check the id; ask the unit that has it now")])
