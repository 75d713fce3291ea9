"""What is known of complaints follows from their events alone, whatever order they come in and however often."""

from datetime import UTC, date, datetime
from itertools import permutations

from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.facts import Fact, Standing
from tests.component.improvements.lives import AREA, CATEGORY, UNIT, filed, hear, whole_life

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)


async def facts(deps: Dependencies, first: date = date(2026, 3, 1), last: date = date(2026, 3, 31)) -> list[Fact]:
    return [fact async for fact in deps.facts.between(first, last)]


async def test_the_fact_of_a_life_says_what_became_of_it(deps: Dependencies) -> None:
    await hear(deps, whole_life("c-1", AT))
    (fact,) = await facts(deps)
    assert (fact.complaint, fact.filed_on, fact.answered_on) == ("c-1", date(2026, 3, 2), date(2026, 3, 4))
    assert (fact.category, fact.area, fact.unit) == (CATEGORY, AREA, UNIT)
    assert (fact.standing, fact.reopened, fact.stars, fact.answer_days) == (Standing.ANSWERED, True, 2, 2)


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
    found = await facts(deps)
    assert {fact.complaint for fact in found} == {f"c-{number}" for number in range(6)}
    assert len({(fact.standing, fact.reopened, fact.stars, fact.unit, fact.answered_on) for fact in found}) == 1


async def test_trials_and_followers_are_not_counted(deps: Dependencies) -> None:
    trial = filed("trial", AT, mode="sandbox")
    follower = filed("follower", AT).model_copy(update={"duplicate_of": "c-1"})
    await hear(deps, [trial, follower])
    assert await facts(deps) == []
    assert await deps.facts.known(["trial", "follower", "nobody"]) == {"trial", "follower"}


async def test_a_busy_day_is_read_whole(deps: Dependencies) -> None:
    await hear(deps, [filed(f"c-{number}", AT) for number in range(1_200)])
    found = await facts(deps, date(2026, 3, 2), date(2026, 3, 2))
    assert len({fact.complaint for fact in found}) == len(found) == 1_200
