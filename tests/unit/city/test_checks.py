"""Whatever does not fit together in a city's files is named with file, line, field and reason."""

from pathlib import Path

import pytest

from tests.cities import REGENCY, SHIPPED, change, copy, faults, faults_after

OTHER_UNIT = "  - {id: dinas-baru, name: {id: Dinas Baru}, kind: agency, parent: pemkab, calendar: kantor}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the regency, to be spoiled."""
    return copy(REGENCY, tmp_path / "city")


@pytest.mark.parametrize("city", [REGENCY, *SHIPPED], ids=lambda city: city.name)
def test_the_cities_that_ship_and_the_regency_are_right(city: Path) -> None:
    assert faults(city) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        # What stands twice.
        ("id: dinas-pupr", "id: admin-aduan", "units.yaml:5: units.2: admin-aduan stands twice (see line 4)"),
        ("code: layanan", "code: jalan", "categories.yaml:4: categories.1: jalan stands twice (see line 3)"),
        ('"98.05.01.2001"', '"98.05.01"', "areas.yaml:4: areas.1: 98.05.01 stands twice (see line 3)"),
        ("id: jalan", "id: lubang", "words.yaml:4: words.1: lubang stands twice (see line 3)"),
        ("name: siaga", "name: kantor", "calendars.yaml:11: calendars.1: kantor stands twice (see line 4)"),
        ("name: lambat", "name: biasa", "policies.yaml:72: policies.1: biasa stands twice (see line 56)"),
        (
            "{name: tuntas",
            "{name: jawab_awal",
            "policies.yaml:59: policies.0.clocks.1: jawab_awal stands twice (see line 58)",
        ),
        ("name: layanan-hulu", "name: jalan", "routing.yaml:4: rules.1: jalan stands twice (see line 3)"),
        ("id: sekda, l", "id: bupati, l", "leaders.yaml:12: people.2: bupati stands twice (see line 11)"),
        (
            "role: sekda, p",
            "role: petugas, p",
            "leaders.yaml:18: posts.1: petugas of pemkab stands twice (see line 17)",
        ),
        # Texts.
        (
            "name: {id: Dinas PUPR}",
            "name: {en: Works}",
            "units.yaml:5: units.2.name: has no text in id, which city.yaml lists",
        ),
        ("title: {id: penuntasan}", "title: {en: end}", "policies.yaml:14: clocks.tuntas.title: has no text in id"),
        ("asks: {id: menun", "asks: {en: menun", "policies.yaml:15: clocks.tuntas.asks: has no text in id"),
        ("camat: {id: camat}", "camat: {en: head}", "leaders.yaml:5: roles.camat: has no text in id"),
        ("reason: {id: Jalan", "reason: {en: Jalan", "routing.yaml:3: rules.0.reason: has no text in id"),
        ("name: {id:", "name: {en:", "city.yaml:3: name: has no text in id"),
        (
            "languages: [id]",
            "languages: [Indonesian]",
            "city.yaml:5: languages.0: must be a language code such as id or en",
        ),
        # Units.
        ("parent: pemkab", "parent: kab", "units.yaml:4: units.1.parent: unit 'kab' does not exist"),
        ("parent: null", "parent: dinas-pupr", "units.yaml:3: units.0.parent: the parents of pemkab lead in a circle"),
        (", parent: null", "", "units.yaml:3: units.0.parent: is needed, and missing"),
        (
            "kind: triage",
            "kind: bureau",
            "units.yaml:4: units.1.kind: Input should be 'agency', 'district', 'triage' or 'city'",
        ),
        ("triage_unit: admin-aduan", "triage_unit: admin", "city.yaml:6: triage_unit: unit 'admin' does not exist"),
        # Calendars.
        (
            "calendar: siaga",
            "calendar: malam",
            "units.yaml:6: units.3.calendar: no such calendar in calendars.yaml: malam",
        ),
        (
            "default_calendar: kantor",
            "default_calendar: k",
            "calendars.yaml:2: default_calendar: there is no calendar 'k'",
        ),
        (
            "Asia/Makassar",
            "Asia/Ujung",
            "calendars.yaml:5: calendars.0.time_zone: 'Asia/Ujung' is not a known time zone",
        ),
        ("08:00-16:00", "08:00-25:00", "calendars.yaml:9: calendars.0.hours.monday.0: '08:00-25:00' goes beyond 24:00"),
        ("country: ID", "country: XX", "calendars.yaml:6: calendars.0.country: 'XX' is not a country"),
        # Routing.
        ("unit: dinas-pupr", "unit: dinas", "routing.yaml:3: rules.0.unit: no such unit: dinas"),
        ("[layanan]", "[layan]", "routing.yaml:4: rules.1.category.0: no such category in categories.yaml: layan"),
        ("[jalan, lubang]", "[jalan, lobang]", "routing.yaml:5: rules.2.words.1: no such term in words.yaml: lobang"),
        ('["98.05.01"]', '["98.06"]', "routing.yaml:4: rules.1.area.0: no such area in areas.yaml: 98.06"),
        (
            "category: [jalan],",
            "category: [jalan], overrides: category,",
            "routing.yaml:3: rules.0.overrides: this rule names categories, so it does not hold whatever the category",
        ),
        ("words: [jalan", "overrides: area, words: [jalan", "routing.yaml:5: rules.2.overrides: Input should be 'cat"),
        (
            '["98.05.01"]',
            '["98.5"]',
            "routing.yaml:4: rules.1.area.0: must be an area code of the ministry's list, such as",
        ),
        ("berlubang]", "'!!!']", "words.yaml:3: words.0.spellings.1: '!!!' has neither a letter nor a digit"),
        (
            ", triage: true",
            "",
            "categories.yaml:5: categories.2: no rule of routing.yaml names lain; add one, or `triage: true` here",
        ),
        ('parent: "98.05.01"', 'parent: "98.05.02"', "areas.yaml:4: areas.1.parent: 98.05.02 is not the area above it"),
        # People.
        ("{unit: dinas-pupr", "{unit: dinas-x", "leaders.yaml:21: posts.4.unit: unit 'dinas-x' does not exist"),
        ("person: camat-hulu", "person: camat", "leaders.yaml:23: posts.6.person: person 'camat' does not exist"),
        ("catch_all: operator", "catch_all: op", "leaders.yaml:8: catch_all: person 'op' does not exist"),
        (
            "catch_all: operator",
            "catch_all: kepala-pupr",
            "leaders.yaml:8: catch_all: kepala-pupr has no contacts, so nobody",
        ),
        (
            "language: id",
            "language: jv",
            "leaders.yaml:10: people.0.language: 'jv' is not a language of the city, which has id",
        ),
        ("  camat: {id: camat}\n", "", "leaders.yaml:22: posts.6.role: role 'camat' has no title under `roles`"),
        (
            "role: sekda",
            "role: sekretaris",
            "policies.yaml:66: policies.0.ladder.1.role: no post in leaders.yaml has the role",
        ),
        ("to: petugas", "to: staf", "notifications.yaml:4: messages.0.to: no post in leaders.yaml has the role 'staf'"),
        (
            "to: petugas",
            'to: "{role}"',
            "notifications.yaml:4: messages.0.to: complaint.assigned names no role; name one here",
        ),
        (
            "complaint.assigned, to: petugas",
            'complaint.withdrawn, to: "{channel}"',
            "notifications.yaml:4: messages.0.to: complaint.withdrawn is not for complainants; name a role here",
        ),
        (
            "complaint.assigned, to: petugas",
            "complaint.assigned, to: petugas, of: bureau",
            "notifications.yaml:4: messages.0.of: complaint.assigned is about a complaint: it has neither bureau nor",
        ),
        (
            "complaint.assigned, to: petugas",
            "finding.opened, to: petugas",
            "notifications.yaml:4: messages.0.of: a finding belongs to no unit: write `of: bureau`",
        ),
        (
            'to: "{channel}"',
            "to: petugas",
            "notifications.yaml:5: messages.1.to: a reminder is for the complainant: write '{channel}'",
        ),
        # Channels.
        (
            "language: id",
            "language: jv",
            "channels.yaml:3: channels.0.language: 'jv' is not a language of the city, which has id",
        ),
        ("id: radio", f"id: {'r' * 57}", "channels.yaml:3: channels.0.id: String should have at most 56 characters"),
        (
            "id: bupati, l",
            "id: channel-radio, l",
            "leaders.yaml:11: people.1.id: channel-radio is how notifications name the channel radio; give the person",
        ),
        (
            "complaint.assigned",
            "clocks.set",
            "notifications.yaml:4: messages.0.event: Input should be 'complaint.filed'",
        ),
    ],
)
def test_a_fault_is_named_with_file_line_field_and_reason(folder: Path, old: str, new: str, fault: str) -> None:
    assert fault in faults_after(folder, old, new, fault)


def test_a_unit_without_any_post_is_a_fault(folder: Path) -> None:
    change(folder, "units", "units:\n", f"units:\n{OTHER_UNIT}")
    assert faults(folder) == [
        "units.yaml:3: units.0: nobody holds a post in dinas-baru; list its posts in leaders.yaml, a vacant one with "
        "person: null"
    ]


def test_a_unit_with_a_vacant_post_is_none(folder: Path) -> None:
    change(folder, "units", "units:\n", f"units:\n{OTHER_UNIT}")
    change(folder, "leaders", "posts:\n", "posts:\n  - {unit: dinas-baru, role: petugas, person: null}\n")
    assert faults(folder) == []


def test_a_message_that_only_the_catch_all_would_hear_is_a_fault_of_the_unit(folder: Path) -> None:
    change(
        folder,
        "leaders",
        "{unit: pemkab, role: petugas, person: operator}",
        "{unit: pemkab, role: petugas, person: null}",
    )
    assert faults(folder) == [
        f"units.yaml:{line}: units.{number}: no petugas of {unit} or of a unit above it can be reached; "
        "only the catch-all would hear"
        for line, number, unit in ((3, 0, "pemkab"), (6, 3, "kecamatan-hulu"))
    ]


def test_a_rule_without_any_condition_names_every_category(folder: Path) -> None:
    change(folder, "categories", ", triage: true", "")
    with (folder / "routing.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {name: sisa, unit: admin-aduan, reason: {id: Sisanya}}\n")
    assert faults(folder) == []


def test_a_rule_may_name_the_province_above_the_citys_areas(folder: Path) -> None:
    change(folder, "routing", '["98.05.01"]', '["98"]')
    assert faults(folder) == []
