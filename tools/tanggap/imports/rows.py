"""From a record to the request of a complaint, by the mapping; or to the faults that say why there is none."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from contracts.values import AREA_CODE
from tools.tanggap.imports.files import City
from tools.tanggap.imports.mapping import ISO, OPEN, CodeSource, Fields, MappingFile, Source, TimeSource, as_code
from tools.tanggap.imports.records import Fault, Record, Row
from tools.tanggap.imports.requests import faults_of

Request = dict[str, Any]


def rows(
    records: Iterator[Record], mapping: MappingFile | None, city: City, now: Callable[[], datetime]
) -> Iterator[tuple[Row, Record]]:
    """Each record with what becomes of it, in the order of the file."""
    for record in records:
        maker = _Maker(record, mapping, city)
        yield maker.row(now()), record


class _Maker:
    """Makes one row. Values that cannot be used are collected as faults, so that a report names all of them at once."""

    def __init__(self, record: Record, mapping: MappingFile | None, city: City) -> None:
        self._record, self._mapping, self._city = record, mapping, city
        self._faults: list[Fault] = [record.fault] if record.fault else []
        self._normalised = list(record.normalised)

    def row(self, now: datetime) -> Row:
        request = self._request()
        if not self._faults_that_refuse():
            self._faults += self._checked(request, now)
        external_id = request.get("external_id")
        is_usable = not self._faults_that_refuse()
        return Row(
            self._record.number,
            external_id if isinstance(external_id, str) else "",
            request if is_usable else None,
            tuple(self._faults),
            tuple(self._normalised),
        )

    def _checked(self, request: Request, now: datetime) -> Iterator[Fault]:
        """A file whose end comes before the filing is wrong about the end: what is over stays so, without its date."""
        for fault in faults_of(request, self._city, now):
            if self._mapping is not None and fault.column == "history.closed_at":
                del request["history"]["closed_at"]
                yield self._in_columns(replace(fault, is_left_out=True))
            else:
                yield self._in_columns(fault)

    def _faults_that_refuse(self) -> list[Fault]:
        return [fault for fault in self._faults if not fault.is_left_out]

    def _request(self) -> Request:
        if self._mapping is None:
            return dict(self._record.content or {})
        fields = self._mapping.fields
        found: Request = {
            "external_id": self._first(fields.external_id),
            "text": self._text(fields.text),
            "category": self._code("category", fields.category),
            "area": self._area(fields),
            "point": self._point(fields),
            "language": self._code("language", fields.language),
            "filed_at": self._moment(fields.filed_at),
            "policy": self._code("policy", fields.policy),
            "history": self._history(fields),
        }
        if found["external_id"] is None:
            self._refuse(fields.external_id, "empty: a repetition could not be recognised", "give each row its id")
        self._say_what_is_empty(fields)
        return {name: value for name, value in found.items() if value is not None}

    def _say_what_is_empty(self, fields: Fields) -> None:
        """A state that is not said could be any: such a row is refused. Without the rest a complaint can come in."""
        for name, source in fields.sources():
            if source.is_expected and self._first(source) is None:
                remedy = f"the complaint comes in without {name}; fill it in where it is known"
                if name == "state":
                    remedy = "say whether it is open or how it ended"
                self._fault(source.named[0], "empty", remedy, name != "state")

    def _first(self, source: Source) -> str | None:
        for column in source.named:
            if cell := self._record.cells.get(column, "").strip():
                return cell
        return source.default

    def _text(self, source: Source) -> str | None:
        cells = (self._record.cells.get(column, "") for column in source.named)
        parts = [re.sub(r"\r\n?", "\n", cell).strip() for cell in cells if cell.strip()]
        return "\n\n".join(dict.fromkeys(parts)) or source.default

    def _code(self, name: str, source: CodeSource | None) -> str | None:
        if source is None:
            return None
        cells = [(column, cell) for column in source.named if (cell := self._record.cells.get(column, "").strip())]
        for _, cell in cells:
            if (code := source.code_for(cell)) is not None:
                return code
        if not cells:
            return source.default
        if source.unknown == "as_code":
            return next((code for _, cell in reversed(cells) if (code := as_code(cell))), None)
        if source.unknown == "ignore":
            return None
        column, cell = cells[0]
        remedy = f"add it to fields.{name}.values of the mapping"
        self._fault(column, f"{cell[:60]!r} is not in the mapping", remedy, source.unknown == "leave_out")
        return None

    def _area(self, fields: Fields) -> str | None:
        source = fields.area
        name = None if source is None else self._first(source)
        if source is None or name is None:
            return None
        if re.fullmatch(AREA_CODE, name):
            return name
        codes = self._city.areas_called(name, source.level)
        if len(codes) == 1:
            return next(iter(codes))
        reason = f"{name[:60]!r} is the name of {f'{len(codes)} areas' if codes else 'no area'} of the city"
        remedy = "say which by its code" if codes else "correct the name, or add the area to areas.yaml"
        self._fault(source.named[0], reason, remedy, source.unknown == "leave_out")
        return None

    def _point(self, fields: Fields) -> Request | None:
        if fields.latitude is None or fields.longitude is None:
            return None
        texts = self._first(fields.latitude), self._first(fields.longitude)
        if texts[0] is None or texts[1] is None:
            return None
        try:
            latitude, longitude = float(texts[0]), float(texts[1])
        except ValueError:
            latitude = longitude = 1000.0
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return {"latitude": latitude, "longitude": longitude}
        reason = "latitude and longitude are no place on earth in degrees"
        self._fault(fields.latitude.named[0], reason, "give WGS 84 degrees with a point, as -7.25", True)
        return None

    def _moment(self, source: TimeSource | None) -> str | None:
        text = None if source is None else self._first(source)
        if source is None or text is None:
            return None
        moment = next((found for each in source.formats if (found := _parsed(text, each)) is not None), None)
        if moment is None:
            self._refuse(
                source, "not a moment in a form that the mapping names", f"write it as {_shown(source.formats)}"
            )
            return None
        if moment.tzinfo is None:
            zone = self._zone()
            moment = moment.replace(tzinfo=zone)
            self._normalised.append(f"{source.named[0]}: no offset, read as {zone.key}")
        try:
            return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
        except OverflowError:
            self._refuse(source, "lies outside the years 1 to 9999 in UTC", "send the moment as it was")
            return None

    def _zone(self) -> ZoneInfo:
        named = self._mapping and self._mapping.time_zone
        return ZoneInfo(named) if named else self._city.zone

    def _history(self, fields: Fields) -> Request | None:
        state = self._code("state", fields.state)
        if state is None or state == OPEN:
            return None
        history = {"state": state, "closed_at": self._moment(fields.closed_at)}
        history["reason"] = self._code("reason", fields.reason)
        if history["closed_at"] is None and fields.state is not None:
            self._normalised.append(f"{fields.state.named[0]}: over, without a moment at which it ended")
        return {name: value for name, value in history.items() if value is not None}

    def _refuse(self, source: Source, reason: str, remedy: str) -> None:
        self._fault(source.named[0], reason, remedy, False)

    def _fault(self, column: str, reason: str, remedy: str, is_left_out: bool) -> None:
        self._faults.append(Fault(column, reason, remedy, is_left_out))

    def _in_columns(self, fault: Fault) -> Fault:
        """The same under the name of the column that the field came from."""
        return replace(fault, column=columns_of(self._mapping)(fault.column))


def columns_of(mapping: MappingFile | None) -> Callable[[str], str]:
    """From the name of a field, as a refusal has it, to that of its column; to itself where there is none."""
    known = _columns(mapping.fields) if mapping else {}
    return lambda field: known.get(field) or known.get(field.partition(".")[0], field)


def _columns(fields: Fields) -> Mapping[str, str]:
    named = {name: source.named[0] for name, source in fields.sources()}
    nested = {f"history.{name}": named[name] for name in ("state", "closed_at", "reason") if name in named}
    return named | nested | ({"point": named["latitude"]} if "latitude" in named else {})


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return None


def _shown(formats: tuple[str, ...]) -> str:
    return " or ".join("2026-03-02T08:00:00+07:00" if form == ISO else form for form in formats)
