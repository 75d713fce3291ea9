"""A small city and the events that happen in it, for the tests of notify."""

import re
from collections.abc import Mapping, Set
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contracts.events import (
    ComplaintAssigned,
    ComplaintEscalated,
    ComplaintSentToTriage,
    DeadlineApproaching,
    DeadlineReminder,
    Event,
)
from contracts.values import ClockScope, Method, OverdueClock, Reason
from services.notify import city
from services.notify.domain.city import City
from tests.builders import policy

NOW = datetime(2026, 3, 2, 3, 15, tzinfo=UTC)
COMPLAINT = "c0ffee00-1111-4222-8333-0123456789ab"
EMAIL_ONLY = frozenset({"email"})

FILES = {
    "city.yaml": """\
version: "1"
name: {id: Kota Contoh, en: Example City}
time_zone: Asia/Jakarta
languages: [id, en]
triage_unit: triage
""",
    "units.yaml": """\
version: "1"
units:
  - {id: town, name: {id: Kota, en: Town}, kind: city, parent: null, calendar: always}
  - {id: triage, name: {id: Meja Triase, en: Triage Desk}, kind: triage, parent: town, calendar: always}
  - {id: roads, name: {id: Dinas Jalan, en: Roads Agency}, kind: agency, parent: town, calendar: always}
  - {id: bridges, name: {id: Bidang Jembatan, en: Bridges Division}, kind: agency, parent: roads, calendar: always}
""",
    "policies.yaml": """\
version: "1"
clocks:
  acknowledge_by:
    title: {id: konfirmasi penerimaan, en: acknowledgement}
    asks: {id: menyatakan bahwa pengaduan sudah diterima, en: acknowledge the complaint}
    scope: stage
    starts_with: assigned
    met_by: [acknowledged, started, resolved, rejected, withdrawn, closed]
  respond_by:
    title: {id: tindak lanjut pertama, en: first response}
    asks: {id: memulai tindak lanjut, en: begin to work on it}
    scope: stage
    starts_with: assigned
    met_by: [started, resolved, rejected, withdrawn, closed]
  answer_by:
    title: {id: balasan pelapor, en: complainant's reply}
    asks: {id: menjawab pertanyaan petugas, en: answer the officer's question}
    scope: stage
    starts_with: information_requested
    met_by: [information_provided]
    ended_by: [transferred, resolved, rejected, withdrawn, closed]
  contribute_by:
    title: {id: kontribusi, en: contribution}
    asks: {id: memberi kontribusinya, en: give its contribution}
    scope: stage
    starts_with: contribution_requested
    met_by: [contribution_given]
    ended_by: [transferred, resolved, rejected, withdrawn, closed]
default_policy: short
policies:
  - name: short
    clocks: [{name: respond_by, within: PT7H30M}]
    ladder: [{level: 1, role: unit_head, after: PT0S}]
    repeat_every: P1D
    repeat_times: 1
    reopen_within: P14D
    max_transfers: 3
""",
    "leaders.yaml": """\
version: "1"
roles:
  officers: {id: petugas, en: officer}
  unit_head: {id: kepala bidang, en: unit head}
  agency_head: {id: kepala dinas, en: agency head}
  mayor: {id: wali kota, en: mayor}
catch_all: clerk
people:
  - {id: clerk, language: id, contacts: {email: clerk@demo.tanggap.example}}
  - {id: mayor, language: en, contacts: {email: mayor@demo.tanggap.example}}
  - {id: roads-officer, language: id, contacts: {email: roads-officer@demo.tanggap.example}}
  - {id: roads-head, language: en, contacts: {email: roads-head@demo.tanggap.example}}
  - {id: roads-director, language: id, contacts: {email: roads-director@demo.tanggap.example}}
  - {id: bridges-officer, language: id}
posts:
  - {unit: town, role: mayor, person: mayor}
  - {unit: town, role: officers, person: clerk}
  - {unit: triage, role: officers, person: null}
  - {unit: roads, role: officers, person: roads-officer}
  - {unit: roads, role: unit_head, person: roads-head}
  - {unit: roads, role: agency_head, person: roads-director}
  - {unit: bridges, role: officers, person: bridges-officer}
  - {unit: bridges, role: unit_head, person: null}
""",
    "channels.yaml": """\
version: "1"
channels:
  - id: whatsapp
    name: {id: layanan WhatsApp kota, en: the city's WhatsApp service}
    language: id
    contacts: {email: whatsapp@demo.tanggap.example}
  - {id: radio, name: {id: Radio Kota, en: City Radio}, language: en}
""",
    "notifications.yaml": """\
version: "1"
messages:
  - {event: complaint.assigned, to: officers, template: assigned}
  - {event: complaint.sent_to_triage, to: officers, template: triage}
  - {event: deadline.approaching, to: officers, template: approaching}
  - {event: deadline.reminder, to: "{channel}", template: reminder}
  - {event: complaint.escalated, to: "{role}", template: escalated}
""",
}


def write_city(folder: Path, **changed: str) -> Path:
    """The city's files; `leaders="…"` replaces leaders.yaml, and so on."""
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name.removesuffix(".yaml"), text), encoding="utf-8")
    return folder


def load_city(folder: Path, transports: Set[str] = EMAIL_ONLY, /, **changed: str) -> City:
    """The city as a process sees it that sends by these transports."""
    return city.load_city(write_city(folder, **changed), transports)


def leaders_with(contacts: Mapping[str, str]) -> str:
    """leaders.yaml with other contacts, in YAML, for these people."""
    text = FILES["leaders.yaml"]
    for person, given in contacts.items():
        text, found = re.subn(rf"(id: {person}, language: \w+).*", rf"\1, contacts: {given}}}", text)
        assert found == 1, person
    return text


POLICY = policy("P3D", "PT7H30M", "P14D", repeat_every="P1D")


def assigned(unit: str = "roads", **fields: Any) -> ComplaintAssigned:
    return ComplaintAssigned(**_assignment(unit, "assigned") | {"method": Method.RULE} | fields)


def sent_to_triage(unit: str = "triage", **fields: Any) -> ComplaintSentToTriage:
    return ComplaintSentToTriage(**_assignment(unit, "triage") | fields)


def approaching(unit: str = "roads", **fields: Any) -> DeadlineApproaching:
    return DeadlineApproaching(**_deadline(unit, "approaching") | fields)


def escalated(unit: str = "roads", role: str = "unit_head", **fields: Any) -> ComplaintEscalated:
    values = _deadline(unit, "escalated") | {"role": role, "round": 1, "level": 1} | fields
    return ComplaintEscalated(**values)


def reminder(unit: str = "roads", **fields: Any) -> DeadlineReminder:
    values = _deadline(unit, "reminder") | {"clock": "answer_by", "share": 0.5, "channel": "whatsapp"} | fields
    return DeadlineReminder(**values)


def overdue(clock: str, since: timedelta = timedelta(0)) -> OverdueClock:
    """A clock that ran out that long before `NOW`."""
    return OverdueClock(clock=clock, due_at=NOW - since)


def every_kind() -> list[Event]:
    """One event of each kind that people hear of, and the variants that read differently."""
    return [
        assigned(),
        assigned(previous_unit="bridges"),
        sent_to_triage(),
        sent_to_triage(reason=Reason(code="something_new")),
        *(approaching(clock=clock) for clock in ("acknowledge_by", "respond_by", "resolve_by")),
        escalated(),
        escalated(level=2, role="agency_head", repeat=2),
        escalated(round=2, overdue=(overdue("respond_by"), overdue("acknowledge_by")), next_at=NOW),
        escalated(round=3, ladder=ClockScope.CONTRIBUTION, clock="contribute_by"),
        escalated("bridges"),
        escalated("closed-down"),
        assigned("bridges"),
        reminder(),
    ]


def _assignment(unit: str, kind: str) -> dict[str, Any]:
    return {
        "id": f"{kind}-{unit}",
        "subject": COMPLAINT,
        "occurred_at": NOW,
        "assignment_number": 1,
        "unit": unit,
        "filed_at": NOW - timedelta(minutes=1),
        "reason": Reason(code="no_rule_for_category"),
        "policy": POLICY,
    }


def _deadline(unit: str, kind: str) -> dict[str, Any]:
    return {
        "id": f"{kind}-{unit}",
        "subject": COMPLAINT,
        "occurred_at": NOW,
        "assignment_number": 1,
        "unit": unit,
        "clock": "respond_by",
        "due_at": NOW,
    }
