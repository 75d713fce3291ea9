"""From what is kept to what is shown. Who may see what is decided here and nowhere else."""

from collections.abc import Iterable

from city.files.units import Unit
from contracts.values import ActorKind
from services.complaints import texts
from services.complaints.api.schemas import responses
from services.complaints.city import City
from services.complaints.domain.actions import possible_now
from services.complaints.domain.complaint import Complaint
from services.complaints.record import Record, UnitCount
from services.complaints.timeline import timeline


def tracked(record: Record, city: City, language: str) -> responses.Tracked:
    """For whoever holds the code: it may have been overheard, so the complaint's text is not shown."""
    complaint = record.complaint
    return responses.Tracked(
        id=complaint.id,
        language=language,
        state=complaint.state.value,
        state_text=texts.of(language).states[complaint.state.value],
        unit=_unit(complaint.unit, city, language),
        filed_at=complaint.routing_input.filed_at,
        overdue=is_overdue(complaint, record.breached),
        deadlines=_deadlines(record, city, language),
        timeline=_steps(record, city, language),
        possible_actions=list(possible_now(complaint.state, ActorKind.COMPLAINANT)),
    )


def detail(record: Record, city: City, language: str, reader: ActorKind) -> responses.Detail:
    """For the channel that handed it in, or for an officer: only officers see the remarks."""
    complaint, routing_input, is_officer = record.complaint, record.complaint.routing_input, reader is ActorKind.OFFICER
    return responses.Detail(
        id=complaint.id,
        version=complaint.version,
        channel=routing_input.channel,
        external_id=record.request.external_id,
        state=complaint.state.value,
        unit=_unit(complaint.unit, city, language),
        assignment_number=complaint.assignment_number,
        transfers=complaint.transfers,
        text=record.request.text,
        language=record.request.language,
        category=routing_input.category,
        area=routing_input.area,
        point=routing_input.point and responses.Position(**routing_input.point.model_dump()),
        filed_at=routing_input.filed_at,
        overdue=is_overdue(complaint, record.breached),
        deadlines=_deadlines(record, city, language),
        timeline=_steps(record, city, language),
        remarks=_remarks(record) if is_officer else [],
        possible_actions=list(possible_now(complaint.state, reader)),
    )


def listed(complaint: Complaint, breached: frozenset[str]) -> responses.Listed:
    """One line of a unit's work."""
    return responses.Listed(
        id=complaint.id,
        version=complaint.version,
        state=complaint.state.value,
        category=complaint.routing_input.category,
        area=complaint.routing_input.area,
        filed_at=complaint.routing_input.filed_at,
        overdue=is_overdue(complaint, breached),
        link=f"/v1/complaints/{complaint.id}",
    )


def stepped(complaint: Complaint, actor: ActorKind) -> responses.Stepped:
    """After a step."""
    possible = list(possible_now(complaint.state, actor))
    state, version, unit = complaint.state.value, complaint.version, complaint.unit
    return responses.Stepped(id=complaint.id, state=state, version=version, unit=unit, possible_actions=possible)


def unit_numbers(unit: Unit, count: UnitCount | None) -> responses.UnitNumbers:
    """A unit with its latest count; zero everywhere before the first."""
    states = count.states if count else {}
    return responses.UnitNumbers(
        id=unit.id,
        name=unit.name.root,
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


def _unit(unit: str | None, city: City, language: str) -> responses.UnitName | None:
    return None if unit is None else responses.UnitName(id=unit, name=city.unit_name(unit, language))


def _deadlines(record: Record, city: City, language: str) -> list[responses.Deadline]:
    return [
        responses.Deadline(
            name=clock.name,
            text=city.clock_title(clock.name, language),
            state=clock.status.value,
            due_at=clock.due_at,
            breached_at=clock.breached_at,
        )
        for clock in record.clocks
    ]


def _steps(record: Record, city: City, language: str) -> list[responses.Step]:
    return [
        responses.Step(
            at=entry.at,
            type=entry.type,
            text=entry.text,
            unit=_unit(entry.unit, city, language),
            message=entry.message,
        )
        for entry in timeline(record, city, language)
    ]


def _remarks(record: Record) -> list[responses.OfficersRemark]:
    return [
        responses.OfficersRemark(seq=each.seq, note=each.note, message=each.message, text=each.text)
        for each in record.remarks
    ]
