"""Names for people, from the city's files: on one line, of a sane length, and without what turns text around."""

import re

from services.notify.domain.city import City

MAX_NAME = 120
MAX_SENTENCE = 400
MAX_SHORT = 50
"""What a name may take up of a subject, so that the number at its end is not cut off."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def clean(text: str, limit: int = MAX_NAME) -> str:
    """The text on one line, without control characters and overrides of its direction, cut with `…` at the limit."""
    line = " ".join(_INVISIBLE.sub("", _CONTROLS.sub(" ", text)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def short(name: str | None) -> str | None:
    """A name as a subject takes it."""
    return clean(name, MAX_SHORT) if name else None


def is_printable(text: str) -> bool:
    """Whether nothing in the text would have to be taken out."""
    return bool(text) and not _CONTROLS.search(text) and not _INVISIBLE.search(text)


class Names:
    """What a city calls its units, roles and so on in one language. An id that it does not know is its own name."""

    def __init__(self, city: City, language: str) -> None:
        self._city, self._language = city, language

    def unit(self, unit: str | None) -> str | None:
        """A unit's name."""
        return clean(self._city.unit_name(unit, self._language)) or unit if unit else None

    def channel(self, channel: str | None) -> str | None:
        """A channel's name."""
        return clean(self._city.channel_name(channel, self._language)) or channel if channel else None

    def category(self, category: str | None) -> str | None:
        """A category's name."""
        return clean(self._city.category_name(category, self._language) or "") or None

    def area(self, area: str | None) -> str | None:
        """An area's name."""
        return clean(self._city.area_name(area, self._language) or "") or None

    def role(self, role: str | None) -> str | None:
        """What the holders of a role are called."""
        return clean(self._city.leaders.role_title(role, self._language)) or role if role else None

    def person(self, recipient: str) -> str | None:
        """A person's name where the city gives it."""
        known = self._city.people.get(recipient)
        return clean(known.name) or None if known and known.name else None

    def clock(self, clock: str) -> str:
        """What a clock is called."""
        return clean(self._city.policies.clock_title(clock, self._language)) or clock

    def action(self, action: str) -> str:
        """What a kind of improvement action is called."""
        return clean(self._city.improvements.action_name(action, self._language)) or action

    def clock_of_action(self, clock: str) -> str:
        """What a clock of improvement actions is called."""
        return clean(self._city.improvements.clock_title(clock, self._language)) or clock

    def asks_of_action(self, clock: str) -> str | None:
        """What a clock of improvement actions asks for; None when the city no longer has it."""
        return clean(self._city.improvements.clock_asks(clock, self._language) or "", MAX_SENTENCE) or None

    def asks(self, clock: str) -> str | None:
        """What a clock asks for; None when the city no longer has it."""
        return clean(self._city.policies.clock_asks(clock, self._language) or "", MAX_SENTENCE) or None
