"""What a mail carries in its headers: one line each, whatever the text, and readable on the other side."""

from email import message_from_bytes, policy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.notify.city import load_city
from services.notify.transports.base import Message
from services.notify.transports.email import MAX_LINE, compose
from tests.cities import CONFIG
from tests.unit.notify.examples import EMAIL_ONLY, NOW
from tools.previews.sample import Sample
from tools.previews.samples import samples

SENDER, DOMAIN = "tanggap@demo.tanggap.example", "demo.tanggap.example"
DEMO = load_city(CONFIG / "demo", EMAIL_ONLY)
SAMPLES = {sample.name: sample for sample in samples(DEMO)}


def mail(**changed: Any) -> Message:
    fields: dict[str, Any] = {
        "id": "d-1",
        "to": "mayor@demo.tanggap.example",
        "language": "en",
        "subject": "Hello",
        "plain": "Text\n",
        "html": None,
        "thread": None,
    }
    return Message(**fields | changed, written_at=NOW)


def test_receivers_can_recognise_it() -> None:
    parsed = message_from_bytes(compose(mail(subject="Pengaduan é"), SENDER, DOMAIN), policy=policy.default)
    assert parsed["Message-ID"] == "<d-1@demo.tanggap.example>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Subject"] == "Pengaduan é"
    assert parsed["Date"].datetime == NOW
    assert parsed["Content-Language"] == "en"


@given(st.lists(st.text("Dinas é=?-:(2)", min_size=1, max_size=25), min_size=1, max_size=20))
@example(["Eskalasi", "tingkat", "4:", "pengaduan", "1a2b3c4d", "di", "Meja", "Triase", "melewati", "batas", "waktu"])
@example(["Pengaduan", "di", "Dinas", "Perumahan", "Rakyat", "é", "dan", "Kawasan", "Permukiman"] * 3)
def test_a_subject_of_any_length_arrives_as_it_was_written(words: list[str]) -> None:
    subject = " ".join(" ".join(words).split()) or "Hello"
    content = compose(mail(subject=subject), SENDER, DOMAIN)
    assert message_from_bytes(content, policy=policy.default)["Subject"] == subject
    assert max(map(len, content.split(b"\r\n"))) <= MAX_LINE
    assert subject.isascii() or max(map(len, content.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("header", ["to", "subject", "language", "id", "thread"])
def test_no_header_is_injected(header: str) -> None:
    with pytest.raises(ValueError):
        compose(mail(**{header: "x@y.example\r\nBcc: all@example.org"}), SENDER, DOMAIN)


@pytest.mark.parametrize("language", DEMO.languages)
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_every_message_arrives_as_it_was_written(sample: Sample, language: str) -> None:
    text = sample.write(DEMO, language)
    content = compose(mail(subject=text.subject, plain=text.plain, html=text.html), SENDER, DOMAIN)
    parsed = message_from_bytes(content, policy=policy.default)
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    assert parsed["Subject"] == text.subject
    assert plain is not None
    assert _lines(plain.get_content()) == _lines(text.plain)
    assert html is not None
    assert _lines(html.get_content()) == _lines(text.html)


def _lines(text: str) -> list[str]:
    """Its lines: a mail ends them in its own way."""
    return text.splitlines()
