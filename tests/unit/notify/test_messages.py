"""What people read: every message, in every language, and nothing that could break a mail."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from city.entry import Names
from contracts.events import Event
from contracts.values import ClockScope, RerouteReason
from services.notify.city import load_city
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.plan import plan
from services.notify.messages import Messages, UnsafeMessage, duration_parts
from services.notify.transports.base import Message
from services.notify.transports.email import MAX_LINE, compose
from tests.cities import REGENCY
from tests.unit.notify.examples import (
    COMPLAINT,
    EMAIL_ONLY,
    NOW,
    approaching,
    assigned,
    escalated,
    every_kind,
    overdue,
    reminder,
)

APPROVED = Path(__file__).parent / "mails"
TWO_CLOCKS = (overdue("respond_by", timedelta(days=3)), overdue("acknowledge_by"))
TOMORROW = NOW + timedelta(days=1)
MAILS: dict[str, Event] = {
    "one_clock": escalated(overdue=(overdue("respond_by"),), next_at=TOMORROW),
    "two_clocks": escalated(clock="acknowledge_by", overdue=TWO_CLOCKS, next_at=TOMORROW),
    "last_level": escalated(level=3, role="mayor", overdue=TWO_CLOCKS),
    "repetition": escalated(level=3, role="mayor", repeat=1, overdue=TWO_CLOCKS, next_at=TOMORROW),
    "contribution": escalated(
        ladder=ClockScope.CONTRIBUTION,
        clock="contribute_by",
        overdue=(overdue("respond_by"), overdue("contribute_by")),
        next_at=TOMORROW,
    ),
    "reminder": reminder(due_at=NOW + timedelta(days=2)),
}
"""The texts of these are kept in `mails`, the subject first."""
LINK = f"https://tanggap.example/complaints/{COMPLAINT}"


def delivery(event: Event, city: City, language: str = "en") -> Delivery:
    return replace(plan(event, city, NOW).deliveries[0], language=language)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("public_url", [None, "https://tanggap.example/"])
def test_it_writes_every_message_in_every_language(city: City, language: str, public_url: str | None) -> None:
    for event in every_kind():
        text = Messages(city, public_url).write(delivery(event, city, language))
        assert COMPLAINT[-8:] in text.subject
        assert COMPLAINT in text.body
        assert (LINK in text.body) == bool(public_url)
        assert "{" not in text.body + text.subject
        assert "\n\n\n" not in text.body


def test_it_says_which_unit_which_deadline_and_which_level(city: City) -> None:
    text = Messages(city).write(delivery(escalated(level=2, role="agency_head", repeat=1), city))
    assert text.subject == "Escalation level 2 (reminder 1): complaint 456789ab at Roads Agency is overdue"
    assert "Missed deadline: first response, due Monday, 2 March 2026 at 10:15 WIB" in text.body
    assert "as agency head at Roads Agency" in text.body


def test_it_says_it_in_indonesian(city: City) -> None:
    text = Messages(city).write(delivery(approaching(), city, "id"))
    assert text.subject == "Batas waktu tindak lanjut pertama pengaduan 456789ab segera tiba"
    assert "Senin, 2 Maret 2026 pukul 10.15 WIB" in text.body


def test_it_says_why_somebody_else_gets_it(city: City) -> None:
    messages = Messages(city)
    vacant = messages.write(delivery(escalated("bridges"), city)).body
    assert "because the post of unit head at Bridges Division is vacant" in vacant
    assert "karena jabatan kepala bidang di Bidang Jembatan sedang kosong" in messages.write(
        delivery(escalated("bridges"), city, "id")
    ).body  # fmt: skip
    assert "no unit closed-down is registered" in messages.write(delivery(escalated("closed-down"), city)).body
    assert "has no contact address yet" in messages.write(delivery(assigned("bridges"), city)).body


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("reason", [reason for reason in RerouteReason if reason is not RerouteReason.OTHER])
def test_every_reason_for_a_reroute_has_its_own_text(city: City, reason: RerouteReason, language: str) -> None:
    wanted = delivery(escalated(), city, language)
    rerouted = replace(wanted, variables=wanted.variables | {"rerouted": reason.value})
    texts = {Messages(city).write(each).body for each in (wanted, rerouted)}
    assert len(texts) == 2


def test_it_names_the_deadlines_in_working_time(city: City) -> None:
    body = Messages(city).write(delivery(assigned(), city)).body
    assert "acknowledgement: 3 working days" in body
    assert "first response: 7 hours 30 minutes" in body


def test_it_asks_for_what_the_clock_asks_for(city: City) -> None:
    body = Messages(city).write(delivery(approaching(clock="acknowledge_by"), city)).body
    assert "Please acknowledge the complaint before then." in body


def test_it_writes_of_a_clock_and_a_role_that_the_city_no_longer_has(city: City) -> None:
    text = Messages(city).write(delivery(escalated(role="city_secretary", clock="resolve_by"), city))
    assert "Missed deadline: resolve by, due Monday, 2 March 2026" in text.body
    assert "please have Roads Agency do what the deadline asks for." in text.body
    assert "because the post of city secretary at Roads Agency is vacant" in text.body


def test_it_calls_people_as_the_city_does() -> None:
    regency = load_city(REGENCY, EMAIL_ONLY)
    text = Messages(regency).write(delivery(escalated("dinas-pupr", "bupati", clock="jawab_awal"), regency, "id"))
    assert "sebagai bupati di Pemerintah Kabupaten" in text.body
    assert "Batas waktu yang terlewat: jawaban pertama, paling lambat Senin, 2 Maret 2026 pukul 11.15 WITA" in text.body
    assert "segera memberi jawaban pertama" in text.body


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_reads_as_it_was_approved(city: City, name: str, language: str) -> None:
    text = Messages(city).write(delivery(MAILS[name], city, language))
    approved = (APPROVED / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert f"{text.subject}\n\n{text.body}" == approved


def test_what_version_0_2_planned_is_still_written(city: City) -> None:
    today = delivery(escalated(), city)
    later = {"ladder", "overdue", "asked", "next_at", "is_last"}
    planned_by_0_2 = {name: value for name, value in today.variables.items() if name not in later}
    messages = Messages(city)
    assert messages.write(replace(today, variables=planned_by_0_2)) == messages.write(today)


@pytest.mark.parametrize("more", [{}, {"overdue": (overdue("respond_by"),), "next_at": NOW}])
def test_it_says_that_nothing_follows_only_where_that_is_known(city: City, more: dict[str, Any]) -> None:
    assert "last message" not in Messages(city).write(delivery(escalated(**more), city)).body


def test_it_names_a_channel_that_the_city_no_longer_has_by_its_id(city: City) -> None:
    planned = delivery(reminder(), city)
    text = Messages(replace(city, channels={})).write(planned)
    assert "filed through whatsapp is waiting" in text.body


def test_it_reads_durations() -> None:
    assert duration_parts("P1DT2H") == [("1", "days"), ("2", "hours")]
    assert duration_parts("PT0.5S") == [("0.5", "seconds")]


@pytest.mark.parametrize("evil", ["x\r\nBcc: all@example.org", "x\ny", "x\x00", "x\u2028y"])
def test_it_refuses_line_breaks_from_a_complaints_id(city: City, evil: str) -> None:
    with pytest.raises(UnsafeMessage):
        Messages(city).write(delivery(escalated(subject=evil), city))


@pytest.mark.parametrize("evil", ["Ada\r\nBcc: all@example.org", "Ada\nB"])
def test_it_refuses_line_breaks_in_a_subject(city: City, evil: str) -> None:
    unit = city.units["roads"].model_copy(update={"name": Names({"en": evil, "id": evil})})
    with pytest.raises(UnsafeMessage):
        Messages(replace(city, units={**city.units, "roads": unit})).write(delivery(escalated(), city))


def test_it_refuses_what_has_no_template(city: City) -> None:
    with pytest.raises(UnsafeMessage, match="TemplateNotFound"):
        Messages(city).write(replace(delivery(escalated(), city), template="birthday"))


def test_it_refuses_a_text_whose_variables_are_missing(city: City) -> None:
    with pytest.raises(UnsafeMessage, match="UndefinedError"):
        Messages(city).write(replace(delivery(escalated(), city), variables={"unit": "roads"}))


def mail(**changed: str) -> Message:
    fields = {"id": "d-1", "to": "mayor@demo.tanggap.example", "language": "en", "subject": "Hello", "body": "Text\n"}
    return Message(**fields | changed, written_at=NOW)


def test_it_composes_a_mail_that_receivers_can_recognise() -> None:
    content = compose(mail(subject="Pengaduan é"), "tanggap@demo.tanggap.example", "demo.tanggap.example")

    parsed = message_from_bytes(content, policy=policy.default)
    assert parsed["Message-ID"] == "<d-1@demo.tanggap.example>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Subject"] == "Pengaduan é"
    assert parsed["Date"].datetime == NOW
    assert parsed.get_content_type() == "text/plain"
    assert content == compose(mail(subject="Pengaduan é"), "tanggap@demo.tanggap.example", "demo.tanggap.example")


@given(st.lists(st.text("Dinas é=?-:(2)", min_size=1, max_size=25), min_size=1, max_size=20))
@example(["Eskalasi", "tingkat", "4:", "pengaduan", "1a2b3c4d", "di", "Meja", "Triase", "melewati", "batas", "waktu"])
@example(["Pengaduan", "di", "Dinas", "Perumahan", "Rakyat", "é", "dan", "Kawasan", "Permukiman"] * 3)
def test_a_subject_of_any_length_arrives_as_it_was_written(words: list[str]) -> None:
    subject = " ".join(" ".join(words).split()) or "Hello"
    content = compose(mail(subject=subject), "a@b.example", "b.example")
    assert message_from_bytes(content, policy=policy.default)["Subject"] == subject
    assert max(map(len, content.split(b"\r\n"))) <= MAX_LINE
    assert subject.isascii() or max(map(len, content.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("header", ["to", "subject", "language", "id"])
def test_it_composes_no_mail_with_an_injected_header(header: str) -> None:
    with pytest.raises(ValueError):
        compose(mail(**{header: "x@y.example\r\nBcc: all@example.org"}), "a@b.example", "b.example")
