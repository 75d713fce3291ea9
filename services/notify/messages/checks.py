"""Whether templates can be written, found out when a city is loaded and not when the first message is due.

Which names a template uses is read from its source, so this covers every branch; then its blocks are rendered with
samples, one of which knows everything and one as little as possible.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import meta

from services.notify.messages.text import UnsafeMessage
from services.notify.messages.view import Deadline, Happened, View
from services.notify.messages.wording import RENDERING_FAILED, Wording, described, environment, wording
from services.notify.messages.writer import TO_COMPLAINANT
from services.notify.templates import FOLDER

_AT = datetime(2026, 3, 2, 3, 15, tzinfo=UTC)
_LATE = ((3, "working_days"), (2, "hours"))
_DEADLINE = Deadline("clock", "title", _AT, 1, _LATE, ((7, "hours"),))

_EVERY: Mapping[str, Any] = {"step": "sample", "occurred_at": _AT, "unit": "unit", "role": "role", "post_unit": "unit"}
_STEP = {**_EVERY, "rerouted": None, "reason": None, "by": "officer"}
_DUE = {**_EVERY, "rerouted": None, "clock": "clock", "due_at": _AT}
_ASSIGNMENT = {
    **_EVERY,
    "rerouted": None,
    "previous_unit": None,
    "filed_at": _AT,
    "reason": "reason",
    "clocks": [{"name": "clock", "within": "P1D", "since": "assigned"}],
    "first_role": "role",
}
SAMPLES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "complaint.filed": _STEP,
        "complaint.assigned": _ASSIGNMENT,
        "complaint.sent_to_triage": _ASSIGNMENT,
        "complaint.information_requested": _STEP,
        "complaint.information_provided": _STEP,
        "complaint.comment_added": _STEP,
        "complaint.transferred": {**_STEP, "from_unit": "unit", "to_unit": None},
        "complaint.escalation_acknowledged": {**_STEP, "promised_until": _AT},
        "complaint.resolved": _STEP,
        "complaint.rejected": _STEP,
        "complaint.reopened": _STEP,
        "complaint.merged": _STEP,
        "complaint.withdrawn": _STEP,
        "complaint.closed": _STEP,
        "complaint.rated": {**_STEP, "stars": 1},
        "deadline.approaching": _DUE,
        "deadline.breached": _DUE,
        "deadline.reminder": {**_DUE, "channel": "channel"},
        "complaint.escalated": {
            **_DUE,
            "level": 1,
            "repeat": 0,
            "ladder": "stage",
            "overdue": [{"clock": "clock", "due_at": _AT}],
            "asked": "clock",
            "next_at": None,
            "is_last": True,
        },
    }
)
"""Variables as the events of each kind have them, with those that say who gets the message."""

_KNOWN: Mapping[str, Any] = {
    "number": "456789ab",
    "is_reopened": True,
    "is_urgent": True,
    "invites_to_survey": True,
    "leaders_are_told": True,
    "can_promise": True,
    "has_link": True,
    "late": _LATE,
    "overdue": (_DEADLINE,),
    "upcoming": (_DEADLINE,),
    "steps": (Happened(_AT, "assigned", "unit", "reason", None, None),),
    "rerouted": None,
    **dict.fromkeys(("filed_at", "answer_until", "reply_until", "object_until", "promise"), _AT),
}
_BARE: Mapping[str, Any] = {
    "number": "456789ab",
    **dict.fromkeys(
        ("is_reopened", "is_urgent", "invites_to_survey", "leaders_are_told", "can_promise", "has_link"), False
    ),
    **dict.fromkeys(("late", "overdue", "upcoming", "steps"), ()),
}


def _view(known: Mapping[str, Any], otherwise: Callable[[str], Any]) -> View:
    return View(**{field.name: known.get(field.name, otherwise(field.name)) for field in fields(View)})


FULL_VIEW = _view(_KNOWN, lambda name: name)
BARE_VIEW = _view(_BARE, lambda name: None)
_DIGEST: Mapping[str, Any] = {
    "at": _AT,
    "counts": [("escalated", 2), ("other", 1)],
    "total": 3,
    "overdue": 2,
    "units": 2,
    "worst_unit": "unit",
    "worst_overdue": 1,
    "worst_late": _LATE,
    "next_at": _AT,
    "hidden": 1,
    "has_link": True,
    "can_promise": True,
}
_RELAY: Mapping[str, Any] = {"number": "456789ab", "message_subject": "subject", "channel_name": "channel"}
_RELAY_DIGEST: Mapping[str, Any] = {"messages": 2, "at": _AT, "channel_name": "channel"}
_NOTICE: Mapping[str, Any] = {
    "webhook": "wh_1", "description": "a test", "because": "gone", "occurred_at": _AT,
}  # fmt: skip
_SAID: Mapping[str, tuple[Any, ...]] = {
    "counted": ("escalated", 2, True),
    "deadline": (_DEADLINE,),
    "hidden": ("unit", 2),
    "for_complainant": ("456789ab",),
    "greeting": ("name",),
    "told": (Happened(_AT, "escalated", "unit", "reason", 1, None),),
    "unit_title": ("unit", 1, 2, _LATE, 1),
    **dict.fromkeys(("filed", "identity", "row_late", "subject_prefix", "what", "why_you"), (FULL_VIEW,)),
    "row_details": (FULL_VIEW, 1, True),
}
"""The macros that messages use of each language's `words.j2`."""
_LABELS = ("steps", "overdue", "upcoming", "take_on", "open", "take_on_several", "open_several", "worst")


def faulty_template(template: str, language: str, event: str | None = None, folder: Path = FOLDER) -> str | None:
    """What is wrong with a template in a language for this kind of event (None: for any); None when nothing is."""
    try:
        return next(_faults_of(template, wording(language, folder), language, event, folder), None)
    except UnsafeMessage as error:
        return str(error)
    except RENDERING_FAILED as error:
        return f"{language}/words.j2: {described(error)}"


def faulty_words(language: str, folder: Path = FOLDER) -> str | None:
    """What is wrong with the files that every message of a language needs; None when nothing is."""
    try:
        return next(_faults_of_words(wording(language, folder), language, folder), None)
    except UnsafeMessage as error:
        return str(error)
    except RENDERING_FAILED as error:
        return f"{language}/words.j2: {described(error)}"


def _faults_of(template: str, words: Wording, language: str, event: str | None, folder: Path) -> Iterator[str]:
    source = f"{language}/{template}.j2"
    found = words.template(template)
    wanted = {"subject"} if TO_COMPLAINANT in found.blocks else {"subject", "lead", "line"}
    if missing := wanted - found.blocks:
        yield f"{source} lacks the block {', '.join(sorted(missing))}"
    samples = (
        [SAMPLES[event]] if event else [{name: value for each in SAMPLES.values() for name, value in each.items()}]
    )
    for variables in samples:
        for view in (FULL_VIEW, BARE_VIEW):
            sample = {**view.context(variables), "prefix": ""}
            if unknown := _used(folder, source) - sample.keys() - words.names:
                yield f"{source} uses {', '.join(sorted(unknown))}, which its event does not have"
            for block in sorted(found.blocks):
                found.given(sample).paragraphs(block)


def _faults_of_words(words: Wording, language: str, folder: Path) -> Iterator[str]:
    if unknown := _used(folder, f"{language}/words.j2"):
        yield f"{language}/words.j2 uses {', '.join(sorted(unknown))}, which it does not set"
    if missing := (_SAID.keys() | {"labels"}) - words.names:
        yield f"{language}/words.j2 lacks {', '.join(sorted(missing))}"
    for label in _LABELS:
        words.label(label)
    for macro, given in _SAID.items():
        words.say(macro, *given)
    given_to = {"digest": _DIGEST, "relay_digest": _RELAY_DIGEST, "relay": _RELAY, "webhook_disabled": _NOTICE}
    for name, sample in given_to.items():
        if unknown := _used(folder, f"{language}/{name}.j2") - sample.keys() - words.names:
            yield f"{language}/{name}.j2 uses {', '.join(sorted(unknown))}, which it is not given"
        template = words.template(name)
        for block in sorted(template.blocks):
            template.given(sample).paragraphs(block)


def _used(folder: Path, source: str) -> set[str]:
    """The names that a template uses and does not set itself, in all of its branches."""
    return meta.find_undeclared_variables(environment(folder).parse((folder / source).read_text(encoding="utf-8")))
