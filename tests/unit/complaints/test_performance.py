"""What is published of complaints: enough of the same kind that nobody is found, and nothing that can be worked out."""

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.outcomes import Outcome
from services.complaints.domain.performance import (
    Figures,
    Numbers,
    median,
    numbers_of,
)
from services.complaints.domain.published import NOT_SAID, K, Row, Stands, groups_shown, published

GROUPS = st.tuples(st.sampled_from(["a", "b", "c", "d", NOT_SAID]), st.sampled_from(["u", "v", "w", NOT_SAID]))
SIZES = st.dictionaries(GROUPS, st.integers(1, 12), max_size=12)
DAYS = st.none() | st.integers(0, 40)
ROWS = st.lists(
    st.builds(
        Row,
        month=st.just("2026-03"),
        category=st.sampled_from(["a", "b", "c", NOT_SAID]),
        unit=st.sampled_from(["u", "v", NOT_SAID]),
        state=st.sampled_from(Stands),
        response_days=DAYS,
        answer_days=DAYS,
        reopened=st.booleans(),
        rating=st.none() | st.integers(1, 5),
        promises=st.dictionaries(st.sampled_from(["p", "q"]), st.sampled_from(Outcome)).map(
            lambda found: tuple(sorted(found.items()))
        ),
    ),
    max_size=60,
)


def row(category: str = "a", unit: str = "u", **more: Any) -> Row:
    return Row("2026-03", category, unit, **{"state": Stands.OPEN, **more})


@given(SIZES, st.integers(2, 6))
def test_every_group_that_is_published_has_enough(sizes: Mapping[tuple[str, str], int], k: int) -> None:
    shown = groups_shown(sizes, k)
    together: Counter[tuple[str, str]] = Counter()
    for group, now in shown.items():
        if now is not None:
            together[now] += sizes[group]
            assert now in (group, (group[0], NOT_SAID), (NOT_SAID, NOT_SAID))
    assert all(size >= k for size in together.values())
    assert together.total() in (0, sum(sizes.values()))
    assert (together.total() == 0) == (sum(sizes.values()) < k)


@given(SIZES)
def test_what_is_large_enough_is_published_as_it_is_unless_it_has_to_hide_others(
    sizes: Mapping[tuple[str, str], int],
) -> None:
    shown = groups_shown(sizes)
    given_up = [group for group, size in sizes.items() if size >= K and shown[group] not in (group, None)]
    others = sum(size for group, size in sizes.items() if shown[group] == (NOT_SAID, NOT_SAID))
    assert not given_up or others - min(sizes[each] for each in given_up) < 2 * K


@given(ROWS)
def test_rows_lose_nothing_but_their_category_and_unit(rows: list[Row]) -> None:
    found = published(rows)
    assert all(size >= K for size in Counter(each.group for each in found).values())

    def rest(these: list[Row]) -> Counter[tuple[object, ...]]:
        return Counter(
            (each.state, each.response_days, each.answer_days, each.reopened, each.rating, each.promises)
            for each in these
        )

    assert rest(found) == (rest(rows) if len(rows) >= K else Counter())


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing_of_how_they_came(rows: list[Row], chance: Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert published(rows) == published(mixed)


def test_a_small_group_gives_up_its_unit_first_and_then_its_category() -> None:
    shown = groups_shown({("a", "u"): 9, ("a", "v"): 3, ("a", "w"): 2, ("b", "u"): 1, ("c", "u"): 4})
    assert shown == {
        ("a", "u"): ("a", "u"),
        ("a", "v"): ("a", ""),
        ("a", "w"): ("a", ""),
        ("b", "u"): ("", ""),
        ("c", "u"): ("", ""),
    }


def test_what_would_stand_alone_takes_the_smallest_other_group_with_it() -> None:
    assert groups_shown({("a", "u"): 9, ("b", "u"): 6, ("c", "u"): 1}) == {
        ("a", "u"): ("a", "u"),
        ("b", "u"): ("", ""),
        ("c", "u"): ("", ""),
    }


@given(st.dictionaries(st.integers(0, 60), st.integers(0, 9)))
def test_the_median_is_that_of_the_textbook(counted: Mapping[int, int]) -> None:
    values = [value for value, times in counted.items() for _ in range(times)]
    assert median(counted) == (statistics.median(values) if values else None)


@given(ROWS)
def test_of_few_complaints_no_number_is_shown(rows: list[Row]) -> None:
    found = numbers_of(rows)
    for figures, mine in _with_rows(found, rows):
        if figures.count is None:
            assert figures == Figures()
            continue
        _enough(
            figures.open is not None,
            *(sum((each.state is Stands.OPEN) is way for each in mine) for way in (True, False)),
        )
        _enough(figures.kept_share is not None, sum(_is_judged(each) for each in mine))
        _enough(figures.median_answer_days is not None, sum(each.answer_days is not None for each in mine))
        _enough(figures.median_response_days is not None, sum(each.response_days is not None for each in mine))
        _enough(figures.mean_rating is not None, sum(each.rating is not None for each in mine))


def _enough(is_shown: bool, *numbers: int) -> None:
    assert not is_shown or not any(0 < each < K for each in numbers)


def _is_judged(one: Row) -> bool:
    return any(outcome is not Outcome.RUNNING for _, outcome in one.promises)


def _with_rows(found: Numbers, rows: list[Row]) -> Iterator[tuple[Figures, list[Row]]]:
    yield found.total, rows
    for category, figures in found.by_category.items():
        yield figures, [each for each in rows if each.category == category]
    for unit, figures in found.by_unit.items():
        yield figures, [each for each in rows if each.unit == unit]
    for month, figures in found.by_month.items():
        yield figures, [each for each in rows if each.month == month]


@given(ROWS)
def test_what_is_published_as_rows_has_no_small_count_in_any_table(rows: list[Row]) -> None:
    found = numbers_of(published(rows))
    for table in (found.by_category, found.by_unit, found.by_month):
        assert all(figures.count is not None and figures.count >= K for figures in table.values())


def test_the_figures_of_a_few_rows_by_hand() -> None:
    kept, late, running = (("p", outcome) for outcome in (Outcome.KEPT, Outcome.LATE, Outcome.RUNNING))
    answered: dict[str, Any] = {"state": Stands.ANSWERED, "response_days": 1}
    rows = [
        row(**answered, answer_days=2, rating=5, promises=(kept,)),
        row(**answered, answer_days=3, rating=4, promises=(kept,)),
        row(**answered, answer_days=9, rating=4, promises=(late,), reopened=True),
        row(**answered, answer_days=4, rating=1, promises=(kept,)),
        row(**answered, answer_days=4, rating=2, promises=(kept,)),
        *[row(response_days=6, promises=(running,)) for _ in range(5)],
    ]
    assert numbers_of(rows).total == Figures(
        count=10,
        open=5,
        promises=5,
        kept_share=0.8,
        median_response_days=3.5,
        median_answer_days=4.0,
        reopened_share=0.2,
        mean_rating=3.2,
    )
    promise = numbers_of(rows).by_promise["p"]
    assert (promise.count, promise.open, promise.promises, promise.kept_share) == (10, 5, 5, 0.8)
