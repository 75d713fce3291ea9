"""How far learning is, as somebody may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.improvements.application.dependencies import Dependencies
from services.improvements.city import City
from services.improvements.domain.learning.assigned import Learning
from services.improvements.domain.learning.progress import Progress, progress_of
from services.improvements.domain.rights import Principal, may, may_see_coaching
from services.improvements.record import Record


@dataclass(frozen=True, slots=True)
class Standing:
    """What was assigned, and how far it is."""

    learning: Learning
    progress: Progress


def sees_learners(who: Principal | None, unit: str, city: City) -> bool:
    """Whether somebody sees how many of a unit have finished, however few they are.

    That is the head of the unit, the bureau, and who looks after learning.
    """
    if who is None:
        return False
    return may_see_coaching(who, unit, city) or looks_after_learning(who, city)


def looks_after_learning(who: Principal, city: City) -> bool:
    """Whether somebody says who has finished what: people of the training unit, and the bureau."""
    return may(who, "record_learning", city.training, city)


async def standings(records: Sequence[Record], who: Principal | None, deps: Dependencies) -> dict[str, list[Standing]]:
    """How far the learning of each improvement action is, by their ids; what was withdrawn is left out."""
    improvements = [each.improvement for each in records if each.improvement.learning]
    counts = await deps.completions.finished([each.id for each in improvements])

    def standing(improvement: str, learning: Learning) -> Standing:
        units = [each.unit for each in learning.units]
        finished = {unit: counts.get((improvement, learning.number, unit), 0) for unit in units}
        return Standing(learning, progress_of(learning, finished, lambda unit: sees_learners(who, unit, deps.city)))

    return {
        each.id: [standing(each.id, learning) for learning in each.learning if not learning.is_withdrawn]
        for each in improvements
    }
