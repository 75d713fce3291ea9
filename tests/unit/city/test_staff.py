"""Who works for the city, as every service with pages reads it from the access file."""

from pathlib import Path

import pytest

from chassis.access import hash_of
from city.access import StaffRole, load_staff
from contracts.errors import ConfigurationError

UNITS, TRIAGE = ("kota", "dinas-pu", "triase"), "triase"
CHANNEL = f"{{id: sp4n, keys: [{hash_of('key')}]}}"


def _file(folder: Path, *officers: str, groups: str = "") -> Path:
    file = folder / "access.yaml"
    text = f"channels: [{CHANNEL}]\nofficers: [{', '.join(officers)}]\ngroups: [{groups}]\n"
    file.write_text(text, encoding="utf-8")
    return file


def _officer(id: str, unit: str, role: str, token: str = "") -> str:
    return f"{{id: {id}, unit: {unit}, role: {role}{f', token: {hash_of(token)}' if token else ''}}}"


def test_people_are_known_by_the_hash_of_their_token_and_by_their_groups(tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        _officer("ani", "kota", "bureau", "secret"),
        _officer("budi", "dinas-pu", "officer"),
        groups="{group: pu-heads, unit: dinas-pu, role: unit_head}, {group: pu, unit: dinas-pu, role: officer}",
    )
    staff = load_staff(file, UNITS, TRIAGE)
    assert staff.officers[hash_of("secret")].role is StaffRole.BUREAU
    assert [each.id for each in staff.without_token] == ["budi"]
    head = staff.officer_in("citra", ("everybody", "pu", "pu-heads"))
    assert head is not None
    assert (head.id, head.unit, head.role) == ("citra", "dinas-pu", StaffRole.UNIT_HEAD)
    assert staff.officer_in("dewi", ("everybody",)) is None


@pytest.mark.parametrize(
    ("officer", "said"),
    [
        (_officer("ani", "dinas-lh", "officer"), "officers: 'ani' belongs to the unknown unit 'dinas-lh'"),
        (_officer("ani", "kota", "triage"), "has the role triage, and so must belong to 'triase'"),
        (_officer("ani", "triase", "officer"), "must have the role triage"),
        (_officer("ani", "kota", "supervisor"), "supervisor is called unit_head now"),
        (_officer("ani", "kota", "channel"), "must be one of officer, unit_head, leader, triage, auditor, bureau"),
        (_officer("ani", "kota", "7"), "7 must be one of"),
        (_officer("ani", "kota", "officer", "key"), "the same key or token is given to two callers"),
    ],
)
def test_whoever_cannot_be_placed_is_refused(tmp_path: Path, officer: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_staff(_file(tmp_path, officer), UNITS, TRIAGE)


def test_a_group_of_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    file = _file(tmp_path, groups="{group: lh, unit: dinas-lh, role: officer}")
    with pytest.raises(ConfigurationError, match="groups: 'lh' belongs to the unknown unit 'dinas-lh'"):
        load_staff(file, UNITS, TRIAGE)
