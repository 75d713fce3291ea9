"""The forms of everything that somebody may do with a complaint now."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import Found
from services.complaints.application.replies import Offered, Wanted, offered
from services.complaints.domain.actions import ACTIONS
from services.complaints.pages.work.fields import Field
from services.complaints.pages.work.steps import Situation, fields_of, is_one_click

_REPLY = re.compile(r"([a-z_]{1,40})\.([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class Begun:
    """The form that stands open, with what is in it: typed and wrong, or begun by a link."""

    action: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    reply: int | None = None


@dataclass(frozen=True, slots=True)
class ReplyLink:
    """A text to start a message from."""

    title: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class StepForm:
    """The form of one action. Of a text that was started from, `to_complete` names what is still in braces."""

    name: str
    title: str
    hint: str
    fields: tuple[Field, ...]
    is_one_click: bool
    is_open: bool
    replies: tuple[ReplyLink, ...] = ()
    to_complete: str = ""


def begun_by(query: Mapping[str, str]) -> Begun:
    """What a link has begun: a reply, a merge into another complaint, or just an action."""
    found = _REPLY.fullmatch(query.get("reply", ""))
    if found is not None and found[1] in ACTIONS:
        return Begun(found[1], reply=int(found[2]))
    into = query.get("into", "")
    return Begun("merge", {"into": into}) if into else Begun(query.get("do", ""))


def step_forms(found: Found, situation: Situation, begun: Begun, deps: Dependencies) -> tuple[StepForm, ...]:
    """One for each action that is possible."""
    return tuple(_form(name, found, situation, begun, deps) for name in found.possible_actions)


def _form(name: str, found: Found, situation: Situation, begun: Begun, deps: Dependencies) -> StepForm:
    action, words = ACTIONS[name], situation.words.actions[name]
    is_open = begun.action == name
    known = _replies(name, found, deps)
    started = known[begun.reply] if is_open and begun.reply is not None and begun.reply < len(known) else None
    fields = fields_of(action, situation)
    if is_open:
        fields = tuple(_filled(fields, begun, started))
    return StepForm(
        name,
        words.title,
        words.hint,
        fields,
        is_one_click(action),
        is_open,
        tuple(_links(name, known, found, started)) if any(each.name == "message" for each in fields) else (),
        ", ".join(started.open) if started else "",
    )


def _filled(fields: tuple[Field, ...], begun: Begun, started: Offered | None) -> Iterator[Field]:
    for each in fields:
        if started is not None and each.name == "message":
            yield each.filled(started.text)
        elif started is not None and each.name == "reason" and started.reply.reason:
            yield each.filled(started.reply.reason)
        else:
            yield each.filled(begun.typed.get(each.name, each.value), begun.errors.get(each.name, ""))


def _replies(name: str, found: Found, deps: Dependencies) -> list[Offered]:
    """In the complainant's language, whatever that of the reader is."""
    return offered(Wanted(name, None, None, found.record.request.language), found.record, deps)


def _links(name: str, known: list[Offered], found: Found, started: Offered | None) -> Iterator[ReplyLink]:
    for number, each in enumerate(known):
        address = f"/complaints/{quote(found.record.complaint.id)}?reply={name}.{number}#do-{name}"
        yield ReplyLink(each.title, address, each is started)
