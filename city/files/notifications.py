"""notifications.yaml: who hears of which event, and when: at once, or together with the rest of the day's."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from city.entry import Entry
from city.files.hours import DayHours
from contracts.durations import DAY_MS, HOUR_MS, MINUTE_MS, duration_ms
from contracts.values import Code, ElapsedDuration

ROLE_OF_THE_EVENT = "{role}"
"""As `to` of a message: the role that the escalation itself names."""
CHANNEL_OF_THE_EVENT = "{channel}"
"""As `to` of a message: the complainant's channel."""

AboutImprovements = Literal[
    "finding.opened",
    "improvement.proposed",
    "improvement.decision_approaching",
    "improvement.agreed",
    "improvement.declined",
    "improvement.deadline_approaching",
    "improvement.escalated",
    "improvement.done",
    "improvement.dropped",
    "improvement.effect_judged",
]
"""Events about what keeps going wrong and what is done about it, and so about no complaint."""

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")


def parse_time(text: object) -> int:
    """Milliseconds since midnight on the wall clock, from `07:30` or `07:30:15`. ValueError says what is wrong."""
    if isinstance(text, int):
        return text
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f'{text!r} is not a time of day such as "07:30" (in quotation marks)')
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1000


TimesOfDay = Annotated[
    tuple[Annotated[int, BeforeValidator(parse_time)], ...],
    Field(min_length=1, max_length=24),
    AfterValidator(lambda times: tuple(sorted(set(times)))),
]
"""Times on the wall clock, as milliseconds since midnight, earliest first."""


class Digests(Entry):
    """When people get what need not come at once: `at` these times of the working days of `calendar`, or `every` so
    often, counted from midnight, on any day (for a trial that cannot wait for the morning).
    """

    at: TimesOfDay | None = None
    calendar: Code | None = None
    every: ElapsedDuration | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> "Digests":
        if (self.at is None) == (self.every is None):
            raise ValueError("needs `at` with a `calendar`, or `every`; one of the two")
        if self.at is not None and self.calendar is None:
            raise ValueError("`at` needs the `calendar` whose working days count")
        if self.every is not None and not 1000 <= duration_ms(self.every, DAY_MS) <= DAY_MS:
            raise ValueError("`every` must lie between PT1S and P1D")
        return self


class MessageRule(Entry):
    """Who hears of a kind of event, with which text.

    The role `to` is seen from the unit that is responsible or owns it, or from that `of` the organisation bureau or of
    whoever has proposed an improvement action. Of an improvement action, `proposed` and `agreed` are told with its
    assignment, which says until when it is to be decided or done.
    """

    event: Literal[
        "complaint.filed",
        "complaint.assigned",
        "complaint.sent_to_triage",
        "complaint.information_requested",
        "complaint.information_provided",
        "complaint.comment_added",
        "complaint.transferred",
        "complaint.escalation_acknowledged",
        "complaint.resolved",
        "complaint.rejected",
        "complaint.reopened",
        "complaint.merged",
        "complaint.withdrawn",
        "complaint.closed",
        "complaint.rated",
        "complaint.credited",
        "deadline.approaching",
        "deadline.breached",
        "deadline.reminder",
        "complaint.escalated",
        AboutImprovements,
    ]
    to: str
    of: Literal["bureau", "proposer"] | None = None
    template: Code


class NotificationsFile(Entry):
    """All messages of the city. Nothing but what concerns life and safety comes at once within the `quiet` hours."""

    version: str
    digests: Digests
    quiet: DayHours = ()
    messages: tuple[MessageRule, ...]
