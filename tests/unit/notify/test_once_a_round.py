"""A person hears of a round of an escalation once, however many posts are vacant or theirs; a repetition is sent."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.files.leaders import Person
from contracts.events import ComplaintEscalated
from contracts.values import Post, SkipReason
from services.notify.domain.city import City
from services.notify.domain.plan import Plan
from tests.unit.notify.examples import COMPLAINT, NOW, escalated, load_city, plan

LADDER = ("unit_head", "agency_head", "mayor")
UNITS = ("town", "roads", "bridges")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    return load_city(tmp_path_factory.mktemp("city"))


def with_posts(city: City, **holders: str | None) -> City:
    """The city with other holders of the posts of roads."""
    people = {role: city.people[person] if person else None for role, person in holders.items()}
    return replace(city, posts={**city.posts, **{("roads", role): person for role, person in people.items()}})


def level(number: int, unit: str = "roads", repeat: int = 0, before: str | None = None) -> ComplaintEscalated:
    """A level of a unit's ladder, of which the levels below were heard of in the same unit or in the one `before`."""
    return escalated(
        unit,
        LADDER[number - 1],
        level=number,
        repeat=repeat,
        told_before=tuple(Post(role=role, unit=before or unit) for role in LADDER[: number - 1]),
        id=f"e{number}{repeat}",
    )


def sent(planned: Plan) -> list[str]:
    return [each.recipient for each in planned.deliveries if each.state == "pending"]


def test_who_stands_in_at_two_levels_is_told_at_the_first_one_and_the_second_says_so(town: City) -> None:
    city = with_posts(town, unit_head=None, agency_head=None)

    assert sent(plan(level(1), city, NOW)) == ["clerk"]
    second = plan(level(2), city, NOW)

    assert sent(second) == []
    (delivery,), (skip,) = second.deliveries, second.skips
    assert second.reroutes == ()
    assert (skip.reason, skip.recipient, skip.wanted_role) == (SkipReason.ALREADY_NOTIFIED, "clerk", "agency_head")
    assert (skip.delivery_id, skip.level, skip.transport, skip.template) == (delivery.id, 2, "email", "escalated")
    assert (skip.subject, skip.cause, skip.occurred_at) == (COMPLAINT, "e20", NOW)


def test_who_stood_in_and_then_holds_the_post_rightfully_is_not_told_again(town: City) -> None:
    city = with_posts(town, unit_head="roads-director", agency_head="roads-director")
    assert [sent(plan(level(number), city, NOW)) for number in (1, 2, 3)] == [["roads-director"], [], ["mayor"]]


def test_a_repetition_is_sent_to_whoever_was_told_at_the_levels_before(town: City) -> None:
    city = with_posts(town, unit_head=None, agency_head=None)
    assert sent(plan(level(2, repeat=1), city, NOW)) == ["clerk"]


def test_another_round_is_heard_of_again(town: City) -> None:
    later = level(1).model_copy(update={"round": 2})
    assert plan(level(1), town, NOW).deliveries[0].id != plan(later, town, NOW).deliveries[0].id
    assert sent(plan(later, town, NOW)) == ["roads-head"]


def test_who_stands_in_after_a_transfer_is_told_unless_the_former_unit_had_found_the_same_person(town: City) -> None:
    city = with_posts(town, unit_head="roads-director")
    assert sent(plan(level(2, "bridges", before="triage"), city, NOW)) == ["roads-director"]
    assert sent(plan(level(2, "bridges", before="roads"), city, NOW)) == []


def test_an_older_event_that_names_nobody_before_is_sent(town: City) -> None:
    city = with_posts(town, unit_head=None, agency_head=None)
    assert sent(plan(level(2).model_copy(update={"told_before": ()}), city, NOW)) == ["clerk"]


def test_a_skip_is_the_same_when_its_event_comes_again(town: City) -> None:
    city = with_posts(town, unit_head=None, agency_head=None)
    assert plan(level(2), city, NOW).skips == plan(level(2), city, NOW).skips


PEOPLE = st.sampled_from(["clerk", "mayor", "roads-head", "roads-director", "bridges-officer"])
POSTS = st.dictionaries(st.tuples(st.sampled_from(UNITS), st.sampled_from(LADDER)), st.none() | PEOPLE)


@given(holders=POSTS, unit=st.sampled_from([*UNITS, "closed-down"]), repeats=st.integers(0, 2))
def test_nobody_gets_two_messages_of_a_round_except_for_repeats(
    town: City, holders: Mapping[tuple[str, str], str | None], unit: str, repeats: int
) -> None:
    posts: dict[tuple[str, str], Person | None] = {
        post: town.people[person] if person else None for post, person in holders.items()
    }
    city = replace(town, posts=posts)
    levels = [plan(level(number, unit), city, NOW) for number in (1, 2, 3)]
    repetitions = [plan(level(3, unit, repeat), city, NOW) for repeat in range(1, repeats + 1)]

    told = [person for planned in levels for person in sent(planned)]
    assert len(told) == len(set(told))
    assert sent(levels[0]), "the first level always reaches somebody"
    assert set(told) == {each.recipient for planned in levels for each in planned.deliveries}
    assert all(sent(planned) or planned.skips for planned in levels), "what is not sent is said"
    assert all(len(sent(planned)) == 1 for planned in repetitions)
