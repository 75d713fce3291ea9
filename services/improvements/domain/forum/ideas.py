"""An idea of somebody's: proposed, looked at, public with its support, and answered.

Nobody's name is asked for. What waits or was declined is not public, and is deleted after a time that the city sets.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from contracts.free_text import WrongText, proper_text
from services.improvements.domain.forum.contact import contact_in
from services.improvements.domain.limits import not_allowed
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Organisation, Principal, may

MAX_TITLE, MAX_TEXT, MAX_SAID = 120, 2_000, 1_000


class IdeaState(StrEnum):
    """Where an idea stands."""

    WAITING = "waiting"
    DECLINED = "declined"
    PUBLISHED = "published"
    TAKEN_UP = "taken_up"
    NOT_TAKEN_UP = "not_taken_up"
    EXISTS = "exists"


HIDDEN = frozenset({IdeaState.WAITING, IdeaState.DECLINED})
"""Only the author, by the code, and the bureau read these."""


@dataclass(frozen=True, slots=True)
class Idea:
    """`unit` is the one that answers, `improvement` the action that takes it up, `said` what the city answers."""

    id: str
    title: str
    text: str
    state: IdeaState
    proposed_at: datetime
    changed_at: datetime
    category: str | None = None
    area: str | None = None
    unit: str | None = None
    reason: str | None = None
    improvement: str | None = None
    said: str = ""

    @property
    def is_public(self) -> bool:
        """Whether everybody reads it."""
        return self.state not in HIDDEN

    @property
    def takes_support(self) -> bool:
        """Whether it can be supported: until it is answered."""
        return self.state is IdeaState.PUBLISHED


@dataclass(frozen=True, slots=True)
class IdeaWords:
    """What somebody proposes."""

    title: str
    text: str
    category: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class IdeaStep:
    """What somebody of the city does with an idea."""

    action: str
    reason: str | None = None
    unit: str | None = None
    improvement: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """From which states a step leads where, who may take it, and what it needs beside that."""

    right: str
    start: frozenset[IdeaState]
    end: IdeaState
    needs: str | None = None


_OPEN = frozenset({IdeaState.PUBLISHED})
_SEEN = frozenset(IdeaState) - {IdeaState.DECLINED}
STEPS: Mapping[str, _Rule] = {
    "publish": _Rule("look_through", frozenset({IdeaState.WAITING}), IdeaState.PUBLISHED),
    "decline": _Rule("look_through", _SEEN, IdeaState.DECLINED, "reason"),
    "take_up": _Rule("answer_idea", _OPEN, IdeaState.TAKEN_UP, "improvement"),
    "refuse": _Rule("answer_idea", _OPEN, IdeaState.NOT_TAKEN_UP, "reason"),
    "exists": _Rule("answer_idea", _OPEN, IdeaState.EXISTS, "text"),
}
"""What can be done with an idea. What is answered stays answered, but what should never have been public can be hidden
at any time: then it is declined.
"""
REASONED = ("decline", "refuse")


def propose(idea_id: str, words: IdeaWords, now: datetime) -> Idea | Refusal:
    """A new idea, which waits until the bureau has looked at it."""
    fields = (("title", words.title, MAX_TITLE), ("text", words.text, MAX_TEXT))
    kept = {}
    for field, given, longest in fields:
        text = _public_text(given, longest, field)
        if isinstance(text, Refusal):
            return text
        kept[field] = text
    title = " ".join(kept["title"].split())
    return Idea(idea_id, title, kept["text"], IdeaState.WAITING, now, now, words.category, words.area)


def step(
    idea: Idea, wanted: IdeaStep, by: Principal, organisation: Organisation, reasons: Collection[str], now: datetime
) -> Idea | Refusal:
    """The idea after a step; `reasons` are those of the city for this one."""
    rule = STEPS.get(wanted.action)
    if rule is None:
        return Refusal(
            "action_unknown", f"there is no step {wanted.action!r}", f"use one of: {', '.join(STEPS)}", "action"
        )
    if not may_step(idea, wanted.action, by, organisation):
        return not_allowed(rule.right, "action")
    if idea.state not in rule.start:
        reason = f"it is {idea.state.value.replace('_', ' ')}"
        return Refusal("wrong_state", reason, "look at how it stands now", "action")
    if (refusal := _missing(wanted, rule.needs, reasons)) is not None:
        return refusal
    said = _public_text(wanted.text, MAX_SAID, "text") if wanted.text.strip() else ""
    if isinstance(said, Refusal):
        return said
    return replace(
        idea,
        state=rule.end,
        changed_at=now,
        reason=wanted.reason if rule.needs == "reason" else None,
        unit=wanted.unit if wanted.action == "publish" else idea.unit,
        improvement=wanted.improvement if rule.needs == "improvement" else None,
        said=said,
    )


def may_step(idea: Idea, action: str, by: Principal, organisation: Organisation) -> bool:
    """Whether somebody may take this step: of an idea without a unit only the bureau."""
    return may(by, STEPS[action].right, idea.unit or organisation.bureau, organisation)


def possible_steps(idea: Idea, by: Principal, organisation: Organisation) -> tuple[str, ...]:
    """The steps that somebody may take now."""
    return tuple(
        name for name, rule in STEPS.items() if idea.state in rule.start and may_step(idea, name, by, organisation)
    )


def _missing(wanted: IdeaStep, needed: str | None, reasons: Collection[str]) -> Refusal | None:
    if needed == "reason" and wanted.reason not in reasons:
        code = "reason_missing" if wanted.reason is None else "reason_unknown"
        return Refusal(code, "it needs one of the city's reasons", f"use one of: {', '.join(reasons)}", "reason")
    if needed == "improvement" and not wanted.improvement:
        reason = "it needs the improvement action that takes it up"
        return Refusal("improvement_missing", reason, "name it by its id", "improvement")
    if needed == "text" and not wanted.text.strip():
        return Refusal("said_missing", "it needs a sentence that says what there is", "write it", "text")
    return None


def _public_text(text: str, longest: int, field: str) -> str | Refusal:
    """The text as everybody may read it: not too long, and without contact data."""
    try:
        proper = proper_text(text)
    except WrongText as wrong:
        return Refusal("words_unfit", str(wrong), f"write 1 to {longest} characters", field)
    if len(proper) > longest:
        return Refusal("words_unfit", f"it has more than {longest} characters", "shorten it", field)
    if (found := contact_in(proper)) is not None:
        return Refusal(
            "contact_data", f"it holds contact data ({found.value})", "leave it out: everybody reads it", field
        )
    return proper
