"""What a sample is: something that people hear of, and how it reads."""

from dataclasses import dataclass, replace

from contracts.events import Event
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, Digest, Sendable
from services.notify.domain.variables import variables_of
from services.notify.messages import Messages, Row, Text
from tools.previews.lives import Life, at

NOW = at(24, 14)
"""A Tuesday."""
LINK = "https://pengaduan.tirtasari.example/t/9mXvB2cQ7rTz"
LEADER, OFFICER, COMPLAINANT = "leader", "officer", "complainant"


@dataclass(frozen=True)
class Sample:
    """Something that people hear of. `to` says what they are; a digest has several rows, a message one."""

    name: str
    to: str
    rows: tuple[Row, ...]
    digest: Digest | None = None

    @property
    def template(self) -> str:
        """The template of its text."""
        return "digest" if self.digest else self.rows[0].delivery.template

    @property
    def transports(self) -> tuple[str, ...]:
        """The transports by which it reads differently: only people at a channel get mails of what others read."""
        return ("email", "webhook") if self.to == COMPLAINANT and not self.digest else ("email",)

    def write(self, city: City, language: str, transport: str = "email") -> Text:
        """Its text in a language."""
        messages = Messages(city, sample_link)
        rows = [Row(replace(row.delivery, language=language, transport=transport), row.subject) for row in self.rows]
        if self.digest:
            return messages.write_digest(replace(self.digest, language=language), rows, NOW)
        return messages.write(rows[0].delivery, rows[0].subject, NOW)


def sample_link(sendable: Sendable) -> str:
    """The same for all."""
    return LINK


def delivery_of(
    life: Life, event: Event, template: str, recipient: str, role: str, unit: str | None = None
) -> Delivery:
    """What notify plans for this event."""
    variables = variables_of(event)
    at_unit = unit or life.complaint.unit or "kota"
    return Delivery(
        id=f"delivery-{event.id}",
        key=event.id,
        subject_id=life.id,
        cause=event.id,
        occurred_at=event.occurred_at,
        recipient=recipient,
        transport="email",
        endpoint="someone@demo.tanggap.example",
        language="id",
        template=template,
        level=getattr(event, "level", None),
        variables=variables
        | {"unit": variables["unit"] or life.complaint.unit, "role": role, "post_unit": at_unit, "rerouted": None},
        planned_at=event.occurred_at,
        next_attempt_at=event.occurred_at,
        acts_for=at_unit,
    )
