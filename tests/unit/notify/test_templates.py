"""Templates are checked when a city is loaded, in every branch: nobody finds a fault by a message that is not sent."""

import shutil
from pathlib import Path

import pytest

from services.notify.city import load_city
from services.notify.domain.city import City
from services.notify.messages.checks import faulty_template, faulty_words
from services.notify.messages.samples import SAMPLES
from services.notify.templates import FOLDER, OF_EVERY_LANGUAGE, missing_template, missing_words
from tests.cities import CONFIG
from tests.unit.notify.examples import EMAIL_ONLY
from tools.previews.samples import samples

LANGUAGES = ("id", "en")
NAMES = sorted(path.stem for path in (FOLDER / "id").glob("*.j2") if path.stem not in OF_EVERY_LANGUAGE)
DEMO = load_city(CONFIG / "demo", EMAIL_ONLY)
EVENTS = {rule.template: event for event, rules in DEMO.messages.items() for rule in rules}
"""The event of each template, by its name in rules."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "templates"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_everything(language: str) -> None:
    assert missing_words(language) == []
    assert faulty_words(language) is None
    for name in NAMES:
        assert missing_template(name, language) == []
        assert faulty_template(name, language, EVENTS.get(name)) is None


def test_what_is_missing_is_named() -> None:
    assert missing_words("fr") == [
        f"fr/{name}.j2" for name in ("words", "digest", "relay", "relay_digest", "webhook_disabled")
    ]
    assert missing_template("birthday", "id") == ["id/birthday.j2"]
    assert faulty_template("birthday", "id") == "id/birthday.j2: there is no such template"


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ("{% if %}", "line"),
        ("{% block line %}{{ weather }}{% endblock %}", "uses weather"),
        ("{% block asked %}{% if level == 17 %}{{ weather }}{% endif %}{% endblock %}", "uses weather"),
        ("{% block otherwise %}{{ stars }}{% endblock %}", "uses stars, which its event does not have"),
        ("{% block otherwise %}{{ filed_at.year }}{% endblock %}", "no attribute 'year'"),
        ("{% block otherwise %}{{ number | sparkle }}{% endblock %}", "sparkle"),
    ],
)
def test_a_template_that_cannot_be_written_is_a_fault(folder: Path, added: str, fault: str) -> None:
    blocks = "{% block subject %}x{% endblock %}{% block lead %}x{% endblock %}"
    line = "" if "block line" in added else "{% block line %}x{% endblock %}"
    (folder / "en" / "escalated.j2").write_text(blocks + line + added, encoding="utf-8")
    found = faulty_template("escalated", "en", "complaint.escalated", folder)
    assert found is not None
    assert found.startswith("en/escalated.j2")
    assert fault in found


def test_a_template_without_its_blocks_is_a_fault(folder: Path) -> None:
    (folder / "en" / "escalated.j2").write_text("{% block subject %}x{% endblock %}", encoding="utf-8")
    assert faulty_template("escalated", "en", None, folder) == "en/escalated.j2 lacks the block lead, line"


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("words", "{% macro told(step) %}", "{% macro tell(step) %}", "lacks told"),
        ("words", "{% macro greeting(name) %}", "{% macro greeting(name) %}{{ weather }}", "uses weather"),
        ("words", '"worst":', '"best":', "worst"),
        ("words", "{% macro deadline(each) %}", "{% macro deadline(each) %}{% if %}", "line"),
        ("digest", "{{ date(at) }}", "{{ weather }}", "uses weather"),
        ("relay", "{{ number }}", "{{ filed_at }}", "uses filed_at"),
    ],
)
def test_words_that_do_not_serve_every_message_are_a_fault(
    folder: Path, name: str, old: str, new: str, fault: str
) -> None:
    path = folder / "en" / f"{name}.j2"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert fault in (faulty_words("en", folder) or "")


@pytest.mark.parametrize("city", [DEMO], ids=["demo"])
def test_samples_have_what_events_have(city: City) -> None:
    for sample in samples(city):
        for row in sample.rows:
            delivery = row.delivery
            assert SAMPLES[EVENTS[delivery.template]].keys() == delivery.variables.keys(), delivery.template
