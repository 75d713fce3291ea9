"""From what is kept to what is shown. Who may see what is decided here and nowhere else."""

from collections.abc import Iterable

from contracts.values import ActorKind
from services.complaints import texts
from services.complaints.api import answers
from services.complaints.city import City, Language, Unit
from services.complaints.domain.actions import possible_now
from services.complaints.domain.complaint import Complaint
from services.complaints.record import Record, UnitCount
from services.complaints.timeline import timeline


def tracked(record: Record, city: City, language: Language) -> answers.Tracked:
    """For whoever holds the code: it may have been overheard, so the complaint's text is not shown."""
    complaint = record.complaint
    return answers.Tracked(
        id=complaint.id,
        language=language,
        state=complaint.state.value,
        state_text=texts.STATES[language][complaint.state.value],
        unit=_unit(complaint.unit, city, language),
        filed_at=complaint.matter.filed_at,
        overdue=is_overdue(complaint, record.breached),
        deadlines=_deadlines(record, language),
        timeline=_steps(record, city, language),
        possible_actions=list(possible_now(complaint.state, ActorKind.COMPLAINANT)),
    )


def detail(record: Record, city: City, language: Language, reader: ActorKind) -> answers.Detail:
    """For the channel that handed it in, or for an officer: only officers see the remarks."""
    complaint, matter, is_officer = record.complaint, record.complaint.matter, reader is ActorKind.OFFICER
    return answers.Detail(
        id=complaint.id,
        version=complaint.version,
        channel=matter.channel,
        external_id=record.request.external_id,
        state=complaint.state.value,
        unit=_unit(complaint.unit, city, language),
        epoch=complaint.epoch,
        transfers=complaint.transfers,
        text=record.request.text,
        language=record.request.language,
        category=matter.category,
        area=matter.area,
        point=matter.point and answers.Position(**matter.point.model_dump()),
        filed_at=matter.filed_at,
        overdue=is_overdue(complaint, record.breached),
        deadlines=_deadlines(record, language),
        timeline=_steps(record, city, language),
        remarks=_remarks(record) if is_officer else [],
        possible_actions=list(possible_now(complaint.state, reader)),
    )


def listed(complaint: Complaint, breached: frozenset[str]) -> answers.Listed:
    """One line of a unit's work."""
    return answers.Listed(
        id=complaint.id,
        version=complaint.version,
        state=complaint.state.value,
        category=complaint.matter.category,
        area=complaint.matter.area,
        filed_at=complaint.matter.filed_at,
        overdue=is_overdue(complaint, breached),
        link=f"/v1/complaints/{complaint.id}",
    )


def stepped(complaint: Complaint, actor: ActorKind) -> answers.Stepped:
    """After a step."""
    possible = list(possible_now(complaint.state, actor))
    state, version, unit = complaint.state.value, complaint.version, complaint.unit
    return answers.Stepped(id=complaint.id, state=state, version=version, unit=unit, possible_actions=possible)


def unit_numbers(unit: Unit, count: UnitCount | None) -> answers.UnitNumbers:
    """A unit with its latest count; zero everywhere before the first."""
    states = count.states if count else {}
    return answers.UnitNumbers(
        id=unit.id,
        name={"id": unit.name.id, "en": unit.name.en},
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


def _unit(unit: str | None, city: City, language: Language) -> answers.UnitName | None:
    return None if unit is None else answers.UnitName(id=unit, name=city.unit_name(unit, language))


def _deadlines(record: Record, language: Language) -> list[answers.Deadline]:
    return [
        answers.Deadline(
            name=clock.name,
            text=texts.CLOCKS[language][clock.name],
            state=clock.state.value,
            due_at=clock.due_at,
            breached_at=clock.breached_at,
        )
        for clock in record.clocks
    ]


def _steps(record: Record, city: City, language: Language) -> list[answers.Step]:
    return [
        answers.Step(
            at=entry.at,
            type=entry.type,
            text=entry.text,
            unit=_unit(entry.unit, city, language),
            message=entry.message,
        )
        for entry in timeline(record, city, language)
    ]


def _remarks(record: Record) -> list[answers.OfficersRemark]:
    return [
        answers.OfficersRemark(seq=each.seq, note=each.note, message=each.message, text=each.text)
        for each in record.remarks
    ]
