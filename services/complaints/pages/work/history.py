"""What became of a complaint, and what belongs to it: its steps with what was written, deadlines, stages, photos."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from city.entry import in_words
from contracts.values import Clock, ClockOwner, ClockStatus
from services.complaints import stages as of_stages
from services.complaints import texts
from services.complaints.city import City
from services.complaints.deadlines import deadline_of
from services.complaints.domain.attachments import USED_ELSEWHERE, Attachment, Phase
from services.complaints.pages.moments import moment
from services.complaints.record import Record, Remark
from services.complaints.timeline import timeline
from web.words import Words


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the timeline with what was written: to the complainant, for colleagues, and by the complainant."""

    at: str
    text: str
    unit: str
    message: str = ""
    note: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clock stands. `is_late`: a unit owes it, and its time has passed."""

    title: str
    said: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """The time that one unit had the complaint."""

    unit: str
    said: str
    overdue: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo or document. `flags` are doubts; `other` is the complaint that has the same picture."""

    href: str
    is_image: bool
    name: str
    said: str
    flags: tuple[str, ...]
    other: str | None


def steps(record: Record, city: City, language: str) -> tuple[Step, ...]:
    """All steps, the newest first."""
    remarks = {each.seq: each for each in record.remarks}
    nothing = Remark(0)
    shown = []
    for entry in timeline(record, city, language, for_staff=True):
        remark = remarks.get(entry.seq, nothing) if entry.seq is not None else nothing
        unit = city.unit_name(entry.unit, language)
        shown.append(
            Step(
                moment(entry.at, city, language),
                entry.text,
                unit,
                remark.message or "",
                remark.note or "",
                remark.text or "",
            )
        )
    return tuple(reversed(shown))


def standings(record: Record, city: City, language: str, words: Words, now: datetime) -> tuple[Standing, ...]:
    """How each clock stands, those that run first."""
    known = sorted(record.clocks, key=lambda each: (each.status is not ClockStatus.RUNNING, each.due_at or now))
    return tuple(_standing(each, record, city, language, words, now) for each in known)


def _standing(clock: Clock, record: Record, city: City, language: str, words: Words, now: datetime) -> Standing:
    said, title = words.clock, city.clock_title(clock.name, language)
    if clock.unit is not None:
        title = said.of_unit.format(title=title, unit=city.unit_name(clock.unit, language))
    if clock.owed_by is ClockOwner.COMPLAINANT:
        title = said.of_complainant.format(title=title)
    if clock.status is ClockStatus.RUNNING and clock.due_at is not None:
        found = deadline_of(clock, clock.due_at, record.complaint, city, now)
        text = said.running.format(left=found.in_words(language), at=moment(clock.due_at, city, language))
        return Standing(title, text, found.is_late and clock.owed_by is not ClockOwner.COMPLAINANT)
    was_late = clock.breached_at is not None
    name = f"{clock.status.value}_late" if was_late else clock.status.value
    return Standing(title, said.get(name, said.other), clock.is_overdue)


def stages(record: Record, city: City, language: str, words: Words, now: datetime) -> tuple[Stage, ...]:
    """Which unit had it from when until when."""
    return tuple(
        Stage(
            city.unit_name(each.unit, language),
            (words.stage.over if each.until else words.stage.going_on).format(
                since=moment(each.since, city, language), until=moment(each.until or now, city, language)
            ),
            ", ".join(city.clock_title(clock, language) for clock in each.overdue),
        )
        for each in of_stages.stages(record)
    )


def photos(record: Record, city: City, language: str, words: Words) -> tuple[tuple[str, tuple[Photo, ...]], ...]:
    """Those of each phase under its name; phases without any are left out."""
    by_phase = ((phase, [each for each in record.attachments if each.phase is phase]) for phase in Phase)
    return tuple(
        (words.phases[phase.value], tuple(_photos(found, record.complaint.id, city, language, words)))
        for phase, found in by_phase
        if found
    )


def _photos(
    attachments: Iterable[Attachment], complaint_id: str, city: City, language: str, words: Words
) -> Iterable[Photo]:
    flags = texts.of(language).attachment_flags
    for number, each in enumerate(attachments, 1):
        kind = "image" if each.media_type.is_image else "document"
        by = city.unit_name(each.unit, language) or str(words.who.complainant)
        yield Photo(
            f"/v1/complaints/{complaint_id}/attachments/{each.id}",
            each.media_type.is_image,
            words.photo[kind].format(number=number, phase=words.phases[each.phase.value]),
            words.photo.added.format(by=by, at=moment(each.added_at, city, language)),
            tuple(flags.get(flag, in_words(flag)) for flag in each.flags),
            each.used_by if USED_ELSEWHERE in each.flags else None,
        )
