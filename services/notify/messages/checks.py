"""Whether templates can be written, found out when a city is loaded and not when the first message is due.

Which names a template uses is read from its source, so this covers every branch; then its blocks are rendered with
samples, one of which knows everything and one as little as possible.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import meta

from services.notify.messages.samples import AT, DEADLINE, FULL_ACTION, FULL_FINDING, FULL_VIEW, LATE, SAMPLES, views_of
from services.notify.messages.text import UnsafeMessage
from services.notify.messages.view import ActionView, FindingView, Happened
from services.notify.messages.wording import RENDERING_FAILED, Wording, described, environment, wording
from services.notify.messages.writer import TO_COMPLAINANT
from services.notify.templates import FOLDER

_DIGEST: Mapping[str, Any] = {
    "at": AT,
    "counts": [("escalated", 2), ("other", 1)],
    "total": 3,
    "overdue": 2,
    "units": 2,
    "worst_unit": "unit",
    "worst_overdue": 1,
    "worst_late": LATE,
    "next_at": AT,
    "hidden": 1,
    "has_link": True,
    "can_promise": True,
    "action_counts": [("improvement_proposed", 2), ("finding", 1)],
    **dict.fromkeys(("to_decide", "late_actions", "due_actions", "findings"), 1),
}
_RELAY: Mapping[str, Any] = {"number": "456789ab", "message_subject": "subject", "channel_name": "channel"}
_RELAY_DIGEST: Mapping[str, Any] = {"messages": 2, "at": AT, "channel_name": "channel"}
_NOTICE: Mapping[str, Any] = {
    "webhook": "wh_1", "description": "a test", "because": "gone", "occurred_at": AT,
}  # fmt: skip
_SAID: Mapping[str, tuple[Any, ...]] = {
    "counted": ("escalated", 2, True),
    "deadline": (DEADLINE,),
    "hidden": ("unit", 2),
    "for_complainant": ("456789ab",),
    "greeting": ("name",),
    "told": (Happened(AT, "escalated", "unit", "reason", 1, None),),
    "unit_title": ("unit", 1, 2, LATE, 1),
    **dict.fromkeys(("filed", "identity", "row_late", "subject_prefix", "what", "why_you"), (FULL_VIEW,)),
    "row_details": (FULL_VIEW, 1, True),
    **dict.fromkeys((ActionView.heading, *ActionView.details, *ActionView.description), (FULL_ACTION,)),
    ActionView.row_details: (FULL_ACTION, 1, True),
    **dict.fromkeys((FindingView.heading, *FindingView.details), (FULL_FINDING,)),
    FindingView.row_details: (FULL_FINDING, None, True),
    "hidden_actions": (2,),
}
"""The macros that messages use of each language's `words.j2`."""
_LABELS = (
    "steps", "overdue", "upcoming", "take_on", "open", "take_on_several", "open_several", "worst", "actions",
    "findings", "description", "open_action", "open_actions", "open_finding",
)  # fmt: skip


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
        for view in views_of(event):
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
