"""From what was found to what is shown."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from city.files.areas import Area
from city.files.categories import Category
from city.files.units import Unit
from contracts.values import Clock, ClockOwner
from services.complaints import texts
from services.complaints.api import attachment_views
from services.complaints.api.schemas import catalogue, responses
from services.complaints.api.schemas.similar import Similar
from services.complaints.application.act import Taken
from services.complaints.application.read import Found
from services.complaints.application.replies import Offered
from services.complaints.city import City
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.next_move import next_move
from services.complaints.duplicates import followed, may_know_original
from services.complaints.record import Record, UnitCount
from services.complaints.stages import stages
from services.complaints.timeline import timeline, with_original
from web.dates import duration_in_words


def tracked(found: Found, city: City, language: str) -> responses.Tracked:
    """For whoever holds the code: it may have been overheard, so the complaint's text is not shown."""
    complaint = found.record.complaint
    shown = followed(found)
    going = shown.complaint
    return responses.Tracked(
        id=complaint.id,
        language=language,
        state=going.state.value,
        state_text=texts.of(language).states[going.state.value],
        is_duplicate=complaint.duplicate_of is not None,
        unit=unit_name(going.unit, city, language),
        filed_at=complaint.routing_input.filed_at,
        overdue=is_overdue(going, shown.breached),
        expected=expected(going, city, language, names_person=False),
        promised_until=going.promised_until,
        reopen_until=complaint.reopen_until,
        rating=complaint.rating,
        surveyed_at=complaint.surveyed_at,
        deadlines=_deadlines((clock for clock in shown.clocks if clock.unit is None), city, language),
        timeline=_steps(found, city, language, for_staff=False),
        attachments=attachment_views.shown(None, found.record.attachments, found.reader, language),
        possible_actions=list(found.possible_actions),
    )


def detail(found: Found, city: City, language: str, now: datetime, similar: list[Similar] | None) -> responses.Detail:
    """For the channel that handed it in, or for those who work on it: only these see remarks, and who does the work."""
    record, complaint, routing_input = found.record, found.record.complaint, found.record.complaint.routing_input
    is_staff = found.reader.rights.is_staff
    return responses.Detail(
        id=complaint.id,
        version=complaint.version,
        channel=routing_input.channel,
        external_id=record.request.external_id,
        state=complaint.state.value,
        unit=unit_name(complaint.unit, city, language),
        assignment_number=complaint.assignment_number,
        transfers=complaint.transfers,
        text=record.request.text,
        language=record.request.language,
        category=routing_input.category,
        area=routing_input.area,
        point=routing_input.point and responses.Position(**routing_input.point.model_dump()),
        filed_at=routing_input.filed_at,
        overdue=is_overdue(complaint, record.breached),
        expected=expected(complaint, city, language, names_person=is_staff),
        level=complaint.level,
        promised_until=complaint.promised_until,
        reopen_until=complaint.reopen_until,
        rating=complaint.rating,
        is_bound=complaint.is_bound,
        review_pending=complaint.review_pending,
        delegated_to=unit_name(complaint.delegated_to, city, language),
        assignee=complaint.assignee if is_staff else None,
        contributors=_units(complaint.contributors, city, language),
        contributed=_units(complaint.contributed, city, language),
        stages=_stages(record, city, language, now),
        deadlines=_deadlines(record.clocks, city, language),
        timeline=_steps(found, city, language, for_staff=is_staff),
        remarks=_remarks(record) if is_staff else [],
        duplicate_of=complaint.duplicate_of if may_know_original(found) else None,
        duplicates=list(found.duplicates),
        similar=similar,
        attachments=attachment_views.shown(complaint.id, record.attachments, found.reader, language),
        possible_actions=list(found.possible_actions),
    )


def stepped(taken: Taken) -> responses.Stepped:
    """After a step."""
    return responses.Stepped(**_stepped(taken))


def stepped_as_complainant(taken: Taken, question: str | None) -> responses.SteppedAsComplainant:
    """After a step of the complainant, with what there is to ask them."""
    return responses.SteppedAsComplainant(**_stepped(taken), question=question)


def _stepped(taken: Taken) -> dict[str, Any]:
    complaint = taken.complaint
    return {
        "id": complaint.id,
        "state": complaint.state.value,
        "version": complaint.version,
        "unit": complaint.unit,
        "possible_actions": list(taken.possible_actions),
    }


def category(known: Category, city: City) -> catalogue.Category:
    """A category with the deadlines that the city promises."""
    promises = [
        catalogue.Promise(
            clock=rule.name,
            title=city.policies.clocks[rule.name].title.root,
            within=rule.within,
            words={language: duration_in_words(rule.within, language) for language in city.languages},
        )
        for rule in city.promises(known)
    ]
    return catalogue.Category(
        code=known.code, name=known.name.root, description=_description(known), deadlines=promises
    )


def area(known: Area) -> catalogue.Area:
    """An area."""
    return catalogue.Area(code=known.code, name=known.name.root, parent=known.parent)


def reply(known: Offered) -> catalogue.Reply:
    """A text to start a message from."""
    chosen = known.reply
    return catalogue.Reply(
        action=chosen.action,
        category=chosen.category,
        reason=chosen.reason,
        title=known.title,
        text=known.text,
        open=list(known.open),
    )


def unit_numbers(unit: Unit, count: UnitCount | None) -> catalogue.UnitNumbers:
    """A unit with its latest count; zero everywhere before the first."""
    states = count.states if count else {}
    return catalogue.UnitNumbers(
        id=unit.id,
        name=unit.name.root,
        description=_description(unit),
        kind=unit.kind,
        parent=unit.parent,
        open=states,
        open_total=sum(states.values()),
        overdue=count.overdue if count else 0,
        counted_at=count.counted_at if count else None,
    )


def is_overdue(complaint: Complaint, breached: Iterable[str]) -> bool:
    """Whether somebody owes an answer and is late with a step."""
    return complaint.is_open and any(True for _ in breached)


def _description(known: Category | Unit) -> dict[str, str] | None:
    return known.description.root if known.description else None


def unit_name(unit: str | None, city: City, language: str) -> responses.UnitName | None:
    """The unit under the name it has in the reader's language."""
    return None if unit is None else _named(unit, city, language)


def _named(unit: str, city: City, language: str) -> responses.UnitName:
    return responses.UnitName(id=unit, name=city.unit_name(unit, language))


def _units(units: Iterable[str], city: City, language: str) -> list[responses.UnitName]:
    return [_named(unit, city, language) for unit in units]


def expected(complaint: Complaint, city: City, language: str, *, names_person: bool) -> responses.Expected | None:
    """Who has to move next."""
    move = next_move(complaint, city.triage_unit)
    if move is None:
        return None
    person = move.person if names_person else None
    return responses.Expected(by=move.by.value, unit=unit_name(move.unit, city, language), person=person)


def _stages(record: Record, city: City, language: str, now: datetime) -> list[responses.Stage]:
    return [
        responses.Stage(
            unit=_named(stage.unit, city, language),
            since=stage.since,
            until=stage.until,
            days=round(((stage.until or now) - stage.since) / timedelta(days=1), 2),
            overdue=[city.clock_title(clock, language) for clock in stage.overdue],
        )
        for stage in stages(record)
    ]


def _deadlines(clocks: Iterable[Clock], city: City, language: str) -> list[responses.Deadline]:
    return [
        responses.Deadline(
            name=clock.name,
            text=city.clock_title(clock.name, language),
            state=clock.status.value,
            due_at=clock.due_at,
            breached_at=clock.breached_at,
            owed_by=(clock.owed_by or ClockOwner.UNIT).value,
            unit=unit_name(clock.unit, city, language),
        )
        for clock in clocks
    ]


def _steps(found: Found, city: City, language: str, for_staff: bool) -> list[responses.Step]:
    own = timeline(found.record, city, language, for_staff)
    entries = own if for_staff else with_original(own, found.record, found.original, city, language)
    return [
        responses.Step(
            at=entry.at,
            type=entry.type,
            text=entry.text,
            unit=unit_name(entry.unit, city, language),
            message=entry.message,
        )
        for entry in entries
    ]


def _remarks(record: Record) -> list[responses.OfficersRemark]:
    return [
        responses.OfficersRemark(seq=each.seq, note=each.note, message=each.message, text=each.text)
        for each in record.remarks
    ]
