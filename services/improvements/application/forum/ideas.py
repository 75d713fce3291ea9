"""Takes ideas, lets the bureau look at them, counts who supports them, and answers them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.forum.limits import Sender, too_many
from services.improvements.domain.forum import ideas as decide
from services.improvements.domain.forum.ideas import Idea, IdeaStep, IdeaWords
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal, may

_ATTEMPTS = 3
_NOT_FOUND = Refusal("not_found", "there is no such idea", "look at the list of ideas", "id")
_NO_IDEAS = Refusal("not_found", "this city takes no ideas", "ask the organisation bureau", "ideas")


@dataclass(frozen=True, slots=True)
class Supported:
    """An idea with how many support it."""

    idea: Idea
    supports: int


async def propose(words: IdeaWords, address_key: str, once: str | None, deps: Dependencies) -> Idea | Refusal:
    """A new idea, which waits; the same form, known by `once`, proposes it once. Raises `StoreUnavailable`."""
    rules, now, city = deps.city.improvements.ideas, deps.clock(), deps.city
    if rules is None:
        return _NO_IDEAS
    named = (("category", words.category, city.categories), ("area", words.area, city.areas))
    for field, name, known in named:
        if name is not None and name not in known:
            return Refusal("name_unknown", f"the city has no {name!r}", "use one that there is", field)
    idea = decide.propose(f"idea-{(once or secrets.token_hex(32))[:16]}", words, now)
    if isinstance(idea, Refusal):
        return idea
    if (refusal := await too_many(address_key, deps.forum.limits.ideas_per_hour, deps)) is not None:
        return refusal
    if await deps.forum.ideas.add(idea, now + timedelta(days=rules.delete_after_days)):
        return idea
    kept = await deps.forum.ideas.get(idea.id)
    if kept is not None and (kept[0].title, kept[0].text) == (idea.title, idea.text):
        return kept[0]
    return Refusal("key_reused", "this form was sent already, with something else in it", "open a new form")


async def support(idea_id: str, sender: Sender, deps: Dependencies) -> Supported | Refusal:
    """Keep that a browser supports an idea; again changes nothing. Raises `StoreUnavailable`: repeat it."""
    found = await deps.forum.ideas.get(idea_id)
    if found is None or not found[0].is_public:
        return _NOT_FOUND
    idea, _ = found
    if not idea.takes_support:
        return Refusal("idea_answered", "it is answered already", "look at the answer", "id")
    limit = deps.forum.limits.votes_per_hour
    if (refusal := await too_many(sender.address_key, limit, deps)) is not None:
        return refusal
    return Supported(idea, await deps.forum.ideas.support(idea_id, sender.voter, deps.clock()))


async def take_step(idea_id: str, wanted: IdeaStep, by: Principal, deps: Dependencies) -> Supported | Refusal:
    """What somebody of the city does with an idea. Raises `StoreUnavailable`: then reading it says whether it was."""
    if (refusal := await _unknown(wanted, deps)) is not None:
        return refusal
    for _ in range(_ATTEMPTS):
        found = await deps.forum.ideas.get(idea_id)
        if found is None:
            return _NOT_FOUND
        idea, version = found
        after = decide.step(idea, wanted, by, deps.city, reasons_of(wanted.action, deps), deps.clock())
        if isinstance(after, Refusal):
            return after if idea.is_public or may_read_hidden(by, deps) else _NOT_FOUND
        if await deps.forum.ideas.advance(after, version, _delete_at(after, deps)):
            return (await with_support([after], deps))[0]
    return Refusal("overtaken", "somebody else was quicker", "look at it again, and repeat the step")


async def with_support(ideas: Sequence[Idea], deps: Dependencies) -> list[Supported]:
    """Ideas with how many support each, in the same order."""
    numbers = await deps.forum.ideas.supports([each.id for each in ideas]) if ideas else {}
    return [Supported(each, numbers.get(each.id, 0)) for each in ideas]


async def look(idea_id: str, is_author: bool, who: Principal | None, deps: Dependencies) -> Supported | Refusal:
    """An idea; one that is not public only for its author and the bureau."""
    found = await deps.forum.ideas.get(idea_id)
    if found is None:
        return _NOT_FOUND
    idea, _ = found
    if not (idea.is_public or is_author or (who is not None and may_read_hidden(who, deps))):
        return _NOT_FOUND
    return (await with_support([idea], deps))[0]


def may_read_hidden(who: Principal, deps: Dependencies) -> bool:
    """Whether somebody reads what is not public: whoever looks ideas through."""
    return may(who, "look_through", deps.city.bureau, deps.city)


def reasons_of(action: str, deps: Dependencies) -> Sequence[str]:
    """The city's reasons for a step."""
    rules = deps.city.improvements.ideas
    if rules is None or action not in decide.REASONED:
        return ()
    return tuple(rules.declines if action == "decline" else rules.refusals)


def _delete_at(idea: Idea, deps: Dependencies) -> datetime | None:
    rules = deps.city.improvements.ideas
    return None if idea.is_public or rules is None else idea.changed_at + timedelta(days=rules.delete_after_days)


async def _unknown(wanted: IdeaStep, deps: Dependencies) -> Refusal | None:
    if wanted.unit is not None and wanted.unit not in deps.city.units:
        return Refusal("name_unknown", f"the city has no unit {wanted.unit!r}", "use one that there is", "unit")
    if wanted.improvement and await deps.improvements.get(wanted.improvement) is None:
        reason = f"there is no improvement {wanted.improvement!r}"
        return Refusal("name_unknown", reason, "use the id of one", "improvement")
    return None
