"""What is asked for and does not exist, as it was published, with the improvement actions that answer it."""

from dataclasses import dataclass

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.figures import edition_of
from services.improvements.domain.editions import Edition
from services.improvements.domain.improvement import State
from services.improvements.domain.needs import NeedCount, answers
from services.improvements.domain.refusals import Refusal
from services.improvements.record import Record

_GIVEN_UP = frozenset({State.DECLINED, State.DROPPED})


@dataclass(frozen=True, slots=True)
class Answered:
    """A need over a period, and which actions answer it: anywhere, and for each of its places in their order."""

    count: NeedCount
    anywhere: tuple[Record, ...]
    places: tuple[tuple[Record, ...], ...]


@dataclass(frozen=True, slots=True)
class NeedsList:
    """The needs of an edition, the most wanted first."""

    edition: Edition
    needs: tuple[Answered, ...]


async def needs_list(period: str, deps: Dependencies) -> NeedsList | Refusal:
    """The list of a quarter or a year; actions are those among the last hundred. Raises `StoreUnavailable`."""
    edition = await edition_of(period, deps)
    if isinstance(edition, Refusal):
        return edition
    latest = await deps.improvements.latest(None)
    actions = [each for each in latest if each.improvement.state not in _GIVEN_UP]
    return NeedsList(edition, tuple(_answered(each, actions, deps) for each in edition.needs))


def _answered(count: NeedCount, actions: list[Record], deps: Dependencies) -> Answered:
    known = deps.city.needs.get(count.need)
    category = known.category if known else None

    def answering(area: str | None) -> tuple[Record, ...]:
        return tuple(each for each in actions if answers(each.improvement.about, category, area))

    return Answered(count, answering(None), tuple(answering(place.area) for place in count.places))
