"""The section about learning on the page of an improvement, with the forms of those who may assign it."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from services.improvements.access import principal_of
from services.improvements.application.progress import looks_after_learning, standings
from services.improvements.domain.actions import ACTIONS, possible_actions
from services.improvements.pages import learning_form
from services.improvements.pages.learning_form import ASSIGN, WITHDRAW, Field
from services.improvements.pages.learning_view import LearningView, learning_title, learning_views
from services.improvements.pages.site import site_of
from services.improvements.pages.wording import Wording
from services.improvements.record import Record
from web.site import Reader
from web.words import Words

MAX_REFUSED = 100
"""Statements that are shown as refused."""


@dataclass(frozen=True, slots=True)
class LearningSection:
    """`titles` and `units` are fields of the form, empty where the reader may not assign; `reasons` those of a
    withdrawal. `refused` says what the learning record store has not taken.
    """

    words: Words
    shown: Sequence[LearningView]
    titles: Sequence[Field]
    units: Sequence[Field]
    reasons: Sequence[tuple[str, str]]
    refused: Sequence[str]


async def learning_section(http: Request, reader: Reader, record: Record, wording: Wording) -> LearningSection:
    """The section as this reader sees it."""
    deps, words = site_of(http).deps, reader.words("learning")
    who = None if reader.officer is None else principal_of(reader.officer)
    learning = (await standings([record], who, deps)).get(record.improvement.id, [])
    possible = () if who is None else possible_actions(record.improvement, who, deps.city)
    may_assign = who is not None and ASSIGN in possible
    refused = []
    if who is not None and learning and looks_after_learning(who, deps.city):
        refused = await deps.statements.refused(record.improvement.id, MAX_REFUSED)
    return LearningSection(
        words=words,
        shown=learning_views(record, learning, deps.clock(), wording, words),
        titles=learning_form.titles_of(deps.city, words.form.name) if may_assign else (),
        units=learning_form.units_of(who, deps.city, wording.language) if who is not None and may_assign else (),
        reasons=[(code, wording.words.reasons[code]) for code in ACTIONS[WITHDRAW].reasons]
        if WITHDRAW in possible
        else (),
        refused=[
            words.refused_of.format(
                title=learning_title(record, each.number, wording),
                unit=deps.city.unit_name(each.unit, wording.language),
                reason=each.reason,
            )
            for each in refused
        ],
    )
