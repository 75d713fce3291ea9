"""A city's files: what does not fit together is named with file, line and reason."""

from pathlib import Path

import pytest

from contracts.errors import ConfigurationError
from services.notify import city as notify
from tests.cities import CONFIG, REGENCY
from tests.unit.notify.city_files import FILES
from tests.unit.notify.examples import EMAIL_ONLY, load_city, write_city


def test_it_loads_the_demonstration_city() -> None:
    city = notify.load_city(CONFIG / "demo", EMAIL_ONLY)
    assert city.languages == ("id", "en")
    assert "mayor" in city.city_roles
    assert {"complaint.filed", "complaint.assigned", "complaint.escalated", "deadline.reminder"} <= set(city.messages)


def test_it_loads_a_regency_with_roles_and_clocks_of_its_own() -> None:
    city = notify.load_city(REGENCY, EMAIL_ONLY)
    assert city.languages == ("id",)
    assert city.city_roles == {"sekda", "bupati"}
    assert city.leaders.role_title("sekda", "id") == "sekretaris daerah"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Asia/Jakarta", "Asia/Nowhere", "city.yaml:3: time_zone: 'Asia/Nowhere' is not a known time zone"),
        ("[id, en]", "[id, en, fr]", "city.yaml:4: languages.2: no mail can be written in 'fr'"),
        ("parent: roads", "parent: road", "units.yaml:6: units.3.parent: unit 'road' does not exist"),
        ("parent: null", "parent: roads", "units.yaml:3: units.0.parent: the parents of town lead"),
        ("en: Town", "fr: Ville", "units.yaml:3: units.0.name: has no text in en"),
        ("id: roads,", "id: triage,", "units.yaml:5: units.2: triage stands twice"),
        ("catch_all: clerk", "catch_all: klerk", "leaders.yaml:7: catch_all: person 'klerk' does not exist"),
        (
            "catch_all: clerk",
            "catch_all: bridges-officer",
            "leaders.yaml:7: catch_all: bridges-officer has no c",
        ),
        (
            "person: roads-head",
            "person: road-head",
            "leaders.yaml:20: posts.4.person: person 'road-head' does not",
        ),
        ("{unit: town", "{unit: village", "leaders.yaml:16: posts.0.unit: unit 'village' does not exist"),
        ("language: en", "language: fr", "leaders.yaml:10: people.1.language: 'fr' is not a language of the city"),
        ("email: clerk", "chat: clerk", "leaders.yaml:9: people.0.contacts.chat: there is no transport 'chat'"),
        (
            "clerk@demo.tanggap.example",
            "clerk",
            "leaders.yaml:9: people.0.contacts.email: must be one plain mail",
        ),
        (
            "clerk@demo.tanggap.example",
            '"a@b.example\\nBcc: c@d"',
            "leaders.yaml:9: people.0.contacts.email: must be",
        ),
        ("role: agency_head", "role: unit_head", "leaders.yaml:21: posts.5: unit_head of roads stands twice"),
        ("language: en, contacts", "language: en, contact", "leaders.yaml:10: people.1.contact: there is no such key"),
        ("  mayor: {", "  major: {", "leaders.yaml:16: posts.0.role: role 'mayor' has no title under `roles`"),
        (
            "template: triage",
            "template: trial",
            "notifications.yaml:6: messages.1.template: services/notify/templates",
        ),
        ("to: officers", "to: oficers", "notifications.yaml:5: messages.0.to: no post in leaders.yaml has the role"),
        ("to: officers", 'to: "{role}"', "notifications.yaml:5: messages.0.to: complaint.assigned names no role"),
        ("language: en}", "language: fr}", "channels.yaml:7: channels.1.language: 'fr' is not a language of the city"),
        ("email: whatsapp@", "email: whatsapp ", "channels.yaml:6: channels.0.contacts.email: must be one plain mail"),
        ("id: radio", "id: whatsapp", "channels.yaml:7: channels.1: whatsapp stands twice"),
        ("en: City Radio", "fr: Radio", "channels.yaml:7: channels.1.name: has no text in en"),
        ("complaint.assigned", "clocks.set", "notifications.yaml:5: messages.0.event: Input should be"),
    ],
)
def test_it_names_every_fault(tmp_path: Path, old: str, new: str, fault: str) -> None:
    file = fault.partition(".yaml:")[0]
    text = FILES[f"{file}.yaml"]
    assert old in text
    with pytest.raises(ConfigurationError) as raised:
        load_city(tmp_path, **{file: text.replace(old, new, 1)})
    assert f"{tmp_path}/{fault}" in str(raised.value)


def test_it_says_which_texts_are_missing(tmp_path: Path) -> None:
    text = FILES["notifications.yaml"].replace("template: triage", "template: trial")
    with pytest.raises(ConfigurationError, match=r"lacks id/trial\.j2, en/trial\.j2"):
        load_city(tmp_path, notifications=text)


def test_it_says_which_file_is_missing(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / "leaders.yaml").unlink()
    with pytest.raises(ConfigurationError, match=r"leaders\.yaml: cannot be read"):
        notify.load_city(tmp_path, EMAIL_ONLY)
