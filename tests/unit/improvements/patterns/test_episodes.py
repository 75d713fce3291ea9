from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.improvements.domain.patterns import (
    QUIET_WEEKS,
    Cell,
    CellKind,
    Change,
    Episode,
    Pattern,
    Step,
    detect,
    episodes,
)
from tests.unit.improvements.patterns.days import DAY, city, surge, works

MONTH = timedelta(weeks=4)
VILLAGE = Cell(CellKind.CATEGORY_VILLAGE, "category-0", area="99.71.02.1001")
DISTRICT = Cell(CellKind.CATEGORY_DISTRICT, "category-0", area="99.71.02")
(PATTERN,) = detect([*city(), *surge(4, 14)], DAY, works)
FIRST = Episode(PATTERN.key, 1, PATTERN, DAY, DAY)


def at(cell: Cell) -> Pattern:
    return replace(PATTERN, cell=cell)


def test_what_was_not_known_is_new() -> None:
    assert episodes((), [PATTERN], DAY) == (Step(Change.NEW, FIRST),)


def test_found_again_is_not_found_twice() -> None:
    again = replace(PATTERN, observed=99)
    (step,) = episodes([FIRST], [again], DAY + MONTH)
    assert step == Step(Change.STILL, replace(FIRST, pattern=again, confirmed_on=DAY + MONTH))


def test_the_same_run_twice_says_the_same() -> None:
    (step,) = episodes([FIRST], [PATTERN], DAY)
    assert step == Step(Change.STILL, FIRST)


def test_what_is_quiet_for_long_enough_is_gone() -> None:
    quiet = timedelta(weeks=QUIET_WEEKS)
    assert episodes([FIRST], [], DAY + quiet - timedelta(days=1)) == ()
    assert episodes([FIRST], [], DAY + quiet) == (Step(Change.GONE, replace(FIRST, gone_on=DAY + quiet)),)


def test_what_is_gone_stays_gone_without_a_word() -> None:
    assert episodes([replace(FIRST, gone_on=DAY + 2 * MONTH)], [], DAY + 9 * MONTH) == ()


def test_what_comes_back_is_another_episode() -> None:
    gone = replace(FIRST, gone_on=DAY + 2 * MONTH)
    (step,) = episodes([gone], [PATTERN], DAY + 5 * MONTH)
    assert step == Step(Change.BACK, Episode(PATTERN.key, 2, PATTERN, DAY + 5 * MONTH, DAY + 5 * MONTH))
    (again,) = episodes([gone, step.episode], [PATTERN], DAY + 6 * MONTH)
    assert (again.change, again.episode.number) == (Change.STILL, 2)


def test_a_finding_ends_only_when_a_run_does_not_have_it() -> None:
    (step,) = episodes([FIRST], [PATTERN], DAY + 9 * MONTH)
    assert step.change is Change.STILL


def test_an_older_run_changes_nothing() -> None:
    later = replace(FIRST, confirmed_on=DAY + 4 * MONTH)
    assert episodes([later], [PATTERN], DAY) == ()
    assert episodes([replace(FIRST, gone_on=DAY + 4 * MONTH)], [PATTERN], DAY + MONTH) == ()


def test_a_finding_that_is_seen_in_a_smaller_place_is_still_the_same() -> None:
    known = Episode(at(DISTRICT).key, 1, at(DISTRICT), DAY, DAY)
    (step,) = episodes([known], [at(VILLAGE)], DAY + MONTH)
    assert (step.change, step.episode.key, step.episode.pattern.cell) == (Change.STILL, known.key, VILLAGE)
    (back,) = episodes([step.episode], [at(DISTRICT)], DAY + 2 * MONTH)
    assert (back.change, back.episode.pattern.cell) == (Change.STILL, DISTRICT)


def test_two_findings_in_one_run_are_two_whatever_their_cells() -> None:
    known = Episode(at(DISTRICT).key, 1, at(DISTRICT), DAY, DAY)
    steps = episodes([known], [at(DISTRICT), at(VILLAGE)], DAY + MONTH)
    assert {(each.change, each.episode.key) for each in steps} == {
        (Change.STILL, at(DISTRICT).key),
        (Change.NEW, at(VILLAGE).key),
    }


def test_another_category_is_another_finding() -> None:
    other = at(Cell(CellKind.CATEGORY, "category-1"))
    assert episodes([FIRST], [other], DAY + MONTH) == (
        Step(Change.NEW, Episode(other.key, 1, other, DAY + MONTH, DAY + MONTH)),
    )


@given(st.lists(st.sets(st.sampled_from([VILLAGE, DISTRICT, PATTERN.cell]), max_size=3), min_size=1, max_size=12))
def test_every_pattern_belongs_to_one_open_episode_and_numbers_only_grow(runs: list[set[Cell]]) -> None:
    known: dict[str, Episode] = {}
    for number, cells in enumerate(runs):
        patterns = [at(cell) for cell in cells]
        for step in episodes(known.values(), patterns, DAY + number * MONTH):
            before = known.get(step.episode.key)
            assert before is None or step.episode.number - before.number in (0, 1)
            known[step.episode.key] = step.episode
        now = [each.pattern for each in known.values() if each.confirmed_on == DAY + number * MONTH]
        assert sorted(each.key for each in now) == sorted(each.key for each in patterns)
