"""The parameters of a request, from its address and its form. An empty one counts as one that was not sent."""

from collections.abc import Iterable
from datetime import UTC, datetime
from math import isfinite

from services.complaints.open311.refused import Refused


class Given:
    """What was sent under each name, in order."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            if value.strip():
                self._values.setdefault(name, []).append(value)

    @property
    def names(self) -> Iterable[str]:
        """All that was sent."""
        return self._values

    def one(self, name: str) -> str | None:
        """The value, without the blanks around it; refused where there are several."""
        values = {value.strip() for value in self._values.get(name, ())}
        if len(values) > 1:
            raise Refused("given_twice", field=name)
        return next(iter(values), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value, whether it was sent again or after a comma."""
        parts = (part.strip() for value in self._values.get(name, ()) for part in value.split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    def every(self, name: str) -> tuple[str, ...]:
        """Every value that was sent; a comma is a part of it."""
        return tuple(dict.fromkeys(value.strip() for value in self._values.get(name, ())))

    def number(self, name: str, most: float, example: str) -> float | None:
        """A number from `-most` to `most`."""
        text = self.one(name)
        if text is None:
            return None
        value = _number(text)
        if value is None or abs(value) > most:
            raise Refused("number_wrong", field=name, least=-most, most=most, example=example)
        return value

    def moment(self, name: str) -> datetime | None:
        """A W3C time with its offset, in UTC. A plus that was sent as it is arrives as a blank."""
        text = self.one(name)
        if text is None:
            return None
        moment = moment_of(text.replace(" ", "+"))
        if moment is None:
            raise Refused("date_wrong", field=name)
        return moment


def moment_of(text: str) -> datetime | None:
    """A time with its offset, in UTC; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if "T" in text and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> float | None:
    try:
        value = float(text) if "_" not in text else None
    except ValueError:
        return None
    return value if value is not None and isfinite(value) else None
