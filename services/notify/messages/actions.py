"""Looks at a delivery about an improvement action or a finding for its reader, as `look` does for complaints."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from contracts.values import About
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.finding import Finding
from services.notify.domain.improvement import PROPOSED, Improvement
from services.notify.domain.variables import completed
from services.notify.messages.deadlines import Deadlines
from services.notify.messages.localised import localised
from services.notify.messages.names import Names, clean, is_printable, short
from services.notify.messages.text import UnsafeMessage
from services.notify.messages.view import ActionView, FindingView, Seen


def look_at_action(delivery: Delivery, improvement: Improvement, city: City, now: datetime, has_link: bool) -> Seen:
    """An improvement action as it stands now; raises `UnsafeMessage` for an id that cannot be shown."""
    names, said = _prepared(delivery, city)
    zone, task, proposal = city.hours(delivery.recipient).zone, improvement.task, improvement.proposal
    about = proposal.about if proposal else About()
    calendar = city.calendars.get(task.calendar) if task else None
    deadlines = Deadlines(improvement, said, delivery.occurred_at, now, zone, calendar, names.clock_of_action)
    overdue = () if improvement.is_over else deadlines.overdue()
    # How long a clock lasts is no date: that of the action itself is told in any case.
    upcoming = () if improvement.is_over else tuple(each for each in deadlines.upcoming(overdue) if each.due_at)
    clock = said.get("asked") or said.get("clock")
    is_proposal = improvement.is_proposal or (said.get("reason") == PROPOSED and "clocks" in said)
    view = ActionView(
        **_common(delivery, said, names, about.category, about.area),
        unit_name=names.unit(improvement.unit or said.get("unit")),
        clock_title=names.clock_of_action(clock) if clock else None,
        asks=names.asks_of_action(clock) if clock else None,
        overdue=overdue,
        upcoming=upcoming,
        late=deadlines.worst(overdue),
        has_link=has_link,
        action_name=names.action(proposal.action) if proposal else None,
        about_unit_name=names.unit(about.unit),
        word=_word(about.word),
        proposer_name=names.unit(proposal.proposer) if proposal else None,
        target=proposal.target if proposal else None,
        starts_at=deadlines.local(proposal.starts_at) if proposal else None,
        finish_at=deadlines.local(improvement.due_at),
        decide_until=upcoming[0].due_at if is_proposal and upcoming else None,
        is_proposal=is_proposal,
        is_moved=improvement.postponed_until is not None,
    )
    return Seen(view, said)


def look_at_finding(delivery: Delivery, _finding: Finding, city: City, has_link: bool) -> Seen:
    """A finding as its event has told it; raises `UnsafeMessage` for an id that cannot be shown."""
    names, said = _prepared(delivery, city)
    since = said.get("since")
    view = FindingView(
        **_common(delivery, said, names, said.get("category"), said.get("area")),
        unit_name=names.unit(said.get("about_unit")),
        clock_title=None,
        asks=None,
        overdue=(),
        upcoming=(),
        late=(),
        has_link=has_link,
        about_unit_name=names.unit(said.get("about_unit")),
        word=_word(said.get("word")),
        since=date.fromisoformat(since) if since else None,
    )
    return Seen(view, said)


def _prepared(delivery: Delivery, city: City) -> tuple[Names, Mapping[str, Any]]:
    if not is_printable(delivery.subject_id):
        raise UnsafeMessage("the id of what it is about is not printable")
    zone = city.hours(delivery.recipient).zone
    return Names(city, delivery.language), localised(completed(delivery.variables), zone)


def _common(
    delivery: Delivery, said: Mapping[str, Any], names: Names, category: str | None, area: str | None
) -> dict[str, Any]:
    category_name, area_name = names.category(category), names.area(area)
    return {
        "number": delivery.subject_id[-8:],
        "category": category_name,
        "area": area_name,
        "short_category": short(category_name),
        "short_area": short(area_name),
        "is_urgent": False,
        "post_unit_name": names.unit(said.get("post_unit")),
        "role_title": names.role(said.get("role")),
        "first_role_title": names.role(said.get("first_role")),
        "recipient_name": names.person(delivery.recipient),
        "rerouted": said.get("rerouted"),
        "steps": (),
        "can_promise": False,
    }


def _word(word: str | None) -> str | None:
    return clean(word.replace("-", " ").replace("_", " ")) if word else None
