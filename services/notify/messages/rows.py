"""The rows of a digest: of complaints by unit, then of improvement actions and findings."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from services.notify.domain.delivery import Sendable
from services.notify.messages.digests import FINDING, Contents, Entry
from services.notify.messages.page import Line, LinesOfUnit
from services.notify.messages.wording import Wording

MAX_ACTIONS = 30
"""Improvement actions that a digest shows, and findings; of what is beyond it gives the number."""


def rows_of_complaints(words: Wording, contents: Contents) -> list[LinesOfUnit]:
    """The worst complaints of all, then those of each unit."""
    worst = [_line(words, entry, with_unit=True) for entry in contents.worst]
    groups = [_of_unit(words.label("worst"), worst)] if worst else []
    for group in contents.groups:
        if group.shown:
            late = group.worst.first.view.late if group.overdue else ()
            above = sum(entry in contents.worst for entry in group.entries[: len(contents.worst)])
            title = words.say("unit_title", group.unit, group.overdue, len(group.entries), late, above)
            groups.append(_of_unit(title, [_line(words, entry) for entry in group.shown]))
    return groups


def rows_of_actions(words: Wording, contents: Contents, link: Callable[[Sendable], str | None]) -> list[LinesOfUnit]:
    """The improvement actions, what is asked first, then the findings, each with its own page; after all complaints."""
    findings = [entry for entry in contents.actions if entry.kind == FINDING]
    actions = [entry for entry in contents.actions if entry.kind != FINDING]
    groups = (("actions", actions), ("findings", findings))
    return [_of_actions(words, words.label(title), entries, link) for title, entries in groups if entries]


def _of_actions(
    words: Wording, title: str, entries: Sequence[Entry], link: Callable[[Sendable], str | None]
) -> LinesOfUnit:
    shown = entries[:MAX_ACTIONS]
    of_all = _of_unit(title, [replace(_line(words, each), url=link(each.said[0].delivery) or "") for each in shown])
    hidden = len(entries) - len(shown)
    return replace(of_all, common=[*of_all.common, words.say("hidden_actions", hidden)]) if hidden else of_all


def _of_unit(title: str, rows: Sequence[Line]) -> LinesOfUnit:
    """What every row says is said once, above them."""
    common = [line for line in rows[0].lines if len(rows) > 1 and all(line in row.lines for row in rows)]
    return LinesOfUnit(
        title, [replace(row, lines=[line for line in row.lines if line not in common]) for row in rows], common
    )


def _line(words: Wording, entry: Entry, with_unit: bool = False) -> Line:
    """A complaint or something else with all that waits about it."""
    view = entry.first.view
    said = [words.template(each.delivery.template).given(each.seen.context).line("line") for each in entry.said]
    return Line(
        heading=words.say(view.heading, view),
        details=words.say(view.row_details, view, entry.level, with_unit),
        late=words.say("row_late", view) if view.overdue else "",
        lines=list(dict.fromkeys(line for line in said if line)),
    )
