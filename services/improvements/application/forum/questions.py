"""Asks the public, takes its answers, and counts them."""

import hashlib
import secrets
from dataclasses import dataclass

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.forum.limits import Sender, too_many
from services.improvements.domain.forum import questions as decide
from services.improvements.domain.forum.questions import Asking, Question, Status, Wanted
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal, reaches

_NOT_FOUND = Refusal("not_found", "there is no such question", "look at the list of questions", "id")


@dataclass(frozen=True, slots=True)
class Seen:
    """A question as somebody sees it: where it stands, what they have answered themselves, and the numbers if shown."""

    question: Question
    status: Status
    own: int | None = None
    counts: tuple[int, ...] | None = None


async def ask(wanted: Wanted, by: Principal, key: str | None, deps: Dependencies) -> Question | Refusal:
    """A new question; with the same `key` the same person asks it once. Raises `StoreUnavailable`."""
    if (refusal := await _unknown(wanted, deps)) is not None:
        return refusal
    question = decide.ask(_new_id(key, by), wanted, _asking(by, deps))
    if isinstance(question, Refusal) or await deps.forum.questions.add(question):
        return question
    kept = await deps.forum.questions.get(question.id)
    if kept is not None and (kept.text, kept.answers) == (question.text, question.answers):
        return kept
    reason = "something else was asked under this key"
    return Refusal("key_reused", reason, "send another Idempotency-Key", "Idempotency-Key")


async def end(question_id: str, reason: str, by: Principal, deps: Dependencies) -> Question | Refusal:
    """End a question early. Raises `StoreUnavailable`: then reading it says whether it is."""
    found = await deps.forum.questions.get(question_id)
    if found is None:
        return _NOT_FOUND
    ended = decide.end(found, reason, _asking(by, deps))
    if isinstance(ended, Refusal) or ended is found or await deps.forum.questions.end(ended):
        return ended
    return Refusal("question_closed", "somebody else has ended it meanwhile", "look at how it stands", "id")


async def answer(question_id: str, place: int, sender: Sender, deps: Dependencies) -> Seen | Refusal:
    """Keep an answer, in place of an earlier one of the same browser. Raises `StoreUnavailable`: repeat it."""
    found = await deps.forum.questions.get(question_id)
    if found is None:
        return _NOT_FOUND
    refusal = decide.unfit_answer(found, place, deps.today()) or await too_many(
        sender.address_key, deps.forum.limits.votes_per_hour, deps
    )
    if refusal is not None:
        return refusal
    await deps.forum.questions.answer(question_id, sender.voter, place, deps.clock())
    return await _seen(found, place, True, deps)


async def look(question_id: str, voter: str | None, who: Principal | None, deps: Dependencies) -> Seen | Refusal:
    """A question as a browser sees it: with the numbers once it has answered, or when it is closed.

    People who may ask for the unit see them at any time. Others do not before they answer: numbers would lead them.
    """
    found = await deps.forum.questions.get(question_id)
    if found is None:
        return _NOT_FOUND
    own = await deps.forum.questions.answer_of(question_id, voter) if voter else None
    is_ours = who is not None and "ask" in who.rights.actions and reaches(who, found.asked_by, deps.city)
    return await _seen(found, own, is_ours, deps)


async def _seen(question: Question, own: int | None, is_shown: bool, deps: Dependencies) -> Seen:
    status = question.status(deps.today())
    is_shown = is_shown or own is not None or status is Status.CLOSED
    return Seen(question, status, own, await deps.forum.questions.counted(question) if is_shown else None)


async def _unknown(wanted: Wanted, deps: Dependencies) -> Refusal | None:
    """What the city does not have, among what a question is about."""
    subject, city = wanted.subject, deps.city
    named = (
        ("asked_by", wanted.asked_by in city.units),
        ("unit", subject.unit is None or subject.unit in city.units),
        ("area", subject.area is None or subject.area in city.areas),
        ("improvement", subject.improvement is None or await deps.improvements.get(subject.improvement) is not None),
    )
    wrong = next((name for name, is_known in named if not is_known), None)
    if wrong is None:
        return None
    return Refusal("name_unknown", f"the city has no such {wrong}", "use one that there is", wrong)


def _asking(by: Principal, deps: Dependencies) -> Asking:
    return Asking(by, deps.city, deps.city.languages, deps.today(), deps.clock())


def _new_id(key: str | None, by: Principal) -> str:
    """An id that nobody can guess, or the one that follows from whose key it is."""
    return f"q-{secrets.token_hex(8) if key is None else hashlib.sha256(f'{by.id}:{key}'.encode()).hexdigest()[:16]}"
