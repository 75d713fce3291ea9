"""A complaint as a service request. Its text is shown to the channel that handed it in, and to nobody else."""

from datetime import datetime

from city.files.areas import areas_around
from services.complaints import texts
from services.complaints.city import City
from services.complaints.open311.answers import Row
from services.complaints.open311.standing import OPEN, expected_at, standing
from services.complaints.record import Record
from web.dates import date_in_words


def request_row(record: Record, reader: str | None, city: City, language: str, media_url: str | None) -> Row:
    """All fields of the standard, empty ones as None. `reader` is the channel that asks, if one does.

    `service_code` is empty while nobody has said what it is about.
    """
    complaint, known = record.complaint, record.complaint.routing_input
    stands, expected = standing(record, city, language), expected_at(record, city)
    is_open = stands.status == OPEN
    return {
        "service_request_id": complaint.id,
        "status": stands.status,
        "status_notes": stands.notes or None,
        "service_name": city.category_name(known.category, language) or texts.of(language).open311.no_category,
        "service_code": known.category or "",
        "description": record.request.text if reader is not None and reader == known.channel else None,
        "agency_responsible": city.unit_name(complaint.unit, language) or None,
        "service_notice": _notice(record, expected, city, language) if is_open else None,
        "requested_datetime": moment(known.filed_at, city),
        "updated_datetime": moment(stands.updated_at, city),
        "expected_datetime": moment(expected, city) if expected else None,
        "address": _address(known.area, city, language),
        "address_id": known.area,
        "zipcode": None,
        "lat": known.point.latitude if known.point else None,
        "long": known.point.longitude if known.point else None,
        "media_url": media_url,
    }


def moment(at: datetime, city: City) -> str:
    """A time to the second, with the offset of the city."""
    return at.astimezone(city.zone).isoformat(timespec="seconds")


def _notice(record: Record, expected: datetime | None, city: City, language: str) -> str | None:
    words, promised = texts.of(language).open311, record.complaint.promised_until
    if promised is not None:
        return words.leader.format(until=date_in_words(promised, language, city.zone))
    if expected is None:
        return None
    return words.deadline.format(until=date_in_words(expected, language, city.zone))


def _address(area: str | None, city: City, language: str) -> str | None:
    """The names of the area and of those around it, as far as the city has them: from the smallest on."""
    if area is None:
        return None
    names = [city.area_name(each, language) for each in (area, *areas_around(area)) if each in city.areas]
    return ", ".join(names) or None
