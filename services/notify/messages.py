"""From a delivery to the text that a person reads, by the files of `templates/`.

Templates run in a sandbox and only see codes, times and names of units and channels. What roles and clocks are called,
and what a clock asks for, the city says.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.variables import Variables, completed
from services.notify.templates import FOLDER

_DURATION = re.compile(
    r"^P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>[\d.]+)S)?)?$"
)
_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class UnsafeMessage(Exception):
    """This delivery has no text that may be sent, and repeating will not give it one."""


@dataclass(frozen=True)
class Text:
    """What a person reads; the subject is one line."""

    subject: str
    body: str


class Messages:
    """Writes the messages of a city; `public_url` is where a complaint can be looked at, if anywhere."""

    def __init__(self, city: City, public_url: str | None = None) -> None:
        self._city, self._public_url = city, public_url
        # No autoescaping: this is plain text, and an escaped unit name would be a wrong one.
        self._jinja = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(FOLDER),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._jinja.filters |= {
            "duration_parts": duration_parts,
            "role_title": city.leaders.role_title,
            "clock_title": city.policies.clock_title,
            "clock_asks": city.policies.clock_asks,
        }
        self._names = {
            "unit": city.unit_name,
            "post_unit": city.unit_name,
            "previous_unit": city.unit_name,
            "channel": city.channel_name,
        }

    def write(self, delivery: Delivery) -> Text:
        """The text of a delivery; raises `UnsafeMessage` when it cannot be written or its subject is not one line."""
        variables = self._variables(delivery.complaint_id, completed(delivery.variables), delivery.language)
        name = f"{delivery.template}.{delivery.language}"
        try:
            subject = self._jinja.get_template(f"{name}.subject.j2").render(variables).strip()
            body = self._jinja.get_template(f"{name}.txt.j2").render(variables).strip() + "\n"
        except TemplateError as error:
            raise UnsafeMessage(f"{name}: {type(error).__name__}: {error}") from error
        if not subject or _NOT_PRINTABLE.search(subject):
            raise UnsafeMessage(f"{name}: the subject is not one printable line")
        return Text(subject, body)

    def _variables(self, complaint_id: str, variables: Variables, language: str) -> Variables:
        if _NOT_PRINTABLE.search(complaint_id):
            raise UnsafeMessage("the complaint's id is not printable")
        named: Variables = {
            f"{field}_name": name_of(str(variables[field]), language)
            for field, name_of in self._names.items()
            if variables.get(field) is not None
        }
        local = {name: self._local(value) for name, value in variables.items()}
        return local | named | {
            "complaint_id": complaint_id,
            "short_id": complaint_id[-8:],
            "link": self._link(complaint_id),
        }  # fmt: skip

    def _local(self, value: object) -> object:
        """Times on the wall clock of the city, also those within lists."""
        match value:
            case datetime():
                return value.astimezone(self._city.zone)
            case list():
                return [self._local(each) for each in value]
            case dict():
                return {name: self._local(each) for name, each in value.items()}
        return value

    def _link(self, complaint_id: str) -> str | None:
        return f"{self._public_url.rstrip('/')}/complaints/{quote(complaint_id, safe='')}" if self._public_url else None


def duration_parts(duration: str) -> list[tuple[str, str]]:
    """An ISO 8601 duration as (number, unit) pairs, for example `[("7", "hours"), ("30", "minutes")]`."""
    match = _DURATION.match(duration)
    if match is None:
        raise TemplateError(f"not a duration: {duration!r}")
    return [(number, unit) for unit, number in match.groupdict().items() if number is not None]
