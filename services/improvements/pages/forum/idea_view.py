"""An idea in the reader's language, and the forms with which people of the city answer it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.improvements.application.forum.ideas import Supported
from services.improvements.domain.forum.ideas import STEPS, Idea, IdeaState, possible_steps
from services.improvements.domain.rights import Principal
from services.improvements.pages.wording import Wording
from services.improvements.record import Record
from web.words import Words

_LOOKS = {IdeaState.TAKEN_UP: "good", IdeaState.EXISTS: "good"}


@dataclass(frozen=True, slots=True)
class IdeaText:
    """An idea as it stands on a page."""

    id: str
    title: str
    text: str
    state: str
    look: str
    support: str
    takes_support: bool
    is_public: bool
    details: Sequence[tuple[str, str]]
    said: str


@dataclass(frozen=True, slots=True)
class IdeaForm:
    """A form; each field of `choices` is its name, its label and its options. `has_text`: the city's words as well."""

    name: str
    title: str
    choices: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]
    has_text: bool


def idea_text(found: Supported, wording: Wording, words: Words) -> IdeaText:
    """How an idea is read."""
    idea, city, language = found.idea, wording.city, wording.language
    named = (
        (words.labels.category, city.category_name(idea.category, language)),
        (words.labels.area, city.area_name(idea.area, language)),
        (words.labels.unit, city.unit_name(idea.unit, language)),
        (words.labels.reason, _reason(idea, wording)),
    )
    details = [(words.labels.proposed, wording.day_of(idea.proposed_at)), *(pair for pair in named if pair[1])]
    return IdeaText(
        id=idea.id,
        title=idea.title,
        text=idea.text,
        state=words.state[idea.state.value],
        look=_LOOKS.get(idea.state, ""),
        support=wording.counted(words.support_count, found.supports),
        takes_support=idea.takes_support,
        is_public=idea.is_public,
        details=details,
        said=idea.said,
    )


def forms_of(idea: Idea, who: Principal, wording: Wording, words: Words, actions: Sequence[Record]) -> list[IdeaForm]:
    """The forms of the steps that somebody may take now."""
    return [
        IdeaForm(name, words.actions[name], _choices(name, wording, words, actions), has_text=name != "publish")
        for name in possible_steps(idea, who, wording.city)
    ]


def _choices(
    name: str, wording: Wording, words: Words, actions: Sequence[Record]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    city, language = wording.city, wording.language
    rules = city.improvements.ideas
    if name == "publish":
        units = sorted((city.unit_name(unit, language), unit) for unit in city.units)
        return [("unit", words.labels.unit, [(unit, called) for called, unit in units])]
    if STEPS[name].needs == "reason" and rules is not None:
        known = rules.declines if name == "decline" else rules.refusals
        return [("reason", words.labels.reason, [(code, text.in_language(language)) for code, text in known.items()])]
    if STEPS[name].needs == "improvement":
        return [("improvement", words.labels.improvement, [(each.improvement.id, each.title) for each in actions])]
    return []


def _reason(idea: Idea, wording: Wording) -> str:
    """Why it was declined or not taken up; the code where the city no longer has it."""
    rules = wording.city.improvements.ideas
    known = {**rules.declines, **rules.refusals} if rules is not None else {}
    if idea.reason is None:
        return ""
    return known[idea.reason].in_language(wording.language) if idea.reason in known else idea.reason
