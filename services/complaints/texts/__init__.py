"""The plain words in which people read what became of a complaint: one file a language in this folder.

`sentences` says what they have to hold.
"""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from city import reading

FOLDER = Path(__file__).parent

Words = tuple[str, str]
"""Why something was not done, and what to do instead."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Lateness(_Part):
    """How far off a deadline is, in working time: `left` and `late` name the {duration}."""

    left: str
    late: str


class Columns(_Part):
    """What the columns of an exported list are called, in their order."""

    id: str
    state: str
    category: str
    category_name: str
    area: str
    area_name: str
    unit: str
    unit_name: str
    filed_at: str
    deadline: str
    due_at: str
    owed_by: str
    working_time: str
    overdue: str
    last_event: str
    last_event_at: str
    expected: str
    expected_unit: str
    assignee: str


class Pages(_Part):
    """The pages behind the links of messages. What stands in braces in the English file may stand in each language.

    `refusals` are why somebody could not take a complaint on, by the code of the refusal, and what to do; `other` is
    for every code that has no words here.
    """

    title_acknowledge: str
    title_read: str
    intro_one: str
    intro_many: str
    intro_none: str
    intro_read: str
    partly: str
    first_of: str
    number: str
    category: str
    area: str
    unit: str
    filed: str
    state: str
    not_given: str
    overdue: str
    due: str
    steps: str
    colleague: str
    form_legend: str
    choose: str
    choose_all: str
    choose_none: str
    day: str
    day_hint: str
    day_hint_unlimited: str
    note: str
    note_hint: str
    button_one: str
    button_many: str
    default_note: str
    statuses: dict[str, str]
    page_of: str
    previous: str
    next: str
    result_title: str
    result_none_title: str
    taken_on: str
    taken_before: str
    back: str
    error_title: str
    error_day: str
    error_day_past: str
    error_day_far: str
    error_note: str
    error_none_chosen: str
    expired: Words
    incomplete: Words
    switched_off: Words
    unavailable: Words
    read_only: Words
    refusals: dict[str, Words]
    footer: str


class Open311(_Part):
    """What Open311's answers say. What stands in braces in the English file may stand in each language.

    `address` and `media` stand before what was sent beside the text. `promise`, `deadline`, `leader` and `track` are
    what is to be expected. `errors` are by name.
    """

    address: str
    media: str
    no_category: str
    promise: str
    deadline: str
    track: str
    leader: str
    errors: dict[str, str]


class Texts(_Part):
    """One language: sentences by kind of event, what reasons and states are called, and what complainants are refused
    or asked.

    `events` are for complainants, `staff` stands before them for everybody else.
    """

    events: dict[str, str]
    staff: dict[str, str]
    assignments: dict[str, str]
    reasons: dict[str, str]
    states: dict[str, str]
    lateness: Lateness
    columns: Columns
    actions: dict[str, str]
    survey_elements: dict[str, str]
    questions: dict[str, str]
    titles: dict[str, str]
    details: dict[str, str]
    refusals: dict[str, Words]
    attaching: dict[str, Words]
    attachment_flags: dict[str, str]
    faults: dict[str, Words]
    pages: Pages
    open311: Open311


@cache
def of(language: str) -> Texts:
    """The texts of a language, read once; raises `ConfigurationError` when its file is missing or wrong."""
    return reading.read(FOLDER / f"{language}.yaml", Texts)
