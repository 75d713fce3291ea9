"""An improvement as the pages show it to everybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.improvements.domain.improvement import Improvement, Moved, State
from services.improvements.domain.standing import Deadlines
from services.improvements.pages.effects import EffectView, effect_view
from services.improvements.pages.wording import Wording
from services.improvements.record import Record

_LOOKS = {State.DONE: "good", State.IN_PROGRESS: "taken_on"}
_OVER = (State.DECLINED, State.DROPPED)


@dataclass(frozen=True, slots=True)
class ImprovementView:
    """`look` is a class of `status`, `details` are labels with what is said to them. Citizens are told no `overdue`."""

    id: str
    title: str
    description: str
    state: str
    look: str
    details: Sequence[tuple[str, str]]
    effects: Sequence[EffectView]
    is_to_be_judged: bool
    overdue: str = ""


def view_of(record: Record, wording: Wording, overdue: str = "") -> ImprovementView:
    """The improvement in words."""
    improvement = record.improvement
    return ImprovementView(
        id=improvement.id,
        title=record.title,
        description=record.description,
        state=wording.words.state[improvement.state.value],
        look=_LOOKS.get(improvement.state, ""),
        details=tuple(_details(improvement, wording)),
        effects=[effect_view(each, improvement, wording) for each in reversed(record.effects)],
        is_to_be_judged=not record.effects and improvement.state not in _OVER,
        overdue=overdue,
    )


def overdue_of(improvement: Improvement, deadlines: Deadlines, now: datetime, wording: Wording) -> str:
    """Since when something is owed at `now`, as sla has said it; empty when nothing is."""
    since = deadlines.overdue_since(now)
    return "" if since is None or not improvement.is_open else wording.words.overdue.format(day=wording.day_of(since))


def timeline_of(improvement: Improvement, wording: Wording) -> Sequence[str]:
    """What happened and what is to happen, the earliest first."""
    words, city = wording.words.timeline, wording.city
    steps = [
        (improvement.proposed_at, words.proposed),
        (improvement.agreed_at, words.agreed),
        (improvement.started_at, words.started),
        *((each.at, _moved(each, wording)) for each in improvement.moved),
        (improvement.done_at, words.done),
    ]
    known = sorted(((at, form) for at, form in steps if at is not None), key=lambda step: step[0])
    said = [form.format(day=wording.day_of(at)) for at, form in known]
    if not improvement.is_open:
        return said
    due = wording.day(city.last_day_before(improvement.due_at))
    form = words.due_moved if improvement.moves else words.due
    return [*said, form.format(day=due, moved=wording.counted(wording.words.moved, improvement.moves))]


def _moved(moved: Moved, wording: Wording) -> str:
    """From when to when and why; the day on which it happened is left to say."""
    words = wording.words
    before, after = (wording.day(wording.city.last_day_before(each)) for each in (moved.before, moved.after))
    aside = f" ({words.reasons.get(moved.reason, moved.reason)})" if moved.reason else ""
    return str(words.timeline.moved.format(day="{day}", before=before, after=after, aside=aside))


def _details(improvement: Improvement, wording: Wording) -> Iterator[tuple[str, str]]:
    labels, city, language = wording.words.labels, wording.city, wording.language
    yield labels.kind, city.improvements.action_name(improvement.action, language)
    yield labels.unit, city.unit_name(improvement.unit, language)
    yield labels.about, _upper_first(wording.about(improvement.about))
    yield from _when(improvement, wording)
    target = improvement.target
    start, goal = (wording.amount(target.measure, each) for each in (target.start, target.goal))
    measure = wording.words.measures.get(target.measure, target.measure)
    yield labels.target, wording.words.target.format(measure=measure, start=start, goal=goal)
    yield labels.complaints, wording.counted(wording.words.gave_rise, len(improvement.complaints))


def _when(improvement: Improvement, wording: Wording) -> Iterator[tuple[str, str]]:
    """Of what was declined or given up nobody waits for a date."""
    labels, moved = wording.words.labels, wording.counted(wording.words.moved, improvement.moves)
    aside = f" ({moved})" if moved else ""
    if improvement.done_at is not None:
        yield labels.done, f"{wording.day_of(improvement.done_at)}{aside}"
    elif improvement.is_open:
        yield labels.due, f"{wording.day(wording.city.last_day_before(improvement.due_at))}{aside}"


def _upper_first(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
