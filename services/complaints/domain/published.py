"""What everybody may know of a single complaint: one row, without anything by which it could be recognised.

A row is published only among at least `K` of its month, category and unit; what would stand alone gives up its unit,
then its category. So whoever knows of a complaint finds a group of rows, and not the one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from contracts.outcomes import Outcome

K = 5
"""Of fewer complaints than so many nothing is published."""
NOT_SAID = ""
"""A category or unit that is not published: it would single somebody out, or there is none."""


class Stands(StrEnum):
    """How a complaint stands, as far as everybody may know. `lapsed` is closed without an answer: a question stayed
    without a reply.
    """

    OPEN = "open"
    ANSWERED = "answered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Row:
    """One complaint. `month` is that of its filing, such as 2026-03; days are working days, rounded up.

    `promises` has the outcome of each clock, sorted by the names of these. Days are None before there is an answer (or
    a first response), `rating` where nobody has rated.
    """

    month: str
    category: str
    unit: str
    state: Stands
    response_days: int | None = None
    answer_days: int | None = None
    reopened: bool = False
    rating: int | None = None
    promises: tuple[tuple[str, Outcome], ...] = ()

    @property
    def group(self) -> "Group":
        """By what somebody who knows of the complaint could look for it within its month."""
        return self.category, self.unit


Group = tuple[str, str]
"""Category and unit."""
_NOTHING_SAID: Group = (NOT_SAID, NOT_SAID)


def published(rows: Iterable[Row], k: int = K) -> list[Row]:
    """The rows of one month as they may be published: of each category and unit at least `k`, or none."""
    mine = list(rows)
    shown_as = groups_shown(Counter(row.group for row in mine), k)
    found = []
    for row in mine:
        group = shown_as[row.group]
        if group is not None:
            found.append(row if group == row.group else replace(row, category=group[0], unit=group[1]))
    return sorted(found, key=_by_content)


def groups_shown(sizes: Mapping[Group, int], k: int = K) -> dict[Group, Group | None]:
    """As what each group of a month is published; None: not at all, since the whole month is too small.

    A group of fewer than `k` gives up its unit. What is then still too small gives up its category as well, and where
    that leaves too few, the smallest of the others joins them.
    """
    shown = {group: group if size >= k else (group[0], NOT_SAID) for group, size in sizes.items()}
    together = _sizes(sizes, shown)
    shown = {group: now if together[now] >= k else _NOTHING_SAID for group, now in shown.items()}
    together = _sizes(sizes, shown)
    while 0 < together[_NOTHING_SAID] < k:
        others = sorted((size, group) for group, size in together.items() if group != _NOTHING_SAID)
        if not others:
            return dict.fromkeys(sizes)
        smallest = others[0][1]
        shown = {group: _NOTHING_SAID if now == smallest else now for group, now in shown.items()}
        together = _sizes(sizes, shown)
    return dict(shown)


def _sizes(sizes: Mapping[Group, int], shown: Mapping[Group, Group]) -> Counter[Group]:
    found: Counter[Group] = Counter()
    for group, size in sizes.items():
        found[shown[group]] += size
    return found


def _by_content(row: Row) -> tuple[object, ...]:
    """An order that says nothing of when a row came, or of what."""
    days = [-1 if each is None else each for each in (row.response_days, row.answer_days, row.rating)]
    return (*row.group, row.state, *days, row.reopened, row.promises)
