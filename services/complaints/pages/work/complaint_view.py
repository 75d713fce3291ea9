"""From a complaint that was found to what its page says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from services.complaints import texts
from services.complaints.application.read import Found
from services.complaints.application.similar import Hint
from services.complaints.city import City
from services.complaints.domain.next_move import next_move
from services.complaints.pages.moments import moment
from services.complaints.pages.work.history import Photo, Stage, Standing, Step, photos, stages, standings, steps
from services.complaints.pages.work.queue_view import Due, due_of, title_of
from web.dates import date_in_words
from web.words import Words


@dataclass(frozen=True, slots=True)
class Similar:
    """An open complaint that may be about the same thing."""

    id: str
    said: str


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """All that is shown beside the forms. `essentials` and `notices` are in words; `map` shows its point."""

    id: str
    title: str
    text: str
    language: str
    state: str
    due: Due
    essentials: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    map: str
    photos: tuple[tuple[str, tuple[Photo, ...]], ...]
    steps: tuple[Step, ...]
    deadlines: tuple[Standing, ...]
    stages: tuple[Stage, ...]
    original: str | None
    duplicates: tuple[str, ...]
    similar: tuple[Similar, ...] | None


def view_of(
    found: Found, hints: tuple[Hint, ...] | None, city: City, language: str, words: Words, now: datetime
) -> ComplaintView:
    """The page of a complaint for people of the city. `hints` of None were not known in time."""
    record, complaint = found.record, found.record.complaint
    return ComplaintView(
        complaint.id,
        title_of(record, city, language, words),
        record.request.text,
        record.request.language,
        texts.of(language).states[complaint.state.value],
        due_of(record, city, language, words, now),
        tuple(_essentials(found, city, language, words)),
        tuple(_notices(found, city, language, words)),
        _map(found),
        photos(record, city, language, words),
        steps(record, city, language),
        standings(record, city, language, words, now),
        stages(record, city, language, words, now),
        complaint.duplicate_of,
        found.duplicates,
        None if hints is None else tuple(_similar(hints, city, language, words)),
    )


def _essentials(found: Found, city: City, language: str, words: Words) -> Iterator[tuple[str, str]]:
    """What there is to say of each; what there is not is left out."""
    said, record, complaint = words.essential, found.record, found.record.complaint
    about = complaint.routing_input
    yield said.area, city.area_name(about.area, language) or str(words.no_area)
    yield said.unit, city.unit_name(complaint.unit, language) or str(words.no_unit)
    if complaint.delegated_to:
        yield said.delegated_to, city.unit_name(complaint.delegated_to, language)
    if complaint.assignee:
        yield said.assignee, complaint.assignee
    if complaint.contributors:
        yield said.contributors, _units(complaint.contributors, city, language)
    if complaint.contributed:
        yield said.contributed, _units(complaint.contributed, city, language)
    yield said.expected, _expected(found, city, language, words)
    yield said.filed, moment(about.filed_at, city, language)
    yield said.channel, about.channel
    if record.request.external_id:
        yield said.external_id, record.request.external_id
    if complaint.rating is not None:
        yield said.rating, words.stars.format(stars=complaint.rating)
    yield said.number, complaint.id


def _units(units: tuple[str, ...], city: City, language: str) -> str:
    return ", ".join(city.unit_name(each, language) for each in units)


def _expected(found: Found, city: City, language: str, words: Words) -> str:
    move = next_move(found.record.complaint, city.triage_unit)
    if move is None:
        return str(words.mover.nobody)
    return str(words.mover[move.by.value].format(unit=city.unit_name(move.unit, language)))


def _notices(found: Found, city: City, language: str, words: Words) -> Iterator[str]:
    """What whoever works on it has to know before anything else."""
    complaint, said = found.record.complaint, words.notice
    if complaint.level:
        yield said.level.format(level=complaint.level)
    if complaint.promised_until:
        yield said.promised.format(until=date_in_words(complaint.promised_until, language, city.zone))
    if complaint.awaits_assignment and found.reader.rights.is_staff:
        yield said.awaits_assignment
    if complaint.review_pending:
        yield said.review_pending
    elif complaint.is_bound:
        yield said.is_bound
    if complaint.reopen_until:
        yield said.reopen_until.format(until=date_in_words(complaint.reopen_until, language, city.zone))


def _map(found: Found) -> str:
    """A plain link elsewhere: whoever follows it says where it is, and to whom, so it is never followed by itself."""
    point = found.record.complaint.routing_input.point
    if point is None:
        return ""
    at = f"{point.latitude:.6f}", f"{point.longitude:.6f}"
    return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=18/{at[0]}/{at[1]}"


def _similar(hints: tuple[Hint, ...], city: City, language: str, words: Words) -> Iterator[Similar]:
    for each in hints:
        if each.complaint_id is not None:
            yield Similar(each.complaint_id, said_of(each, city, language, words))


def said_of(hint: Hint, city: City, language: str, words: Words) -> str:
    """What is told of a similar complaint."""
    pattern = words.similar.near if hint.distance_m is not None else words.similar.same_area
    return str(
        pattern.format(
            category=city.category_name(hint.category, language),
            filed=moment(hint.filed_at, city, language),
            state=texts.of(language).states[hint.state],
            ratio=hint.ratio,
            metres=hint.distance_m,
        )
    )
