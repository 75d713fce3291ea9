"""Learning that an improvement assigns, in words, and how far each unit is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.improvements.application.progress import Standing
from services.improvements.domain.learning.progress import UnitProgress
from services.improvements.pages.wording import Wording
from services.improvements.record import Record
from web.words import Words


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit; `percent` is None where it is not shown how many have finished."""

    name: str
    said: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class LearningView:
    """What is to be learned. `href` leads to the course where that is on the web, `look` is a class of `status`."""

    number: int
    title: str
    href: str
    state: str
    look: str
    said: str
    units: Sequence[UnitView]


def learning_views(
    record: Record, standings: Iterable[Standing], now: datetime, wording: Wording, words: Words
) -> list[LearningView]:
    """What an improvement action assigns, as it stands at `now`; `words` are those of learning."""
    return [_view(record, each, now, wording, words) for each in standings]


def learning_title(record: Record, number: int, wording: Wording) -> str:
    """What the learning is called: in the reader's language, or in another one, or by its id."""
    names = record.learning_names(number)
    activity = next(each.activity for each in record.improvement.learning if each.number == number)
    return names.get(wording.language) or next(iter(names.values()), activity)


def _view(record: Record, standing: Standing, now: datetime, wording: Wording, words: Words) -> LearningView:
    learning, progress = standing.learning, standing.progress
    is_complete = all(each.finished is not None and each.finished >= each.people for each in progress.units)
    day = wording.day(wording.city.last_day_before(learning.due_at))
    state, look = words.due.format(day=day), ""
    if is_complete:
        state, look = words.complete, "good"
    elif learning.due_at <= now and progress.finished is not None:
        state, look = words.overdue.format(day=day), "overdue"
    people = wording.number(progress.people)
    return LearningView(
        number=learning.number,
        title=learning_title(record, learning.number, wording),
        href=learning.activity if learning.activity.startswith(("https://", "http://")) else "",
        state=state,
        look=look,
        said=words.all_hidden.format(people=people)
        if progress.finished is None
        else words.all.format(finished=wording.number(progress.finished), people=people),
        units=[_unit(each, wording, words) for each in progress.units],
    )


def _unit(progress: UnitProgress, wording: Wording, words: Words) -> UnitView:
    name, people = wording.city.unit_name(progress.unit, wording.language), wording.number(progress.people)
    if progress.finished is None or progress.share is None:
        return UnitView(name, words.unit_hidden.format(people=people), None)
    form = words.unit_more if progress.finished > progress.people else words.unit
    said = form.format(finished=wording.number(progress.finished), people=people)
    return UnitView(name, said, int(progress.share * 100))
