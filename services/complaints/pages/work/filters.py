"""What somebody wants to see of a queue, as the form, the address and saved filters say it: by the API's names."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, urlencode

from services.complaints.record import ListQuery
from services.complaints.words import tokens

MAX_LENGTH = 200
"""Characters of each."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything as it was typed; what is empty does not count."""

    q: str = ""
    category: str = ""
    area: str = ""
    state: str = ""
    assignee: str = ""
    unit: str = ""
    overdue: str = ""

    def query(self, **more: str) -> str:
        """As a part of an address; empty where nothing is filtered."""
        given = {each.name: getattr(self, each.name) for each in fields(self)} | more
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def words(self) -> tuple[str, ...]:
        """The words that have to occur in the text."""
        return tuple(dict.fromkeys(tokens(self.q)))

    @property
    def has_no_word(self) -> bool:
        """Whether something is searched for in which there is no word."""
        return bool(self.q) and not self.words

    def list_query(self, own_unit: str) -> ListQuery:
        """What is asked of the list, the own unit's work by default."""
        return ListQuery(
            self.unit or own_unit,
            overdue=bool(self.overdue),
            category=self.category or None,
            area=self.area or None,
            state=self.state or None,
            assignee=self.assignee or None,
            words=self.words,
        )


def filters_of(given: Mapping[str, str]) -> Filters | None:
    """What an address says; None when it is longer than any form of ours would make it."""
    found = {each.name: given.get(each.name, "").strip() for each in fields(Filters)}
    if any(len(value) > MAX_LENGTH for value in found.values()):
        return None
    return Filters(**{**found, "overdue": "true" if found["overdue"] in ("true", "1", "on") else ""})


def filters_in(query: str) -> Filters | None:
    """The same for that part of an address alone."""
    try:
        return filters_of(dict(parse_qsl(query, max_num_fields=20)))
    except ValueError:
        return None
