"""A city's files: what does not fit together is named with file, line and reason."""

from pathlib import Path

import pytest

from chassis.errors import ConfigurationError
from services.notify import config
from services.notify.config import load
from tests.unit.notify.examples import FILES, load_city, write_city

DEMO = Path(__file__).parents[3] / "config" / "demo"


def test_it_loads_the_demonstration_city() -> None:
    city = load(DEMO)
    assert city.languages == ("id", "en")
    assert "mayor" in city.city_roles
    assert set(city.messages) == {
        "complaint.assigned", "complaint.sent_to_triage", "deadline.approaching", "complaint.escalated",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("city", "Asia/Jakarta", "Asia/Nowhere", "city.yaml:3: time_zone: 'Asia/Nowhere' is not a known time zone"),
        ("units", "parent: roads", "parent: road", "units.yaml:6: units.3.parent: unit 'road' does not exist"),
        ("units", "parent: null", "parent: roads", "units.yaml:3: units.0.parent: the parents of town lead"),
        ("units", "en: Town", "fr: Ville", "units.yaml:3: units.0.name: town has no name in en"),
        ("units", "id: roads,", "id: desk,", "units.yaml:5: units.2: desk stands twice"),
        ("leaders", "catch_all: clerk", "catch_all: klerk", "leaders.yaml:2: catch_all: person 'klerk' does not exist"),
        ("leaders", "catch_all: clerk", "catch_all: bridges-officer", "leaders.yaml:2: catch_all: bridges-officer has"),
        ("leaders", "person: roads-head", "person: road-head", "leaders.yaml:13: posts.2.person: person 'road-head'"),
        ("leaders", "{unit: town", "{unit: village", "leaders.yaml:11: posts.0.unit: unit 'village' does not exist"),
        ("leaders", "language: en", "language: fr", "leaders.yaml:5: people.1.language: 'fr' is not a language"),
        ("leaders", "clerk@demo.tanggap.example", '"a@b.example\\nBcc: c@d"', "leaders.yaml:4: people.0.email"),
        ("leaders", "role: agency_head", "role: unit_head", "leaders.yaml:14: posts.3: ('roads', 'unit_head') stand"),
        ("leaders", "language: en, email", "language: en, mail", "leaders.yaml:5: people.1.mail: Extra inputs"),
        ("notifications", "template: triage", "template: trial", "notifications.yaml:4: messages.1.template: there is"),
        ("notifications", "to: officers", "to: oficers", "notifications.yaml:3: messages.0.to: no post in"),
        ("notifications", "to: officers", 'to: "{role}"', "notifications.yaml:3: messages.0.to: complaint.assigned"),
        ("notifications", "complaint.assigned", "clocks.set", "notifications.yaml:3: messages.0.event: Input"),
    ],
)  # fmt: skip
def test_it_names_every_fault(tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    text = FILES[f"{file}.yaml"]
    assert old in text
    with pytest.raises(ConfigurationError) as raised:
        load_city(tmp_path, **{file: text.replace(old, new, 1)})
    assert fault in str(raised.value)


def test_it_says_which_file_is_missing(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / "leaders.yaml").unlink()
    with pytest.raises(ConfigurationError, match=r"leaders\.yaml: cannot be read"):
        config.load(tmp_path)
