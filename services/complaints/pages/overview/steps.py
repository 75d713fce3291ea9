"""What heads and leaders do about a delay: promise an answer, or hand the work down."""

from dataclasses import replace

from services.complaints.application.act import StepRequest
from services.complaints.application.dependencies import Dependencies
from services.complaints.domain import promises
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.free_text import WrongText, proper_text
from services.complaints.domain.rights import Principal
from services.complaints.pages import promised
from services.complaints.pages.outcomes import version_in
from services.complaints.pages.overview.view import Tried, allowed_days
from web.forms import Form
from web.site import Reader
from web.words import Words

ACTIONS_OF = {"acknowledge": "acknowledge_escalation", "delegate": "delegate"}
"""The action of each form, by the end of its address."""


def wanted(
    name: str, complaint: Complaint, form: Form, reader: Reader, who: Principal, deps: Dependencies, trace: str | None
) -> tuple[StepRequest, Tried]:
    """The step that a form asks for, on the version that it was made for; and what is wrong with the form."""
    tried = Tried(name, {field: form.text(field) for field in ("day", "note", "reason", "to")})
    versions = version_in(form.text("version"))
    step = StepRequest(complaint.id, ACTIONS_OF[name], by=who, versions=versions, trace=trace)
    if name == "acknowledge":
        return _promising(step, tried, complaint, reader, deps), tried
    return _handing_down(step, tried, reader, deps), tried


def _promising(
    step: StepRequest, tried: Tried, complaint: Complaint, reader: Reader, deps: Dependencies
) -> StepRequest:
    """A promise that is moved needs a reason: the page asks for it before the rules do."""
    city, now, language = deps.city, deps.clock(), reader.language
    day = promised.read_day(tried.values["day"], allowed_days(complaint, city, now), tried.errors, city, language)
    note = promised.read_note(tried.values["note"], tried.errors, language)
    reason = tried.values["reason"] or None
    if reason is None and complaint.promised_until is not None:
        tried.errors["reason"] = reader.words("overview").errors.reason
    if "day" in tried.errors:
        return step
    until = promises.until(day, complaint.promise_limit(now), city.zone)
    return replace(step, promised_until=until, note=note or None, reason=reason)


def _handing_down(step: StepRequest, tried: Tried, reader: Reader, deps: Dependencies) -> StepRequest:
    """A person gets the work together with their unit, so that they may do it."""
    words, (kind, _, name) = reader.words("overview"), tried.values["to"].partition(":")
    if kind not in ("unit", "person") or not name:
        tried.errors["to"] = words.errors.to
    person = name if kind == "person" else None
    unit = deps.city.staff.get(name) if person else name
    return replace(step, to_person=person, to_unit=unit or None, note=_note(tried, words))


def _note(tried: Tried, words: Words) -> str | None:
    if not tried.values["note"]:
        return None
    try:
        note = proper_text(tried.values["note"])
    except WrongText:
        note = ""
    if not note or len(note) > promised.MAX_NOTE:
        tried.errors["note"] = words.errors.note.format(max=promised.MAX_NOTE)
    return note
