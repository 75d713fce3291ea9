"""What is known of complaints follows from their events alone, whatever order they come in and however often."""

from datetime import UTC, date, datetime
from itertools import permutations

from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.observations import Observation, Standing
from tests.component.improvements.lives import AREA, CATEGORY, UNIT, filed, hear, whole_life

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)


async def observed(
    deps: Dependencies, first: date = date(2026, 3, 1), last: date = date(2026, 3, 31)
) -> list[Observation]:
    return [each async for each in deps.observations.between(first, last)]


async def test_the_observation_of_a_life_says_what_became_of_it(deps: Dependencies) -> None:
    await hear(deps, whole_life("c-1", AT))
    (one,) = await observed(deps)
    assert (one.complaint, one.filed_on, one.answered_on) == (
        "c-1",
        date(2026, 3, 2),
        date(2026, 3, 4),
    )
    assert (one.category, one.area, one.unit) == (CATEGORY, AREA, UNIT)
    assert (one.standing, one.reopened, one.stars, one.answer_days) == (
        Standing.ANSWERED,
        True,
        2,
        2,
    )


async def test_any_order_across_topics_and_any_repetition_lead_to_the_same(deps: Dependencies) -> None:
    life = whole_life("c", AT)
    own = [event for event in life if event.type != "complaint.assigned.v2"]
    other = [event for event in life if event.type == "complaint.assigned.v2"]
    for number, order in enumerate(permutations(range(3))):
        complaint = f"c-{number}"
        parts = [own[:2], own[2:], other]
        for place in order if order.index(0) < order.index(1) else reversed(order):
            events = [event.model_copy(update={"subject": complaint}) for event in parts[place]]
            await hear(deps, [*events, *events])
    found = await observed(deps)
    assert {one.complaint for one in found} == {f"c-{number}" for number in range(6)}
    assert (
        len(
            {
                (
                    one.standing,
                    one.reopened,
                    one.stars,
                    one.unit,
                    one.answered_on,
                )
                for one in found
            }
        )
        == 1
    )


async def test_trials_and_followers_are_not_counted(deps: Dependencies) -> None:
    trial = filed("trial", AT, mode="sandbox")
    follower = filed("follower", AT).model_copy(update={"duplicate_of": "c-1"})
    await hear(deps, [trial, follower])
    assert await observed(deps) == []
    assert await deps.observations.known(["trial", "follower", "nobody"]) == {"trial", "follower"}


async def test_a_busy_day_is_read_whole(deps: Dependencies) -> None:
    await hear(deps, [filed(f"c-{number}", AT) for number in range(1_200)])
    found = await observed(deps, date(2026, 3, 2), date(2026, 3, 2))
    assert len({one.complaint for one in found}) == len(found) == 1_200
